"""ninjs, the news industry's JSON: versions 1.x, 2.x and 3.x, known by what they hold.

Version 1 has one ``headline`` and ``body_text``, ``body_xhtml`` ..., version 2 lists of ``headlines`` and ``bodies``,
version 3 the same in other spelling (``pubStatus``); names are taken without regard to case. ``uri`` is the identity.
``published`` is ``firstcreated``, else ``contentcreated``; ``modified`` is ``versioncreated``. The outlet is the
provider or source where one is stated, else the copyright's holder. Of several bodies the richest is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import nitf
from onrecord.index.sources.markup import html_text, plain
from onrecord.index.sources.wire import authors, code, dated, gone, reason, remarks, richest, statement, untitled
from onrecord.index.sources.xml import parsed
from onrecord.index.types import Article, Found, Rejected, Withdrawal

__all__ = ["found", "is_item"]

_TELLING = frozenset(("versioncreated", "firstcreated", "pubstatus", "bodies", "headlines", "representationtype"))
_DEEPEST = 8  # packages in packages


def is_item(record: Any) -> bool:
    """Whether a JSON record is ninjs: it says so, or has an identity and a field that ninjs alone has."""
    if not isinstance(record, Mapping):
        return False
    names = {str(key).lower() for key in record}
    standard = record.get("standard", record.get("$standard"))
    says_so = isinstance(standard, Mapping) and str(standard.get("name")).lower() == "ninjs"
    telling = bool(names & _TELLING) or any(name.startswith(("body_", "description_")) for name in names)
    return bool(names & {"uri", "guid"}) and (says_so or telling)


def found(records: Sequence[Any], places: Sequence[str], name: str) -> Iterator[Found]:
    """An article to each item that holds text; a withdrawal to each that is canceled, killed or withheld.

    A text without a body is rejected. Pictures, sound, plans and packages are passed over where they come with text; of
    records that hold nothing else one thing is rejected, with what they hold. Texts inside a package are taken.

    Args:
        records: of JSON.
        places: where each stands, for messages.
        name: where they all stand.
    """
    others: list[str] = []
    anything = False
    for record, where in zip(records, places, strict=True):
        for item in _items(record):
            kind = _kind(item)
            if kind and kind != "text" and not _has_body(item) and not _status(item):
                others.append(kind)
                continue
            anything = True
            yield _found(item, where)
    if not anything:
        yield Rejected(name, f"no text to take: it holds {', '.join(dict.fromkeys(others)) or 'no items'}")


def _items(record: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """A record with its names in small letters, and after it the items of the package that it may be."""
    if not isinstance(record, Mapping):
        yield {"": type(record).__name__}
        return
    item = _lower(record)
    yield item
    if _kind(item) == "composite" and depth < _DEEPEST:
        inner = item.get("associations")
        for member in inner.values() if isinstance(inner, Mapping) else inner if isinstance(inner, list) else ():
            if is_item(member):
                yield from _items(member, depth + 1)


def _found(item: dict[str, Any], where: str) -> Found:
    if "" in item:
        return Rejected(where, f"a news item must be an object, not {item['']}")
    try:
        uri = _text(item, "uri") or _text(item, "guid")
        if not uri:
            return Rejected(where, "the item has no uri, by which its next version would be known")
        notes = list(filter(None, [_text(item, "ednote")]))
        status = _status(item)
        return Withdrawal(uri, reason(status, notes)) if status else _article(item, uri, notes)
    except (ArticleError, SourceError) as error:
        return Rejected(where, str(error))


def _article(item: dict[str, Any], uri: str, notes: list[str]) -> Article:
    _checked(item)
    title = _title(item)
    text = untitled(_body(item), title)
    if not text:
        raise ArticleError("no text: the item has neither a body nor a description")
    outlet = _outlet(item)
    created = [_text(item, name) for name in ("firstcreated", "contentcreated", "versioncreated")]
    corrected = any(isinstance(signal, str) and code(signal) == "correction" for signal in _signals(item))
    return Article(
        id=uri,
        title=title,
        text=text,
        url=uri if uri.startswith(("http://", "https://")) else "",
        outlet=outlet,
        published=dated(*created),
        authors=authors(_text(item, "byline") or _text(item, "by"), outlet),
        language=_text(item, "language"),
        modified=dated(_text(item, "versioncreated")),
        section=next(
            filter(None, (_text(at, "name") for at in _all(item, "subject", "subjects", "genre", "genres"))), ""
        ),
        dateline=_text(item, "dateline") or _text(item, "located"),
        slug=_text(item, "slugline"),
        rights=statement(*(_text(item, name) for name in ("copyrightholder", "copyrightnotice", "usageterms"))),
        version=_text(item, "version", numbers=True),
        embargo=dated(_text(item, "embargoed")),
        remarks=remarks(notes, corrected, text),
    )


def _kind(item: dict[str, Any]) -> str:
    kind = item.get("type")
    return kind.lower() if isinstance(kind, str) else ""


def _status(item: dict[str, Any]) -> str:
    """The word that an item must not be used, or nothing; where it is of a wrong kind, the item is not taken later."""
    stated = [item.get("pubstatus"), *_signals(item)]
    return next((word for word in stated if isinstance(word, str) and gone(word)), "")


def _signals(item: dict[str, Any]) -> list[Any]:
    """What newsrooms' systems add to ninjs as NewsML-G2 has it."""
    stated = (item.get("signal"), item.get("signals"))
    signals = [at for value in stated if isinstance(value, list) for at in value]
    return [at.get("code") or at.get("uri") or at.get("qcode") if isinstance(at, Mapping) else at for at in signals]


