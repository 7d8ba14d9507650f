"""From a name to a connection: resolved once, every address checked, connected to one of those, and all in time."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address
from typing import Any

import httpcore

from onrecord.index.fetch.addresses import Address, address_of
from onrecord.index.fetch.types import FetchError

__all__ = ["Deadline", "Line", "resolved"]


class Deadline:
    """When a fetch must be done, by a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain.

        Raises:
            TimeoutError: none do.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def extend(self, seconds: float) -> None:
        """Moves it, for time that was not the server's."""
        self._end += seconds


def resolved(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name, in the order in which they are to be tried.

    The system's resolver takes no time limit, so it is asked in a thread that is left behind when it takes too long.

    Raises:
        OSError: there are none; TimeoutError: no answer in time.
    """
    answer: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put([str(address[0]) for *_, address in found])
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer about {host}") from None
    if isinstance(found, Exception):
        raise OSError(f"there is no host {host}: {found}") from found
    return found


class Line(httpcore.NetworkBackend):
    """Connects one request, for httpcore. TLS and the Host header keep the name; it is not resolved again."""

    def __init__(
        self,
        allowed: Callable[[Address], bool],
        resolve: Callable[[str, int, float], list[str]],
        deadline: Deadline,
    ) -> None:
        self._allowed, self._resolve, self._deadline = allowed, resolve, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline's, here and below
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """A connection to the first address that takes it, each having its share of the time.

        Raises:
            FetchError: an address is not allowed. OSError: none takes it, or there is none.
        """
        addresses = self._addresses(host, port)
        for number, address in enumerate(addresses):
            try:
                return _Stream(
                    _connected(address, port, self._deadline.left() / (len(addresses) - number)), self._deadline
                )
            except OSError:
                if number + 1 == len(addresses):
                    raise
        raise OSError(f"there is no host {host}")

    def _addresses(self, host: str, port: int) -> list[Address]:
        """All of a name's addresses. One that is not public stands for all: no outlet has such a one beside others, and
        who can add one to a name can have the machine choose it."""
        literal = address_of(host)
        texts = [host] if literal else dict.fromkeys(self._resolve(host, port, self._deadline.left()))
        addresses = []
        for text in texts:
            address = address_of(text)
            if address is None or not self._allowed(address):
                leads = f"{host} is" if literal else f"{host} leads to {text},"
                raise FetchError(f"{leads} not an address of the public internet; nothing was sent to it")
            addresses.append(address)
        return addresses


def _connected(address: Address, port: int, seconds: float) -> socket.socket:
    family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect((str(address), port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        connection.close()
        raise
    return connection


class _Stream(httpcore.NetworkStream):
    """A socket all of whose waiting ends at the deadline: sending a byte a second does not put it off."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connection, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        try:
            self._socket.settimeout(self._deadline.left())
            return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._deadline)
        except BaseException:
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002
        return None
