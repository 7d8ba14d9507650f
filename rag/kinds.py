"""What kind of answer a question asks for: a person, a time, what somebody said.

The first words of the clause that asks decide, and after "what" and "which" the noun: "what year" asks when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, asking_clause

__all__ = ["Kind", "kind"]

# fmt: off
Kind = Literal[
    "who", "when", "where", "how many", "how much", "how long", "how old", "what was said", "yes/no", "list", "why",
    "how", "what",
]
# fmt: on
"""``what`` is all the rest: which of several, what thing, what happened, and what is no question."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _table(rows: dict[Kind, str]) -> dict[str, Kind]:
    return {word: kind for kind, words in rows.items() for word in words.split()}


_AFTER_HOW = _table(
    {
        "how long": "long",
        "how old": "old young",
        "when": "soon recently",
        "how many": "many often frequently",
        "how much": "much far tall high deep wide heavy big large fast hot cold thick strong",
        "why": "come",
        "what": "about",
    }
)
_NOUNS = _table(  # after "what" and "which"
    {
        "when": "year years month months day days date dates time times weekday week weeks century decade",
        "how old": "age",
        "why": "reason reasons grounds",
        "how many": "number",
        "how much": "percentage percent per share proportion fraction amount sum margin",
        "where": "city town village location place venue airport suburb neighbourhood neighborhood",
        "who": """
            person man woman actor actress singer musician rapper player boy girl child president minister politician
            celebrity athlete senator judge mayor governor king queen prince princess director coach author writer
            leader candidate driver pilot captain founder comedian billionaire scientist official artist winner victim
            suspect owner lawmaker congressman congresswoman secretary golfer gymnast dancer footballer
        """,
    }
)
_NOUNS_OF_IT = _table(  # after "what is", as in "what is the mayor's reaction"
    {
        "why": "reason reasons cause causes",
        "how old": "age",
        "when": "date deadline",
        "how many": "number population toll score",
        "how much": """
            price cost fine budget value percentage amount size height weight length depth speed temperature salary
            magnitude distance fee
        """,
        "what was said": """
            words message statement response reaction reply comment comments excuse explanation argument advice warning
            remark remarks opinion stance
        """,
        "list": "names list",
        "where": "location address capital venue whereabouts birthplace",
    }
)
_NOUNS_ALONE = _table({"when": "year day time"})  # after "what is the" alone
_PLACES = _set(
    "country state city town nation region county island province continent place village district area location venue"
    " airport port street building stadium neighbourhood neighborhood suburb part"
)
_UNITS = _set("seconds minutes hours days nights weeks months years decades centuries")
_NUMBERS = _set("two three four five six seven eight nine ten")
_BE = _set("is are was were 's 're s")
_ARTICLES = _set("the a an his her its their he she they it this that")
_SAY = _set(
    "admit allege announce argue ask call claim declare demand deny describe explain mention pledge promise propose"
    " recommend reply report reveal say suggest tell tweet urge vow warn write"
)
_SAID = _set("said told announced claimed written promised alleged argued warned asked suggested reported")
_SAYING = _set("saying telling announcing claiming writing promising asking warning arguing reporting suggesting")
_DESCRIBE = _set("describe describes described characterise characterize justify")
_STOPS = _set("to do happen that who which after when because and")  # the clause's verb is another, or was before
_NO_NOUN = PREPOSITIONS | _set("given that when which who and or so this he she they ? ! .")
_SEVERAL = _set("all some any several few")
_IRREGULAR = _set("people men women children")
_NO_PLURAL = _set(
    "news series species sports politics texas kansas arkansas dallas vegas angeles massachusetts times james gas"
    " philippines netherlands happens makes does has was is arms sales awards"
)


def kind(question: str) -> Kind:
    """The kind of answer a question asks for. Of several questions the last one counts; 1,000 characters are read."""
    words = _words(asking_clause(question))
    before = words[0] if len(words) > 1 and words[0] in PREPOSITIONS and words[1] in QUESTION_WORDS else ""
    first, *rest = words[bool(before) :] or [""]
    match first:
        case "what" | "which":
            return _what(first, rest, before)
        case "how":
            return _how(rest)
        case "when" | "where" | "why":
            return first
        case "who" | "whom" | "whose":
            return "list" if _BE.issuperset(rest[:1]) and any(map(_is_number, rest[:3])) else "who"
    return _without_question_word(first, rest)


def _without_question_word(first: str, rest: list[str]) -> Kind:
    if first in ("list", "name"):
        return "list" if first == "list" or any(map(_is_several, rest[:3])) else "what"
    asks = first in AUXILIARIES and not (first == "may" and rest and rest[0].isdecimal())
    if asks and _is_choice(rest):
        return "what"
    asks = asks or first in ("whether", "if") or [first, *rest[:2]] == ["true", "or", "false"]
    return "yes/no" if asks or rest[-3:-1] in ([",", "right"], [",", "correct"], [",", "true"]) else "what"


def _words(clause: str) -> list[str]:
    """The words and marks of a clause; what follows an apostrophe is a word, but for "isn't"."""
    found: list[str] = []
    for word in re.findall(r"[\w'-]+|[^\w\s]", clause):
        stem, mark, ending = word.rpartition("'")
        if word.removesuffix("s") in QUESTION_WORDS:  # "whos the mayor"
            found += [word.removesuffix("s"), "'s"] if word.endswith("s") else [word]
        elif mark and stem and ending != "t":
            found += [stem, mark + ending]
        else:
            found.append(word)
    return found


