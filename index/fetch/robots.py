"""robots.txt by RFC 9309: what a site asks programs not to fetch.

The standard library's parser takes the first rule that fits and knows no ``*`` within a path; the longest must win,
and news sites use both.
"""

from __future__ import annotations

import re
import string
from urllib.parse import quote

__all__ = ["Robots"]

_MOST = 500 * 2**10  # bytes that are looked at, as the RFC has it
_LONGEST = 2000  # characters of a rule
_RULES = 5000  # of them
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")
_ASCII = "".join(map(chr, range(33, 127)))
_UNRESERVED = string.ascii_letters + string.digits + "-._~"
_TOKEN = re.compile("[A-Za-z_-]*")


class Robots:
    """The rules of a site for one program.

    Args:
        raw: the file.
        agent: the program's name, as sites write it: ``onrecord``.
    """

    def __init__(self, raw: bytes, agent: str) -> None:
        named: list[tuple[bool, str]] | None = None
        all_others: list[tuple[bool, str]] = []
        group: list[list[tuple[bool, str]]] = []  # whose rules these are
        heading = False
        for key, value in _lines(raw):
            if key == "user-agent":
                group = group if heading else []
                token = _TOKEN.match(value)
                if token and token[0].lower() == agent:
                    named = [] if named is None else named
                    group.append(named)
                elif value == "*":
                    group.append(all_others)
                heading = True
            elif key in ("allow", "disallow"):
                heading = False
                for rules in group:
                    if value and len(rules) < _RULES:
                        rules.append((key == "allow", _same(value)))
        self._rules = all_others if named is None else named

    def allow(self, target: str) -> bool:
        """Whether a path with its query may be fetched: the longest rule that fits says so, allowing before
        disallowing; where none fits it may."""
        target = _same(target)
        fitting = [(len(pattern), allowed) for allowed, pattern in self._rules if _fits(pattern, target)]
        return max(fitting, default=(0, True))[1]


def _lines(raw: bytes) -> list[tuple[str, str]]:
    text = raw[:_MOST].decode("utf-8-sig", "replace")
    pairs = (line.partition("#")[0].partition(":") for line in re.split(r"[\r\n]+", text))
    return [(key.strip().lower(), value.strip()) for key, _, value in pairs if len(value) <= _LONGEST]


def _same(path: str) -> str:
    """A path or rule in one spelling: what need not be escaped is not, and what is not ASCII is."""
    return _ESCAPED.sub(_plain, quote(path, safe=_ASCII))


def _plain(escaped: re.Match[str]) -> str:
    character = chr(int(escaped[1], 16))
    return character if character in _UNRESERVED else escaped[0].upper()


def _fits(pattern: str, target: str) -> bool:
    """Whether a rule fits the beginning of a target; ``*`` is anything, ``$`` the end."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    if not rest:
        return not ends or target == first
    at = len(first)
    *middle, last = rest
    for part in middle:
        at = target.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return target.endswith(last) and len(target) - len(last) >= at if ends else target.find(last, at) >= 0
