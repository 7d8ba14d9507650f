"""What a stream without a telling name holds, from its first bytes; and bytes to text."""

from __future__ import annotations

import json
import re

from charset_normalizer import from_bytes

from onrecord.index.errors import SourceError

__all__ = ["decode", "looks_like"]

_PAGE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\]]")
_HEADER = re.compile(r"(?i)(?:^|[,;\t])\"?(?:text|body|content|title|headline)\"?(?:[,;\t]|$)")


def looks_like(start: bytes, name: str) -> str:
    """The suffix whose reader fits.

    Raises:
        SourceError: nothing there, or not text.
    """
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise SourceError(f"{name} is empty")
    if b"\x00" in head:
        raise SourceError(f"{name} is not text; onrecord reads text, Markdown, JSON, JSONL, CSV and HTML, also as .gz")
    if _PAGE.match(head):
        return ".html"
    first = head.splitlines()[0].decode("utf-8", "replace")
    if _JSON.match(head):
        try:
            return ".jsonl" if isinstance(json.loads(first), dict) else ".json"
        except (ValueError, RecursionError):
            return ".json"
    if _HEADER.search(first) and re.search(r"[,;\t]", first):
        return ".csv"
    return ".md" if head.startswith((b"---", b"# ")) else ".txt"


def decode(raw: bytes) -> str:
    """Bytes as text: UTF-8, or the encoding that makes most sense of them."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
        return str(best) if best else raw.decode("utf-8", "replace")
