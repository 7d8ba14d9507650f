"""JSON-LD, the notes on itself that a page carries for search engines: the article in them, as plain fields.

The words are those of schema.org: ``NewsArticle`` and its kin, alone, in a list, below ``@graph`` or as the main thing
of a page, of several types at once; authors and publishers as names, as objects, or as references to objects elsewhere.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

__all__ = ["article_in"]

_MOST = 2 * 2**20  # characters of all notes of a page; the longest live blogs have a tenth of it
_NODES = 2_000
_LONGEST = 2_000  # characters of a headline, a name or a date
_NOTHING = re.compile(r"\A(?:\s|<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)+", re.S)
_VOID = re.compile(r":(?=\s{0,40}[,}\]])")
_OVER = re.compile(r",(?=\s{0,40}[}\]])")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
# The better a type says that this is the article, the earlier it stands.
_TYPES = (
    re.compile(r"\w*NewsArticle|\w*Report|LiveBlogPosting"),
    re.compile(r"\w*Article|\w*BlogPosting|SocialMediaPosting|ClaimReview|\w*Review"),
    re.compile(r"\w*Page"),
)
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "hasPart", "about")
_DEEP = 12
_PAGE = len(_TYPES) - 1  # which says nothing of an article but when it was published


def article_in(notes: Iterable[str], urls: Iterable[str], title: str) -> dict[str, Any]:
    """What the notes say of the article: ``title``, ``outlet``, ``authors``, ``published``, ``modified``, ``language``,
    ``section``, ``dateline``, ``rights``, ``url``, as far as it is there.

    Args:
        notes: the text of each ``application/ld+json`` script. What is no JSON is passed over.
        urls: where the page is, as far as it is known, and
        title: what else says of it; of several articles in the notes, they tell the one the page is about.
    """
    nodes = list(_nodes(notes))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    node = _chosen(nodes, {_bare(url) for url in urls if url}, _folded(title))
    return {name: value for name, value in _fields(node, known).items() if value}


def _chosen(nodes: list[dict[str, Any]], here: set[str], title: str) -> dict[str, Any]:
    """The article the page is about: of those that are said to be here, or have its title, or else of all, the one of
    the best type, and of equals the first. Of several different ones that could be any, none."""
    ranked = [(rank, node) for node in nodes if (rank := _rank(node)) < len(_TYPES)]
    articles = [one for one in ranked if one[0] < _PAGE]
    of_here = [one for one in articles if any(_bare(url) in here for url in _addresses(one[1]))]
    titled = [one for one in of_here or articles if _is_titled(one[1], title)]
    chosen = titled or of_here or articles
    if chosen is articles and len({_folded(_words(node.get("headline"))) for _, node in articles}) > 1:
        return {}
    return min(chosen or ranked, key=lambda one: one[0], default=(0, {}))[1]


def _nodes(notes: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects that stand for something of their own, the outer before the inner."""
    left, found = _MOST, 0
    for note in notes:
        left -= len(note)
        if left < 0:
            return
        waiting = deque((value, 0) for value in _values(note))
        while waiting and found < _NODES:
            value, depth = waiting.popleft()
            found += 1
            if isinstance(value, dict):
                yield value
                waiting += [(value[name], depth + 1) for name in _INSIDE if depth < _DEEP and name in value]
            elif isinstance(value, list) and depth < _DEEP:
                waiting += [(one, depth + 1) for one in value[:_NODES]]


def _values(note: str) -> Iterator[Any]:
    """The JSON values in a script; some hold several, one after another, a comma too many, or a
    name without a value."""
    text, at = note, 0
    begun = _NOTHING.match(text)
    at = begun.end() if begun else 0
    while at < len(text) and text[at] in "{[":
        try:
            value, at = _DECODER.raw_decode(text, at)
        except ValueError:
            mended = _VOID.sub(": null", _OVER.sub("", text))
            if mended == text:
                return
            text = mended
            continue
        except RecursionError:
            return
        yield value
        while at < len(text) and (text[at].isspace() or text[at] in ";,"):
            at += 1


def _rank(node: Mapping[str, Any]) -> int:
    stated = node.get("@type", "")
    names = [_name(one) for one in (stated if isinstance(stated, list) else [stated])[:20] if isinstance(one, str)]
    ranks = (rank for rank, form in enumerate(_TYPES) if any(form.fullmatch(name) for name in names))
    return next(ranks, len(_TYPES))


def _name(stated: str) -> str:
    """A type without the vocabulary it is from."""
    return re.split(r"[/:#]", stated.strip())[-1]


def _is_titled(node: Mapping[str, Any], title: str) -> bool:
    """Whether it has the title, or all of it but the outlet's name or what was cut off."""
    headline = _folded(_words(node.get("headline")))
    return bool(headline and title) and (title.startswith(headline) or headline.startswith(title))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _addresses(node: Mapping[str, Any]) -> Iterator[str]:
    for name in ("url", "mainEntityOfPage", "@id"):
        value = node.get(name)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield value


def _bare(url: str) -> str:
    """An address as far as it tells pages apart."""
    return re.sub(r"\Ahttps?://(?:www\.)?|#.*\Z|/+\Z", "", url.strip().lower())


def _fields(node: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    def first(*names: str) -> str:
        return next((words for name in names if (words := _words(_told(node.get(name), known)))), "")

    return {
        "title": first("headline") if _rank(node) == _PAGE else first("headline", "name"),
        "outlet": first("publisher", "sourceOrganization", "provider"),
        "authors": list(_people(node.get("author") or node.get("creator"), known)),
        "published": first("datePublished", "dateCreated"),
        "modified": first("dateModified"),
        "language": _language(node.get("inLanguage")),
        "section": first("articleSection"),
        "dateline": first("dateline"),
        "rights": first("copyrightNotice"),
        "url": next((one for one in _addresses(node) if one.startswith(("http://", "https://"))), ""),
    }


def _people(stated: Any, known: Mapping[str, Any]) -> Iterator[str]:
    for one in (stated if isinstance(stated, list) else [stated])[:100]:
        yield _words(_told(one, known))


def _told(value: Any, known: Mapping[str, Any]) -> Any:
    """An object a reference leads to."""
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _words(value: Any) -> str:
    """A text, the first of several, or the name of an object, as it would be shown."""
    for _ in range(_DEEP):
        if isinstance(value, list):
            value = next(filter(None, value), None)
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value")
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    return " ".join(_TAG.sub("", unescape(value)).split())


def _language(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return value if isinstance(value, str) else ""


_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None)
