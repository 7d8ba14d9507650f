"""What happens when the chat is used: each event of the page, and what is sent back to its components."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.index import Filters
from onrecord.rag import Assistant
from onrecord.ui.asked import NotAsked, checked_filters, checked_question
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.examples import Example
from onrecord.ui.gradio_offline import gr
from onrecord.ui.prompts import prompted, widened
from onrecord.ui.settings import checked_settings
from onrecord.ui.shelf import Shelf
from onrecord.ui.view import notice_view, welcome_view
from onrecord.ui.words import limits

__all__ = ["FILTERS", "Events"]

FILTERS = "Dates and outlets"


@dataclass(frozen=True, slots=True)
class Events:
    """The events of one chat. What a page sends is never trusted: it names things, and they are looked up here."""

    assistant: Assistant
    examples: Callable[[], Sequence[Example]]

    def opened(self, conversation: Conversation) -> dict[str, Any]:
        """A page was opened: the welcome."""
        return self._welcome(conversation)

    def fresh(self, old: Conversation) -> tuple[Any, ...]:
        """A new conversation: its state, the welcome, and no source. The old one shows nothing more."""
        old.ended = True
        conversation = old.next()
        return conversation, self._welcome(conversation), None

    def ask(
        self, typed: str, dates: Any, outlets: list[str], conversation: Conversation, settings: Any, told: gr.EventData
    ) -> Generator[tuple[Any, Any], None, None]:
        """A question was typed, or a button stands for one: views for the conversation, and the question box.

        The box is emptied once its question is being asked, and left as it is where it is not.
        """
        pressed = isinstance(told._data, dict) and "kind" in told._data
        try:
            put = prompted(told._data, conversation, self.examples()) if pressed else Asked(typed, Filters())
            if conversation.busy:
                raise NotAsked("The question before is still being answered. Ask again in a moment.")
            asked = replace(
                put, question=checked_question(put.question), filters=widened(_filters(dates, outlets), put.wider)
            )
        except NotAsked as refusal:
            yield dict(notice_view(str(refusal), conversation.next_serial())), gr.skip()
            return
        wished = checked_settings(settings, ())
        asked.risk, asked.quotes = wished.risk, wished.quotes
        asked.then = self._then(asked.question)
        for place, view in enumerate(conversation.ask(self.assistant, asked)):
            if conversation.ended:
                break
            yield dict(view), gr.skip() if pressed or place else ""
        if conversation.ended or asked.stopped:
            yield gr.skip(), gr.skip()  # or Gradio would send the last view once more

    def kept(self, conversation: Conversation, told: gr.EventData) -> tuple[Any, ...]:
        """Something is done with the conversations that are kept: the state, the conversation, the source, the list."""
        done = Shelf(self.assistant, self._then).done(told._data if isinstance(told._data, dict) else {}, conversation)
        listing = dict(done.listing)
        if done.opened is not None:
            return done.conversation, dict(done.opened), None, listing
        if done.conversation is not conversation:
            return done.conversation, self._welcome(done.conversation), None, listing
        return gr.skip(), gr.skip(), gr.skip(), listing

    def limited(self, dates: Any, outlets: list[str]) -> Any:
        """A filter was changed: the heading of the filters says what a search is limited to."""
        try:
            stated = limits(_filters(dates, outlets))
        except NotAsked as refusal:
            stated = str(refusal)
        return gr.update(label=f"{FILTERS}: {stated}" if stated else FILTERS)

    def _then(self, question: str) -> str:
        """The follow-up of a question to begin with; empty for another."""
        return next((one.then for one in self.examples() if one.question == question), "")

    def _welcome(self, conversation: Conversation) -> dict[str, Any]:
        offered = [example.question for example in self.examples()]
        return dict(welcome_view(self.assistant.index, offered, conversation.next_serial()))


def _filters(dates: Any, outlets: list[str]) -> Filters:
    days = dates if isinstance(dates, dict) else {}
    return checked_filters(str(days.get("after") or ""), str(days.get("before") or ""), outlets or [])
