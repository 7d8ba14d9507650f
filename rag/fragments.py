"""Less than a question: "why?", "and the Chronicle?", "in June?", "and her?". It varies the question before, or asks
further of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.index.lexical import terms
from onrecord.rag.clauses import PREPOSITIONS
from onrecord.rag.further import further
from onrecord.rag.names import parse
from onrecord.rag.naming import Named, pronoun_meant
from onrecord.rag.people import is_name
from onrecord.rag.press import is_outlet, outlets_named
from onrecord.rag.recalled import as_printed, outlets_of, printed_by, query_of, said_of, texts_met
from onrecord.rag.shape import shape
from onrecord.rag.types import Turn
from onrecord.rag.varied import varied

__all__ = ["fragment"]

_OPENER = re.compile(r"^(?:(?:and|but|so|or|also|ok(?:ay)?|then|well)\b[\s,]+)+", re.I)
_WHAT_ABOUT = re.compile(r"^(?:(?:and|but|so)\s+)?(?:what|how) about\b\s*", re.I)
_WH = re.compile(
    r"^(?:(?:in|on|at|by|for|from|to|with|of|out of|until|since|between|against|about|after|before|says?) )?"
    r"(?:why|when|where|who|whom|whose|how|which|what)\b",
    re.I,
)
_SAYS_WHO = re.compile(r"^(?:why not|says who)\b", re.I)
_NAMED = r"((?:the )?[A-Z][\w’']+(?: (?:&|[A-Z][\w’']+)){0,3})"
_OUTLET = re.compile(rf"^(?:in |from |by |according to )?{_NAMED}\s*\?*$")
_OUTLET_SAYS = re.compile(
    rf"^[Ww]hat (?:does|did) {_NAMED} (?:say|report|write)(?: (?:about|on|of) (?:it|this|that))?\s*\?*$"
)
_ACCORDING = re.compile(r", according to (?:the )?[A-Z][\w’']+(?: (?:&|[A-Z][\w’']+))*")
_OPENED = re.compile(
    r"^(?:in|on|at|by|for|from|to|with|of|until|since|before|after|during|how|which|what|whose|why|when|where"
    r"|the (?:year|month|week|day) (?:before|after))\b",
    re.I,
)
_PRONOUN = re.compile(r"^(?:him|her|he|she|them|they|it|his|hers|theirs)$", re.I)
_OTHER = re.compile(r"^the other(?: one)?$", re.I)
_PRONOUNS = r"(?:he|she|it|they|we|you|i|wh\w+|how)"
_NO_WORDS = frozenset(terms("the a an one ones other"))
_PREPOSITION = re.compile(
    rf"(?:{'|'.join(sorted(PREPOSITIONS - {'before', 'after', 'since', 'until'}))}) (?!{_PRONOUNS}\b)", re.I
)
_LONGEST = 5  # words behind a preposition that are no clause
_SHORT = 4  # words of a fragment that nothing opens


def fragment(question: str, history: Sequence[Turn]) -> Named | None:
    """What is asked in the end where a question is less than one; None where it is a whole one."""
    before = _OPENER.sub("", query_of(history[-1]))
    about = _WHAT_ABOUT.match(question)
    said = (question[about.end() :] if about else _OPENER.sub("", question)).strip(" ?.!,")
    said = as_printed(said, printed_by(history))
    outlet = _outlet(said, before, history)
    if outlet:
        return Named(outlet)
    if not said:
        return None
    if not about and _WH.match(said) and (_SAYS_WHO.match(said) or not _has_verb(said)):
        return Named(further(before, said, _answer(history[-1])))
    if _PRONOUN.fullmatch(said) or _OTHER.match(said):
        other = _other(said, before, history)
        return Named(varied(before, other)) if other else None
    opened = said != question.strip(" ?.!,") or _OPENED.match(said)
    if about or (opened and not _has_verb(said)) or _names_known(said, before, history):
        return Named(varied(before, said))
    return None


def _outlet(said: str, before: str, history: Sequence[Turn]) -> str | None:
    """The question before, asked of the outlet that a fragment names, or of which it asks what that says."""
    found = _OUTLET.match(said) or _OUTLET_SAYS.match(said)
    known = outlets_of(history)
    if not found or not is_outlet(found[1], known):
        return None
    for one in outlets_named(before, known):
        if one.start():
            return before[: one.start()] + found[1] + before[one.end() :]
    bare = _ACCORDING.sub("", before).rstrip(" ?")
    return f"{bare}, according to {found[1]}?"


def _other(said: str, before: str, history: Sequence[Turn]) -> str | None:
    """Whom or what a pronoun alone means that the question before did not name."""
    word = "he" if _OTHER.match(said) else said
    meant = pronoun_meant(word, history) if not _OTHER.match(said) else []
    if _OTHER.match(said):
        meant = [*pronoun_meant("she", history), *pronoun_meant("he", history)]
        meant = [one for one in meant if one.weight > 0.1]
        if not any(is_name(one.words) and one.words in before for one in meant):
            return None
    words = set(terms(before))
    names = [one.words for one in meant if not set(terms(one.words)) & words]
    if not names:
        return None
    owns = said.lower() in ("his", "hers", "theirs") and shape(before).phrases
    return f"{names[0]}'s" if owns else names[0]


def _names_known(said: str, before: str, history: Sequence[Turn]) -> bool:
    """Whether a bare name, or "the accountant", is of somebody the last turns came upon, as one says whom one means."""
    if len(said.split()) > _SHORT or _has_verb(said) or not (is_name(said) or said.lower().startswith("the ")):
        return False
    own = set(terms(said)) - _NO_WORDS
    met = {term for turn in history[-2:] for text in said_of(turn) for term in terms(text)}
    met |= {term for text in texts_met(history[-1:]) for term in terms(text)}
    return bool(own) and own <= met and not own <= set(terms(before))


def _answer(turn: Turn) -> str:
    answer = turn.answer
    return answer if isinstance(answer, str) else "" if answer.abstained else answer.text


def _has_verb(text: str) -> bool:
    short = _PREPOSITION.match(text) and len(text.split()) <= _LONGEST
    return not short and any(token.pos_ in ("VERB", "AUX") for token in parse(text))
