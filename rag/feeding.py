"""The commands that subscribe an archive to feeds, and read them."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from onrecord.index import NewsIndex, OnRecordError, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.made import AsRecorded
from onrecord.index.refreshing import refresh
from onrecord.index.subscriptions import Subscription, Subscriptions, is_address
from onrecord.rag import fared
from onrecord.rag.places import default_folder
from onrecord.rag.rejections import Rejections
from onrecord.rag.terminal import ERRORS, AsJson, EmbedWith, IndexAt, app, opened, print_line

if TYPE_CHECKING:
    from onrecord.index.fetch import Fetcher

__all__ = ["add_feeds", "export_feeds", "feed", "import_feeds", "list_feeds", "refresh_feeds", "remove_feeds"]

feed = typer.Typer(
    help="Subscribe to RSS and Atom feeds, and bring in what is new in them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(feed, name="feed")

_UNITS = {"s": 1, "m": 60, "h": 3600}


def _seconds(stated: str) -> int:
    found = re.fullmatch(r"([1-9]\d{0,5})([smh])", stated.strip().lower())
    if not found:
        raise typer.BadParameter(f"{stated!r} is no time; write it as 90s, 15m or 2h")
    return int(found[1]) * _UNITS[found[2]]


Addresses = Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses of feeds.")]
Some = Annotated[list[str] | None, typer.Argument(metavar="[URL]...", help="These alone; default all.")]
Every = Annotated[
    int | None,
    typer.Option("--every", metavar="TIME", parser=_seconds, help="Again after so long, until interrupted: 90s, 15m."),
]
Follow = Annotated[
    bool, typer.Option("--follow/--no-follow", help="Fetch the page of an entry that has only a summary.")
]


@feed.command("add")
def add_feeds(urls: Addresses, index: IndexAt = None, embedder: EmbedWith = "") -> None:
    """Subscribe to feeds, or to the one that a web page names. Their articles come with `onrecord feed refresh`."""
    from onrecord.index.fetch import Fetcher  # noqa: PLC0415 - only what fetches loads what that takes
    from onrecord.index.sources.addresses import feed_at  # noqa: PLC0415

    failed = False
    with _made(index, embedder) as kept, Fetcher() as web:
        for stated in urls:
            try:
                url, found = feed_at(stated, web)
                new = kept.add([Subscription(url, found.title, found.site)])
            except SourceError as error:
                failed = True
                ERRORS.print(f"not subscribed: {error}")
            else:
                typer.echo(f"{url}\t{'subscribed' if new else 'subscribed already'}\t{found.title}")
    if failed:
        raise typer.Exit(1)


@feed.command("list")
def list_feeds(index: IndexAt = None, as_json: AsJson = False) -> None:
    """List the feeds, when each was read, and what is wrong with it."""
    with _kept(index) as kept:
        feeds = [(one, kept.state(one.url)) for one in kept.feeds()]
    for one, state in feeds:
        title = one.title or state.title
        if as_json:
            print_line({**asdict(one), "title": title, **fared.state_record(state)})
        else:
            typer.echo("\t".join((one.url, title, state.checked or "not read yet", fared.trouble(state))).rstrip("\t"))


@feed.command("remove")
def remove_feeds(urls: Addresses, index: IndexAt = None) -> None:
    """Subscribe to feeds no longer; their articles stay."""
    with _kept(index) as kept:
        gone = kept.remove(urls)
    typer.echo(f"{len(gone)} removed")
    if missing := [url for url in urls if url not in gone]:
        ERRORS.print(f"Not subscribed to: {', '.join(missing)}")
        raise typer.Exit(3)


@feed.command("import")
def import_feeds(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An OPML file, or - for standard input.")],
    index: IndexAt = None,
    embedder: EmbedWith = "",
) -> None:
    """Subscribe to every feed of an OPML file, as other feed readers export it; nothing is fetched yet."""
    from onrecord.index.sources.bounds import whole  # noqa: PLC0415 - for this command alone
    from onrecord.index.sources.opml import outlines  # noqa: PLC0415

    if file == "-":
        stated = outlines(whole(sys.stdin.buffer, "standard input"), "standard input")
    else:
        with Path(file).open("rb") as stream:
            stated = outlines(whole(stream, file), file)
    good = [one for one in stated if is_address(one.url)]
    bad = [one.url[:200] for one in stated if not is_address(one.url)]
    with _made(index, embedder) as kept:
        new = kept.add(good)
    typer.echo(f"{len(new)} subscribed, {len(good) - len(new)} subscribed already, {len(bad)} rejected")
    refused = Rejections()
    refused.extend(Rejected(repr(url), "is no address of the web") for url in bad)
    refused.tell(ERRORS)
    if bad:
        raise typer.Exit(5)


@feed.command("export")
def export_feeds(index: IndexAt = None) -> None:
    """Print the feeds as OPML, for other feed readers."""
    from onrecord.index.sources.opml import written  # noqa: PLC0415 - for this command alone

    with _kept(index) as kept:
        feeds = kept.feeds()
    typer.echo(written(feeds, "onrecord").decode().rstrip("\n"))


@feed.command("refresh")
def refresh_feeds(
    urls: Some = None,
    index: IndexAt = None,
    every: Every = None,
    follow: Follow = True,
    embedder: EmbedWith = "",
    as_json: AsJson = False,
) -> None:
    """Bring in what is new or changed in the feeds (exit code 1 if one failed, 3 without any)."""
    from onrecord.index.fetch import Fetcher  # noqa: PLC0415 - only what fetches loads what that takes

    with opened(index, embedder) as archive, Fetcher() as web:
        if every is None:
            raise typer.Exit(_round(archive, web, urls or [], follow=follow, as_json=as_json))
        while True:
            began = time.monotonic()
            try:
                _round(archive, web, urls or [], follow=follow, as_json=as_json)
            except (OnRecordError, OSError) as error:  # another writer, a full disk: it may be over the next time
                ERRORS.print(f"onrecord: {error}")
            time.sleep(max(0.0, every - (time.monotonic() - began)))


def _round(archive: NewsIndex, web: Fetcher, urls: list[str], *, follow: bool, as_json: bool) -> int:
    """Read the feeds once and say how each fared; returns the exit code."""
    statuses = Counter[str]()
    rejects = Rejections()
    shown = ERRORS.status(Text("Reading feeds"))
    outcomes = refresh(archive, web, only=urls, follow=follow, watch=lambda url: shown.update(Text(f"Reading {url}")))
    while True:
        with shown:  # gone before anything is printed: it would take the output for its own
            outcome = next(outcomes, None)
        if outcome is None:
            break
        statuses[outcome.status] += 1
        rejects.extend(outcome.report.rejected)
        if as_json:
            print_line(fared.outcome_record(outcome))
        else:
            typer.echo(f"{outcome.url}\t{fared.outcome(outcome)}")
        for note in outcome.notes:
            ERRORS.print(f"{outcome.url}: {note}")
    rejects.tell(ERRORS)
    if not statuses:
        ERRORS.print("No feeds yet. Subscribe with: onrecord feed add URL")
        return 3
    return 1 if statuses["failed"] else 5 if rejects.count else 0


@contextmanager
def _kept(folder: Path | None) -> Iterator[Subscriptions]:
    """The subscriptions of an index, whatever it was made with."""
    with NewsIndex.open(folder or default_folder(), embedder=AsRecorded()) as index:
        yield Subscriptions(index.folder)


@contextmanager
def _made(folder: Path | None, embedder: str) -> Iterator[Subscriptions]:
    """The same, of an index that is made where there is none."""
    place = folder or default_folder()
    if not (place / "catalog.sqlite").exists():
        with opened(place, embedder, create=True):
            pass
    with _kept(place) as kept:
        yield kept
