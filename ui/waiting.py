"""Whose turn it is: a few questions are answered at once, and the others wait in the order in which they came.

One line is for everybody who asks a server, in a page or over HTTP. Waiting holds no thread, so that articles are
opened and conversations listed however many wait.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial, wraps
from inspect import GEN_RUNNING, getgeneratorstate
from typing import Any

import anyio

from onrecord.ui.conversation import Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.view import notice_view

__all__ = ["AT_ONCE", "WAITING", "Full", "Line", "Place", "in_turn"]

AT_ONCE = 2
"""Questions answered at the same time. Each keeps a processor busy."""

WAITING = 64
"""Questions that may wait."""

_OFTEN = 0.1  # seconds between two looks at the line

_FULL = "Too many questions are waiting already. Ask again in a minute."

Shown = tuple[Any, Any]
Ask = Callable[..., Generator[Shown, None, None]]
Step = Callable[[], Awaitable[Shown | None]]


class Full(RuntimeError):
    """As many questions wait as may."""

    def __init__(self) -> None:
        super().__init__(_FULL)


class Place:
    """The place of one question in a line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def waits(self) -> AsyncIterator[int]:
        """While its turn has not come, again and again: how many wait before it."""
        while (before := self._line.before(self)) >= 0:
            yield before
            await anyio.sleep(_OFTEN)


class Line:
    """The questions that are being answered and, after them, those that wait. Used in one event loop."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self.at_once, self.waiting = at_once, waiting
        self._standing: list[Place] = []

    @contextmanager
    def place(self) -> Iterator[Place]:
        """The last place, until the question has been answered or is given up.

        Raises:
            Full: as many wait as may.
        """
        if len(self._standing) >= self.at_once + self.waiting:
            raise Full
        place = Place(self)
        self._standing.append(place)
        try:
            yield place
        finally:
            self._standing.remove(place)

    @property
    def idle(self) -> bool:
        """Whether nobody is answered or waits. Any thread may ask."""
        return not self._standing

    def before(self, place: Place) -> int:
        """How many wait before one that waits; less than 0 where its turn has come."""
        return self._standing.index(place) - self.at_once


def in_turn(line: Line, ask: Ask) -> Callable[..., AsyncGenerator[Shown, None]]:
    """The event ``ask`` of a chat, whose answer is looked for when its turn has come.

    Its first view is shown at once; where that is of a turn that searches, and others are before it, the turn says how
    many. One that is stopped meanwhile leaves the line.
    """

    @wraps(ask)
    async def asked(*given: Any) -> AsyncGenerator[Shown, None]:
        conversation = next(one for one in given if isinstance(one, Conversation))
        try:
            async with _in_line(line, ask(*given)) as (place, step):
                view, box = await step() or (None, None)
                if view is None:
                    return
                yield view, box
                async for status in _told(place, view, conversation):
                    yield {**view, "status": status}, gr.skip()
                if view["kind"] == "turn" and conversation.turns[view["turn"]].stopped:
                    return
                while (shown := await step()) is not None:
                    yield shown
        except Full as full:
            yield dict(notice_view(str(full), conversation.next_serial())), gr.skip()

    return asked


@asynccontextmanager
async def _in_line(line: Line, steps: Generator[Shown, None, None]) -> AsyncGenerator[tuple[Place, Step], None]:
    """A place for what is asked in steps, and the next step, None behind the last. A page that has gone away cancels
    what it waited for, while the thread is still in a step: the place is free, and the steps closed, when that ends."""
    with line.place() as place:
        try:
            yield place, partial(anyio.to_thread.run_sync, next, steps, None)
        finally:
            with anyio.CancelScope(shield=True):
                while getgeneratorstate(steps) == GEN_RUNNING:
                    await anyio.sleep(_OFTEN)
            steps.close()


async def _told(place: Place, view: dict[str, Any], conversation: Conversation) -> AsyncIterator[str]:
    """What a turn says of the line while it waits there, and when it does not any more, unless it is stopped."""
    if view.get("stage") != "searching":
        return
    told = -1
    async for before in place.waits():
        if conversation.turns[view["turn"]].stopped:
            return
        if before != told:
            told = before
            yield _in_words(before)
    if told >= 0:
        yield view["status"]


def _in_words(before: int) -> str:
    return f"Others are being answered. {f'{before:,} ahead of you.' if before else 'You are next.'}"
