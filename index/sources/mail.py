"""Mail to articles: newsletters and what people send each other, as a saved message or a whole mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO, cast

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import guarded
from onrecord.index.sources.bounds import MOST, lines, whole
from onrecord.index.sources.hidden import drop_hidden
from onrecord.index.sources.markup import text_of
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import decoded, unread_remark
from onrecord.index.sources.texts import file_id
from onrecord.index.types import Found, Rejected

__all__ = ["extract", "read_mail", "read_mailbox"]

_ENOUGH = 200  # characters of plain text: less is often a note that the message is only to be had as HTML
_BEGINS = re.compile(rb"From \S.*\d{4}\s*$")
_QUOTED = re.compile(rb"^>(>*From )")
_ADDRESS = re.compile(r"^\s*(?:\"?(.*?)\"?\s*)<[^>]*>\s*$", re.S)
_LINK = re.compile(r"https?://[^\s<>]+")
_SENT_TO_MANY = ("List-Id", "List-Unsubscribe", "List-Post")


def read_mail(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The article of one message (``.eml``): its text, of a newsletter with the sender as its outlet.

    Raises:
        SourceError: larger than 20 MB, without text, or more than can be read in three seconds.
    """
    yield _article(whole(stream, name), name)


def read_mailbox(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The articles of a mailbox (mbox): a message after each line that begins with ``From``. Those that cannot be read
    are rejected each by itself.

    Raises:
        SourceError: no mailbox.
    """
    message: list[bytes] = []
    number, size, blank = 0, 0, True
    for line in lines(stream):
        begins = line is not None and blank and bool(_BEGINS.match(line))
        if begins:
            if number:
                yield _one_of(message, size, f"{name} message {number}")
            message, number, size = [], number + 1, 0
        elif not number and line and line.strip():
            raise SourceError(f"{name} is not a mailbox: it does not begin with a line that starts with From")
        else:
            size += MOST + 1 if line is None else len(line)
            if line is not None and size <= MOST:
                message.append(_QUOTED.sub(rb"\1", line))
        blank = line is not None and not line.strip()
    if number:
        yield _one_of(message, size, f"{name} message {number}")


def _one_of(message: list[bytes], size: int, where: str) -> Found:
    if size > MOST:
        return Rejected(where, f"larger than {MOST / 2**20:.0f} MB, the most that is taken for one document")
    try:
        return _article(b"".join(message), where)
    except SourceError as error:
        return Rejected(where, str(error))


def _article(raw: bytes, name: str) -> Found:
    fields = guarded.run("mail", raw, {"name": name})
    try:
        return article_of({**fields, "id": fields.get("id") or file_id(name)})
    except ArticleError as error:
        return Rejected(name, str(error))


def extract(raw: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the article; to be run where it can be killed, for parts can be nested so as to take any time.

    Raises:
        SourceError: no message, or one without text.
    """
    name = options.get("name", "the message")
    try:
        message = message_from_bytes(raw, policy=policy.default)
        if not any(_header(message, field) for field in ("From", "Date", "Subject", "Message-ID")):
            raise SourceError(f"{name} is not a mail message: it has none of the headers From, Date and Subject")
        text, remarks = _text(message, name)
    except RecursionError as error:
        raise SourceError(f"{name} has parts within parts without end") from error
    sender, to_many = _sender(message), any(_header(message, field) for field in _SENT_TO_MANY)
    link = _LINK.search(_header(message, "Archived-At"))
    return {
        "id": _header(message, "Message-ID").strip("<> "),
        "title": _header(message, "Subject"),
        "text": text,
        "url": link[0] if link else "",
        "outlet": sender if to_many else "",
        "authors": [] if to_many or not sender else [sender],
        "published": _date(_header(message, "Date")),
        "language": _header(message, "Content-Language").partition(",")[0],
        "remarks": list(remarks),
    }


def _header(message: EmailMessage, field: str) -> str:
    """A header as one line; as it was sent where the library fails to read it."""
    try:
        found = message.get(field, "")
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, RecursionError):
        found = next((value for key, value in message.raw_items() if key.lower() == field.lower()), "")
    return " ".join(str(found).split())


def _sender(message: EmailMessage) -> str:
    """Who sent it, by name; the address itself is nobody's business and is only given where there is no name."""
    stated = _header(message, "From")
    named = _ADDRESS.match(stated)
    return (named[1] if named and named[1].strip() else stated).strip("<>\" '")


def _date(stated: str) -> str:
    try:
        return parsedate_to_datetime(stated).isoformat()
    except (ValueError, OverflowError, TypeError, IndexError):
        return stated


# ---- text ------------------------------------------------------------------------------------------------------------


def _text(message: EmailMessage, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, from its plain part or else from its HTML, and what there is to remark of it."""
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    text, unread = _plain(cast("EmailMessage", plain)) if plain else ("", 0)
    if page and len(text) < _ENOUGH:
        shown, unread_there = _shown(cast("EmailMessage", page))
        text, unread = (shown, unread_there) if len(shown) > len(text) else (text, unread)
    if not text:
        raise SourceError(f"{name} holds no text, only attachments or nothing")
    return text, unread_remark(unread)


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _plain(part: EmailMessage) -> tuple[str, int]:
    text, unread = decoded(_bytes(part), str(part.get_content_charset() or ""))
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return (_unflowed(text, str(part.get_param("delsp", "")).lower() == "yes") if flowed else text).strip(), unread


def _unflowed(text: str, drop: bool) -> str:
    """Paragraphs of a text whose lines were broken to be sent: a line that ends in a blank goes on (RFC 3676)."""
    pieces: list[str] = []
    for line in text.splitlines():
        goes_on = line.endswith(" ") and line != "-- "
        stuffed = line.removeprefix(" ")  # a blank put before From, > and blanks
        pieces.append((stuffed[:-1] if drop else stuffed) if goes_on else f"{stuffed}\n")
    return "".join(pieces)


def _shown(part: EmailMessage) -> tuple[str, int]:
    """What is seen of a part in HTML. All of a message is its text, unlike of a page: nothing has to be found in it."""
    from lxml import html  # noqa: PLC0415 - only messages in HTML need it
    from lxml.etree import ParserError  # noqa: PLC0415

    text, unread = decoded(_bytes(part), str(part.get_content_charset() or ""))
    try:
        tree = html.document_fromstring(text.encode(), html.HTMLParser(encoding="utf-8", remove_comments=True))
    except ParserError:  # it is empty
        return "", 0
    drop_hidden(tree)
    for cell in tree.iter("table", "tbody", "tr", "td", "th"):
        cell.tag = "div"  # in mail, tables are there to put things in their places
    return text_of(tree), unread
