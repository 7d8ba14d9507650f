"""Why there is no answer, as a fact that can be checked and as words for a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.index import Hit
from onrecord.rag.lacking import unmentioned
from onrecord.rag.types import Cause, Choice, Citation

__all__ = ["Declined", "declined", "unclear"]

_ABOUT = -4.0  # the reranker's logit of a passage that has something to do with a question
_NEAR = 3  # passages whose articles are looked through for what a question names
_SHOWN = 3  # names in a reason


class Declined(NamedTuple):
    """Why nothing is quoted."""

    cause: Cause
    reason: str


def declined(
    question: str, hits: Sequence[Hit], besides: Sequence[Citation] = (), *, filtered: bool = False
) -> Declined:
    """Why there is no answer.

    Args:
        question: as it was asked of the archive.
        hits: what was read, best first.
        besides: what would have been quoted without the filters.
        filtered: whether there were any.
    """
    where = "Nothing that the filters leave" if filtered else "Nothing in the archive"
    if besides:
        article = besides[0].article
        source = ", ".join(filter(None, (article.outlet, article.day)))
        return Declined("filtered", f"The filters leave out what answers this{f' ({source})' if source else ''}.")
    if not hits or max(hit.signals.get("rerank", 0.0) for hit in hits) < _ABOUT:
        return Declined("nothing", f"{where} is about this.")
    unknown = unmentioned(question, [hit.article for hit in hits[:_NEAR]])
    if unknown:
        listed = ", ".join(f"“{words}”" for words in unknown[:_SHOWN])
        return Declined("elsewhere", f"{where} says this. The nearest articles do not mention {listed}.")
    return Declined("silent", f"{where} says this, though articles are about it.")


def unclear(choices: Sequence[Choice]) -> Declined:
    """That a question can be meant in several ways, and which."""
    *others, last = (choice.words for choice in choices)
    return Declined("unclear", f"Which do you mean: {', '.join(others)} or {last}?")
