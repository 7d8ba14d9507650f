"""Candidates in the order in which they answer: a reranker's logits, and what is known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from onrecord.index import Hit
from onrecord.index.visible import Standing
from onrecord.rag.exact import share
from onrecord.rag.excerpt import shown
from onrecord.rag.rerank import Reranker
from onrecord.rag.understood import Understood
from onrecord.rag.weighing import SOURCE, Timing, gain

__all__ = ["reranked"]

_LEAD = 0.6  # the first passage of an article says who, what and when
_FUSED = 110  # log odds for what both indexes have at the top over what neither has, about 3.6
_EXACT = 1.0  # log odds of a passage that has all numbers and quoted words of the question, over one that has none


def reranked(
    reranker: Reranker, understood: Understood, hits: Sequence[Hit], when: Timing, most: int | None = None
) -> list[Hit]:
    """The hits, best first. A hit's score is in log odds: the reranker's logit for its excerpt, ``signals["rerank"]``,
    and what its ranks, day, place, source and the question's exact words in it add, ``signals["gain"]``.

    Args:
        reranker: reads.
        understood: the question.
        hits: as they were fused, best first.
        when: the times that count.
        most: how many of them are read, from the first. The others stay behind these, in their order, each with the
            lowest score of those that were read, less what it is behind the first of its like.
    """
    chosen, rest = hits[:most], hits[len(hits[:most]) :]
    texts = shown(understood.query, [(hit.article.title, hit.text) for hit in chosen])
    scores = reranker.score(understood.query, texts)
    scored = []
    for hit, score in zip(chosen, scores, strict=True):
        added = _gain(understood, hit, when) + _FUSED * hit.signals.get("fused", 0.0)
        signals = {**hit.signals, "rerank": score, "gain": added}
        scored.append(replace(hit, score=score + added, signals=signals))
    scored.sort(key=lambda hit: (-hit.score, hit.passage.id))
    lowest = scored[-1].score if scored else 0.0
    behind = accumulate((hit.score for hit in rest), min)  # places given for variety are not in the order of scores
    return scored + [replace(h, score=lowest + _FUSED * (b - rest[0].score)) for h, b in zip(rest, behind, strict=True)]


def _gain(understood: Understood, hit: Hit, when: Timing) -> float:
    article = hit.article
    standing = Standing(article.day, article.outlet, hit.passage.start)
    total = gain(standing, when, understood.names("outlet")) + _LEAD * (standing.start == 0)
    total += SOURCE * any(author in article.authors for author in understood.names("author"))
    total += SOURCE * (article.section in understood.names("section"))
    words = [understood.query[start:end] for start, end in understood.exact]
    return total + _EXACT * share(words, f"{article.title}\n{hit.text}")
