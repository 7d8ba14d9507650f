"""Serving the application on this machine, for this machine."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["FIRST_PORT", "NotLoopback", "PortTaken", "serve"]

FIRST_PORT = 7860
_TRIED = 100


class NotLoopback(ValueError):
    """A host that other machines could reach."""


class PortTaken(OSError):
    """The port that was asked for is in use."""


def serve(
    app: ASGIApp,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until interrupted, and say on stderr where.

    Args:
        app: what :func:`onrecord.ui.create_app` returned.
        host: a loopback address or ``localhost``.
        port: exactly this port (0: any that is free); None: ``FIRST_PORT``, or the next that is free.
        on_ready: called once with the address, when a connection to it will be answered.

    Raises:
        NotLoopback: a host that other machines could reach; the server asks nobody's name.
        PortTaken: ``port`` was given and is in use, or no port is free.
    """
    address = _loopback(host)
    bound = _bind(address, port)
    shown = f"[{address}]" if ":" in address else address
    url = f"http://{shown}:{bound.getsockname()[1]}/"

    streams = _Streams(app)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(f"onrecord is at {url}  (Ctrl-C ends it)", file=sys.stderr, flush=True)  # noqa: T201
                if on_ready is not None:
                    on_ready(url)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            streams.end()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        streams,
        log_level="warning",
        server_header=False,
        date_header=True,
        proxy_headers=False,  # no proxy stands before it, so nobody may say it came from elsewhere
        ws="none",
        timeout_graceful_shutdown=5,  # seconds for questions that are being answered
    )
    with bound, contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[bound])
    print("onrecord has ended.", file=sys.stderr)  # noqa: T201


class _Streams:
    """The application, whose event streams can be ended: an open page keeps one, and would hold the server up."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.open: set[asyncio.Task[Any]] = set()
        self.ending = False

    def end(self) -> None:
        self.ending = True
        for task in self.open:
            task.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        complete = False

        async def send_on(message: Message) -> None:
            nonlocal complete
            if message["type"] == "http.response.start" and task is not None:
                kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
                if any(kind.startswith(b"text/event-stream") for kind in kinds):
                    self.open.add(task)
            await send(message)
            complete = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self.app(scope, receive, send_on)
        except asyncio.CancelledError:
            if not self.ending or task not in self.open:
                raise
            if not complete:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if task is not None:
                self.open.discard(task)


def _loopback(host: str) -> str:
    name = host.strip("[]")
    if name == "localhost":
        return "127.0.0.1"
    try:
        if ipaddress.ip_address(name).is_loopback:
            return name
    except ValueError:
        pass
    raise NotLoopback(
        f"{host!r} is not an address of this machine alone, and the server has no password; "
        "use 127.0.0.1, and an SSH tunnel to reach it from elsewhere"
    )


def _bind(address: str, port: int | None) -> socket.socket:
    wanted = range(FIRST_PORT, FIRST_PORT + _TRIED) if port is None else (port,)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for candidate in wanted:
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((address, candidate))
            bound.listen(128)
        except OSError as error:
            bound.close()
            if port is not None:
                raise PortTaken(f"port {port} is in use ({error.strerror}); give another, or none at all") from error
        else:
            return bound
    raise PortTaken(f"no port from {FIRST_PORT} to {FIRST_PORT + _TRIED - 1} is free")
