"""What is trained on: questions with a passage, as tokens, and the part of them that is held aside."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from onrecord.eval.loaders import load
from onrecord.eval.train_reader.config import DataConfig
from onrecord.eval.train_reader.news import read as read_news
from onrecord.eval.train_reader.qamr import read as read_qamr
from onrecord.eval.train_reader.retold import read as read_retold
from onrecord.eval.types import Question
from onrecord.index.errors import SourceError

__all__ = [
    "ASKED",
    "Example",
    "Passage",
    "Tokens",
    "aside",
    "example",
    "gather",
    "held",
    "passage",
    "read",
    "tokenizer",
]

Tokens = npt.NDArray[np.int32]
Span = tuple[int, int]
ASKED = 96
"""Tokens of a question that are read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its tokens: ``ids``, (n,), and where each stands in the text, ``offsets``, (n, 2)."""

    text: str
    ids: Tokens
    offsets: Tokens

    def tokens(self, start: int, end: int) -> Span:
        """The first and the last token that ``text[start:end]`` touches.

        Raises:
            SourceError: it touches none.
        """
        first = int(np.searchsorted(self.offsets[:, 1], start, side="right"))
        last = int(np.searchsorted(self.offsets[:, 0], end, side="left")) - 1
        if not 0 <= first <= last < len(self.ids):
            raise SourceError(f"no token stands at {start}:{end} of a text of {len(self.text)} characters")
        return first, last

    def characters(self, first: int, last: int) -> Span:
        """Where the tokens from ``first`` to ``last`` stand in the text."""
        return int(self.offsets[first, 0]), int(self.offsets[last, 1])


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its passage, and the spans that answer, each first and last token of the passage; none where the
    passage leaves it open. ``source`` names the set, ``passage`` is a number in the list of passages, ``title`` the
    article's name, which passages may share."""

    source: str
    title: str
    question: Question
    ids: Tokens
    passage: int
    spans: tuple[Span, ...]


def tokenizer(path: Path) -> Tokenizer:
    """A ``tokenizer.json`` that neither pads nor cuts."""
    found = Tokenizer.from_file(str(path))
    found.no_padding()
    found.no_truncation()
    return found


def gather(data: Path, config: DataConfig, cutter: Tokenizer) -> tuple[list[Passage], list[Example]]:
    """All passages and examples of the sets that the configuration trains on; see :func:`read`."""
    passages, examples = read(data, config.squad, config.qamr, config.qamr_sentences, cutter)
    for name in config.news:
        texts, questions = read_news(data / name, config.news_before)
        _add(f"news-{Path(name).parent.name}", texts, questions, cutter, passages, examples)
        if config.retold:
            texts, questions = read_retold(data / name, config.news_before, config.retold, seed=1)
            _add(f"retold-{Path(name).parent.name}", texts, questions, cutter, passages, examples)
    return passages, examples


def read(
    data: Path, squad: Sequence[str], qamr: Sequence[str], sentences: str, cutter: Tokenizer
) -> tuple[list[Passage], list[Example]]:
    """All passages and examples of sets below a folder: files in SQuAD's form, and in QAMR's with its sentences.

    Raises:
        SourceError: a set cannot be read.
    """
    passages: list[Passage] = []
    examples: list[Example] = []
    for name in squad:
        dataset = load(data / name)
        texts = {article.id: article.text for article in dataset.articles}
        _add(dataset.name, texts, dataset.questions, cutter, passages, examples)
    for name in qamr:
        texts, questions = read_qamr(data / name, data / sentences)
        _add(f"qamr-{Path(name).stem}", texts, questions, cutter, passages, examples)
    return passages, examples


def aside(examples: Sequence[Example], share: float) -> tuple[list[Example], list[Example]]:
    """The examples to train on, and those of a fixed share of each set's articles (at least one), chosen by the hash of
    their names, so that the same ones are held aside on every machine and for every seed."""
    left: set[tuple[str, str]] = set()
    for source in sorted({e.source for e in examples}):
        left |= {(source, name) for name in held({e.title for e in examples if e.source == source}, share)}
    kept = [e for e in examples if (e.source, e.title) not in left]
    return kept, [e for e in examples if (e.source, e.title) in left]


def held(titles: Collection[str], share: float) -> set[str]:
    """Those of a set's articles that are held aside."""
    return set(sorted(titles, key=_hash)[: max(1, round(share * len(titles)))]) if share else set()


def passage(text: str, cutter: Tokenizer) -> Passage:
    """A text as tokens, without the special ones."""
    found = cutter.encode(text, add_special_tokens=False)
    return Passage(text, np.array(found.ids, np.int32), np.array(found.offsets, np.int32).reshape(-1, 2))


def example(
    source: str, title: str, question: Question, number: int, passages: Sequence[Passage], cutter: Tokenizer
) -> Example:
    """One question about ``passages[number]``, with its marks as tokens.

    Raises:
        SourceError: a mark is on no token.
    """
    ids = np.array(cutter.encode(question.text, add_special_tokens=False).ids, np.int32)[:ASKED]
    spans = tuple(dict.fromkeys(passages[number].tokens(mark.start, mark.end) for mark in question.marks))
    return Example(source, title, question, ids, number, spans)


def _add(
    source: str,
    texts: dict[str, str],
    questions: Iterable[Question],
    cutter: Tokenizer,
    passages: list[Passage],
    examples: list[Example],
) -> None:
    places = {}
    for name, text in texts.items():
        places[name] = len(passages)
        passages.append(passage(text, cutter))
    titles = {name: name.rpartition("#")[0] for name in texts}
    alone = len(set(titles.values())) == 1  # a collection under one name: every paragraph is an article
    for question in questions:
        (name,) = question.given
        title = name if alone or "#" not in name else titles[name]
        title = question.group if "#" not in name else title
        with contextlib.suppress(SourceError):  # a mark on what has no token, such as a variation selector alone
            examples.append(example(source, title, question, places[name], passages, cutter))


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
