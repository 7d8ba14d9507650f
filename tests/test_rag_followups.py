from __future__ import annotations

import pytest
from hits import hit
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.index import Article
from onrecord.rag import Answer, Citation, Turn
from onrecord.rag.followups import follow

STAND_ALONE = [
    "Why was the Tollgate Bridge closed?",
    "How long did the call between Trump and Zelenskyy last?",
    "Who won the Tour of the Three Coasts?",
    "When does the navigation museum in Brannick reopen?",
    "What did Rosalind Achterberg say about the deal that ended the dock strike?",
    "What did the central bank decide about interest rates in July?",
    "How many people died in Storm Ilse?",
    "Who is the new mayor of Port Halvard?",
    "Where was the stolen astrolabe found?",
    "How much damage did Storm Ilse cause?",
    "Which company made the norovirus vaccine?",
    "What percentage of cases did Helvane's vaccine prevent?",
    "Did Ludvík Harrer appeal against his sentence?",
    "What did Marit Oyelaran say when she ordered the bridge closed?",
    "Why did the Sorrel Line say that its ferry had sailed late?",
    "Which teams said they would leave the race?",
    "How old was Jonas Rehnqvist when he became captain?",
    "Was there a strike in Brannick in June?",
    "How many people were there at the traders' march in Port Halvard?",
    "What is the population of France?",
    "Who said that the bridge was safe in November?",
    "How far did the ferry drift from its planned track?",
    "What did Rehnqvist say about his crew?",
    "When was Ostrand Cement's takeover by Pellam approved?",
    "Is it true that Helvane corrected its results?",
    "What does the Marine Accident Board say about the radar alarm of the Maren Linde?",
    "Which country hosted the 2024 Summer Olympics?",
    "Who resigned from the Sorrel Line after the accident?",
    "What happened in Upper Dene?",
    "In which year did the Tollgate Bridge open?",
    "How did the thieves get into the Brannick museum?",
]
CALL = Turn("Who did Zelenskyy speak with?", "Donald Trump")
BRIDGE = Turn("Why was the Tollgate Bridge closed?", "a crack in one of its main girders")
STORM = Turn("How many people died in Syria?", "14")


@pytest.mark.parametrize("question", STAND_ALONE)
def test_a_question_that_stands_alone_is_untouched(question: str) -> None:
    assert follow(question).query == question


@pytest.mark.parametrize("question", STAND_ALONE)
def test_a_question_that_stands_alone_is_untouched_after_others(question: str) -> None:
    assert (
        follow(question, [CALL, STORM, Turn("What did the agency report about the launch?", "It failed.")]).query
        == question
    )


@pytest.mark.parametrize("question", ["and why?", "What did he say?", "", "When was that?"])
def test_without_a_history_nothing_is_completed(question: str) -> None:
    assert follow(question).query == question


@pytest.mark.parametrize(
    ("turn", "question", "words"),
    [
        (CALL, "What did he say about joint production?", ["Zelenskyy", "say about joint production"]),
        (Turn("What did Angela Merkel announce?", "a tax"), "Why did she do that?", ["Angela Merkel"]),
        (BRIDGE, "And when does it reopen?", ["When does", "Tollgate Bridge", "reopen"]),
        (BRIDGE, "How old is it?", ["How old", "Tollgate Bridge"]),
        (STORM, "And in Gaza?", ["How many people died", "Gaza"]),
        (STORM, "What about Iraq?", ["How many people died", "Iraq"]),
        (BRIDGE, "Since when?", ["Since when", "Tollgate Bridge"]),
        (Turn("When was the Tollgate Bridge closed?", "Monday"), "Why?", ["Why", "Tollgate Bridge", "closed"]),
        (Turn("What did the two unions announce?", "a strike"), "What did they demand?", ["unions", "demand"]),
        (
            Turn("What did the Marine Accident Board find?", "x"),
            "When will its final report appear?",
            ["Marine Accident Board"],
        ),
    ],
)
def test_a_follow_up_is_completed_from_the_turn_before(turn: Turn, question: str, words: list[str]) -> None:
    whole = follow(question, [turn]).query
    assert whole != question
    assert [word for word in words if word not in whole] == []


