"""What is hashed, and how: contents, texts and names."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from onrecord.index.types import Article

__all__ = ["DETAILS", "content_hash", "details", "hashed", "text_hash"]

DETAILS = ("modified", "section", "dateline", "slug", "rights", "version", "embargo", "remarks")


def content_hash(article: Article) -> str:
    """SHA-256 of everything an article states, each field after its length; another hash is another revision. What
    stands in ``DETAILS`` counts with its name, where there is any."""
    stated = (article.title, article.text, article.url, article.outlet, article.published, article.language)
    digest = hashlib.sha256()
    for field in (*stated, *article.authors):
        data = b"" if field is None else field.encode()
        digest.update(b"-" if field is None else len(data).to_bytes(8, "big"))
        digest.update(data)
    if stated_details := details(article):
        digest.update(b"+" + json.dumps(stated_details, sort_keys=True).encode())
    return digest.hexdigest()


def details(article: Article) -> dict[str, Any]:
    """What an article states beside the columns that every revision has, as JSON takes it."""
    found = {name: getattr(article, name) for name in DETAILS}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value}


def text_hash(text: str) -> bytes:
    """The key of a passage's text and of its embedding: SHA-256 of the text embedded."""
    return hashlib.sha256(text.encode()).digest()


def hashed(name: str) -> int:
    """A name as a signed 64-bit number, for comparing in columns: the first 8 bytes of its BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little", signed=True)
