"""The command that adds articles, from wherever they come."""

from __future__ import annotations

from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from onrecord.index import AddReport, Withdrawal
from onrecord.rag.rejections import Rejections
from onrecord.rag.terminal import ERRORS, AsJson, EmbedWith, IndexAt, app, opened, print_line, watched

__all__ = ["EVERY", "RejectsTo", "add", "told"]

EVERY = 500
"""Articles that become searchable together while a long addition goes on."""

RejectsTo = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help="Write what was rejected there, as JSONL.")
]


@app.command()
def add(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files, folders, web addresses, or - for standard input.")
    ],
    index: IndexAt = None,
    embedder: EmbedWith = "",
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads to embed with; default the cores there are.")
    ] = None,
    rejects: RejectsTo = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing; print what would be, as JSONL.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add articles: web pages, feeds and addresses, agencies' formats, archives, documents, records."""
    from onrecord.index.sources import Gauge, read, size_of  # noqa: PLC0415 - no other command needs every format

    with Rejections(rejects) as rejected:
        gauge = Gauge()
        items = chain.from_iterable(read(path, rejected, gauge) for path in paths)
        if dry_run:
            for item in items:
                if isinstance(item, Withdrawal):
                    print_line({"withdrawn": item.id, "reason": item.reason})
                else:
                    print_line(asdict(item))
        else:
            with opened(index, embedder, threads, create=True) as archive:
                done = archive.add(watched(items, gauge, size_of(paths)), every=EVERY)
                rejected.extend(done.rejected)
                told(done, rejected, len(archive), as_json=as_json)
    rejected.tell(ERRORS)
    if rejected.count:
        raise typer.Exit(5)


def told(done: AddReport, rejected: Rejections, articles: int, *, as_json: bool) -> None:
    """Print what an addition did."""
    counts = {"added": done.added, "updated": done.updated, "unchanged": done.unchanged}
    counts |= {"withdrawn": done.withdrawn} if done.withdrawn else {}
    counts |= {"rejected": rejected.count, "passages": done.passages, "articles": articles}
    if as_json:
        print_line({**counts, "rejects": [{"where": one.where, "reason": one.reason} for one in rejected.first]})
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in counts.items() if name != "articles"))
