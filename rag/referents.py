"""Whom and what the pronouns of a follow-up can mean: people, groups and things of the turns before, likeliest first.

What was asked counts more than what was answered, except where "who?" was asked; a subject counts more than what is
mentioned on the way; a turn counts half as much as the one after it; and who is called "she" in the quoted article is
not "he".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from onrecord.index.lexical import terms
from onrecord.rag.beings import is_group, is_person
from onrecord.rag.clauses import PREPOSITIONS
from onrecord.rag.people import in_full, is_name, people_in, sex
from onrecord.rag.pointing import HE
from onrecord.rag.recalled import TURNS, behind, outlets_of, query_of, quoted, said_of, texts_met
from onrecord.rag.referent import Referent, as_known
from onrecord.rag.shape import Phrase, shape
from onrecord.rag.topics import with_of
from onrecord.rag.types import Turn

__all__ = ["distance", "groups", "people", "things"]

_GROUPS_FAR = 2  # turns back that a group is
_FAR = 5  # turns back that a person is remembered
_FADE = 0.5
_ASKED, _MENTIONED, _ANSWERED, _QUOTED = 1.0, 0.7, 0.6, 0.3  # as a subject, elsewhere in a question, as the answer ...
_QUOTED_BY_WHO = 0.55
_WHO = 1.2  # the answer to "who?"
_WRONG_SEX = 0.02
_WHO_IS = re.compile(
    r"who(?:'s|’s| is| was| are| were) (?!(?:the|that|this|it|he|she|they|to|[a-z]+(?:ing|ed))\b)([\w.’' -]+?)\??$",
    re.I,
)
_WHO_OBJECT = re.compile(r"who (?:did|does|do)\b(?! (?:it|this|that)\b)", re.I)  # "who did he meet?"
_WHO_DID = re.compile(r"who\b", re.I)
_WHICH = re.compile(
    r"(?:which|what) (?:company|firm|party|team|club|agency|union|group|bank|country|city|court|university|hospital"
    r"|ship|ferry|boat)\b",
    re.I,
)
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


def people(history: Sequence[Turn], she: bool | None) -> list[Referent]:
    """Whom "he" (``she`` False) or "she" means; None where the word does not tell. Quotes are looked through where
    nobody likely was asked about or answered."""
    last = history[-_FAR:]
    articles = [article.text for article in quoted(last, _FAR)]
    outlets = outlets_of(last)
    weights: dict[str, float] = {}
    for within in (_people, _people_quoted):
        for back, turn in enumerate(reversed(last)):
            for name, weight in within(turn, articles):
                if outlets.issuperset(terms(name)):
                    continue
                told = _called(turn, name)
                told = sex(name, articles) if told is None else told
                agrees = she is None or told in (None, she)
                key = next((known for known in weights if _same(known, name)), name)
                worth = max(weight * _FADE**back * (1.0 if agrees else _WRONG_SEX), weights.pop(key, 0.0))
                weights[max(key, name, key=len)] = worth
        if max(weights.values(), default=0.0) > _ANSWERED:
            break
    found = sorted((Referent(*one) for one in weights.items()), key=lambda one: -one.weight)
    return [Referent(in_full(words, articles), weight) for words, weight in found]


def _called(turn: Turn, name: str) -> bool | None:
    """Whether whoever asked said "she" of somebody, whose name stands in the place of that now; None where nobody
    said."""
    said = {word.lower() for word in HE.findall(turn.question)}
    if not said or name.rpartition(" ")[2].lower() in turn.question.lower() or name not in query_of(turn):
        return None
    return bool(said & {"she", "her", "hers"})


def _same(one: str, other: str) -> bool:
    """Whether a name is a shorter form of another: "Strand" of "Jo Strand", but not "Eva Strand"."""
    first, second = set(one.lower().split()), set(other.lower().split())
    return first <= second or second <= first


def _people(turn: Turn, articles: Sequence[str]) -> Iterator[tuple[str, float]]:
    question, *answer = said_of(turn)
    asked_about = _WHO_IS.match(question)
    if asked_about and (PREPOSITIONS.intersection(asked_about[1].lower().split()) or _is_common(asked_about[1])):
        asked_about = None
    if asked_about:
        yield re.sub(r"['’]s$", "", asked_about[1]), _WHO
    who = bool(answer and answer[0]) and not asked_about and _asks_who(question)
    for name, acts in people_in(question, articles, described=True):
        yield name, (_ASKED if acts else _MENTIONED) * (_ANSWERED if who else 1.0)
    if answer and answer[0]:
        named = [answer[0]] if who and is_name(answer[0]) else [name for name, _ in people_in(answer[0], articles)]
        last = answer[0].rstrip(" .").rpartition(" ")[2]
        alone = is_person(last) and not any(one.many for one in shape(answer[0]).phrases)
        if who and not named and alone and len(answer[0].split()) <= 4:
            named = [re.sub(r"^(?:(?:the|an?) )?", "the ", answer[0].rstrip(" ."), flags=re.I)]
        for name in named:
            yield name, _WHO if who else _ANSWERED


def _people_quoted(turn: Turn, articles: Sequence[str]) -> Iterator[tuple[str, float]]:
    question, _, *quotes = said_of(turn)
    for quote in quotes:
        for name, _ in people_in(quote, articles):
            yield name, _QUOTED_BY_WHO if _asks_who(question) else _QUOTED


def _is_common(words: str) -> bool:
    """Whether words say what somebody is, and not who."""
    return words.islower() and (
        is_person(words.rpartition(" ")[2]) or re.match(r"(?:an?|his|her|their) ", words) is not None
    )


def _asks_who(question: str) -> bool:
    return bool(_WHO_DID.match(question)) and not _WHO_OBJECT.match(question)


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
    return _asks_who(question) and bool(texts) and sex(answer, texts) is None and not dict(people_in(answer, texts))


def things(history: Sequence[Turn], acts: bool = True) -> list[Referent]:
    """What "it" means: the answer to "which company?", else what the last questions were about. Where "it" acts
    (``acts``), that is sooner what acted in them; else what something was done to or said about."""
    outlets = outlets_of(history)
    texts = [article.text for article in quoted(history)]
    last_of_all: list[Referent] = []
    for turn in reversed(history[-TURNS:]):
        question, *answer = said_of(turn)
        if answer and _WHICH.match(question) and is_name(answer[0]):
            return [Referent(answer[0], 1.0)]
        whole = shape(question)
        found = [one for one in whole.phrases if _is_thing(one, texts, outlets)]
        if found:
            passive = bool(whole.auxiliary and _PASSIVE.match(question[slice(*whole.auxiliary)]))
            says = _SAYS.search(question) is not None
            best = min(found, key=lambda one: _place(one, one == whole.subject, acts or passive, says))
            meant = [Referent(_bound(question, best, whole.subject), 1.0)]
            if not (says and best == whole.subject and best.kind == "group"):  # "it" is hardly who said something
                return meant
            last_of_all = last_of_all or meant
        if answer and re.match(r"what\b", question, re.I) and 0 < len(answer[0].split()) <= 5:
            said = [one for one in shape(answer[0]).phrases if _is_thing(one, texts, outlets) and not one.proper]
            if said and said[0].start == 0:
                return [Referent(as_known(said[0].words), 1.0)]
        if behind(turn):  # what was asked of that is asked of it
            about = [one for one in shape(behind(turn)).phrases if _is_thing(one, texts, outlets)]
            return [Referent(as_known(behind(turn)), 1.0)] if len(about) == 1 and "," not in behind(turn) else []
    return last_of_all


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
