"""Fields of a record, as the kind they should be. Every fault is a ``SourceError`` that names the field and the value:
the loaders catch it and pass the record over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line, normalise_text

__all__ = ["entries", "fields", "id_of", "items", "number", "parsed", "shown", "spoken", "texts", "words"]

_LONGEST = 60  # characters of a value that a message quotes


def shown(value: object) -> str:
    """A value as a message quotes it: short."""
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…")
    written = repr(value)
    return written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"


def parsed(text: str) -> Any:
    """JSON, in which NaN and infinities count as null."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not JSON: {error}") from error


def fields(value: object, what: str) -> Mapping[str, Any]:
    """The value as an object with fields."""
    if not isinstance(value, Mapping):
        raise SourceError(f"{what} must be an object, not {shown(value)}")
    return value


def entries(record: Mapping[str, Any], field: str) -> list[Any]:
    """A field that holds a list."""
    value = record.get(field)
    if not isinstance(value, list):
        raise SourceError(f"the field {field} must be a list, not {shown(value)}")
    return value


def items(record: object, field: str) -> list[Any]:
    """The same for a look at what may be of any kind: empty where there is no such list."""
    value = record.get(field) if isinstance(record, Mapping) else None
    return value if isinstance(value, list) else []


def words(record: Mapping[str, Any], field: str) -> str:
    """A field of text exactly as it stands; not blank."""
    value = record.get(field)
    if not isinstance(value, str) or not normalise_text(value):
        raise SourceError(f"the field {field} must hold text, not {shown(value)}")
    return value


def spoken(record: Mapping[str, Any], field: str) -> str:
    """A field of text as one line, such as a question; not blank."""
    return normalise_line(words(record, field))


def id_of(record: Mapping[str, Any], *names: str) -> str:
    """An id, text or a number, under the first of the names that the record has."""
    value = next((record[one] for one in names if record.get(one) is not None), None)
    written = normalise_line(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not written:
        raise SourceError(f"the field {' or '.join(names)} must hold an id, not {shown(value)}")
    return written


def number(record: Mapping[str, Any], field: str) -> int:
    """A field that holds a whole number."""
    value = record.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SourceError(f"the field {field} must be a whole number, not {shown(value)}")
    return value


def texts(value: object, what: str) -> tuple[str, ...]:
    """One text or a list of them (numbers count as text), as the index would store them; blank ones are left out."""
    found = value if isinstance(value, list) else [] if value is None else [value]
    for one in found:
        if isinstance(one, bool) or not isinstance(one, str | int | float):
            raise SourceError(f"the field {what} must be text or a list of texts, not {shown(value)}")
    return tuple(filter(None, (normalise_text(str(one)) for one in found)))
