"""The commands about conversations that were kept, and about quotes that were given out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.index import NewsIndex
from onrecord.index.made import AsRecorded
from onrecord.index.normalise import normalise_line
from onrecord.rag import show
from onrecord.rag.assistant import Assistant
from onrecord.rag.conversation import Conversation
from onrecord.rag.conversations import Conversations
from onrecord.rag.exporting import FORMS, exported
from onrecord.rag.kept import Kept
from onrecord.rag.places import default_folder
from onrecord.rag.resuming import resumed
from onrecord.rag.terminal import ERRORS, AsJson, IndexAt, app, print_line
from onrecord.rag.verifying import Checked, told_in
from onrecord.rag.verifying import verify as checked

__all__ = ["conversations", "taken_up", "verify"]

conversations = typer.Typer(
    help="List, show, export, rename and delete the conversations that were kept.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(conversations, name="conversations")

Which = Annotated[str, typer.Argument(metavar="CONVERSATION", help="Its id or its name.")]


@app.command()
def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Answers or a conversation as JSON; - is stdin.")],
    index: IndexAt = None,
    as_json: AsJson = False,
) -> None:
    """Check that quotes of earlier answers still stand in the archive, character for character (exit code 1 if one does
    not, 3 without any, 4 where the archive is damaged)."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read ({error})") from error
    told = told_in(content, "standard input" if file == "-" else file)
    verdicts = Counter[str]()
    with _kept(index) as (archive, _):
        for one in checked(told, archive):
            verdicts[one.verdict] += 1
            if as_json:
                print_line(_record(one))
            else:
                typer.echo(_lines(one))
    if not told:
        ERRORS.print("Nothing is quoted there.")
        raise typer.Exit(3)
    counts = ", ".join(f"{verdict}: {count}" for verdict, count in verdicts.items())
    ERRORS.print(f"{len(told)} {'quote' if len(told) == 1 else 'quotes'}, {counts}")
    if verdicts["stands"] < len(told):
        raise typer.Exit(4 if verdicts["damaged"] else 1)


@conversations.command("list")
def list_conversations(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORD]...", help="Only with these words.")] = None,
    index: IndexAt = None,
    count: Annotated[int | None, typer.Option("-n", min=1, help="At most so many.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the conversations, that which was asked something last first (exit code 1 if a file is damaged)."""
    with _kept(index) as (_, store):
        found = store.listed(" ".join(words or []))
    for one in found.kept[:count]:
        last, asked = one.last.isoformat(timespec="seconds"), len(one.turns)
        if as_json:
            started = one.started.isoformat(timespec="seconds")
            print_line({"id": one.id, "name": one.name, "started": started, "last": last, "questions": asked})
        else:
            typer.echo("\t".join((one.id, last, str(asked), one.name)))
    for damaged in found.damaged:
        ERRORS.print(damaged)
    if found.damaged:
        raise typer.Exit(1)


@conversations.command("show")
def show_conversation(which: Which, index: IndexAt = None) -> None:
    """Show a conversation: its questions and answers, each quote as it stands in the archive."""
    with _kept(index) as (archive, store):
        for number, turn in enumerate(_called(store, which).turns, 1):
            answer, _ = resumed(turn.told, archive)
            above = "\n" if number > 1 else ""
            typer.echo(f"{above}{number}. {turn.question}\n\n{show.answer(answer)}")


@conversations.command("export")
def export_conversation(
    which: Which,
    index: IndexAt = None,
    form: Annotated[str, typer.Option("--format", metavar="FORM", help=f"{', '.join(FORMS)}.")] = "md",
) -> None:
    """Print a conversation with its quotes and their places, as Markdown, as a page, or as JSON that verify reads."""
    chosen = next((one for one in FORMS if one == form), None)
    if chosen is None:
        raise typer.BadParameter(f"{form!r} is no format; choose one of {', '.join(FORMS)}")
    with _kept(index) as (archive, store):
        typer.echo(exported(_called(store, which), chosen, archive), nl=False)


@conversations.command("rename")
def rename_conversation(
    which: Which, name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")], index: IndexAt = None
) -> None:
    """Give a conversation another name."""
    with _kept(index) as (_, store):
        store.rename(_called(store, which).id, name)


@conversations.command("delete")
def delete_conversations(
    which: Annotated[list[str], typer.Argument(metavar="CONVERSATION...", help="Ids or names.")], index: IndexAt = None
) -> None:
    """Delete conversations for good; their articles stay."""
    with _kept(index) as (_, store):
        for one in which:
            if not store.delete(one):
                store.delete(_called(store, one).id)
    typer.echo(f"{len(which)} deleted")


def taken_up(archive: NewsIndex, wanted: str | None) -> Conversation:
    """The conversation of an id or a name, to be gone on with; a new one, of this name, where there is none."""
    assistant = Assistant(archive)
    if not wanted:
        return Conversation(assistant)
    store = Conversations(archive.folder)
    found = store.called(wanted)
    if not found:
        _say_damaged(store)
        conversation = Conversation(assistant, name=wanted)
        ERRORS.print(f"There is no conversation {wanted!r} yet; it is begun.")
        return conversation
    conversation = Conversation.resumed(assistant, _only(found, wanted))
    for lost in conversation.losses:
        for loss in lost:
            ERRORS.print(str(loss))
    return conversation


@contextmanager
def _kept(folder: Path | None) -> Iterator[tuple[NewsIndex, Conversations]]:
    """An index, whatever it was made with, and the conversations beside it."""
    with NewsIndex.open(folder or default_folder(), embedder=AsRecorded()) as index:
        yield index, Conversations(index.folder)


def _called(store: Conversations, wanted: str) -> Kept:
    found = store.called(wanted)
    if not found:
        _say_damaged(store)
        ERRORS.print(f"There is no conversation {wanted!r}. See: onrecord conversations list")
        raise typer.Exit(3)
    return _only(found, wanted)


def _say_damaged(store: Conversations) -> None:
    """Name the files that cannot be read: what was looked for may be in one of them."""
    for damaged in store.listed().damaged:
        ERRORS.print(damaged)


def _only(found: tuple[Kept, ...], wanted: str) -> Kept:
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        raise typer.BadParameter(f"several conversations are called {wanted!r}; say which by its id: {ids}")
    return found[0]


def _record(one: Checked) -> dict[str, Any]:
    quoted = one.told.quoted
    return {
        "verdict": one.verdict,
        "answer": one.told.answer,
        "number": quoted.number,
        "article_id": quoted.source.article_id,
        "revision": quoted.revision,
        "start": quoted.start,
        "end": quoted.end,
        "quote": quoted.quote,
        "notes": list(one.notes),
    }


def _lines(one: Checked) -> str:
    """A quote's verdict, number, place and source; below it what is to be known of it. What a file says is made plain:
    it may have been edited."""
    quoted = one.told.quoted
    place = f"{quoted.source.article_id} revision {quoted.revision}, {quoted.start}-{quoted.end}"
    head = (one.verdict, f"{one.told.answer} [{quoted.number}]", place, show.source(quoted.source.article))
    return "\n".join(["\t".join(map(normalise_line, head)), *(f"   {normalise_line(note)}" for note in one.notes)])
