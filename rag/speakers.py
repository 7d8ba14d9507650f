"""Who is quoted as saying some words of an article: the attribution in their sentence, or beside a quotation.

Nobody is guessed: words that stand in no quotation and in no "he said" are the article's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms
from onrecord.rag.names import parse

__all__ = ["Named", "speakers"]

Span = tuple[int, int]
_Naming = tuple[Span, Span]  # a sentence, and the name in it

_MOST = 90  # words of a quote with its attribution
_BACK = 6  # sentences in which the name of "she" is looked for
_SAYS = frozenset(
    terms(
        "say said tell told add argue warn write wrote announce claim state estimate explain recall reply insist"
        " confirm deny admit ask call describe report suggest acknowledge testify note declare promise predict conclude"
        " observe remark joke shout point caution complain concede maintain stress vow post"
    )
)
_QUOTED = re.compile(r"“[^“”\n]*(?:”|(?=\n)|$)|\"[^\"\n]*(?:\"|(?=\n)|$)")
_HE, _SHE = frozenset(("he", "him", "his")), frozenset(("she", "her", "hers"))
_PRONOUNS = _HE | _SHE | {"they", "it", "who", "i", "we", "you", "that", "which", "this", "one"}
_MR, _MS = ("Mr", "Sir", "Lord"), ("Ms", "Mrs", "Miss", "Lady", "Dame")
_BARE = re.compile(r"(?:(?:Mr|Ms|Mrs|Miss|Dr|Sir|Captain|Commander|Professor)\.? )?([^\W\d_a-z][\w’-]+)")
_SUBJECTS = ("nsubj", "nsubjpass")
_DOING = (*_SUBJECTS, "appos", "pobj")  # of a name in its clause
_CLAUSES = ("relcl", "acl", "advcl")


class Named(NamedTuple):
    """Sentences that name a speaker, and ``focus``, the words that do, as offsets into the article."""

    start: int
    end: int
    focus: Span


class _Attribution(NamedTuple):
    """Who is said to have said something: where the name stands, and whether it is only a pronoun."""

    who: Span
    pronoun: str


def speakers(text: str, quoted: Span, focus: Span | None = None) -> list[Named]:
    """Who said the quoted words: first the sentences in which they are said, then those that tell who that is, where
    the first have a pronoun or a surname. Empty where nobody is named.

    Args:
        text: of the article.
        quoted: offsets of the quote.
        focus: of the words in it that are asked about; default the whole.
    """
    bounds = sentences(text)
    words = focus or quoted
    found = next(_attributions(text, bounds, words), None)
    if found is None:
        return []
    place, said = found
    named = _antecedent(text, bounds, place, said) if said.pronoun else (bounds[place], said.who)
    if named is None:
        return []
    fuller = _introduction(text, bounds, named)
    return [*_told(text, quoted, (bounds[place], said.who), named), *([Named(*fuller[0], fuller[1])] if fuller else [])]


def _told(text: str, quoted: Span, said: _Naming, named: _Naming) -> list[Named]:
    """The quote with its attribution, from the name on; the name apart, and first, where it stands far before."""
    whole = min(quoted[0], said[0][0]), max(quoted[1], said[0][1])
    if not _fits_in(text, whole):
        whole = said[0]
    wider = min(whole[0], named[0][0]), max(whole[1], named[0][1])
    if _fits_in(text, wider):
        return [Named(*wider, named[1])]
    return [*([Named(*named[0], named[1])] if named != said else []), Named(*whole, said[1])]


def _fits_in(text: str, span: Span) -> bool:
    return text.count(" ", *span) < _MOST and text.count("\n", *span) <= 2


def _attributions(text: str, bounds: Sequence[Span], words: Span) -> Iterator[tuple[int, _Attribution]]:
    """The sentences that say who said some words, likeliest first: their own; of a quotation, those it runs on in, and
    those beside it."""
    own = [place for place, (start, end) in enumerate(bounds) if start < words[1] and words[0] < end]
    if not own:
        return
    quotation = next((match.span() for match in _QUOTED.finditer(text) if _meet(match.span(), words)), None)
    places = list(own)
    if quotation is not None:
        places += [p for p, span in enumerate(bounds) if _meet(span, quotation) and p not in own]
        places += [
            p for p in (places[0] - 1, max(places) + 1, places[0] - 2) if _same_paragraph(text, bounds, own[0], p)
        ]
        if not text[: quotation[0]].rpartition("\n")[2].strip():
            places.append(min(own) - 1)
    for place in places:
        if 0 <= place < len(bounds):
            for said in _said_by(text, bounds[place], words, quotation=quotation is not None):
                yield place, said


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same_paragraph(text: str, bounds: Sequence[Span], one: int, other: int) -> bool:
    if not 0 <= other < len(bounds):
        return False
    first, second = sorted((one, other))
    return "\n" not in text[bounds[first][1] : bounds[second][0]]


def _said_by(text: str, sentence: Span, words: Span, *, quotation: bool) -> list[_Attribution]:
    """Who says the words in a sentence: of several that say something, first whose saying holds that of the others."""
    document = parse(text[slice(*sentence)])
    asked = document.char_span(words[0] - sentence[0], words[1] - sentence[0], alignment_mode="expand")
    marked = [match.span() for match in _QUOTED.finditer(text, *_around(text, sentence))]
    found = []
    for verb, subject in _sayings(document):
        start, end = _extent(subject)
        span = sentence[0] + start, sentence[0] + end
        if any(_meet(mark, span) for mark in marked):
            continue
        if quotation or asked is None or _holds(verb, subject, asked, span, words):
            depth = sum(1 for _ in verb.ancestors)
            found.append((depth, abs(span[0] - words[0]), _Attribution(span, _pronoun(subject))))
    return [said for _, _, said in sorted(found)]


def _sayings(document: Any) -> Iterator[tuple[Any, Any]]:
    """The words that say that somebody says something, each with the head of what names that somebody."""
    for token in document:
        if token.pos_ == "VERB" and _SAYS.intersection(terms(token.text)):
            yield from ((token, child) for child in token.children if child.dep_ in _SUBJECTS)
        if token.lower_ == "to" and token.i and document[token.i - 1].lower_ == "according":
            yield from ((token.head, child) for child in token.children if child.dep_ == "pobj")


def _holds(verb: Any, subject: Any, asked: Any, who: Span, words: Span) -> bool:
    """Whether the words are part of what is said: below the verb, or beside one that stands by itself, and not told
    of the speaker."""
    if _meet(who, words):
        return True
    if asked.root in subject.subtree:
        return False
    return verb in (asked.root, *asked.root.ancestors) or verb.dep_ in ("ROOT", "parataxis", "prep")


def _pronoun(subject: Any) -> str:
    return subject.lower_ if subject.lower_ in _PRONOUNS else ""


def _around(text: str, sentence: Span) -> Span:
    """The paragraph of a sentence: a quotation may begin before it."""
    end = text.find("\n", sentence[1])
    return text.rfind("\n", 0, sentence[0]) + 1, len(text) if end < 0 else end


def _extent(subject: Any) -> Span:
    """Where what names somebody stands in its sentence, without the clauses that hang on it."""
    clauses = {token.i for child in subject.subtree if child.dep_ in _CLAUSES for token in child.subtree}
    tokens = [token for token in subject.subtree if token.i not in clauses]
    place = tokens.index(subject)
    first = last = place
    while first and tokens[first - 1].i == tokens[first].i - 1:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].i == tokens[last].i + 1:
        last += 1
    while last > place and tokens[last].is_punct:
        last -= 1
    start, end = tokens[first].idx, tokens[last].idx + len(tokens[last])
    for person in subject.doc.ents:  # "Captain Leif Anstruther, the duty commander," is sometimes taken apart
        if person.label_ == "PERSON" and subject.doc.text[person.end_char : start] == ", ":
            before = person.start - 1
            titled = before >= 0 and subject.doc[before].text[:1].isupper()
            return (subject.doc[before].idx if titled else person.start_char), end
    return start, end


def _antecedent(text: str, bounds: Sequence[Span], place: int, said: _Attribution) -> _Naming | None:
    """Whom a pronoun means: whoever was named last before it as one that does something, else at all."""
    if said.pronoun not in _HE | _SHE | {"they", "who"}:
        return None
    mentioned: list[_Naming] = []
    for before in range(place, max(-1, place - _BACK), -1):
        span = bounds[before]
        people = [
            person
            for person in parse(text[slice(*span)]).ents
            if person.label_ == "PERSON" and person.text[:1].isupper() and _fits(person, said.pronoun)
        ]
        named = [(one, (span[0] + one.start_char, span[0] + one.end_char)) for one in people]
        named = [(one, name) for one, name in named if name[1] <= said.who[0]]
        for one, name in named:
            if one.root.dep_ in _DOING:
                return span, name
        mentioned += [(span, name) for _, name in named]
    return mentioned[0] if mentioned else None


def _fits(entity: Any, pronoun: str) -> bool:
    """Whether nothing in a name says that it is no man's, or no woman's."""
    title = entity.doc[entity.start - 1].text.rstrip(".") if entity.start else ""
    titles = (title, entity[0].text.rstrip("."))
    wrong = _MS if pronoun in _HE else _MR if pronoun in _SHE else ()
    return not any(one in wrong for one in titles)


def _introduction(text: str, bounds: Sequence[Span], naming: _Naming) -> _Naming | None:
    """Where somebody who is called by a surname alone was named in full before."""
    bare = _BARE.fullmatch(text[slice(*naming[1])])
    full = bare and re.search(rf"(?:[^\W\d_a-z][\w’-]+ ){{1,3}}{re.escape(bare[1])}\b", text[: naming[0][0]])
    if not full or _BARE.fullmatch(full[0]):
        return None
    return next(one for one in bounds if _meet(one, full.span())), full.span()
