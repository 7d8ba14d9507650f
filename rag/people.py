"""The people in a text: by name, and in a question by what they are called ("the mayor", "the boy")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.rag.beings import is_person, is_somebody, woman
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS
from onrecord.rag.names import parse
from onrecord.rag.shape import Phrase, shape

__all__ = ["in_full", "is_name", "people_in", "sex"]

_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|van|von|de|la|der|al|bin)){0,4}")
_RUN = re.compile(r"[^\W\d_a-z][\w’'-]+(?: (?:(?:van|von|de|la|der|al|bin) )?[^\W\d_a-z][\w’'-]+)*")
_TITLES = "the a an mr mrs ms dr sir professor captain chief inspector sister judge sergeant"
_WOMEN = """
    woman girl mother wife sister daughter queen princess actress grandmother aunt niece lady widow bride policewoman
    spokeswoman chairwoman congresswoman duchess
"""
_MEN = """
    man boy father husband brother son king prince actor grandfather uncle nephew gentleman widower policeman spokesman
    chairman congressman duke groom
"""
_NO_PART = frozenset(_TITLES.split()) | QUESTION_WORDS | AUXILIARIES | PREPOSITIONS
_NOBODY = re.compile(r"\b(?:the|in|at|near) $", re.I)
_SHE = frozenset(_WOMEN.split())
_HE = frozenset(_MEN.split())


def is_name(words: str) -> bool:
    """Whether words are written as a name is."""
    return _NAME.fullmatch(words) is not None


def in_full(name: str, texts: Sequence[str]) -> str:
    """A last name with the first name that texts give with it, where they give one alone."""
    if " " in name or not is_name(name):
        return name
    for text in texts:
        found = re.findall(rf"((?:[^\W\d_a-z][\w’'-]+ )+){re.escape(name)}(?![\w-])", text)
        firsts = {" ".join(word for word in one.split() if word.lower().rstrip(".") not in _NO_PART) for one in found}
        firsts = {one for one in firsts if one and not is_person(one.rpartition(" ")[2])}
        if firsts:
            return f"{firsts.pop()} {name}" if len(firsts) == 1 else name
    return name


def sex(name: str, texts: Sequence[str]) -> bool | None:
    """Whether somebody is a woman (False: a man), by the word for them or by what texts say; None where it is not
    told."""
    word = name.rpartition(" ")[2].lower()
    return word in _SHE if word in _SHE or word in _HE else woman(name, texts)


def people_in(text: str, articles: Sequence[str], *, described: bool = False) -> Iterator[tuple[str, bool]]:
    """The names of people in a text, each with whether it is what acts in it. Articles tell which names are people's,
    where the pipeline takes a name for something else.

    Args:
        text: a question, an answer or a quote.
        articles: texts that may have the same names.
        described: those who are called "the mayor" as well.
    """
    subject = shape(text).subject if len(text) < 400 else None
    labelled = [(e.start_char, e.end_char) for e in parse(text).ents if e.label_ == "PERSON"]
    runs = [found.span() for found in _RUN.finditer(text)]
    seen: set[tuple[int, int]] = set()
    for first, end in sorted({*labelled, *runs}):
        name, start = _trimmed(text, first, end)
        named_so = _NOBODY.search(text[:start]) is not None  # "the Jo Strand" is a ship, "in Strand" a town
        within = any(a <= start and end <= b and (a, b) != (start, end) for a, b in seen)
        if not name or within or named_so or (name.islower() and text != text.lower()):
            continue
        if _is_persons(name, any(a <= start < b for a, b in labelled), articles):
            seen.add((start, end))
            yield name, subject is not None and subject.start <= start < subject.end and not _owns(text, end)
    for one in shape(text).phrases if described else ():
        if _is_described(one):
            yield re.sub(r"^an? ", "the ", one.words, flags=re.I), one == subject


def _trimmed(text: str, start: int, end: int) -> tuple[str, int]:
    """A name without a title or a word that a question opens with, and where it starts."""
    words = text[start:end].split(" ")
    while words and re.sub(r"(?:['’]s|\.)$", "", words[0].lower()) in _NO_PART:
        start += len(words[0]) + 1
        del words[0]
    return re.sub(r"['’]s?$", "", " ".join(words)), start


def _is_persons(name: str, labelled: bool, articles: Sequence[str]) -> bool:
    told = is_somebody(name, articles)
    if told is not None:
        return told
    return labelled or (" " in name and (woman(name, articles) is not None or not articles))


def _owns(text: str, end: int) -> bool:
    return text[end - 2 : end] in ("'s", "’s") or text[end : end + 2] in ("'s", "’s")


def _is_described(one: Phrase) -> bool:
    common = not one.asked and not one.proper and not one.many and is_person(one.head)
    return common and re.match(r"(?:the|an?) ", one.words, re.I) is not None
