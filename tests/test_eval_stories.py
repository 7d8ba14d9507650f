from __future__ import annotations

import re

import pytest

from onrecord.eval import stories
from onrecord.seeds import ARTICLES


def test_every_article_is_of_one_story_but_for_two_that_stand_alone() -> None:
    known = stories.known()
    ids = set(re.findall(r'"id": "([^"]+)"', ARTICLES.read_text(encoding="utf-8")))
    assert len(known) == 11
    assert sum(map(len, known)) == len(frozenset[str]().union(*known)) == len(ids) - 2
    assert ids > frozenset[str]().union(*known)


def test_most_of_what_is_found_is_of_the_story_and_most_of_the_story_is_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stories.main()
    found = re.search(r"precision (\S+), recall ([\d.]+)", capsys.readouterr().out)
    assert found is not None
    assert min(map(float, (found[1].rstrip(","), found[2]))) > 0.9
