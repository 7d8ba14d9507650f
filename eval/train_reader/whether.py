"""Questions for yes or no, made of what passages state: "Did Marsh open the bridge in May?" of "Marsh opened it ...".

What answers such a question is the sentence that decides it. Sentences are turned about by their parse: the auxiliary
before the subject, or a form of "do", and what follows as far as the first comma.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from tokenizers import Tokenizer

from onrecord.eval.train_reader.data import Example, Passage, example
from onrecord.eval.types import Mark, Question
from onrecord.index.chunking import sentences
from onrecord.rag.names import base, parse

__all__ = ["turned", "whether"]

_WORDS = (6, 26)  # of a sentence that is asked of
_SUBJECT = 8  # tokens of its subject, at most
_REST = 3  # tokens of a question after its subject, at least
_DO = {"VBD": "did", "VBZ": "does", "VBP": "do"}
_STOPS = (",", ";", ":", "(", "—", "–", "--")


def whether(
    examples: Sequence[Example], passages: Sequence[Passage], most: int, cutter: Tokenizer, seed: int
) -> Iterator[Example]:
    """At most so many questions, one of a passage, drawn by the seed from those of the examples."""
    chance = random.Random(seed)  # noqa: S311
    of = {one.passage: one for one in examples}
    numbers = sorted(of)
    chance.shuffle(numbers)
    count = 0
    for number in numbers:
        if count >= most:
            return
        text = passages[number].text
        start, end = chance.choice(sentences(text) or [(0, 0)])
        asked = turned(text[start:end])
        if asked:
            count += 1
            stated = text[start:end].rstrip(" .!\n")
            mark = Mark(str(number), start, start + len(stated))
            question = Question(f"whether:{number}", asked, (stated,), marks=(mark,), group=of[number].title)
            yield example(of[number].source, of[number].title, question, number, passages, cutter)


def turned(sentence: str) -> str | None:
    """A statement as a question for yes or no; None where its form is not plain.

    >>> turned("In May the mayor opened the new bridge, which had cost twice as much.")
    'Did the mayor open the new bridge?'
    >>> turned("The ferry was sold to a company in Oslo.")
    'Was the ferry sold to a company in Oslo?'
    """
    words = len(sentence.split())
    if not _WORDS[0] <= words <= _WORDS[1] or not sentence.endswith(".") or any(sign in sentence for sign in '?"“”\n'):
        return None
    doc = parse(sentence)
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    subject = next((token for token in root.lefts if token.dep_ in ("nsubj", "nsubjpass")), None) if root else None
    if root is None or subject is None or subject.pos_ not in ("NOUN", "PROPN"):
        return None
    who = doc[subject.left_edge.i : subject.right_edge.i + 1]
    helper = next((token for token in root.lefts if _helps(token) and token.i >= who.end), None)
    if helper is None and root.pos_ == "AUX" and root.tag_ in _DO:
        helper = root
    if len(who) > _SUBJECT or any(token.text in _STOPS for token in who) or root.i < who.end:
        return None
    if helper is None and (root.tag_ not in _DO or root.pos_ != "VERB"):
        return None
    first = helper.lower_ if helper is not None else _DO[root.tag_]
    rest = [token for token in doc[who.end : _stop(doc, root)] if helper is None or token.i != helper.i]
    apart = helper is not None and helper.i > who.end
    if apart or len(rest) < _REST or any(token.dep_ == "neg" for token in rest):
        return None
    told = "".join(_shown(token, root if helper is None else None) for token in rest).rstrip(" .")
    name = who.text if who[0].pos_ == "PROPN" else who.text[:1].lower() + who.text[1:]
    return f"{first.capitalize()} {name} {told}?"


def _helps(token: Any) -> bool:
    return token.dep_ in ("aux", "auxpass") and token.tag_ in ("MD", *_DO)


def _stop(doc: Any, root: Any) -> int:
    """Where the part of a sentence ends that is asked about."""
    return next((token.i for token in doc[root.i + _REST :] if token.text in _STOPS), len(doc))


def _shown(token: Any, bare: Any) -> str:
    """A token with the space after it; the verb that "do" takes, as its base."""
    return (base(token) if bare is not None and token.i == bare.i else str(token.text)) + str(token.whitespace_)
