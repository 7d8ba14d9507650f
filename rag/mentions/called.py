"""What the outlets of an archive are called: by their names, and by the usual short forms of these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["ARTICLED", "ORDINARY", "Called", "Directory", "Word", "directory", "words_of"]

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word at ``text[start:end]``; ``key`` is what it is compared by: lower case, without accents."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Called:
    """The outlets that a form means, as stored.

    Args:
        names: several where a short form fits several.
        plain: the form may be a word or a thing as well: it counts in capital letters alone.
        capitals: the form counts only when all of it is in capitals.
        short: the form is the last word of a longer name, or its initial letters.
    """

    names: tuple[str, ...]
    plain: bool = False
    capitals: bool = False
    short: bool = False


_ARTICLED = """
    advertiser advocate age atlantic beacon bulletin chronicle citizen conversation courier dispatch echo economist
    enquirer examiner express gazette globe guardian herald hill independent inquirer intercept journal ledger mail
    messenger mirror monitor nation observer post press record register reporter review sentinel spectator standard
    star sun telegraph times tribune verge week weekly
"""
_OTHER_WORDS = """
    a business channel city computing country daily evening family financial food fortune fox free good history hour
    independence inside insider life local metro money morning national nature new news newspaper of online people
    politics quartz radio science scientist sky slate sports statesman sunday the time today travel variety vice voice
    western wired world your
"""
ARTICLED = frozenset(_ARTICLED.split())
"""Words that, where they are an outlet's whole name or its last word, stand after "the"."""
ORDINARY = ARTICLED | frozenset(_OTHER_WORDS.split())
"""Words that do not make a name by themselves."""
# Names that cannot be had from one another. Each line is one outlet.
_ALSO = """
    associated press | ap | ap news | apnews
    agence france presse | afp
    australian broadcasting corporation | abc australia
    british broadcasting corporation | bbc
    canadian broadcasting corporation | cbc
    daily mail | mail online | mailonline | dailymail
    deutsche presse agentur | dpa
    deutsche welle | dw
    financial times | ft
    huffington post | huffpost
    los angeles times | la times | latimes
    national public radio | npr
    new york post | ny post | nypost
    new york times | nyt | ny times | nytimes
    press trust of india | pti
    united press international | upi
    wall street journal | wsj
    washington post | wapo | washpost
"""
_GROUPS = [[tuple(form.split()) for form in line.split("|")] for line in _ALSO.strip().splitlines()]
_ALIASES: dict[Key, list[Key]] = {form: group for group in _GROUPS for form in group}
_KNOWN = {"axios", "bloomberg", "buzzfeed", "huffpost", "kyodo", "newsweek", "politico", "reuters", "wapo", "yahoo"}
_NOT_INITIALS = """
    act age aid art can cdc ceo cia did doj epa eu fbi fda gop had has her him his how icc imf iran irs its may mlb nasa
    nato nba nfl nhl opec our she the tsa ufo uk un us usa was who why
"""
_OTHERS = frozenset(_NOT_INITIALS.split())
_LAST = ARTICLED - {"age", "conversation", "hill", "nation", "press", "review", "verge", "week", "weekly"}
_BROADCASTERS = {"fox", "sky", "yahoo"}
_ADDRESS = re.compile(r"(?:www\.)?(?:[\w-]+\.)+[a-z]{2,}", re.I)
_ENDINGS = {"com", "org", "net", "co", "uk", "edu", "info", "tv", "us", "au", "ca", "ie", "in", "de", "fr", "eu"}
_DROPPED = {"online", "news", "newspaper", "magazine", "website", "english"}
_NEEDS_MORE = {"daily", "morning", "evening", "sunday", "weekly", "good", "local"}  # "Daily News" is not "Daily"
_LINKING = {"the", "of", "and", "for", "in"}
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 8  # of a name


