"""What the commands share: the program they belong to, their options, and what is written beside the data."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from onrecord.index import NewsIndex, load_embedder
from onrecord.index.types import Item
from onrecord.rag.places import default_folder

if TYPE_CHECKING:
    from onrecord.index.sources import Gauge

__all__ = ["ERRORS", "AsJson", "EmbedWith", "IndexAt", "app", "opened", "print_line", "progress", "watched"]

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


def watched(items: Iterable[Item], gauge: Gauge | None = None, size: int | None = None) -> Iterator[Item]:
    """The items, with a line of progress while they are taken: how many, and how many a second.

    Args:
        items: what is taken.
        gauge: how many bytes of what they come from are read.
        size: of how many, where that is known beforehand; then the time that is left is shown too.
    """
    count, began = 0, time.monotonic()
    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn()
    with Progress(*columns, console=ERRORS, transient=True) as shown:
        task = shown.add_task("Reading and embedding articles", total=size)
        for item in items:
            yield item
            count += 1
            pace = count / max(time.monotonic() - began, 1e-9)
            told = f"Reading and embedding articles: {count:,}, {pace:.1f} a second"
            shown.update(task, description=told, completed=gauge.done if gauge and size else 0)


def print_line(record: dict[str, Any]) -> None:
    """One JSON object on a line of stdout."""
    typer.echo(json.dumps(record, ensure_ascii=False))
