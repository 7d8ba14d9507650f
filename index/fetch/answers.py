"""What a server answers: the body within its limit, or where else to ask, or why there is nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from onrecord.index.fetch.addresses import web_url
from onrecord.index.fetch.types import Fetched, FetchError
from onrecord.index.sources.packed import ENCODINGS, Decoder

if TYPE_CHECKING:
    import httpcore
    import httpx

__all__ = ["shown", "taken"]

_REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 200  # characters of a URL in a message
_DAY = 86_400.0  # seconds: the longest that a server can have us wait
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]+)""", re.I)


def shown(url: str) -> str:
    """A URL for a message: not endless."""
    return url if len(url) <= _SHOWN else url[:_SHOWN] + "…"


def taken(url: httpx.URL, answer: httpcore.Response, most: int, *, conditional: bool) -> Fetched | httpx.URL:
    """What came from a URL, in ``most`` bytes, or where it is redirected to. "Not modified" is an answer only to a
    ``conditional`` request.

    Raises:
        FetchError: another status, or a body too large. SourceError: a body that cannot be unpacked.
    """
    fields: dict[str, str] = {}
    for raw_name, raw_value in answer.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    if answer.status in _REDIRECTS and fields.get("location"):
        return _elsewhere(url, fields["location"])
    if answer.status == HTTPStatus.OK:
        body = b"".join(_body(answer.iter_stream(), fields, most))
    elif answer.status == HTTPStatus.NOT_MODIFIED and conditional:
        body = b""
    else:
        raise FetchError(f"the server answers {_called(answer.status)}", answer.status, _later(fields))
    media, _, parameters = fields.get("content-type", "").partition(";")
    charset = _CHARSET.search(parameters)
    return Fetched(
        str(url),
        answer.status,
        body,
        media.strip().lower(),
        charset[1].lower() if charset else "",
        fields.get("etag", ""),
        fields.get("last-modified", ""),
    )


def _elsewhere(url: httpx.URL, location: str) -> httpx.URL:
    import httpx  # noqa: PLC0415 - it is loaded by now

    try:
        location = location.encode("latin-1").decode("utf-8", "replace")  # servers write what they should escape
        return web_url(str(url.join(location)))
    except httpx.InvalidURL as error:
        raise FetchError(f"it is redirected to {shown(location)!r}, which is not a URL: {error}") from error
    except FetchError as error:
        raise FetchError(f"it is redirected: {error}") from error


def _body(pieces: Iterable[bytes], fields: dict[str, str], most: int) -> Iterator[bytes]:
    """The body, unpacked. What is packed counts as well: some of it unpacks to nothing, endlessly."""
    too_much = FetchError(f"it is larger than {most / 2**20:.3g} MB, the most that is fetched", HTTPStatus.OK)
    stated = fields.get("content-length", "")
    if stated.isdecimal() and int(stated) > most:
        raise too_much
    encoding = fields.get("content-encoding", "").lower().removeprefix("x-")
    if encoding in ("", "identity"):
        unpacker = None
    elif encoding in ENCODINGS:
        unpacker = Decoder(encoding)
    else:
        raise FetchError(f"it is packed as {encoding!r}, which was not asked for", HTTPStatus.OK)
    came = given = 0
    for piece in pieces:
        came += len(piece)
        if came > most:
            raise too_much
        for part in unpacker.decode(piece) if unpacker else (piece,):
            given += len(part)
            if given > most:
                raise too_much
            yield part
    if unpacker:
        unpacker.end()


def _called(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _later(fields: dict[str, str]) -> float:
    """Seconds until the server wants to be asked again: it states them, or a moment."""
    stated = fields.get("retry-after", "")
    try:
        seconds = float(stated) if stated.isdecimal() else _until(stated)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), _DAY)


def _until(stated: str) -> float:
    moment = parsedate_to_datetime(stated)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
