"""``Referent``: what a word of a follow-up can mean."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Referent", "as_known"]


class Referent(NamedTuple):
    """Somebody or something that a word can mean, with how likely, against others of the same list."""

    words: str
    weight: float


def as_known(phrase: str) -> str:
    """A thing as it is spoken of once it has been named.

    >>> as_known("a penalty"), as_known("two men"), as_known("vaccines")
    ('the penalty', 'the two men', 'vaccines')
    """
    counted = r"(?:two|three|four|five|six|seven|eight|nine|ten|several|many|\d+)\s"
    if re.match(counted, phrase, re.I):
        return f"the {phrase[:1].lower()}{phrase[1:]}"
    return re.sub(r"^(?:an?|this|that|these|those|some)\s", "the ", phrase, flags=re.I)
