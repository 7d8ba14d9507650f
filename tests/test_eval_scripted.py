"""The table of conversations is well-formed and true to the sample archive; an answer is judged as its turn says; and a
table that is not in that form is refused with the line and the fault."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from house import ROOT

from onrecord.eval.metrics import holds
from onrecord.eval.scripted import TAGS, Conversation, Step, conversations, right
from onrecord.index import Article
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import read
from onrecord.rag import Answer, Citation
from onrecord.rag.types import Choice
from onrecord.seeds import ARTICLES

TABLE = ROOT / "eval" / "conversations.jsonl"
BRIDGE = Article("bridge", "A bridge", "The bridge was shut. A crack was found on 2 June.")
FERRY = Article("ferry", "A ferry", "A crack in the hull was found.")


@pytest.fixture(scope="module")
def table() -> list[Conversation]:
    return conversations()


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The sample articles as an index stores them, by id."""
    return {article.id: article for article in map(normalise, read(ARTICLES))}


# ---- the table -------------------------------------------------------------------------------------------------------


def test_the_file_is_one_object_a_line() -> None:
    text = TABLE.read_bytes().decode("utf-8")
    assert text.endswith("}\n")
    for line in text.removesuffix("\n").split("\n"):
        assert line == json.dumps(json.loads(line), ensure_ascii=False)


def test_there_are_enough_conversations_and_they_are_long_enough(table: list[Conversation]) -> None:
    assert len(table) >= 60
    assert sum(len(one.steps) for one in table) / len(table) >= 5.5
    assert all(4 <= len(one.steps) <= 9 for one in table)


def test_every_phenomenon_is_there_and_a_conversation_has_several(table: list[Conversation]) -> None:
    assert {tag for one in table for step in one.steps for tag in step.tags} == set(TAGS)
    for one in table:
        assert len({tag for step in one.steps for tag in step.tags}) >= 3, one.id


def test_every_article_named_was_out_on_the_day_asked(table: list[Conversation], articles: dict[str, Article]) -> None:
    for one in table:
        for step in one.steps:
            out = {name: (articles[name].published or "")[:10] for name in step.articles}
            assert {name for name, day in out.items() if day > one.as_of.isoformat()} == set(), (one.id, step.ask)


def test_every_article_named_holds_some_of_the_words(table: list[Conversation], articles: dict[str, Article]) -> None:
    for one in table:
        for step in one.steps:
            for name in step.articles:
                text = articles[name].text
                held = [words for words in step.words if words.casefold() in text.casefold() and holds(text, words)]
                assert held or not step.words, (one.id, step.ask, name)


def test_all_words_stand_in_an_article_named(table: list[Conversation], articles: dict[str, Article]) -> None:
    for one in table:
        for step in one.steps:
            told = "\n".join(articles[name].text for name in step.articles).casefold()
            nowhere = [words for words in step.words if step.articles and words.casefold() not in told]
            assert nowhere == [], (one.id, step.ask)


def test_what_is_asked_is_tagged_as_what_it_is(table: list[Conversation]) -> None:
    for one in table:
        for step in one.steps:
            assert ("unclear" in step.tags) == bool(step.choices), (one.id, step.ask)
            assert ("act" in step.tags) == bool(step.act), (one.id, step.ask)
            assert ("declined" in step.tags) == step.declined, (one.id, step.ask)
            assert step.alone or "stands alone" not in step.tags, (one.id, step.ask)


# ---- right and wrong -------------------------------------------------------------------------------------------------


def answered(*quotes: tuple[Article, str], **given: Any) -> Answer:
    cited = tuple(
        Citation(number, article, 1, article.text.index(quote), article.text.index(quote) + len(quote))
        for number, (article, quote) in enumerate(quotes, 1)
    )
    return Answer("?", "?", "", cited, 0.5, not cited, **given)


CRACK = Step("Why?", ("ellipsis wh",), False, words=("crack", "2 June"), articles=("bridge",))
CRACKED = (BRIDGE, "A crack was found on 2 June.")
SHUT = (BRIDGE, "The bridge was shut.")
HULL = (FERRY, "A crack in the hull was found.")


def test_words_are_right_in_the_first_quote_and_from_the_articles_named() -> None:
    assert right(CRACK, answered(CRACKED))
    assert right(CRACK, answered(CRACKED, SHUT))
    assert not right(CRACK, answered(SHUT, CRACKED))  # the second quote only
    assert not right(CRACK, answered(HULL))  # another article
    assert not right(CRACK, answered(SHUT))  # other words
    assert not right(CRACK, answered())


def test_words_are_whole_words_in_any_case() -> None:
    assert right(Step("Why?", ("it",), False, words=("A CRACK",), articles=("bridge",)), answered(CRACKED))
    assert not right(Step("Why?", ("it",), False, words=("rack",), articles=("bridge",)), answered(CRACKED))


def test_declining_is_right_unless_it_is_asking_back_or_talk() -> None:
    nothing = Step("Who paid?", ("declined",), False, declined=True)
    assert right(nothing, answered(cause="silent"))
    assert not right(nothing, answered(CRACKED))
    assert not right(nothing, answered(cause="unclear", choices=(Choice("Brandt", "?"), Choice("Pryce", "?"))))
    assert not right(nothing, answered(cause="talk", act="thanks"))


