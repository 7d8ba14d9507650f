"""What in a question tells that a name in it is the source that is asked for, and not what is asked about.

"What did CNN report?" names a source, "Who is the head of CNN?" does not. So no name counts without a cue beside it:
before it ("according to"), after it ("reported", "poll"), or both ("did ... say"). Only the words next to a name are
looked at, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["FUNCTION", "is_cue", "signed", "source", "tells"]

_BESIDE = 120  # characters before and after a name


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BASE = _set(
    "argue call cite claim cover describe estimate explain find interview list mention note poll predict print publish"
    " quote rank report reveal say suggest survey write"
)
_PRESENT = _set(
    "argues calls cites claims covers describes estimates explains finds interviews lists mentions notes polls predicts"
    " prints publishes quotes ranks reports reveals says suggests surveys writes"
)
_PAST = _set(
    "argued called cited claimed covered described estimated explained found interviewed listed mentioned noted polled"
    " predicted printed published quoted ranked reported revealed said suggested surveyed written wrote"
)
_GOING = _set(
    "arguing calling citing claiming covering describing estimating explaining finding interviewing listing mentioning"
    " noting polling predicting printing publishing quoting ranking reporting revealing saying suggesting writing"
)
_GIVEN = (_PAST - _set("argued called explained found suggested wrote")) | _set(
    "aired broken carried featured posted read seen"
)
_OF_A_PAPER = _set(
    "article articles column columns coverage editorial editorials headline headlines liveblog op-ed op-eds stories"
    " story"
)
_NOUNS = _OF_A_PAPER | _set(
    "analysis analyses estimate estimates exclusive exclusives fact-check interview interviews investigation"
    " investigations newsletter newsletters piece pieces poll polls ranking rankings report reports reporting survey"
    " surveys tally"
)
_DAYS = _set("monday tuesday wednesday thursday friday saturday sunday")
_DATED = _DAYS | _set("january february march april june july august september october november december last earlier")
_KINDS = _DAYS | _set(
    "latest recent new own original exclusive first second live lead top front-page online in-depth short long joint"
)
# Who speaks for an outlet is not the outlet: "the CNN anchor".
_ROLES = (
    *("anchor", "host", "reporter", "correspondent", "presenter", "journalist", "editor", "columnist", "contributor"),
    *("commentator", "analyst", "producer", "photographer", "executive", "chief", "chair", "president", "boss", "head"),
    *("director", "owner", "founder", "staff", "employee", "worker", "spokes", "lawyer", "star", "parent"),
)
_BE = _set("is are was were be been being")
_DO = _set("did does do didn't doesn't don't will would could can might")
_HAVE = _set("has have had hasn't haven't hadn't")
FUNCTION = _set("""
    a about according after all also an and any are as at be because been before but by can could did do does during for
    from had has have he her his how i if in into is it its may might more my no not of on or our over per she should
    since so some than that the their then there these they this those to today tonight under until was we were what
    when where which while who whom whose why will with would yesterday you
