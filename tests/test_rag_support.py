from __future__ import annotations

from dataclasses import replace

from ui_given import BARE, CALL, answered, cited, declined, hit

from onrecord.index import Article
from onrecord.rag.support import support
from onrecord.rag.understood import Understood

QUESTION = "How long did the call last?"
QUOTED = cited(CALL, "The call lasted about forty minutes, aides said.", "forty minutes")
ECHO = Article("echo", "Echo", "They spoke for forty minutes.")


def test_what_was_read_and_who_says_the_same() -> None:
    found = support(replace(answered(QUESTION, QUOTED), hits=(hit(CALL), hit(ECHO), hit(ECHO), hit(BARE))))
    assert found is not None
    assert (found.passages, found.articles, found.looked) == (4, 3, True)
    assert found.agreeing == (ECHO,)


def test_short_words_are_not_looked_for() -> None:
    two = cited(CALL, "The two leaders spoke on Friday.", "two")
    found = support(replace(answered(QUESTION, two), hits=(hit(CALL), hit(ECHO))))
    assert found is not None
    assert not found.looked


def test_what_speaks_against_it() -> None:
    kind = Understood("?", "?", "how many")
    late = cited(CALL, "The two leaders spoke on Friday.", "leaders", number=1)
    answer = replace(answered("How many met in Lindholt?", late, replace(QUOTED, number=2)), understood=kind)
    found = support(answer)
    assert found is not None
    assert found.unmentioned == ("Lindholt",)
    assert not found.fits
    assert found.differing == (2,)


def test_nothing_quoted_has_no_support() -> None:
    assert support(declined(QUESTION, hit(CALL))) is None
