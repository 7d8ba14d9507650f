"""Conversations made of questions that stand alone: those of one paragraph, one after the other, as somebody would go
on asking, and now and then a turn to another paragraph."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.eval.loaders import load
from onrecord.eval.train_reader.spoken import leaning
from onrecord.eval.types import Question
from onrecord.index import Article

__all__ = ["Said", "made_talks"]

_SETS = ("squad2.json", "squadshifts-new_wiki.json")
_TURNS = (4, 7)  # of a conversation
_SWITCH = 0.5  # of the conversations turn to another paragraph


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: what is asked, the question it was made from, and whether it is the first about its paragraph, which
    ``of.given`` names."""

    question: str
    of: Question
    opens: bool

    @property
    def article(self) -> str:
        """The paragraph's id."""
        return self.of.given[0]


def made_talks(data: Path, count: int, seed: int = 0) -> tuple[list[Article], list[list[Said]]]:
    """Paragraphs of the training sets, as articles, and conversations about them.

    Args:
        data: the folder with the data sets.
        count: of conversations.
        seed: of what is drawn.

    Raises:
        SourceError: a set cannot be read.
    """
    articles: dict[str, Article] = {}
    about: dict[str, list[Question]] = {}
    for name in _SETS:
        dataset = load(data / "reader-train" / name)
        articles.update({article.id: article for article in dataset.articles})
        for question in dataset.questions:
            if question.answerable and question.answers:
                about.setdefault(question.given[0], []).append(question)
    chance = random.Random(seed)  # noqa: S311
    rich = sorted(name for name, questions in about.items() if len(questions) >= _TURNS[0])
    talks = []
    for name in chance.sample(rich, min(count, len(rich))):
        turns = _turns(about[name], articles[name].text, chance)
        if chance.random() < _SWITCH:
            other = chance.choice([one for one in rich if _title(one) != _title(name)])
            turns = turns[: chance.randint(1, 3)] + _turns(about[other], articles[other].text, chance)[:3]
        talks.append(turns)
    return list(articles.values()), talks


def _turns(questions: Sequence[Question], text: str, chance: random.Random) -> list[Said]:
    ordered = sorted(questions, key=lambda question: question.marks[0].start if question.marks else 0)
    most = chance.randint(*_TURNS)
    turns: list[Said] = []
    said: list[tuple[str, str]] = []
    for question in ordered[:most]:
        asked = leaning(question.text, said[-3:], text, chance) if said else question.text
        turns.append(Said(asked, question, not said))
        said.append((question.text, question.answers[0]))
    return turns


def _title(name: str) -> str:
    return name.rpartition("#")[0]
