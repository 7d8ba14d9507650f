"""What asks nothing new of the archive: courtesies, questions about onrecord, things to be done with the last answer.
Pure.

All that was said must be a known way to say it. Whatever has a word besides is a question for the archive: to search
for "are you sure" does less harm than to leave a question unasked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.index.lexical import terms
from onrecord.rag.phrases import AFTER, BEFORE, COURTESIES, DOINGS, GUARDED, ON_THE
from onrecord.rag.types import Act, Answer, Turn

__all__ = ["act", "last_answer", "leant_on", "meant"]

_LONGEST = 100  # characters of what may be an act
_APART = re.compile(r"[^\w’'-]+|(?<!\w)[’'-]+|[’'-]+(?!\w)")
_WRITTEN_OUT = (
    (re.compile(r"\b(who|what|where|when|how|that|it|there|here)[’']?s\b"), r"\1 is"),
    (re.compile(r"\bthat[’']ll\b"), "that will"),
    (re.compile(r"\byou[’']re\b"), "you are"),
    (re.compile(r"\bi[’']d\b"), "i would"),
    (re.compile(r"\b(do|ca)n[’']?t\b"), r"\1n not"),
    (re.compile(r"\bdon not\b"), "do not"),
    (re.compile(r"\bcan not\b"), "cannot"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\bhmm+\b"), "hm"),
    (re.compile(r"\b(?:pls|plz)\b"), "please"),
)
_COMES_OUT = frozenset(
    terms(
        "report study book novel film movie album song paper letter poll survey statement memoir documentary review"
        " list video data figures game series magazine single show edition"
    )
)
_REPEATING = ("sources", "sure", "published")  # quote again what was quoted
_MEANT = {
    "sources": "the sources of the last answer",
    "sure": "what the last answer rests on",
    "published": "when the last answer was published",
    "speaker": "whose words the last answer is",
    "more": "more on: {}",
    "another outlet": "what other outlets have on: {}",
    "newer": "what is newer on: {}",
}


def act(question: str, history: Sequence[Turn] = ()) -> Act | None:
    """What is to be done, or None where something is asked of the archive.

    Args:
        question: as it was put.
        history: the turns before it, oldest first. Without an answer of an archive, nothing can be done with one.
    """
    said = _plain(question)
    if len(said) > _LONGEST:
        return None
    answer = last_answer(history)
    courtesy = _courtesy(said, bool(history))
    if courtesy:
        return courtesy
    readings = list(_readings(said))
    if any(DOINGS["about"].fullmatch(one) for one in readings):
        return "about"
    return _done_with(answer, readings) if answer else None


def last_answer(history: Sequence[Turn]) -> Answer | None:
    """The answer with which something can be done: the last, also one that declines; none where it asks back. What was
    only talk, and what was done in vain, is passed over."""
    for turn in reversed(history):
        answer = turn.answer
        if not isinstance(answer, Answer):
            return None
        if answer.citations or not (answer.act or answer.cause == "talk"):
            return answer if answer.cause != "unclear" else None
    return None


def leant_on(history: Sequence[Turn]) -> list[Turn]:
    """The turns that a follow-up leans on: those that asked or found something, each with what it asked."""
    found = []
    for turn in history:
        answer = turn.answer
        if not isinstance(answer, Answer) or not (answer.act or answer.cause == "talk"):
            found.append(turn)
        elif answer.citations and (answer.act not in _REPEATING or not _asked_in(found, answer.query)):
            found.append(Turn(answer.query, answer))
    return found


def _asked_in(history: Sequence[Turn], query: str) -> bool:
    return any(isinstance(turn.answer, Answer) and turn.answer.query == query for turn in history)


def meant(question: str, query: str, act: str | None = None, cause: str | None = None) -> str:
    """What a question was taken to mean, in words for a person; empty where it was asked as it was put.

    Args:
        question: as it was put.
        query: of its answer.
        act: of its answer.
        cause: of its answer: what is asked back has been taken to mean nothing yet.
    """
    if cause == "unclear":
        return ""
    return _MEANT.get(act, "").format(query) if act else query if query != question else ""


def _plain(question: str) -> str:
    """Its words in small letters, each with a blank behind it, the shortened ones written out and marks left out."""
    said = question.casefold()
    for pattern, full in _WRITTEN_OUT:
        said = pattern.sub(full, said)
    return "".join(f"{word} " for word in _APART.split(said) if word)


def _courtesy(said: str, later: bool) -> Act | None:
    """The courtesy that somebody says and nothing else. ``later`` where it is not the first thing said: before that,
    "fine" approves of nothing."""
    told = set[str]()
    while said:
        end, name = max((_end(pattern, said), name) for name, pattern in COURTESIES.items())
        if not end:
            return None
        told.add(name)
        said = said[end:]
    if told & {"thanks", "goodbye"} or (told & {"good"} and later and "hello" not in told):
        return "thanks"
    return "greeting" if "hello" in told else None


def _end(pattern: re.Pattern[str], said: str) -> int:
    """Where that ends which is said first, 0 where it is not said so."""
    found = pattern.match(said)
    return found.end() if found else 0


def _readings(said: str) -> Iterator[str]:
    """The same as it stands, and without more and more of what is only said before and after it."""
    while said:
        yield from _shortened(said)
        said = said[_end(BEFORE, said) or len(said) :]


def _shortened(said: str) -> Iterator[str]:
    yield said
    words = said.split()
    for count in range(1, len(words)):
        if AFTER.fullmatch(_joined(words[-count:])):
            yield from _shortened(_joined(words[:-count]))


def _joined(words: Sequence[str]) -> str:
    return "".join(f"{word} " for word in words)


def _done_with(answer: Answer, readings: Sequence[str]) -> Act | None:
    """What is to be done with an answer."""
    asked = set(terms(f"{answer.query} {answer.text}"))
    for said in readings:
        for name in DOINGS:
            guarded = GUARDED.get(name)
            if DOINGS[name].fullmatch(said) or (guarded and not asked & _COMES_OUT and guarded.fullmatch(said)):
                return name
        named = ON_THE.fullmatch(said)
        if named and asked.issuperset(terms(named[named.lastindex or 0])):
            return "another outlet"
    return None
