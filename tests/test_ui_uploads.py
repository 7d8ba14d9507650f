from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from embedders import HashingEmbedder
from fastapi import FastAPI
from house import Make

from onrecord.index import NewsIndex
from onrecord.rag import Assistant, Retriever
from onrecord.ui import create_app
from onrecord.ui.adding import Given
from onrecord.ui.security import LARGEST_BODY, LARGEST_FILE
from onrecord.ui.uploads import Refused, Tray, clean_name

LINES = b"".join(b'{"id": "a%d", "text": "Bridge %d was closed."}\n' % (n, n) for n in range(3))
ROUTES = [("/archive/files?name=a.jsonl", LINES), ("/archive/add", b'{"feeds": true}'), ("/archive/stop", b"")]


@contextmanager
def running(app: FastAPI) -> Iterator[httpx.Client]:
    """A client of the application, served as it is for a browser."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{bound.getsockname()[1]}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()
        bound.close()


def app_of(index: NewsIndex, read_only: bool = False) -> FastAPI:
    return create_app(Assistant(index, retriever=Retriever(index, rerank=0)), examples=[], read_only=read_only)


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of an application for tests in which nothing is added."""
    folder = tmp_path_factory.mktemp("uploads") / "archive"
    with NewsIndex.open(folder, create=True, embedder=HashingEmbedder()) as index, running(app_of(index)) as client:
        yield client
        assert len(index) == 0


def sent(client: httpx.Client, name: str, body: bytes = LINES) -> str:
    answer = client.post("/archive/files", params={"name": name}, content=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["file"])


def added(client: httpx.Client, **what: Any) -> list[dict[str, Any]]:
    answer = client.post("/archive/add", json=what)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [json.loads(event.removeprefix("data: ")) for event in answer.text.split("\n\n") if event]


def test_what_is_sent_is_added_found_and_gone_from_here(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # where no other server has anything
    index = make()
    with running(app_of(index)) as client:
        names = [sent(client, "2025/days.jsonl"), sent(client, "note.txt", b"Ferry stops\n\nIt left at noon.")]
        told = added(client, files=names)
        assert (told[-1]["stage"], told[-1]["added"], told[-1]["part"]) == ("done", 4, 1.0)
        assert len(index) == 4
        assert index.search("ferry", 1)[0].article.title == "Ferry stops"
        deadline = time.monotonic() + 5
        while client.post("/archive/add", json={"files": names}).status_code != 410:
            assert time.monotonic() < deadline
        assert list(tmp_path.glob("onrecord-uploads-*/*")) == []
    assert list(tmp_path.glob("onrecord-uploads-*")) == []


@pytest.mark.parametrize("name", ["a.exe", "a", "", ".jsonl.svg"])
def test_what_is_of_no_kind_that_is_read_is_refused(refusing: httpx.Client, name: str) -> None:
    answer = refusing.post("/archive/files", params={"name": name}, content=b"x" * 900_000)
    assert (answer.status_code, "kind" in answer.json()["refused"]) == (200, True)


def test_a_request_to_add_may_be_large_and_others_may_not(make: Make) -> None:
    with running(app_of(make())) as client:
        assert len(sent(client, "large.txt", b"x" * (LARGEST_BODY + 1))) == 32
        assert client.post("/archive/add", content=b" " * (LARGEST_BODY + 1)).status_code == 413


def test_a_file_states_its_length_and_keeps_within_the_limit(make: Make) -> None:
    transport = httpx.ASGITransport(app_of(make()))

    async def sending(**headers: str) -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return (await client.post("/archive/files?name=a.txt", headers=named)).status_code

    assert anyio.run(lambda: sending(content_length=str(LARGEST_FILE + 1))) == 413
    assert anyio.run(lambda: sending(transfer_encoding="chunked")) == 411


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"files": [], "addresses": [" "]},
        {"addresses": ["/etc/passwd"]},
        {"addresses": ["file:///etc/passwd"]},
        {"addresses": ["-"]},
        {"addresses": ["https://"]},
        {"addresses": ["https://courier.example/ x"]},
        {"addresses": ["https://courier.example/"], "files": ["x"]},
        {"files": ["../../etc/passwd"], "feeds": True},
        {"addresses": ["https://courier.example/"] * 101},
        {"files": "x"},
        {"folder": "/"},
        ["x"],
    ],
)
def test_what_cannot_be_added_is_refused_with_words(refusing: httpx.Client, what: Any) -> None:
    answer = refusing.post("/archive/add", json=what)
    assert answer.status_code == 422
    assert answer.json()["error"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 32, ""])
def test_a_file_that_was_not_sent_is_not_read(refusing: httpx.Client, name: str) -> None:
    assert refusing.post("/archive/add", json={"files": [name]}).status_code == 410


@pytest.mark.parametrize(("path", "body"), ROUTES)
def test_read_only_nothing_is_taken(make: Make, path: str, body: bytes) -> None:
    index = make()
    with running(app_of(index, read_only=True)) as client:
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, "read only" in answer.json()["error"]) == (403, True)
    assert len(index) == 0


