"""Whether the quotes of an answer that was told once still stand in the archive, and what has changed since.

Read are the records of ``onrecord ask --json``, an answer a line, and conversations as they are kept or exported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.index import Article, NewsIndex
from onrecord.index.errors import IndexDamaged
from onrecord.index.limits import embargoed
from onrecord.rag.recorded import MALFORMED, Quoted, quotes_of
from onrecord.rag.standing import Fallen, standing

__all__ = ["Checked", "Told", "Verdict", "told_in", "verified", "verify"]

Verdict = Literal["stands", "changed", "gone", "damaged"]
"""``stands``: character for character where it was quoted. ``changed``: it does, but the newest revision has not these
words, or there is a new remark or an embargo. ``gone``: it does not. ``damaged``: the archive cannot tell."""


@dataclass(frozen=True, slots=True)
class Told:
    """A quote of the ``answer``-th answer of a file, from one."""

    answer: int
    quoted: Quoted


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote, whether it stands, and what is to be known of it, a sentence each."""

    told: Told
    verdict: Verdict
    notes: tuple[str, ...] = ()


def told_in(content: bytes, where: str) -> list[Told]:
    """The quotes of a file.

    Args:
        content: of the file.
        where: its name, for errors.

    Raises:
        ValueError: it is none of what is read here.
    """
    try:
        text = content.decode(json.detect_encoding(content))
        answers = _answers(text)
        return [Told(number, quoted) for number, answer in enumerate(answers, 1) for quoted in quotes_of(answer)]
    except MALFORMED as error:
        raise ValueError(
            f"{where} holds no answers as `onrecord ask --json` or `onrecord conversations export` print them "
            f"({type(error).__name__}: {error})"
        ) from error


def verify(told: Iterable[Told], index: NewsIndex) -> Iterator[Checked]:
    """Each quote, compared with the archive as it is now."""
    for one in told:
        yield verified(one, index)


def verified(told: Told, index: NewsIndex) -> Checked:
    """A quote, compared with the archive as it is now."""
    quoted = told.quoted
    found = standing(quoted, index)
    try:
        now = index.article(quoted.source.article_id)
    except IndexDamaged as error:
        return Checked(told, "damaged", (str(error),))
    if isinstance(found, Fallen):
        verdict: Verdict = "damaged" if found.fate == "damaged" else "gone"
        return Checked(told, verdict, (found.why, *_remarks(quoted, now)))
    if now is None:  # an article has no revision that is kept and no newest one only while it is being removed
        return Checked(told, "gone", (f"article {quoted.source.article_id} is not in the archive any more",))
    kept = quoted.quote in now.text
    newer = [f"a newer revision has {'these words too' if kept else 'not these words'}"] if now != found else []
    changes = [*_remarks(quoted, now), *_embargo(now)]
    return Checked(told, "stands" if kept and not changes else "changed", (*newer, *changes))


def _remarks(quoted: Quoted, now: Article | None) -> Iterator[str]:
    """What has been remarked of the article since it was quoted: a correction, a withdrawal."""
    for remark in now.remarks if now else ():
        if remark not in quoted.remarks:
            yield f"remarked since: {remark}"


def _embargo(now: Article) -> Iterator[str]:
    if embargoed(now):
        yield f"under an embargo until {now.embargo}"


def _answers(text: str) -> list[Mapping[str, Any]]:
    """The answers' records of a file that is one conversation, or one answer, or an answer a line."""
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        return [_line(number, line) for number, line in enumerate(lines, 1)]
    if "turns" in whole:
        return [turn["answer"] for turn in whole["turns"]]
    return [whole]


def _line(number: int, line: str) -> Mapping[str, Any]:
    try:
        return dict(json.loads(line))
    except MALFORMED as error:
        raise ValueError(f"line {number}: {error}") from error
