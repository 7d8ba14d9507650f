"""What can be done with the turns of a conversation: an answer not waited for, judged, or followed by suggestions."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from onrecord.rag import Assistant
from onrecord.ui.conversation import Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.resumed import earlier_view

__all__ = ["Turns", "wire_turns"]

_PATIENCE = 10.0  # seconds that a page waits for its turn to have something suggested


@dataclass(frozen=True, slots=True)
class Turns:
    """The events of the turns of one chat. A page names a turn by its number; one that is none changes nothing."""

    assistant: Assistant
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
            return _drawn(conversation.suggest(self.assistant, _told(told).get("number")))
        finally:
            self.suggesting.release()


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
