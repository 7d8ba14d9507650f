"""What happens when the archive view is used, and what of the page follows a change of the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.ui.archive import Archive
from onrecord.ui.conversation import Conversation
from onrecord.ui.examples import Example
from onrecord.ui.gradio_offline import gr
from onrecord.ui.view import welcome_view

__all__ = ["ARCHIVE", "Browsing"]

ARCHIVE = """<section class="archive" aria-label="Archive"></section>"""


@dataclass(frozen=True, slots=True)
class Browsing:
    """The events of the archive view. What a page sends is never trusted: it names things, which are looked up."""

    archive: Archive
    examples: Callable[[], Sequence[Example]]

    def wire(self, archive: Any, dates: Any, outlets: Any, conversation: Any, state: Any) -> None:
        """Have the view's component, the first, answered, and the others follow."""
        archive.submit(
            self.acted,
            [dates, state],
            [archive, dates, outlets, conversation],
            trigger_mode="multiple",
            concurrency_id="archive",
            show_progress="hidden",
            api_visibility="private",
        )

    def acted(self, dates: Any, conversation: Conversation, told: gr.EventData) -> tuple[Any, ...]:
        """Something is looked at, searched for or changed: the view; and after a change (``follow``) the days and the
        outlets that a question can be limited to, and the welcome, where nothing was asked yet."""
        asked = told._data if isinstance(told._data, dict) else {}
        view = self.archive.done(asked)
        if asked.get("act") not in ("remove", "restore") and not asked.get("follow"):
            return dict(view), gr.skip(), gr.skip(), gr.skip()
        index = self.archive.assistant.index
        first, last = index.days() or ("", "")
        known = dates if isinstance(dates, dict) else {}
        extent = {"after": "", "before": "", **known, "first": first, "last": last}
        welcome: Any = gr.skip()
        if not conversation.turns:
            offered = [example.question for example in self.examples()]
            welcome = dict(welcome_view(index, offered, conversation.next_serial()))
        return dict(view), extent, gr.update(choices=index.outlets()), welcome
