"""A conversation as it is kept: what was asked, when, within which limits, and the record of what was answered.

The form is one JSON object: ``version``, ``id``, ``name``, ``started`` and ``turns``, each with ``question``,
``asked``, ``filters``, ``as_of``, ``ignored`` (what was not to be understood) and ``answer``
(``records.answer_record``). Times are ISO 8601 in UTC. An answer is written as it was read, so that a quote which the
archive has lost stays in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from onrecord.index import Filters
from onrecord.index.dates import to_day
from onrecord.index.errors import StoreError
from onrecord.index.normalise import normalise_line
from onrecord.rag.recorded import MALFORMED, Recorded, number_of, recorded, text_of
from onrecord.rag.understood import ASPECTS, Aspect

__all__ = ["Kept", "KeptTurn", "kept_of", "kept_record", "kept_text", "read_kept"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question, the moment it was asked, its answer's record as it was written, what it was limited to, and what was
    not to be understood of it."""

    question: str
    asked: datetime
    answer: Mapping[str, Any]
    filters: Filters = field(default_factory=Filters)
    as_of: str = ""
    ignored: tuple[Aspect, ...] = ()

    @property
    def told(self) -> Recorded:
        """What the answer's record says."""
        return recorded(self.answer)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation that was kept, turns oldest first."""

    id: str
    name: str
    started: datetime
    turns: tuple[KeptTurn, ...] = ()

    @property
    def last(self) -> datetime:
        """When it was last asked something."""
        return self.turns[-1].asked if self.turns else self.started


def kept_record(kept: Kept) -> dict[str, Any]:
    """A conversation as plain data, for JSON."""
    return {
        "version": _VERSION,
        "id": kept.id,
        "name": kept.name,
        "started": kept.started.isoformat(),
        "turns": [
            {
                "question": turn.question,
                "asked": turn.asked.isoformat(),
                "filters": _limits(turn.filters),
                "as_of": turn.as_of,
                "ignored": list(turn.ignored),
                "answer": turn.answer,
            }
            for turn in kept.turns
        ],
    }


def kept_text(kept: Kept) -> str:
    """The same as the text of a file."""
    return json.dumps(kept_record(kept), ensure_ascii=False, indent=1) + "\n"


def kept_of(stated: Mapping[str, Any]) -> Kept:
    """What the data of :func:`kept_record` says.

    Raises:
        StoreError: it is of a newer onrecord. One of ``MALFORMED``: it is no such data.
    """
    if number_of(stated["version"]) > _VERSION:
        raise StoreError("it was written by a newer onrecord; use that one")
    turns = tuple(_turn(one) for one in stated["turns"])
    return Kept(text_of(stated["id"]), normalise_line(text_of(stated["name"])), _moment(stated["started"]), turns)


def read_kept(path: Path) -> Kept:
    """The conversation in a file.

    Raises:
        FileNotFoundError: there is none. StoreError: it is damaged, of a newer onrecord, or cannot be read.
    """
    with _undamaged(path):
        return kept_of(json.loads(path.read_bytes()))


@contextmanager
def _undamaged(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreError(f"the conversation in {path} cannot be read ({error})") from error
    except StoreError as error:
        raise StoreError(f"the conversation in {path} cannot be read: {error}") from error
    except MALFORMED as error:
        raise StoreError(
            f"{path} is not a conversation as onrecord writes it ({type(error).__name__}: {error}); put a copy in its "
            "place, or move it away"
        ) from error


def _turn(stated: Mapping[str, Any]) -> KeptTurn:
    filters, as_of = stated["filters"], text_of(stated["as_of"])
    for value in filters.values():
        for one in [value] if isinstance(value, str) else value:
            text_of(one)
    to_day(as_of)
    ignored = [text_of(one) for one in stated.get("ignored", [])]
    turn = KeptTurn(
        normalise_line(text_of(stated["question"])),
        _moment(stated["asked"]),
        dict(stated["answer"]),
        Filters(**filters),
        as_of,
        tuple(aspect for aspect in ASPECTS if aspect in ignored),
    )
    recorded(turn.answer)  # looked at whole before any of it is used
    return turn


def _moment(stated: object) -> datetime:
    return datetime.fromisoformat(text_of(stated)).astimezone(UTC)


def _limits(filters: Filters) -> dict[str, Any]:
    """What limits, of filters, as JSON gives it back."""
    found = {name: getattr(filters, name) for name in filters.__slots__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value}