def _checked(item: dict[str, Any]) -> None:
    """Nothing, if what decides on an item's use is of the right kind.

    Raises:
        ArticleError: it is not, so it cannot be known.
    """
    for name in ("type", "pubstatus"):
        _text(item, name)
    _all(item, "signal", "signals")


def _title(item: dict[str, Any]) -> str:
    """The headline; of several the main one, else the first."""
    lines = [(_text(line, "role").lower(), _text(line, "value")) for line in _all(item, "headlines")]
    main = [value for role, value in lines if role in {"", "main", "headline"}]
    return next(
        filter(None, [_text(item, "headline"), *main, *(value for _, value in lines), _text(item, "title")]), ""
    )


def _has_body(item: dict[str, Any]) -> bool:
    return bool(item.get("bodies")) or any(name.startswith("body_") and item[name] for name in item)


def _body(item: dict[str, Any]) -> str:
    """The richest of the bodies; an item without one (a flash, a notice) has its description.

    Raises:
        ArticleError: a body that is no text. SourceError: no body that can be read.
    """
    return _richest(item, "body", "bodies") or _richest(item, "description", "descriptions")


def _richest(item: dict[str, Any], one: str, several: str) -> str:
    stated = [(name, _text(item, name)) for name in item if name.startswith(f"{one}_")]
    stated += [(f"{_text(at, 'contenttype')} {_text(at, 'role')}", _text(at, "value")) for at in _all(item, several)]
    texts, faults = [], []
    for kind, value in stated:
        try:
            texts.append(_read(kind.lower(), value))
        except SourceError as error:
            faults.append(error)
    if faults and not any(text for text, _ in texts):
        raise faults[0]
    return richest(texts)


def _read(kind: str, value: str) -> tuple[str, bool]:
    if "nitf" in kind and value:
        return nitf.article(parsed(value.encode("utf-8", "replace"), "its NITF")).text, True
    if "html" in kind or value.lstrip().startswith("<"):
        return html_text(value), True
    return plain(value), False


def _outlet(item: dict[str, Any]) -> str:
    """Who sent it: some say so by name, most only whose it is."""
    senders = []
    for name in ("provider", "source"):
        sender = item.get(name)
        senders.append(_text(_lower(sender), "name") if isinstance(sender, Mapping) else _text(item, name))
    sources = [_text(at, "name") for at in _all(item, "infosource", "infosources")]
    return next(filter(None, (*senders, _text(item, "copyrightholder"), *sources)), "")


def _all(item: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """The objects of a list, under any of its names; a text in it is one that has only a name.

    Raises:
        ArticleError: no list, or other things in it.
    """
    found: list[dict[str, Any]] = []
    for name in names:
        value = item.get(name)
        if value is not None and not isinstance(value, list):
            raise ArticleError(f"the field {name} must be a list, not {type(value).__name__}")
        for member in value or ():
            if not isinstance(member, Mapping | str):
                raise ArticleError(f"the field {name} must be a list of objects, not of {type(member).__name__}")
            found.append({"name": member} if isinstance(member, str) else _lower(member))
    return found


def _text(item: dict[str, Any], name: str, numbers: bool = False) -> str:
    """A field's text; empty where there is none.

    Raises:
        ArticleError: something else stands there.
    """
    value = item.get(name)
    if value is None:
        return ""
    if isinstance(value, str) or (numbers and isinstance(value, int) and not isinstance(value, bool)):
        return str(value).strip()
    raise ArticleError(f"the field {name} must be text, not {type(value).__name__}")


def _lower(record: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in record.items()}
