"""A web server on this machine that says exactly what a test wants it to, right or wrong."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Answer = bytes | Callable[[socket.socket], None]


def answer(body: bytes = b"", status: str = "200 OK", **fields: str) -> bytes:
    """An answer of HTTP/1.1 with its length; ``content_type="text/html"`` is a field."""
    stated = {"content-length": str(len(body))} | {name.replace("_", "-"): value for name, value in fields.items()}
    head = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in stated.items() if value)]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


class Website:
    """Serves ``pages`` by their path with its query: bytes to send, or a function of the connection. ``asked`` are the
    requests that came, whole.

    Args:
        tls: speaks TLS.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[str] = []
        self._tls, self._open = tls, True
        self._threads: list[threading.Thread] = []

    @property
    def paths(self) -> list[str]:
        return [request.split()[1] for request in self.asked]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http{'s' if self._tls else ''}://{host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port: int = self._socket.getsockname()[1]
        self._start(self._serve)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        for thread in self._threads:
            thread.join()
        self._socket.close()

    def _start(self, work: Callable[..., None], *given: object) -> None:
        self._threads.append(threading.Thread(target=work, args=given))
        self._threads[-1].start()

    def _serve(self) -> None:
        while self._open:
            with contextlib.suppress(TimeoutError):
                self._start(self._talk, self._socket.accept()[0])

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            connection.settimeout(5)
            if self._tls:
                with self._tls.wrap_socket(connection, server_side=True) as secured:
                    self._answer(secured)
            else:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            piece = connection.recv(65_536)
            if not piece:
                return
            request += piece
            if request.startswith(b"\x16"):  # TLS, to a server that does not speak it
                connection.sendall(answer(status="400 Bad Request"))
                return
        self.asked.append(request.decode("latin-1"))
        page = self.pages.get(self.paths[-1], answer(b"no such page", "404 Not Found"))
        if callable(page):
            page(connection)
        else:
            connection.sendall(page)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65_536):  # closing with something unread would take back what was sent
                pass
