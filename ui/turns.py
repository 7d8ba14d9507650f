"""What can be done with the turns of a conversation: an answer not waited for, judged, or followed by suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.rag import Assistant
from onrecord.ui.conversation import Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.resumed import earlier_view

__all__ = ["Turns", "wire_turns"]


@dataclass(frozen=True, slots=True)
class Turns:
    """The events of the turns of one chat. A page names a turn by its number; one that is none changes nothing."""

    assistant: Assistant

    def stop(self, conversation: Conversation, told: gr.EventData) -> Any:
        """The answer of the last turn is not waited for any more."""
        return _drawn(conversation.stop(_told(told).get("number")))

    def earlier(self, conversation: Conversation, told: gr.EventData) -> Any:
        """The turns before those that are drawn are wanted."""
        return _drawn(earlier_view(conversation, _told(told).get("before")))

    def judge(self, conversation: Conversation, told: gr.EventData) -> Any:
        """A reader says what an answer is worth."""
        given = _told(told)
        return _drawn(conversation.judge(self.assistant, given.get("number"), given))

    def suggest(self, conversation: Conversation) -> Iterator[Any]:
        """After an answer was shown: what may be asked next, one by one."""
        for view in conversation.suggest(self.assistant):
            yield dict(view)
        yield gr.skip()  # or Gradio would send the last view once more, whatever is shown by then


def wire_turns(conversation: Any, state: Any, asking: Any, turns: Turns, quiet: dict[str, Any]) -> None:
    """Wire the turns of the ``conversation`` component. ``asking`` is the event after which suggestions are made."""
    conversation.stop(turns.stop, state, conversation, queue=False, **quiet)
    conversation.expand(turns.earlier, state, conversation, queue=False, **quiet)
    conversation.like(turns.judge, state, conversation, queue=False, trigger_mode="multiple", **quiet)
    one_by_one: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_id": "suggest", "concurrency_limit": 1}
    asking.then(turns.suggest, state, conversation, **one_by_one, **quiet)


def _told(told: gr.EventData) -> dict[str, Any]:
    return told._data if isinstance(told._data, dict) else {}


def _drawn(view: Any) -> Any:
    return gr.skip() if view is None else dict(view)