def _how(rest: Sequence[str]) -> Kind:
    first, second, third = [*rest, "", "", ""][:3]
    if first in ("long", "many") and "ago" in rest[:3]:
        return "when"
    if (first == "many" and {second, third if second == "more" else second} & _UNITS) or (
        first == "much" and second in ("time", "longer")
    ):
        return "how long"
    if first in AUXILIARIES:
        return "why" if rest[:3] == ["is", "it", "that"] else ("what was said" if _tells(rest, _DESCRIBE) else "how")
    return _AFTER_HOW.get(first, "how")


def _what(asked: str, rest: list[str], before: str) -> Kind:
    first = rest[0] if rest else ""
    if first in ("caused", "prompted", "triggered") or rest[:2] == ["led", "to"]:
        return "why"
    if first in _BE:
        return _what_is(rest[1:], several=first in ("are", "were", "'re"))
    if first in AUXILIARIES:
        verbs = _SAID if first in ("has", "have", "had") else _SAY
        told = _tells(rest, verbs | {"have"} if "say" in rest else verbs) and not _wants(rest)
        return "what was said" if told else ("how much" if "cost" in rest else "what")
    if asked == "what" and first in _ARTICLES:  # "tell me what the judge said"
        return "what was said" if {"said", "says", "told", "wrote"}.intersection(rest[1:6]) else "what"
    return "list" if _are_several(asked, rest) else _of_noun(rest, before)


def _tells(rest: Sequence[str], verbs: frozenset[str]) -> bool:
    """Whether the verb of a clause is one of these; after an article, it is a noun: "the report"."""
    for before, word in pairwise(rest[:10]):
        if word in verbs and before not in ("the", "a", "an", "his", "its", "their"):
            return True
        if word in _STOPS:
            return False
    return False


def _wants(rest: list[str]) -> bool:
    """Whether something is asked for, as in "what did the mayor ask the district for", and not said."""
    asks = [place for place, word in enumerate(rest) if word in ("ask", "asked")]
    return bool(asks) and "for" in rest[asks[0] :]


def _what_is(rest: list[str], *, several: bool) -> Kind:
    if _tells(["", *rest], _SAYING | (_SAID - {"asked"})):
        return "what was said"
    if several and any(map(_is_number, rest[:3])):
        return "list"
    if (
        several
        and rest[:1] == ["the"]
        and {"main", "key", "other", "different", "top", "major"}.intersection(rest[1:2])
    ):
        return "list"
    for place, (word, following) in enumerate(zip(rest[:6], [*rest[1:], "?"], strict=False)):
        if word in PREPOSITIONS or word in _STOPS:
            break
        if word == "name":
            people = rest[place + 1 : place + 6] if following == "of" else rest[:place]
            return "who" if any(_NOUNS.get(one) == "who" for one in people) else "what"
        bare = {"the", "exact", "official"}.issuperset(rest[:place])
        found = _NOUNS_OF_IT.get(word) or (_NOUNS_ALONE.get(word) if bare else None)
        if found and (following in _NO_NOUN or following.endswith("ed")):
            return found
    return "what"


def _of_noun(rest: Sequence[str], before: str) -> Kind:
    """What "which" and a noun ask for, which may have a word or two before it."""
    for place, word in enumerate(rest[:3]):
        if word in AUXILIARIES or word in ("the", "a", "an", "of", "to"):
            break
        if word in _PLACES and before in ("in", "at", "to", "from", "on", "near", "into", "through"):
            return "where"
        found = _NOUNS.get(word, "what")
        if word == "age" and rest[1:2] and rest[1] not in AUXILIARIES | _NO_NOUN:  # which age group
            return "what"
        if found in ("who", "where") or (found != "what" and place == 0 and rest[1:2] != ["care"]):
            return found
    return "what"


def _are_several(asked: str, rest: list[str]) -> bool:
    """Whether more than one is asked for: "which two", "which European countries". After "what" a verb must tell that
    the word is none ("what drives prices"), and so where the plural is the second noun."""
    noun, *following = [*rest, ""]
    if _is_number(noun):
        return True
    if not _is_plural(noun) and re.fullmatch(r"\w+(?:an|ese|ish|al|ic|ous|ern|ive|ed)|other|big|new|major|top", noun):
        noun, *following = [*following, ""]
    verb = following[:1] and (following[0] in AUXILIARIES or following[0].endswith("ed"))
    if _is_plural(noun):
        return noun not in _NOUNS and following[:1] != ["'s"] and (asked == "which" or bool(verb))
    return (
        len(following) > 1 and _is_plural(following[0]) and following[1] in ("are", "were", "have", "do", "did", "will")
    )


def _is_plural(word: str) -> bool:
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "'s")) and word[:1].isalpha()
    return (ends and word not in _NO_PLURAL and len(word) > 3) or word in _IRREGULAR


def _is_number(word: str) -> bool:
    return word in _NUMBERS or (word.isdecimal() and len(word) < 3)


def _is_several(word: str) -> bool:
    return _is_number(word) or word in _SEVERAL or _is_plural(word)


def _is_choice(rest: Sequence[str]) -> bool:
    """Whether one of two is asked for: "Did the first or the second win?"."""
    free = any(word.startswith("any") or word in ("ever", "either") for word in rest)
    after = [following for word, following in pairwise(rest) if word == "or"]
    return not free and any(word not in ("not", "more", "less", "fewer", "so", "later", "earlier") for word in after)
