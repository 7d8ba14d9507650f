"""Follow-ups as people put them, about stories as newspapers have them, each with the question that a person would
write for it."""

from __future__ import annotations

import pytest

from onrecord.rag import Turn
from onrecord.rag.followups import follow

FIRE = ("Why was the school in Leeds closed?", "a fire")
STRIKE = ("How many nurses joined the strike?", "two thousand")
GOAL = ("Who scored for Ghana?", "Asamoah Gyan")
CASE = ("What was Ellen Marsh convicted of?", "fraud")
PLANE = ("Which airline cancelled its flights to Cairo?", "Alitalia")
STORM = ("How many homes lost power in Florida?", "90,000")
LETTER = ("What did the boy find on the beach?", "a bottle")
TALKS = ("Did Merkel and Macron talk about tariffs?", "yes")
BUDGET = ("What did the minister say about the budget?", "it will pass")
RACE = ("Who won the first race in Kenya?", "Faith Kipyegon")
FINE = ("How much was the bank fined?", "3 million")
TRAIN = ("How long does the train to Lyon take?", "two hours")
WHALE = ("Where was the whale found?", "in Cornwall")
JURY = ("What did the jury decide?", "guilty")
BIRTH = ("When was Nelson Mandela born?", "1918")
RENT = ("How much is the rent in Berlin now?", "900 euros")
BOOK = ("Who wrote the report on prisons?", "Anna Keller")
BRIDGE = ("When will trucks be able to cross the bridge again?", "in May")
FAIR = ("How many people came to the fair in 2018?", "40,000")


EVERYDAY = [
    (FIRE, "When does it reopen?", "When does the school in Leeds reopen?"),
    (FIRE, "and the one in York?", "Why was the school in York closed?"),
    (FIRE, "When?", "When was the school in Leeds closed?"),
    (FIRE, "and in Hull?", "Why was the school in Hull closed?"),
    (STRIKE, "and doctors?", "How many doctors joined the strike?"),
    (STRIKE, "What do they want?", "What do the nurses want?"),
    (STRIKE, "How long will it last?", "How long will the strike last?"),
    (GOAL, "How old is he?", "How old is Asamoah Gyan?"),
    (GOAL, "and for Chile?", "Who scored for Chile?"),
    (GOAL, "when?", "When is it that Asamoah Gyan scored for Ghana?"),
    (CASE, "When was she arrested?", "When was Ellen Marsh arrested?"),
    (CASE, "Did she appeal?", "Did Ellen Marsh appeal?"),
    (CASE, "and her husband?", "What was her husband convicted of?"),
    (CASE, "no, I meant Tom Marsh", "What was Tom Marsh convicted of?"),
    (PLANE, "Why?", "Why is it that Alitalia cancelled its flights to Cairo?"),
    (PLANE, "When will they fly again?", "When will Alitalia fly again?"),
    (PLANE, "and to Tunis?", "Which airline cancelled its flights to Tunis?"),
    (STORM, "and in Georgia?", "How many homes lost power in Georgia?"),
    (STORM, "what about Georgia?", "How many homes lost power in Georgia?"),
    (STORM, "and schools?", "How many schools lost power in Florida?"),
    (LETTER, "What was in it?", "What was in the bottle?"),
    (LETTER, "Where does he live?", "Where does the boy live?"),
    (LETTER, "and the girl?", "What did the girl find on the beach?"),
    (TALKS, "and about Syria?", "Did Merkel and Macron talk about Syria?"),
    (TALKS, "When did they meet?", "When did Merkel and Macron meet?"),
    (BUDGET, "and about pensions?", "What did the minister say about pensions?"),
    (BUDGET, "and the president?", "What did the president say about the budget?"),
    (RACE, "and the second?", "Who won the second race in Kenya?"),
    (RACE, "How fast was she?", "How fast was Faith Kipyegon?"),
    (RACE, "and in Uganda?", "Who won the first race in Uganda?"),
    (FINE, "why?", "Why was the bank fined 3 million?"),
    (FINE, "and the broker?", "How much was the broker fined?"),
    (FINE, "Will it appeal?", "Will the bank appeal?"),
    (TRAIN, "and the bus?", "How long does the bus to Lyon take?"),
    (TRAIN, "and to Nice?", "How long does the train to Nice take?"),
    (TRAIN, "How much does it cost?", "How much does the train to Lyon cost?"),
    (WHALE, "How long was it?", "How long was the whale?"),
    (WHALE, "Who found it?", "Who found the whale?"),
    (WHALE, "when?", "When was the whale found?"),
    (JURY, "How long were they out?", "How long were the jury out?"),
    (JURY, "why?", "Why did the jury decide guilty?"),
    (JURY, "and the judge?", "What did the judge decide?"),
    (BIRTH, "Where?", "Where was Nelson Mandela born?"),
    (BIRTH, "What did he study?", "What did Nelson Mandela study?"),
    (BIRTH, "and his wife?", "When was his wife born?"),
    (RENT, "and in 2010?", "How much is the rent in Berlin in 2010?"),
    (RENT, "and in Munich?", "How much is the rent in Munich now?"),
    (RENT, "and originally?", "How much is the rent in Berlin originally?"),
    (BOOK, "What is her job?", "What is Anna Keller's job?"),
    (BOOK, "and on schools?", "Who wrote the report on schools?"),
    (BOOK, "When was it published?", "When was the report on prisons published?"),
    (BRIDGE, "and cars?", "When will cars be able to cross the bridge again?"),
    (BRIDGE, "Who built it?", "Who built the bridge?"),
    (FAIR, "and the year before?", "How many people came to the fair in 2017?"),
    (FAIR, "and in 2019?", "How many people came to the fair in 2019?"),
    (FAIR, "and to the concert?", "How many people came to the concert in 2018?"),
]


@pytest.mark.parametrize(("before", "question", "query"), EVERYDAY)
def test_a_follow_up_is_what_a_person_would_write(before: tuple[str, str], question: str, query: str) -> None:
    assert follow(question, [Turn(*before)]).query == query


AFTER_TWO = [
    (CASE, FINE, "What did she say?", "What did Ellen Marsh say?"),
    (GOAL, STORM, "Which club is he at?", "Which club is Asamoah Gyan at?"),
    (WHALE, GOAL, "back to the whale: how long was it?", "How long was the whale?"),
    (CASE, GOAL, "back to Ellen Marsh, where does she live?", "Where does Ellen Marsh live?"),
    (TRAIN, RENT, "the train to Lyon again: the ticket?", "How long does the ticket to Lyon take?"),
    (CASE, FINE, "and Tom Marsh, how old is he?", "How old is Tom Marsh?"),
]


@pytest.mark.parametrize(("first", "second", "question", "query"), AFTER_TWO)
def test_who_was_talked_about_earlier_is_meant(
    first: tuple[str, str], second: tuple[str, str], question: str, query: str
) -> None:
    assert follow(question, [Turn(*first), Turn(*second)]).query == query
