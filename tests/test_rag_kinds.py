from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.clauses import asking_clause
from onrecord.rag.kinds import Kind, kind

# Every line is a question; what stands before it holds until the next heading.
ASKED: dict[Kind, str] = {
    "who": """
        Who won the mayoral race in Brannick?
        who is the new harbour master
        Who said the bridge was safe?
        Who told the council when the bridge would reopen?
        Whose appeal was rejected?
        To whom did the minister speak?
        By whom was the painting sold?
        Who's running the inquiry?
        whos the oldest player in the squad
        Which minister resigned over the ferry contract?
        What is the name of the woman who swam the sound?
        The mayor stepped down on Monday. Who takes over?
        Tell me who designed the new library.
        Do you know who owns the shipyard?
        According to the Courier, who signed the lease?
        After the vote, who was asked to form a government?
        When the ferry sank, who was the captain?
        Which singer cancelled her tour?
    """,
    "when": """
        When does the Tollgate Bridge reopen?
        when did the strike begin
        In which month did the strike begin?
        What year did the museum open?
        On what day did the court rule?
        On which date is the vote?
        What time does the eclipse start?
        At what time was the alarm raised?
        Since when has the road been closed?
        By when must the tax be paid?
        Until when is the exhibition open?
        How long ago was the treaty signed?
        How soon will the results be known?
        Tell me when the last tram ran.
        I would like to know when the trial starts.
        Can you tell me in what year the mine closed?
        The comet was seen again. When was it last here?
        What was the date of the flood?
        In what century was the abbey built?
    """,
    "where": """
        Where was the talk held?
        where is the summit this year
        In which city was the museum robbed?
        In what country is the lake?
        From where did the ship sail?
        At which airport did the plane land?
        A ticket won the jackpot. Where was it sold?
        Wheres the next meeting?
        Could you say where the wolves were seen?
        Where will the team play when the stadium closes?
        Which village was evacuated?
        What is the capital of the new province?
    """,
    "how many": """
        How many people died in the storm?
        how many votes did she win by
        I want to know how many homes lost power.
        By how many points did Halden win?
        What number of trams was ordered?
        How often do the trams run?
        When the storm hit, how many died?
        The dam broke. How many villages were flooded?
        What was the death toll of the quake?
        Of the ten miners, how many were rescued?
        The banker pleaded guilty to how many charges when he appeared in court?
        In what may be the worst flood ever, how many houses were lost?
        The number of dead in the quake?
        Carnival, the feast before Lent, was marked by how many people?
        In how many states is the plant grown?
    """,
    "how much": """
        How much did the repair cost?
        how much rain fell on tuesday
        By how much did rents rise?
        What percentage of voters took part?
        What share of the company was sold?
        How far did the ship drift?
        How tall is the new tower?
        How fast was the train going?
        What was the price of the painting?
        What was the fine?
        Tell me how much was raised.
        For how much was the house sold?
    """,
    "how long": """
        How long did the call last?
        how long is the new tunnel closed
        For how long was he detained?
        How many hours was the airport shut?
        How much time do the divers have?
        How many years in prison did the banker get?
        Do we know how long the strike will go on?
    """,
    "how old": """
        How old is the tortoise?
        how old was the pilot
        At what age did she win her first title?
        What was the age of the youngest victim?
        The oldest tree in the park fell. How old was it?
    """,
    "what was said": """
        What did the minister say about the strike?
        what did she say
        What has the mayor said about the tunnel?
        What did the pope tell the crowd?
        What was said about the dam at the meeting?
        What is the airline saying about refunds?
        What did the spokesman call the report?
        How did the coach describe the defeat?
        What did the bank announce on Friday?
        What does the report say about the cause?
        What did he promise the farmers?
        What did CNN report last Friday?
        What were the captain's last words?
        Tell me what the judge said.
        What was her response to the charge?
    """,
    "yes/no": """
        Is the museum open?
        did the team win
        Did X ever reply?
        Is it true that the bridge was sold?
        Has the strike ended?
        Will there be a second round?
        Can the road be used again?
        Was he fined or not?
        Wasn't the dam repaired last year?
        The ferry is running again, isn't it?
        I wonder whether the tower was finished.
        Do you know if the trial has begun?
        The road was closed on Monday. Is it open again?
        Are there any survivors?
        Did anybody see or hear the plane?
        After the flood, did the town rebuild?
        Does the mayor know who leaked the letter?
    """,
    "list": """
        Name three rivers that burst their banks.
        Which countries signed the treaty?
        What are the names of the finalists?
        List the towns without power.
        Give me the names of the dead.
        Which European countries closed their borders?
        What are the three conditions of the truce?
        Can you name two of the sponsors?
        What films were nominated?
        Which two players were sent off?
        which airlines have cancelled flights
        What were the five demands?
    """,
    "why": """
        Why was the bridge closed?
        why did he resign
        How come the trains are late?
        For what reason was the match put off?
        What was the reason for the delay?
        What is the reason behind the ban?
        What caused the fire?
        Tell me why the price rose.
        The mayor left early. Why?
        Why did the minister say the report was wrong?
        What is the cause of the shortage?
        Any idea why the lake turned red?
        What led to the collapse of the talks?
    """,
    "how": """
        How did the prisoners escape?
        how was the painting found
        How does the new visa work?
        Explain how the vote is counted.
        The safe was opened without a key. How?
        How will the tunnel be paid for?
        How bad is the drought?
    """,
    "what": """
        What had the village asked the district for?
        Did Halden or Brannick win the cup?
        Is the tower in red or blue?
        What happened on the reef?
        Which company made the vaccine?
        Which of the two bids was chosen?
        Which country won the most medals?
        What is the storm called?
        What did the police find in the cellar?
        Which news agency was first?
        What did the mayor do after he said he was ill?
        Tell me about the ferry.
        any news on the dam
        The court sent the case back to which court?
        The ferry "Alma" was released, was repaired and was sold to which firm?
        The singer, who was ill, was best known for which song?
        Ten pilots will travel to which base to learn how to fly the jet?
        Which 90s band plays again?
        Which age group is hit hardest?
        What had state officials bought?
        What will the new tower be called?
        What did the report find?
        Which 12-time champion lost?
        Which country's lawmakers have left?
        tollgate bridge
        The treaty was signed in Oslo.
        What about the ferry?
        What kind of bird was it?
    """,
}
TABLE = [(line.strip(), kind) for kind, lines in ASKED.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("question", "expected"), TABLE, ids=[question for question, _ in TABLE])
def test_what_kind_of_answer_a_question_asks_for(question: str, expected: Kind) -> None:
    assert kind(question) == expected


