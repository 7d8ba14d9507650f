"""A conversation in Markdown (CommonMark). Every word of it is escaped, so that it reads as it was said: no link,
image, heading or list comes of what stands in an article, a question or a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.rag.sheet import Asked, Cited, Sheet, followed, seen

__all__ = ["markdown"]

_MARKS = re.compile(r"[\\`*_\[\]{}<>&~|$^#@!]")
_ADDRESS = re.compile(r":(?=//)|(?<=www)\.", re.I)  # what some programs make a link of by itself
_BEGINS = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)]))")


def markdown(sheet: Sheet) -> str:
    """The document."""
    blocks = [f"# {_line(sheet.name)}", _line(sheet.about)]
    for number, asked in enumerate(sheet.asked, 1):
        blocks += [f"## {number}\\. {_line(asked.question)}", *_answered(asked)]
    return "\n\n".join(blocks) + "\n"


def _answered(asked: Asked) -> Iterator[str]:
    yield "\\\n".join(map(_line, asked.notes))
    if asked.answer:
        yield _block(asked.answer) + (f" \\[{asked.quotes[0].number}\\]" if asked.quotes else "")
    if asked.reason:
        yield _block(asked.reason)
    if asked.choices:
        yield "\n".join(f"- {_line(choice)}" for choice in asked.choices)
    for cited in asked.quotes:
        yield _block("".join(cited.words), "> ")
        yield "\\\n".join(_source(cited))


def _source(cited: Cited) -> Iterator[str]:
    yield f"\\[{cited.number}\\] {_line(cited.source)}".rstrip()
    if cited.url:
        yield f"<{cited.url}>" if followed(cited.url) else _line(cited.url)
    yield from map(_line, (cited.place, *cited.notes))


def _block(text: str, before: str = "") -> str:
    """A text of several lines, whose line ends and paragraphs stay."""
    paragraphs = re.split("\n{2,}", seen(text).strip("\n"))
    written = ("\\\n".join(map(_escaped, paragraph.split("\n"))) for paragraph in paragraphs)
    return "\n".join(f"{before}{line}".rstrip(" ") for line in "\n\n".join(written).split("\n"))


def _line(text: str) -> str:
    return _escaped(" ".join(seen(text).split()))


def _escaped(line: str) -> str:
    """One line. Blanks at its ends would be taken away, so they are written as entities."""
    inner = line.strip()
    lead, _, trail = line.partition(inner) if inner else (line, "", "")
    inner = _ADDRESS.sub(r"\\\g<0>", _MARKS.sub(r"\\\g<0>", inner))
    if begins := _BEGINS.match(inner):
        at = begins.end() if begins[0].isdigit() else 0
        inner = f"{inner[:at]}\\{inner[at:]}"
    return f"{_entities(lead)}{inner}{_entities(trail)}"


def _entities(blanks: str) -> str:
    return "".join(f"&#{ord(blank)};" for blank in blanks)