def test_what_a_place_varies_is_replaced() -> None:
    assert follow("And in Gaza?", [STORM]).query == "How many people died in Gaza?"


def test_a_name_can_be_some_turns_back() -> None:
    history = [CALL, Turn("How long did the call last?", "40 minutes")]
    assert "Zelenskyy" in follow("What did he say about drones?", history).query


def test_a_completed_question_is_what_the_next_one_leans_on() -> None:
    found = hit(1, "Zelenskyy said drones came first.")
    answer = Answer(
        "What did he want?",
        "What did Volodymyr Zelenskyy want?",
        "drones",
        (Citation(1, found.article, 1, 0, 9),),
        0.9,
        False,
    )
    assert "Volodymyr Zelenskyy" in follow("Did he get them?", [Turn("What did he want?", answer)]).query


@settings(max_examples=40)
@given(
    st.sampled_from([*STAND_ALONE, "And in Gaza?", "Why?", "What did they say?"]),
    st.text(max_size=60),
    st.text(max_size=60),
)
def test_any_history_gives_a_question(question: str, asked: str, answered: str) -> None:
    assert follow(question, [Turn(asked, answered)]).query.strip()


LUNCH = Article(
    "lunch",
    "Lunch",
    "Finance Minister Olaf Scholz paid for all that was on the table. Health Minister Jens Spahn, who came late, did"
    " not. Both left at two.",
    outlet="The Courier",
)


def answered(question: str, words: str, article: Article = LUNCH, query: str = "") -> Turn:
    start = article.text.index(words)
    cited = Citation(1, article, 1, 0, len(article.text), (start, start + len(words)))
    return Turn(question, Answer(question, query or question, words, (cited,), 0.9, False))


def test_two_that_are_called_so_are_asked_back() -> None:
    found = follow("What did the minister eat?", [answered("Who left at two?", "Both")])
    assert [choice.words for choice in found.choices] == ["Olaf Scholz", "Jens Spahn"]
    assert found.choices[1].question == "What did Jens Spahn eat?"


@pytest.mark.parametrize("reply", ["2", "Spahn", "I mean Jens Spahn", "the health minister", "who came late, sorry"])
def test_a_reply_chooses_one_of_them(reply: str) -> None:
    history = [answered("Who left at two?", "Both")]
    found = follow("What did the minister eat?", history)
    unclear = Answer("What?", found.query, "", (), 0.0, True, "Which?", cause="unclear", choices=found.choices)
    assert follow(reply, [*history, Turn("What?", unclear)]).query == "What did Jens Spahn eat?"


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("and the Courier?", "Who paid for lunch, according to the Courier?"),
        ("What did the Courier say about it?", "Who paid for lunch, according to the Courier?"),
        ("What did the Courier say about the bill?", "What did the Courier say about the bill?"),
        ("What did Angela say?", "What did Angela say?"),
        ("And how?", "How is it that Olaf Scholz paid for lunch?"),
        ("Back to lunch: was it dear?", "Was lunch dear?"),
        ("Between whom?", "Between whom is it that Olaf Scholz paid for lunch?"),
        ("who is the health minister?", "who is the health minister?"),
        ("what is the health minister called?", "what is the health minister called?"),
    ],
)
def test_fragments_vary_the_question_before(question: str, query: str) -> None:
    assert follow(question, [answered("Who paid for lunch?", "Olaf Scholz")]).query == query


def test_what_completed_one_question_is_not_put_behind_the_next() -> None:
    turn = answered("Who left?", "Both", query="Who left? (lunch)")
    assert follow("Why?", [turn]).query == "Why is it that Both left?"


def test_an_outlet_is_nobody() -> None:
    found = follow("What did she say?", [answered("Did the Courier and Angela Merkel agree?", "Both")])
    assert found.query == "What did Angela Merkel say?"
