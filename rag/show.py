"""Answers, hits and articles as lines for a terminal. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.index import Article, Hit
from onrecord.rag.acts import meant
from onrecord.rag.explain import Reason, Removed
from onrecord.rag.types import Answer
from onrecord.rag.understood import Understood

__all__ = ["also", "answer", "article", "hit", "reason", "removed", "source", "understood"]


def answer(given: Answer) -> str:
    """The answering words, then each quote under its number and source, and what the program has to say of them; or why
    there is none, and what is nearest or what may be meant."""
    understood_as = meant(given.question, given.query, given.act, given.cause)
    lines = [f"Understood as: {understood_as}", ""] if understood_as else []
    if given.abstained:
        lines.append(given.reason)
        lines += [f"{number}. {choice.words}" for number, choice in enumerate(given.choices, 1)]
        if given.hits:
            lines += ["", "Nearest passages, which do not answer:"]
        for number, near in enumerate(given.hits[:3], 1):
            lines += ["", hit(number, near)]
    else:
        lines.append(given.text)
        for citation in given.citations:
            lines += ["", f"[{citation.number}] {_quoted(citation.quote)}", f"    {source(citation.article)}"]
            lines += [f"    {citation.article.url}"] if given.act == "sources" and citation.article.url else []
            lines += [f"    {also(citation.also)}"] if citation.also else []
            lines += [f"    note: {remark}" for remark in citation.article.remarks]
        lines += ["", given.reason] if given.reason else []
    return "\n".join(lines)


def hit(number: int, found: Hit) -> str:
    """A passage under its number, with its source."""
    place = f"{found.article.id} {found.passage.start}-{found.passage.end}"
    lines = [f"{number}. {source(found.article)}", f"   {place}  score {found.score:.2f}", f"   {_quoted(found.text)}"]
    return "\n".join(lines + ([f"   {also(found.also)}"] if found.also else []))


def understood(found: Understood) -> str:
    """What was taken from the words of a question, a line each, and the kind of answer it asks for."""
    lines = [f"   {one.aspect}: {found.query[one.start : one.end]} -> {one.meaning}" for one in found.decisions()]
    return "\n".join([f"Understood ({found.kind}):", *(lines or ["   nothing but its words"]), ""])


def reason(found: Reason) -> str:
    """The rank a passage had in each ranking, and its scores by stage."""
    ranks = ", ".join(f"{name} #{rank}" for name, rank in found.ranks.items())
    scores = ", ".join(f"{name} {score:.3g}" for name, score in found.scores.items())
    return f"   why: {ranks}; {scores}"


def removed(found: Sequence[Removed]) -> str:
    """What filters took away, a line each."""
    lines = [f"   {source(one.hit.article)} (by {one.by})" for one in found]
    return "\n".join(["", "Taken away by filters:", *lines])


def article(listed: Article) -> str:
    """Id, day, outlet and title, separated by tabs."""
    return "\t".join((listed.id, listed.day or "", listed.outlet, listed.title))


def source(cited: Article) -> str:
    """Outlet, day and title of an article, as far as they are known."""
    return " · ".join(filter(None, (cited.outlet, cited.day, cited.title)))


def also(copies: Sequence[Article], named: int = 3) -> str:
    """Where else a passage stands: outlet and day of the first few, and how many more there are."""
    places = [" · ".join(filter(None, (copy.outlet or copy.id, copy.day))) for copy in copies[:named]]
    more = [f"{len(copies) - named} more"] if len(copies) > named else []
    return f"also in {'; '.join(places + more)}"


def _quoted(text: str) -> str:
    return text.replace("\n", "\n   ")
