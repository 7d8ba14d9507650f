"""``onrecord bench ...``: measure the index, print figures. Figures go to stdout, everything else to stderr."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sized
from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.eval.archive import cache_folder
from onrecord.eval.bench import show
from onrecord.eval.bench.material import material
from onrecord.eval.bench.measured import PARTS, measured
from onrecord.eval.machine import code, machine, versions
from onrecord.index import load_embedder
from onrecord.rag.terminal import ERRORS, progress

__all__ = ["app"]

app = typer.Typer(
    name="bench",
    help="Measure what the index costs and how quick it is, side by side with the plain way.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _bench() -> None:
    """Measure what the index costs and how quick it is, side by side with the plain way."""


@app.command()
def index(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="PATH",
            help="Articles; a BEIR folder brings its questions too [default: the sample archive].",
        ),
    ] = None,
    passages: Annotated[
        int, typer.Option("--passages", min=100, metavar="N", help="Of the archive that is made of them.")
    ] = 1_000_000,
    part: Annotated[
        list[str] | None, typer.Option("--part", metavar="PART", help="adding, searching or starting; repeatable.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Only so many of the articles, spread evenly.")
    ] = None,
    questions: Annotated[
        int, typer.Option("--questions", min=1, metavar="N", help="How many are asked at most.")
    ] = 300,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Where made indexes are kept [default: the user's cache]."),
    ] = None,
    times: Annotated[
        int, typer.Option("--times", min=1, metavar="N", help="How often an article is added and removed.")
    ] = 50,
    runs: Annotated[int, typer.Option("--runs", min=1, metavar="N", help="How many processes are started.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Adding against the plain loop, searching a large archive made of the articles, starting a process."""
    chosen = [name for name in PARTS if name in (part or PARTS)]
    unknown = sorted(set(part or ()) - set(PARTS))
    if unknown:
        raise typer.BadParameter(f"--part takes {', '.join(PARTS)}, not {unknown[0]!r}")
    given = material(path, limit, questions)
    if given.passed_over:
        ERRORS.print(f"{given.passed_over} records were passed over")
    whole: dict[str, Any] = {
        "machine": machine(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "versions": versions(),
        "code": code(),
        "made of": {"name": given.name, "articles": len(given.articles), "questions": len(given.questions)},
    }

    def told(name: str, figures: dict[str, Any], text: str) -> None:
        whole[name] = figures
        if not as_json:
            typer.echo(text + "\n")

    if not as_json:
        typer.echo(f"{show.where(whole['machine'], whole['versions'], whole['load'])}\n")
        typer.echo(f"Made of {given.name}: {len(given.articles)} articles, {len(given.questions)} questions\n")
    measured(
        given,
        load_embedder(),
        folder or cache_folder() / "bench",
        told,
        passages=passages,
        parts=chosen,
        times=times,
        runs=runs,
        watch=_watched,
    )
    if as_json:
        typer.echo(json.dumps(whole, ensure_ascii=False))


def _watched(items: Iterable[Any], doing: str) -> Iterator[Any]:
    with progress() as shown:
        yield from shown.track(items, description=doing, total=len(items) if isinstance(items, Sized) else None)
