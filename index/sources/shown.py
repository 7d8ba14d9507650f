"""What stands on a page itself about its article, for a reader: headline, byline, date; also as microdata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Shown", "people", "shown"]

_MOST = 500  # elements of a kind that are looked at
_LONGEST = 300  # characters of a headline, and of a byline
_ASIDE = frozenset(["aside", "nav", "footer", "li", "form", "blockquote", "figure"])
_OTHERS = re.compile(r"(?i)related|recommend|promo|teaser|sidebar|comment|most-read|trending|newsletter")
_BYLINE = re.compile(r"(?i)(?:\A|[\s_-])(?:byline|author)s?(?:[_-]{1,2}names?|[_-]{1,2}links?)?(?:\s|\Z)")
_BY = re.compile(r"(?i)\A(?:[a-z]{2,12} )?(?:by|par|por|door)\b:?\s*")
_BETWEEN = re.compile(r"\s*[;,|•·]\s*(?:and )?|\s+(?:and|und|et|y|&)\s+")
_NOBODY = re.compile(r"(?i)admin(?:istrator)?|author|editor|guest|root|staff|unknown|user|webmaster")
_ROLE = re.compile(
    r"(?i)\b(?:analyst|bureau|chief|columnist|contribut(?:or|ing)|correspondent|desk|editor\S*|fellow|intern|news|"
    r"producer|reporter|staff|writer)\b|\A(?-i:[A-Z]{2,4}|Ph\.?D\.?|M\.D\.)\Z"
)
_BYLINES = frozenset(["p", "span", "div", "a", "address", "strong"])
_PROPERTIES = frozenset(["author", "datepublished", "datemodified"])
_PERSON = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,4}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT = 80  # characters in which a date is looked for
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_FIRST = re.compile(rf"(?i)\b(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)? {_MONTH},? (?P<year>(?:19|20)\d\d)\b")
_MONTH_FIRST = re.compile(rf"(?i)\b{_MONTH} (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b")
_CHANGED = re.compile(r"(?i)updated|modified|edited")


Marked = dict[str, list["HtmlElement"]]


class Shown(NamedTuple):
    """What a page shows; empty where it does not."""

    title: str
    heading: str
    authors: tuple[str, ...]
    published: str
    modified: str


def shown(tree: HtmlElement) -> Shown:
    """What stands on a page, from which what is hidden has been taken.

    ``title`` is that of the window; ``heading`` the one heading of the first level, or the first inside the article.
    """
    marked = _marked(tree)
    headings = [one for one in islice(tree.iter("h1"), _MOST) if _line(one)]
    inside = [one for one in headings if any(up.tag in ("article", "main") for up in one.iterancestors())]
    heading = (headings if len(headings) == 1 else inside or headings)[:1]
    return Shown(
        title=next((_line(one) for one in islice(tree.iter("title"), _MOST)), ""),
        heading=_line(heading[0]) if heading else "",
        authors=tuple(_authors(tree, marked)),
        published=next(_dates(marked, "datepublished"), "") or next(_times(tree), next(_written(tree), "")),
        modified=next(_dates(marked, "datemodified"), ""),
    )


def people(stated: str) -> Iterator[str]:
    """The names in a byline, without what comes behind one: ``By Ana Lind, chief reporter, and Peter Moro, PhD``."""
    names = [name.strip() for name in _BETWEEN.split(_BY.sub("", " ".join(stated.split())))]
    for number, name in enumerate(names):
        if name and not _NOBODY.fullmatch(name) and not (number and _ROLE.search(name)):
            yield name


def _authors(tree: HtmlElement, marked: Marked) -> list[str]:
    """Of those in microdata, those linked as authors and those in a byline, the first that are names of people."""
    for told in (marked["author"], _linked(tree), _bylines(tree)):
        named = [name for element in told for name in people(_line(element)) if _PERSON.fullmatch(name)]
        if named:
            return list(dict.fromkeys(named))[:20]
    return []


def _marked(tree: HtmlElement) -> Marked:
    """The elements of microdata by what they are, where they belong to the article."""
    marked: Marked = defaultdict(list)
    for element in tree.xpath("//*[@itemprop]")[:_MOST]:
        for name in element.get("itemprop").lower().split():
            if name in _PROPERTIES and not _is_aside(element):
                inner = element.xpath("descendant::*[@itemprop='name']") if name == "author" else ()
                marked[name].append(inner[0] if inner else element)
    return marked


def _linked(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.xpath("//a[contains(@rel, 'author')]")[:_MOST]:
        if not _is_aside(element):
            yield element


def _bylines(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.xpath("//*[contains(@class, 'uthor') or contains(@class, 'yline')]")[:_MOST]:
        if element.tag in _BYLINES and _BYLINE.search(element.get("class")[:_LONGEST]) and not _is_aside(element):
            yield element


def _dates(marked: Marked, name: str) -> Iterator[str]:
    for element in marked[name]:
        yield element.get("datetime") or element.get("content") or _line(element)


def _times(tree: HtmlElement) -> Iterator[str]:
    """The dates on the page that a program can read, but those of other articles and of comments."""
    for element in islice(tree.iter("time"), _MOST):
        stated = (element.get("datetime") or "").strip()
        if _DAY.match(stated) and not _is_aside(element):
            yield stated


def _written(tree: HtmlElement) -> Iterator[str]:
    """The days written out where a page says when it was published: ``Published 10:02 AM EST Nov 19, 2025``."""
    for element in tree.xpath("//*[contains(@class, 'date') or contains(@class, 'publi') or contains(@class, 'time')]")[
        :_MOST
    ]:
        words = _line(element, _SHORT)
        found = _DAY_FIRST.search(words) or _MONTH_FIRST.search(words)
        if found and not _CHANGED.search(words[: found.start()]) and not _is_aside(element):
            month = _MONTHS.index(found["month"][:3].lower()) + 1
            yield f"{found['year']}-{month:02}-{int(found['day']):02}"


def _is_aside(element: HtmlElement) -> bool:
    """Whether it stands in what belongs to other articles."""
    within = 0
    for up in (element, *element.iterancestors()):
        within += up.tag == "article"
        named = f"{up.get('class') or ''} {up.get('id') or ''}"[:_LONGEST]
        if up.tag in _ASIDE or within > 1 or (up.tag not in ("html", "body") and _OTHERS.search(named)):
            return True
    return False


def _line(element: HtmlElement, most: int = _LONGEST) -> str:
    """The text of an element as one line; empty where it is longer than ``most``."""
    pieces, size = [], 0
    for piece in element.itertext():
        words = " ".join(piece.split())
        size += len(words)
        if size > most:
            return ""
        pieces.append(piece)
    return " ".join("".join(pieces).split())
