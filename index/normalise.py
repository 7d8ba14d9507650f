"""One normal form for text, made once at the door: every offset in onrecord refers to the text this returns.

What has no ink and no meaning is dropped, because it hides or reorders what has: controls, marks of direction (text
under them can be read as its opposite), blanks of no width, tags. What has no ink and carries meaning stays where it
does: joiners in the scripts and emoji that need them, tags in flags, one variation selector a character. What is no
character at all becomes U+FFFD, which is seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import chain

from onrecord.index.dated import dated
from onrecord.index.errors import ArticleError
from onrecord.index.types import Article

__all__ = ["normalise", "normalise_line", "normalise_text"]

_MOST = 20 * 2**20  # bytes of a text: thousands of times what the longest article has
_MOST_OF_A_TITLE = 1_000  # characters; a title is embedded with each of its passages
_MOST_OF_A_LINE = 8_000  # characters of every other field: addresses may be long
_MOST_NAMES = 1_000  # authors, and remarks

_ODD = re.compile(  # what is looked at closely; everything else is left as it is
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\uffff\U00010000-\U0010ffff]"
)
_PLANES = range(0x20000, 0x110001, 0x10000)
_LINE_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")
_NO_CHARACTERS = re.compile(
    f"[\ufdd0-\ufdef\ufffe\uffff]|(?=[\U00010000-\U0010ffff])[{''.join(f'{chr(n - 2)}{chr(n - 1)}' for n in _PLANES)}]"
)
_DROPPED = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"  # a flag, which is kept
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f"
    "\xad\u034f\u200b\u2060-\u2064\ufeff"  # soft hyphens, and what joins or parts without being seen
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # directions
    "\u115f\u1160\u3164\uffa0\u17b4\u17b5"  # letters without ink
    "\ufff0-\ufffc]"  # annotations, stand-ins
    "|(?=[\U00010000-\U0010ffff])[\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand, beams
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"  # tags, and what is reserved to be ignored
)
_FAR = "\U00010000-\U0010ffff"
_JOINERS = "\u200c\u200d"
_JOINED = (  # Arabic to Mongolian and their later additions; symbols and emoji
    "\u0600-\u109f\u1700-\u18af\u1900-\u1cff\ua800-\ua8ff\ua980-\uaaff\uabc0-\uabff\U00010a00-\U00011fff"
    "\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
)
_SELECTORS = "\ufe00-\ufe0f\u180b-\u180d\u180f\U000e0100-\U000e01ef"
_SELECTOR_RUN = re.compile(f"(?<=[{_SELECTORS}])[{_SELECTORS}]+")
_MARKED = re.compile(  # where there are marks, joiners and selectors, and some others
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u200c\u200d\u20d0-\u20ff\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0010ffff]"
)
_STORM = 10  # marks on one character: a syllable of a Tibetan mantra has eight, nothing else nearly as many
_SAFE = 30  # what is sorted in a time that is not felt (Unicode Standard Annex 15, stream-safe text)


def normalise(article: Article, now: datetime | None = None) -> Article:
    """The article as it is stored; a stored one is left as it is. Of its dates, see ``dated``.

    Args:
        article: as a door gives it.
        now: what is later than a day after this has not come yet. Default: the present.

    Raises:
        ArticleError: no id, no text, or a field that is absurdly long.
    """
    name = _line("id", article.id)
    if not name:
        raise ArticleError("the article has no id; give it one that stays the same when the article changes")
    published, modified, embargo, remarks = dated(article, now)
    return replace(
        article,
        id=name,
        title=_line("title", article.title, _MOST_OF_A_TITLE),
        text=_body(article.text),
        url=_line("url", article.url),
        outlet=_line("outlet", article.outlet),
        published=published,
        authors=_lines("authors", article.authors),
        language=_line("language", article.language).lower(),
        modified=modified,
        section=_line("section", article.section),
        dateline=_line("dateline", article.dateline),
        slug=_line("slug", article.slug),
        rights=_line("rights", article.rights),
        version=_line("version", article.version),
        embargo=embargo,
        remarks=_lines("remarks", remarks),
    )


def normalise_text(text: str) -> str:
    r"""Unicode NFC, ``\n`` as the only line end, nothing that is not seen and means nothing, no blanks around.

    >>> normalise_text("Caf\u0065\u0301 \r\nopen\x00 ")
    'Café \nopen'
    """
    text = text.replace("\r\n", "\n")
    if _ODD.search(text):
        text = _LINE_ENDS.sub("\n", text)
        if _HALVES.search(text):  # two that belong together are one character, others none
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = _DROPPED.sub(r"\1", _NO_CHARACTERS.sub("\ufffd", text))
    if not _MARKED.search(text):
        return unicodedata.normalize("NFC", text).strip()
    # Sorting the marks of a character takes time in proportion to the square of their number: they are cut before.
    text = _joined(_calm(text, _SAFE))
    text = unicodedata.normalize("NFC", _calm(text, _SAFE))
    return _calm(text, _STORM).strip()


def normalise_line(text: str) -> str:
    r"""The same for a field of one line: every run of blanks is one space.

    >>> normalise_line(" The\n  Courier ")
    'The Courier'
    """
    return " ".join(normalise_text(text).split())


def _body(text: str) -> str:
    if not isinstance(text, str):
        raise ArticleError(f"the text of an article must be text, not {type(text).__name__}")
    if len(text) > _MOST or len(text.encode("utf-8", "surrogatepass")) > _MOST:
        raise ArticleError(f"the text is larger than {_MOST / 2**20:.0f} MB, the most that is taken for one article")
    text = normalise_text(text)
    if not text:
        raise ArticleError("the article has no text")
    if not any(_is_ink(character) for character in text):
        raise ArticleError("the text has nothing that can be read, only marks and characters that are none")
    return text


def _is_ink(character: str) -> bool:
    return character != "\ufffd" and unicodedata.category(character)[0] not in "MZ"


def _line(name: str, value: str, most: int = _MOST_OF_A_LINE) -> str:
    if not isinstance(value, str):
        raise ArticleError(f"the field {name} must be text, not {type(value).__name__}")
    line = normalise_line(value) if len(value) <= _MOST else value
    if len(line) > most:
        raise ArticleError(f"the field {name} has {len(line):,} characters; no more than {most:,} are taken")
    return line


def _lines(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """A field of several lines, without those that are empty."""
    found = tuple(filter(None, (_line(name, value) for value in values)))
    if len(found) > _MOST_NAMES:
        raise ArticleError(f"there are {len(found):,} {name}; no more than {_MOST_NAMES:,} are taken")
    return found


def _joined(text: str) -> str:
    """Without joiners where nothing joins, and with one variation selector for a character."""
    if "\u200c" in text or "\u200d" in text:
        text = _joiners().sub(r"\1", text)
    return _SELECTOR_RUN.sub("", text)


def _calm(text: str, most: int) -> str:
    """No more than so many marks in a row."""
    return _storms(most).sub(lambda marks: marks[0][:most], text)


@cache
def _storms(most: int) -> re.Pattern[str]:
    near, far = _marks()
    mark = f"(?:[{near}]|(?=[{_FAR}])[{far}])"
    # It begins with a class, not with a choice, and only there the search is quick.
    return re.compile(f"[{near}{_FAR}](?<={mark})(?<!{mark}.){mark}{{{most},}}", re.S)


@cache
def _joiners() -> re.Pattern[str]:
    near, far = _marks()
    mark = f"(?:[{near}]|(?=[{_FAR}])[{far}])"
    return re.compile(f"((?!{mark})[{_JOINED}]{mark}*+[{_JOINERS}])|[{_JOINERS}]")


@cache
def _marks() -> tuple[str, str]:
    """The marks that stand on the character before them, as insides of two classes: those of the first plane, and the
    few beyond, because a class that spans planes is looked through range by range. It takes 20 ms to make them."""
    ranges: list[list[int]] = []
    for code in chain(range(0x300, 0x1F000), range(0xE0100, 0xE01F0)):
        if unicodedata.combining(chr(code)) or unicodedata.category(chr(code)) in ("Mn", "Me"):
            if ranges and ranges[-1][1] == code - 1 and code != 0x10000:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    near = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges if last < 0x10000)
    return near, "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges if first >= 0x10000)
