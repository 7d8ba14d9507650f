"""The commands that keep an archive: list, remove, and look after the index."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from onrecord.index import NewsIndex, load_embedder
from onrecord.index.files import size_of
from onrecord.index.made import AsRecorded
from onrecord.rag import show
from onrecord.rag.places import default_folder
from onrecord.rag.terminal import ERRORS, AsJson, EmbedWith, IndexAt, app, print_line, progress

__all__ = ["compact", "doctor", "export", "history", "info", "list_articles", "rebuild", "remove"]


@app.command("list")
def list_articles(
    index: IndexAt = None,
    count: Annotated[int | None, typer.Option("-n", min=1, help="At most so many, newest first.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the articles, newest first."""
    with _kept(index) as archive:
        for article in archive.newest(count):
            if as_json:
                print_line(
                    {"id": article.id, "title": article.title, "outlet": article.outlet, "published": article.published}
                )
            else:
                typer.echo(show.article(article))


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, as `onrecord list` shows them.")],
    index: IndexAt = None,
) -> None:
    """Take articles out of the archive; compact takes them off the disk."""
    with _kept(index) as archive:
        missing = [name for name in ids if not archive.snapshot().has(name)]
        removed = archive.remove(ids)
    typer.echo(f"{removed} removed")
    if missing:
        ERRORS.print(f"Not in the archive: {', '.join(missing)}")
        raise typer.Exit(3)


@app.command()
def history(
    article: Annotated[str, typer.Argument(metavar="ID", help="An id, as `onrecord list` shows it.")],
    index: IndexAt = None,
    as_json: AsJson = False,
) -> None:
    """List the revisions of an article, the first one first."""
    with _kept(index) as archive:
        revisions = archive.history(article)
    for one in revisions:
        since, until = one.since.isoformat(timespec="seconds"), one.until and one.until.isoformat(timespec="seconds")
        if as_json:
            print_line({"revision": one.number, "since": since, "until": until, **asdict(one.article)})
        else:
            typer.echo("\t".join((str(one.number), since, until or "", one.article.title)))
    if not revisions:
        ERRORS.print(f"Not in the archive: {article}")
        raise typer.Exit(3)


@app.command()
def info(index: IndexAt = None, as_json: AsJson = False) -> None:
    """Say what is in the archive, how it was made, and what it takes."""
    with _kept(index) as archive:
        days = archive.days() or ("", "")
        found = {
            "folder": str(archive.folder.resolve()),
            "articles": len(archive),
            "passages": archive.passages,
            "first day": days[0],
            "last day": days[1],
            "outlets": len(archive.outlets()),
            "embedder": archive.made.embedder,
            "passage tokens": archive.settings.budget,
            "bytes": size_of(archive.folder),
            "read only": archive.read_only,
        }
    if as_json:
        print_line({name.replace(" ", "_"): value for name, value in found.items()})
    else:
        typer.echo("\n".join(f"{name + ':':<16}{value}" for name, value in found.items()))


@app.command()
def doctor(
    index: IndexAt = None,
    repair: Annotated[bool, typer.Option("--repair", help="Make again what can be made again.")] = False,
    embedder: EmbedWith = "",
    as_json: AsJson = False,
) -> None:
    """Check every article, passage, vector and file against its hash (exit code 4 if anything is wrong)."""
    with _kept(index, embedder) as archive:
        found = archive.check()
        if repair and found:
            before = len(found)
            found = archive.repair()
            ERRORS.print(f"{before - len(found)} of {before} repaired.")
    for finding in found:
        if as_json:
            print_line(asdict(finding))
        else:
            typer.echo(f"{finding.what}\n  to do: {finding.remedy}")
    if found:
        raise typer.Exit(4)
    ERRORS.print("Everything is as it was written.")


@app.command()
def compact(index: IndexAt = None) -> None:
    """Take removed articles off the disk, and merge what many additions have left in parts."""
    with _kept(index) as archive:
        before, after = archive.compact()
    typer.echo(f"{before / 1e6:.1f} MB before, {after / 1e6:.1f} MB after")


@app.command()
def export(index: IndexAt = None) -> None:
    """Print every article as JSONL, newest first, as `onrecord add` takes it."""
    with _kept(index) as archive:
        for article in archive.newest():
            print_line(asdict(article))


@app.command()
def rebuild(index: IndexAt = None, embedder: EmbedWith = "") -> None:
    """Make the derived files again from the catalog; with --embedder, embed every passage anew and change to it."""
    chosen = load_embedder(embedder) if embedder else None
    with _kept(index) as archive, progress() as shown:
        task = shown.add_task("Embedding passages", total=None)
        archive.rebuild(chosen, lambda done, total: shown.update(task, completed=done, total=total))
        typer.echo(f"{archive.passages} passages, embedded with {archive.made.embedder}")


def _kept(folder: Path | None, embedder: str = "") -> NewsIndex:
    """The index in a folder, whatever it was made with."""
    chosen = load_embedder(embedder) if embedder else AsRecorded()
    return NewsIndex.open(folder or default_folder(), embedder=chosen)
