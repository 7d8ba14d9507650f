"""What "they" and "it" in a follow-up can mean: groups and things of the turns before, likeliest first."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from onrecord.index.lexical import terms
from onrecord.rag.beings import is_group, is_person
from onrecord.rag.people import is_name, people_in, sex
from onrecord.rag.recalled import TURNS, behind, outlets_of, quoted, said_of, texts_met
from onrecord.rag.referent import Referent, as_known
from onrecord.rag.shape import Phrase, shape
from onrecord.rag.topics import with_of
from onrecord.rag.types import Turn
from onrecord.rag.whom import asks_who

__all__ = ["distance", "groups", "things"]

_GROUPS_FAR = 2  # turns back that a group is
_SHORT = 5  # words of an answer that is a thing
_WHICH = re.compile(r"(?:which|what) (\w+)\b", re.I)
_TOGETHER = frozenset(
    {"country", "city", "ship", "ferry", "boat", "town"}
)  # "which country?" is answered by what "it" and "they" mean
_SAYS = re.compile(
    r"\b(?:say|says|said|tell|told|report|reported|write|wrote|think|thought|call|called|claim|claimed|warn|warned"
    r"|describe|described|talk|talked|discuss|discussed|announce|announced|argue|argued|promise|promised|deny|denied)\b",
    re.I,
)
_CLOSE = (20, 40, 60)  # characters
_WHERE = frozenset({"in", "at", "during", "since", "until", "by", "before", "after", "near", "from"})
_PASSIVE = re.compile(r"^(?:was|were|is|are|been|be|being|has|have|had)$", re.I)


def distance(name: str, words: Sequence[str], history: Sequence[Turn]) -> float:
    """Within how many characters of a name, about, the last turns' articles have all these words, as of the index;
    infinite where they are not close."""
    for near in _CLOSE:
        for text in texts_met(history):
            for found in re.finditer(re.escape(name), text):
                if set(words) <= set(terms(text[max(0, found.start() - near) : found.end() + near])):
                    return near
    return math.inf


def groups(history: Sequence[Turn], acts: bool = True) -> list[Referent]:
    """Whom "they" means: those who were named together, the answer to "which company?", the several things or the
    group that the last questions were about. ``acts`` False for "them": what was counted or acted on comes first."""
    outlets = outlets_of(history)
    for turn in reversed(history[-_GROUPS_FAR:]):
        question, *answer = said_of(turn)
        whole = shape(question)
        names = []
        for one in whole.phrases:
            if one.kind in ("time", "number") or outlets.issuperset(terms(one.words)):
                continue
            together = one.proper and " and " in one.words
            counted = one.asked and one.many and re.match(r"how many ", one.words, re.I)
            several = one.many and not one.asked and not together
            group = not one.asked and one.kind == "group" and (is_group(one.head) or one == whole.subject)
            group = group and one.preposition not in _WHERE
            group = group and (not one.proper or sex(one.words, [a.text for a in quoted(history)]) is None)
            if together or counted or several or group:
                words = f"the {one.words[9:]}" if counted else as_known(with_of(question, one))
                who = bool(together or is_person(one.head) or group)
                names.append((_rank(one, who=who, counted=bool(counted), acts=acts), words))
        if (
            answer
            and answer[0]
            and is_name(answer[0])
            and (_WHICH.match(question) or _took(question, answer[0], history))
        ):
            names.append((-1, answer[0]))
        elif answer and answer[0] and not names:
            names += [(9, as_known(one.words)) for one in shape(answer[0]).phrases if one.many and is_person(one.head)]
        if names:
            return [Referent(min(names, key=lambda pair: pair[0])[1], 1.0)]
    return []


def _rank(one: Phrase, *, who: bool, counted: bool, acts: bool) -> int:
    """How far a phrase stands back behind others that "they" (``acts``) or "them" can mean."""
    behind = 2 if one.preposition else 0
    return behind + (0 if who else 3) if acts else behind + (0 if counted or not who else 1)


def _took(question: str, answer: str, history: Sequence[Turn]) -> bool:
    """Whether "who?" was answered by what is nobody: a firm."""
    texts = [article.text for article in quoted(history)]
    return asks_who(question) and bool(texts) and sex(answer, texts) is None and not dict(people_in(answer, texts))


def things(history: Sequence[Turn], acts: bool = True) -> list[Referent]:
    """What "it" means: the answer to "which company?", else what the last questions were about. Where "it" acts
    (``acts``), that is sooner what acted in them; else what something was done to or said about."""
    outlets = outlets_of(history)
    texts = [article.text for article in quoted(history)]
    last_of_all: list[Referent] = []
    for turn in reversed(history[-TURNS:]):
        question, *answer = said_of(turn)
        if answer and _asks_which(question) and is_name(answer[0]):
            return [Referent(answer[0], 1.0)]
        whole = shape(question)
        found = [one for one in whole.phrases if _is_thing(one, texts, outlets)]
        if not (acts and whole.subject in found):
            said = _answered(question, answer, texts, outlets)
            if said:
                return [said]
        if found:
            passive = bool(whole.auxiliary and _PASSIVE.match(question[slice(*whole.auxiliary)]))
            says = _SAYS.search(question) is not None
            best = min(found, key=lambda one: _place(one, one == whole.subject, acts or passive, says))
            meant = [Referent(_bound(question, best, whole.subject), 1.0)]
            if not (says and best == whole.subject and best.kind == "group"):  # "it" is hardly who said something
                return meant
            last_of_all = last_of_all or meant
        if behind(turn):  # what was asked of that is asked of it
            about = [one for one in shape(behind(turn)).phrases if _is_thing(one, texts, outlets)]
            return [Referent(as_known(behind(turn)), 1.0)] if len(about) == 1 and "," not in behind(turn) else []
    return last_of_all


def _answered(question: str, answer: Sequence[str], texts: Sequence[str], outlets: set[str]) -> Referent | None:
    """The thing that answers "what did she find?"; None where nothing so simple does."""
    if not answer or not re.match(r"what (?!(?:is|was|are|were)\b)", question, re.I) or len(answer[0].split()) > _SHORT:
        return None
    said = [one for one in shape(answer[0]).phrases if _is_thing(one, texts, outlets) and not one.proper]
    return Referent(as_known(said[0].words), 1.0) if said and said[0].start == 0 else None


def _asks_which(question: str) -> bool:
    """Whether a question asks "which company?" or the like."""
    found = _WHICH.match(question)
    return found is not None and (is_group(found[1]) or found[1].lower() in _TOGETHER)


def _is_thing(one: Phrase, texts: Sequence[str], outlets: set[str]) -> bool:
    if one.asked or one.many or one.kind in ("time", "number", "person") or outlets.issuperset(terms(one.words)):
        return False
    if one.preposition in _WHERE and (one.kind in ("place", "name", "group") or one.preposition not in ("in", "at")):
        return False
    if not one.proper:
        return one.head.lower() not in ("end", "kind", "sort", "way", "living", "fact", "time", "part")
    named = re.sub(r"^the ", "", one.words, flags=re.I)
    if named != one.words:
        return True
    return sex(named, texts) is None and named not in dict(people_in(named, texts))


def _place(one: Phrase, subject: bool, acts: bool, says: bool) -> tuple[int, int]:
    """How far back a phrase stands among those that "it" can mean."""
    agent = subject and (one.kind == "group" or (one.proper and says))
    if subject:
        return (0 if acts and not (agent and says) else 3 if agent or one.proper else 1), one.start
    return (1 if one.preposition else 0) + (1 if acts else 0), one.start


def _bound(question: str, one: Phrase, subject: Phrase | None) -> str:
    """A phrase in which "its" is who acts: of what Helvane asks for its vaccine, "Helvane's vaccine"."""
    words = as_known(with_of(question, one))
    owner = subject.words if subject and subject != one and subject.proper else ""
    return re.sub(r"^(?:its|his|her|their)\b", f"{owner}'s" if owner else "the", words, flags=re.I)
