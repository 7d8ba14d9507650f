"""What is done where nothing new is asked of the archive: a courtesy returned, the last answer told more of, or its
question asked again of what has not been quoted. All that is quoted is a citation; the program's own words are the
``reason`` of an answer and never its ``text``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from onrecord.index import Article, Filters, NewsIndex
from onrecord.index.limits import allows
from onrecord.rag.speakers import speakers
from onrecord.rag.types import Act, Answer, Cause, Citation, Turn

__all__ = ["Again", "acted"]

Again = Callable[[str, Filters | None, Sequence[Citation]], Answer]
"""Asks the archive: a question that stands alone, what may be quoted at all, and what has been quoted already.
Where nothing answers, it leaves open why."""

_TALK: dict[Act, str] = {
    "greeting": "Hello. Ask about anything that is in the archive: the answer is quotes from it, nothing made up.",
    "thanks": "You are welcome. Whatever is quoted here stands in the archive, word for word; nothing is made up.",
    "about": "This is onrecord, a program that answers questions about the news archive on this machine. Its answers"
    " are quotes, word for word, each with its article, outlet and day; it makes nothing up, and where nothing answers,"
    " it says so. Ask who, what, when, where or why, and go on from there: “sources?”, “are you sure?”, “who said"
    " that?”, “when was that published?”, “more”, “another outlet”, “anything newer?”.",
}
_AGAIN: tuple[Act, ...] = ("more", "another outlet", "newer")


def acted(
    act: Act,
    question: str,
    answer: Answer | None,
    history: Sequence[Turn],
    *,
    filters: Filters | None,
    index: NewsIndex,
    again: Again,
) -> Answer:
    """What comes of an act.

    Args:
        act: what is to be done.
        question: as it was put.
        answer: with which it is done; for talk, None will do.
        history: the turns before, oldest first.
        filters: what may be quoted at all.
        index: the archive, whose quotes must still stand to be given again.
        again: asks the archive.
    """
    if act in _TALK or answer is None:
        reason = _TALK.get(act, _TALK["about"])
        return Answer(question, question, "", (), 0.0, abstained=True, reason=reason, cause="talk", act=act)
    if not answer.citations:
        done = _unquoted(answer)
    elif act in _AGAIN:
        done = _asked_again(act, answer, history, filters, index.outlets, again)
    else:
        done = _told_again(act, answer, filters, index)
    return replace(done, question=question, query=answer.query, act=act)


# ---- the last answer, and what there is to say of it -----------------------------------------------------------------


def _told_again(act: Act, answer: Answer, filters: Filters | None, index: NewsIndex) -> Answer:
    """The quotes that the filters leave and that still stand, and what there is to say of them."""
    standing = [one for one in answer.citations if index.article(one.article.id, one.revision) == one.article]
    if not standing:
        return _none(answer, "What was quoted is not in the archive any more.", "nothing")
    left = [one for one in standing if allows(filters, one.article)]
    if not left:
        return _none(answer, "The filters leave out what was quoted.", "filtered")
    numbered = tuple(replace(one, number=number) for number, one in enumerate(left, 1))
    again = replace(answer, citations=numbered)
    return _speaker(again) if act == "speaker" else _repeated(again, numbered, _SAID_OF[act](again))


def _unquoted(answer: Answer) -> Answer:
    """That there are no quotes of which anything could be told, and what came nearest."""
    reason = "Nothing was quoted in answer to the question before, so there is nothing to tell of it."
    return replace(_none(answer, reason, answer.cause or "silent"), confidence=answer.confidence, hits=answer.hits)


def _repeated(answer: Answer, citations: tuple[Citation, ...], reason: str) -> Answer:
    """Quotes of an answer once more."""
    text = citations[0].answering if citations else ""
    return replace(answer, text=text, citations=citations, reason=reason, timings={}, understood=None, choices=())


def _sources(answer: Answer) -> str:
    """Each quote's outlet, authors and day, and the articles that print the same."""
    told = []
    for one in answer.citations:
        also = f"; printed as well by {', '.join(map(_dated, one.also))}" if one.also else ""
        told.append(f"[{one.number}] {_signed(one.article)}{also}.")
    return " ".join(told)


def _sure(answer: Answer) -> str:
    """What the quotes rest on."""
    if len(answer.citations) == 1:
        stand = f"The words stand verbatim in {_dated(answer.citations[0].article)}."
    else:
        places = "; ".join(f"[{one.number}] {_dated(one.article)}" for one in answer.citations)
        stand = f"The words of each quote stand verbatim in its article: {places}."
    copies = len({article.id for one in answer.citations for article in one.also})
    several = f"{copies} other articles print"
    printed = {0: "No other article prints", 1: "One other article prints"}.get(copies, several)
    likely = f"The probability that the first quote answers is {answer.confidence:.0%}".replace("%", " per cent")
    return f"{stand} {printed} the same. {likely}."


