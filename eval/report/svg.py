"""Drawing with matplotlib for a page: SVG that takes its colours and its font from the page it stands in.

A policy without inline styles lets no ``style`` attribute work, so what matplotlib writes there becomes attributes.
Names inside a drawing get the drawing's own name in front, so that several can stand in one page.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ACCENT", "BLUE", "INK", "OCHRE", "QUIET", "drawn", "label"]

INK, ACCENT, BLUE, OCHRE, QUIET = "#010101", "#010102", "#010103", "#010104", "#010105"
"""Colours to draw with; each is put in the page's place for it, which has one for light and one for dark."""

_PAGE_COLOURS = {
    INK: "currentColor",
    ACCENT: "var(--accent, #b4483c)",
    BLUE: "var(--blue, #4a7fb0)",
    OCHRE: "var(--ochre, #9a7419)",
    QUIET: "var(--quiet, #857f73)",
}
_SETTINGS: Any = {  # the type of a key differs between versions of matplotlib
    "svg.fonttype": "none",
    "svg.hashsalt": "onrecord",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "font.size": 13,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": QUIET,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.facecolor": "none",
}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_NAMED = re.compile(r"url\(#([^)]+)\)")
_UNFIT = re.compile(r"[^\t -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")  # not allowed in XML, or controls


def label(text: str, longest: int = 18) -> str:
    r"""Text that can stand in a drawing: on one line, not too long, without characters that XML has no place for.

    >>> label("an outlet with a long name"), label("a\x00b")
    ('an outlet with a…', 'a�b')
    """
    text = _UNFIT.sub("\ufffd", " ".join(text.split()))
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def drawn(name: str, said: str, size: tuple[int, int], draw: Callable[[Figure], None]) -> Markup:
    """A drawing as an ``svg`` element.

    Args:
        name: put before every name inside it; unique in the page, and fit to be an id.
        said: what the drawing shows, for those who do not see it.
        size: width and height in the drawing's own pixels; the page makes it as wide as there is room.
        draw: draws on the figure, one pixel being one point.
    """
    with _matplotlib():
        from matplotlib.figure import Figure  # noqa: PLC0415 - loading it takes a second

        figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72)
        draw(figure)
        written = io.BytesIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(written, format="svg", metadata=nothing)
    return _inline(written.getvalue(), name, said)


@contextmanager
def _matplotlib() -> Iterator[None]:
    """Matplotlib with its own defaults, whatever the user has set, and without a word.

    When it is first imported it looks for fonts and keeps the list in the user's folders; where they cannot be written
    to, in a temporary folder that it removes at the end, and it logs that. A page needs neither told. A character that
    its font does not have is shown all the same, by the browser.
    """
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        import matplotlib  # noqa: PLC0415 - loading it takes a second

        with matplotlib.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            matplotlib.rcdefaults()
            matplotlib.rcParams.update(_SETTINGS)
            yield
    finally:
        log.setLevel(level)


def _inline(svg: bytes, name: str, said: str) -> Markup:
    root = ElementTree.fromstring(svg)  # noqa: S314 - it was written here
    for parent in list(root.iter()):
        parent.tag = _local(parent.tag)
        for child in list(parent):
            if _local(child.tag) == "style":
                parent.remove(child)
            child.tail = None
        if parent.tag != "text":
            parent.text = None
    referred = {found for node in root.iter() for value in node.attrib.values() for found in _referred(value)}
    for node in root.iter():
        node.attrib = {
            key: value for key, value in _attributes(node, name) if key != "id" or value[len(name) + 1 :] in referred
        }
    box = root.get("viewBox", "")
    fixed = {"stroke-linejoin": "round", "stroke-linecap": "butt", "fill": "currentColor"}
    root.attrib = {"viewBox": box, "role": "img", "aria-label": said, **fixed}
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - serialised, so escaped


def _attributes(node: ElementTree.Element, name: str) -> Iterator[tuple[str, str]]:
    """The attributes of an element with those its style stood for; the font is left to the page."""
    given = {_local(key): value for key, value in node.attrib.items()}
    for declaration in given.pop("style", "").split(";"):
        key, _, value = declaration.partition(":")
        if value and key.strip() != "font-family":
            given[key.strip()] = value.strip()
    for key, value in given.items():
        if key == "id":
            yield key, f"{name}-{value}"
        elif key == "href":
            yield key, f"#{name}-{value[1:]}"
        elif key != "transform" or not value.startswith("rotate(-0 "):
            placed = _NAMED.sub(rf"url(#{name}-\1)", _PAGE_COLOURS.get(value, value))
            yield key, _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", placed)


def _referred(value: str) -> list[str]:
    return [value[1:]] if value.startswith("#") else _NAMED.findall(value)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
