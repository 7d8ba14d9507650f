"""Data sets to measure with: a loader per format, chosen by a look at the content through one small table."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from onrecord.eval.loaders import beir, coqa, onestopqa, pairs, smart, squad, trec
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.types import Dataset
from onrecord.index.errors import SourceError

__all__ = ["load"]


class _Form(Protocol):
    """What the table holds: how a format looks, whether it is this one, and its loader."""

    @property
    def LOOKS(self) -> str: ...  # noqa: N802

    def fits(self, found: Found) -> bool: ...

    def read(self, found: Found, into: Gathered) -> None: ...


_FORMS: dict[str, _Form] = {
    "squad": squad,
    "coqa": coqa,
    "onestopqa": onestopqa,
    "pairs": pairs,
    "beir": beir,
    "smart": smart,
    "trec": trec,
}
_BARE = {"dev", "test", "train", "valid", "validation", "val", "eval", "data", "all", "questions", "pairs"}


def load(path: str | Path) -> Dataset:
    """The data set in a file or folder; a ``.gz`` is unpacked.

    A record that is malformed, and what leans on it, is passed over: ``rejected`` says where and why. Articles are as
    the index stores them, and marks are offsets into that.

    Raises:
        SourceError: there is no such path, it is in no format known, a part of it is missing or cannot be read, or no
            question in it can be used.
    """
    path = Path(path)
    found = Found(path)
    name = next((name for name, form in _FORMS.items() if form.fits(found)), None)
    if name is None:
        known = "\n".join(f"- {name}: {form.LOOKS}" for name, form in _FORMS.items())
        raise SourceError(f"{path} is in no known format: it is {found.describe()}. Known are\n{known}")
    into = Gathered()
    _FORMS[name].read(found, into)
    if not into.questions:
        first = f"; the first of {len(into.rejected)} rejected records: {into.rejected[0]}" if into.rejected else ""
        raise SourceError(f"{path} looks like {name} and has no question that can be used{first}")
    return Dataset(
        name=_name(path),
        form=name,
        questions=tuple(into.questions.values()),
        articles=tuple(into.articles.values()),
        sha256=found.sha256,
        rejected=tuple(into.rejected),
    )


def _name(path: Path) -> str:
    """A short name: the folder's or the file's without its endings, after its folder's where it says little."""
    whole = path if path.name not in ("", "..") else path.resolve()
    stem = whole.name if path.is_dir() else Path(whole.name.removesuffix(".gz")).stem
    above = whole.absolute().parent.name
    return f"{above}/{stem}" if stem.lower() in _BARE and above else stem
