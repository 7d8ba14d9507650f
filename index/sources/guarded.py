"""Documents that might be made to do harm are read in another process, which has so much time and memory and no more.

A page can keep an extractor busy for minutes, or make it take all the memory there is; a library in C can crash. So one
child reads them, and is killed when a document takes too long. A second one is started as soon as a document is slow,
so that it is ready by then, and the next document is read as quickly as the one before.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from typing import Any

from onrecord.index.errors import SourceError
from onrecord.index.sources.child import Child, Gone, Kind

__all__ = ["KINDS", "SECONDS", "close", "run"]

_PAGE = b"<html><body><article><h1>A bridge</h1>" + 3 * b"<p>It was shut on Monday, said the town.</p>" + b"</article>"

KINDS: dict[str, Kind] = {
    "page": Kind("onrecord.index.sources.pages", "trafilatura", _PAGE),
    "feed": Kind("onrecord.index.sources.entries", "feedparser"),
    "pdf": Kind("onrecord.index.sources.pdf", "pypdfium2"),
    "docx": Kind("onrecord.index.sources.docx", "lxml.etree"),
    "mail": Kind("onrecord.index.sources.mail", "lxml.html"),
}
"""What reads each kind of document."""

SECONDS = 3.0
"""How long a document may take."""


def run(kind: str, raw: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """What ``extract(raw, options)`` of a kind's module returns, run in a process that can be killed: 3 seconds, and
    1 GB of memory beyond what it has anyway. One at a time; others wait.

    Args:
        kind: of document, one of ``KINDS``.
        raw: the document.
        options: for the function; ``name`` is what the document is called in messages.

    Raises:
        SourceError: it cannot be read, or takes more than that, or reading it ends the process. The next can be.
    """
    name = options.get("name") or "the document"
    with _children.lock:
        answer = _children.asked(KINDS[kind], raw, options, name)
    if "fault" in answer:
        raise SourceError(answer["fault"])
    found: dict[str, Any] = answer["found"]
    return found


def close() -> None:
    """End the processes there are. ``run`` starts new ones when it is called again."""
    with _children.lock:
        _children.end()


class _Children:
    """The child that is asked, and the one that will take its place."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._child: Child | None = None
        self._spare: Child | None = None

    def asked(self, kind: Kind, raw: bytes, options: Mapping[str, str], name: str) -> dict[str, Any]:
        try:
            child = self._ready(kind)
            answer = child.ask(kind, raw, options, SECONDS, lambda: self._prepare(kind))
        except BaseException as error:  # also an interrupt: what the child would answer then is nobody's answer
            self._drop()
            if isinstance(error, Gone):
                self._prepare(kind)
                raise SourceError(f"{name} {error}") from None
            raise
        if answer.get("last"):
            self._drop()
            self._prepare(kind)
        return answer

    def end(self) -> None:
        for child in (self._child, self._spare):
            if child:
                child.end()
        self._child = self._spare = None

    def disown(self) -> None:
        """Begin without children in a fork: those there are belong to the process it comes from."""
        for child in (self._child, self._spare):
            if child:
                child.disown()
        self._child = self._spare = None
        self.lock = threading.Lock()

    def _ready(self, kind: Kind) -> Child:
        """A child that has loaded what it needs. One that was idle and was ended by others is replaced."""
        for child in (self._child, self._spare):
            if child and not child.alive:
                child.end()
                self._child, self._spare = (None if one is child else one for one in (self._child, self._spare))
        self._child = self._child or self._spare or Child(kind)
        self._spare = None if self._spare is self._child else self._spare
        self._child.load(kind)
        return self._child

    def _prepare(self, kind: Kind) -> None:
        self._spare = self._spare or Child(kind)

    def _drop(self) -> None:
        if self._child:
            self._child.end()
        self._child = None


_children = _Children()
atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_children.disown)
