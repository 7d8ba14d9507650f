"""The shape of a question: its noun phrases in order, each with the preposition before it, what kind of thing it names,
and which is the subject.

The small pipeline was trained on newspaper sentences: it tags the words of a question well, and often mistakes who does
what in it ("How much did the trial cost?" has no verb for it). So phrases are made of tags, and the subject is what
stands behind the verb that questions begin with.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from onrecord.rag.beings import Being, being
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS
from onrecord.rag.moments import is_moment
from onrecord.rag.names import parse

__all__ = ["Phrase", "Shape", "shape"]

_BEFORE_NOUNS = frozenset({"DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "VBN", "VBG"})
_NAMES = frozenset({"NNP", "NNPS"})
_NOUNS = _NAMES | {"NN", "NNS"}
_IN_PHRASE = _NOUNS | _BEFORE_NOUNS | {"CD", "POS", "$"}
_WH = frozenset({"WDT", "WP", "WP$", "WRB"})
_HOW = frozenset({"many", "much", "long", "old", "often", "far", "tall", "big", "high", "deep", "wide", "hot", "fast"})
_NEED = "do does did will would can could should shall may might must don't doesn't didn't won't"
_VERB_WORDS = """
    answer attack back ban blame bring buy call cause change charge claim cost cover cut defend demand describe do drive
    end fall fear fight find fly fund get give grow guess happen have help hit hold hope judge land last leave let like
    live look lose make march mark mean meet move name need offer open order own paint pay plan play promise rate reach
    read report rescue rise rule run sail say score sell send ship sign sound stand start state stay stop strike study
    support take talk tell test think train try turn use visit vote walk want warn watch win work write
