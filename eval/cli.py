"""``onrecord eval ...``: parse, call, format. Figures go to stdout, everything else to stderr.

Exit codes: 0 fine, 1 a gate that failed (``--fail-below``, ``--fail-drop``, a quote that is not verbatim), 2 usage,
130 interrupted, with a usable partial run.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from onrecord.eval import PAIRS
from onrecord.eval.comparison import compare, dropped
from onrecord.eval.measures import MEASURES
from onrecord.eval.run import Run
from onrecord.eval.tables import compared_table, figures_table
from onrecord.eval.terminal import ERRORS, run_and_show
from onrecord.rag.places import default_folder, sample_folder

__all__ = ["app"]

app = typer.Typer(
    name="eval",
    help="Measure what is found, read and answered, over question-answer sets of your own or in formats the field has.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

SetAt = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help="SQuAD, CoQA or OneStopQA file; BEIR, TREC or SMART folder; pairs (JSONL, CSV)."
    ),
]
IndexAt = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Ask this index instead of the set's own articles.")
]
Archive = Annotated[
    Path | None, typer.Option("--archive", metavar="PATH", help="Ask the articles of this other set instead.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="A random sample of so many questions.")]
Seed = Annotated[int, typer.Option("--seed", help="Of the sample and of the order.")]
Dates = Annotated[bool, typer.Option("--dates/--no-dates", help="Pass on the day each question was asked.")]
Baselines = Annotated[bool, typer.Option("--baselines/--no-baselines", help="Search fixed windows as well.")]
EmbedWith = Annotated[
    str, typer.Option("--embedder", metavar="NAME", help="bge-small, or sentence-transformers:FOLDER-OR-NAME.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="The run's folder [default: runs/TASK-SET-TIME].")
]
Cache = Annotated[
    Path | None,
    typer.Option("--cache", metavar="DIR", help="Where built indexes are kept [default: the user's cache]."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print what run.json holds, on one line.")]


@app.command()
def retrieval(
    path: SetAt,
    index: IndexAt = None,
    archive: Archive = None,
    limit: Limit = None,
    seed: Seed = 0,
    dates: Dates = True,
    baselines: Baselines = True,
    embedder: EmbedWith = "",
    out: Out = None,
    cache: Cache = None,
    as_json: AsJson = False,
) -> None:
    """What each stage finds: recall, nDCG, MRR, MAP, of articles and of passages that answer."""
    run_and_show(
        "retrieval",
        path,
        index,
        archive,
        out,
        as_json,
        limit=limit,
        embedder=embedder,
        seed=seed,
        dates=dates,
        baselines=baselines,
        cache=cache,
    )


@app.command()
def reading(
    path: SetAt,
    limit: Limit = None,
    seed: Seed = 0,
    out: Out = None,
    cache: Cache = None,
    as_json: AsJson = False,
) -> None:
    """The words picked when the article is given: exact match, F1, with and without an answer."""
    run_and_show("reading", path, None, None, out, as_json, limit=limit, seed=seed, cache=cache)


@app.command()
def answers(
    path: SetAt,
    index: IndexAt = None,
    archive: Archive = None,
    limit: Limit = None,
    seed: Seed = 0,
    dates: Dates = True,
    baselines: Baselines = True,
    embedder: EmbedWith = "",
    out: Out = None,
    cache: Cache = None,
    as_json: AsJson = False,
) -> None:
    """The whole way, from an archive to a cited answer or none."""
    run_and_show(
        "answers",
        path,
        index,
        archive,
        out,
        as_json,
        limit=limit,
        embedder=embedder,
        seed=seed,
        dates=dates,
        baselines=baselines,
        cache=cache,
    )


@app.command()
def chat(
    path: SetAt,
    index: IndexAt = None,
    limit: Limit = None,
    seed: Seed = 0,
    dates: Dates = True,
    domain: Annotated[
        str, typer.Option("--domain", metavar="NAME", help="Conversations, and articles, of this domain alone.")
    ] = "",
    pooled: Annotated[
        bool, typer.Option("--pooled", help="Ask all the articles, not a conversation's own alone.")
    ] = False,
    spliced: Annotated[
        bool,
        typer.Option("--spliced", help="Pooled, and each conversation is begun with the first turns of another."),
    ] = False,
    embedder: EmbedWith = "",
    out: Out = None,
    cache: Cache = None,
    as_json: AsJson = False,
) -> None:
    """Conversations turn by turn: own history against none, plain concatenation, the set's own answers, and people's
    rewrites."""
    run_and_show(
        "chat",
        path,
        index,
        None,
        out,
        as_json,
        limit=limit,
        embedder=embedder,
        seed=seed,
        dates=dates,
        domain=domain,
        pooled=pooled,
        spliced=spliced,
        cache=cache,
    )


@app.command()
def pairs(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="JSONL or CSV [default: the pairs over the sample archive]."),
    ] = None,
    index: IndexAt = None,
    limit: Limit = None,
    seed: Seed = 0,
    dates: Dates = True,
    embedder: EmbedWith = "",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Your own question-answer pairs, asked of an index; without FILE, the project's over the sample archive."""
    if path is None:
        ERRORS.print("Asking the pairs over the sample archive: articles written for this project.")
        index = index or sample_folder()
    run_and_show(
        "answers",
        path or PAIRS,
        index or default_folder(),
        None,
        out,
        as_json,
        limit=limit,
        embedder=embedder,
        seed=seed,
        dates=dates,
    )


