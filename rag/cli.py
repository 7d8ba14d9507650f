"""The command line: parse, call the library, format. Data goes to stdout, everything else to stderr.

Exit codes: 0 fine, 1 failure, 2 usage, 3 nothing found or no answer, 4 damaged index, 5 some articles rejected,
130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
import webbrowser
from pathlib import Path
from threading import Thread
from typing import Annotated, Any, NoReturn, cast

import typer

import onrecord.rag.adding
import onrecord.rag.feeding
import onrecord.rag.judging
import onrecord.rag.keeping  # noqa: F401 - these modules' commands belong to the same program
from onrecord.index import Filters, OnRecordError
from onrecord.index.errors import DateError, IndexDamaged
from onrecord.rag import show
from onrecord.rag.assistant import Assistant
from onrecord.rag.conversations import Conversations
from onrecord.rag.conversing import taken_up
from onrecord.rag.explain import Explained
from onrecord.rag.places import default_folder, sample_folder
from onrecord.rag.records import answer_record, explained_record, hit_record, reason_record
from onrecord.rag.retrieve import FAST, Retriever
from onrecord.rag.risk import RISK
from onrecord.rag.terminal import ERRORS, AsJson, EmbedWith, IndexAt, app, opened, print_line, watched
from onrecord.rag.understood import ASPECTS, Aspect

__all__ = ["app", "main"]

# What a wrong command line raises, click's or, in newer versions, typer's own copy of it.
_Usage: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")

After = Annotated[str | None, typer.Option("--after", metavar="DAY", help="Only articles of this day and later.")]
Before = Annotated[str | None, typer.Option("--before", metavar="DAY", help="Only articles of this day and earlier.")]
Outlets = Annotated[list[str] | None, typer.Option("--outlet", metavar="NAME", help="Only this outlet; repeatable.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="The day the question is asked.")]
Languages = Annotated[list[str] | None, typer.Option("--language", metavar="CODE", help="Only this one; repeatable.")]
Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="ASPECT", help=f"Not to be understood: {', '.join(ASPECTS)}; repeatable."),
]
KnownBy = Annotated[
    str | None, typer.Option("--known-by", metavar="TIME", help="What the archive held at this day or time.")
]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question, in words.")],
    index: IndexAt = None,
    after: After = None,
    before: Before = None,
    outlet: Outlets = None,
    language: Languages = None,
    known_by: KnownBy = None,
    as_of: AsOf = None,
    embedder: EmbedWith = "",
    ignore: Ignore = None,
    risk: Annotated[float, typer.Option("--risk", help="The share of answers that may be wrong.")] = RISK,
    conversation: Annotated[
        str | None, typer.Option("--conversation", metavar="NAME", help="Go on with this one, or begin it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask a question; the answer is verbatim quotes, or none (exit code 3)."""
    with opened(index, embedder) as archive:
        filters = Filters(after, before, tuple(outlet or ()), languages=tuple(language or ()), known_by=known_by)
        talk = taken_up(archive, conversation)
        answer = talk.ask(question, filters=filters, as_of=as_of, ignore=_named(ignore), risk=risk)
    if as_json:
        print_line(answer_record(answer))
    else:
        typer.echo(show.answer(answer))
    if conversation:
        Conversations(archive.folder).keep(talk)
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
    language: Languages = None,
    known_by: KnownBy = None,
    as_of: AsOf = None,
    embedder: EmbedWith = "",
    ignore: Ignore = None,
    fast: Annotated[bool, typer.Option("--fast", help="Rerank few: quicker, and a little worse.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each passage is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the passages that fit a question best."""
    with opened(index, embedder) as archive:
        filters = Filters(after, before, tuple(outlet or ()), languages=tuple(language or ()), known_by=known_by)
        retriever = Retriever(archive, rerank=FAST) if fast else Retriever(archive)
        why: Explained | None = None
        if explain:  # looks again without the filters: only where that is wanted
            why = retriever.search(question, count, filters=filters, as_of=as_of, ignore=_named(ignore), explain=True)
            hits = why.hits
        else:
            hits = retriever.search(question, count, filters=filters, as_of=as_of, ignore=_named(ignore))
    if why and not as_json:
        typer.echo(show.understood(why.understood))
    for number, hit in enumerate(hits, 1):
        if as_json:
            print_line({**hit_record(hit), **(reason_record(why.reasons[number - 1]) if why else {})})
        else:
            typer.echo(show.hit(number, hit))
            if why:
                typer.echo(show.reason(why.reasons[number - 1]))
    if why and as_json:
        print_line(explained_record(why))
    elif why and why.removed:
        typer.echo(show.removed(why.removed))
    if not hits:
        ERRORS.print("Nothing found.")
        raise typer.Exit(3)


@app.command()
def chat(
    index: IndexAt = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="The port; default 7860 or the next free.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Over the sample archive, whatever else there is.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nothing is added or removed in the page.")] = False,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Where it listens; for other machines only with a password."),
    ] = "127.0.0.1",
    host_name: Annotated[
        list[str] | None, typer.Option("--host-name", metavar="NAME", help="A name others ask for it by. Repeatable.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", metavar="FILE", help="Asks for the password in its first line.")
    ] = None,
    embedder: EmbedWith = "",
) -> None:
    """Open the chat in the browser; without an index, over the sample archive."""
    from onrecord.ui import create_app, serve  # noqa: PLC0415 - the screen is loaded by this command alone
    from onrecord.ui.examples import sample_examples  # noqa: PLC0415
    from onrecord.ui.password import read_password  # noqa: PLC0415
    from onrecord.ui.server import host_names  # noqa: PLC0415

    names = host_names(host, host_name or ())
    password, warning = read_password(password_file) if password_file else (None, "")
    if warning:
        ERRORS.print(warning)
    folder = index or default_folder()
    missing = index is None and not (folder / "catalog.sqlite").exists()
    if missing and not sample:
        ERRORS.print(f"There is no index in {folder} yet.")
    if missing or sample:
        ERRORS.print("Opening the sample archive: articles written for this project, about an invented country.")
        folder = sample_folder(watched)
        ERRORS.print(f"Its index is in {folder}. Add your own articles with: onrecord add PATH")
    with opened(folder, embedder) as archive:
        examples = sample_examples() if missing or sample else None
        assistant = Assistant(archive)
        loading = Thread(target=assistant.load, name="onrecord-load", daemon=True)
        loading.start()
        try:
            page = create_app(assistant, examples=examples, allowed_hosts=names, read_only=read_only, password=password)
            serve(page, host=host, port=port, on_ready=_show_page if open_browser else None)
        finally:
            loading.join()  # a process that ends while models are being loaded is aborted


@app.command(
    "eval",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def evaluate(context: typer.Context) -> None:
    """Measure: retrieval, reading, answers, chat, pairs; compare runs."""
    from onrecord.eval.cli import app as measuring  # noqa: PLC0415 - loaded by this command alone

    raise typer.Exit(measuring(context.args, prog_name="onrecord eval", standalone_mode=False) or 0)


@app.command(
    "bench",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
)
def bench(context: typer.Context) -> None:
    """Measure the index: what adding costs, how quick searching is, how long a start takes."""
    from onrecord.eval.bench.cli import app as measuring  # noqa: PLC0415 - loaded by this command alone

    raise typer.Exit(measuring(context.args, prog_name="onrecord bench", standalone_mode=False) or 0)


def main() -> NoReturn:
    """Run the command line and exit."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, a command ends as when interrupted
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


def _named(aspects: list[str] | None) -> list[Aspect]:
    """Aspects as a person named them; what is none is refused where questions are understood."""
    return cast("list[Aspect]", aspects or [])


def _show_page(url: str) -> None:
    """Open a browser where there is a screen; a text browser would take the terminal over."""
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)


def _fail(message: str, code: int) -> NoReturn:
    ERRORS.print(message)
    sys.exit(code)
