"""The commands about what readers said of answers."""

from __future__ import annotations

import typer

from onrecord.index import NewsIndex
from onrecord.index.made import AsRecorded
from onrecord.rag.feedback import Feedback, pairs
from onrecord.rag.places import default_folder
from onrecord.rag.terminal import ERRORS, IndexAt, app, print_line

__all__ = ["feedback"]

feedback = typer.Typer(help="What readers said of answers in the browser.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(feedback, name="feedback")


@feedback.callback()
def _group() -> None:
    """What readers said of answers in the browser."""


@feedback.command("export")
def export_feedback(index: IndexAt = None) -> None:
    """Print questions with what readers said of their answers as JSONL, as `onrecord eval pairs` takes it (exit code 3
    without any)."""
    with NewsIndex.open(index or default_folder(), embedder=AsRecorded()) as archive:
        store = Feedback(archive.folder)
        judged = store.read()
    known = [pair for one in judged if (pair := pairs(one)) is not None]
    for pair in known:
        print_line(pair)
    unknown = len(judged) - len(known)
    if unknown:
        ERRORS.print(
            f"{unknown} called wrong are left out: what would be right is not known. They stand in {store.file}"
        )
    if not known:
        ERRORS.print("Nothing was said of any answer." if not judged else "Nothing is known of any answer.")
        raise typer.Exit(3)
