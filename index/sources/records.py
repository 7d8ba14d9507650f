"""A record with named fields, from JSON or CSV, to an ``Article``; the names news data uses are all understood."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from onrecord.index.dates import to_iso
from onrecord.index.errors import ArticleError
from onrecord.index.types import Article

__all__ = ["article_of", "stated"]

_DATES = "published date published_at publishedat datepublished date_publish pubdate publication_date publish_date"
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "uuid", "guid", "article_id", "doc_id", "docno"),
    "title": ("title", "headline", "head", "name"),
    "text": ("text", "body", "content", "article", "maintext", "full_text", "articlebody"),
    "url": ("url", "link", "canonical_url", "permalink", "uri"),
    "outlet": ("outlet", "source", "publisher", "publication", "source_name", "site", "newspaper"),
    "published": (*_DATES.split(), "timestamp", "created_at"),
    "authors": ("authors", "author", "byline", "creator"),
    "language": ("language", "lang"),
}


def article_of(record: Mapping[str, Any]) -> Article:
    """The article a record states. Field names are taken without regard to case; of several names for one field the
    first in the table above wins. Without an id, the URL is the id, and without either a hash of title and text.

    Raises:
        ArticleError: no text, or a field of the wrong kind. DateError: a date that is not one.
    """
    if not isinstance(record, Mapping):
        raise ArticleError(
            f"a record must be an object with fields such as title and text, not {type(record).__name__}"
        )
    lower = {str(key).lower(): value for key, value in record.items() if key is not None}
    found = {field: stated(lower, field) for field in _NAMES}
    text = _text("text", found["text"])
    if not text.strip():
        known = ", ".join(_NAMES["text"])
        raise ArticleError(
            f"no text: none of the fields {known} holds any; the record has {', '.join(lower) or 'none'}"
        )
    title, url = _text("title", found["title"]), _text("url", found["url"])
    return Article(
        id=_text("id", found["id"]) or url or _id_of(f"{title}\n{text}"),
        title=title,
        text=text,
        url=url,
        outlet=_text("outlet", _inner(found["outlet"])),
        published=to_iso(_text("published", found["published"])),
        authors=_authors(found["authors"]),
        language=_text("language", found["language"]),
    )


def stated(record: Mapping[str, Any], field: str) -> Any:
    """What a record with names in small letters states for a field, under any of its names; None where nothing."""
    return next((record[name] for name in _NAMES[field] if record.get(name) not in (None, "", [])), None)


def _id_of(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _inner(value: Any) -> Any:
    """The name of a publisher or author given as an object (schema.org, NewsAPI)."""
    return value.get("name") if isinstance(value, Mapping) else value


def _text(field: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ArticleError(f"the field {field} must be text, not {type(value).__name__}")
    return str(value)


def _authors(value: Any) -> tuple[str, ...]:
    value = _inner(value)
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";" if ";" in value else ",") if part.strip())
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise ArticleError(f"the field authors must be text or a list of texts, not {type(value).__name__}")
    return tuple(filter(None, (_text("authors", _inner(part)) for part in value)))
