"""What the commands of ``onrecord eval`` share: load a set, run it, show what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import track

from onrecord.eval.evaluation import evaluate
from onrecord.eval.loaders import load
from onrecord.eval.run import Run
from onrecord.eval.systems import Task
from onrecord.eval.tables import costs, figures_table, ways_lines, ways_tables
from onrecord.eval.types import Dataset
from onrecord.index import NewsIndex, load_embedder

__all__ = ["ERRORS", "run_and_show"]

ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def run_and_show(
    task: Task,
    path: Path,
    index: Path | None,
    archive: Path | None,
    out: Path | None,
    as_json: bool,
    embedder: str = "",
    **options: Any,
) -> None:
    """Evaluate, write the run's folder, print its figures.

    Args:
        task: what is measured.
        path: the data set.
        index: a folder to open instead of an index over the set's articles.
        archive: a set whose articles are asked instead.
        out: the run's folder; default one below ``runs``.
        embedder: its name; default the packaged one.
        as_json: one line of JSON instead of a table.
        options: of ``evaluate``.

    Raises:
        typer.Exit: 130 if it was interrupted, 1 if a quote is not verbatim.
    """
    dataset = _loaded(path)
    out = out or _run_folder(task, dataset.name)
    stopped, before = False, _written(out)
    with ExitStack() as stack:
        vectors = load_embedder(embedder) if embedder else None
        opened = stack.enter_context(NewsIndex.open(index, embedder=vectors)) if index else None
        other = _loaded(archive) if archive else None
        try:
            evaluate(dataset, task, index=opened, archive=other, embedder=vectors, out=out, watch=_watched, **options)
        except KeyboardInterrupt:
            if _written(out) == before:
                ERRORS.print("Interrupted before anything was asked.")
                raise typer.Exit(130) from None
            stopped = True
    run = Run.read(out)
    known = {(item.where, item.reason) for item in dataset.rejected}
    _report([f"{r['where']}: {r['reason']}" for r in run.about["data"]["rejects"] if tuple(r.values()) not in known])
    _show(run, out, as_json=as_json)
    if stopped:
        ERRORS.print("Interrupted: the figures are of what was asked until then.")
        raise typer.Exit(130)


def _show(run: Run, out: Path, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(run.as_json(), ensure_ascii=False))
    else:
        data = run.about["data"]
        of = f" of {data['archive']['name']}" if data["archive"] else ""
        how = "".join(f", {how}" for how in _held(run.about["settings"]))
        typer.echo(f"{run.about['task']} of {data['name']}{of}{how}: {run.about['asked']} of {data['fit']} questions\n")
        for text in (figures_table(run), *ways_tables(run)):
            typer.echo(text + "\n")
        for name, text in ways_lines(run):
            typer.echo(f"{name}: {text}")
        for line in costs(run):
            typer.echo(line)
    ERRORS.print(f"The run is in {out}; open {out / 'report.html'}")
    untrue = [r.id for r in run.records if r.scores.get("verbatim", 1.0) < 1.0]
    if untrue:
        ERRORS.print(f"NOT VERBATIM: the quotes of {len(untrue)} answers, first of them to {untrue[0]}")
        raise typer.Exit(1)


def _held(settings: Mapping[str, Any]) -> Iterator[str]:
    """How a chat was held, where it is not each conversation over its own article."""
    if settings.get("domain"):
        yield str(settings["domain"])
    if settings.get("pooled"):
        yield "spliced" if settings["spliced"] else "pooled"


def _loaded(path: Path) -> Dataset:
    dataset = load(path)
    _report([f"{item.where}: {item.reason}" for item in dataset.rejected])
    return dataset


def _report(rejected: Sequence[str]) -> None:
    for text in rejected[:10]:
        ERRORS.print(f"rejected: {text}")
    if len(rejected) > 10:
        ERRORS.print(f"rejected: {len(rejected) - 10} more; run.json names the first 1,000")


def _written(out: Path) -> bytes | None:
    """The run that is in a folder, as it stands there."""
    path = out / "run.json"
    return path.read_bytes() if path.exists() else None


def _run_folder(task: str, name: str) -> Path:
    plain = re.sub(r"[^\w.-]+", "-", name)
    return Path("runs") / f"{task}-{plain}-{datetime.now():%Y%m%d-%H%M%S}"


def _watched(items: Sequence[Any], name: str) -> Iterable[Any]:
    doing = "Asking questions" if name == "questions" else f"Reading and embedding {name}"
    return track(items, description=doing, console=ERRORS, transient=True)
