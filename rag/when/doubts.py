"""Whether a phrase that may be a time is one, told by the words beside it: "in May" and "May said", "in 2019" and "2019
votes".

When in doubt it is none: a time that is not there leads a search astray, one that is missed only leaves it as it was.
"""

from __future__ import annotations

import re

from onrecord.rag.when.asking import Asking
from onrecord.rag.when.calendar import Interval
from onrecord.rag.when.phrases import Phrase

__all__ = ["named", "stands"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IN = _words("in since until till during throughout before after circa")
_BY = _words("by from of for around through")
_ON = _words("on last this next past coming since until till before after by from of for")
_PLACED = _words("in at from near of to for")
_WHOSE = _words("the a an this that these those his her its their our my your whose")
_FOLLOW = _words(
    """and or but to the a an of in on at by for from with about as than then when where who whom whose what which how
    why did do does was were is are has had have that this these those because after before while until since there
    here he she it they we you i his her their its both all only alone compared according versus vs if so per among
    between into under over through during not still ever would could can will should due despite following across
    against no any ago amid onwards onward"""
)
_NAMES = _words("may march april june august")  # of people, or verbs
_OF_MAY = _words("government cabinet ministry premiership administration deal era")
_NEWS = _words(
    """inflation jobs unemployment election elections vote earthquake figures report data budget summit flood floods
    meeting attack storm sales"""
)
_TO_YEAR = re.compile(r"\b(?:(?:1[6-9]|2[01])\d\d (?:and|or)|(?:prior|up|back|compared) to) $")
_SUM_OF = re.compile(
    r"\b(?:total|population|height|depth|cost|price|sum|score|number|distance|record|some|least|most) of $"
)
_PLAIN = re.compile(
    r"\b(?<!New )(?:Today|Tonight|Yesterday|Tomorrow|This|Last|Next|Past|Coming|Week|Month|Year|Decade|Century|Weekend"
    r"|Morning|Afternoon|Evening|Night|Ago|Before|After)\b"
)
_SENTENCE = re.compile(r"(?:^|[.?!:–—(])[\s\"“‘']*$")


def stands(phrase: Phrase, asking: Asking) -> bool:
    """Whether a weak phrase is a time."""
    stated = isinstance(phrase.when, Interval)
    match phrase.weak:
        case "year":
            return _year(phrase, asking)
        case "weekday":
            return _weekday(phrase, asking)
        case "weekend":
            return asking.text.startswith("the ", phrase.start)
        case "month" | "month-day":
            bare = phrase.weak == "month" and not stated
            return _month(phrase, asking) if bare else not _verb(phrase, asking)
    return stated and phrase.weak not in ("unit", "now")


def named(phrase: Phrase, question: str) -> bool:
    """Whether capital letters make a phrase of plain words a name: "the Today show", "Last Christmas". Not where a
    sentence begins, nor in a question without small letters."""
    return not question.isupper() and any(
        not _SENTENCE.search(question, max(0, word.start() - 5), word.start())
        for word in _PLAIN.finditer(question, phrase.start, phrase.end)
    )


def _verb(phrase: Phrase, asking: Asking) -> bool:
    """May 4 people go, march 4 miles: a verb in small letters, and a number of something."""
    words = asking.question[phrase.start : phrase.end]
    _, after = asking.after(phrase.end)
    return words.startswith(("may", "march")) and bool(after) and after.lower() not in _FOLLOW


def _month(phrase: Phrase, asking: Asking) -> bool:
    """A month alone. May and March are verbs, and with April, June and August people; what is no name stands when it is
    written as one or a preposition is before it."""
    word, written = asking.text[phrase.start : phrase.end], asking.question[phrase.start]
    before, (owner, after) = asking.before(phrase.start).lower(), asking.after(phrase.end)
    placed = before in _IN or (before == "by" and asking.ahead(phrase.start))
    if after[:1].isupper() and (not placed or word in _NAMES):
        return False
    if len(word) < 5 and word not in ("may", "june", "july"):
        return placed
    if word not in _NAMES:
        return placed or written.isupper() or before == "the"
    if word == "may" and (owner or before in ("before", "after")):
        return False
    if placed:
        return written.isupper() or before not in ("before", "after") or not after
    about = after.islower() and after not in _FOLLOW
    return (
        written.isupper() and about and ((before == "the" and after not in _OF_MAY) or (bool(owner) and after in _NEWS))
    )


def _year(phrase: Phrase, asking: Asking) -> bool:
    """A year alone: after a preposition, and nothing counted behind it. "The 2019 report" says what, not when."""
    before, (owner, after) = asking.before(phrase.start).lower(), asking.after(phrase.end)
    full = asking.text.endswith("00", 0, phrase.end)
    close = (asking.text, max(0, phrase.start - 30), phrase.start)
    if before in _WHOSE or _SUM_OF.search(*close):
        return False
    if owner:
        return True
    follows = not after or after.lower() in _FOLLOW or (before in _IN and (after[0].isupper() or after.endswith("ed")))
    placed = before in _IN or (before in _BY and not full) or _TO_YEAR.search(*close)
    return follows and (not before or bool(placed)) and not (full and after.endswith("ed"))


def _weekday(phrase: Phrase, asking: Asking) -> bool:
    """A weekday, where it is not part of a name: "Wednesday Addams" after no preposition, "Ruby Tuesday", but for "in
    London Tuesday"."""
    before, (owner, after) = asking.before(phrase.start), asking.after(phrase.end)
    if owner or before.lower() in _ON or " " in asking.text[phrase.start : phrase.end]:
        return True
    if after[:1].isupper():
        return False
    first = phrase.start - len(before) - 1
    if before[:1].isupper() and first > 0:
        return asking.before(first) in _PLACED
    return True
