"""What is hashed, and how: contents, texts and names."""

from __future__ import annotations

import hashlib

from onrecord.index.types import Article

__all__ = ["content_hash", "hashed", "text_hash"]


def content_hash(article: Article) -> str:
    """SHA-256 of everything an article states, each field after its length; another hash is another revision."""
    stated = (article.title, article.text, article.url, article.outlet, article.published, article.language)
    digest = hashlib.sha256()
    for field in (*stated, *article.authors):
        data = b"" if field is None else field.encode()
        digest.update(b"-" if field is None else len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def text_hash(text: str) -> bytes:
    """The key of a passage's text and of its embedding: SHA-256 of the text embedded."""
    return hashlib.sha256(text.encode()).digest()


def hashed(name: str) -> int:
    """A name as a signed 64-bit number, for comparing in columns: the first 8 bytes of its BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little", signed=True)
