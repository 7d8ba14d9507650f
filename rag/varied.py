"""The question before, with something else in it: "and in Gaza?", "and the year before?", "the minister?".

What is new takes the place of its like: what stands behind the same preposition, who acts for who acts, a time for a
time. Where nothing is like it, it is put behind.
"""

from __future__ import annotations

import re

from onrecord.rag.beings import being
from onrecord.rag.moments import times_in
from onrecord.rag.shape import Phrase, Shape, shape
from onrecord.rag.topics import topic

__all__ = ["varied"]

_AGENTS = frozenset({"person", "group", "name"})
_SHIFT = re.compile(r"^(?:in |on )?the (year|month|week|day) (before|after|earlier|later)(?: that)?$", re.I)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ASIDE = re.compile(r"^([^,]{2,40}), ((?:in|on|at|by|for|from|to|with|about|of|after|before|during) .+)$", re.I)
_BESIDE = re.compile(r"\b(?:during|before|after|since)(?= )")
_ONE = re.compile(r"^(?:the|that) ((?:[\w-]+ ){0,3})ones?\b(.*)$", re.I)
_ORDINAL = (
    r"(?:very )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous|other|former|new"
    r"|old|original|final)"
)
_DEGREE = (
    r"(?:young|old|long|short|tall|high|low|big|large|small|fast|slow|new|late|earli|cheap|strong)(?:er|est)"
    r"|best|worst|most|least"
)
_SET_APART = re.compile(rf"^the ((?:{_ORDINAL})|(?:{_DEGREE}))(?: ones?)?$", re.I)
_OWNS = re.compile(r"^(?:[\w.-]+ ){0,3}[\w.-]+(?:['’]s|s['’])$")
_OWNED = re.compile(
    r"\b(?:his|her|their|its)\b(?= [\w-])|\b(?!Wh|How|It['’])[A-Z][\w-]*(?: [A-Z][\w-]*)*['’]s(?= [\w-])"
)
_LEADING = re.compile(r"^(?:the|an?|this|that|these|those|his|her|their|its)\s", re.I)
_ABOUT = frozenset({"about", "on", "for", "against", "with"})
_COUNTED = re.compile(r"how many (?=\w)", re.I)
_REST = re.compile(r"^the (?:rest|others?|remainder)\b", re.I)


def varied(before: str, fragment: str) -> str:
    """The question before, with what the fragment names in the place of its like.

    >>> varied("How many people died in Syria?", "in Gaza")
    'How many people died in Gaza?'
    >>> varied("How much did the trial cost?", "the labels")
    'How much did the labels cost?'
    """
    fragment = fragment.strip(" ?.!,")
    if not fragment:
        return before
    aside = _ASIDE.match(fragment)
    if aside:
        return varied(varied(before, aside[1]), aside[2])
    for way in (_another_time, _owned, _undergone, _set_apart, _one, _behind_its_preposition, _in_place):
        found = way(before, fragment)
        if found:
            return found
    return _put_behind(before, fragment)


def _another_time(before: str, fragment: str) -> str | None:
    shift, year = _SHIFT.match(fragment), _YEAR.search(before)
    if shift and shift[1].lower() == "year" and year:
        other = int(year[0]) + (1 if shift[2].lower() in ("after", "later") else -1)
        return before[: year.start()] + str(other) + before[year.end() :]
    beside = _BESIDE.search(before)
    if fragment.lower() in ("before", "after", "afterwards", "since", "during") and beside:
        return before[: beside.start()] + fragment.lower().removesuffix("wards") + before[beside.end() :]
    new = shape(fragment).phrases
    said = times_in(fragment)
    timed = bool(said and said[0][0] == 0) or bool(new and new[0].kind == "time" and new[0].whole == 0)
    timed = timed or (bool(new) and new[0].whole == 0 and new[0].preposition in ("before", "after", "during", "since"))
    old = times_in(before)
    if not timed or not old:
        return None
    start, end = old[-1]
    if before[end : end + 2] in ("'s", "’s"):  # "this year's race": the word alone, and still possessive
        return before[:start] + fragment + before[end:] if len(fragment.split()) < 3 else None
    return before[:start] + _small(fragment) + before[end:]


