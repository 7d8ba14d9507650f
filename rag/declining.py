"""Why there is no answer, as a fact that can be checked and as words for a person. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.index import Hit
from onrecord.index.lexical import terms
from onrecord.rag.lacking import named, told
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
    unknown = _unknown(question, hits[:_NEAR])
    if unknown:
        listed = ", ".join(f"“{words}”" for words in unknown[:_SHOWN])
        return Declined("elsewhere", f"{where} says this. The nearest articles do not mention {listed}.")
    return Declined("silent", f"{where} says this, though articles are about it.")


def unclear(choices: Sequence[Choice]) -> Declined:
    """That a question can be meant in several ways, and which."""
    *others, last = (choice.words for choice in choices)
    return Declined("unclear", f"Which do you mean: {', '.join(others)} or {last}?")


def _unknown(question: str, hits: Sequence[Hit]) -> list[str]:
    """The names and numbers of a question that none of the articles has, neighbours together, as they stand in it."""
    wanted = {word for words in named(question) for word in words}
    held = frozenset[str]().union(*(told(hit.article) for hit in hits))
    missing = wanted - held
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[\w.,’'-]*\w", question):
        if missing.intersection(terms(match[0])) and (match[0][0].isupper() or match[0][0].isdigit()):
            if found and question[found[-1][1] : match.start()] == " ":
                found[-1] = found[-1][0], match.end()
            else:
                found.append(match.span())
    return [re.sub(r"[’']s$", "", question[start:end]) for start, end in found]
