"""What a page states about its article: JSON-LD first, then OpenGraph and other ``meta``, then what stands on it.

Dates are given as stated, in ISO 8601 where they can be read. One that can be read goes before one that cannot.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from onrecord.index.dates import to_iso
from onrecord.index.errors import DateError
from onrecord.index.sources import canonical, jsonld
from onrecord.index.sources.shown import Shown, people

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Notes", "fields", "notes_of"]

_MOST = 2_000  # tags that are looked at, and characters of one that are taken
# Of several the first that says something counts.
_TITLES = "og:title headline dc.title dcterms.title citation_title parsely-title sailthru.title twitter:title title"
_OUTLETS = "og:site_name og:site article:publisher dc.publisher dcterms.publisher citation_journal_title rbpubname "
_OUTLETS += "publisher application-name apple-mobile-web-app-title"
_AUTHORS = "article:author og:article:author author byl parsely-author sailthru.author dc.creator dcterms.creator "
_AUTHORS += "citation_author content-creator creator analyticsattributes.author"
_PUBLISHED = "article:published_time og:article:published_time datepublished article:published og:datepublished "
_PUBLISHED += "parsely-pub-date sailthru.date dc.date.issued dcterms.issued dcterms.created citation_publication_date "
_PUBLISHED += "citation_date pubdate pub_date publish-date publish_date publishdate publication_date og:pubdate pdate "
_PUBLISHED += "date.release dc.date dcterms.date analyticsattributes.articledate article.published date datecreated"
_MODIFIED = "article:modified_time og:article:modified_time datemodified og:updated_time dcterms.modified lastmod "
_MODIFIED += "last-modified updated-date revision_date article.updated"
_SECTIONS = "article:section og:article:section articlesection parsely-section section outbrainsection prism.section"
_RIGHTS = "dc.rights dcterms.rights"
_LANGUAGES = "og:locale content-language dc.language dcterms.language language"

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_BETWEEN = re.compile(r"\s+[|–—·•»:-]+\s+")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY_IN_URL = re.compile(
    rf"(?i)/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|{'|'.join(_MONTHS)})[/-]?(0[1-9]|[12]\d|3[01])(?=[/-]|\Z)"
)
_NEVER, _NEVER_EITHER = "1600", "1970-01-01T00:00:00"  # programs write the year 1 or the epoch for no date at all


class Notes(NamedTuple):
    """What is noted on a page for programs.

    Args:
        named: the values of each ``meta``, by its name in small letters.
        scripts: the texts of its JSON-LD.
        addresses: its canonical ones, as stated.
        base: what addresses on it are relative to, if it says so.
        language: that of the whole page.
    """

    named: Mapping[str, list[str]]
    scripts: list[str]
    addresses: list[str]
    base: str
    language: str


def notes_of(tree: HtmlElement) -> Notes:
    """The notes on a page; to be read before anything is taken out of it."""
    named: dict[str, list[str]] = defaultdict(list)
    for tag in islice(tree.iter("meta"), _MOST):
        value = " ".join((tag.get("content") or "")[:_MOST].split())
        for kind in ("property", "name", "itemprop", "http-equiv"):
            if value and tag.get(kind):
                named[tag.get(kind)[:100].strip().lower().replace("dc:", "dc.")].append(value)
    return Notes(
        named=named,
        scripts=[tag.text or "" for tag in tree.iter("script") if "ld+json" in (tag.get("type") or "").lower()],
        addresses=[
            *(tag.get("href") or "" for tag in islice(tree.iter("link"), _MOST) if _is_canonical(tag)),
            *named.get("og:url", ()),
        ],
        base=next((tag.get("href") or "" for tag in tree.iter("base")), ""),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
    )


def fields(notes: Notes, seen: Shown, url: str) -> dict[str, Any]:
    """The article's fields, without its text.

    Args:
        notes: what the page notes for programs.
        seen: what it shows.
        url: where it was fetched, empty if it was not.
    """
    addresses = [canonical.address(one, canonical.address(notes.base, url) or url) for one in notes.addresses]
    title = next(_of(notes, "og:title"), seen.heading)
    told = jsonld.article_in(notes.scripts, [*addresses, url], title)
    address = canonical.chosen([*addresses, told.get("url", "")], url)
    outlet = next(_words(told.get("outlet"), *_of(notes, _OUTLETS)), _host(address))
    titles = _words(told.get("title"), *_of(notes, _TITLES), seen.heading, seen.title)
    return {
        "title": _without(outlet, next(titles, "")),
        "url": address,
        "outlet": outlet,
        "published": _date(told.get("published"), *_of(notes, _PUBLISHED), seen.published, _day_in(address)),
        "modified": _date(told.get("modified"), *_of(notes, _MODIFIED), seen.modified),
        "authors": _authors(told, notes) or list(seen.authors),
        "language": _language(told.get("language"), notes.language, *_of(notes, _LANGUAGES)),
        "section": next(_words(told.get("section"), *_of(notes, _SECTIONS)), ""),
        "dateline": told.get("dateline", ""),
        "rights": next(_words(told.get("rights"), *_of(notes, _RIGHTS)), ""),
    }


def _is_canonical(link: HtmlElement) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def _of(notes: Notes, names: str) -> Iterator[str]:
    for name in names.split():
        yield from notes.named.get(name, ())


def _words(*stated: str | None) -> Iterator[str]:
    """What is words, and not nothing or an address."""
    return (one.strip() for one in stated if one and one.strip() and not _is_address(one.strip()))


def _is_address(text: str) -> bool:
    return " " not in text and any(mark in text for mark in ("://", "www.", "@"))


def _authors(told: Mapping[str, Any], notes: Notes) -> list[str]:
    lines: Iterable[str] = told.get("authors", ())
    named = [name for line in _words(*lines) for name in people(line)]
    for kind in _AUTHORS.split():
        named = named or [name for line in _words(*_of(notes, kind)) for name in people(line)]
    return list(dict.fromkeys(_words(*named)))[:50]


def _date(*stated: str | None) -> str | None:
    """The first that can be read and is no program's word for none, or else the first."""
    given = [one.strip() for one in stated if one and one.strip()]
    for one in given:
        try:
            iso = to_iso(one)
        except DateError:
            continue
        if iso and iso[:4] > _NEVER and not iso.startswith(_NEVER_EITHER):
            return iso
    return given[0] if given else None


def _language(*stated: str | None) -> str:
    found = (one.strip() for one in stated if one and _LANGUAGE.fullmatch(one.strip()))
    return next(found, "").replace("_", "-").lower()


def _without(outlet: str, title: str) -> str:
    """A title without the outlet's name that many put behind it."""
    parts = list(_BETWEEN.finditer(title))
    ends = parts and title[parts[-1].end() :].casefold() in (outlet.casefold(), outlet.casefold().partition(".")[0])
    return title[: parts[-1].start()] if ends else title


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _day_in(url: str) -> str:
    """The day an address states, as many outlets' do: ``/2025/07/04/`` or ``/2025/jul/04/``."""
    found = _DAY_IN_URL.search(url)
    if not found:
        return ""
    year, month, day = found.groups()
    return f"{year}-{month if month.isdigit() else _MONTHS.index(month.lower()) + 1:0>2}-{day:0>2}"
