"""A large archive made of a small one: its articles again and again, each time with other words.

Words are exchanged for others of the same articles that have as many tokens, so that every copy is cut into passages
where the original is; only words in small letters that stand between blanks are, so that sentences end where they did.
How often a word stands in the archive stays about the same, and copies are too unlike to be taken for one story. One
article in twenty is a wire copy: the text of another, word for word, under the name of another outlet.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np
import numpy.typing as npt

from onrecord.index import Article
from onrecord.index.chunking import indexed_text, passages
from onrecord.index.tokens import count

__all__ = ["OUTLETS", "Texts", "skeleton"]

_PLACES = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Larch", "Maple", "Rowan")
OUTLETS = tuple(
    f"The {place} {kind}" for place in _PLACES for kind in ("Courier", "Gazette", "Herald", "Post", "Times")
)

_EXCHANGED = 0.3  # of the words that can be
_WIRE = 20  # one article in so many
_LEAST = 6  # passages of an article: short ones are joined
_FIRST, _DAYS = date(2022, 1, 1), 3 * 365
_LANGUAGES, _SHARES = ("en", "en-gb", "en-us", "es", "de", "fr"), (0.6, 0.15, 0.1, 0.05, 0.05, 0.05)
_WORD = re.compile(r"(?<= )([a-z]+)(?= )")
_SMALL = re.compile(r"(?<!\S)[a-z]+(?!\S)")

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Template:
    """An article, its words at odd places of ``pieces``; ``kinds`` says with how many tokens; ``title`` likewise."""

    title: list[str]
    pieces: list[str]
    passages: tuple[str, ...]


class Texts:
    """Articles without end, the n-th always the same for the same originals."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._templates = list(_templates(articles))
        self._tokens: dict[str, int] = {}
        self._words = self._by_tokens()
        stated = "\0".join(text for template in self._templates for text in template.passages)
        self.key = hashlib.sha256(f"1 {_EXCHANGED} {_WIRE} {_DAYS}\0{stated}".encode()).hexdigest()[:16]

    @property
    def passages(self) -> list[str]:
        """The originals' passages, as they are embedded."""
        return [text for template in self._templates for text in template.passages]

    def articles(self, passages: int) -> Iterator[Article]:
        """The first of them, until they have at least so many passages."""
        number, have = 0, 0
        while have < passages:
            yield self.article(number)
            have += self.cut(number)
            number += 1

    @property
    def middle(self) -> int:
        """Half of the originals have so many passages or fewer."""
        return int(median(len(template.passages) for template in self._templates))

    def cut(self, number: int) -> int:
        """How many passages the n-th is cut into."""
        return len(self._template(number).passages)

    def article(self, number: int, title: str = "") -> Article:
        """The n-th, under another title if one is given."""
        random = np.random.default_rng(number)
        day = _FIRST + timedelta(days=int(random.integers(_DAYS)))
        outlet = OUTLETS[min(int(random.zipf(1.3)) - 1, int(random.integers(len(OUTLETS))))]
        language = _LANGUAGES[int(random.choice(len(_LANGUAGES), p=_SHARES))]
        source = self._source(number)
        words = np.random.default_rng([source, 1])
        template = self._template(number)
        head, text = self._exchanged(template.title, words), self._exchanged(template.pieces, words)
        return Article(f"made-{number}", title or head, text, "", outlet, day.isoformat(), (), language)

    def _template(self, number: int) -> _Template:
        place = np.random.default_rng([self._source(number), 2]).integers(len(self._templates))
        return self._templates[int(place)]

    @staticmethod
    def _source(number: int) -> int:
        """Whose text an article has: its own, or that of the one before."""
        return number - 1 if number % _WIRE == _WIRE - 1 else number

    def _exchanged(self, pieces: list[str], random: np.random.Generator) -> str:
        places = np.flatnonzero(random.random(len(pieces) // 2) < _EXCHANGED) * 2 + 1
        pieces = pieces.copy()
        for place, draw in zip(places.tolist(), random.random(len(places)).tolist(), strict=True):
            words = self._words[self._tokens[pieces[place]]]
            pieces[place] = words[int(draw * len(words))]
        return "".join(pieces)

    def _by_tokens(self) -> dict[int, list[str]]:
        """Every word as often as it stands there, by its number of tokens."""
        found: dict[int, list[str]] = {}
        for template in self._templates:
            for word in (*template.title[1::2], *template.pieces[1::2]):
                tokens = self._tokens.get(word) or self._tokens.setdefault(word, count(" " + word))
                found.setdefault(tokens, []).append(word)
        return found


def skeleton(text: str) -> bytes:
    """What of a passage stays when words are exchanged, as a key."""
    return hashlib.blake2b(_SMALL.sub("", text).encode(), digest_size=16).digest()


def _templates(articles: Sequence[Article]) -> Iterator[_Template]:
    title, text = "", ""
    for place, article in enumerate(articles, 1):
        title, text = title or article.title, f"{text}\n\n{article.text}".strip()
        spans = passages(text)
        if len(spans) >= _LEAST or place == len(articles):
            cut = tuple(indexed_text(title, text[start:end]) for start, end in spans)
            yield _Template(_WORD.split(title), _WORD.split(text), cut)
            title, text = "", ""
