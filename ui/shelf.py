"""What can be done with the conversations that are kept: find, open, rename and delete them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from onrecord.index.errors import OnRecordError
from onrecord.rag import Assistant, Conversations
from onrecord.rag import Conversation as Spoken
from onrecord.rag.feedback import Feedback
from onrecord.ui.conversation import Conversation
from onrecord.ui.judging import JudgedView, judged_before
from onrecord.ui.kept import ListView, asked_last, list_view, unwritable
from onrecord.ui.resumed import OpenedView, opened_view, taken_up

__all__ = ["Done", "Shelf"]

_log = logging.getLogger(__name__)

_GONE = "That conversation is not there any more."
_BUSY = "Its last question is still being answered. Try again in a moment."


class Done(NamedTuple):
    """The conversation that is open now, what is drawn of it where it was just opened, and the list."""

    conversation: Conversation
    opened: OpenedView | None
    listing: ListView


@dataclass(frozen=True, slots=True)
class Shelf:
    """The conversations beside an assistant's archive. A page names one by its id; an id that is none is not there.

    ``then`` gives a follow-up that is to be offered after a question, empty for none.
    """

    assistant: Assistant
    then: Callable[[str], str] = lambda _question: ""

    @property
    def store(self) -> Conversations:
        """Where they are kept."""
        return Conversations(self.assistant.index.folder)

    def done(self, told: Mapping[str, Any], conversation: Conversation) -> Done:
        """Do what the page asks for: ``act`` is ``list``, ``open``, ``rename`` or ``delete``, ``id`` and ``name`` say
        which and how, ``words`` what is searched for. What cannot be done is said in the list."""
        act, which, words = (str(told.get(name) or "") for name in ("act", "id", "words"))
        opened, said, failed = None, "", ""
        try:
            if act != "list" and conversation.busy and which == conversation.id:
                failed = _BUSY
            elif act == "open":
                conversation, opened, failed = self._opened(which, conversation)
            elif act == "rename":
                renamed = self.store.rename(which, str(told.get("name") or ""))
                said, failed = ("Renamed.", "") if renamed else ("", _GONE)
            elif act == "delete":
                conversation, said = self._deleted(which, conversation)
        except (OnRecordError, ValueError) as error:  # a name that is none is a ValueError
            failed = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return Done(conversation, opened, self._listing(words, conversation, said, failed))

    def _opened(self, which: str, before: Conversation) -> tuple[Conversation, OpenedView | None, str]:
        kept = self.store.read(which)
        if kept is None:
            return before, None, _GONE
        spoken = Spoken.resumed(self.assistant, kept)
        conversation = taken_up(spoken, before, self._judged(spoken))
        for last in [*conversation.turns.values()][-1:]:
            last.then = self.then(last.question)
        before.ended = True
        about = f"Taken up again; last asked {asked_last(kept)}"
        return conversation, opened_view(conversation, self.assistant, about), ""

    def _judged(self, spoken: Spoken) -> dict[int, JudgedView]:
        """What was said of the answers of a conversation. It can be taken up where that cannot be read, too."""
        try:
            return judged_before(Feedback(self.assistant.index.folder), spoken)
        except OnRecordError as error:
            _log.warning("what was said of answers cannot be read: %s", error)
            return {}

    def _deleted(self, which: str, before: Conversation) -> tuple[Conversation, str]:
        """Delete one. If it is open, another begins: the next question would keep it anew."""
        self.store.delete(which)
        if which != before.id:
            return before, "Deleted."
        before.ended = True
        return before.next(), "Deleted."

    def _listing(self, words: str, conversation: Conversation, said: str, failed: str) -> ListView:
        store, serial = self.store, conversation.next_serial()
        note = conversation.unkept or unwritable(store)
        return list_view(store.listed(words), words, conversation.id, serial, said=said, failed=failed, note=note)
