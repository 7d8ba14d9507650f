"""Whose turn it is: nobody is passed over, nobody who left is waited for, and more than may wait are sent away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from threading import Event
from typing import Any

import anyio
import httpx
import pytest
from ui_given import assistant, the_call

from onrecord.index import Filters
from onrecord.rag import Answer
from onrecord.ui import api
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.waiting import Full, Line, Place, in_turn


async def come(place: Place) -> None:
    async for _ in place.waits():
        pass


def test_each_comes_in_the_order_in_which_they_joined() -> None:
    order: list[int] = []

    async def stands(line: Line, number: int) -> None:
        with line.place() as place:
            await come(place)
            order.append(number)
            await anyio.sleep(0.01)

    async def everybody() -> None:
        line = Line(at_once=1, waiting=20)
        async with anyio.create_task_group() as group:
            for number in range(8):
                group.start_soon(stands, line, number)

    anyio.run(everybody)
    assert order == sorted(order) == list(range(8))


def test_it_is_said_how_many_are_before() -> None:
    async def told() -> list[int]:
        line = Line(at_once=2, waiting=5)
        with line.place(), line.place(), line.place() as next_one, line.place() as last:
            return [await anext(place.waits()) for place in (next_one, last)]

    assert anyio.run(told) == [0, 1]


def test_more_than_may_wait_are_refused_until_one_leaves() -> None:
    line = Line(at_once=1, waiting=1)
    with line.place():
        with line.place(), pytest.raises(Full, match="Ask again in a minute"), line.place():
            pass
        with line.place():
            pass


def views(line: Line, ask: Callable[..., Any], conversation: Conversation) -> AsyncIterator[Any]:
    def asking(given: Conversation) -> Generator[tuple[Any, Any], None, None]:
        for view in given.ask(assistant(ask), Asked("How long?", Filters())):
            yield dict(view), ""

    return in_turn(line, asking)(conversation)


def test_a_turn_that_waits_says_so_and_is_answered_then() -> None:
    async def asked() -> list[str]:
        line, seen = Line(at_once=1, waiting=5), []
        with line.place(), line.place():
            shown = views(line, the_call, conversation)
            for _ in range(2):
                view, _box = await anext(shown)
                seen.append(view["status"])
        async for view, _box in shown:
            seen.append(view.get("status") or view["stage"])
        return seen

    conversation = Conversation()
    seen = anyio.run(asked)
    assert seen[0] == "Searching 2 articles…"
    assert seen[1] == "Others are being answered. 1 ahead of you."
    assert seen[2] == "Searching 2 articles…"
    assert seen[-1] == "answered"
    assert not conversation.busy


def test_one_that_is_stopped_leaves_the_line_unanswered() -> None:
    def never(_question: str) -> Answer:
        raise AssertionError("was asked")

    async def asked() -> int:
        line = Line(at_once=1, waiting=5)
        with line.place():
            shown = views(line, never, conversation)
            assert (await anext(shown))[0]["stage"] == "searching"
            assert "You are next" in (await anext(shown))[0]["status"]
            conversation.stop(1)
            assert [view async for view in shown] == []
            with line.place() as place:
                return await anext(place.waits())

    conversation = Conversation()
    assert anyio.run(asked) == 0, "it stands in the line no more"
    assert not conversation.busy


def test_where_the_line_is_full_the_question_is_not_begun() -> None:
    async def asked() -> list[Any]:
        line = Line(at_once=1, waiting=0)
        with line.place():
            return [view async for view, _ in views(line, the_call, conversation)]

    conversation = Conversation()
    (notice,) = anyio.run(asked)
    assert notice["kind"] == "notice"
    assert "Ask again in a minute" in notice["message"]
    assert not conversation.turns


def test_over_http_more_than_may_wait_are_told_to_come_back() -> None:
    from fastapi import FastAPI  # noqa: PLC0415

    going = Event()

    def slowly(question: str) -> Answer:
        assert going.wait(30)
        return the_call(question)

    async def asked() -> list[httpx.Response]:
        app, answers = FastAPI(), []
        api.install(app, assistant(slowly), Line(at_once=2, waiting=3))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:

            async def ask() -> None:
                answers.append(await client.post("/api/ask", json={"question": "How long?"}))
                if len(answers) == 3:  # those that were refused
                    going.set()

            async with anyio.create_task_group() as group:
                for _ in range(8):
                    group.start_soon(ask)
        return answers

    answers = anyio.run(asked)
    assert [answer.status_code for answer in answers] == [429] * 3 + [200] * 5
    assert answers[0].headers["retry-after"] == "60"
    assert "Ask again in a minute" in answers[0].json()["error"]


def test_a_page_that_goes_away_while_it_is_answered_leaves_the_line_when_the_step_ends() -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def steps(_conversation: Conversation) -> Generator[tuple[Any, Any], None, None]:
        try:
            yield {"kind": "notice"}, ""
            begun.set()
            may_end.wait(10)
            yield {"kind": "notice"}, ""
        finally:
            ended.set()

    async def left() -> None:
        line = Line(at_once=1, waiting=1)

        async def page() -> None:
            async for _ in in_turn(line, steps)(Conversation()):
                pass

        asked = asyncio.create_task(page())
        await anyio.to_thread.run_sync(begun.wait, 10)
        asked.cancel()  # as Gradio does
        await anyio.sleep(0.05)
        with line.place() as place:
            assert line.before(place) == 0  # its processor is busy yet
            may_end.set()
            with pytest.raises(asyncio.CancelledError):
                await asked
            assert line.before(place) < 0
        assert ended.is_set()

    anyio.run(left)
