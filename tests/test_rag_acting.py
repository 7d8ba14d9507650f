"""What is done where nothing new is asked, over a small archive and with a reader that finds what it is told to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from house import Make
from test_rag_assistant import check_verbatim

from onrecord.index import Article, Filters, Hit, NewsIndex
from onrecord.index.chunking import sentences
from onrecord.rag import Answer, Assistant, Citation, Retriever, Span, Turn

WHY = "Why was the Tollgate Bridge closed?"
CRACK = "“There is a crack in the main girder of the bridge,” said Marit Oyelaran, the city engineer."
BOLTS = "Eleven bolts of the Tollgate Bridge had rusted through, which closed one lane in May."
LORRY = "A lorry struck the north pier of the Tollgate Bridge on Thursday evening."
LATER = "The Tollgate Bridge was closed because a girder had given way, the ministry said."
FERRY = "The harbour ferry was late because of fog over the sound."
SCORES = {CRACK: 3.0, BOLTS: 0.0, LORRY: -1.0, LATER: 1.0, FERRY: 3.0}
OPENING = "The Tollgate Bridge was closed on Friday morning, and buses went the long way round by the mill."
ARTICLES = (
    Article("a1", "Bridge shut", f"{OPENING} {CRACK}", "", "The Courier", "2025-07-04", ("Ada Quill",)),
    Article("a2", "Bolts", f"{BOLTS} The lane by the market was swept and painted.", "", "The Courier", "2025-05-20"),
    Article("b1", "Lorry", f"{LORRY} Its driver walked away, and the pier was fit.", "", "The Ledger", "2025-07-05"),
    Article("b2", "Later", f"{LATER} Trains go on as before, by the old line.", "", "The Ledger", "2025-07-09"),
    Article("c1", "Bridge shut", f"{OPENING} {CRACK}", "", "The Echo", "2025-07-04"),
    Article("d1", "Fog", f"{FERRY} The crew sounded the horn until noon.", "", "", None),
)
MANY = Filters(articles=("a1", "a2", "b1", "c1"))  # without what answers about as well


class Told:
    """Finds the sentences that it knows, each as likely as it was told."""

    name = "told"

    def read(self, question: str, hits: Sequence[Hit], said: Sequence[tuple[str, str]] = ()) -> list[Span]:  # noqa: ARG002
        found = []
        for hit in hits:
            for start, end in sentences(hit.article.text):
                score = SCORES.get(hit.article.text[start:end])
                about = "ferry" in question if hit.article.id == "d1" else "ferry" not in question
                if score is not None and about and hit.passage.start <= start and end <= hit.passage.end:
                    found.append(Span(hit, start, end, (start, start + 9), score))
        return sorted(found, key=lambda span: -span.score)


@pytest.fixture
def archive(make: Make) -> NewsIndex:
    index = make()
    index.add(ARTICLES)
    return index


class Talk:
    """A conversation, each of whose answers is looked at."""

    def __init__(self, index: NewsIndex) -> None:
        self.assistant = Assistant(index, retriever=Retriever(index, rerank=0), reader=Told())
        self.turns: list[Turn] = []

    def say(self, question: str, filters: Filters | None = None, risk: float = 1.0) -> Answer:
        answer = self.assistant.ask(question, history=self.turns, filters=filters, risk=risk)
        check_verbatim(self.assistant.index, answer)
        assert answer.question == question
        assert answer.text == (answer.citations[0].answering if answer.citations else "")
        assert answer.abstained is not bool(answer.citations)
        assert not answer.abstained or (answer.cause and answer.reason)
        self.turns.append(Turn(question, answer))
        return answer


@pytest.fixture
def talk(archive: NewsIndex) -> Talk:
    return Talk(archive)


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


# ---- talk ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "act", "reason"),
    [
        ("Hello!", "greeting", "quotes"),
        ("Thanks, bye", "thanks", "word for word"),
        ("Who are you?", "about", "onrecord"),
        ("Are you an AI?", "about", "makes nothing up"),
    ],
)
def test_talk_is_answered_without_a_quote_and_says_what_this_is(talk: Talk, words: str, act: str, reason: str) -> None:
    answer = talk.say(words)
    assert (answer.act, answer.cause, answer.citations, answer.hits) == (act, "talk", (), ())
    assert reason in answer.reason


def test_nothing_leans_on_talk(talk: Talk) -> None:
    first = talk.say(WHY)
    for words in ("thanks", "hello", "what can you do?"):
        talk.say(words)
    assert talk.say("sources?").citations == first.citations
    after = talk.assistant.ask("And when was that?", history=talk.turns)
    assert after.query == talk.assistant.ask("And when was that?", history=talk.turns[:1]).query
    assert "Tollgate Bridge" in after.query


# ---- of the last answer ----------------------------------------------------------------------------------------------


def test_the_sources_are_named_with_the_articles_that_print_the_same(talk: Talk) -> None:
    first = talk.say(WHY)
    answer = talk.say("Sources?")
    assert (answer.act, answer.citations, answer.query) == ("sources", first.citations, WHY)
    assert answer.reason.startswith(("[1] The Courier of 4 July 2025, by Ada Quill; ", "[1] The Echo of 4 July 2025; "))
    assert "; printed as well by The " in answer.reason


def test_what_an_answer_rests_on_is_told(talk: Talk) -> None:
    first = talk.say(WHY, MANY)
    answer = talk.say("Are you sure?")
    assert (answer.act, answer.citations, answer.confidence) == ("sure", first.citations, first.confidence)
    assert "stand verbatim in The " in answer.reason
    assert " of 4 July 2025. One other article prints the same." in answer.reason
    assert "95 per cent" in answer.reason
    alone = Talk(talk.assistant.index)
    alone.say("Why was the harbour ferry late?")
    assert "“Fog”. No other article prints the same." in alone.say("really?").reason


def test_the_day_of_publication_is_told(talk: Talk) -> None:
    first = talk.say(WHY)
    answer = talk.say("When was that published?")
    assert (answer.act, answer.citations) == ("published", first.citations)
    assert "4 July 2025" in answer.reason
    talk.say("Why was the harbour ferry late?")
    assert talk.say("When was that published?").reason == "Published: [1] “Fog”, no day stated."


def test_the_speaker_is_quoted_with_what_is_said_of_her(talk: Talk) -> None:
    talk.say(WHY)
    answer = talk.say("Who said that?")
    assert (answer.act, answer.text, answer.query) == ("speaker", "Marit Oyelaran, the city engineer", WHY)
    assert CRACK in answer.citations[0].quote


def test_where_nobody_is_quoted_the_words_are_the_outlets(talk: Talk) -> None:
    first = talk.say(WHY, Filters(articles=("a2",)))
    answer = talk.say("Says who?")
    assert (answer.act, answer.citations) == ("speaker", first.citations)
    assert answer.reason == "Nobody is quoted; these are the outlet’s own words: [1] The Courier of 20 May 2025."


def test_only_what_the_filters_leave_is_quoted_again(talk: Talk) -> None:
    talk.say(WHY, MANY)
    for words in ("sources?", "are you sure?", "who said that?", "when was that published?"):
        answer = talk.assistant.ask(words, history=talk.turns, filters=Filters(outlets=("The Ledger",)))
        assert (answer.citations, answer.cause, answer.query) == ((), "filtered", WHY)
        assert answer.reason == "The filters leave out what was quoted."


def test_what_was_removed_since_is_not_quoted_again(talk: Talk) -> None:
    first = talk.say(WHY, MANY)
    talk.assistant.index.remove([first.citations[0].article.id])
    answer = talk.say("sources?")
    assert (answer.act, answer.citations, answer.cause) == ("sources", (), "nothing")
    assert answer.reason == "What was quoted is not in the archive any more."


@pytest.mark.parametrize("words", ["are you sure?", "sources?", "who said that?", "more", "anything newer?"])
def test_after_a_question_that_was_declined_there_is_nothing_to_tell(talk: Talk, words: str) -> None:
    talk.say(WHY, MANY)
    declined = talk.say("Why was the harbour ferry late?", Filters(articles=("b1",)))
    assert declined.abstained
    for _ in range(2):
        answer = talk.say(words)
        assert (answer.cause, answer.query, answer.hits) == (declined.cause, declined.query, declined.hits)
        assert answer.reason.startswith("Nothing was quoted in answer to the question before")
    assert talk.assistant.ask("And when was that?", history=talk.turns).query == (
        talk.assistant.ask("And when was that?", history=talk.turns[:2]).query
    )


# ---- its question once more ------------------------------------------------------------------------------------------


def test_more_goes_on_until_nothing_is_left(talk: Talk) -> None:
    assert quotes(talk.say(WHY, MANY)) == [CRACK]
    for words, quote in (("more", BOLTS), ("What else?", LORRY)):
        answer = talk.say(words, MANY)
        assert (answer.act, answer.query, quotes(answer)) == ("more", WHY, [quote])
    for _ in range(2):
        answer = talk.say("go on", MANY)
        assert (answer.act, answer.cause, answer.query) == ("more", "silent", WHY)
        assert answer.reason == "Nothing more that the filters leave answers this."
    assert quotes(talk.say("go on")) == [LATER]


def test_what_is_done_in_between_does_not_end_more(talk: Talk) -> None:
    talk.say(WHY, MANY)
    for words in ("sources?", "who said that?", "thanks"):
        talk.say(words, MANY)
    assert quotes(talk.say("show me more", MANY)) == [BOLTS]
    assert quotes(talk.say("sources?", MANY)) == [BOLTS]
    assert quotes(talk.say("more", MANY)) == [LORRY]


def test_more_keeps_to_the_risk(talk: Talk) -> None:
    talk.say(WHY, MANY, risk=0.2)
    assert talk.say("more", MANY, risk=0.01).cause == "silent"


def test_another_outlet_is_one_that_was_not_quoted(talk: Talk) -> None:
    first = talk.say(WHY, Filters(outlets=("The Courier",)))
    answer = talk.say("What do others say?")
    assert (answer.act, answer.query) == ("another outlet", WHY)
    assert {citation.article.outlet for citation in answer.citations} <= {"The Ledger", "The Echo"}
    assert first.citations[0].article.outlet == "The Courier"
    talk.say("from another outlet")
    answer = talk.say("from another outlet")
    assert (answer.cause, answer.reason) == ("silent", "No other outlet in the archive answers this.")


def test_the_filters_bind_another_outlet_as_well(talk: Talk) -> None:
    courier = Filters(outlets=("the courier",))
    talk.say(WHY, courier)
    answer = talk.say("from another outlet", courier)
    assert (answer.act, answer.cause) == ("another outlet", "silent")
    assert answer.reason == "No other outlet that the filters leave answers this."


def test_newer_is_what_was_published_after_the_newest_quote(talk: Talk) -> None:
    talk.say(WHY, MANY)
    answer = talk.say("Anything newer?")
    assert (answer.act, answer.query) == ("newer", WHY)
    assert quotes(answer)[0] == LATER
    answer = talk.say("anything newer?")
    assert (answer.cause, answer.reason) == (
        "silent",
        "Nothing in the archive that was published after 9 July 2025 answers this.",
    )


def test_newer_is_joined_with_the_filters(talk: Talk) -> None:
    talk.say(WHY, MANY)
    answer = talk.say("Anything newer?", Filters(before="2025-07-06"))
    assert quotes(answer) == [LORRY]
    assert talk.say("Anything newer?", Filters(before="2025-07-01")).cause == "silent"
    late = talk.say("Anything newer?", Filters(after="2025-12-01"))
    assert (late.cause, late.citations) == ("silent", ())


def test_nothing_is_newer_than_what_has_no_day(talk: Talk) -> None:
    talk.say("Why was the harbour ferry late?")
    answer = talk.say("Anything newer?")
    assert (answer.act, answer.cause) == ("newer", "silent")
    assert "No day is known" in answer.reason


# ---- histories -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["sources?", "are you sure?", "who said that?", "more", "anything newer?"])
def test_without_an_answer_there_is_nothing_to_do_anything_with(talk: Talk, words: str) -> None:
    for history in ([], [Turn(WHY, "a crack")], [Turn("hello", talk.assistant.ask("hello"))]):
        assert talk.assistant.ask(words, history=history).act is None


def test_a_question_alone_is_no_act(talk: Talk) -> None:
    talk.say(WHY)
    assert talk.assistant.ask("sources?", history=talk.turns, ignore=["follow-up"]).act is None


@pytest.mark.parametrize(
    "words", ["sources?", "sure?", "are you sure?", "when was that published?", "who said that?", "more", "others?"]
)
@pytest.mark.parametrize("span", [(0, 1), (3, 3), (0, 10_000)])
def test_a_history_that_quotes_oddly_breaks_nothing(talk: Talk, words: str, span: tuple[int, int]) -> None:
    odd = Article("gone", "", "“<b>[1](javascript:x)</b>\n\n”” said\x00", published="9999-12-31")
    cited = Citation(7, odd, 3, *span)
    said = Answer("?", "?" * 500, "", (cited,) * 3, float("0.5"), abstained=False)
    answer = talk.assistant.ask(words, history=[Turn("?", said), Turn("x", "y"), Turn("?", said)])
    assert isinstance(answer, Answer)
    assert talk.assistant.ask("Anything newer?", history=[Turn("?", said)]).cause == "silent"


def test_a_follow_up_leans_on_what_was_repeated(talk: Talk) -> None:
    talk.say(WHY)
    repeated = talk.say("sources?")
    for history in (talk.turns, [Turn("sources?", repeated)]):
        assert "Tollgate Bridge" in talk.assistant.ask("And when was that?", history=history).query
