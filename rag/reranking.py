"""Candidates in the order in which they answer: a reranker's logits, and what is known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from operator import add

from onrecord.index import Hit
from onrecord.index.visible import Standing
from onrecord.rag.exact import share
from onrecord.rag.excerpt import shown
from onrecord.rag.rerank import Reranker
from onrecord.rag.understood import Understood
from onrecord.rag.weighing import SOURCE, Timing, gain

__all__ = ["USUAL", "reranked"]

USUAL = 24
"""Passages that are read of a question, where one of them is likely to answer."""

_LOT = 12  # passages that are read before asking whether the first is clear
_LIKELY = 4.0  # a logit from which a passage is likely to answer
_CLEAR = 9.0  # a logit that one passage in a hundred exceeds
_LEAD = 0.6  # the first passage of an article says who, what and when
_FUSED = 55  # log odds for what both indexes have at the top over what neither has, about 1.8
_SCORED = 1.3  # and as much as both indexes score it above the last they give, each
_EXACT = 1.0  # log odds of a passage that has all numbers and quoted words of the question, over one that has none


def reranked(
    reranker: Reranker, understood: Understood, hits: Sequence[Hit], when: Timing, most: int | None = None
) -> list[Hit]:
    """The hits, best first. A hit's score is in log odds: the reranker's logit for its excerpt, ``signals["rerank"]``,
    what its ranks and scores, day, place, source and the question's exact words in it add, ``signals["gain"]``, and
    what its article's having been talked about adds, ``signals["subject"]``.

    They are read a dozen at a time, until none that is left could stand first: it would need a logit of more than
    ``_CLEAR``; or until ``USUAL`` are read and one of them is likely to answer. Those that are not read stay behind the
    others, in their order, each with the lowest score of these, less what it is behind the first of its like.

    Args:
        reranker: reads.
        understood: the question.
        hits: as they were fused, best first.
        when: the times that count.
        most: how many of them are read at most, from the first.
    """
    gains = [_gain(understood, hit, when) for hit in hits[:most]]
    pulls = [understood.pulls.get(hit.article.id, 0.0) for hit in hits[:most]]
    texts = shown(understood.query, [(hit.article.title, hit.text) for hit in hits[:most]])
    read: list[Hit] = []
    while len(read) < len(texts):
        left = map(add, gains[len(read) :], pulls[len(read) :])
        if read and max(hit.score for hit in read) > max(left) + _CLEAR:
            break
        if len(read) >= USUAL and max(hit.signals["rerank"] for hit in read) >= _LIKELY:
            break
        lot = slice(len(read), len(read) + _LOT)
        scores = reranker.score(understood.query, texts[lot])
        for hit, added, pull, score in zip(hits[: len(texts)][lot], gains[lot], pulls[lot], scores, strict=True):
            signals = {**hit.signals, "rerank": score, "gain": added, **({"subject": pull} if pull else {})}
            read.append(replace(hit, score=score + added + pull, signals=signals))
    rest = hits[len(read) :]
    lowest = min((hit.score for hit in read), default=0.0)
    behind = accumulate((hit.score for hit in rest), min)  # places given for variety are not in the order of scores
    read.sort(key=lambda hit: (-hit.score, hit.passage.id))
    return read + [replace(h, score=lowest + _FUSED * (b - rest[0].score)) for h, b in zip(rest, behind, strict=True)]


def _gain(understood: Understood, hit: Hit, when: Timing) -> float:
    article = hit.article
    standing = Standing(article.day, article.outlet, hit.passage.start)
    total = gain(standing, when, understood.names("outlet")) + _LEAD * (standing.start == 0)
    total += SOURCE * any(author in article.authors for author in understood.names("author"))
    total += SOURCE * (article.section in understood.names("section"))
    total += _FUSED * hit.signals.get("fused", 0.0) + _SCORED * hit.signals.get("scored", 0.0)
    words = [understood.query[start:end] for start, end in understood.exact]
    return total + _EXACT * share(words, f"{article.title}\n{hit.text}")
