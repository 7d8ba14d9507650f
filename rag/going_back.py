"""A question that names once more what was talked about earlier, and then asks of it: "back to the call: how long was
it?", "Zelenskyy, how did he describe it?", "the tram again: and for children?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.index.lexical import terms
from onrecord.rag.beings import is_person
from onrecord.rag.clauses import AUXILIARIES, QUESTION_WORDS
from onrecord.rag.described import described
from onrecord.rag.naming import Named, with_name, with_names
from onrecord.rag.people import is_name, people_in
from onrecord.rag.pointing import HE, IT, PRONOUNS, THEY, named_before
from onrecord.rag.recalled import as_printed, printed_by, query_of, quoted, said_of
from onrecord.rag.referent import Referent
from onrecord.rag.shape import shape
from onrecord.rag.types import Turn
from onrecord.rag.varied import varied

__all__ = ["gone_back", "turns_meant"]

_OPENED = r"(?:(?:and|but|so|ok(?:ay)?|now|sorry|right|well)[,.]? )*"
_BACK = re.compile(
    rf"^{_OPENED}(?:(?:go(?:ing)?|coming|return(?:ing)?) )?back (?:to|at|with|in|on) (.{{3,60}}?)[.,:;!–—-]+ (.+)$",
    re.I,
)
_RETURNING = re.compile(rf"^{_OPENED}returning to (.{{3,60}}?)[.,:;!]+ (.+)$", re.I)
_AGAIN = re.compile(rf"^{_OPENED}(.{{3,40}}?),? again[.,:;!]+ (.+)$", re.I)
_ASIDE = re.compile(rf"^{_OPENED}([^,:?]{{3,40}})[,:] ((?:{'|'.join(sorted(QUESTION_WORDS))})\b.+)$", re.I)
_DETERMINER = re.compile(r"^(?:the|that|this|those|these) ", re.I)
_ASKS = re.compile(rf"(?:{'|'.join(sorted(QUESTION_WORDS | AUXILIARIES))})\b", re.I)


def gone_back(question: str, history: Sequence[Turn]) -> Named | None:
    """The question with that to which it goes back in the place of its pronouns, else behind it; None where it does not
    go back. Other pronouns mean whom they mean in the turns to which it goes back, before all others."""
    question = as_printed(question, printed_by(history))
    back = _back(question)
    aside = None if back else _ASIDE.match(question)
    if not back:
        return _aside(aside[1], aside[2], history) if aside else None
    named, asked = back
    history = [*history, *_naming(named, history)]
    if not _ASKS.match(asked):
        turns = [turn for turn in history if set(terms(named)) <= set(terms(query_of(turn)))]
        return Named(varied(query_of(turns[-1]), asked)) if turns else None
    noun = _DETERMINER.sub("", named)
    meant = Referent(_the(named), 1.0)
    if noun != named and " " not in noun and (is_person(noun) or not named.lower().startswith("the ")):
        meant = next(iter(described(noun, history)), meant)
    return _asked_of(asked, meant, history) or Named(
        f"{with_names(asked, history).query.rstrip(' ?')}? ({meant.words})"
    )


def turns_meant(question: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns to which a question goes back, oldest first; none where it does not go back."""
    back = _back(as_printed(question, printed_by(history)))
    return _naming(back[0], history) if back else ()


def _back(question: str) -> tuple[str, str] | None:
    """What a question goes back to, and what it then asks."""
    back = _BACK.match(question) or _RETURNING.match(question) or _AGAIN.match(question)
    return (back[1], back[2]) if back else None


def _naming(named: str, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns in which something was asked about, or else spoken of."""
    words = set(terms(_DETERMINER.sub("", named)))
    asked = tuple(turn for turn in history if words <= set(terms(query_of(turn))))
    return asked or tuple(turn for turn in history if words <= set(terms(" ".join(said_of(turn)))))


def _asked_of(asked: str, meant: Referent, history: Sequence[Turn]) -> Named | None:
    """The question with what is meant in the place of its pronoun, and other pronouns as ever; None where it has none
    that can mean that."""
    head = meant.words.rpartition(" ")[2]
    person = is_person(head) or dict(people_in(meant.words, [one.text for one in quoted(history)]))
    for pattern, labels in PRONOUNS:
        found = pattern.search(asked)
        fits = person or pattern is not HE or (is_name(meant.words) and not (IT.search(asked) or THEY.search(asked)))
        if found and fits and not named_before(asked, found.start(), labels):
            return with_names(with_name(asked, pattern, [meant]).query, history)
    return None


def _aside(words: str, asked: str, history: Sequence[Turn]) -> Named | None:
    """A question before which somebody or something is named that its pronoun means."""
    phrases = shape(words).phrases
    if len(phrases) != 1 or phrases[0].whole or phrases[0].preposition or phrases[0].end != len(words):
        return None
    return _asked_of(asked, Referent(words, 1.0), history)


def _the(words: str) -> str:
    return re.sub(r"^(?:that|this) ", "the ", words, flags=re.I)
