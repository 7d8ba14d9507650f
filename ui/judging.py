"""What a reader says of an answer: whether it was right, in a press or in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, TypedDict

from onrecord.index.normalise import normalise_text
from onrecord.rag import Answer
from onrecord.rag import Conversation as Spoken
from onrecord.rag.feedback import LONGEST_NOTE, Feedback, Judged, Said, Verdict

__all__ = ["JudgedView", "judge", "judged_before"]

_VERDICTS: tuple[Verdict, ...] = ("right", "wrong")


class JudgedView(TypedDict):
    """What was said of an answer, or why it could not be kept (``failed``). ``serial`` tells one saying from the next.
    Without a verdict, what was said has been taken back."""

    verdict: Verdict | Literal[""]
    nothing: bool
    note: str
    failed: str
    serial: int


def judge(store: Feedback, spoken: Spoken, place: int, told: Mapping[str, Any], serial: int) -> JudgedView:
    """Keep what is said of the answer at ``place`` of a conversation, from 0, or take back what was.

    Args:
        store: beside the archive.
        spoken: the conversation.
        place: of the answer in it.
        told: ``verdict``, ``note`` and ``nothing``, as the page sent them. Anything but a verdict takes it back.
        serial: of the view.

    Raises:
        OnRecordError: it cannot be kept.
    """
    stated: Verdict | None = next((one for one in _VERDICTS if one == told.get("verdict")), None)
    note = told.get("note")
    kept = normalise_text(note.encode("utf-8", "ignore").decode())[:LONGEST_NOTE] if isinstance(note, str) else ""
    nothing = stated == "wrong" and told.get("nothing") is True
    if stated is None:
        store.take_back(spoken.id, place + 1)
        return {"verdict": "", "nothing": False, "note": "", "failed": "", "serial": serial}
    store.keep(_judged(spoken, place, stated, kept, nothing=nothing))
    return {"verdict": stated, "nothing": nothing, "note": kept, "failed": "", "serial": serial}


def judged_before(store: Feedback, spoken: Spoken) -> dict[int, JudgedView]:
    """What was said of the answers of a conversation on another day, by their places in it, from 0.

    Raises:
        OnRecordError: it cannot be read.
    """
    asked = {place: turn.question for place, turn in enumerate(spoken.turns)}
    found = [one for one in store.read() if one.conversation == spoken.id and asked.get(one.turn - 1) == one.question]
    return {
        one.turn - 1: {"verdict": one.verdict, "nothing": one.nothing, "note": one.note, "failed": "", "serial": 0}
        for one in found
    }


def _judged(spoken: Spoken, place: int, verdict: Verdict, note: str, *, nothing: bool) -> Judged:
    turn, kept = spoken.turns[place], spoken.kept().turns[place]
    answer = turn.answer
    if not isinstance(answer, Answer):
        raise TypeError("only an answer of the archive can be judged")
    first = answer.citations[0] if answer.citations else None
    before = [
        Said(one.question, one.answer.text if isinstance(one.answer, Answer) else one.answer)
        for one in spoken.turns[:place]
    ]
    return Judged(
        conversation=spoken.id,
        turn=place + 1,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        verdict=verdict,
        nothing=nothing and not answer.abstained,
        note=note,
        question=turn.question,
        query=answer.query,
        asked=kept.as_of or kept.asked.astimezone().date().isoformat(),
        abstained=answer.abstained,
        answer=first.answering if first else "",
        quote=first.quote if first else "",
        article=first.article.id if first else "",
        revision=first.revision if first else 0,
        history=tuple(before),
    )