def test_there_are_questions_enough() -> None:
    assert len({question for question, _ in TABLE}) >= 120
    assert len(ASKED) == 13


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("Where was it sold?", "WHERE WAS IT SOLD"),
        ("How come the trains are late?", "  how   come\nthe trains are late ?? "),
        ("What's the mayor's name?", "What’s the mayor’s name?"),
        ("Isn't the road open?", "Isn’t the road open?"),
    ],
)
def test_spelling_does_not_matter(question: str, same: str) -> None:
    assert kind(question) == kind(same)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("A ticket won. Where was it sold? I am curious.", "where was it sold?"),
        ("What did Sen. J. Roe of the U.S. Senate say?", "what did sen. j. roe of the u.s. senate say?"),
        ("Please, can you tell me who left?", "who left?"),
        ("After the vote, who left?", "who left?"),
        ("When did he leave, and where to?", "when did he leave, and where to?"),
        ("It was sold for how much?", "for how much?"),
        ("It was sold.", "it was sold."),
        ("", ""),
    ],
)
def test_the_clause_that_asks(text: str, clause: str) -> None:
    assert asking_clause(text) == clause


@given(st.text(max_size=300))
def test_anything_is_of_some_kind(text: str) -> None:
    assert kind(text) in ASKED


@given(
    st.sampled_from([question for question, _ in TABLE if question.endswith("?")]),
    st.sampled_from(["A bridge was closed.", "The mayor of Brannick resigned!", "The ferry, which was late, sank."]),
)
def test_what_is_told_before_a_question_does_not_change_its_kind(question: str, told: str) -> None:
    assert kind(f"{told} {question}") == kind(question)


@pytest.mark.parametrize("text", ["how " * 5000, "what did the " * 3000, "a, " * 9000, "? " * 9000, "which " * 5000])
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    kind(text)
    assert time.process_time() - began < 0.05
