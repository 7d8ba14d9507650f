"""The command line: parse, call the library, format. Data goes to stdout, everything else to stderr.

Exit codes: 0 fine, 1 failure, 2 usage, 3 nothing found or no answer, 4 damaged index, 5 some articles rejected,
130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from onrecord.index import Article, Filters, NewsIndex, OnRecordError, Rejected, load_embedder
from onrecord.index.errors import DateError, IndexDamaged
from onrecord.index.sources import read
from onrecord.rag import show
from onrecord.rag.assistant import Assistant
from onrecord.rag.places import default_folder, sample_folder
from onrecord.rag.records import answer_record, hit_record
from onrecord.rag.retrieve import Retriever

__all__ = ["app", "main"]

app = typer.Typer(
    name="onrecord",
    help="Ask a news archive. Answers are verbatim quotes, with outlet, date and place; or there is none.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# What a wrong command line raises, click's or, in newer versions, typer's own copy of it.
_Usage: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
_errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

IndexAt = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="The index's folder [env: ONRECORD_INDEX].")
]
EmbedWith = Annotated[
    str, typer.Option("--embedder", metavar="NAME", help="bge-small, or sentence-transformers:FOLDER-OR-NAME.")
]
After = Annotated[str | None, typer.Option("--after", metavar="DAY", help="Only articles of this day and later.")]
Before = Annotated[str | None, typer.Option("--before", metavar="DAY", help="Only articles of this day and earlier.")]
Outlets = Annotated[list[str] | None, typer.Option("--outlet", metavar="NAME", help="Only this outlet; repeatable.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="The day the question is asked.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command()
def add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for standard input.")],
    index: IndexAt = None,
    embedder: EmbedWith = "",
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads to embed with; default the cores there are.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add articles: text, Markdown, JSON, JSONL, CSV or HTML files, also as .gz, and folders of them."""
    rejects: list[Rejected] = []
    with _opened(index, embedder, threads, create=True) as archive:
        articles = chain.from_iterable(read(path, rejects) for path in paths)
        report = archive.add(_watched(articles))
        rejects += report.rejected
        counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
        counts |= {"rejected": len(rejects), "passages": report.passages, "articles": len(archive)}
    if as_json:
        _line({**counts, "rejects": [{"where": item.where, "reason": item.reason} for item in rejects]})
    else:
        typer.echo(", ".join(f"{count} {name}" for name, count in counts.items() if name != "articles"))
    _report(rejects)
    if rejects:
        raise typer.Exit(5)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question, in words.")],
    index: IndexAt = None,
    after: After = None,
    before: Before = None,
    outlet: Outlets = None,
    as_of: AsOf = None,
    embedder: EmbedWith = "",
    as_json: AsJson = False,
) -> None:
    """Ask a question; the answer is verbatim quotes, or none (exit code 3)."""
    with _opened(index, embedder) as archive:
        filters = Filters(after, before, tuple(outlet or ()))
        answer = Assistant(archive).ask(question, filters=filters, as_of=as_of)
    if as_json:
        _line(answer_record(answer))
    else:
        typer.echo(show.answer(answer))
    if answer.abstained:
        raise typer.Exit(3)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="A question, or any words.")],
    index: IndexAt = None,
    count: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many passages.")] = 10,
    after: After = None,
    before: Before = None,
    outlet: Outlets = None,
    as_of: AsOf = None,
    embedder: EmbedWith = "",
    as_json: AsJson = False,
) -> None:
    """Show the passages that fit a question best."""
    with _opened(index, embedder) as archive:
        filters = Filters(after, before, tuple(outlet or ()))
        hits = Retriever(archive).search(question, count, filters=filters, as_of=as_of)
    for number, hit in enumerate(hits, 1):
        if as_json:
            _line(hit_record(hit))
        else:
            typer.echo(show.hit(number, hit))
    if not hits:
        _errors.print("Nothing found.")
        raise typer.Exit(3)