def _owned(before: str, fragment: str) -> str | None:
    owned = _OWNED.search(before) if _OWNS.match(fragment) else None
    return before[: owned.start()] + fragment + before[owned.end() :] if owned else None


def _undergone(before: str, fragment: str) -> str | None:
    """For "injured", where "killed" was asked about."""
    if not re.fullmatch(r"[a-z]+ed|hurt|lost|found|sold|built|held|shot", fragment):
        return None
    old = re.search(r"(?<= )(?:[a-z]+ed|hurt|lost|found|sold|built|held|shot)\b", before)
    return before[: old.start()] + fragment + before[old.end() :] if old else None


def _set_apart(before: str, fragment: str) -> str | None:
    """For "the third", where "the first week" was asked about."""
    found = _SET_APART.match(fragment)
    if not found:
        return None
    word = found[1].lower()
    like = _DEGREE if re.fullmatch(_DEGREE, word) else _ORDINAL
    old = re.search(rf"(?<=\bthe )(?:{like})\b", before, re.I)
    if old and old[0].lower() != word:
        return before[: old.start()] + word + before[old.end() :]
    things = [one for one in shape(before).phrases if not one.asked and one.kind != "time" and _has_article(one)]
    if not things:
        return None
    bare = _LEADING.sub("", things[0].words)
    return before[: things[0].start] + f"the {word} {bare}" + before[things[0].end :]


def _one(before: str, fragment: str) -> str | None:
    """For "the one in 2006", where "the strike" was."""
    found = _ONE.match(fragment)
    whole = shape(before)
    things = [one for one in whole.phrases if not one.asked and not one.preposition and one.kind not in _AGENTS]
    if not found or not things:
        return None
    old = next((one for one in things if one == whole.subject), things[-1])
    words = f"the {found[1]}{_LEADING.sub('', old.words)}{found[2]}"
    return before[: old.start] + words + before[_complements(whole, old, before) if found[2] else old.end :]


def _behind_its_preposition(before: str, fragment: str) -> str | None:
    new = next(iter(shape(fragment).phrases), None)
    if new is None or not new.preposition or new.whole:
        return None
    whole = shape(before)
    old = _fellow(whole, new, calendar=bool(times_in(fragment)))
    if old is None:
        return _behind(before, _small(fragment))
    words = fragment if new.proper or times_in(fragment) else _with_names(fragment, new, old)
    end = old.end
    if fragment[new.end :].strip():
        end = _complements(whole, old, before)
    return before[: old.whole] + _small(words) + before[end:]


def _fellow(whole: Shape, new: Phrase, calendar: bool) -> Phrase | None:
    """What a phrase with a preposition takes the place of."""
    old = [one for one in whole.phrases if one.preposition and not one.asked]
    same = [one for one in old if one.preposition == new.preposition]
    alike = [one for one in same if one.kind == new.kind]
    if alike or calendar:
        return alike[-1] if alike else None
    if new.kind == "place":
        placed = [one for one in old if one.kind == "place" and (one.proper or not new.proper)]
        after = zip(whole.phrases, whole.phrases[1:], strict=False)
        named = [b for a, b in after if b.preposition == "of" and b.proper and being(a.head) == "place"]
        if placed or named:
            return (placed or named)[-1]
    kinds = ("time",) if new.kind != "time" else ()
    same = [
        one for one in same if one.kind not in kinds and (new.kind != "place" or new.preposition not in ("in", "at"))
    ]
    return same[-1] if same else None


def _with_names(fragment: str, new: Phrase, old: Phrase) -> str:
    """The fragment with the names that tell which the old thing was: of "the Bonn run-off", "the Bonn first round"."""
    bare = _LEADING.sub("", old.words)
    name = re.match(r"(?:[A-Z][\w’'-]+ )+(?=[a-z])", bare)
    article = _LEADING.match(new.words)
    if not name or not article or old.proper:
        return fragment
    at = new.start + article.end()
    return fragment[:at] + name[0] + fragment[at:]


