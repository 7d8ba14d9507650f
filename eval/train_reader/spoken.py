"""Questions as they are asked in a conversation, made of questions that stand alone and share a passage.

Of several questions about one passage, each but the first is asked once more after some of those before it: names that
they or their answers brought up give way to pronouns, what it has in common with the question just asked is left out,
and what was said is put before it (:func:`~onrecord.rag.said.spoken`), as a reader is given it in use.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from onrecord.eval.train_reader.data import ASKED, Example, Passage
from onrecord.index.lexical import terms
from onrecord.rag.names import parse
from onrecord.rag.said import spoken

__all__ = ["follow_ups", "leaning"]

_TURNS = 3  # at most, before the question
_WH = re.compile(
    r"(?:(?:in|on|at|for|from|to|by|with|of|about|since|until) )?"
    r"(?:how (?:many|much|long|old|far|often|big|large)(?: \w+)?|(?:what|which) \w+"
    r"|why|when|where|who|whose|how|what)\b",
    re.I,
)
_CASES = {  # as a subject, as an object, as an owner
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "it": ("it", "it", "its"),
    "they": ("they", "them", "their"),
}
_SUBJECTS = ("nsubj", "nsubjpass", "attr")


def follow_ups(
    examples: Sequence[Example], passages: Sequence[Passage], share: float, cutter: Tokenizer, seed: int
) -> Iterator[Example]:
    """A share of the questions that are not the first of their passage, each after one to three of those before it.

    A passage's questions are taken in the order of their answers in it, those without one at random places.
    """
    chance = random.Random(seed)  # noqa: S311
    together: dict[tuple[str, int], list[Example]] = {}
    for one in examples:
        together.setdefault((one.source, one.passage), []).append(one)
    for group in together.values():
        length = len(passages[group[0].passage].ids)
        places = [one.spans[0][0] if one.spans else chance.randrange(length + 1) for one in group]
        ordered = [group[i] for i in sorted(range(len(group)), key=places.__getitem__)]
        for number, one in enumerate(ordered):
            before = [earlier for earlier in ordered[:number] if earlier.question.answers]
            if not before or chance.random() >= share:
                continue
            turns = [(turn.question.text, turn.question.answers[0]) for turn in before[-chance.randint(1, _TURNS) :]]
            text = leaning(one.question.text, turns, passages[one.passage].text, chance)
            ids = cutter.encode(spoken(text, turns), add_special_tokens=False).ids
            yield replace(one, question=replace(one.question, text=text), ids=np.array(ids, np.int32)[-ASKED:])


def leaning(question: str, turns: Sequence[tuple[str, str]], passage: str, chance: random.Random) -> str:
    """The question as somebody would ask it after those turns; as it is, where it has nothing in common with them."""
    said = {term for turn in turns for text in turn for term in terms(text)}
    if chance.random() < 0.5:
        short = _shortened(question, turns[-1][0], chance)
        if short:
            return short
    pieces, done = [], 0
    for chunk in parse(question).noun_chunks:
        word = _pronoun(chunk, said, passage) if chunk.start_char >= done else None
        if word:
            pieces += [question[done : chunk.start_char], word]
            done = chunk.end_char
    text = "".join(pieces) + question[done:]
    return text[:1].upper() + text[1:]


def _shortened(question: str, before: str, chance: random.Random) -> str | None:
    """What a question asks beyond the one before it, where they have most of their words in common."""
    asked = _WH.match(question)
    known = set(terms(before))
    rest = re.findall(r"[\w’'.-]+", question[asked.end() :].rstrip("?. ")) if asked else []
    new = [word for word in rest if not known.intersection(terms(word)) and terms(word)]
    own = [word for word in rest if terms(word)]
    if not asked or len(own) < 2 or len(new) > len(own) / 3:
        return None
    words = " ".join([asked[0], *new])
    return f"And {words[:1].lower()}{words[1:]}?" if chance.random() < 0.3 else f"{words}?"


def _pronoun(chunk: Any, said: set[str], passage: str) -> str | None:
    """What stands for a noun phrase whose name, or noun, was said before; None where it was not."""
    root = chunk.root
    if root.pos_ not in ("PROPN", "NOUN") or any(token.tag_ in ("WDT", "WP", "WP$", "WRB") for token in chunk):
        return None
    named = [term for token in chunk if token.pos_ == "PROPN" for term in terms(token.text)]
    wanted = named or terms(root.text)
    if not wanted or not said.issuperset(wanted):
        return None
    owns = chunk.text.endswith(("'s", "’s"))
    case = 2 if owns else 0 if root.dep_ in _SUBJECTS else 1
    if root.ent_type_ == "PERSON":
        return _CASES[_sex(passage)][case]
    if not named and chunk[0].lower_ not in ("the", "this", "that", "these", "those"):
        return None
    return _CASES["they" if root.tag_ in ("NNS", "NNPS") else "it"][case]


def _sex(passage: str) -> str:
    """Of the person a passage is about, as far as its pronouns tell."""
    words = re.findall(r"\b(?:he|his|him|she|her)\b", passage, re.I)
    women = sum(word.lower() in ("she", "her") for word in words)
    return "she" if women * 2 > len(words) else "he"
