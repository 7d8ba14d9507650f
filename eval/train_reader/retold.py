"""Questions made of what one article tells, put to passages of others that tell of it too.

A sentence near the top of an article, with one of its names or numbers asked for ("Who opened the bridge on Monday?"),
is a question that other reports of those days answer in other words (cloze questions after Lewis et al., ACL 2019, and
distant supervision after Mintz et al., ACL 2009): a passage that has what was asked for, in a sentence much like the
one the question was made of, is taken to answer, and one that looks as right and lacks it is not.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.eval.loaders import load
from onrecord.eval.metrics import holds
from onrecord.eval.train_reader.news import by_words, marked, pieces
from onrecord.eval.types import Question
from onrecord.index import Article
from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms
from onrecord.rag.names import parse

__all__ = ["questions_of", "read"]

_ASKS = {
    "PERSON": ("who",),
    "ORG": ("which organization", "what organization", "what company", "who"),
    "GPE": ("which place", "which country", "what city", "where"),
    "LOC": ("what place",),
    "FAC": ("what place",),
    "EVENT": ("what event",),
    "PRODUCT": ("what product", "what"),
    "WORK_OF_ART": ("what",),
    "LAW": ("what law",),
    "DISEASE": ("what",),
    "MONEY": ("how much",),
    "PERCENT": ("what percentage",),
}
_LEAD = 3  # sentences of an article that are looked at
_EACH = 4  # questions of an article that are tried
_WORDS = (8, 32)  # of a sentence that is asked of
_DAYS = (-4, 14)  # from the article's day to those of the others
_LOOKED_AT = 24  # passages of others, the most similar
_RIGHT, _OPEN = 2, 3  # of them that are taken
_LIKE = 0.3, 0.8  # of a question's words that the sentence of its answer has: it tells of it, and is no copy


def read(path: Path, before: str, most: int, seed: int) -> tuple[dict[str, str], list[Question]]:
    """Passages by their names, each below its title, and questions, one for each passage read with it; those of one
    ``group`` ask the same.

    Args:
        path: a set with articles.
        before: a day; later articles are left alone.
        most: questions, drawn by the seed.
        seed: of what is drawn.

    Raises:
        SourceError: the set cannot be read.
    """
    chance = random.Random(seed)  # noqa: S311
    dated = sorted((one for one in load(path).articles if one.day and one.day < before), key=lambda one: one.day or "")
    found = [piece for article in dated for piece in pieces(article)]
    days = np.array([np.datetime64(one.day, "D") for one in dated for _ in pieces(one)])
    texts: dict[str, str] = {}
    made: list[Question] = []
    if not found:
        return texts, made
    weigher, rows = by_words([text for _, _, text in found])
    order = list(range(len(dated)))
    chance.shuffle(order)
    count = 0
    for article in (dated[i] for i in order):
        if count >= most:
            break
        day = np.datetime64(article.day, "D")
        first, last = np.searchsorted(days, [day + _DAYS[0], day + _DAYS[1] + 1]).tolist()
        asked = list(questions_of(article, chance))
        for question, answers in chance.sample(asked, min(_EACH, len(asked))) if last - first > _LOOKED_AT else ():
            likeness = (weigher.transform([question]) @ rows[first:last].T).toarray()[0]
            best = [first + i for i in np.argsort(-likeness, kind="stable")[:_LOOKED_AT].tolist()]
            others = [found[i] for i in best if found[i][0] != article.id]
            chosen = list(_chosen(f"{article.id}:{count}", question, answers, others))
            if any(one.marks for one, _ in chosen):
                count += 1
                for one, text in chosen:
                    texts[one.given[0]] = text
                    made.append(one)
    return texts, made


def questions_of(article: Article, chance: random.Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Questions that the first sentences of an article answer, with answers; a person's last name is one too."""
    for start, end in sentences(article.text)[:_LEAD]:
        text = re.sub(r"\s+", " ", article.text[start:end]).strip()
        if not _WORDS[0] <= len(text.split()) <= _WORDS[1] or not text.endswith((".", "!")):
            continue
        for entity in parse(text).ents:
            asks = _ASKS.get(entity.label_)
            if asks and _named(entity):
                answer = re.sub(r"^the |['’]s$", "", entity.text, flags=re.I)
                last = answer.split()[-1:] if entity.label_ == "PERSON" else []
                yield _asked(text, entity, chance.choice(asks)), tuple(dict.fromkeys([answer, *last]))


def _named(entity: Any) -> bool:
    return len(entity.text) > 2 and (entity.text[0].isupper() or any(character.isdigit() for character in entity.text))


def _asked(text: str, entity: Any, ask: str) -> str:
    """The sentence as a question for an entity in it: the question word first where that is its place, else in the
    entity's own."""
    before, after = text[: entity.start_char].rstrip(), text[entity.end_char :].rstrip(' .!"”')
    before = re.sub(r"\b(?:the|a|an)$", "", before, flags=re.I).rstrip()
    root = entity.root
    if entity.text.endswith(("'s", "’s")) or after.startswith(("'s", "’s")):
        ask, after = "whose" if ask == "who" else f"{ask}'s", re.sub(r"^['’]s", "", after)
    if root.dep_ in ("nsubj", "nsubjpass") and root.head.dep_ == "ROOT":
        before = ""
    question = f"{before} {ask}{'' if after.startswith(',') else ' '}{after.lstrip()}".strip()
    if not before:
        question = re.sub(rf"^{re.escape(ask)},[^,]*,\s*", f"{ask} ", question)
    return f"{question[:1].upper()}{question[1:]}?"


def _chosen(
    name: str, question: str, answers: tuple[str, ...], others: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[Question, str]]:
    """The passages that are taken, and the question as it is put to each."""
    right, left_open = 0, 0
    asked = set(terms(question))
    for _, place, text in others:
        if any(holds(text, answer) for answer in answers):
            one = Question(f"{name}:{place}", question, answers, given=(place,), group=name)
            mark = marked(one, place, text) if right < _RIGHT else None
            around = next((text[s:e] for s, e in sentences(text) if mark and s <= mark.start < e), "")
            alike = len(asked.intersection(terms(around))) / max(1, len(asked))
            if mark and _LIKE[0] <= alike <= _LIKE[1]:
                right += 1
                yield Question(one.id, question, answers, given=(place,), marks=(mark,), group=name), text
        elif left_open < _OPEN:
            left_open += 1
            yield Question(f"{name}:{place}", question, (), answerable=False, given=(place,), group=name), text
