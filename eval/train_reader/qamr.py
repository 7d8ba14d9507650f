"""QAMR: questions on single sentences, answered by the numbers of tokens (Michael et al., NAACL 2018)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from onrecord.eval.types import Mark, Question
from onrecord.index.errors import SourceError

__all__ = ["joined", "read"]

_SIGNS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": '"', "''": '"'}
_CLINGS = re.compile(r"[,.;:?!%)\]}]|''|\.\.\.|n't|'(?:s|re|ve|ll|d|m)?", re.IGNORECASE)  # to the word before it
_HOLDS = re.compile(r"[(\[{$£€#]|``")  # the word after it
Span = tuple[int, int]


def joined(tokens: list[str]) -> tuple[str, list[Span]]:
    """A sentence as it is written, of Penn Treebank tokens, and where each token stands in it.

    >>> joined(["Oslo", "'s", "mayor", "-LRB-", "62", "-RRB-", "did", "n't", "resign", "."])[0]
    "Oslo's mayor (62) didn't resign."
    """
    text, spans, holding = "", [], True
    for part in tokens:
        sign = _SIGNS.get(part, part)
        text += "" if holding or _CLINGS.fullmatch(part) or _CLINGS.fullmatch(sign) else " "
        spans.append((len(text), len(text) + len(sign)))
        text += sign
        holding = bool(_HOLDS.fullmatch(part) or _HOLDS.fullmatch(sign))
    return text, spans


def read(path: Path, sentences: Path) -> tuple[dict[str, str], list[Question]]:
    """Sentences by their id, and the questions of a file in QAMR's form whose sentence is there.

    Each question has the answers of its writer and of the two who answered it again; one that is not of neighbouring
    tokens is passed over. ``group`` is the article of the sentence.

    Raises:
        SourceError: a file cannot be read, or a line is not of that form.
    """
    known = {}
    for number, (name, words) in _rows(sentences, 2):
        text, spans = joined(words.split(" "))
        if not text:
            raise SourceError(f"{sentences}, line {number}: the sentence is empty")
        known[name] = text, spans
    questions, used = [], {}
    for number, row in _rows(path, 9):
        name = row[0]
        if name not in known:
            continue
        text, spans = known[name]
        try:
            marks = list(dict.fromkeys(_marks(name, [row[6], *(said.split(":", 1)[-1] for said in row[7:])], spans)))
        except (ValueError, IndexError) as error:
            raise SourceError(f"{path}, line {number}: the answers are not numbers of tokens") from error
        if not marks or not row[5].strip():
            continue
        used[name] = text
        answers = tuple(dict.fromkeys(text[mark.start : mark.end] for mark in marks))
        group = ":".join(name.split(":")[:3])
        given = (name,)
        questions.append(
            Question(
                f"{path.stem}:{number}", row[5].strip(), answers, True, given=given, marks=tuple(marks), group=group
            )
        )
    return used, questions


def _marks(name: str, answers: list[str], spans: list[Span]) -> Iterator[Mark]:
    for answer in answers:
        tokens = [int(number) for number in answer.split()]
        if tokens and tokens == list(range(tokens[0], tokens[0] + len(tokens))):
            yield Mark(name, spans[tokens[0]][0], spans[tokens[-1]][1])


def _rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        row = line.split("\t")
        if len(row) < columns:
            raise SourceError(f"{path}, line {number}: {len(row)} columns where {columns} are expected")
        yield number, row
