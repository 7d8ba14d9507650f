"""CoQA's scores: exact match and F1 against people who were themselves scored against each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.eval.metrics.exact_match import exact_match
from onrecord.eval.metrics.f1 import f1

__all__ = ["coqa_exact_match", "coqa_f1"]


def coqa_exact_match(answer: str, references: Sequence[str]) -> float:
    """Exact match as CoQA's official script has it (Reddy et al., TACL 2019; ``evaluate-v1.0.py``).

    With several references, each is left out in turn, the best score over the others is taken, and these are averaged,
    so that the answer is compared with as many people as each of those people is. With one reference, the plain score.

    Only the first of three references is matched, so it is missed when it is left out itself: (0 + 1 + 1) / 3.

    >>> round(coqa_exact_match("white", ["White", "a white one", "pale"]), 4)
    0.6667
    >>> coqa_exact_match("white", ["White"])
    1.0

    Raises:
        ValueError: no references; CoQA writes out what cannot be answered, as ``unknown``.
    """
    return _left_out_in_turn(exact_match, answer, references)


def coqa_f1(answer: str, references: Sequence[str]) -> float:
    """The same with token F1.

    The single scores are 1, 2/3 and 0: without the first the best is 2/3, without either other 1, so 8/9.

    >>> round(coqa_f1("white", ["White", "a white one", "pale"]), 4)
    0.8889

    Raises:
        ValueError: no references.
    """
    return _left_out_in_turn(f1, answer, references)


def _left_out_in_turn(score: Callable[[str, Sequence[str]], float], answer: str, references: Sequence[str]) -> float:
    if not references:
        raise ValueError("a CoQA question has at least one reference")
    scores = [score(answer, [reference]) for reference in references]
    if len(scores) == 1:
        return scores[0]
    return sum(max(scores[:place] + scores[place + 1 :]) for place in range(len(scores))) / len(scores)
