"""Who may speak to the server, which of its doors are open, and what the browser is told never to do.

The archive may be private, and on its own machine the server asks for no password, so it answers only a browser that
shows its own page: a request under another host name is refused (DNS rebinding), and so is one that another site's
page sends (cross-site requests). Both middlewares are plain ASGI, because the answers are streams.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LARGEST_BODY", "LARGEST_FILE", "LOOPBACK_NAMES", "POLICY", "Guard", "ResponseHeaders"]

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
"""Host names by which a machine means itself."""

LARGEST_BODY = 1_000_000
"""Bytes of a request. A question with a long history is some thousands."""

LARGEST_FILE = 200_000_000
"""Bytes of one file that is sent to be added to the archive."""

_LARGEST = {"/archive/files": LARGEST_FILE}  # bytes, where a request may be larger

POLICY = "; ".join(
    (
        "default-src 'none'",
        # unsafe-eval: Gradio compiles the templates and start scripts of its HTML components with `Function`. They
        # are constants of this package; text from articles or readers never stands in one. No inline script runs.
        "script-src 'self' 'unsafe-eval'",
        # unsafe-inline: Gradio's components carry style attributes and add style elements while they run.
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_OPEN = frozenset(
    {
        "/",
        "/config",
        "/theme.css",
        "/gradio_api/cancel",
        "/gradio_api/info",
        "/gradio_api/queue/data",
        "/gradio_api/queue/join",
        "/gradio_api/reset",
        "/gradio_api/run/predict",
    }
)
_OPEN_UNDER = (
    "/api/",
    "/archive/",
    "/assets/",
    "/conversations/",
    "/feedback/",
    "/onrecord/",
    "/gradio_api/heartbeat/",
)


class ResponseHeaders:
    """Puts the security headers on every response, refusals and streams included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers where its response begins."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Guard:
    """Refuses what the page itself would never send. ``allowed_hosts`` are host names without a port."""

    def __init__(self, app: ASGIApp, allowed_hosts: Collection[str]) -> None:
        self.app = app
        self.allowed_hosts = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with the reason why not."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks it
        elif (refusal := self._refusal(scope)) is not None:
            status, reason = refusal
            await JSONResponse({"error": reason}, status)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if _host_name(headers.getlist("host")) not in self.allowed_hosts:
            return 400, "This server does not answer under that host name."
        if not _from_own_page(scope, headers):
            return 403, "Requests from other sites are refused."
        path = scope["path"]
        if path not in _OPEN and not path.startswith(_OPEN_UNDER):
            return 404, "There is nothing at this address."
        if "transfer-encoding" in headers:
            return 411, "State the length of the request."
        stated, largest = headers.get("content-length", "0"), _LARGEST.get(path, LARGEST_BODY)
        if not stated.isdecimal() or int(stated) > largest:
            return 413, f"At most {largest:,} bytes are taken."
        return None


def _host_name(stated: list[str]) -> str:
    """The name in the one ``Host`` header, without its port, lower case; empty where there is not exactly one."""
    if len(stated) != 1:
        return ""
    host = stated[0].strip().lower()
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not name:
        name, port = host, ""
    return name if not port or port.isdecimal() else ""


def _from_own_page(scope: Scope, headers: Headers) -> bool:
    """Whether a request comes from this server's own page, a link that was followed, or a program that is no browser.

    A browser sends ``Origin`` with every request that can change something and every one whose answer another site's
    script could read, and ``Sec-Fetch-Site`` with every request at all; only opening the page itself may come from
    elsewhere.
    """
    for origin in headers.getlist("origin"):
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != headers.get("host", "").strip().lower():
            return False
    site = headers.get("sec-fetch-site", "none")
    if site in ("same-origin", "none"):
        return True
    opened = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return opened and scope["method"] in ("GET", "HEAD") and scope["path"] == "/"
