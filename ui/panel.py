"""What the source panel is sent when it asks for something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.rag import Assistant
from onrecord.ui.around import around
from onrecord.ui.cited import cited
from onrecord.ui.compared import compared
from onrecord.ui.conversation import Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.opening import opened
from onrecord.ui.packed import packed

__all__ = ["Panel"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The source panel over one assistant's archive. What a page sends only names things, which are looked up."""

    assistant: Assistant

    def asked(self, conversation: Conversation, told: gr.EventData) -> Any:
        """An article, what stands around one, or what changed in one, by ``act``; without, a quote of an answer. No
        change where there is no such thing."""
        named = told._data if isinstance(told._data, dict) else {}
        view = self._view(named, conversation)
        return gr.skip() if view is None else packed(view)

    def _view(self, named: Mapping[str, Any], conversation: Conversation) -> Mapping[str, Any] | None:
        index = self.assistant.index
        match named.get("act"):
            case None:
                return cited(index, conversation, named)
            case "open":
                return opened(index, named, conversation.next_serial())
            case "around":
                return around(index, named, conversation.next_serial())
            case "changes":
                return compared(index, named, conversation.next_serial())
            case _:
                return None
