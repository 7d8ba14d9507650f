"""One normal form for text, made once at the door: every offset in onrecord refers to the text this returns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from onrecord.index.dates import to_iso
from onrecord.index.errors import ArticleError
from onrecord.index.types import Article

__all__ = ["normalise", "normalise_line", "normalise_text"]

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\ufeff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def normalise(article: Article) -> Article:
    """The article as it is stored.

    Raises:
        ArticleError: no id, or no text. DateError: ``published`` is not a date.
    """
    name = normalise_line(article.id)
    if not name:
        raise ArticleError("the article has no id; give it one that stays the same when the article changes")
    text = normalise_text(article.text)
    if not text:
        raise ArticleError("the article has no text")
    return replace(
        article,
        id=name,
        title=normalise_line(article.title),
        text=text,
        url=normalise_line(article.url),
        outlet=normalise_line(article.outlet),
        published=to_iso(article.published),
        authors=tuple(filter(None, map(normalise_line, article.authors))),
        language=normalise_line(article.language).lower(),
    )


def normalise_text(text: str) -> str:
    r"""Unicode NFC, ``\n`` as the only line end, no control characters, no blanks around.

    >>> normalise_text("Caf\u0065\u0301 \r\nopen\x00 ")
    'Café \nopen'
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text)).strip()


def normalise_line(text: str) -> str:
    r"""The same for a field of one line: every run of blanks is one space.

    >>> normalise_line(" The\n  Courier ")
    'The Courier'
    """
    return " ".join(normalise_text(text).split())
