from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from onrecord.ui.server import FIRST_PORT, NotLoopback, PortTaken, serve

PROGRAM = textwrap.dedent(
    """
    import asyncio, sys
    from onrecord.ui.server import serve

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
        await send({"type": "http.response.body", "body": b"here", "more_body": "stream" in scope["path"]})
        if "stream" in scope["path"]:
            try:
                await asyncio.sleep(3600)
            finally:
                if scope["path"] == "/stream-that-says-goodbye":
                    await send({"type": "http.response.body", "body": b"bye", "more_body": False})

    serve(app, port=eval(sys.argv[1]), on_ready=lambda url: print("ready", url, flush=True))
    """
)


@contextmanager
def running(port: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, port], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().removeprefix("ready ").strip()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])  # noqa: S104
def test_a_host_that_others_could_reach_is_refused(host: str) -> None:
    with pytest.raises(NotLoopback, match=r"127\.0\.0\.1"):
        serve(lambda: None, host=host)  # type: ignore[arg-type]


def test_a_port_that_was_asked_for_and_is_taken_is_an_error() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=str(port)):
            serve(lambda: None, port=port)  # type: ignore[arg-type]


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with running("None") as (_, first), running("None") as (_, second):
        ports = [int(re.findall(r":(\d+)/", url)[0]) for url in (first, second)]
        assert FIRST_PORT <= ports[0] < ports[1]
        with urllib.request.urlopen(second) as response:  # noqa: S310
            assert response.read() == b"here"


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as on Unix")
@pytest.mark.parametrize("path", ["stream", "stream-that-says-goodbye"])
def test_an_interrupt_ends_it_cleanly_even_with_a_page_open(path: str) -> None:
    with running("0") as (process, url), urllib.request.urlopen(url + path) as stream:  # noqa: S310
        assert stream.read(4) == b"here"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=15)
        assert process.returncode == 0
        assert url in said
        assert "Traceback" not in said