def _published(answer: Answer) -> str:
    """Outlet and day of each quote, and of the last change where that was later."""
    told = []
    for number, article in ((one.number, one.article) for one in answer.citations):
        day, changed = article.day, (article.modified or "")[:10]
        later = f", changed on {_in_words(changed)}" if changed > (day or changed) else ""
        told.append(f"[{number}] {_name(article)}, {_in_words(day) if day else 'no day stated'}{later}")
    return f"Published: {'; '.join(told)}."


_SAID_OF: dict[Act, Callable[[Answer], str]] = {"sources": _sources, "sure": _sure, "published": _published}


def _speaker(answer: Answer) -> Answer:
    """The sentences that name who says what was quoted; where nobody is named, the quote itself, and that it is so."""
    found: list[Citation] = []
    unnamed: list[Citation] = []
    for one in answer.citations:
        told = speakers(one.article.text, (one.start, one.end), one.focus)
        for start, end, focus in told:
            if not any(one.article.id == other.article.id and focus == other.focus for other in found):
                also = one.also if one.start <= start and end <= one.end else ()
                found.append(Citation(len(found) + 1, one.article, one.revision, start, end, focus, also))
        if not told:
            unnamed.append(replace(one, number=len(found) + 1))
            found.append(unnamed[-1])
    return _repeated(answer, tuple(found), _unnamed(unnamed))


def _unnamed(quoted: Sequence[Citation]) -> str:
    """That nobody is named as who says it; empty of none."""
    spoken = [one for one in quoted if any(mark in one.quote for mark in '“”"')]
    own = [f"[{one.number}] {_signed(one.article)}" for one in quoted if one not in spoken]
    told = [f"The article does not name who is quoted in [{one.number}]." for one in spoken]
    return " ".join(
        [*told, *([f"Nobody is quoted; these are the outlet’s own words: {'; '.join(own)}."] if own else [])]
    )


def _signed(article: Article) -> str:
    """An article by its outlet, day and authors, as far as they are known."""
    return f"{_dated(article)}{', by ' if article.authors else ''}{', '.join(article.authors)}"


def _dated(article: Article) -> str:
    """An article by its outlet and day, as far as they are known."""
    return f"{_name(article)} of {_in_words(article.day)}" if article.day else _name(article)


def _in_words(day: str) -> str:
    """A day as people write it; what is no day as it stands."""
    try:
        when = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{when.day} {when:%B} {when.year}"


def _name(article: Article) -> str:
    """The outlet of an article; where none is known, its title or else its id."""
    return article.outlet or (f"“{article.title}”" if article.title else article.id)


# ---- its question once more ------------------------------------------------------------------------------------------


def _asked_again(
    act: Act,
    answer: Answer,
    history: Sequence[Turn],
    filters: Filters | None,
    outlets: Callable[[], Sequence[str]],
    again: Again,
) -> Answer:
    """What else answers, what another outlet has, or what is newer."""
    given = filters or Filters()
    left = "that the filters leave" if given else "in the archive"
    if act == "more":
        found = again(answer.query, filters, _since_asked(answer, history))
        return _or_none(found, f"Nothing more {left} answers this.")
    mine = [one.article for one in _of_question(answer, history)]
    if act == "another outlet":
        others = _others(outlets(), {article.outlet.casefold() for article in mine}, given.outlets)
        none = f"No other outlet {left} answers this."
        if not others:
            return _none(answer, none)
        return _or_none(again(answer.query, replace(given, outlets=others), ()), none)
    newest = max((article.day for article in mine if article.day), default="")
    if not newest:
        return _none(answer, "No day is known of what was quoted, so that nothing can be told to be newer.")
    none = f"Nothing {left} that was published after {_in_words(newest)} answers this."
    if newest >= date.max.isoformat():
        return _none(answer, none)
    after = max((date.fromisoformat(newest) + timedelta(1)).isoformat(), str(given.after or ""))
    return _or_none(again(answer.query, replace(given, after=after), ()), none)


def _of_question(answer: Answer, history: Sequence[Turn]) -> list[Citation]:
    """What was quoted to the question of an answer, here and in the turns before."""
    answers = [turn.answer for turn in history if isinstance(turn.answer, Answer)]
    return [one for other in (*answers, answer) if other.query == answer.query for one in other.citations]


def _since_asked(answer: Answer, history: Sequence[Turn]) -> list[Citation]:
    """What was quoted to anything since the question of an answer was first asked."""
    answers = [*(turn.answer for turn in history if isinstance(turn.answer, Answer)), answer]
    first = next(place for place, other in enumerate(answers) if other.query == answer.query)
    return [one for other in answers[first:] for one in other.citations]


def _others(outlets: Sequence[str], quoted: set[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """The outlets that were not quoted, of those that the filters allow."""
    wanted = {name.casefold() for name in allowed}
    return tuple(
        name for name in outlets if name.casefold() not in quoted and (not wanted or name.casefold() in wanted)
    )


def _or_none(found: Answer, none: str) -> Answer:
    """What was found; where nothing was, that it was so."""
    return replace(found, cause="silent", reason=none) if found.abstained else found


def _none(answer: Answer, reason: str, cause: Cause = "silent") -> Answer:
    """No answer, where there is nowhere to look for one."""
    return Answer(answer.question, answer.query, "", (), 0.0, abstained=True, reason=reason, cause=cause)
