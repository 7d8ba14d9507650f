"""Not one connection is made to an address that leads inside, however it is written and whoever says it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from website import Website, answer

from onrecord.index.fetch import Fetcher, FetchError, is_public

INSIDE = [
    # this machine
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.255.255.254/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://0177.1/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://127.0.0.1:8080/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.0.0.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.1.2.3/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://www.localhost/",
    "http://localhost.localdomain/",
    # an IPv4 address within an IPv6 one
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:93.184.215.14]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::169.254.169.254]/",
    "http://[64:ff9b:1::10.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a00:1::1]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    # this network
    "http://10.0.0.1/",
    "http://10.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://192.168.257/",
    "http://100.64.0.1/",
    "http://169.254.1.1/",
    "http://[fc00::1]/",
    "http://[fd12:3456:789a::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://[fec0::1]/",
    "http://printer/",
    "http://printer.local/",
    "http://wiki.internal/",
    "http://router.lan/",
    "http://nas.home.arpa/",
    # what clouds tell their machines
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://168.63.129.16/",
    "http://metadata.google.internal/",
    "http://metadata/",
    "http://instance-data.ec2.internal/",
    # to everyone, and to no one
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://192.0.2.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://198.18.0.1/",
    "http://192.88.99.1/",
    "http://[ff02::1]/",
    "http://[ff0e::1]/",
    "http://[100::1]/",
    "http://[2001:db8::1]/",
    "http://[2001:2::1]/",
    "http://[3fff::1]/",
    "http://[4000::1]/",
]
NOT_OF_THE_WEB = [
    "file:///etc/passwd",
    "ftp://courier.example/a",
    "gopher://courier.example/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "//courier.example/",
    "courier.example",
    "",
    "http://",
    "http:///path",
    "http://ana@courier.example/",
    "http://ana:secret@courier.example/",
    "http://courier.example@127.0.0.1/",
    "http://courier.example:25/",
    "http://courier.example:22/",
    "http://courier.example:0/",
    "http://courier.example:-80/",
    "http://courier.example:65616/",
    "http://courier.example:http/",
    "http://courier.example\\@127.0.0.1/",
    "http://courier.example%2f.127.0.0.1/",
    "http://courier.example\r\nhost: x/",
    "http://cou rier.example/",
    "http://[::1/",
    "http://[::1]x/",
    "http://256.256.256.256/",
    "http://" + "a" * 100_000 + ".example/",
]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address a socket is connected to; of them only this machine's is reached."""
    tried: list[Any] = []

    class Recording(socket.socket):
        def connect(self, address: Any) -> None:
            tried.append(address)
            if address[0] != "127.0.0.1":
                raise ConnectionRefusedError("recorded")
            super().connect(address)

        def connect_ex(self, address: Any) -> int:
            self.connect(address)
            return 0

    monkeypatch.setattr(socket, "socket", Recording)
    return tried


Resolver = Callable[[str, int, float], list[str]]


def answering(*answers: list[str]) -> tuple[Resolver, list[str]]:
    """A resolver that gives one answer after the other, the last for ever; and what it was asked."""
    asked: list[str] = []

    def resolve(host: str, port: int, seconds: float) -> list[str]:
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    return resolve, asked


def why(url: str, resolve: Resolver | None = None) -> str:
    with Fetcher(pause=0, timeout=5, resolve=resolve) as web, pytest.raises(FetchError) as raised:
        web.get(url)
    assert raised.value.status == 0
    return str(raised.value)


# ---- URLs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", INSIDE)
def test_no_connection_is_made_to_an_address_that_leads_inside(
    url: str, connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looked_up = socket.getaddrinfo, []

    def numbers_only(host: str, *rest: object, **more: object) -> object:
        looked_up.append(host)
        return real(host, 80, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket, "getaddrinfo", numbers_only)
    assert url.split("/")[2][:5].strip("[]") in why(url) or not url.isascii()
    assert connected == []
    assert all(host[0].isdigit() for host in looked_up), "a name of the local network is not even looked up"


@pytest.mark.parametrize("url", NOT_OF_THE_WEB)
def test_what_is_not_a_plain_url_of_the_web_is_refused_before_anything_is_looked_up(
    url: str, connected: list[Any]
) -> None:
    resolve, asked = answering(["93.184.215.14"])
    message = why(url, resolve)
    assert "secret" not in message
    assert len(message) < 500
    assert asked == connected == []


@pytest.mark.parametrize("port", ["", ":80", ":443", ":8080", ":8443", ":65535"])
def test_the_ports_of_the_web_may_be_asked(port: str, connected: list[Any]) -> None:
    resolve, _ = answering(["93.184.215.14"])
    assert "recorded" in why(f"http://courier.example{port}/", resolve)
    assert connected == [("93.184.215.14", int(port[1:] or 80))]


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["::1"],
        ["fe80::1%2"],
        ["::ffff:10.0.0.1"],
        ["169.254.169.254"],
        ["93.184.215.14", "10.0.0.1"],
        ["2606:4700::1111", "::1"],
        ["2606:4700::1111%1"],
        ["not an address"],
    ],
)
def test_a_name_one_of_whose_addresses_is_not_public_is_not_connected_to(
    addresses: list[str], connected: list[Any]
) -> None:
    resolve, asked = answering(addresses)
    message = why("https://courier.example/", resolve)
    assert f"courier.example leads to {addresses[-1]}, not an address of the public internet" in message
    assert asked == ["courier.example"]
    assert connected == []


