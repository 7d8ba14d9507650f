from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

import anyio
import httpx
import pytest
from starlette.routing import Mount
from starlette.types import Message, Receive, Scope, Send
from ui_given import assistant, the_call

from onrecord.ui import create_app
from onrecord.ui.security import LARGEST_BODY, LARGEST_FILE, POLICY, Guard, ResponseHeaders

HOSTS = ("127.0.0.1", "localhost", "[::1]")
OPEN = {
    "/",
    "/api/ask",
    "/api/health",
    "/api/openapi.json",
    "/archive/add",
    "/archive/files",
    "/archive/stop",
    "/assets/x/y",
    "/config",
    "/conversations/x/x",
    "/feedback/pairs",
    "/gradio_api/cancel",
    "/gradio_api/heartbeat/x",
    "/gradio_api/info",
    "/gradio_api/queue/data",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/onrecord/x",
    "/theme.css",
}
"""What the page uses, with an x where something is named. Nothing else is reached, whatever Gradio has."""


def addresses(routes: Iterable[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """The method and address of every route, those of mounted applications and included routers among them."""
    for route in routes:
        here = before + getattr(route, "path", "")
        if (included := getattr(route, "original_router", None)) is not None:
            yield from addresses(included.routes, here + route.include_context.prefix)
        elif inner := getattr(route, "routes", None):
            yield from addresses(inner, here)
        else:
            path = re.sub(r"\{\w+\}", "x", re.sub(r"\{\w+:path\}", "x/y", here))
            for method in getattr(route, "methods", None) or ["GET"]:
                yield method, f"{path}/x" if isinstance(route, Mount) else path


APP = create_app(assistant(the_call))
ROUTES = sorted({*addresses(APP.routes), ("OPTIONS", "/api/ask"), ("GET", "/gradio_api/file=/etc/passwd")})
SHUT = [
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/proxy=https://evil.example/"),
    ("POST", "/gradio_api/call/typed"),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/process_recording"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/gradio_api/deep_link"),
    ("GET", "/monitoring"),
    ("POST", "/login"),
    ("GET", "/docs"),
    ("GET", "/manifest.json"),
]


@pytest.fixture(scope="module")
def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(APP)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860")


def send(client: httpx.AsyncClient, method: str, path: str, **headers: str) -> httpx.Response:
    async def sending() -> httpx.Response:
        return await client.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return anyio.run(sending)


def test_the_walk_meets_the_routes_of_every_part() -> None:
    met = {path for _, path in ROUTES}
    assert len(met) > 60
    assert {"/", "/api/ask", "/archive/files", "/conversations/x/x", "/gradio_api/upload", "/monitoring"} <= met


def test_of_all_routes_only_those_the_page_uses_are_reached() -> None:
    reached: set[str] = set()

    async def application(scope: Scope, _receive: Receive, send_on: Send) -> None:
        reached.add(scope["path"])
        await send_on({"type": "http.response.start", "status": 200, "headers": []})
        await send_on({"type": "http.response.body", "body": b""})

    async def everywhere() -> None:
        transport = httpx.ASGITransport(Guard(application, HOSTS))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            for method, path in ROUTES:
                assert (await client.request(method, path)).status_code in (200, 404)

    anyio.run(everywhere)
    assert reached == OPEN


def test_the_guard_is_the_first_thing_a_request_meets() -> None:
    assert [middleware.cls for middleware in APP.user_middleware[:2]] == [ResponseHeaders, Guard]


REFUSED_HOSTS = [
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "evil.example:7860"},
    {"host": ""},
    {"host": "127.0.0.1:x"},
    {"host": "localhost@evil.example"},
]
REFUSED_PAGES = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:9999"},
    {"origin": "http://localhost:7860"},
    {"origin": "http://127.0.0.1:7860.evil.example"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
    {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
]


@pytest.mark.parametrize(
    ("headers", "status"), [*((one, 400) for one in REFUSED_HOSTS), *((one, 403) for one in REFUSED_PAGES)]
)
def test_another_host_name_and_another_sites_page_are_refused_on_every_route(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    async def everywhere() -> None:
        for method, path in ROUTES:
            answer = await client.request(method, path, headers=headers)
            assert answer.status_code == status, (method, path)
            assert answer.headers["content-security-policy"] == POLICY, (method, path)
            assert answer.headers["x-content-type-options"] == "nosniff", (method, path)

    anyio.run(everywhere)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "LOCALHOST:1", "[::1]", "[::1]:7860"])