@app.command("list")
def list_articles(
    index: IndexAt = None,
    embedder: EmbedWith = "",
    count: Annotated[int | None, typer.Option("-n", min=1, help="At most so many, newest first.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the articles, newest first."""
    with _opened(index, embedder) as archive:
        for article in archive.newest(count):
            if as_json:
                _line(
                    {"id": article.id, "title": article.title, "outlet": article.outlet, "published": article.published}
                )
            else:
                typer.echo(show.article(article))


@app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, as `onrecord list` shows them.")],
    index: IndexAt = None,
    embedder: EmbedWith = "",
) -> None:
    """Take articles out of the archive."""
    with _opened(index, embedder) as archive:
        missing = [name for name in ids if archive.article(name) is None]
        removed = archive.remove(ids)
    typer.echo(f"{removed} removed")
    if missing:
        _errors.print(f"Not in the archive: {', '.join(missing)}")
        raise typer.Exit(3)


@app.command()
def chat(
    index: IndexAt = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port; default 7860 or the next free.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Over the sample archive, whatever else there is.")] = False,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    embedder: EmbedWith = "",
) -> None:
    """Open the chat in the browser; without an index, over the sample archive."""
    from onrecord.ui import create_app, serve  # noqa: PLC0415 - the screen is loaded by this command alone
    from onrecord.ui.examples import sample_examples  # noqa: PLC0415

    folder = index or default_folder()
    missing = index is None and not (folder / "catalog.sqlite").exists()
    if missing and not sample:
        _errors.print(f"There is no index in {folder} yet.")
    if missing or sample:
        _errors.print("Opening the sample archive: articles written for this project, about an invented country.")
        folder = sample_folder(_watched)
        _errors.print(f"Its index is in {folder}. Add your own articles with: onrecord add PATH")
    with _opened(folder, embedder) as archive:
        examples = sample_examples() if missing or sample else None
        page = create_app(Assistant(archive), examples=examples)
        serve(page, port=port, on_ready=_show_page if open_browser else None)


@app.command(
    "eval",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def evaluate(context: typer.Context) -> None:
    """Measure: retrieval, reading, answers, chat, pairs; compare runs."""
    from onrecord.eval.cli import app as measuring  # noqa: PLC0415 - loaded by this command alone

    raise typer.Exit(measuring(context.args, prog_name="onrecord eval", standalone_mode=False) or 0)


def main() -> NoReturn:
    """Run the command line and exit."""
    try:
        code = app(prog_name="onrecord", standalone_mode=False)
    except typer.Abort:
        _fail("Interrupted.", 130)
    except KeyboardInterrupt:
        _fail("Interrupted.", 130)
    except _Usage as error:
        error.show()
        sys.exit(error.exit_code)
    except (DateError, ValueError) as error:
        _fail(f"onrecord: {error}", 2)
    except IndexDamaged as error:
        _fail(f"onrecord: {error}", 4)
    except (OnRecordError, OSError) as error:
        _fail(f"onrecord: {error}", 1)
    sys.exit(code or 0)


@contextmanager
def _opened(
    folder: Path | None, embedder: str = "", threads: int | None = None, *, create: bool = False
) -> Iterator[NewsIndex]:
    chosen = load_embedder(embedder, threads) if embedder or threads else None
    with NewsIndex.open(folder or default_folder(), create=create, embedder=chosen) as index:
        yield index


def _show_page(url: str) -> None:
    """Open a browser where there is a screen; a text browser would take the terminal over."""
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def _watched(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles, with a line of progress on stderr while they are taken."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_errors, transient=True) as progress:
        yield from progress.track(articles, description="Reading and embedding articles", total=None)


def _report(rejects: list[Rejected], shown: int = 10) -> None:
    for item in rejects[:shown]:
        _errors.print(f"rejected: {item.where}: {item.reason}")
    if len(rejects) > shown:
        for reason, count in Counter(item.reason for item in rejects[shown:]).most_common(shown):
            _errors.print(f"rejected: {count} more: {reason}")


def _line(record: dict[str, Any]) -> None:
    typer.echo(json.dumps(record, ensure_ascii=False))


def _fail(message: str, code: int) -> NoReturn:
    _errors.print(message)
    sys.exit(code)