""")
"""Words that are no part of a name: a name may begin after them and end before them."""
# What a company reports: "How much profit did the New York Times report?"
_BUSINESS = _set(
    "profit profits loss losses revenue revenues earnings subscriber subscribers subscription subscriptions dividend"
    " dividends layoffs viewers"
)
_CUES = _BASE | _PRESENT | _PAST | _GOING | _GIVEN | _NOUNS | {"told", "tell", "tells"}
_TELLING = _CUES | _set("according per news latest update updates section pages")
_FOLLOWING = (FUNCTION - {"a", "i", "to", "of"}) | _BASE | _PRESENT | _PAST | _DATED
_OPENING = _set("in from on at")
_HOLDINGS = _set("stake share shares interest jobs")
_SIGNED = _set(
    "column columns report reports reporting article articles story stories piece pieces analysis coverage op-ed op-eds"
    " editorial editorials review reviews"
)
_QUOTES = ('"', "“", "”", "‘", "«", "»")


def tells(words: Sequence[str]) -> bool:
    """Whether a question of these words may hold a cue."""
    return not _TELLING.isdisjoint(words) or words[0] in _OPENING


def is_cue(word: str) -> bool:
    """Whether a word is part of a cue or a date: it does not belong to the name beside it, though in capitals."""
    return word in FUNCTION or word in _CUES or word in _DATED


def source(before: str, after: str, *, plain: bool) -> bool:
    """Whether an outlet between these is named as a source. ``plain``: its name may be a word or a thing as well."""
    left, right = _beside(before, after)
    if right[0] in ("'s", "'"):
        return _owned(left, right[1:], plain=plain)
    if _ends(right) and (_before(left) or (not plain and _before_a_name(left, right))):
        return True
    if left[-1] not in _DO and _noun(right, plain=plain):
        return True
    business = not _BUSINESS.isdisjoint(left) or not _BUSINESS.isdisjoint(right)
    return not business and _verb(left, right)


def signed(before: str, after: str) -> bool:
    """Whether somebody between these is named as an author."""
    left, right = _beside(before, after)
    if left[-1] == "by" and left[-2] in _NOUNS | _set("text texts review reviews anything something written reported"):
        return right[0] not in ("'s", "'")
    if right[0] in ("'s", "'"):
        return right[1] in _SIGNED or (right[1] in _KINDS | {"weekly", "last"} and right[2] in _SIGNED)
    verb, following = _past_adverb(right)[:2]
    verbs = _set("report write argue") if left[-1] in _DO else _set("reports reported writes wrote argues argued")
    return verb in verbs and following not in ("to", "for", "as")  # who must report to prison


def _beside(before: str, after: str) -> tuple[list[str], list[str]]:
    """The words and marks before a name and after it, never fewer than six; a mark that quotes the name is left out."""
    left, right = _tokens(before[-_BESIDE:]), _tokens(after[:_BESIDE])
    left = left[: len(left) - (left[-1:] != [] and left[-1] in _QUOTES)]
    right = right[right[:1] != [] and right[0] in _QUOTES :]
    return ["", "", "", "", "", *left] if len(left) > 1 else ["", "", "", "", ".", *left], [*right, *([""] * 6)]


def _tokens(text: str) -> list[str]:
    return re.findall(r"'s\b|[\w-]+(?:'t)?|[^\w\s]", text.lower().replace("’", "'"))


def _past_adverb(words: Sequence[str]) -> Sequence[str]:
    return words[words[0] in ("also", "first", "ever") or words[0].endswith("ly") :]


def _ends(right: Sequence[str]) -> bool:
    """Whether a name is at its end: what follows is no noun that it would belong to."""
    word = right[0]
    return (not word or not word[0].isalpha() or word in _FOLLOWING) and word not in ("/", "-", "&")


def _before(left: Sequence[str]) -> bool:
    last, second, third = left[-1], left[-2], left[-3]
    return (
        (second, last) == ("according", "to")
        or (
            last in ("by", "in", "on")
            and (second in _GIVEN or (third in _GIVEN and _past_adverb([second, ""])[0] == ""))
        )
        or (last in ("by", "in", "from", "on") and second in _NOUNS | {"news", "latest", "update", "updates"})
        or (last in ("with", "to", "by") and second in ("interview", "interviews"))
        or (last == "of" and second in ("section", "pages", "edition", "issue"))
    )


def _before_a_name(left: Sequence[str], right: Sequence[str]) -> bool:
    """What may stand before a word as well, so that it tells only before a name that is none."""
    last = left[-1]
    if last in _OPENING and left[-2] in (".", "!", "?"):
        return right[0] in (",", ":")
    told = last == "in" and left[-2] not in _HOLDINGS and not (_GIVEN | _NOUNS).isdisjoint(left[:-2])
    return told or last in ("told", "tell", "tells", "per")


def _noun(right: Sequence[str], *, plain: bool) -> bool:
    """Whether something that an outlet makes follows: "a CNN poll", "a CNN/SSRS poll"."""
    if right[0] == "/" and not plain:
        with_whom = next((place for place, word in enumerate(right[1:5], 1) if word in _NOUNS), 0)
        return with_whom > 1
    place = 0
    while place < 2 and right[place] in _KINDS:
        place += 1
    made = right[place] in (_OF_A_PAPER if plain else _NOUNS)
    return made and not right[place + 1].startswith(_ROLES) and (plain or not _itself(right[place + 1 :]))


def _owned(left: Sequence[str], right: Sequence[str], *, plain: bool) -> bool:
    if left[-1] in _OPENING | {"of"} and not {"section", "pages"}.isdisjoint(right[:3]):
        return True
    if _noun(right, plain=plain) or (plain and right[0] in ("report", "reporting")):
        return True
    free = next((place for place, word in enumerate(right[:3]) if word in _OF_A_PAPER), 0)
    return not plain and free > 0 and not any(word.startswith(_ROLES) or word == "'s" for word in right[:free])


def _verb(left: Sequence[str], right: Sequence[str]) -> bool:
    helper = left[-1]
    words = _past_adverb(right)
    if words[0] == "been" and helper in _HAVE:
        words = words[1:]
    if helper in _DO:
        said = words[0] in _BASE
    elif helper in _HAVE:
        said = words[0] in _PAST | _GOING
    elif helper in _BE:
        said = words[0] in _GOING
    else:
        words = _past_adverb(words[words[0] in _HAVE :])
        said = words[0] in _PRESENT | _PAST
    return said and not _itself(words[1:])


def _itself(words: Sequence[str]) -> bool:
    """Whether an outlet goes on to speak of itself: "CNN said it would lay off staff"."""
    linked = words[0] in ("that", "how", "why", "when", "where", "if", "on", "for", "in", "into", "of", "about")
    return words[linked] in ("it", "its", "they", "their", "themselves", "itself")