@app.command("compare")
def compare_runs(
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN...", help="Folders of runs, the base first; RUN@SYSTEM for another system than the main one."
        ),
    ],
    fail_below: Annotated[
        list[str] | None,
        typer.Option(metavar="METRIC=VALUE", help="Exit with 1 if a run is below it; repeatable."),
    ] = None,
    fail_drop: Annotated[
        bool, typer.Option("--fail-drop", help="Exit with 1 if a metric is worse by more than chance.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Runs side by side, with paired bootstrap intervals and p values; a gate for continuous integration. Of a single
    run, its figures."""
    floors = [_floor(text) for text in fail_below or []]
    named = [(name, *_opened(name)) for name in runs]
    failures = []
    if len(named) == 1 and fail_drop:
        raise typer.BadParameter("--fail-drop needs two runs, the base first")
    for name, run, system in named[1:] or named:
        failures += [f"{name}: {failure}" for failure in _below(run, system or run.main, floors)]
    for name, run, system in named[1:]:
        rows = compare(named[0][1], run, named[0][2], system)
        if as_json:
            shown = [row.as_json() for row in rows]
            typer.echo(json.dumps({"base": runs[0], "other": name, "metrics": shown}, ensure_ascii=False))
        else:
            typer.echo(f"base:  {runs[0]}\nother: {name}\n\n{compared_table(rows)}\n")
        if fail_drop:
            failures += [
                f"{name}: {row.metric} dropped from {row.base:.3f} to {row.other:.3f} (p {row.difference.p:.4f})"
                for row in dropped(rows)
            ]
    if len(named) == 1:
        _, run, system = named[0]
        typer.echo(
            json.dumps(run.as_json(), ensure_ascii=False) if as_json else figures_table(run, (), [system or run.main])
        )
    for failure in failures:
        ERRORS.print(failure)
    if failures:
        raise typer.Exit(1)


def _floor(text: str) -> tuple[str, float]:
    metric, _, value = text.partition("=")
    try:
        floor = float(value)
        if not math.isfinite(floor):
            raise ValueError(value)
    except ValueError:
        raise typer.BadParameter(f"--fail-below takes METRIC=VALUE, such as f1=0.5, not {text!r}") from None
    if metric not in MEASURES:
        raise typer.BadParameter(f"--fail-below: there is no measure {metric!r}; there are {', '.join(MEASURES)}")
    if MEASURES[metric].lower:
        raise typer.BadParameter(f"--fail-below {metric}: of this one lower is better")
    return metric, floor


def _below(run: Run, system: str, floors: Iterable[tuple[str, float]]) -> Iterable[str]:
    for metric, floor in floors:
        found = run.figures.get(system, {}).get(metric)
        if found is None:
            raise typer.BadParameter(
                f"{system} has no figure {metric!r}; it has {', '.join(run.figures.get(system, {}))}"
            )
        if found.value < floor:
            yield f"{metric} is {found.value:.3f}, below {floor}"


def _opened(name: str) -> tuple[Run, str | None]:
    folder, at, system = name.rpartition("@") if "@" in name and not Path(name).exists() else (name, "", "")
    return Run.read(folder), system if at else None
