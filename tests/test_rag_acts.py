"""What asks nothing new of the archive, and all that looks like it and does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article
from onrecord.rag import Answer, Citation, Turn
from onrecord.rag.acts import act, last_answer, leant_on, meant
from onrecord.rag.types import Act, Cause

BRIDGE = Article("a1", "Bridge shut", "The Tollgate Bridge was closed because of a crack.", outlet="The Courier")
WHY = "Why was the Tollgate Bridge closed?"

SAID: dict[Act | None, str] = {
    "greeting": """
        Hello | hi | Hi there! | hey | Good morning | good evening, onrecord | Hello again. | Hey there | How are you?
        hello, how are you today? | Howdy | oh hi
    """,
    "thanks": """
        Thanks! | thank you | Thank you very much. | thanks a lot | Many thanks | ok thanks
        Great, thank you so much! | thx | cheers | No, thanks. | thanks for your help | That's all, thank you
        That is all for now | bye | Goodbye! | thanks, bye | Bye, and thanks | good night | Perfect. | ok | I see.
        got it | That's very helpful! | Have a nice day | wow, interesting
    """,
    "about": """
        Who are you? | What are you? | what can you do? | What do you do | are you an AI? | Are you a bot or a human?
        Are you ChatGPT? | What is onrecord? | how do you work? | How does this work? | What can I ask you? | Help!
        can you help me | Who made you? | What's your name? | hi, who are you? | Ok, what can you do for me?
        what is in the archive? | Where do your answers come from? | Who am I talking to?
    """,
    "sources": """
        sources? | Source? | source please | Sources, please. | Where is that from? | where's this from
        What's the source? | What are your sources? | What is the source of that? | where do you have that from
        Where did you get that? | Where did you read this? | Who reported this? | who reported that?
        Which paper is that from? | which outlet? | Which newspaper said that? | Show me your sources
        Can you cite your sources? | Do you have a source for that? | Can you tell me where this is from?
        Who wrote this? | who wrote that article | Who told you that? | Thanks. Where does that come from?
        In which article was that? | References? | could you show me the article? | where does it say that?
        According to which paper?
    """,
    "sure": """
        Are you sure? | are you sure about that? | you sure? | Really? | is that true? | Is it true? | Is that right?
        Is this correct? | How sure are you? | How certain is that? | is that certain? | is that so?
        Are you certain? | Can I trust this? | How do you know? | How do you know that | Is that really true?
        Seriously? | I don't believe that. | wait, are you sure | is that a fact? | how reliable is this information
        Is that confirmed?
    """,
    "published": """
        When was this published? | When was that written? | when was this reported | How old is that article?
        When was the article published? | when did that article come out? | when did it come out
        When was that story written? | What's the date of that article? | How recent is this? | Is this recent?
        Can you tell me when this was published? | When is that from? | which day is that from?
        how old is this report | publication date? | when were these published
    """,
    "speaker": """
        Who said that? | who said this | Says who? | who says so? | who says that | who says? | Who said it?
        according to whom? | According to who? | Who is speaking? | Who is being quoted? | Who's quoted there
        Whose words are these? | And who said that? | can you tell me who said that? | Who claims that?
        Do you know who said so?
    """,
    "more": """
        more | More please | Show me more | show me more, please | tell me more | Tell me more about that
        more on this | What else? | what else is there? | Anything else? | anything more on that?
        Is there anything else? | go on | Go on, please | Continue | keep going | More details?
        Can you tell me more about it? | any more? | Is there more? | What else do you know? | ok, go on
        Could you elaborate? | some more quotes | Is that all?
    """,
    "another outlet": """
        from another outlet | From another paper? | What do others say? | what do the others say about it
        Does another paper say so? | do other outlets report this? | does any other outlet say the same?
        another source? | Any other sources? | is there another source for this? | has another paper written about it?
        Has any other newspaper reported this? | What do other papers say | who else reports this?
        Who else wrote about it? | is there anything in another paper about it? | Has anyone else reported this?
        is that reported elsewhere? | Was it confirmed by other outlets? | What about other newspapers?
        a second source? | does any other outlet have the bridge
    """,
    "newer": """
        Anything newer? | anything more recent | More recent? | newer | Is there an update? | any update on that?
        Any updates? | Is there anything newer on this? | and is there anything newer | Any news? | any news since?
        Do you have anything newer? | what's the latest? | What is the latest on this? | Something more recent, please
        Any newer articles? | anything new? | Are there more recent reports?
        have there been any developments since then? | is there any more recent news about that
    """,
    None: """
        By whom? | And next? | Anywhere else? | Who wrote it? | Is it right?
        Who said that the bridge is safe? | What else did the minister say? | Thanks to whom was it found?
        hello kitty sales 2024 | when was this bridge built? | Who is the mayor? | Hello Fresh results | Why? | who?
        And in Brannick? | When was the report on the crack published? | Who wrote the letter to the council?
        Who reported the crack to the police? | How old is the bridge? | How old is that? | is it safe?
        Is it closed? | Is that bridge safe? | Are you sure the bridge is closed?
        Is it true that the mayor resigned? | Who said the bridge would reopen? | who said no? | What did she say?
        what else did she say? | Who else? | Who else was hurt? | Anyone else? | Is anyone else missing?
        Tell me more about the mayor | more about the crack | Tell me about the strike
        Show me articles about the strike | more on the storm? | How many more were hurt?
        What more does the union want? | Anything about the ferry? | what happened next? | And then? | Then what?
        What is the latest on the strike? | latest poll | Is there an update on the ferry? | any news on the merger?
        What do others on the council say? | What does the opposition say?
        What do other ministers say about the bridge? | Does another bridge have cracks? | Is there another bridge?
        Is there another way across? | another crack? | What does the Courier say? | And the Chronicle?
        Where is she from? | Where is the steel from? | Where was it found? | Which company?
        Which minister said that? | Source of the leak? | What was the source of the fire?
        sources of income of the mayor | Are the police sure? | How sure is the ministry? | Who are they?
        Who are you, Marit? | What can the city do? | What can we do about it?
        what can you do with a cracked girder? | Are you allowed to cross it? | Good Morning America hosts
        thank you note from the king | thanks giving parade | no | yes | no, the senator | No, I meant the senator
        Goodbye Lenin director | Right to repair law | Great Britain | fine for speeding | ok corral
        Help for flood victims | When did it reopen? | When was it discovered? | When is it from Oldtown?
        Is it recent damage? | How do you know that it is safe? | who claims responsibility?
        According to whom is it safe? | Where do the votes come from? | Who published the memoir? | go on strike
        continue the war | the next one | When was that bridge opened?
        Who was quoted by the Chronicle on the merger? | the rest? | and the rest | Really big cracks in bridges
        Has anyone else been arrested? | Does anybody else have it? | more recent figures for June
    """,
}  # fmt: skip
PHRASES = [
    (phrase.strip(), what) for what, lines in SAID.items() for phrase in lines.strip().replace("\n", "|").split("|")
]


def quoting(question: str = WHY, text: str = "because of a crack", *, did: Act | None = None, query: str = "") -> Turn:
    start = BRIDGE.text.index("because")
    citation = Citation(1, BRIDGE, 1, 0, len(BRIDGE.text), (start, len(BRIDGE.text) - 1))
    return Turn(question, Answer(question, query or question, text, (citation,), 0.9, abstained=False, act=did))


def quoteless(question: str, cause: Cause, did: Act | None = None, query: str = "") -> Turn:
    return Turn(question, Answer(question, query or question, "", (), 0.1, abstained=True, cause=cause, act=did))


def test_the_table_is_large() -> None:
    assert len(PHRASES) > 300
    assert len({phrase for phrase, _ in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize(("phrase", "what"), PHRASES)
def test_what_is_to_be_done_after_an_answer(phrase: str, what: Act | None) -> None:
    assert act(phrase, [quoting()]) == what


@pytest.mark.parametrize(("phrase", "what"), PHRASES)
def test_without_an_answer_before_it_nothing_can_be_done_with_one(phrase: str, what: Act | None) -> None:
    told = act(phrase, [Turn(WHY, "because of a crack")])
    assert told == (what if what in ("greeting", "thanks", "about") else None)


def test_before_anything_was_asked_approval_is_no_courtesy() -> None:
    assert [act(said) for said in ("fine", "Perfect", "thanks", "good morning", "who are you?")] == [
        None, None, "thanks", "greeting", "about",
    ]  # fmt: skip


def test_after_a_question_that_was_declined_the_answer_before_it_is_not_meant() -> None:
    history = [quoting(), quoteless("Who won?", "silent")]
    assert act("who said that?", history) == "speaker"
    assert last_answer(history) is history[1].answer


def test_what_is_said_to_a_question_that_was_asked_back_answers_it() -> None:
    history = [quoting(), quoteless("Who won?", "unclear")]
    assert act("who said that?", history) is None
    assert act("more", history) is None


def test_talk_and_what_was_done_in_vain_is_passed_over() -> None:
    history = [quoting(), quoteless("thanks", "talk", "thanks"), quoteless("more", "silent", "more", WHY)]
    assert act("sources?", history) == "sources"
    assert last_answer(history) is history[0].answer


@pytest.mark.parametrize("asked", ["Who wrote the novel?", "What does the report say?", "How did the film do?"])
def test_what_comes_out_itself_may_be_meant(asked: str) -> None:
    history = [quoting(asked)]
    assert act("when was it published?", history) is None
    assert act("when did it come out?", history) is None
    assert act("when was that article published?", history) == "published"
    assert act("when was it published?", [quoting()]) == "published"
    assert act("who wrote this?", history) is None
    assert act("who wrote this?", [quoting()]) == "sources"


def test_another_outlet_is_asked_for_what_was_asked_about() -> None:
    assert act("does any other outlet have the bridge?", [quoting()]) == "another outlet"
    assert act("does any other outlet have the strike?", [quoting()]) is None


@given(st.text(max_size=200))
def test_anything_at_all_can_be_said(question: str) -> None:
    assert act(question, [quoting()]) is None or len(question) <= 200


def test_long_talk_is_a_question() -> None:
    assert act("thanks " * 10_000) is None


def test_a_follow_up_leans_on_what_was_asked_and_found() -> None:
    first, more = quoting(), quoting("more", did="more", query=WHY)
    same, talk = quoting("sources?", did="sources", query=WHY), quoteless("hello", "talk", "greeting")
    vain, declined = quoteless("newer?", "silent", "newer", WHY), quoteless("Who won?", "silent")
    given_words = Turn("Where?", "In Port Halvard")
    kept = leant_on([talk, first, same, more, vain, declined, given_words])
    assert kept == [first, Turn(WHY, more.answer), declined, given_words]


def test_what_was_meant_is_said_in_words() -> None:
    assert meant(WHY, WHY) == ""
    assert meant("And where?", "Where is the bridge?") == "Where is the bridge?"
    assert meant("more", WHY, "more") == f"more on: {WHY}"
    assert meant("thanks", "thanks", "thanks") == ""
    assert meant("And she?", "And Jo Strand?", None, "unclear") == ""
    assert WHY not in meant("sure?", WHY, "sure")
