"""Unanswerables made here: a question with another name or number in it, which its passage does not answer.

"What did Marsh say of the bridge?" becomes "What did Odell say of the bridge?", Odell being a name of another question
and nowhere in the passage.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from tokenizers import Tokenizer

from onrecord.eval.train_reader.data import ASKED, Example, Passage
from onrecord.index.lexical import terms
from onrecord.rag.lacking import named

__all__ = ["changed", "with_another"]

_WORD = re.compile(r"\w+")
_TRIES = 4


def changed(
    examples: Sequence[Example], passages: Sequence[Passage], share: float, cutter: Tokenizer, seed: int
) -> Iterator[Example]:
    """A share of the examples that can be answered, each with one name or number of its question changed, and so
    without an answer."""
    chance = random.Random(seed)  # noqa: S311
    by_source: dict[str, list[str]] = {}
    for one in examples:
        by_source.setdefault(one.source, []).append(one.question.text)
    for one in examples:
        if one.spans and chance.random() < share:
            text = with_another(one.question.text, passages[one.passage].text, by_source[one.source], chance)
            if text:
                ids = np.array(cutter.encode(text, add_special_tokens=False).ids, np.int32)[:ASKED]
                question = replace(one.question, text=text, answers=(), marks=())
                yield replace(one, question=question, ids=ids, spans=())


def with_another(question: str, text: str, others: Sequence[str], chance: random.Random) -> str | None:
    """The question with one of its names, or numbers, changed to one of another question that is nowhere in the text;
    None where it has none, or none was found."""
    own = _named(question)
    for _ in range(_TRIES if own else 0):
        word = chance.choice(own)
        strange = [
            one
            for one in _named(chance.choice(others))
            if one[0].isdigit() == word[0].isdigit() and one.lower() not in text.lower() and one not in question
        ]
        if strange:
            return re.sub(rf"\b{re.escape(word)}\b", strange[0], question, count=1)
    return None


def _named(question: str) -> list[str]:
    names, numbers = named(question)
    wanted = {*names, *numbers}
    return [word for word in _WORD.findall(question) if wanted.intersection(terms(word)) and not word.islower()]
