"""Conversations as they are measured: those of one domain, and two made into one that changes its subject."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from onrecord.eval.types import Dataset, Exchange, Question

__all__ = ["of_domain", "spliced", "talk", "talks"]

_BEFORE = (2, 5)  # turns of one conversation before the other begins: fewest and most
_AFTER = 3  # turns of the other: the one at the switch, and two that show whether it is followed


def talk(question: Question) -> str:
    """What names the conversation a question is a turn of."""
    return question.group or f"question {question.id}"


def talks(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """Questions by conversation, in the order in which they come."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(talk(question), []).append(question)
    return found


def of_domain(dataset: Dataset, domain: str) -> Dataset:
    """The questions whose label ``domain`` is this, and of the set's articles those that are about them.

    Raises:
        ValueError: no question has it; the message names the domains there are.
    """
    chosen = tuple(question for question in dataset.questions if question.labels.get("domain") == domain)
    if not chosen:
        there = ", ".join(sorted({question.labels.get("domain", "") for question in dataset.questions} - {""}))
        raise ValueError(f"{dataset.name} has no domain {domain!r}; it has {there or 'none'}")
    about = {name for question in chosen for name in (*question.given, *question.relevant)}
    return replace(dataset, questions=chosen, articles=tuple(one for one in dataset.articles if one.id in about))


def spliced(questions: Sequence[Question], seed: int) -> list[Question]:
    """Conversations that change their subject: two to five turns of one, then the first three of another. Only the
    other's turns are asked, so the first turn of each is the first after the switch.

    Every conversation that is there from its first turn is the second one of a pair once. The rewrite of that first
    turn is its own text: it stands alone.

    Args:
        questions: turns in their order.
        seed: of the pairs and of how many turns stand before the switch.

    Raises:
        ValueError: there are not two conversations.
    """
    whole = [turns for turns in talks(questions).values() if not turns[0].history]
    if len(whole) < 2:
        raise ValueError("two conversations are spliced into one, and the set has not two that begin with a first turn")
    chance = random.Random(seed)  # noqa: S311
    chance.shuffle(whole)
    found: list[Question] = []
    for place, turns in enumerate(whole):
        before = _said(whole[place - 1])[: chance.randint(*_BEFORE)]
        found += [
            replace(
                question,
                history=(*before, *question.history),
                rewrite=question.rewrite or ("" if question.history else question.text),
            )
            for question in turns[:_AFTER]
        ]
    return found


def _said(turns: Sequence[Question]) -> tuple[Exchange, ...]:
    """A conversation as it is told afterwards."""
    last = max(turns, key=lambda question: len(question.history))
    return *last.history, Exchange(last.text, last.answers[0] if last.answers else "")
