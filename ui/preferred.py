"""What happens when settings are sent: a page is opened with them, or one of them is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onrecord.index import NewsIndex
from onrecord.ui.events import FILTERS
from onrecord.ui.gradio_offline import gr
from onrecord.ui.settings import checked_settings, settings_view
from onrecord.ui.words import limits

__all__ = ["Preferred"]


@dataclass(frozen=True, slots=True)
class Preferred:
    """The events of the settings, over one archive as it is now."""

    index: NewsIndex

    def opened(self, sent: Any) -> tuple[Any, ...]:
        """A page was opened: what its settings offer, and the fields that limit a question, as its reader wishes."""
        return dict(settings_view(self.index)), *self.changed(sent)

    def changed(self, sent: Any) -> tuple[Any, ...]:
        """A setting was changed: the dates, the outlets, and what is said of them."""
        outlets = self.index.outlets()
        filters = checked_settings(sent, outlets).filters
        first, last = self.index.days() or ("", "")
        after, before = (str(bound) if bound else "" for bound in (filters.after, filters.before))
        stated = limits(filters)
        return (
            {"first": first, "last": last, "after": after, "before": before},
            gr.update(choices=outlets, value=list(filters.outlets)),
            gr.update(label=f"{FILTERS}: {stated}" if stated else FILTERS),
        )
