"""The one address an article is known by: what a page says it is, where that can be believed.

A page that is fetched may name an address of its own site alone: otherwise anybody could write a new revision of
another outlet's article. A page from a file is taken at its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

__all__ = ["address", "chosen"]

_LONGEST = 2_000  # characters, as much as browsers and sitemaps take
_UNFIT = re.compile(r"[\x00-\x20\x7f-\x9f\"<>\\^`{|}\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
_VARIANT = re.compile(r"\A(?:www\d?|m|mobile|amp|edition)\.(?=[^.]+\.)")


def chosen(stated: Iterable[str], url: str) -> str:
    """The first of the addresses stated that can be the article's, else ``url``, else nothing.

    Args:
        stated: what the page says its address is, the surest first; relative ones are resolved.
        url: where the page was fetched, empty if it was not.
    """
    here = address(url)
    for one in stated:
        found = address(one, url)
        if found and _is_article(found) and (not here or _same_site(found, here)):
            return found
    return here


def address(stated: str, base: str = "") -> str:
    """An absolute address of the web without its fragment, or nothing: no other scheme, no password, no odd characters.

    >>> address("/2025/bridge#top", "https://courier.example/")
    'https://courier.example/2025/bridge'
    """
    try:
        parts = urlsplit(urljoin(base, stated.strip()))
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    host = f"[{host}]" if ":" in host else host
    whole = SplitResult(parts.scheme.lower(), host + port, parts.path or "/", parts.query, "").geturl()
    return "" if _UNFIT.search(whole) or len(whole) > _LONGEST else whole


def _is_article(url: str) -> bool:
    """Not a front page: some sites name it as the address of everything on them."""
    parts = urlsplit(url)
    return bool(parts.path.strip("/") or parts.query)


def _same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same host, or one below the other."""
    first, second = (_VARIANT.sub("", urlsplit(url).hostname or "") for url in (one, other))
    if "." not in first or "." not in second:
        return first == second
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")
