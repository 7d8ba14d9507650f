"""Quiz questions about the news, with passages that a search would bring up for them.

Distant supervision after Mintz et al. (ACL 2009): a passage of an article that was judged to answer is taken to answer
where it holds the answer's words, in the sentence that shares most with the question. Passages that look as right and
lack those words leave the question open: the same story on another day, or another story. Titles stand before passages,
as in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from onrecord.eval.loaders import load
from onrecord.eval.metrics import holds
from onrecord.eval.types import Mark, Question
from onrecord.index import Article
from onrecord.index.chunking import passages as cut
from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms

__all__ = ["by_words", "marked", "pieces", "read"]

_LOOKED_AT = 40  # passages of each question, the most similar
_RIGHT, _OPEN = 3, 3  # of them that are taken


def read(path: Path, before: str) -> tuple[dict[str, str], list[Question]]:
    """Passages by their names, each below its title, and questions asked before a day, one for each passage read with
    it; ``group`` is the quiz question.

    Raises:
        SourceError: the set cannot be read.
    """
    dataset = load(path)
    questions = [one for one in dataset.questions if (one.asked or before) < before and one.answers]
    wanted = {name for one in questions for name in one.relevant}
    found = [piece for article in dataset.articles if article.id in wanted for piece in pieces(article)]
    texts: dict[str, str] = {}
    made: list[Question] = []
    if not found:
        return texts, made
    weigher, rows = by_words([text for _, _, text in found])
    for one in questions:
        likeness = (weigher.transform([one.text]) @ rows.T).toarray()[0]
        order = np.argsort(-likeness, kind="stable")[:_LOOKED_AT].tolist()
        for name, text, marks in _chosen(one, [found[place] for place in order]):
            texts[name] = text
            answers = one.answers if marks else ()
            made.append(
                Question(f"{one.id}:{name}", one.text, answers, bool(marks), given=(name,), marks=marks, group=one.id)
            )
    return texts, made


def by_words(texts: Sequence[str]) -> tuple[TfidfVectorizer, Any]:
    """What weighs the words of texts by TF-IDF, and the texts so weighed, a sparse row each."""
    weigher = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
    return weigher, weigher.fit_transform(texts)


def pieces(article: Article) -> Iterator[tuple[str, str, str]]:
    """Article, name and text of its passages."""
    for number, (start, end) in enumerate(cut(article.text)):
        yield article.id, f"{article.id}:{number}", f"{article.title}\n{article.text[start:end]}"


def _chosen(question: Question, pieces: list[tuple[str, str, str]]) -> Iterator[tuple[str, str, tuple[Mark, ...]]]:
    right, left_open = 0, 0
    for article, name, text in pieces:
        held = any(holds(text, answer) for answer in question.answers)
        if held and article in question.relevant and right < _RIGHT:
            mark = marked(question, name, text)
            if mark:
                right += 1
                yield name, text, (mark,)
        elif not held and left_open < _OPEN:
            left_open += 1
            yield name, text, ()


def marked(question: Question, name: str, text: str) -> Mark | None:
    """The answer's words in the sentence that shares most with the question, after the title."""
    title = text.find("\n") + 1
    asked = set(terms(question.text))
    found = []
    for answer in question.answers:
        words = r"\W+".join(map(re.escape, re.findall(r"\w+", answer)))
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.I) if words else ():
            around = [text[start:end] for start, end in sentences(text) if start <= match.start() < end]
            if match.start() >= title and around:
                found.append((len(asked.intersection(terms(around[0]))), -match.start(), match.end()))
    return Mark(name, -max(found)[1], max(found)[2]) if found else None