def _folded(text: str) -> str:
    """Lower case, and without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(found.start(), found.end(), _folded(found[0])) for found in _WORD.finditer(text)]


class Directory:
    """The forms of outlets' names. A name itself goes before what it is called without "News" and the like, and that
    before its last word and its initial letters."""

    def __init__(self, names: Iterable[str]) -> None:
        self._full: dict[Key, list[str]] = {}
        self._usual: dict[Key, list[str]] = {}
        self._last: dict[Key, list[str]] = {}
        self._initials: dict[Key, list[str]] = {}
        for name in names:
            words = tuple(word.key for word in words_of(name))
            full = words[1:] if words[:1] == ("the",) else words
            if len(full) <= _MOST_WORDS and _makes_a_name(full):
                bare = _shorter(full, name)
                _enter(self._full, [full], name)
                _enter(self._usual, [bare, *_spellings(full, name), *_spellings(bare, name)], name)
                _enter(self._last, _last_words(bare), name)
                _enter(self._initials, _initials(bare), name)
        self.longest = max((len(key) for key in (*self._full, *self._usual)), default=0) + 2  # "... News Online"

    def find(self, words: Key, *, address: bool = False) -> Called | None:
        """The outlets that words mean which stand without their article; ``address``: they are parts of an address."""
        form = _from_address(words) if address else words
        for key in (form, _without_kind(form), ("".join(form),)):
            names = (key == form and self._full.get(key)) or self._usual.get(key)
            if names:
                return Called(tuple(names), plain=any(_plain(key, name) for name in names))
        names = self._last.get(form)
        if names:
            return Called(tuple(names), plain=True, short=True)
        names = self._initials.get(form)
        return Called(tuple(names), capitals=True, short=True) if names else None


def _enter(table: dict[Key, list[str]], forms: Iterable[Key], name: str) -> None:
    for form in forms:
        if _makes_a_name(form):
            names = table.setdefault(form, [])
            if name not in names[-1:]:
                names.append(name)


@lru_cache(maxsize=8)
def directory(names: tuple[str, ...]) -> Directory:
    """The directory of these names, made once."""
    return Directory(names)


def _makes_a_name(form: Key) -> bool:
    return len("".join(form)) > 1 and not "".join(form).isdecimal()


def _from_address(words: Key) -> Key:
    """``bbc`` of ``www.bbc.co.uk``."""
    words = words[words[0] == "www" :]
    while len(words) > 1 and words[-1] in _ENDINGS:
        words = words[:-1]
    return words


def _without_kind(words: Key) -> Key:
    """Words without what kind of outlet it is, which names often go without: "Online", "News"."""
    while len(words) > 1 and words[-1] in _DROPPED and words[-2] not in _NEEDS_MORE:
        words = words[:-1]
    return words


def _shorter(full: Key, name: str) -> Key:
    """What an outlet is usually called. One word and "News" stay together where that word has another meaning: the
    Detroit News."""
    bare = _without_kind(_from_address(full) if _address(name) else full)
    return bare if full[1:] != ("news",) or bare[0] in _BROADCASTERS or _has_capitals(name) else full


def _address(name: str) -> bool:
    return _ADDRESS.fullmatch(name) is not None


def _has_capitals(name: str) -> bool:
    """Whether a word of a name is written in capitals: BBC."""
    return any(word.isupper() and len(word) <= 6 for word in name.split())


def _spellings(bare: Key, name: str) -> Iterator[Key]:
    """Other names of an outlet, and what it is called where blanks are left out."""
    yield from _ALIASES.get(bare, ())
    yield ("the" + "".join(bare),)
    if len(bare) > 1:
        yield ("".join(bare),)
    elif _address(name) and bare[0].startswith("the"):
        yield (bare[0].removeprefix("the"),)


def _last_words(bare: Key) -> Iterator[Key]:
    if len(bare) > 1 and bare[-1] in _LAST:
        yield bare[-1:]
    if len(bare) > 2 and bare[1] == "of" and bare[0] in _LAST:
        yield bare[:1]


def _initials(bare: Key) -> Iterator[Key]:
    for words in (bare, [word for word in bare if word not in _LINKING]):
        letters = "".join(word[0] for word in words)
        if len(letters) > 2 and letters not in _OTHERS:
            yield (letters,)


def _plain(form: Key, name: str) -> bool:
    """Whether a form may be a word or a thing as well: ordinary words are, and so is one word that is not known to
    be a name."""
    if all(word in ORDINARY for word in form):
        return True
    if len(form) > 1 or form[0] in _KNOWN or form in _ALIASES or _address(name):
        return False
    return not _has_capitals(name)
