"""A record with named fields, from JSON or CSV, to an ``Article``; the names news data uses are all understood."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

from onrecord.index.dates import of_number
from onrecord.index.errors import ArticleError
from onrecord.index.types import Article

__all__ = ["article_of", "stated"]

# Beside onrecord's own: schema.org, RSS, ninjs, NewsAPI, the Guardian's and the New York Times' interfaces, GDELT,
# CC-News, and what data sets made of these are called.
_NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "id": "id _id uuid guid article_id doc_id docno identifier @id",
        "title": "title headline head name",
        "text": "text body content article maintext full_text articlebody body_text bodytext",
        "url": "url link canonical_url permalink uri web_url weburl sourceurl",
        "outlet": "outlet source publisher publication source_name site newspaper source_domain site_name sitename"
        " domain",
        "published": "published date published_at publishedat datepublished date_publish pubdate publication_date"
        " publish_date pub_date webpublicationdate firstcreated seendate timestamp created_at created datecreated",
        "authors": "authors author byline creator",
        "language": "language lang inlanguage",
        "modified": "modified datemodified date_modified modified_at date_modify updated updated_at updatedat"
        " dateupdated lastmodified last_modified lastmod versioncreated",
        "section": "section articlesection section_name sectionname category",
        "dateline": "dateline located",
        "slug": "slug slugline",
        "rights": "rights copyright copyrightnotice usageterms license licence",
        "version": "version",
        "embargo": "embargo embargoed embargo_until embargoed_until embargodate",
        "remarks": "remarks ednote",
    }.items()
}
_INNER = ("name", "main", "original", "value", "$oid", "$date", "@id")  # what an object in the place of a text says
_SINCE_1970 = re.compile(r"\d{10}(?:\.\d{1,9})?|\d{13}")
_NONE = frozenset(("", "null", "none", "nan", "n/a", "no", "false"))  # of a date: there is none
_FARTHEST = 10**18  # of a number that may be a date
_SHOWN = 12  # names of a record's fields in a message


def article_of(record: Mapping[str, Any]) -> Article:
    """The article a record states. Field names are taken without regard to case; of several names for one field the
    first in the table above wins. Without an id, the URL is the id, and without either a hash of title and text.

    Dates are passed on as they are stated, numbers as the dates they mean.

    Raises:
        ArticleError: no text, or a field of the wrong kind.
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
        raise ArticleError(f"no text: none of the fields {known} holds any; the record has {_listed(lower)}")
    title, url = _text("title", found["title"]), _text("url", found["url"])
    return Article(
        id=_text("id", found["id"]) or url or _id_of(f"{title}\n{text}"),
        title=title,
        text=text,
        url=url,
        outlet=_text("outlet", found["outlet"]),
        published=_date("published", found["published"]),
        authors=_authors(found["authors"]),
        language=_text("language", found["language"]),
        modified=_date("modified", found["modified"]),
        section=_joined("section", found["section"]),
        dateline=_joined("dateline", found["dateline"]),
        slug=_joined("slug", found["slug"]),
        rights=_joined("rights", found["rights"]),
        version=_text("version", found["version"]),
        embargo=_date("embargo", found["embargo"]),
        remarks=_texts("remarks", found["remarks"]),
    )


def stated(record: Mapping[str, Any], field: str) -> Any:
    """What a record with names in small letters states for a field, under any of its names; None where nothing."""
    return next((record[name] for name in _NAMES[field] if record.get(name) not in (None, "", [])), None)


def _id_of(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _listed(names: Mapping[str, Any]) -> str:
    """The names of a record's fields for a message, whatever they are."""
    shown = [ascii(name[:40])[1:-1] for name in list(names)[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "") or "none"


def _inner(value: Any) -> Any:
    """What an object in the place of a text says: the name of a publisher or author (schema.org, NewsAPI), the headline
    among several (the New York Times), a MongoDB id or date."""
    if not isinstance(value, Mapping):
        return value
    return next((value[name] for name in _INNER if value.get(name) not in (None, "", [])), None)


def _text(field: str, value: Any) -> str:
    value = _inner(value)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ArticleError(f"the field {field} must be text, not {type(value).__name__}")
    try:
        return str(value)
    except ValueError as error:  # Python writes out no number of more than 4,300 digits
        raise ArticleError(f"the field {field} is a number too long to be written") from error


def _date(field: str, value: Any) -> str | None:
    value = _inner(value)
    if not value:  # also false, and the zero that some programs write for what is missing
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _FARTHEST:
        return of_number(value)
    text = _text(field, value).strip()
    if text.lower() in _NONE:
        return None
    return of_number(float(text) if "." in text else int(text)) if _SINCE_1970.fullmatch(text) else text


def _texts(field: str, value: Any) -> tuple[str, ...]:
    value = _inner(value)
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(filter(None, (_text(field, part) for part in values)))


def _joined(field: str, value: Any) -> str:
    return ", ".join(_texts(field, value))


def _authors(value: Any) -> tuple[str, ...]:
    value = _inner(value)
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";" if ";" in value else ",") if part.strip())
    if value is not None and not isinstance(value, list | tuple | float):
        raise ArticleError(f"the field authors must be text or a list of texts, not {type(value).__name__}")
    return _texts("authors", value)
