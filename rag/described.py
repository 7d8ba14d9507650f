"""Whom or what a description means that follow-ups use: "the minister", "the company", "that vote".

A person is called by what persons are called by, and nothing else is: "the company" is nobody, however often a text
speaks of "Jo Strand, head of the company".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.index.lexical import terms
from onrecord.rag.beings import being, is_somebody, woman
from onrecord.rag.names import parse
from onrecord.rag.recalled import TURNS, outlets_of, quoted, said_of, texts_met
from onrecord.rag.referent import Referent
from onrecord.rag.shape import shape
from onrecord.rag.titled import titled
from onrecord.rag.types import Turn

__all__ = ["definites", "described", "phrase", "set_apart"]

_SET_APART = re.compile(
    r"\b(?:first|second|third|fourth|fifth|other|another|former|old|older|new|newer|last|next|previous|original|earlier"
    r"|later|final)\b(?= \w)",
    re.I,
)
_OF = ("of", "on", "about", "over", "for", "against", "between", "with")
_MET = 4  # articles that were met and not quoted
_SENTENCE = 200  # characters
_OLD = 0.4  # of who was named three turns ago


def definites(question: str) -> Iterator[tuple[str, str]]:
    """Phrases such as "the chief executive", each with what somebody would be called in it: all of it, and its noun
    alone, except where the rest sets it apart from others of its kind ("the first judge")."""
    for one in shape(question).phrases:
        noun = one.words[4:]
        if not one.words.lower().startswith("the ") or one.proper or re.search(r"['’]s\b", noun):
            continue
        yield one.words, noun
        if one.head != noun and not _SET_APART.search(noun):
            yield one.words, one.head


def set_apart(question: str) -> bool:
    """Whether a question names one of several by what tells it from the rest: "the first judge", "the other ship"."""
    return any(_SET_APART.search(noun) and not one.proper for one in shape(question).phrases for noun in [one.words])


def described(noun: str, history: Sequence[Turn]) -> list[Referent]:
    """Whom or what "the minister", "the company" means, likeliest first: of those that texts call so, who was named in
    the last turns; else who is called so in the articles quoted, or met."""
    last = history[-TURNS:][::-1]
    said = [list(said_of(turn)) for turn in last]
    articles = [article.text for article in quoted(history)]
    person = being(noun.rpartition(" ")[2]) == "person"
    texts = [*(text for some in said for text in some), *articles]
    texts += [text for text in texts_met(history)[:_MET] if text not in articles]
    names = _agreeing(noun, titled(noun, texts), texts, outlets_of(history))
    backs = {name: _named_back(name, said) for name in names}
    named = [name for name in names if backs[name] is not None]
    if named:
        worth = {name: 1.0 if (backs[name] or 0) < TURNS - 1 else _OLD for name in named}
        return [Referent(name, worth[name]) for name in sorted(named, key=lambda one: -worth[one])]
    first = _agreeing(noun, titled(noun, articles), articles, outlets_of(history)) or names
    return [Referent(name, 1.0) for name in (first if person else first[:1])]


def _agreeing(noun: str, names: Sequence[str], texts: Sequence[str], outlets: set[str]) -> list[str]:
    """The names that can be called so: persons by what persons are called by, and nothing else."""
    names = [name for name in names if not outlets.issuperset(terms(name))]
    told = {name: _is_person(name, texts) for name in names}
    if being(noun.rsplit(maxsplit=1)[-1]) != "person":
        return [name for name in names if not told[name] and not (told[name] is None and _labelled(name, texts))]
    return [name for name in names if told[name] is not False]


def _is_person(name: str, texts: Sequence[str]) -> bool | None:
    return True if woman(name, texts) is not None else is_somebody(name, texts)


def _labelled(name: str, texts: Sequence[str]) -> bool:
    """Whether the pipeline takes a name for a person's where a text first has it."""
    for text in texts:
        at = text.find(name)
        if at >= 0:
            start = max(text.rfind("\n", 0, at), text.rfind(". ", 0, at)) + 1
            sentence = text[start : start + _SENTENCE]
            return any(e.label_ == "PERSON" and name.endswith(e.text) for e in parse(sentence).ents)
    return False


def _named_back(name: str, said: Sequence[Sequence[str]]) -> int | None:
    """How many turns back somebody was named by the last word of a name; None where nobody was."""
    last = re.compile(rf"(?<![\w-]){re.escape(name.rpartition(' ')[2])}(?![\w-])")
    return next((back for back, texts in enumerate(said) if any(last.search(text) for text in texts)), None)


def phrase(noun: str, history: Sequence[Turn]) -> str | None:
    """The fuller phrase by which the last turns spoke of a thing: of "vote", "the vote on the budget"."""
    for turn in reversed(history[-TURNS:]):
        for text in said_of(turn):
            if noun not in text.lower():
                continue
            for chunk in parse(text[:500]).noun_chunks:
                if chunk.root.lower_ == noun:
                    full = _with_complement(chunk)
                    if full.lower() not in (noun, f"the {noun}", f"a {noun}", f"that {noun}", f"this {noun}"):
                        return full
    return None


def _with_complement(chunk: Any) -> str:
    """A noun phrase and the prepositional phrase that follows it."""
    end = chunk.end
    document = chunk.doc
    if end < len(document) and document[end].lower_ in _OF:
        end = max(token.i for token in document[end].subtree) + 1
    text = document[chunk.start : min(end, chunk.start + 10)].text
    return re.sub(r"^(?:an?|this|that|these|those)\s", "the ", text, flags=re.I)
