"""Questions that a sentence of an article answers, put in its own words: "Who ordered the closure?".

Nothing is invented. A statement is turned into a question by rules over its parse: what answers is taken out, a
question word takes its place, and the verb goes before the subject where English wants that. Where a sentence is not of
a shape that these rules know well, it is left alone: no question is better than a broken one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.index.chunking import is_heading, sentences
from onrecord.rag.names import base, parse
from onrecord.rag.stated import Clause, spoken, up_to_comma

__all__ = ["Askable", "askable"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LONGEST = 45  # words of a sentence that is looked at
_WORDS = 5, 15  # of a question
_UNFIT = re.compile(r"[“”\"‘(\[;:—?!/]|\s–\s|’(?!s\b|t\b)|\n")
_DAYS = re.compile(
    r"\b(?:(?:19|20)\d\d|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_LASTS = re.compile(r"\b(?:years?|months?|weeks|days|hours|minutes|decades?)\b")
_LEANING = _set(
    """
    this these those such here there now then also too meanwhile however instead another other others earlier later
    again still yet so both either neither same former latter latest last next today yesterday tomorrow tonight ago
    already once only even just alone
    """
)
_SAYS = _set("say tell add argue warn write note think believe call mean want seem appear be have")
_COSTS = _set("cost pay raise lose earn spend owe receive fetch total borrow donate fine")
_PLACED = _set("hold find bear live die meet open build sign happen crash sink arrive land arrest dock")
_PEOPLE = re.compile(
    r"(?:er|or|ist|ian|man|woman|eer|ess|ant|ary|ive|yst)$|^(?:chief|head|mayor|judge|captain|pilot|cook|partner|coach"
    r"|president|chair|nurse|guard|clerk|widow|wife|husband|son|daughter|brother|sister|mother|father|king|queen|cyclist"
    r"|champion|author|steward|skipper|mate|surgeon|student|professor|spokesperson|member|resident|citizen|general"
    r"|virologist|dean|bishop|envoy|attorney)$"
)
_NO_PEOPLE = _set("insurer builder maker manufacturer ferry carrier retailer producer supplier operator lender")
_MEASURED = _set("long high wide deep tall old heavy thick")


@dataclass(frozen=True, slots=True)
class Askable:
    """A question that ``text[start:end]`` of an article answers."""

    question: str
    start: int
    end: int


def askable(text: str) -> Iterator[Askable]:
    """The questions that the sentences of a text answer, in the order of the text."""
    fit = [
        (start, parse(text[start:end]))
        for start, end in sentences(text)
        if not is_heading(text, (start, end)) and text.count(" ", start, end) < _LONGEST
    ]
    people = {one[-1].text for _, document in fit for one in document.ents if one.label_ == "PERSON" and len(one) > 1}
    for shift, document in fit:
        clause = Clause.of(document) if not _UNFIT.search(document.text) else None
        for question, start, end in (*_introduced(document), *(_questions(clause, people) if clause else ())):
            if _reads_well(question):
                yield Askable(_as_elsewhere(question, text), shift + start, shift + end)


def _as_elsewhere(question: str, text: str) -> str:
    """A question in which a word that only began its sentence has no capital any more, if the article elsewhere writes
    it without one: "norovirus"."""
    words = question.split(" ")
    for place, word in enumerate(words[1:-1], 1):
        alone = not any(other[:1].isupper() for other in (words[place - 1] if place > 1 else "", words[place + 1]))
        inner = re.escape(f"{word[:1].lower()}{word[1:]}")
        if word[:1].isupper() and alone and re.search(rf"\b{inner}\b", text):
            words[place] = word[:1].lower() + word[1:]
    return " ".join(words)


_Made = tuple[str, int, int]


def _questions(clause: Clause, people: Collection[str]) -> Iterator[_Made]:
    """Of every shape that fits; ``people`` are the surnames of those whose whole names the article has."""
    yield from _who(clause, people)
    yield from _how_many_did(clause)
    yield from _when_and_where(clause)
    yield from _why(clause)
    yield from _how_much(clause)
    yield from _how_many_of(clause)
    yield from _how_long_is(clause)
    yield from _what(clause)


def _who(clause: Clause, people: Collection[str]) -> Iterator[_Made]:
    """A person did it: "Marit Oyelaran ordered the closure"."""
    head = clause.head
    if head.ent_type_ != "PERSON" or base(clause.root) in _SAYS or clause.first.tag_ == "VBP":
        return
    if any(one.dep_ == "conj" for one in clause.subject) or any(one.lower_ == "one" for one in clause.rest[:1]):
        return
    span = next(entity for entity in head.doc.ents if entity.start <= head.i < entity.end)
    if span[-1].text not in people:  # a town that was taken for a person
        return
    yield spoken("Who", clause.first, *clause.middle, *clause.undated()), span.start_char, span.end_char


def _how_many_did(clause: Clause) -> Iterator[_Made]:
    """So many did it: "Eleven people were hurt"."""
    head = clause.head
    number = _counted(head)
    if number is None or clause.subject[0] not in number:
        return
    left = [one for one in clause.subject if one.i > number[-1].i]
    yield spoken("How many", *left, clause.first, *clause.middle, *clause.undated()), *_bounds(number)


def _how_many_of(clause: Clause) -> Iterator[_Made]:
    """It has so many: "employs 1,850 people"."""
    for head in clause.rest:
        if head.dep_ not in ("dobj", "attr") or not _in_chain(head.head, clause.root):
            continue
        number = _counted(head)
        if number is None or number[0].i != head.left_edge.i or (head.dep_ == "attr" and head.head == clause.root):
            continue
        of = [one for child in head.children if child.lower_ == "of" and child.i == head.i + 1 for one in child.subtree]
        last = of[-1].i if of else head.i
        things = [one for one in clause.rest if number[-1].i < one.i <= last]
        if things:
            yield clause.asked("How many", [*number, *things], fronted=things), *_bounds(number)


def _how_much(clause: Clause) -> Iterator[_Made]:
    """It cost so much."""
    if base(clause.root) not in _COSTS:
        return
    for entity in clause.root.doc.ents:
        money = entity.root
        if entity.label_ != "MONEY" or money.head != clause.root or money.dep_ not in ("dobj", "attr", "npadvmod"):
            continue
        taken = up_to_comma(list(money.subtree))
        if taken and all(one in clause.rest for one in taken):
            yield clause.asked("How much", taken), entity.start_char, entity.end_char


def _how_long_is(clause: Clause) -> Iterator[_Made]:
    """It is so many metres long."""
    for head in clause.rest:
        if head.dep_ == "acomp" and head.lower_ in _MEASURED and head.head == clause.root:
            measure = [one for one in head.children if one.dep_ == "npadvmod" and one.i < head.i]
            if measure and measure[0].left_edge.i == clause.root.i + 1:
                number = list(measure[0].subtree)
                yield clause.asked("How", [*number, head], fronted=[head]), *_bounds(number)


def _what(clause: Clause) -> Iterator[_Made]:
    """Somebody or something that has a name did it to something, in a way that tells which is meant."""
    actor = clause.head
    if not actor.ent_type_ or base(clause.root) in _SAYS | _COSTS:
        return
    for head in clause.root.children:
        taken = list(head.subtree)
        if head.dep_ != "dobj" or head.ent_type_ or head.tag_ == "PRP" or not all(one in clause.rest for one in taken):
            continue
        left = [one for one in clause.undated() if one not in taken]
        if len(taken) > 1 and len(left) > 1 and not any(one.tag_ in ("CD", "PRP$") for one in taken):
            yield clause.asked("What", taken), *_bounds(taken)


def _when_and_where(clause: Clause) -> Iterator[_Made]:
    """It was on that day, for so long, in that place."""
    for head in clause.root.children:
        taken = list(head.subtree)
        inner = taken[1:] if head.dep_ == "prep" else taken
        led = taken[-1].i < clause.subject[0].i
        if not inner or not (led or all(one in clause.rest for one in taken)):
            continue
        words = " ".join(one.text for one in inner)
        timed = {one.ent_type_ for one in inner} <= {"DATE", "TIME"}
        if timed and head.dep_ == "prep" and head.lower_ == "for" and _LASTS.search(words) and not led:
            yield clause.asked("For how long", taken), *_bounds(inner)
        elif timed and (head.dep_ == "npadvmod" or head.lower_ in ("on", "in")):
            if _DAYS.search(words) and not _LASTS.search(words):
                yield clause.asked("When", taken), *_bounds(inner)
            elif base(clause.root) == "last" and _LASTS.search(words):
                yield clause.asked("How long", taken), *_bounds(inner)
        elif head.dep_ == "prep" and head.lower_ in ("in", "at", "near", "outside") and base(clause.root) in _PLACED:
            objects = [one for one in inner if one.dep_ == "pobj" and one.head == head]
            if objects and objects[0].ent_type_ in ("GPE", "LOC", "FAC"):
                yield clause.asked("Where", taken), *_bounds(inner)


def _why(clause: Clause) -> Iterator[_Made]:
    """It was so because of something."""
    for head in clause.root.children:
        marks = [one for one in head.children if one.dep_ == "mark"]
        if head.dep_ == "advcl" and marks and marks[0].lower_ == "because" and head.i > clause.root.i:
            taken = list(head.subtree)
            told = [one for one in taken if one not in marks and not (one.is_punct and one.i == taken[-1].i)]
            if told and marks[0].i == taken[0].i:
                yield clause.asked("Why", taken), *_bounds(told)


def _introduced(document: Any) -> Iterator[_Made]:
    """Somebody is introduced: "Marit Oyelaran, the city engineer, ..."."""
    for entity in document.ents:
        after = document[entity.end] if entity.end < len(document) else None
        if entity.label_ != "PERSON" or len(entity) not in (2, 3) or after is None or after.text != ",":
            continue
        if not all(one.text[:1].isupper() for one in entity):
            continue
        for head in entity.root.children:
            told = up_to_comma(list(head.subtree))
            fits = head.dep_ == "appos" and told and told[0].i == entity.end + 1 and len(told) > 1
            person = _PEOPLE.search(head.lower_) and head.lower_ not in _NO_PEOPLE and told[0].tag_ != "PRP$"
            if fits and person and told[-1].i + 1 < len(document):
                yield f"Who is {entity.text}?", *_bounds(told)


def _bounds(tokens: Sequence[Any]) -> tuple[int, int]:
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def _counted(head: Any) -> list[Any] | None:
    """The number before a plural noun, with what is said of it ("about 40"); None where there is none to ask for."""
    numbers = [one for one in head.children if one.dep_ == "nummod" and one.i < head.i and one.pos_ == "NUM"]
    if len(numbers) != 1 or head.tag_ != "NNS" or head.ent_type_ in ("MONEY", "PERCENT", "DATE", "TIME", "QUANTITY"):
        return None
    number = list(numbers[0].subtree)
    plain = number == list(head.doc[number[0].i : number[-1].i + 1]) and number[0].lower_ not in ("one", "all", "both")
    return number if plain and number[0].i == head.left_edge.i else None


def _in_chain(verb: Any, root: Any) -> bool:
    """Whether a verb is the clause's own, or the one it intends, begins, is asked to do."""
    return bool(verb == root or (verb.dep_ == "xcomp" and verb.head == root))


def _reads_well(question: str) -> bool:
    """Whether a question stands alone, and is neither a stump nor a burden."""
    document = parse(question)
    words = [one for one in document if not one.is_punct]
    if not (question.startswith("Who is ") or _WORDS[0] <= len(words)) or len(words) > _WORDS[1]:
        return False
    if any(one.tag_ in ("PRP", "PRP$", "EX") or one.dep_ == "mark" or one.lower_ in _LEANING for one in words[1:]):
        return False
    if any(one.label_ == "TIME" or _WEEKDAY.search(one.text) for one in document.ents):
        return False
    return any(one.text[:1].isupper() for one in words[1:])
