"""The password of a server that other machines can reach: asked of every request, as HTTP's Basic authentication.

A browser asks its user for it once; any user name will do. Wrong ones are counted by the address they come from, and
after a few of them that address is not listened to for a minute, whatever it says, so that nobody can try one after
the other. Basic authentication sends the password as it is: it is secret only over TLS, which a proxy has to bring.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import stat
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["PAUSE", "SHORTEST", "TRIES", "PasswordAsked", "UnfitPassword", "is_asked", "read_password"]

SHORTEST = 12
"""Characters of a password, at least."""

TRIES = 10
"""Wrong passwords from one address, after which it has to pause."""

PAUSE = 60.0
"""Seconds for which it is not listened to, and after which its wrong tries are forgotten."""

_REMEMBERED = 10_000  # addresses

_ASKED = {"WWW-Authenticate": 'Basic realm="onrecord", charset="UTF-8"'}


class UnfitPassword(ValueError):
    """A file that holds no password, or one that is too easily guessed."""


def read_password(file: Path) -> tuple[str, str]:
    """The password in the first line of a file, and what there is to say of the file, or nothing.

    Raises:
        UnfitPassword: it has fewer than ``SHORTEST`` characters.
        OSError, UnicodeDecodeError: the file cannot be read.
    """
    lines = file.read_text(encoding="utf-8").splitlines()
    password = lines[0].strip() if lines else ""
    if len(password) < SHORTEST:
        raise UnfitPassword(f"the first line of {file} must be a password of at least {SHORTEST} characters")
    others = file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
    return password, f"{file} can be read by other users of this machine." if others else ""


class PasswordAsked:
    """Answers no request without the password. ``clock`` gives seconds."""

    def __init__(self, app: ASGIApp, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self._password = _hash(password)
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}  # by address: how often, and when last; the latest at the end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with what is missing."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        place = _place(scope)
        if (left := self._pause(place)) > 0:
            reason = {"error": "Too many wrong passwords. Try again in a minute."}
            await JSONResponse(reason, 429, {"Retry-After": str(int(left) + 1)})(scope, receive, send)
            return
        stated = _stated(Headers(scope=scope).getlist("authorization"))
        if stated is not None and hmac.compare_digest(_hash(stated), self._password):
            self._wrong.pop(place, None)
            await self.app(scope, receive, send)
            return
        if stated is not None:
            self._count(place)
        await JSONResponse({"error": "This archive asks for a password."}, 401, _ASKED)(scope, receive, send)

    def _pause(self, place: str) -> float:
        """Seconds for which requests from a place are still not listened to."""
        often, last = self._wrong.get(place, (0, 0.0))
        return last + PAUSE - self._clock() if often >= TRIES else 0.0

    def _count(self, place: str) -> None:
        often, last = self._wrong.pop(place, (0, 0.0))
        now = self._clock()
        self._wrong[place] = (often + 1 if now - last < PAUSE else 1, now)
        if len(self._wrong) > _REMEMBERED:
            del self._wrong[next(iter(self._wrong))]


def is_asked(app: ASGIApp) -> bool:
    """Whether an application asks for a password."""
    return any(middleware.cls is PasswordAsked for middleware in getattr(app, "user_middleware", ()))


def _hash(text: str) -> bytes:
    """Of one length for every text, so that comparing takes one time."""
    return sha256(text.encode()).digest()


def _stated(headers: list[str]) -> str | None:
    """The password in the one ``Authorization`` header; None where there is none to be read."""
    if len(headers) != 1:
        return None
    scheme, _, encoded = headers[0].partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        _, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return password if colon else None


def _place(scope: Scope) -> str:
    """Where a request comes from: its address, or the network that one subscriber has of IPv6."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
