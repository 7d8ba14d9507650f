"""Conversations made of questions that stand alone: those of one paragraph, one after the other, as somebody would go
on asking, and now and then a turn to another paragraph."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.eval.loaders import load
from onrecord.eval.train_reader.config import CONFIG, Config
from onrecord.eval.train_reader.data import held
from onrecord.eval.train_reader.spoken import leaning
from onrecord.eval.types import Question
from onrecord.index import Article
from onrecord.rag import Answer, Citation, Turn

__all__ = ["Said", "made_talks"]

_SETS = ("squad2.json", "squadshifts-new_wiki.json")
_TURNS = (4, 7)  # of a conversation
_SWITCH = 0.5  # of the conversations turn to another paragraph
_OPEN = 0.3  # of the turns are followed by a question that the paragraph leaves open


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: what is asked, the question it was made from, and whether it is the first about its paragraph, which
    ``of.given`` names. What the paragraph leaves open (``of.answerable`` False) is in no history."""

    question: str
    of: Question
    opens: bool

    @property
    def article(self) -> str:
        """The paragraph's id."""
        return self.of.given[0]

    def turn(self, query: str, article: Article) -> Turn:
        """The turn rightly answered, for the history of the next.

        Args:
            query: what was asked of the archive.
            article: the paragraph.
        """
        mark = self.of.marks[0]
        cited = Citation(1, article, 1, mark.start, mark.end)
        return Turn(self.question, Answer(self.question, query, self.of.answers[0], (cited,), 1.0, False))


def made_talks(data: Path, count: int, seed: int = 0, *, aside: bool = False) -> tuple[list[Article], list[list[Said]]]:
    """Paragraphs of the training sets, as articles, and conversations about them.

    Args:
        data: the folder with the data sets.
        count: of conversations, at most.
        seed: of what is drawn.
        aside: about those paragraphs alone that the reader's training leaves aside.

    Raises:
        SourceError: a set cannot be read.
    """
    articles: dict[str, Article] = {}
    about: dict[str, list[Question]] = {}
    for name in _SETS:
        dataset = load(data / "reader-train" / name)
        articles.update({article.id: article for article in dataset.articles})
        wanted = _aside([article.id for article in dataset.articles]) if aside else articles.keys()
        for question in dataset.questions:
            if question.given[0] in wanted:
                about.setdefault(question.given[0], []).append(question)
    chance = random.Random(seed)  # noqa: S311
    rich = sorted(name for name, questions in about.items() if sum(map(_answered, questions)) >= _TURNS[0])
    talks = []
    for name in chance.sample(rich, min(count, len(rich))):
        turns = _turns(about[name], articles[name].text, chance)
        if chance.random() < _SWITCH:
            other = chance.choice([one for one in rich if _title(one) != _title(name)])
            turns = turns[: chance.randint(1, 3)] + _turns(about[other], articles[other].text, chance)[:3]
        talks.append(turns)
    return list(articles.values()), talks


def _turns(questions: Sequence[Question], text: str, chance: random.Random) -> list[Said]:
    ordered = sorted(filter(_answered, questions), key=lambda question: question.marks[0].start)
    unanswered = [question for question in questions if not question.answerable]
    turns: list[Said] = []
    said: list[tuple[str, str]] = []
    for question in ordered[: chance.randint(*_TURNS)]:
        asked = leaning(question.text, said[-3:], text, chance) if said else question.text
        turns.append(Said(asked, question, not said))
        said.append((question.text, question.answers[0]))
        if unanswered and chance.random() < _OPEN:
            other = chance.choice(unanswered)
            turns.append(Said(leaning(other.text, said[-3:], text, chance), other, opens=False))
    return turns


def _answered(question: Question) -> bool:
    return bool(question.answerable and question.marks)


def _aside(names: Sequence[str]) -> set[str]:
    titles = {name: _title(name) for name in names}
    if len(set(titles.values())) == 1:  # a collection under one name: every paragraph is an article
        titles = {name: name for name in names}
    left = held(set(titles.values()), Config.read(CONFIG).data.aside)
    return {name for name in names if titles[name] in left}


def _title(name: str) -> str:
    return name.rpartition("#")[0]