def test_asking_back_is_right_where_every_reading_is_offered() -> None:
    two = Step("How old is she?", ("unclear",), False, choices=("Brandt", "Pryce"))
    offered = (Choice("Adaeze Brandt", "How old is Adaeze Brandt?"), Choice("Sunniva Pryce", "How old is she?"))
    assert right(two, answered(cause="unclear", choices=offered))
    assert not right(two, answered(cause="unclear", choices=offered[:1]))
    assert not right(two, answered(CRACKED, choices=offered))
    assert not right(two, answered(cause="silent"))


def test_an_act_is_right_where_it_was_done_and_some_quote_is_as_it_says() -> None:
    assert right(Step("Thanks", ("act",), True, act="thanks"), answered(cause="talk", act="thanks"))
    assert not right(Step("Thanks", ("act",), True, act="thanks"), answered(cause="talk", act="greeting"))
    assert not right(Step("Thanks", ("act",), True, act="thanks"), answered(CRACKED))
    newer = Step("Newer?", ("act",), False, act="newer", articles=("ferry",))
    assert right(newer, answered(CRACKED, HULL, act="newer"))
    assert not right(newer, answered(CRACKED, act="newer"))
    assert not right(newer, answered(HULL))


# ---- another table ---------------------------------------------------------------------------------------------------

FIRST = {"ask": "Why was it shut?", "tags": ["first"], "words": ["crack"], "articles": ["bridge"], "alone": True}
LATER = {"ask": "and thanks", "tags": ["act"], "act": "thanks", "alone": False}
FINE: dict[str, Any] = {"id": "one", "as_of": "2025-08-17", "turns": [FIRST, LATER]}


def written(folder: Path, *records: Any) -> Path:
    path = folder / "mine.jsonl"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    return path


def test_a_table_of_ones_own_is_read(tmp_path: Path) -> None:
    (one,) = conversations(written(tmp_path, FINE))
    assert (one.id, one.as_of) == ("one", date(2025, 8, 17))
    assert one.steps[0] == Step("Why was it shut?", ("first",), True, ("crack",), ("bridge",))
    assert one.steps[1] == Step("and thanks", ("act",), False, act="thanks")


def turned(**changed: Any) -> dict[str, Any]:
    """The table's conversation with something changed in its second turn; None takes a field away."""
    turn = {name: value for name, value in {**LATER, **changed}.items() if value is not None}
    return {**FINE, "turns": [FIRST, turn]}


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        ([], "a conversation must be an object"),
        ({**FINE, "id": ""}, "the field id must hold an id"),
        ({**FINE, "as_of": "soon"}, "soon"),
        ({**FINE, "turns": []}, "the field turns must hold at least one turn"),
        ({**FINE, "turns": "none"}, "the field turns must be a list"),
        ({**FINE, "name": "x"}, "there is no field name; the fields are id, as_of, turns"),
        ({**FINE, "turns": [LATER]}, "turn 1: the first turn, and no other, must have the tag first"),
        (turned(tags=["first"]), "turn 2: the first turn, and no other, must have the tag first"),
        (turned(ask=" "), "turn 2: the field ask must hold text"),
        (turned(tags=["those"]), "turn 2: the field tags must hold some of first, .*, not 'those'"),
        (turned(tags=[]), "turn 2: the field tags must hold some of"),
        (turned(alone=None), "turn 2: the field alone must be true or false, not None"),
        (turned(act="shouting"), "turn 2: the field act must be one of greeting, .*, not 'shouting'"),
        (turned(act=["thanks"]), "turn 2: the field act must be one of"),
        (turned(act=None), "turn 2: say what is right in one way"),
        (turned(declined=True), "turn 2: say what is right in one way"),
        (turned(act=None, declined=False), "turn 2: say what is right in one way"),
        (turned(act=None, declined="yes"), "turn 2: the field declined must be true or false, not 'yes'"),
        (turned(act=None, articles=["bridge"]), "turn 2: say what is right in one way"),
        (turned(act=None, words=["crack"]), "turn 2: the field articles must name those that the words stand in"),
        (turned(act=None, words=[], articles=["bridge"]), "turn 2: the field words must name something"),
        (turned(act=None, choices=["Brandt"]), "turn 2: the field choices must name at least two readings"),
        (turned(word=["crack"]), "turn 2: there is no field word; the fields are ask, tags, words"),
    ],
)
def test_what_is_not_in_the_form_is_named_with_its_line(tmp_path: Path, record: Any, fault: str) -> None:
    with pytest.raises(SourceError, match=rf"^mine\.jsonl, line 2: .*{fault}"):
        conversations(written(tmp_path, {**FINE, "id": "zero"}, record))


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, FINE)
    path.write_text(path.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"^mine\.jsonl, line 2: not JSON"):
        conversations(path)


def test_an_id_stands_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"^mine\.jsonl, line 2: the id one is that of an earlier line"):
        conversations(written(tmp_path, FINE, FINE))
