"""Text on a page that nobody sees who reads it: notes for search engines, traps for programs, words of another article.

An article is what its readers can read, so this is no part of it. What is transparent stays: on most pages it comes
into sight by and by. What ``aria-hidden`` marks is seen, and is decoration or a copy of something that stands
elsewhere; the extractor leaves it out. Stylesheets are not looked at, but for the names that they give all over the web
to what is only read aloud. ``html`` and ``body`` stay: some pages hide them until a script has run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["drop_hidden"]

# Browsers show what is inside of these only where they cannot show something else, or never.
_UNSEEN = frozenset(["template", "iframe", "noframes", "noembed", "object", "canvas", "datalist"])
_ALOUD = frozenset(["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"])
_MAYBE = "|".join(
    [
        "//@hidden/..",
        "//@style/..",
        *(f"//@class[contains(., '{name}')]/.." for name in _ALOUD),
        *map("//{}".format, _UNSEEN),
    ]
)
_KEPT = frozenset(("html", "body"))
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_LONGEST = 2_000  # characters of an attribute that are read
_NOTHING = r"\+?0*(?:\.0+|0)(?:px|pt|pc|em|rem|ex|ch|vw|vh|cm|mm|in|q|%)?"
_INVISIBLE = re.compile(
    rf"""(?:^|;)(?:
        display:none | visibility:(?:hidden|collapse) | content-visibility:hidden |
        (?:font-size|zoom):{_NOTHING} | transform:scale\(0(?:,0)?\) |
        clip:rect\((?:[01](?:px)?[,]?){{4}}\) | clip-path:inset\((?:50|100)%\) |
        (?:text-indent|left|top|right|bottom|margin-left|margin-top):-\d{{4,}}(?:px|em|rem|pt)?
    )(?:!important)?(?=;|$)""",
    re.X,
)
_NO_SIZE = re.compile(rf"(?:^|;)(?:max-)?(?:width|height):{_NOTHING}(?:!important)?(?=;|$)")
_CUT_OFF = re.compile(r"(?:^|;)overflow(?:-[xy])?:(?:hidden|clip)(?:!important)?(?=;|$)")


def drop_hidden(tree: HtmlElement) -> None:
    """Take out of a page what is not seen on it."""
    for element in tree.xpath(_MAYBE):
        if _is_unseen(element) and element.getparent() is not None:
            element.drop_tree()


def _is_unseen(element: HtmlElement) -> bool:
    if element.tag in _UNSEEN or element.tag in _KEPT:
        return element.tag in _UNSEEN
    style, names = element.get("style"), element.get("class")
    aloud = names is not None and not _ALOUD.isdisjoint(names[:_LONGEST].split())
    return "hidden" in element.attrib or aloud or (style is not None and _hides(style))


def _hides(style: str) -> bool:
    style = "".join(_COMMENT.sub("", style[:_LONGEST]).lower().split())
    return bool(_INVISIBLE.search(style) or (_NO_SIZE.search(style) and _CUT_OFF.search(style)))