@pytest.mark.parametrize(("path", "body"), ROUTES)
@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"origin": "https://evil.example"}])
def test_another_sites_page_can_send_nothing(
    refusing: httpx.Client, path: str, body: bytes, headers: dict[str, str]
) -> None:
    assert refusing.post(path, content=body, headers=headers).status_code in (400, 403)


class Slow:
    """An index of which each addition takes a while."""

    def __init__(self, index: NewsIndex) -> None:
        self.index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def __len__(self) -> int:
        return len(self.index)

    def add(self, articles: Any) -> Any:
        time.sleep(0.3)
        return self.index.add(articles)


def many(count: int = 2_000) -> bytes:
    return b"".join(b'{"id": "m%d", "text": "Bridge %d was closed."}\n' % (n, n) for n in range(count))


def test_when_the_page_goes_away_the_addition_ends_and_what_was_told_stays(make: Make) -> None:
    index = make()
    with running(app_of(Slow(index))) as client:  # type: ignore[arg-type]
        name = sent(client, "many.jsonl", many())
        with client.stream("POST", "/archive/add", json={"files": [name]}) as stream:
            for line in stream.iter_lines():
                if line and json.loads(line.removeprefix("data: "))["added"]:
                    break
            refused = httpx.post(f"{client.base_url}/archive/add", json={"feeds": True})
            assert (refused.status_code, "already" in refused.json()["error"]) == (409, True)
        deadline = time.monotonic() + 10
        while client.post("/archive/add", json={"files": [name]}).status_code != 410:  # ended, and its file deleted
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert 8 <= len(index) < 2_000
    assert index.check() == []


def test_it_can_be_stopped(make: Make) -> None:
    index = make()
    with running(app_of(Slow(index))) as client:  # type: ignore[arg-type]
        name = sent(client, "many.jsonl", many())
        with client.stream("POST", "/archive/add", json={"files": [name]}) as stream:
            told = []
            for line in stream.iter_lines():
                if line:
                    told.append(json.loads(line.removeprefix("data: ")))
                if len(told) == 2:
                    httpx.post(f"{client.base_url}/archive/stop")
        assert told[-1]["stage"] == "stopped"
        assert told[-1]["added"] == len(index) < 2_000


def test_a_server_that_ends_waits_for_what_is_being_added(make: Make) -> None:
    index = make()
    with running(app_of(Slow(index))) as client:  # type: ignore[arg-type]
        name = sent(client, "many.jsonl", many())

        def reading() -> None:
            try:
                with client.stream("POST", "/archive/add", json={"files": [name]}) as stream:
                    list(stream.iter_lines())
            except httpx.HTTPError:
                pass

        thread = threading.Thread(target=reading)
        thread.start()
        while not len(index):
            time.sleep(0.01)
    thread.join()
    held = len(index)
    time.sleep(0.8)
    assert len(index) == held < 2_000, "nothing is written after the end"
    assert index.check() == []


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("a.txt", "a.txt"),
        ("days/2025/a.txt", "days/2025/a.txt"),
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("..\\..\\boot.txt", "boot.txt"),
        ("a\x00b\n\r.txt", "ab.txt"),
        ("./././", "file"),
        ("", "file"),
        ("x" * 9_000 + ".txt", "x" * 296 + ".txt"),
        ("<b>${x}.txt", "<b>${x}.txt"),
    ],
)
def test_names_are_for_people_and_lead_nowhere(stated: str, name: str) -> None:
    assert clean_name(stated) == name


async def pieces(*some: bytes) -> AsyncIterator[bytes]:
    for piece in some:
        yield piece


def test_the_tray_keeps_within_its_limits() -> None:
    tray = Tray(largest=100, most=150)

    async def sending() -> None:
        first = await tray.take("a.txt", 100, pieces(b"x" * 60, b"y" * 40))
        (given,) = tray.given([first])
        assert (given.path.read_bytes(), given.name) == (b"x" * 60 + b"y" * 40, "a.txt")
        assert "a.txt" not in str(given.path)
        for size, some in ((101, b"x" * 101), (60, b"x" * 60), (40, b"x" * 41)):
            with pytest.raises(Refused):
                await tray.take("b.txt", size, pieces(some))
        assert list(given.path.parent.iterdir()) == [given.path], "nothing is left of what was refused"
        tray.drop([first])
        assert not given.path.exists()
        assert await tray.take("b.txt", 100, pieces(b"x" * 100))
        tray.close()
        assert not given.path.parent.exists()

    anyio.run(sending)


def test_what_breaks_off_leaves_nothing() -> None:
    tray = Tray()

    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionError

    async def sending() -> None:
        with pytest.raises(ConnectionError):
            await tray.take("a.txt", 5, broken())
        kept = await tray.take("b.txt", 1, pieces(b"x"))
        (given,) = tray.given([kept])
        assert isinstance(given, Given)
        assert list(given.path.parent.iterdir()) == [given.path]
        tray.close()

    anyio.run(sending)


def test_what_nobody_adds_is_deleted_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    tray = Tray()

    async def sending() -> None:
        first = await tray.take("a.txt", 1, pieces(b"x"))
        monkeypatch.setattr("onrecord.ui.uploads._KEPT", -1.0)
        await tray.take("b.txt", 1, pieces(b"x"))
        with pytest.raises(Refused):
            tray.given([first])
        tray.close()

    anyio.run(sending)
