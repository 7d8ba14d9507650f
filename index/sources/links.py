"""Links as other people write them, to addresses of the web."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

__all__ = ["absolute"]

_LONGEST = 8_000  # characters; servers take no more


def absolute(link: object, base: str = "") -> str:
    """The absolute address a link leads to, or nothing: no script, no file, no mail, no character that is not seen.

    >>> absolute("/ferry", "https://courier.example/feed"), absolute("javascript:alert(1)", "https://courier.example/")
    ('https://courier.example/ferry', '')
    """
    written = "".join(str(link or "").split())
    if not written or len(written) > _LONGEST or not written.isprintable():
        return ""
    try:
        address = urljoin(base, written)
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""
