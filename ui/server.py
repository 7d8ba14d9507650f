"""Serving the application: on this machine and for this machine, or, with a password, for others too."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
import sys
from collections.abc import Callable, Collection
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.password import is_asked
from onrecord.ui.security import LOOPBACK_NAMES

__all__ = ["FIRST_PORT", "NotLoopback", "PortTaken", "host_names", "serve"]

FIRST_PORT = 7860
_TRIED = 100

_PLAIN = (
    "Other machines can reach it. What is asked and answered, and the password, are sent as they are: nothing is "
    "encrypted. Put a proxy with TLS before it, which passes on Host and X-Forwarded-Proto."
)


class NotLoopback(ValueError):
    """A host that other machines could reach, without a password; or that is no address."""


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
        host: an address of this machine, or ``localhost``; of which others can reach only where the application asks
            for a password.
        port: exactly this port (0: any that is free); None: ``FIRST_PORT``, or the next that is free.
        on_ready: called once with the address, when a connection to it will be answered.

    Raises:
        NotLoopback: a host that other machines could reach, while the application asks for no password.
        PortTaken: ``port`` was given and is in use, or no port is free.
    """
    address = _address(host)
    near = ipaddress.ip_address(address).is_loopback
    if not near and not is_asked(app):
        raise NotLoopback(
            f"{host} can be reached from other machines, and no password is asked for; give one "
            "(onrecord chat --password-file FILE), or use 127.0.0.1, and an SSH tunnel to reach it from elsewhere"
        )
    bound = _bind(address, port)
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(address, f"[{address}]" if ":" in address else address)  # noqa: S104
    url = f"http://{shown}:{bound.getsockname()[1]}/"

    streams = _Streams(app)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(f"onrecord is at {url}  (Ctrl-C ends it)", file=sys.stderr, flush=True)  # noqa: T201
                if not near:
                    print(_PLAIN, file=sys.stderr, flush=True)  # noqa: T201
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
        proxy_headers=False,  # nobody may say that they come from elsewhere
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


def host_names(host: str, stated: Collection[str] = ()) -> tuple[str, ...]:
    """The names a server is to answer under: this machine's for itself, its address, and those that are stated.

    Args:
        host: where it listens.
        stated: names by which others know it.

    Raises:
        NotLoopback: it listens at every address, and no name is stated; or ``host`` is no address.
    """
    address = ipaddress.ip_address(_address(host))
    if address.is_unspecified and not stated:
        raise NotLoopback(
            f"{host} stands for every address of this machine; say by --host-name under which name or address "
            "others will ask for it"
        )
    own = () if address.is_unspecified else (f"[{address}]" if address.version == 6 else str(address),)
    return tuple(dict.fromkeys((*LOOPBACK_NAMES, *own, *stated)))


def _address(host: str) -> str:
    """An address: a name would have to be looked up."""
    name = host.strip("[]")
    if name == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        raise NotLoopback(f"{host!r} is no address of this machine; give one, like 127.0.0.1 or 0.0.0.0") from None


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
            if error.errno == errno.EADDRNOTAVAIL:
                raise NotLoopback(f"{address} is no address of this machine") from error
            if port is not None:
                raise PortTaken(f"port {port} is in use ({error.strerror}); give another, or none at all") from error
        else:
            return bound
    raise PortTaken(f"no port from {FIRST_PORT} to {FIRST_PORT + _TRIED - 1} is free")
