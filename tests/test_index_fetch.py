"""Fetching from a server that may be slow, endless, broken or hostile, and politely from one that is not."""

from __future__ import annotations

import functools
import gzip
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest
from website import Website, answer

from onrecord.index.errors import SourceError
from onrecord.index.fetch import Fetched, Fetcher, FetchError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"<html><p>The ferry left late.</p></html>"
MB = 2**20
Fetch = Callable[..., Fetched]


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as site:
        yield site


def fetcher(**options: Any) -> Fetcher:
    """Any invented name leads to this machine."""
    given = {"allowed": lambda _: True, "pause": 0, "timeout": 5, "resolve": lambda *_: ["127.0.0.1"], **options}
    return Fetcher(**given)


def get(url: str, etag: str = "", modified: str = "", **options: Any) -> Fetched:
    with fetcher(**options) as web:
        return web.get(url, etag, modified)


def refused(url: str, **options: Any) -> FetchError:
    with fetcher(**options) as web, pytest.raises(FetchError) as raised:
        web.get(url)
    assert isinstance(raised.value, SourceError)
    assert url[:200] in str(raised.value)
    return raised.value


def dripping(start: bytes, piece: bytes, every: float = 0.01) -> Callable[[socket.socket], None]:
    """Sends a start, and then pieces, until nobody listens."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(every)

    return send


# ---- what comes ------------------------------------------------------------------------------------------------------


def test_a_page_comes_with_what_is_said_of_it(site: Website) -> None:
    fields = {
        "content_type": 'Text/HTML; Charset="ISO-8859-1"',
        "etag": 'W/"a1"',
        "last_modified": "Fri, 04 Jul 2025 10:00:00 GMT",
    }
    site.pages["/a?b=%C3%A4"] = answer(PAGE, **fields)
    url = site.url("/a?b=ä#part", "courier.example")
    assert get(url) == Fetched(
        site.url("/a?b=%C3%A4", "courier.example"),
        200,
        PAGE,
        "text/html",
        "iso-8859-1",
        'W/"a1"',
        "Fri, 04 Jul 2025 10:00:00 GMT",
    )


def test_what_is_not_said_is_empty(site: Website) -> None:
    site.pages["/"] = answer(PAGE)
    assert get(site.url("")) == Fetched(site.url(""), 200, PAGE)


def test_the_request_says_who_asks_and_keeps_the_name(site: Website) -> None:
    site.pages["/"] = answer(PAGE)
    get(site.url("/", "courier.example"))
    lines = site.asked[0].lower().split("\r\n")
    assert f"host: courier.example:{site.port}" in lines
    assert "user-agent: onrecord/0.1.0 (+news archive reader)" in lines
    assert "accept-encoding: gzip, deflate, br, zstd" in lines
    assert not [line for line in lines if line.startswith(("cookie", "authorization", "referer", "if-"))]


@pytest.mark.parametrize("host", ["bücher.example", "xn--bcher-kva.example", "BÜCHER.example"])
def test_a_name_of_other_letters_is_asked_by_its_ascii_form(site: Website, host: str) -> None:
    site.pages["/"] = answer(PAGE)
    assert get(site.url("/", host)).body == PAGE
    assert "xn--bcher-kva.example" in site.asked[0]


@pytest.mark.parametrize(
    "body",
    [
        b"HTTP/1.1 200 OK\r\n\r\n" + PAGE,
        b"HTTP/1.0 200 OK\r\n\r\n" + PAGE,
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n<ht\r\n%x\r\n%s\r\n0\r\n\r\n"
        % (len(PAGE) - 3, PAGE[3:]),
        b"HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n" + PAGE,
    ],
)
def test_a_body_comes_in_every_framing(site: Website, body: bytes) -> None:
    assert len(PAGE) == 40
    site.pages["/"] = body
    assert get(site.url("/")).body == PAGE


def test_cookies_are_not_kept(site: Website) -> None:
    site.pages["/"] = answer(PAGE, set_cookie="who=ana; Path=/")
    with fetcher() as web:
        web.get(site.url("/"))
        web.get(site.url("/"))
    assert all("cookie" not in request.lower() for request in site.asked)


def test_nothing_stays_open(site: Website) -> None:
    site.pages["/"] = answer(PAGE)
    web = fetcher()
    before = threading.active_count()
    for _ in range(5):
        web.get(site.url("/"))
    for thread in site._threads[1:]:
        thread.join(2)  # the server's side ends when ours has hung up
    assert threading.active_count() <= before
    web.close()


# ---- packed ----------------------------------------------------------------------------------------------------------


def raw_deflate(raw: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(raw) + packer.flush()


PACKED = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": functools.partial(brotli.compress, quality=1),
    "zstd": zstd.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("encoding", PACKED)
def test_a_packed_body_is_unpacked(site: Website, encoding: str) -> None:
    site.pages["/"] = answer(PACKED[encoding](PAGE * 9_000), content_encoding=encoding)
    assert get(site.url("/")).body == PAGE * 9_000


@pytest.mark.parametrize("encoding", ["compress", "gzip, gzip", "gzip, br", "utf-8", "xz", "bz2", "../gzip"])
def test_any_other_packing_is_refused(site: Website, encoding: str) -> None:
    site.pages["/"] = answer(PAGE, content_encoding=encoding)
    assert f"packed as {encoding!r}, which was not asked for" in str(refused(site.url("/")))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("broken", ["damaged", "breaks off"])
def test_a_packed_body_that_is_broken_is_refused(site: Website, encoding: str, broken: str) -> None:
    packed = PACKED[encoding](PAGE * 9_000)
    site.pages["/"] = answer(packed[:-5] if broken == "breaks off" else b"\xff" * 40, content_encoding=encoding)
    assert broken in str(refused(site.url("/")))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_ends_at_the_limit(site: Website, encoding: str) -> None:
    packed = PACKED[encoding](bytes(50 * MB))
    assert len(packed) < MB
    site.pages["/"] = answer(packed, content_encoding=encoding)
    before = time.process_time()
    assert "larger than 1 MB" in str(refused(site.url("/"), most=MB))
    assert time.process_time() - before < 1


# ---- as it was -------------------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(site: Website) -> None:
    site.pages["/feed"] = answer(status="304 Not Modified", content_length="", etag='"a2"')
    found = get(site.url("/feed"), '"a1"', "Fri, 04 Jul 2025 10:00:00 GMT")
    assert found == Fetched(site.url("/feed"), 304, b"", etag='"a2"', modified="Fri, 04 Jul 2025 10:00:00 GMT")
    assert 'if-none-match: "a1"\r\nif-modified-since: Fri, 04 Jul 2025 10:00:00 GMT\r\n' in site.asked[0]


def test_not_modified_is_no_answer_to_who_has_nothing(site: Website) -> None:
    site.pages["/feed"] = answer(status="304 Not Modified", content_length="")
    assert refused(site.url("/feed")).status == 304


@pytest.mark.parametrize("etag", ['"a"\r\nx: y', "“a”", "\x00"])
def test_an_etag_that_cannot_be_sent_adds_no_field(site: Website, etag: str) -> None:
    site.pages["/"] = answer(PAGE)
    with fetcher() as web:
        try:
            web.get(site.url("/"), etag)
        except FetchError as error:
            assert "Illegal header" in str(error)  # noqa: PT017 - one of two that are right
    assert not any("\r\nx: y" in request for request in site.asked)


# ---- refused by the server -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("404 Not Found", "404 Not Found"),
        ("410 Whatever", "410 Gone"),
        ("500 Oops", "500 Internal Server Error"),
        ("206 Partial Content", "206 Partial Content"),
        ("204 No Content", "204 No Content"),
        ("300 Multiple Choices", "300 Multiple Choices"),
        ("302 Found", "302 Found"),
        ("599 Made Up", "599"),
    ],
)
def test_another_status_is_an_error_that_has_it(site: Website, status: str, said: str) -> None:
    site.pages["/"] = answer(b"" if status[:3] == "204" else PAGE, status)
    error = refused(site.url("/"))
    assert error.status == int(status[:3])
    assert error.retry_after == 0
    assert str(error).endswith(f"the server answers {said}")


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 30, 86_400),
        ("9" * 6_000, 86_400),
        ("Fri, 04 Jul 2025 10:00:00", 0),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("Mon, 99 Foo 2025 10:00:00 GMT", 0),
        ("", 0),
    ],
)
def test_when_to_come_again_is_understood_in_both_forms_and_bounded(site: Website, stated: str, seconds: int) -> None:
    site.pages["/"] = answer(PAGE, "503 Service Unavailable", retry_after=stated)
    assert refused(site.url("/")).retry_after == seconds


@pytest.mark.parametrize(("ahead", "seconds"), [(600, 600), (-600, 0), (1e9, 86_400)])
def test_a_moment_to_come_again_at_is_that_many_seconds_away(site: Website, ahead: float, seconds: int) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead), usegmt=True)
    site.pages["/"] = answer(PAGE, "503 Service Unavailable", retry_after=at)
    assert refused(site.url("/")).retry_after == pytest.approx(seconds, abs=60 if seconds == 600 else 0)


# ---- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize(
    "location", ["/b?c=d", "b?c=d", "//daily.example:{port}/b?c=d", "http://daily.example:{port}/b?c=d#e"]
)
def test_a_redirect_is_followed(site: Website, status: str, location: str) -> None:
    site.pages["/a"] = answer(status=status, location=location.format(port=site.port))
    site.pages["/b?c=d"] = answer(PAGE, etag='"b"')
    found = get(site.url("/a", "courier.example"))
    host = "daily.example" if "//" in location else "courier.example"
    assert found == Fetched(site.url("/b?c=d", host), 200, PAGE, etag='"b"')
    assert f"host: {host}:" in site.asked[1].lower()


def test_a_redirect_to_letters_that_should_be_escaped_is_followed(site: Website) -> None:
    site.pages["/"] = "HTTP/1.1 302 Found\r\nlocation: /überblick heute\r\ncontent-length: 0\r\n\r\n".encode()
    site.pages["/%C3%BCberblick%20heute"] = answer(PAGE)
    assert get(site.url("/")).body == PAGE


def test_five_redirects_are_followed_and_no_sixth(site: Website) -> None:
    site.pages |= {f"/{n}": answer(status="302 Found", location=f"/{n + 1}") for n in range(9)}
    site.pages["/5"] = answer(PAGE)
    assert get(site.url("/0")).url == site.url("/5")
    site.pages["/5"] = answer(status="302 Found", location="/6")
    site.asked.clear()
    assert "/0 is redirected more than 5 times" in str(refused(site.url("/0")))
    assert site.paths == [f"/{n}" for n in range(6)]


@pytest.mark.parametrize("circle", [["/"], ["/", "/b"], ["/", "/b", "/c#d"]])
def test_a_circle_of_redirects_is_left_at_once(site: Website, circle: list[str]) -> None:
    for here, there in zip(circle, [*circle[1:], circle[0]], strict=True):
        site.pages[here.partition("#")[0]] = answer(status="302 Found", location=there)
    assert "is redirected in a circle" in str(refused(site.url("/")))
    assert len(site.asked) == len(circle)


def test_an_error_after_a_redirect_names_both_places(site: Website) -> None:
    site.pages["/a"] = answer(status="302 Found", location="/b")
    assert f"/a redirected to {site.url('/b')}: the server answers 404" in str(refused(site.url("/a")))


# ---- slow, endless, wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slow",
    [
        lambda connection: connection.recv(1),
        dripping(b"HTTP/1.1 200", b" "),
        dripping(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", every=0.05),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"a"),
        dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", b"a"),
        dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        dripping(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n", every=0.05),
        dripping(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\0", b"a"),
    ],
)
def test_a_slow_server_has_its_time_in_all_and_no_more(site: Website, slow: Any) -> None:
    site.pages["/"] = slow
    before = time.monotonic()
    assert "not done within 0.3 seconds" in str(refused(site.url("/"), timeout=0.3))
    assert 0.25 < time.monotonic() - before < 1.5


def test_redirects_share_the_time(site: Website) -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.12)
        connection.sendall(answer(status="302 Found", location=f"/{len(site.asked)}"))

    site.pages |= {"/": slow, "/1": slow, "/2": slow, "/3": slow, "/4": slow, "/5": slow}
    assert "not done within 0.3 seconds" in str(refused(site.url("/"), timeout=0.3))
    assert len(site.asked) <= 4


def test_a_server_that_takes_no_connection_or_hangs_up_is_said_to(site: Website) -> None:
    site.pages["/"] = b""
    assert "disconnected without sending a response" in str(refused(site.url("/")))
    with socket.create_server(("127.0.0.1", 0)) as idle:
        free = idle.getsockname()[1]
    assert "refused" in str(refused(f"http://127.0.0.1:{free}/"))


def test_a_body_at_the_limit_is_taken_and_one_over_it_is_not(site: Website) -> None:
    site.pages |= {"/at": answer(bytes(MB)), "/over": answer(bytes(MB + 1))}
    assert len(get(site.url("/at"), most=MB).body) == MB
    assert "/over: it is larger than 1 MB, the most that is fetched" in str(refused(site.url("/over"), most=MB))


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        ("", b"a" * 65_536),
        ("transfer-encoding: chunked\r\n", b"10000\r\n" + b"a" * 65_536 + b"\r\n"),
        ("content-encoding: gzip\r\n", gzip.compress(b"") * 2_000),
        ("content-encoding: zstd\r\n", b"\x50\x2a\x4d\x18\xf8\xff\0\0" + bytes(65_528)),
    ],
)
def test_an_endless_body_is_read_up_to_the_limit(site: Website, head: str, piece: bytes) -> None:
    """Also one that unpacks to nothing at all."""
    sent = []

    def send(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        while True:
            connection.sendall(piece)
            sent.append(len(piece))

    site.pages["/"] = send
    error = refused(site.url("/"), most=MB, timeout=20)
    assert "larger than 1 MB" in str(error)
    assert error.status == 200
    assert sum(sent) < 12 * MB  # what lies in the sockets' buffers included


def test_what_is_said_to_be_too_long_is_not_read(site: Website) -> None:
    site.pages["/"] = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"
    assert "larger than 20 MB" in str(refused(site.url("/")))


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n" + PAGE, r"received 40 bytes, expected 90"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n" + PAGE, "Content-Length"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: ten\r\n\r\n" + PAGE, "Content-Length"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\ncontent-length: 41\r\n\r\n" + PAGE, "Content-Length"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "chunk"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n28\r\n" + PAGE, "incomplete chunked read"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, gzip\r\n\r\n", "Transfer-Encoding"),
        (b"HTTP/1.1 200 OK\r\na: " + b"b" * 200_000, "too"),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50_000, "too"),
        (b"a" * 200_000, "too|illegal"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "illegal status line"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "disconnected without"),
        (b"HTTP/1.1 OK\r\n\r\n", "illegal status line"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "illegal header line"),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "without a pending proposal"),
    ],
)
def test_a_broken_answer_is_one_error(site: Website, sent: bytes, said: str) -> None:
    site.pages["/"] = sent
    with pytest.raises(FetchError, match=said) as raised:
        get(site.url("/"))
    assert len(str(raised.value)) < 500


def test_a_body_ends_where_it_is_said_to(site: Website) -> None:
    site.pages["/"] = b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n" + PAGE + b"and more, which belongs to nothing"
    assert get(site.url("/")).body == PAGE


# ---- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for courier.example, signed by nobody else."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("openssl, to make a certificate with, is not installed")
    path = tmp_path_factory.mktemp("tls") / "courier.pem"
    subject = ["-subj", "/CN=courier.example", "-addext", "subjectAltName=DNS:courier.example"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "-", *subject]
    path.write_bytes(subprocess.run(command, capture_output=True, check=True).stdout)
    return path


def test_tls_is_spoken_with_the_name_and_not_with_the_address(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    server.sni_callback = lambda _, name, __: named.append(name)
    with Website(server) as site:
        site.pages["/"] = answer(PAGE)
        url, other = site.url("/", "courier.example"), site.url("/", "daily.example")
        assert "certificate is not good: self-signed certificate" in str(refused(url))
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)
        assert get(url).body == PAGE
        assert "certificate is not good: Hostname mismatch" in str(refused(other))
        assert named == ["courier.example", "courier.example", "daily.example"]
        assert len(site.asked) == 1


def test_a_server_that_does_not_speak_tls_is_an_error(site: Website) -> None:
    site.pages["/"] = answer(PAGE)
    assert "SSL" in str(refused(site.url("/").replace("http:", "https:"), timeout=2))


# ---- politeness ------------------------------------------------------------------------------------------------------


def test_one_host_is_not_asked_twice_within_the_pause(site: Website) -> None:
    site.pages |= {"/": answer(PAGE), "/moved": answer(status="302 Found", location="/")}
    slept: list[float] = []
    with fetcher(pause=60, sleep=slept.append) as web:
        web.get(site.url("/", "courier.example"))
        web.get(site.url("/", "daily.example"))
        assert slept == []
        web.get(site.url("/moved", "courier.example"))
        assert [round(seconds) for seconds in slept] == [60, 60]
        with pytest.raises(FetchError):
            web.get(site.url("/missing", "daily.example"))
        assert [round(seconds) for seconds in slept] == [60, 60, 60]


def test_a_pause_is_waited_and_is_not_the_server_s_time(site: Website) -> None:
    site.pages["/"] = answer(PAGE)
    with fetcher(pause=0.4, timeout=0.3) as web:
        before = time.monotonic()
        for _ in range(3):
            web.get(site.url("/"))
        assert time.monotonic() - before >= 0.8


def test_links_are_followed_where_robots_txt_lets_them_be(site: Website) -> None:
    site.pages["/robots.txt"] = answer(
        b"User-agent: *\nDisallow: /private/\n\nUser-agent: onrecord\nDisallow: /*?print\n"
    )
    with fetcher() as web:
        assert web.allowed_to(site.url("/private/a"))
        assert web.allowed_to(site.url("/a#?print"))
        assert not web.allowed_to(site.url("/a?print=1"))
        assert site.paths == ["/robots.txt"]
        assert web.allowed_to(site.url("/private/a", "daily.example"))
        assert site.paths == ["/robots.txt"] * 2
        with pytest.raises(FetchError, match="only http and https"):
            web.allowed_to("ftp://courier.example/a")


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("404 Not Found", True),
        ("403 Forbidden", True),
        ("410 Gone", True),
        ("429 Slow Down", False),
        ("503 Busy", False),
    ],
)
def test_a_site_without_robots_txt_has_no_rules_and_one_in_trouble_is_left_alone(
    site: Website, status: str, allowed: bool
) -> None:
    site.pages["/robots.txt"] = answer(b"", status)
    with fetcher() as web:
        assert web.allowed_to(site.url("/a")) is allowed
        assert web.allowed_to(site.url("/b")) is allowed
    assert site.paths == ["/robots.txt"]


def test_importing_what_fetches_loads_no_library_for_it() -> None:
    script = (
        "import sys, onrecord.index.fetch; assert not {'httpx', 'httpcore', 'brotli'} & set(sys.modules), sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
