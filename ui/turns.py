"""What can be done with the turns of a conversation: an answer not waited for, judged, or followed by suggestions."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from onrecord.rag import Assistant
from onrecord.ui.conversation import Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.resumed import earlier_view
from onrecord.ui.waiting import Line

__all__ = ["Turns", "wire_turns"]

_PATIENCE = 10.0  # seconds that a page waits for its turn to have something suggested, and for those who ask
_OFTEN = 0.1  # seconds between two looks at the line


@dataclass(frozen=True, slots=True)
class Turns:
    """The events of the turns of one chat. A page names a turn by its number; one that is none changes nothing.

    Those who ask, in the ``line``, come before what is suggested.
    """

    assistant: Assistant
    line: Line = field(default_factory=Line)
    suggesting: Lock = field(default_factory=Lock)

    def stop(self, conversation: Conversation, told: gr.EventData) -> Any:
        """The answer of the last turn is not waited for any more."""
        return _drawn(conversation.stop(_told(told).get("number")))

    def earlier(self, conversation: Conversation, told: gr.EventData) -> Any:
        """The turns before those that are drawn are wanted."""
        return _drawn(earlier_view(conversation, self.assistant, _told(told).get("before")))

    def judge(self, conversation: Conversation, told: gr.EventData) -> Any:
        """A reader says what an answer is worth."""
        given = _told(told)
        return _drawn(conversation.judge(self.assistant, given.get("number"), given))

    def suggest(self, conversation: Conversation, told: gr.EventData) -> Any:
        """One more question that may follow the last answer. One is looked for at a time, for all pages; where others
        take long, there is none."""
        if not self.suggesting.acquire(timeout=_PATIENCE):
            return gr.skip()
        try:
            return _drawn(conversation.suggest(self.assistant, _told(told).get("number"), self._idle))
        finally:
            self.suggesting.release()

    def _idle(self) -> bool:
        """Wait until nobody asks anything; whether that came to be."""
        until = time.monotonic() + _PATIENCE
        while not self.line.idle and time.monotonic() < until:
            time.sleep(_OFTEN)
        return self.line.idle


def wire_turns(conversation: Any, state: Any, turns: Turns, quiet: dict[str, Any]) -> None:
    """Wire the turns of the ``conversation`` component. Gradio's queue has no part in it: it is done at once."""
    at_once: dict[str, Any] = {"queue": False, "trigger_mode": "multiple", **quiet}
    conversation.stop(turns.stop, state, conversation, **at_once)
    conversation.expand(turns.earlier, state, conversation, **at_once)
    conversation.like(turns.judge, state, conversation, **at_once)
    conversation.tick(turns.suggest, state, conversation, **at_once)


def _told(told: gr.EventData) -> dict[str, Any]:
    return told._data if isinstance(told._data, dict) else {}


def _drawn(view: Any) -> Any:
    return gr.skip() if view is None else dict(view)