"""
_NEED_A_VERB = frozenset(_NEED.split())
_VERBS = frozenset(_VERB_WORDS.split())  # that the pipeline may take for nouns
_PRONOUN = r"(?:he|she|it|they|we|you|i|there|that|this|those|these)"
_SOME = "any some every no"
_ANYBODY = frozenset(f"{some}{who}" for some in _SOME.split() for who in ("body", "one", "thing"))
_MANY = frozenset({"people", "police", "staff", "men", "women", "children"})
_LABELS: dict[str, Being] = {
    **dict.fromkeys(("PERSON",), "person"),
    **dict.fromkeys(("ORG", "NORP"), "group"),
    **dict.fromkeys(("GPE", "LOC", "FAC"), "place"),
    **dict.fromkeys(("DATE", "TIME"), "time"),
    **dict.fromkeys(("CARDINAL", "MONEY", "PERCENT", "QUANTITY"), "number"),
}
_PREPOSITIONS = PREPOSITIONS | {"over", "between", "among", "around", "inside", "outside", "than", "like", "without"}
_PLACED = frozenset({"in", "at", "near", "into", "around"})


class Phrase(NamedTuple):
    """A noun phrase at ``text[start:end]``, and the preposition before it from ``whole`` on; ``start`` where it has
    none. ``head`` is its last noun, ``asked`` that it is what the question asks for, ``many`` that it
    names several."""

    words: str
    start: int
    end: int
    whole: int
    preposition: str
    head: str
    kind: Being
    proper: bool
    asked: bool
    many: bool


class Shape(NamedTuple):
    """The phrases of a question, which of them is its subject, where its first auxiliary is, where its verb starts,
    the one that is no auxiliary, and where what acts ends that stands between the two; None where it has no such thing
    or it cannot be told."""

    phrases: tuple[Phrase, ...]
    subject: Phrase | None
    auxiliary: tuple[int, int] | None
    verb: int | None
    acts: int | None


@lru_cache(maxsize=256)
def shape(question: str) -> Shape:
    """What a question is made of.

    >>> shape("How much did the trial in Bonn cost?").subject.words
    'the trial'
    """
    document = parse(question)
    auxiliary = next(
        (t for t in document if t.lower_ in AUXILIARIES or (t.text in ("'s", "’s") and t.pos_ == "AUX")), None
    )
    verb = _verb(document, None if auxiliary is None else auxiliary.i)
    phrases = tuple(_phrases(document, verb))
    starts = document[verb].idx if verb is not None else None
    if auxiliary is None:
        return Shape(phrases, None, None, starts, None)
    after = auxiliary.idx + len(auxiliary)
    subject = next((one for one in phrases if one.start >= after and not one.asked), None)
    if subject and (subject.preposition or question[after : subject.start].strip(" n't")):
        subject = None
    pronoun = re.compile(rf"\s*(?:n't\s+)?{_PRONOUN}\b", re.I).match(question, after)
    acts = _with_complements(question, phrases, subject, starts) if subject else pronoun.end() if pronoun else None
    return Shape(phrases, subject, (auxiliary.idx, after), starts, acts)


def _with_complements(question: str, phrases: tuple[Phrase, ...], subject: Phrase, verb: int | None) -> int:
    end = subject.end
    for one in phrases:
        if (
            one.preposition
            and one.start > end
            and not question[end : one.whole].strip()
            and (not verb or one.end <= verb)
        ):
            end = one.end
    return end


def _verb(document: Any, auxiliary: int | None) -> int | None:
    """Which token is the verb; of "did the trial cost", which was taken for one noun, the last."""
    if auxiliary is None:
        return next((t.i for t in document if t.tag_.startswith("VB") and not _capital(t)), None)
    found = [t for t in document[auxiliary + 1 :] if t.tag_.startswith("VB") and not _capital(t)]
    if document[auxiliary].lower_ not in _NEED_A_VERB:
        found = [t for t in found if t.lower_ not in AUXILIARIES]
        return found[0].i if found else None
    sure = [t.i for t in found if t.tag_ in ("VB", "VBP")]
    if sure:
        return int(sure[0])
    tokens = [t for t in document[auxiliary + 2 :] if t.tag_ in _NOUNS | {"JJ"} and t.text.islower()]
    last = [t for t in tokens if t.i + 1 == len(document) or document[t.i + 1].tag_ not in _IN_PHRASE - {"DT", "PRP$"}]
    last = [t for t in last if document[t.i - 1].tag_ != "HYPH"]
    known = [t.i for t in last if t.lower_ in _VERBS]
    compound = [t.i for t in last if t.tag_ != "JJ" and document[t.i - 1].tag_ in _NOUNS]
    return int((known or compound[-1:])[0]) if known or compound else None


def _capital(token: Any) -> bool:
    """Whether a token that a question does not begin with is written as names are."""
    opens = token.i == 0 and (len(token.doc) > 4 or token.lower_ in AUXILIARIES)
    return not opens and token.text[:1].isupper() and token.tag_ not in ("IN", "PRP", "DT", "CC", *_WH)


def _phrases(document: Any, verb: int | None) -> list[Phrase]:
    found: list[Phrase] = []
    at = 0
    while at < len(document):
        end = _end(document, at, verb)
        if end > at:
            found.append(_phrase(document, at, end))
        at = max(end, at + 1)
    return found


def _end(document: Any, at: int, verb: int | None) -> int:
    """Where the noun phrase that begins at a token ends; there, where none does."""
    first = document[at]
    asks = first.tag_ in _WH
    end = at + 1 if asks else at
    if first.tag_ == "WRB":
        if end == len(document) or first.lower_ != "how" or document[end].lower_ not in _HOW:
            return end
        end += 1
    noun = False
    if not asks and first.lower_ in _ANYBODY:
        return at
    while end < len(document) and end != verb and _goes_on(document, at, end, noun):
        noun = noun or document[end].tag_ in (*_NOUNS, "CD") or _capital(document[end])
        end += 1
    opened = first.lower_ == "the" and end > at + 1 and document[end - 1].tag_ != "JJR"
    return end if noun or opened or asks else at


def _goes_on(document: Any, at: int, end: int, noun: bool) -> bool:
    """Whether a token belongs to the noun phrase before it, which has a noun already or not."""
    token, last = document[end], document[max(end - 1, 0)]
    if noun and (token.tag_ == "HYPH" or last.tag_ == "HYPH"):
        return True
    if noun and token.lower_ in ("&", "and") and end + 1 < len(document):
        return last.tag_ in _NAMES and document[end + 1].tag_ in _NAMES
    if _capital(token):
        return True
    if token.tag_ not in _IN_PHRASE or (token.lower_ in AUXILIARIES and token.tag_ not in _NOUNS):
        return False
    if noun and token.tag_ in _BEFORE_NOUNS and last.tag_ != "POS":
        return False
    return token.tag_ not in ("VBN", "VBG") or (end > at and _nominal(document, end))


def _nominal(document: Any, at: int) -> bool:
    """Whether a noun follows soon: "a broken wall" has one, "the wall broken by" none."""
    return any(token.tag_ in _NOUNS for token in document[at + 1 : at + 3])


def _phrase(document: Any, at: int, end: int) -> Phrase:
    span = document[at:end]
    head = next((t for t in reversed(span) if t.tag_ in _NOUNS), span[-1])
    before = document[max(at - 1, 0)]
    preposition = str(before.lower_) if at and before.lower_ in _PREPOSITIONS else ""
    proper = head.tag_ in _NAMES or _capital(head)
    return Phrase(
        span.text,
        span.start_char,
        span.end_char,
        before.idx if preposition else span.start_char,
        preposition,
        _whole(span, head),
        _kind(span, head, preposition, proper),
        proper,
        span[0].tag_ in _WH,
        head.tag_ in ("NNS", "NNPS") or any(token.tag_ == "CC" for token in span) or head.lower_ in _MANY,
    )


def _whole(span: Any, head: Any) -> str:
    """A head with what a hyphen joins to it: "runner-up"."""
    start = head.i - span.start
    while start >= 2 and span[start - 1].tag_ == "HYPH":
        start -= 2
    return str(span[start : head.i - span.start + 1].text)


def _kind(span: Any, head: Any, preposition: str, proper: bool) -> Being:
    if is_moment(span.text):
        return "time"
    label = _LABELS.get(head.ent_type_)
    if not proper:
        kind = being(_whole(span, head))
        if kind != "thing":
            return kind
        return label if label in ("time", "number") else "thing"
    if preposition in _PLACED and label in ("person", "group", None):
        return "place"
    return label or "name"
