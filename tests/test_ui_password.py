"""The password of a server that others can reach: what is let through, what is not, and how often one may guess."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import anyio
import httpx
import pytest
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send
from ui_given import assistant, the_call

from onrecord.ui import create_app
from onrecord.ui.password import PAUSE, SHORTEST, TRIES, PasswordAsked, UnfitPassword, is_asked, read_password

PASSWORD = "tollgate · bridge · 1931"  # noqa: S105


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def here(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})


def basic(password: str, user: str = "anybody") -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def ask(guard: PasswordAsked, authorization: str | None, address: str = "192.0.2.7") -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(guard, client=(address, 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://archive.example") as client:
            return await client.get(
                "/", headers={b"authorization": authorization.encode("latin-1")} if authorization else {}
            )

    return anyio.run(asking)


def test_the_password_is_let_through_whatever_the_user_is_called() -> None:
    guard = PasswordAsked(here, PASSWORD)
    for user in ("anybody", "", "Ana Lind"):
        assert ask(guard, basic(PASSWORD, user)).text == "here"
    assert ask(guard, basic(PASSWORD).replace("Basic", "bAsIc")).status_code == 200


@pytest.mark.parametrize(
    "stated",
    [
        None,
        basic(""),
        basic(PASSWORD[:-1]),
        basic(PASSWORD + " "),
        basic(PASSWORD.upper()),
        basic(f"x:{PASSWORD}"),
        f"Bearer {PASSWORD}",
        "Basic",
        "Basic %%%",
        "Basic " + base64.b64encode(PASSWORD.encode()).decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Basic gr\xfc\xdfe",
    ],
)
def test_anything_else_is_asked_for_it(stated: str | None) -> None:
    refused = ask(PasswordAsked(here, PASSWORD), stated)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Basic realm="onrecord", charset="UTF-8"'
    assert PASSWORD not in refused.text


def test_a_few_wrong_ones_and_an_address_has_to_pause() -> None:
    clock = Clock()
    guard = PasswordAsked(here, PASSWORD, clock)
    for _ in range(TRIES):
        assert ask(guard, basic("a wrong password")).status_code == 401
    paused = ask(guard, basic(PASSWORD))
    assert paused.status_code == 429, "what is right must not be told from what is wrong"
    assert 0 < int(paused.headers["retry-after"]) <= PAUSE + 1
    assert ask(guard, basic(PASSWORD), "192.0.2.8").status_code == 200, "others are not held up"
    clock.now += PAUSE
    assert ask(guard, basic(PASSWORD)).status_code == 200


def test_asking_without_one_is_no_guess_and_the_right_one_forgives() -> None:
    guard = PasswordAsked(here, PASSWORD, Clock())
    for _ in range(3 * TRIES):
        assert ask(guard, None).status_code == 401
    for _ in range(3):
        for _ in range(TRIES - 1):
            ask(guard, basic("a wrong password"))
        assert ask(guard, basic(PASSWORD)).status_code == 200


def test_one_network_of_ipv6_is_one_address() -> None:
    guard = PasswordAsked(here, PASSWORD, Clock())
    for last in range(TRIES):
        ask(guard, basic("a wrong password"), f"2001:db8:1:2::{last:x}")
    assert ask(guard, basic(PASSWORD), "2001:db8:1:2:ffff::1").status_code == 429
    assert ask(guard, basic(PASSWORD), "2001:db8:1:3::1").status_code == 200


def test_every_route_of_the_application_asks_for_it() -> None:
    async def statuses(authorization: str) -> list[int]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            headers = {"authorization": authorization} if authorization else {}
            answers = [await client.get(path, headers=headers) for path in paths]
            assert all("content-security-policy" in answer.headers for answer in answers)
            return [answer.status_code for answer in answers]

    paths = ("/", "/config", "/onrecord/main.js", "/api/health")
    app = create_app(assistant(the_call), password=PASSWORD)
    assert is_asked(app)
    assert anyio.run(statuses, "") == [401] * 4
    assert anyio.run(statuses, basic(PASSWORD)) == [200] * 4
    assert not is_asked(create_app(assistant(the_call)))


def test_it_is_the_first_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\nand a note\n", encoding="utf-8")
    file.chmod(0o600)
    assert read_password(file) == (PASSWORD, "")
    if os.name != "nt":
        file.chmod(0o644)
        assert "can be read by other users" in read_password(file)[1]


@pytest.mark.parametrize("text", ["", "\n", "x" * (SHORTEST - 1), " " * 40 + "\n" + PASSWORD])
def test_a_password_that_is_none_or_easily_guessed_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "password"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnfitPassword, match=str(SHORTEST)):
        read_password(file)


def test_the_guard_stands_before_it() -> None:
    app = create_app(assistant(the_call), password=PASSWORD)
    order = [middleware.cls for middleware in app.user_middleware if isinstance(middleware, Middleware)]
    assert order[-1] is PasswordAsked, "a page of another site must not be able to have passwords tried"
