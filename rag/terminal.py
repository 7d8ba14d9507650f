"""What the commands share: the program they belong to, their options, and what is written beside the data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from onrecord.index import Article, NewsIndex, Rejected, load_embedder
from onrecord.rag.places import default_folder

__all__ = ["ERRORS", "AsJson", "EmbedWith", "IndexAt", "app", "opened", "print_line", "progress", "report", "watched"]

app = typer.Typer(
    name="onrecord",
    help="Ask a news archive. Answers are verbatim quotes, with outlet, date and place; or there is none.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ERRORS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

IndexAt = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="The index's folder [env: ONRECORD_INDEX].")
]
EmbedWith = Annotated[
    str, typer.Option("--embedder", metavar="NAME", help="bge-small, or sentence-transformers:FOLDER-OR-NAME.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@contextmanager
def opened(
    folder: Path | None, embedder: str = "", threads: int | None = None, *, create: bool = False
) -> Iterator[NewsIndex]:
    """The index in a folder, or in the default one, with the embedder of a name."""
    chosen = load_embedder(embedder, threads) if embedder or threads else None
    with NewsIndex.open(folder or default_folder(), create=create, embedder=chosen) as index:
        yield index


def progress() -> Progress:
    """Lines of progress on stderr, gone when it ends."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=ERRORS, transient=True)


def watched(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, with a line of progress while they are taken."""
    with progress() as shown:
        yield from shown.track(articles, description="Reading and embedding articles", total=None)


def report(rejects: list[Rejected], shown: int = 10) -> None:
    """Say what was not taken, and why."""
    for item in rejects[:shown]:
        ERRORS.print(f"rejected: {item.where}: {item.reason}")
    if len(rejects) > shown:
        for reason, count in Counter(item.reason for item in rejects[shown:]).most_common(shown):
            ERRORS.print(f"rejected: {count} more: {reason}")


def print_line(record: dict[str, Any]) -> None:
    """One JSON object on a line of stdout."""
    typer.echo(json.dumps(record, ensure_ascii=False))
