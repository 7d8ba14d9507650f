"""Whether a recorded quote still stands in the archive: at its revision, at its offsets, character for character.

A quote is compared with what stands at its offsets, never looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.index import Article, NewsIndex
from onrecord.index.errors import IndexDamaged
from onrecord.rag.recorded import Quoted

__all__ = ["Fallen", "Fate", "standing"]

Fate = Literal["removed", "revision", "text", "damaged"]
"""``removed``: the article is not in the archive. ``revision``: that revision of it is not. ``text``: other words stand
at the offsets. ``damaged``: what the archive holds of it is not what was stored."""

_AROUND = 20  # characters that are shown of a difference


@dataclass(frozen=True, slots=True)
class Fallen:
    """Why a quote does not stand, as a fact and in words for a person."""

    fate: Fate
    why: str


def standing(quoted: Quoted, index: NewsIndex) -> Article | Fallen:
    """The article in the revision that was quoted, if the quote stands in it; else why it does not."""
    name, revision = quoted.source.article_id, quoted.revision
    try:
        article = index.article(name, revision)
        if article is None:
            if index.article(name) is None:
                return Fallen("removed", f"article {name} is not in the archive any more")
            return Fallen("revision", f"revision {revision} of article {name} is not in the archive any more")
    except IndexDamaged as error:
        return Fallen("damaged", str(error))
    except OverflowError:  # a number larger than any revision's can be
        return Fallen("revision", f"there is no revision {revision} of article {name}")
    stands = article.text[quoted.start : quoted.end]
    if stands != quoted.quote or len(stands) != quoted.end - quoted.start:
        return Fallen("text", _difference(quoted, stands))
    return article


def _difference(quoted: Quoted, stands: str) -> str:
    """The first place at which what stands is not what was quoted."""
    if stands == quoted.quote:
        return f"{len(stands)} characters are said to stand at {quoted.start} to {quoted.end}"
    pairs = zip(quoted.quote, stands, strict=False)
    shared = min(len(quoted.quote), len(stands))
    at = next((place for place, (was, now) in enumerate(pairs) if was != now), shared)
    was, now = (_shown(text[at : at + _AROUND + 1]) for text in (quoted.quote, stands))
    return f"at character {quoted.start + at} the quote has {was}, and revision {quoted.revision} has {now}"


def _shown(text: str) -> str:
    return f"“{text[:_AROUND]}{'…' if len(text) > _AROUND else ''}”" if text else "nothing"
