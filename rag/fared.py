"""How feeds fared, as a line for people and as plain data for JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.index.refreshing import Outcome
    from onrecord.index.subscriptions import State

__all__ = ["outcome", "outcome_record", "state_record", "trouble"]


def outcome(found: Outcome) -> str:
    """What became of a feed, on one line."""
    if found.status == "read":
        report = found.report
        counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
        others = {"withdrawn": report.withdrawn, "rejected": len(report.rejected), "left for the next time": found.left}
        counts |= {name: count for name, count in others.items() if count}
        return ", ".join(f"{count} {name}" for name, count in counts.items())
    if found.status == "unchanged":
        return "nothing new"
    if found.status == "ended":
        return f"ended: {found.error}; unsubscribe with: onrecord feed remove {found.url}"
    if found.status == "waiting":
        return f"waiting until {_moment(found.wait)}: {found.error}"
    until = f", waits until {_moment(found.wait)}" if found.wait else ""
    return f"failed{until}: {found.error}"


def outcome_record(found: Outcome) -> dict[str, Any]:
    """The same with everything there is to say of it. ``again`` is when it is asked again after a failure, or null."""
    counts = {name: getattr(found.report, name) for name in ("added", "updated", "unchanged", "withdrawn")}
    return {
        "url": found.url,
        "title": found.title,
        "status": found.status,
        **counts,
        "rejects": [asdict(one) for one in found.report.rejected],
        "pages": found.pages,
        "left": found.left,
        "notes": list(found.notes),
        "error": found.error,
        "again": _moment(found.wait),
    }


def state_record(state: State) -> dict[str, Any]:
    """What is known of a feed: when it was read, and how it has failed since."""
    return {
        "checked": state.checked or None,
        "failures": state.failures,
        "error": state.error,
        "ended": state.ended,
        "again": _moment(state.wait),
        "entries": len(state.entries),
    }


def trouble(state: State) -> str:
    """What is wrong with a feed, or nothing."""
    if state.ended:
        return f"ended: {state.error}"
    if not state.failures:
        return ""
    times = "once" if state.failures == 1 else f"{state.failures} times"
    return f"failed {times}, waits until {_moment(state.wait)}: {state.error}"


def _moment(seconds: float) -> str | None:
    """A time of the clock on the wall, ISO 8601, or None."""
    return datetime.fromtimestamp(seconds).astimezone().isoformat(timespec="seconds") if seconds else None
