"""Two revisions of an article side by side in one text: what was taken out, what was put in, and where nothing was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, TypedDict

from onrecord.index import Article, NewsIndex
from onrecord.index.errors import OnRecordError
from onrecord.index.limits import embargoed
from onrecord.ui.changes import Run, changes, words_of
from onrecord.ui.places import NotThere, place_of
from onrecord.ui.revised import revision_views
from onrecord.ui.source import RevisionView, heading
from onrecord.ui.stated import moment, sentence
from onrecord.ui.words import count, listing

__all__ = ["BlockView", "ComparedView", "FieldView", "blocks", "compared"]

_BLANK_LINES = re.compile(r"(\n(?:[^\S\n]*\n)+)")
_WHOLE = "Some sentences were too long, or too many, to be compared word by word; they are shown as a whole."


class BlockView(TypedDict):
    """A paragraph with changes; or, where ``same`` is not 0, so many paragraphs without any."""

    runs: list[Run]
    same: int
    label: str


class FieldView(TypedDict):
    """Something that is stated beside the text, and what became of it."""

    name: str
    runs: list[Run]


class ComparedView(TypedDict):
    """What changed from revision ``before`` to ``after``. ``failed`` says why that cannot be told."""

    kind: Literal["changes"]
    serial: int
    article: str
    title: str
    before: int
    after: int
    revisions: list[RevisionView]
    summary: str
    note: str
    fields: list[FieldView]
    blocks: list[BlockView]
    failed: str


def compared(index: NewsIndex, told: Mapping[str, Any], serial: int) -> ComparedView:
    """What changed from revision ``before`` of the ``article`` that is named to revision ``after``."""
    view: ComparedView = {
        "kind": "changes",
        "serial": serial,
        "article": "",
        "title": "",
        "before": 0,
        "after": 0,
        "revisions": [],
        "summary": "",
        "note": "",
        "fields": [],
        "blocks": [],
        "failed": "",
    }
    try:
        name = place_of({"article": told.get("article")}).article
        history = index.history(name)
        known = {one.number: one.article for one in history}
        before, after = (known.get(told.get(side)) for side in ("before", "after"))  # type: ignore[arg-type]
        if before is None or after is None or embargoed(history[-1].article):
            raise NotThere("The archive has not both of these revisions.")
    except (NotThere, OnRecordError, TypeError) as error:  # a TypeError: what cannot be the key of anything
        return {**view, "failed": sentence(str(error))}
    found = changes(before.text, after.text)
    fields = list(_fields(before, after))
    return {
        **view,
        "article": name,
        "title": heading(after),
        "before": told["before"],
        "after": told["after"],
        "revisions": revision_views(history),
        "summary": _summary(found.runs, fields),
        "note": _WHOLE if found.whole else "",
        "fields": fields,
        "blocks": blocks(found.runs),
    }


def blocks(runs: Iterable[Run]) -> list[BlockView]:
    """The runs by paragraph; paragraphs that follow each other without a change stand together. The texts of the runs
    of all blocks, joined in order, are those that were given."""
    found: list[BlockView] = []
    for paragraph in _paragraphs(runs):
        same = all(run["kind"] == "same" for run in paragraph)
        if same and found and found[-1]["same"]:
            found[-1]["runs"] += paragraph
            found[-1]["same"] += 1
        else:
            found.append({"runs": paragraph, "same": int(same), "label": ""})
    for block in found:
        block["label"] = f"{count(block['same'], 'paragraph')} unchanged" if block["same"] else ""
    return found


def _paragraphs(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs, cut after blank lines that are in both texts."""
    held: list[Run] = []
    for run in runs:
        parts = _BLANK_LINES.split(run["text"]) if run["kind"] == "same" else [run["text"]]
        for part in parts:
            if part:
                held.append({"kind": run["kind"], "text": part})
            if len(parts) > 1 and _BLANK_LINES.fullmatch(part):
                yield held
                held = []
    if held:
        yield held


def _fields(before: Article, after: Article) -> Iterator[FieldView]:
    """What is stated beside the text and is not the same in both."""
    for name, was, now in (
        ("Headline", before.title, after.title),
        ("Outlet", before.outlet, after.outlet),
        ("Published", moment(before.published), moment(after.published)),
        ("Updated", moment(before.modified), moment(after.modified)),
        ("Authors", listing(before.authors), listing(after.authors)),
        ("Section", before.section, after.section),
        ("Reported from", before.dateline, after.dateline),
        ("Address", before.url, after.url),
        ("Rights", before.rights, after.rights),
        ("Remarks", " ".join(before.remarks), " ".join(after.remarks)),
    ):
        if was != now:
            yield {"name": name, "runs": changes(was, now).runs}


def _summary(runs: Iterable[Run], fields: list[FieldView]) -> str:
    runs = list(runs)
    removed, added = words_of(runs, "removed"), words_of(runs, "added")
    text = f"{count(removed, 'word')} taken out, {count(added, 'word')} put in" if removed or added else ""
    if text:
        return f"{text}."
    if any(run["kind"] != "same" for run in runs):
        return "The same words; only marks or blanks between them changed."
    return "The text is the same." if fields else "Nothing differs."
