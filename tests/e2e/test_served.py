"""The program as it is started and ended: what was there is kept, and others reach it only with a password."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import httpx
import pytest
from pages import PageClient

from onrecord.index import NewsIndex
from onrecord.rag.conversations import Conversations
from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent as on Unix")

COMMAND = [sys.executable, "-c", "from onrecord.rag.cli import main; main()", "chat", "--no-open"]
PASSWORD = "tollgate bridge 1931"  # noqa: S105
ENDING = 40  # seconds


@pytest.fixture
def place(sample_index_folder: Path, tmp_path: Path) -> Path:
    """An archive of this test alone."""
    return shutil.copytree(sample_index_folder, tmp_path / "sample")


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


class Served:
    """The program while it runs. ``said`` is what it wrote on stderr."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address
        self.said: list[str] = []
        self._reading = threading.Thread(target=lambda: self.said.extend(process.stderr or ()), daemon=True)
        self._reading.start()

    def end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        code = self.process.wait(ENDING)
        self._reading.join()
        return code


@contextmanager
def running(place: Path, *options: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [*COMMAND, "--index", str(place), "--port", str(free_port()), *options], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://[\w.:\[\]]+/", line):
                served = Served(process, found[0])
                yield served
                return
        raise AssertionError("".join(said))
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def ask(served: Served, question: str) -> None:
    async def asking() -> None:
        async with httpx.AsyncClient(base_url=served.address, timeout=60) as client:
            await PageClient(client).ask(question)

    anyio.run(asking)


def lines(count: int) -> bytes:
    return b"".join(
        json.dumps({"id": f"new-{n}", "title": f"Item {n}", "text": f"The council voted on item {n}. " * 20}).encode()
        + b"\n"
        for n in range(count)
    )


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_what_was_said_and_what_was_added_is_there_after_the_end(place: Path, by: signal.Signals) -> None:
    with running(place) as served:
        ask(served, QUESTIONS[0])
        with httpx.Client(base_url=served.address, timeout=60) as client:
            sent = client.post("/archive/files", params={"name": "new.jsonl"}, content=lines(5_000))
            with client.stream("POST", "/archive/add", json={"files": [sent.json()["file"]]}) as adding:
                told = {"added": 0}
                for line in adding.iter_lines():
                    if line.startswith("data: "):
                        told = json.loads(line.removeprefix("data: "))
                    if told["added"]:
                        break
                assert told["stage"] == "adding"
                assert served.end(by) == 0
    assert "Traceback" not in "".join(served.said)
    with NewsIndex.open(place) as index:
        assert index.check() == []
        assert 72 + told["added"] <= len(index) < 72 + 5_000
    (kept,) = Conversations(place).listed().kept
    assert [turn.question for turn in kept.turns] == [QUESTIONS[0]]


def test_with_a_password_others_may_ask_and_are_warned(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    file.chmod(0o600)
    options = ("--host", "0.0.0.0", "--host-name", "archive.example", "--password-file", str(file))  # noqa: S104
    with running(place, *options) as served:
        known = {"authorization": f"Basic {base64.b64encode(f':{PASSWORD}'.encode()).decode()}"}
        for path in ("", "config", "api/health", "onrecord/main.js"):
            asked = httpx.get(served.address + path)
            assert (asked.status_code, asked.headers["x-content-type-options"]) == (401, "nosniff")
            for host in ("archive.example", "archive.example:443"):
                assert httpx.get(served.address + path, headers={**known, "host": host}).status_code == 200
            assert httpx.get(served.address + path, headers={**known, "host": "evil.example"}).status_code == 400
        root = httpx.get(
            f"{served.address}config",
            headers={**known, "host": "archive.example", "x-forwarded-proto": "https"},
        ).json()["root"]
        assert root.startswith("https://archive.example"), "behind a proxy with TLS the page stays with TLS"
        assert served.end(signal.SIGINT) == 0, served.said
    assert "nothing is encrypted" in "".join(served.said)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--host", "0.0.0.0", "--host-name", "archive.example"], "--password-file"),  # noqa: S104
        (["--host", "0.0.0.0", "--password-file", "{file}"], "--host-name"),  # noqa: S104
        (["--host", "archive.example"], "is no address"),
        (["--password-file", "{short}"], "at least 12 characters"),
        (["--password-file", "{none}"], "No such file"),
    ],
)
def test_what_is_not_safe_is_not_started(place: Path, tmp_path: Path, options: list[str], reason: str) -> None:
    (tmp_path / "file").write_text(PASSWORD, encoding="utf-8")
    (tmp_path / "short").write_text("tollgate", encoding="utf-8")
    files = {name: tmp_path / name for name in ("file", "short", "none")}
    given = [one.format_map(files) for one in options]
    done = subprocess.run(
        [*COMMAND, "--index", str(place), *given], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (1, 2)
    assert reason in done.stderr
    assert "onrecord is at" not in done.stderr