def test_all_public_addresses_of_a_name_are_tried(connected: list[Any]) -> None:
    resolve, asked = answering(["2606:4700::1111", "93.184.215.14", "93.184.215.14"])
    why("https://courier.example/", resolve)
    assert connected == [("2606:4700::1111", 443), ("93.184.215.14", 443)]
    assert asked == ["courier.example"]


def test_a_resolver_that_changes_its_answer_is_asked_once(connected: list[Any]) -> None:
    resolve, asked = answering(["93.184.215.14"], ["127.0.0.1"])
    assert "recorded" in why("http://courier.example/", resolve)
    assert asked == ["courier.example"]
    assert connected == [("93.184.215.14", 80)]


def test_so_is_the_system_s_resolver_with_nothing_of_ours_between(
    connected: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever owns a name can answer "public" first and "127.0.0.1" a moment later: down to the socket, only the first
    answer counts."""
    answers: Iterator[str] = iter(["93.184.215.14", *["127.0.0.1"] * 9])
    asked = []

    def rebinding(host: str, port: int, *rest: object, **more: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert "recorded" in why("http://courier.example/")
    assert asked == ["courier.example"]
    assert connected == [("93.184.215.14", 80)]


def test_a_name_that_does_not_exist_and_one_that_cannot_are_said_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(host: str, *rest: object, **more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    assert "there is no host courier.example: " in why("http://courier.example/")
    assert "there is no host courier.example" in why("http://courier.example/", answering([])[0])
    monkeypatch.undo()
    assert "there is no host " in why("http://" + "a" * 70 + ".example/")


# ---- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/inside",
        "//127.0.0.1:{port}/inside",
        "http://2130706433:{port}/inside",
        "http://[::1]/inside",
        "http://[::ffff:127.0.0.1]:{port}/inside",
        "http://localhost:{port}/inside",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://10.0.0.1/",
        "http://inside.example:{port}/inside",
        "file:///etc/passwd",
        "ftp://courier.example/",
        "gopher://127.0.0.1:6379/_INFO",
        "http://ana:secret@courier.example/",
        "http://courier.example:25/",
        "http://[::1",
    ],
)
@pytest.mark.parametrize("status", ["301 Moved Permanently", "307 Temporary Redirect"])
def test_a_redirect_inside_is_not_followed(location: str, status: str, connected: list[Any]) -> None:
    """The first host is let through here as if it were public; where it leads is not."""
    checked = []

    def resolve(host: str, port: int, seconds: float) -> list[str]:
        return ["127.0.0.1"] if host == "courier.example" else ["127.0.0.2"]

    def allowed(address: object) -> bool:
        checked.append(address)
        return len(checked) == 1

    with Website() as site:
        site.pages["/start"] = answer(status=status, location=location.format(port=site.port))
        with (
            Fetcher(pause=0, allowed=allowed, resolve=resolve) as web,
            pytest.raises(FetchError, match=r"/start.*redirected"),
        ):
            web.get(site.url("/start", "courier.example"))
        assert site.paths == ["/start"]
        assert connected == [("127.0.0.1", site.port)]


def test_a_name_is_resolved_and_checked_again_at_every_redirect() -> None:
    """Public when it is first asked, inside when it redirects to itself."""
    resolve, asked = answering(["127.0.0.1"], ["127.0.0.2"])
    with Website() as site:
        site.pages["/"] = answer(status="302 Found", location="/again")
        with (
            Fetcher(pause=0, allowed=lambda address: str(address) == "127.0.0.1", resolve=resolve) as web,
            pytest.raises(FetchError, match=r"courier\.example leads to 127\.0\.0\.2, not an address of the public"),
        ):
            web.get(site.url("/", "courier.example"))
        assert site.paths == ["/"]
    assert asked == ["courier.example"] * 2


# ---- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "93.184.215.14",
        "100.63.255.255",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2001:200::1",
        "2a00:1450::1",
        "3ffd::1",
    ],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_proxies_of_the_environment_are_not_used(connected: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    resolve, _ = answering(["93.184.215.14"])
    why("http://courier.example/", resolve)
    assert connected == [("93.184.215.14", 80)]


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: waiting.wait(10) and [])
    with (
        Fetcher(timeout=0.1) as web,
        pytest.raises(FetchError, match=r"courier\.example/: not done within 0\.1 seconds"),
    ):
        web.get("http://courier.example/")
    waiting.set()
