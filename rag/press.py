"""The outlets that a question names: those that a conversation came upon, and what newspapers are called. Pure.

An outlet is whose report something is, and not whom or what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from onrecord.index.lexical import terms

__all__ = ["is_outlet", "outlets_named"]

_PAPER = re.compile(
    r"^(?:the )(?:[A-Z]\w+ )*(?:Chronicle|Courier|Times|Post|Herald|Gazette|Tribune|Guardian|News|Journal|Mail|Standard"
    r"|Observer|Telegraph|Echo|Press|Express|Examiner|Star|Sun|Mirror|Independent|Globe|Dispatch|Review|Register|Bulletin"
    r"|Argus|Sentinel|Record|Enquirer|Ledger|Mercury|Advertiser)$",
    re.I,
)
_NAME = re.compile(r"(?:[Tt]he )?[A-Z][\w’']+(?: (?:&|and|[A-Z][\w’']+))*")
_NO_WORDS = frozenset(terms("the"))


def is_outlet(name: str, known: Collection[str]) -> bool:
    """Whether a name is an outlet's; ``known`` are the words in the names of outlets, as of the index.

    >>> is_outlet("the Evening Post", ()), is_outlet("Ledger & Lens", {"ledger", "lens"}), is_outlet("the Senate", ())
    (True, True, False)
    """
    words = set(terms(name)) - _NO_WORDS
    return bool(_PAPER.match(name) or (words and words <= set(known)))


def outlets_named(question: str, known: Collection[str]) -> Iterator[re.Match[str]]:
    """Where a question names outlets, in order."""
    return (found for found in _NAME.finditer(question) if is_outlet(found[0], known))
