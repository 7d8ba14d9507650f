"""An answer as plain data, for JSON: one form for the command line, the server and evaluations."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from onrecord.index import Article, Hit
from onrecord.rag.explain import Explained, Reason
from onrecord.rag.types import Answer, Citation
from onrecord.rag.understood import Understood

__all__ = ["answer_record", "citation_record", "explained_record", "hit_record", "reason_record"]


def answer_record(answer: Answer) -> dict[str, Any]:
    """Everything an answer says. ``focus`` is ``[start, end]`` in the article, like ``start`` and ``end``, or null."""
    return {
        "question": answer.question,
        "query": answer.query,
        "text": answer.text,
        "abstained": answer.abstained,
        "cause": answer.cause,
        "reason": answer.reason,
        "act": answer.act,
        "choices": [asdict(choice) for choice in answer.choices],
        "confidence": round(answer.confidence, 4),
        "citations": [citation_record(citation) for citation in answer.citations],
        "nearest": [hit_record(hit) for hit in answer.hits] if answer.abstained else [],
        "understood": _understood(answer.understood) if answer.understood else None,
        "timings": {step: round(seconds, 4) for step, seconds in answer.timings.items()},
    }


def hit_record(hit: Hit) -> dict[str, Any]:
    """A passage that was found."""
    return {
        **_source(hit.article, hit.passage.revision),
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.text,
        "remarks": list(hit.article.remarks),
        "score": round(hit.score, 4),
        "signals": {name: round(value, 4) for name, value in hit.signals.items()},
        "also": [_named(article) for article in hit.also],
    }


def reason_record(reason: Reason) -> dict[str, Any]:
    """Why a passage was found: its rank in each ranking, from one, and its scores by stage."""
    scores = {name: round(value, 4) for name, value in reason.scores.items()}
    return {"why": {"ranks": dict(reason.ranks), "scores": scores}}


def explained_record(found: Explained) -> dict[str, Any]:
    """What was understood of a question, and what filters took away."""
    taken = [{**_named(one.hit.article), "by": one.by} for one in found.removed]
    return {"understood": _understood(found.understood), "removed": taken}


def _understood(found: Understood) -> dict[str, Any]:
    return {
        "query": found.query,
        "kind": found.kind,
        "decisions": [asdict(one) for one in found.decisions()],
        "times": [asdict(one) for one in found.times],
        "mentions": [{**asdict(one), "names": list(one.names)} for one in found.mentions],
        "exact": [list(span) for span in found.exact],
        "latest": found.latest,
    }


def citation_record(citation: Citation) -> dict[str, Any]:
    """A quote, with its place and its source."""
    return {
        "number": citation.number,
        **_source(citation.article, citation.revision),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "focus": list(citation.focus) if citation.focus else None,
        "answering": citation.answering,
        "remarks": list(citation.article.remarks),
        "also": [_named(article) for article in citation.also],
    }


def _source(article: Article, revision: int) -> dict[str, Any]:
    return {"article_id": article.id, "revision": revision, **_named(article)}


def _named(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "url": article.url,
    }
