"""What a question is about, in few words, and a phrase of it in full."""

from __future__ import annotations

from onrecord.rag.shape import Phrase, shape

__all__ = ["topic", "with_of"]

_NOTHING = frozenset({"kind", "sort", "part", "course", "fact", "case", "way", "thing", "things", "one", "ones", "end"})
_BELONGS = frozenset({"on", "about", "into"})
_JOINED = 3  # phrases that make one


def topic(question: str) -> str:
    """What a question is about, in few words: its noun phrases with the phrases that belong to them, without what it
    asks for, times and pronouns.

    >>> topic("How many people came to the vote in Bonn on Monday?")
    'the vote in Bonn'
    """
    found: list[list[Phrase]] = []
    for one in shape(question).phrases:
        if one.asked or one.kind in ("time", "number") or one.head.lower() in _NOTHING:
            continue
        joined = found and one.preposition and not question[found[-1][-1].end : one.whole].strip()
        if joined and len(found[-1]) < _JOINED:
            found[-1].append(one)
        else:
            found.append([one])
    return ", ".join(dict.fromkeys(question[some[0].start : some[-1].end] for some in found))


def with_of(question: str, phrase: Phrase) -> str:
    """A noun phrase of a question with what belongs to it: "the Museum of Navigation", "the report on prisons"; of a
    subject all that stands before the verb."""
    whole = shape(question)
    end = phrase.end
    for one in whole.phrases:
        belongs = (one.preposition in _BELONGS and one.kind not in ("time", "place")) or one.preposition == "of"
        if belongs and one.start > end and not question[end : one.whole].strip():
            end = one.end
    if phrase == whole.subject and whole.acts and whole.verb and whole.acts <= whole.verb:
        end = max(end, whole.acts)
    return question[phrase.start : end]
