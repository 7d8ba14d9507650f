"""A run: what was asked, what came of it, and with what.

On disk it is a folder::

    run.json            figures, settings, versions, hashes of data and weights, machine, date
    predictions.jsonl   a record for each question and system, written as they come
    SYSTEM.trec         rankings of articles in TREC's format, for other tools; qrels.trec beside them
    report.html         the same for people

``predictions.jsonl`` is the truth: a run that was cut short is read from as far as it came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from onrecord.eval.figures import Figure, figures_of
from onrecord.eval.types import Record
from onrecord.index.errors import SourceError

__all__ = ["Run", "Writer"]

_RUN, _PREDICTIONS = "run.json", "predictions.jsonl"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished or interrupted run.

    ``about`` says with what (task, data, settings, weights, versions, machine, ``complete``); ``figures`` are by system
    and metric, as the records say.
    """

    about: Mapping[str, Any]
    records: Sequence[Record]
    figures: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)

    @classmethod
    def of(cls, about: Mapping[str, Any], records: Sequence[Record]) -> Self:
        """A run with its figures worked out."""
        return cls(about, records, figures_of(records))

    @classmethod
    def read(cls, folder: str | Path) -> Self:
        """The run in a folder; figures are worked out again where it was cut short.

        Raises:
            SourceError: no run there, or not one that can be read.
        """
        folder = Path(folder)
        try:
            about = json.loads((folder / _RUN).read_text(encoding="utf-8"))
            records = list(_records(folder / _PREDICTIONS))
            stored = about.pop("figures", {})
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise SourceError(
                f"{folder} holds no run that can be read ({error}); make one with: onrecord eval"
            ) from error
        if not stored:
            return cls.of(about, records)
        return cls(about, records, {name: {m: Figure(**f) for m, f in rows.items()} for name, rows in stored.items()})

    @property
    def main(self) -> str:
        """The system the run is about; the others are its stages and baselines."""
        return str(self.about["main"])

    def of_system(self, system: str) -> list[Record]:
        """The records of one system."""
        return [record for record in self.records if record.system == system]

    def as_json(self) -> dict[str, Any]:
        """What ``run.json`` holds."""
        rows = {name: {metric: asdict(f) for metric, f in row.items()} for name, row in self.figures.items()}
        return {**self.about, "figures": rows}


class Writer:
    """Writes a run's folder while it goes on, so that what was done is never lost.

    Args:
        folder: a new or empty folder, or one that holds a run, which is replaced.
        about: what is known at the start; ``complete`` is false until ``finish``.

    Raises:
        SourceError: the folder holds something else.
    """

    def __init__(self, folder: Path, about: Mapping[str, Any]) -> None:
        self.check(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        for stale in [*folder.glob("*.trec"), folder / "report.html"]:
            stale.unlink(missing_ok=True)
        self._write({**about, "complete": False})
        self._predictions = (folder / _PREDICTIONS).open("w", encoding="utf-8")

    @staticmethod
    def check(folder: Path) -> None:
        """Whether a run may be written there.

        Raises:
            SourceError: the folder holds something else.
        """
        if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / _RUN).exists())):
            raise SourceError(f"{folder} holds something that is no run; choose a new or an empty folder")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._predictions.close()

    def add(self, record: Record) -> None:
        """Keep a record; it is on its way to the disk when this returns."""
        self._predictions.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")
        self._predictions.flush()

    def finish(self, run: Run, qrels: Mapping[str, Mapping[str, int]]) -> None:
        """Write everything that follows from the records, but for the report."""
        self._predictions.close()
        self._write(run.as_json())
        for system in {record.system: None for record in run.records}:
            ranked = [record for record in run.of_system(system) if record.ranking]
            if ranked:
                _write_trec(self.folder / f"{system.replace(' ', '-')}.trec", ranked)
        asked = {record.id: qrels.get(record.id, {}) for record in run.records}
        if any(asked.values()):
            lines = [f"{_column(q)} 0 {_column(doc)} {n}\n" for q, docs in asked.items() for doc, n in docs.items()]
            (self.folder / "qrels.trec").write_text("".join(lines), encoding="utf-8")

    def _write(self, content: Mapping[str, Any]) -> None:
        beside = self.folder / f"{_RUN}.new"
        beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(self.folder / _RUN)


def _write_trec(path: Path, records: Sequence[Record]) -> None:
    """``query Q0 document rank score tag``. Tools sort by score, and stages' scores do not compare, so the score is the
    place from the end."""
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            for rank, name in enumerate(record.ranking, 1):
                score = len(record.ranking) - rank + 1
                file.write(f"{_column(record.id)} Q0 {_column(name)} {rank} {score} {path.stem}\n")


def _column(name: str) -> str:
    """An id as a column of a format whose columns blanks divide: blanks as in a URL."""
    return re.sub(r"[\s%]", lambda found: quote(found[0]), name)


def _records(path: Path) -> list[Record]:
    """The records of a file; a torn last line is what a killed run leaves."""
    lines = path.read_bytes().split(b"\n")
    found = []
    for number, line in enumerate(lines, 1):
        try:
            if line:
                found.append(_record(json.loads(line)))
        except ValueError:
            if number < len(lines):
                raise
    return found


def _record(stored: dict[str, Any]) -> Record:
    lists = {name: tuple(stored.get(name, ())) for name in ("expected", "relevant", "ranking")}
    return Record(**{**stored, **lists})
