"""Conversations that are written down with what is right at every turn, and the judging of an answer to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from onrecord.eval.loaders.fields import entries, fields, id_of, parsed, shown, spoken, texts
from onrecord.eval.metrics import holds
from onrecord.index import OnRecordError
from onrecord.index.dates import to_day
from onrecord.index.errors import SourceError
from onrecord.rag.types import Act, Answer, Citation

__all__ = ["TAGS", "Conversation", "Step", "conversations", "right"]

TAGS = (
    "first", "stands alone", "he/she", "they", "it", "definite", "demonstrative", "ellipsis place", "ellipsis time",
    "ellipsis wh", "comparison", "correction", "then", "answer's person", "new subject", "back again", "outlet",
    "unclear", "act", "courtesy", "declined",
)  # fmt: skip
"""What a turn is an example of: how it leans on the turns before it, or what is to be done."""

_CONVERSATION = ("id", "as_of", "turns")
_TURN = ("ask", "tags", "words", "articles", "declined", "choices", "act", "alone")


@dataclass(frozen=True, slots=True)
class Step:
    """One turn as it is put, and what is right; one of the last four says which kind of answer that is.

    Args:
        ask: the question, or what is said instead of one.
        tags: of ``TAGS``.
        alone: whether it needs nothing of the turns before it, so that it is to be asked as it was put.
        words: any of these stands in a right quote.
        articles: ids of those a right quote is from.
        choices: words of the readings that are to be offered.
        act: what is to be done where no question is to be asked.
        declined: whether nothing answers.
    """

    ask: str
    tags: tuple[str, ...]
    alone: bool
    words: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    act: Act | None = None
    declined: bool = False

    @property
    def expected(self) -> str:
        """What is right, for a person."""
        if self.choices:
            return "asking back: " + " or ".join(self.choices)
        if self.declined:
            return "declining"
        return ": ".join(filter(None, (self.act, " | ".join(self.words or self.articles))))


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first, and the day on which they are asked."""

    id: str
    as_of: date
    steps: tuple[Step, ...]


def right(turn: Step, answer: Answer) -> bool:
    """Whether an answer is what the turn asks for.

    - ``words``: the first quote is from one of the articles and holds one of them (``metrics.holds``).
    - ``declined``: nothing is quoted, and neither is the question asked back nor taken for talk.
    - ``choices``: the question is asked back, and each stands in the words of some choice.
    - ``act``: that was done; where it has words or articles, some quote is as they say.
    """
    if turn.act:
        quotes = bool(turn.words or turn.articles)
        return answer.act == turn.act and (not quotes or any(_meets(turn, cited) for cited in answer.citations))
    if turn.choices:
        offered = [choice.words for choice in answer.choices]
        return answer.cause == "unclear" and all(any(holds(one, word) for one in offered) for word in turn.choices)
    if turn.declined:
        return answer.abstained and answer.cause not in ("unclear", "talk")
    return any(_meets(turn, cited) for cited in answer.citations[:1])


def _meets(turn: Step, cited: Citation) -> bool:
    named = not turn.articles or cited.article.id in turn.articles
    return named and (not turn.words or any(holds(cited.quote, words) for words in turn.words))


def conversations(path: Path | None = None) -> list[Conversation]:
    """The conversations of a file in the form of ``eval/conversations.jsonl``, default that one.

    Raises:
        SourceError: something in it is not in that form; the message names the line, the turn and the fault.
    """
    source = path or files("onrecord.eval") / "conversations.jsonl"
    found: dict[str, Conversation] = {}
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        try:
            conversation = _conversation(fields(parsed(line), "a conversation"))
            if conversation.id in found:
                raise SourceError(f"the id {conversation.id} is that of an earlier line as well; give it another")
        except OnRecordError as error:
            raise SourceError(f"{source.name}, line {number}: {error}") from error
        found[conversation.id] = conversation
    return list(found.values())


def _conversation(record: Mapping[str, Any]) -> Conversation:
    _known(record, _CONVERSATION)
    day = date.fromisoformat(to_day(spoken(record, "as_of")) or "")
    steps: list[Step] = []
    for number, turn in enumerate(entries(record, "turns"), 1):
        try:
            steps.append(_step(fields(turn, "a turn"), first=number == 1))
        except SourceError as error:
            raise SourceError(f"turn {number}: {error}") from error
    if not steps:
        raise SourceError("the field turns must hold at least one turn")
    return Conversation(id_of(record, "id"), day, tuple(steps))


def _step(turn: Mapping[str, Any], *, first: bool) -> Step:
    _known(turn, _TURN)
    step = Step(
        ask=spoken(turn, "ask"),
        tags=_tags(turn),
        alone=_flag(turn, "alone"),
        words=_listed(turn, "words"),
        articles=_listed(turn, "articles"),
        choices=_listed(turn, "choices"),
        act=turn.get("act"),
        declined="declined" in turn and _flag(turn, "declined"),
    )
    if step.act not in (None, *get_args(Act)):
        raise SourceError(f"the field act must be one of {', '.join(get_args(Act))}, not {shown(step.act)}")
    if first != ("first" in step.tags) or (first and not step.alone):
        raise SourceError("the first turn, and no other, must have the tag first, and alone must be true of it")
    if len(step.choices) == 1:
        raise SourceError("the field choices must name at least two readings")
    quoted = bool(step.words or step.articles) and not step.act
    if quoted + step.declined + bool(step.choices) + bool(step.act) != 1 or (quoted and not step.words):
        raise SourceError("say what is right in one way: words with their articles, declined, choices or act")
    if quoted and not step.articles:
        raise SourceError("the field articles must name those that the words stand in")
    return step


def _known(record: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in record:
        if name not in names:
            raise SourceError(f"there is no field {name}; the fields are {', '.join(names)}")


def _flag(turn: Mapping[str, Any], name: str) -> bool:
    value = turn.get(name)
    if not isinstance(value, bool):
        raise SourceError(f"the field {name} must be true or false, not {shown(value)}")
    return value


def _listed(turn: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts that may be left out, and is not empty where it is not."""
    if name not in turn:
        return ()
    found = texts(entries(turn, name), name)
    if not found:
        raise SourceError(f"the field {name} must name something")
    return found


def _tags(turn: Mapping[str, Any]) -> tuple[str, ...]:
    found = texts(entries(turn, "tags"), "tags")
    for one in found or ("",):
        if one not in TAGS:
            raise SourceError(f"the field tags must hold some of {', '.join(TAGS)}, not {shown(one)}")
    return found