def _in_place(before: str, fragment: str) -> str | None:
    new = next(iter(shape(fragment).phrases), None)
    if new is None or new.asked or new.whole or _REST.match(fragment):
        return None
    whole = shape(before)
    counted = _COUNTED.match(before)
    if counted and new.many and not new.proper and not _LEADING.match(fragment):
        return f"{counted[0]}{fragment}{before[whole.phrases[0].end :]}"
    old = _like(whole, new, before)
    if old is None:
        return None
    rest = fragment[new.end :].strip()
    end = _complements(whole, old, before) if rest or new.proper else old.end
    if old.proper and new.proper and rest == "":
        end = old.end
    return before[: old.start] + fragment + before[end:]


def _like(whole: Shape, new: Phrase, before: str) -> Phrase | None:
    """What a bare noun phrase takes the place of."""
    old = [one for one in whole.phrases if not one.asked]
    same = [one for one in old if one.head.lower() == new.head.lower() and not one.proper]
    alike = [one for one in old if one.kind == new.kind] or [one for one in old if new.proper and one.proper]
    if same or (new.kind in ("place", "number", "time") and (alike or new.kind != "place")):
        return next(reversed(same or alike), None)
    if new.kind in _AGENTS or new.proper:
        agents = [one for one in old if one.kind in _AGENTS or (new.proper and one.proper and one.kind != "time")]
        agents.sort(key=lambda one: (one != whole.subject, bool(one.preposition)))
        return next(iter(agents), None)
    if whole.subject is not None and whole.subject.kind in ("thing", "place"):
        return whole.subject
    objects = [one for one in old if not one.preposition and one.kind not in _AGENTS | {"time"}]
    about = [one for one in old if one.preposition in _ABOUT and one.kind == "thing"]
    # Of "how many backed the strike", the strike is not what something else is asked of.
    asks_who = whole.subject is not None or before.partition(" ")[0].lower() in ("who", "which", "whom")
    return next(iter(objects[:1] or about[-1:]), None) if asks_who else None


def _complements(whole: Shape, old: Phrase, before: str) -> int:
    """Where a phrase ends with the prepositional phrases that follow it: those of a subject up to the verb, else "of"
    something."""
    end = old.end
    for one in whole.phrases:
        follows = one.whole >= end and not before[end : one.whole].strip() and one.preposition
        within = old == whole.subject and (whole.verb is None or one.end <= whole.verb)
        if follows and (one.preposition == "of" or within):
            end = one.end
    return end


def _has_article(phrase: Phrase) -> bool:
    return phrase.words.lower().startswith("the ") and not phrase.proper


def _put_behind(before: str, fragment: str) -> str:
    """Where nothing is like it: what it asks beside the question before, or about what that asks about."""
    new = next(iter(shape(fragment).phrases), None)
    if new is None or new.preposition or new.asked or new.kind == "time":
        return _behind(before, _small(fragment))
    if any(one.proper for one in shape(fragment).phrases) and not new.proper:
        return f"What about {_small(fragment)}?"
    about = topic(before)
    if new.kind == "thing" and about and fragment.lower().startswith("the ") and not _REST.match(fragment):
        were = "were" if new.head.endswith("s") and not new.head.endswith("ss") else "was"
        return f"What {were} {_small(fragment)}? ({about})"
    return f"{fragment[:1].upper()}{fragment[1:]}? {before}"


def _behind(before: str, words: str) -> str:
    return f"{before.rstrip(' ?')} {words}?"


def _small(fragment: str) -> str:
    """A fragment as it stands inside a sentence."""
    return fragment if re.match(r"[A-Z][\w’'-]*(?: [A-Z]|['’]s|$)", fragment) else fragment[:1].lower() + fragment[1:]