def test_its_own_names_are_answered(client: httpx.AsyncClient, host: str) -> None:
    assert send(client, "GET", "/api/health", host=host).status_code == 200


def test_a_link_from_another_site_opens_the_page_and_only_the_page(client: httpx.AsyncClient) -> None:
    followed = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert send(client, "GET", "/", **followed).status_code == 200
    assert send(client, "GET", "/config", **followed).status_code == 403
    assert send(client, "POST", "/", **followed).status_code == 403


def test_its_own_page_is_answered(client: httpx.AsyncClient) -> None:
    own = {"origin": "http://127.0.0.1:7860", "sec_fetch_site": "same-origin"}
    assert send(client, "GET", "/config", **own).status_code == 200
    assert send(client, "POST", "/api/ask", **own).status_code == 422


@pytest.mark.parametrize(("method", "path"), SHUT)
def test_doors_that_the_page_does_not_use_are_shut(client: httpx.AsyncClient, method: str, path: str) -> None:
    assert send(client, method, path).status_code == 404


def test_a_request_states_a_length_and_keeps_within_the_limit(client: httpx.AsyncClient) -> None:
    assert send(client, "POST", "/api/ask", content_length=str(LARGEST_BODY + 1)).status_code == 413
    assert send(client, "POST", "/archive/files", content_length=str(LARGEST_FILE + 1)).status_code == 413
    assert send(client, "POST", "/archive/add", content_length=str(LARGEST_BODY + 1)).status_code == 413
    assert send(client, "POST", "/api/ask", content_length="-1").status_code == 413
    assert send(client, "POST", "/api/ask", transfer_encoding="chunked").status_code == 411


@pytest.mark.parametrize(
    ("method", "path", "status", "host"),
    [
        ("GET", "/", 200, "localhost"),
        ("GET", "/onrecord/style.css", 200, "localhost"),
        ("GET", "/config", 200, "localhost"),
        ("POST", "/gradio_api/upload", 404, "localhost"),
        ("POST", "/api/ask", 422, "localhost"),
        ("GET", "/", 400, "evil.example"),
    ],
)
def test_every_response_carries_the_headers(
    client: httpx.AsyncClient, method: str, path: str, status: int, host: str
) -> None:
    response = send(client, method, path, host=host)
    assert response.status_code == status
    policy = {
        name: values
        for name, *values in (part.split() for part in response.headers["content-security-policy"].split(";"))
    }
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == ["'self'", "'unsafe-eval'"]
    assert {value for values in policy.values() for value in values} <= {
        "'self'",
        "'none'",
        "'unsafe-eval'",
        "'unsafe-inline'",
    }
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_stream_passes_piece_by_piece() -> None:
    """Each chunk is seen by the receiver before the application sends the next."""
    seen: list[bytes] = []
    order: list[str] = []

    async def chunks() -> AsyncIterator[bytes]:
        for chunk in (b"one", b"two"):
            order.append(f"made {chunk.decode()}")
            yield chunk

    async def application(_scope: Scope, _receive: Receive, send_on: Send) -> None:
        await send_on({"type": "http.response.start", "status": 200, "headers": []})
        async for chunk in chunks():
            await send_on({"type": "http.response.body", "body": chunk, "more_body": True})

    async def receive() -> Message:
        return {"type": "http.request"}

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.body":
            seen.append(message["body"])
            order.append(f"seen {message['body'].decode()}")

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
    anyio.run(ResponseHeaders(Guard(application, HOSTS)), scope, receive, collect)
    assert order == ["made one", "seen one", "made two", "seen two"]


def test_websockets_are_closed() -> None:
    sent: list[Message] = []

    async def application(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("reached")

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def collect(message: Message) -> None:
        sent.append(message)

    anyio.run(Guard(application, HOSTS), {"type": "websocket", "path": "/", "headers": []}, receive, collect)
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_two_host_headers_are_refused() -> None:
    sent: list[Message] = []

    async def application(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("reached")

    async def receive() -> Message:
        return {"type": "http.request"}

    async def collect(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"host", b"evil.example")]
    anyio.run(
        Guard(application, HOSTS), {"type": "http", "method": "GET", "path": "/", "headers": headers}, receive, collect
    )
    assert sent[0]["status"] == 400
