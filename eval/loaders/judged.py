"""Relevance judgements: lines that say which article answers which query, and how well."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from onrecord.eval.loaders.fields import shown
from onrecord.eval.loaders.gathered import Gathered
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line

__all__ = ["Judgement", "judged", "judgements", "relevant"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line: a query, an article, a grade (zero or less is not relevant), and where the line stands."""

    query: str
    article: str
    grade: int
    where: str


def judgements(lines: Iterable[tuple[str, str]], columns: int, into: Gathered) -> Iterator[Judgement]:
    """The lines of a file of judgements with their places: ``query article grade`` in three columns (BEIR, with or
    without a header), or ``query 0 article grade`` in four (TREC). A line that is neither is rejected."""
    for number, (where, line) in enumerate(lines):
        try:
            yield _judgement(line, columns, where)
        except SourceError as error:
            if not (number == 0 and _header(line, columns)):
                into.reject(where, error)


def judged(
    found: Iterable[Judgement], queries: Container[str], articles: Container[str], into: Gathered
) -> dict[str, dict[str, int]]:
    """The grades of each query's articles. What names an unknown query or article is left out, and because a part of
    a collection is common, that is told once for each kind: how many, and where the first stands."""
    grades: dict[str, dict[str, int]] = {}
    strangers: list[Judgement] = []
    missing: list[Judgement] = []
    for one in found:
        if one.query not in queries:
            strangers.append(one)
        elif one.article not in articles:
            missing.append(one)
        elif grades.setdefault(one.query, {}).setdefault(one.article, one.grade) != one.grade:
            into.reject(one.where, f"query {shown(one.query)} has another grade for {shown(one.article)} already")
    _tell("judgements that name a query not in the set", [(one.query, one) for one in strangers], into)
    _tell("judgements that name an article not in the set", [(one.article, one) for one in missing], into)
    bare = {one.query: one for one in reversed(missing) if one.query not in grades}
    _tell("queries left out, for no article judged for them is in the set", list(bare.items())[::-1], into)
    return grades


def relevant(grades: dict[str, int]) -> dict[str, int]:
    """The articles with a grade above zero."""
    return {article: grade for article, grade in grades.items() if grade > 0}


def _judgement(line: str, columns: int, where: str) -> Judgement:
    parts = line.split("\t") if line.count("\t") == columns - 1 else line.split()
    parts = [normalise_line(part) for part in parts]
    if len(parts) != columns or not all(parts):
        raise SourceError(f"a judgement has {columns} columns, not {shown(line)}")
    try:
        return Judgement(parts[0], parts[-2], int(parts[-1]), where)
    except ValueError:
        raise SourceError(f"a grade must be a whole number, not {shown(parts[-1])}") from None


def _header(line: str, columns: int) -> bool:
    return len(line.split()) == columns and not any(letter.isdigit() for letter in line)


def _tell(what: str, lost: list[tuple[str, Judgement]], into: Gathered) -> None:
    if lost:
        named, first = lost[0]
        into.reject(first.where, f"{what}: {len(lost)}; the first: {shown(named)}")
