"""An article that a page cuts into pieces, with advertisements or columns between them: put together again.

The extractor takes the first element that looks like an article's body and leaves the others of its kind.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["join_pieces"]

_LONG = 80  # characters of a paragraph that is no caption and no label
_FEWEST = 2  # such paragraphs of a piece, and such pieces of an article
_MOST = 2_000  # elements that are looked at


def join_pieces(tree: HtmlElement) -> None:
    """Move the paragraphs of all pieces of an article into its first.

    Pieces are elements of the same name and the same class, none inside another, within one ``article``, at least two
    of which hold two long paragraphs. Outside of an ``article`` they could be several articles, or comments.
    """
    kinds: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for element in tree.xpath("//article//*[@class and p]")[:_MOST]:
        article = next(element.iterancestors("article"))
        kinds[article, element.tag, element.get("class")].append(element)
    for alike in kinds.values():
        if len(alike) >= _FEWEST and sum(map(_is_piece, alike)) >= _FEWEST and not _nested(alike):
            for piece in alike[1:]:
                alike[0].extend(list(piece))


def _is_piece(element: HtmlElement) -> bool:
    return sum(len(" ".join(p.itertext())) > _LONG for p in element.iterchildren("p")) >= _FEWEST


def _nested(alike: list[HtmlElement]) -> bool:
    all_of_them = set(alike)
    return any(not all_of_them.isdisjoint(element.iterancestors()) for element in alike)
