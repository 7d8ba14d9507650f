"""Whether words can be the kind of answer that a question asks for, as far as their looks tell. Pure."""

from __future__ import annotations

import re

from onrecord.rag.kinds import Kind

__all__ = ["fits"]

_NUMBER = (
    r"\d|\b(?:an?|no|none|one|once|two|twice|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|half|quarter"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|billions?|third|several|few"
    r"|double|triple)\b"
)
_WHEN = (
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|\bto(?:day|night|morrow)\b|\byesterday\b"
    r"|\b(?:spring|summer|autumn|fall|winter|noon|midnight|morning|afternoon|evening|night|dawn|week|weekend|month|year"
    r"|decade|century|day|hour|minute|ago|christmas|easter|after|before|during|when|since|last|next)"
)
_LENGTH = r"second|minute|hour|day|night|week|month|year|decade|centur|forever|term|season|summer|winter|\d"
_LOOKS: dict[Kind, re.Pattern[str]] = {
    "who": re.compile(r"[A-Z\d]|\b(?:the|an?|his|her|their|its|two|three|four)\b"),
    "where": re.compile(r"[A-Z\d]|\b(?:in|at|on|near|outside|inside|the|an?|home|abroad|online)\b"),
    "when": re.compile(_WHEN, re.I),
    "how many": re.compile(_NUMBER, re.I),
    "how much": re.compile(_NUMBER, re.I),
    "how long": re.compile(_LENGTH, re.I),
    "how old": re.compile(_NUMBER, re.I),
}


def fits(kind: Kind, words: str) -> bool:
    """Whether the words can be of that kind.

    >>> fits("when", "late on Monday"), fits("when", "the mayor"), fits("what", "the mayor")
    (True, False, True)
    """
    looks = _LOOKS.get(kind)
    return looks is None or bool(looks.search(words))
