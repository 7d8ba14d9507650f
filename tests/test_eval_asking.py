"""Asking and searching over small archives, with readers and rerankers that do as they are told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from house import Make

from onrecord.eval.asking import Asking, How, found_of, itself
from onrecord.eval.judge import Found, Judge
from onrecord.eval.searching import Searching, passages_of, stages
from onrecord.eval.systems import MAIN, systems
from onrecord.eval.types import Exchange, Mark, Question, Record
from onrecord.eval.windows import WHOLE, WindowRetriever, source, windows
from onrecord.index import Article, Filters, Hit, NewsIndex
from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms
from onrecord.rag import Answer, Assistant, Retriever, Span, Turn

TOLLGATE = (
    "The Tollgate was shut on Monday. Engineers had found a crack in a girder. "
    "Marit Oyelaran, who runs the works, expects it to reopen on Friday."
)
ARTICLES = (
    Article("tollgate", "Tollgate shut", TOLLGATE, outlet="The Courier", published="2025-06-03"),
    Article("ferry", "Ferry late", "The ferry ran late on Tuesday. Its captain blamed fog.", published="2025-06-04"),
    Article("vote", "Council votes", "The council voted on Wednesday. It was close.", published="2025-06-05"),
)
NAMES: tuple[str, ...] = ("Anders", "Berit", "Casper", "Dagny", "Espen", "Frida", "Gunnar")
NAMES += ("Hedda", "Ivar", "Jorun", "Kjell", "Liv", "Magnus", "Nora")
WHY = "Why was the Tollgate shut?"
CRACK = "Engineers had found a crack in a girder."
JUDGE = Judge("squad")
Said = Sequence[tuple[str, str]]


class Words:
    """A reranker: twenty times the share of the question's words that stand in the text, less ten."""

    name = "words"

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        asked = set(terms(query))
        return [20 * len(asked & set(terms(text))) / max(1, len(asked)) - 10 for text in texts]


class Fixed:
    """A reranker that puts texts with these words first, or last."""

    name = "fixed"

    def __init__(self, words: str, score: float) -> None:
        self.words, self.value = words, score

    def score(self, query: str, texts: Sequence[str]) -> list[float]:  # noqa: ARG002 - it reads no question
        return [self.value if self.words in text else 0.0 for text in texts]


class Picks:
    """A reader of the first five passages: the log odds of a sentence are what is told of it, given the question."""

    name = "picks"

    def __init__(self, odds: Callable[[str, str], float], focus: str = "") -> None:
        self.odds, self.focus = odds, focus

    def read(self, question: str, hits: Sequence[Hit], said: Said = ()) -> list[Span]:  # noqa: ARG002
        spans = []
        for hit in hits[:5]:
            for start, end in sentences(hit.text):
                text = hit.text[start:end]
                first = hit.passage.start + start
                place = None
                if self.focus and self.focus in text:
                    at = first + text.index(self.focus)
                    place = (at, at + len(self.focus))
                odds = self.odds(question, text)
                spans.append(Span(hit, first, first + len(text), place, odds))
        return sorted(spans, key=lambda span: -span.score)


class Heard(Assistant):
    """Remembers what it was asked."""

    def __init__(self, index: NewsIndex, **options: Any) -> None:
        super().__init__(index, **options)
        self.heard: list[tuple[str, tuple[Turn, ...], Filters | None, str | date | None]] = []

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
    ) -> Answer:
        self.heard.append((question, tuple(history), filters, as_of))
        return super().ask(question, history=history, filters=filters, as_of=as_of)


def preferring(words: str, odds: float = 3.0) -> Picks:
    return Picks(lambda _, sentence: odds if words in sentence else -9.0)


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make()
    index.add(ARTICLES)
    return index


@pytest.fixture
def assistant(index: NewsIndex) -> Heard:
    return Heard(index, retriever=Retriever(index, Words()), reader=preferring("crack"))


def marked(words: str = CRACK, **more: Any) -> Question:
    start = TOLLGATE.index(words)
    mark = Mark("tollgate", start, start + len(words))
    return Question("q", WHY, **{"answers": (words,), "relevant": {"tollgate": 1}, "marks": (mark,), **more})


def asking(index: NewsIndex, reader: Any, reranker: Any = None, **options: Any) -> Asking:
    retriever = Retriever(index, reranker or Words(), **options)
    return Asking("onrecord", Assistant(index, retriever=retriever, reader=reader), JUDGE)


# ---- a record --------------------------------------------------------------------------------------------------------


def test_a_record_says_what_was_asked_said_and_found(index: NewsIndex) -> None:
    question = marked(asked="2025-06-04", group="bridges", labels={"kind": "reason"})
    record = asking(index, preferring("crack")).record(question)
    assert (record.id, record.system, record.question, record.query) == ("q", "onrecord", WHY, WHY)
    assert (record.asked, record.expected, record.able) == ("2025-06-04", (CRACK,), True)
    assert (record.group, record.labels) == ("bridges", {"kind": "reason"})
    assert (record.right, record.declined, record.lost) == (True, False, "")
    assert record.text == CRACK
    assert record.confidence == pytest.approx(0.9526, abs=1e-4), "1 / (1 + e^-3)"
    assert list(record.timings) == ["understand", "retrieve", "rerank", "read"]
    (citation,) = record.citations
    assert citation["article_id"] == "tollgate"
    assert TOLLGATE[citation["start"] : citation["end"]] == citation["quote"] == CRACK
    assert record.best is not None
    assert record.best["quote"] == CRACK
    assert record.ranking[0] == record.hits[0]["article_id"] == "tollgate"
    assert sorted(record.ranking) == ["ferry", "tollgate", "vote"]
    assert record.scores["right"] == record.scores["verbatim"] == record.scores["marked@1"] == 1.0
    assert json.loads(json.dumps(asdict(record)))["id"] == "q", "it can be written down"


def test_what_was_held_back_is_kept_beside_a_declined_answer(index: NewsIndex) -> None:
    record = asking(index, preferring("crack", odds=-3.0)).record(marked())
    assert (record.declined, record.text, record.citations) == (True, "", [])
    assert record.best is not None
    assert record.best["quote"] == CRACK
    assert record.right is True, "what would have been given answers"
    assert (record.scores["right"], record.scores["sentence"], record.scores["f1-undeclined"]) == (0.0, 1.0, 1.0)
    assert "verbatim" not in record.scores, "nothing was quoted"


def test_where_nothing_is_found_there_is_no_best_quote(make: Make) -> None:
    record = asking(make("empty"), preferring("crack")).record(marked())
    assert (record.best, record.right, record.declined, record.confidence) == (None, False, True, 0.0)
    assert (record.hits, record.ranking) == ([], ())


def test_what_nobody_judged_is_asked_and_not_judged(index: NewsIndex) -> None:
    record = asking(index, preferring("fog")).record(Question("q", WHY, relevant={"tollgate": 1}))
    assert record.able is None
    assert record.lost == ""
    assert set(record.scores) == {"article@1", "article@any", "verbatim"}


# ---- the step that lost it -------------------------------------------------------------------------------------------


def test_retrieval_loses_what_is_no_candidate(make: Make) -> None:
    """A dozen candidates from either index, and both have the other articles, which repeat the question."""
    index = make()
    asked = "Why was the Tollgate shut? Why was the Tollgate shut, they asked"
    index.add([ARTICLES[0], *(Article(f"a{n}", "", f"{asked} {name}.") for n, name in enumerate(NAMES))])
    record = asking(index, preferring("asked"), depth=12, rerank=5).record(marked())
    assert len(record.ranking) > 5
    assert "tollgate" not in record.ranking
    assert record.lost == "retrieval"


def test_reranking_loses_what_it_puts_past_the_passages_read(make: Make) -> None:
    index = make()
    index.add(
        [
            *ARTICLES,
            *(Article(f"a{n}", "", f"{word} asks why the Tollgate was shut.") for n, word in enumerate(NAMES[:7])),
        ]
    )
    record = asking(index, preferring("asks"), Fixed("crack", -5.0)).record(marked())
    assert "tollgate" in record.ranking[5:]
    assert record.lost == "reranking"
    assert asking(index, preferring("crack"), Fixed("crack", 5.0)).record(marked()).lost == ""


def test_reading_loses_what_stands_in_a_passage_read(index: NewsIndex) -> None:
    record = asking(index, preferring("was shut on Monday")).record(marked())
    assert record.text == "The Tollgate was shut on Monday."
    assert record.lost == "reading"
    assert asking(index, preferring("was shut on Monday", odds=-3.0)).record(marked()).lost == "reading"


def test_declining_loses_the_right_quote(index: NewsIndex) -> None:
    assert asking(index, preferring("crack", odds=-3.0)).record(marked()).lost == "declined"


def test_an_answer_to_what_has_none_is_lost_by_answering(index: NewsIndex) -> None:
    question = Question("q", "Who paid for the Tollgate?", answerable=False)
    record = asking(index, preferring("crack")).record(question)
    assert (record.lost, record.scores["right"], record.right) == ("answered", 0.0, False)
    kept = asking(index, preferring("crack", odds=-3.0)).record(question)
    assert (kept.lost, kept.scores["right"], kept.right) == ("", 1.0, False)


def test_the_right_quote_with_the_wrong_words_marked_is_lost_by_the_words(index: NewsIndex) -> None:
    question = marked("a crack in a girder")
    reader = preferring("crack")
    reader.focus = "Engineers"
    record = asking(index, reader).record(question)
    assert (record.text, record.scores["right"], record.scores["f1"]) == ("Engineers", 1.0, 0.0)
    assert record.lost == "words"
    reader.focus = "a crack"
    assert asking(index, reader).record(question).lost == ""


def test_a_follow_up_loses_what_a_persons_rewrite_finds(index: NewsIndex) -> None:
    """The reader knows the answer only to the question as a person would put it."""
    reader = Picks(lambda question, sentence: 3.0 if ("crack" in sentence) == (question == WHY) else -9.0)
    told = (Exchange("Who runs the works?", "Marit Oyelaran"),)
    question = replace(marked(), text="And why was that?", history=told, rewrite=WHY)
    assert asking(index, reader).record(question).lost == "follow-up"
    assert asking(index, reader).record(replace(question, rewrite="")).lost == "reading"
    record = Asking("none", Assistant(index, retriever=Retriever(index, Words()), reader=reader), JUDGE, how="none")
    assert record.record(question).lost == "reading", "only its own history is to blame"


# ---- verbatim --------------------------------------------------------------------------------------------------------


def test_a_quote_that_is_not_what_is_stored_is_not_verbatim(index: NewsIndex) -> None:
    class Corrupting(Picks):
        def read(self, question: str, hits: Sequence[Hit], said: Said = ()) -> list[Span]:
            forged = [
                replace(hit, article=replace(hit.article, text=hit.article.text.replace("crack", "break")))
                for hit in hits
            ]
            return super().read(question, forged, said)

    forged = asking(index, Corrupting(lambda _, text: 3.0 if "break" in text else -9.0)).record(marked())
    assert forged.text == CRACK.replace("crack", "break")
    assert forged.scores["verbatim"] == 0.0
    assert asking(index, preferring("crack")).record(marked()).scores["verbatim"] == 1.0


def test_one_corrupted_quote_of_several_is_enough(index: NewsIndex) -> None:
    class Shifting(Picks):
        def read(self, question: str, hits: Sequence[Hit], said: Said = ()) -> list[Span]:
            first, second, *rest = super().read(question, hits, said)
            beyond = replace(second.hit, article=replace(second.hit.article, text="x" + second.hit.article.text))
            return [first, replace(second, hit=beyond), *rest]

    odds = {"crack": 3.0, "Monday": 2.9}
    reader = Shifting(lambda _, text: next((odds[word] for word in odds if word in text), -9.0))
    record = asking(index, reader).record(marked())
    assert len(record.citations) == 2
    assert record.scores["verbatim"] == 0.0


def test_a_quote_of_a_revision_that_is_not_stored_is_not_verbatim(index: NewsIndex) -> None:
    class Ahead(Picks):
        def read(self, question: str, hits: Sequence[Hit], said: Said = ()) -> list[Span]:
            newer = [replace(hit, passage=replace(hit.passage, revision=7)) for hit in hits]
            return super().read(question, newer, said)

    assert asking(index, Ahead(preferring("crack").odds)).record(marked()).scores["verbatim"] == 0.0


def test_words_marked_outside_their_quote_are_not_verbatim(index: NewsIndex) -> None:
    class Outside(Picks):
        def read(self, question: str, hits: Sequence[Hit], said: Said = ()) -> list[Span]:
            return [replace(span, focus=(0, 12)) for span in super().read(question, hits, said)]

    assert asking(index, Outside(preferring("crack").odds)).record(marked()).scores["verbatim"] == 0.0


def test_an_answer_in_words_of_its_own_is_not_verbatim(index: NewsIndex) -> None:
    """The quote is what is stored; what is said above it is not in the quote."""

    class Inventing(Assistant):
        def ask(self, question: str, **options: Any) -> Answer:
            return replace(super().ask(question, **options), text="A crack, surely.")

    invented = Inventing(index, retriever=Retriever(index, Words()), reader=preferring("crack"))
    record = Asking("onrecord", invented, JUDGE).record(marked())
    assert record.text == "A crack, surely."
    assert record.scores["verbatim"] == 0.0


def test_a_quote_of_an_article_that_has_changed_since_is_held_against_its_own_revision(index: NewsIndex) -> None:
    class Late(Assistant):
        def ask(self, question: str, **options: Any) -> Answer:
            answer = super().ask(question, **options)
            index.add([replace(ARTICLES[0], text="The Tollgate is open again.")])
            return answer

    late = Late(index, retriever=Retriever(index, Words()), reader=preferring("crack"))
    assert Asking("onrecord", late, JUDGE).record(marked()).scores["verbatim"] == 1.0


# ---- what is passed on -----------------------------------------------------------------------------------------------


def test_the_day_asked_is_passed_on_or_not(assistant: Heard) -> None:
    for dates, day in ((True, "2025-06-04"), (False, None)):
        Asking("onrecord", assistant, JUDGE, dates=dates).record(marked(asked="2025-06-04"))
        assert assistant.heard[-1][3] == day


def test_only_the_articles_given_are_asked_where_that_is_wanted(assistant: Heard) -> None:
    question = marked(given=("ferry", "vote"))
    record = Asking("onrecord", assistant, JUDGE, given_only=True).record(question)
    assert sorted(record.ranking) == ["ferry", "vote"]
    assert assistant.heard[-1][2] == Filters(articles=("ferry", "vote"))
    assert "tollgate" in Asking("onrecord", assistant, JUDGE).record(question).ranking
    assert assistant.heard[-1][2] is None


def test_what_is_not_among_the_articles_given_is_lost_by_retrieval(assistant: Heard) -> None:
    record = Asking("onrecord", assistant, JUDGE, given_only=True).record(marked(given=("ferry",)))
    assert record.lost == "retrieval"


# ---- conversations ---------------------------------------------------------------------------------------------------

TURNS = ("Who runs the works?", "Was the Tollgate shut on Monday?", "And why was that?")


def conversation() -> list[Question]:
    """Three turns as three questions, as CoQA has them; the data set's own answers differ from the system's."""
    told = [Exchange(text, f"answer {number}") for number, text in enumerate(TURNS)]
    return [
        replace(marked(), id=f"q{n}", text=text, history=tuple(told[:n]), rewrite=WHY if n == 2 else "", group="talk")
        for n, text in enumerate(TURNS)
    ]


def records(assistant: Heard, how: How, questions: Sequence[Question] = ()) -> list[Record]:
    asked = Asking(how, assistant, JUDGE, how=how)
    return [asked.record(question) for question in questions or conversation()]


def test_a_systems_own_answers_are_its_history_and_each_turn_is_asked_once(assistant: Heard) -> None:
    records(assistant, "own")
    own = [call for call in assistant.heard if call[0] != WHY]
    assert [call[0] for call in own] == list(TURNS)
    assert [len(call[1]) for call in own] == [0, 1, 2]
    said = [turn.answer for turn in own[2][1]]
    assert all(isinstance(answer, Answer) for answer in said)
    assert [answer.question for answer in said if isinstance(answer, Answer)] == list(TURNS[:2])
    assert [call[0] for call in assistant.heard if call[0] == WHY] in ([], [WHY]), (
        "the rewrite, once, to find the blame"
    )


def test_a_turn_in_the_middle_asks_the_turns_before_it(assistant: Heard) -> None:
    records(assistant, "own", conversation()[2:])
    assert [call[0] for call in assistant.heard][:3] == list(TURNS)


def test_turns_of_other_conversations_are_asked_anew(assistant: Heard) -> None:
    (first, _, _), other = conversation(), replace(conversation()[1], id="other", history=(Exchange("Who paid?"),))
    records(assistant, "own", [first, other])
    assert [call[0] for call in assistant.heard] == [TURNS[0], "Who paid?", TURNS[1]]


def test_without_history_every_turn_stands_for_itself(assistant: Heard) -> None:
    records(assistant, "none")
    assert [(call[0], call[1]) for call in assistant.heard] == [(text, ()) for text in TURNS]


def test_turns_are_put_before_the_question_as_plain_text(assistant: Heard) -> None:
    """The reader says the crack to everything, so that is what stands behind each turn."""
    records(assistant, "joined")
    assert [(call[0], call[1]) for call in assistant.heard] == [
        (TURNS[0], ()),
        (f"{TURNS[0]} {CRACK} {TURNS[1]}", ()),
        (f"{TURNS[0]} {CRACK} {TURNS[1]} {CRACK} {TURNS[2]}", ()),
    ]


def test_three_turns_are_put_before_the_question_and_declined_ones_without_an_answer(index: NewsIndex) -> None:
    assistant = Heard(index, retriever=Retriever(index, Words()), reader=preferring("crack", odds=-3.0))
    told = tuple(Exchange(f"What of day {number}?") for number in range(5))
    records(assistant, "joined", [replace(marked(), history=told)])
    assert assistant.heard[-1][0] == f"What of day 2? What of day 3? What of day 4? {WHY}"


def test_a_persons_rewrite_takes_the_place_of_question_and_history(assistant: Heard) -> None:
    found = records(assistant, "rewrite")
    assert [(call[0], call[1]) for call in assistant.heard] == [(TURNS[0], ()), (TURNS[1], ()), (WHY, ())]
    assert (found[2].question, found[2].query) == (TURNS[2], WHY)


def test_a_chat_is_asked_in_every_way(index: NewsIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Words)
    questions = conversation()
    whole = [replace(question, rewrite=WHY) for question in questions]
    ask = systems("chat", JUDGE, index, None, dates=True, questions=whole)
    ways = [MAIN["chat"], "no history", "concatenation", "given history", "rewrite"]
    assert [[record.system for record in ask(question)] for question in whole] == [ways] * 3
    ask = systems("chat", JUDGE, index, None, dates=True, questions=questions)
    assert [record.system for record in ask(questions[2])] == ways[:4], "not all follow-ups are rewritten"
    untold = [
        replace(question, history=tuple(Exchange(turn.question) for turn in question.history)) for question in whole
    ]
    ask = systems("chat", JUDGE, index, None, dates=True, questions=untold)
    assert [record.system for record in ask(untold[2])] == [*ways[:3], ways[4]], "nobody says what was answered"


def test_the_sets_own_answers_are_the_history_and_no_turn_before_is_asked(assistant: Heard) -> None:
    records(assistant, "given", conversation()[2:])
    told = (Turn(TURNS[0], "answer 0"), Turn(TURNS[1], "answer 1"))
    assert [(call[0], call[1]) for call in assistant.heard] == [(TURNS[2], told)]


def test_a_pooled_chat_asks_every_article_and_says_whether_it_found_its_own(
    index: NewsIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question of the works is about the Tollgate; the one of the fog is not, though it is said to be."""
    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Words)
    first, *_ = conversation()
    fog = replace(first, id="fog", text="Did the captain of the ferry blame fog?", group="fog")
    ask = systems("chat", JUDGE, index, None, dates=True, questions=[first, fog], pooled=True)
    found = {question.id: list(ask(replace(question, given=("tollgate",)))) for question in (first, fog)}
    assert {record.scores["article-found@1"] for record in found["q0"]} == {1.0}
    assert {record.scores["article-found@1"] for record in found["fog"]} == {0.0}
    assert all(len(record.ranking) > 1 for record in found["q0"])
    nobody = replace(first, relevant={}, marks=())
    assert not any("article-found@1" in record.scores for record in ask(nobody))
    ask = systems("chat", JUDGE, index, None, dates=True, questions=[first])
    alone = list(ask(replace(first, given=("tollgate",))))
    assert [record.ranking for record in alone] == [("tollgate",)] * 3
    assert not any("article-found@1" in record.scores for record in alone), "there is no other to find"


def test_where_nothing_is_quoted_the_best_passage_says_whose_article_was_found(
    index: NewsIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Words)
    monkeypatch.setattr("onrecord.rag.assistant.SpanReader", lambda: preferring("crack", odds=-3.0))
    ask = systems("chat", JUDGE, index, None, dates=True, questions=conversation(), pooled=True)
    record = next(iter(ask(marked())))
    assert (record.declined, record.ranking[0], record.scores["article-found@1"]) == (True, "tollgate", 1.0)


# ---- windows ---------------------------------------------------------------------------------------------------------


def test_what_a_window_says_is_placed_in_the_article_it_was_cut_from(make: Make) -> None:
    index = make("cut", settings=WHOLE)
    index.add([window for article in ARTICLES for window in windows(article, tokens=24)])
    assistant = Assistant(index, retriever=WindowRetriever(index, ("dense", "lexical")), reader=preferring("crack"))
    record = Asking("windows fused", assistant, JUDGE, dates=False, origin=source).record(marked())
    assert record.right is True
    assert record.scores["verbatim"] == 1.0
    assert set(record.ranking) <= {"tollgate", "ferry", "vote"}
    shown = [*record.citations, *record.hits, *([record.best] if record.best else [])]
    assert {one["article_id"] for one in shown} <= {"tollgate", "ferry", "vote"}, "articles of the data set"
    (citation,) = record.citations
    assert TOLLGATE[citation["start"] : citation["end"]] == citation["quote"]


# ---- searching -------------------------------------------------------------------------------------------------------


def searching(index: NewsIndex, retriever: Retriever, **options: Any) -> Searching:
    return Searching(retriever, JUDGE, index.article, passages_of, **options)


def test_every_stage_has_its_record_in_order(index: NewsIndex) -> None:
    searched = searching(index, Retriever(index, Words()))
    found = list(searched.records(marked(asked="2025-06-04", group="g", labels={"kind": "k"})))
    assert [record.system for record in found] == searched.systems == ["lexical", "dense", "plain", "fused", "reranked"]
    assert found[-1].system == MAIN["retrieval"]
    for record in found:
        assert (record.id, record.query, record.group, record.labels) == ("q", WHY, "g", {"kind": "k"})
        assert record.ranking[0] == record.hits[0]["article_id"] == "tollgate"
        assert list(record.timings) == [record.system]
        assert record.scores["recall@1"] == record.scores["answer-recall@1"] == record.scores["passage-recall@1"] == 1.0
        assert (record.confidence, record.right, record.declined) == (None, None, None)


def test_the_reranked_stand_before_the_rest_as_it_was_fused(make: Make) -> None:
    index = make()
    index.add([Article(f"a{n}", "", f"{name} saw the Tollgate from house number {n}.") for n, name in enumerate(NAMES)])
    by_name = {
        record.system: record
        for record in searching(index, Retriever(index, Fixed("Espen", 1.0), rerank=5)).records(marked())
    }
    fused, reranked = by_name["fused"].ranking, by_name["reranked"].ranking
    assert len(fused) == len(NAMES)
    assert sorted(reranked[:5]) == sorted(fused[:5])
    assert reranked[5:] == fused[5:]
    assert ("a4" in fused[:5]) == (reranked[0] == "a4")


def test_stages_give_what_a_program_would_get(index: NewsIndex) -> None:
    retriever = Retriever(index, Words())
    found: list[Hit] = []
    for name, stage in stages(retriever):
        found = stage(WHY, "2025-06-04")
        if name == "fused":
            understood = retriever.understand(WHY, as_of="2025-06-04")
            assert found == retriever.candidates(understood, as_of="2025-06-04").hits
    assert found[:10] == retriever.search(WHY, as_of="2025-06-04")
    assert [name for name, _ in stages(Retriever(index, Words(), rerank=0))] == ["lexical", "dense", "plain", "fused"]


def test_a_question_is_searched_as_a_person_completed_it(index: NewsIndex) -> None:
    (record, *_) = searching(index, Retriever(index, Words())).records(marked(rewrite="  Who runs\nthe works? "))
    assert (record.question, record.query) == (WHY, "Who runs the works?")


def test_the_day_asked_is_searched_with_or_not(make: Make) -> None:
    index = make()
    same = "The fare was raised on {} by the council of the port."
    index.add([Article(day, "", same.format(day), published=day) for day in ("2025-01-06", "2025-06-02")])
    question = Question(
        "q", "When was the fare raised by the council of the port?", asked="2025-01-08", relevant={"2025-01-06": 1}
    )
    later = replace(question, asked="2025-06-04")
    retriever = Retriever(index, Fixed("nothing", 0.0))

    def first(question: Question, *, dates: bool) -> str:
        return list(searching(index, retriever, dates=dates).records(question))[-1].ranking[0]

    assert (first(question, dates=True), first(later, dates=True)) == ("2025-01-06", "2025-06-02")
    assert first(question, dates=False) == first(later, dates=False)


def test_what_a_search_lost_and_where(make: Make) -> None:
    index = make()
    index.add(
        [
            *ARTICLES,
            *(Article(f"a{n}", "", f"{name} asks why the Tollgate was shut.") for n, name in enumerate(NAMES)),
        ]
    )

    def lost(reranker: Any, **options: Any) -> str:
        return list(searching(index, Retriever(index, reranker, **options)).records(marked()))[-1].lost

    assert lost(Fixed("crack", 9.0)) == ""
    assert lost(Fixed("crack", -9.0)) == "reranking"
    assert lost(Fixed("crack", 9.0), depth=1) == "retrieval"
    stages = list(searching(index, Retriever(index, Fixed("crack", -9.0))).records(marked()))
    assert [record.lost for record in stages[:-1]] == ["", "", "", ""], "it is the last stage that is blamed"


def test_where_nothing_is_reranked_reranking_loses_nothing(make: Make) -> None:
    """Fusing drops to the eleventh place what one index has first."""
    index = make()
    index.add(
        [Article(f"a{n:02}", "", f"{name} asks why the Tollgate was shut {n} times.") for n, name in enumerate(NAMES)]
    )
    index.add([ARTICLES[0]])
    retriever = Retriever(index, Words(), rerank=0)
    found = list(searching(index, retriever).records(marked()))
    assert found[-1].system == "fused"
    assert all(record.lost != "reranking" for record in found)


def test_what_cannot_be_answered_is_not_lost_by_a_search(index: NewsIndex) -> None:
    question = marked(answers=("unknown", "unknown"), answerable=False, marks=())
    found = list(Searching(Retriever(index, Words()), Judge("coqa"), index.article, passages_of).records(question))
    assert [record.lost for record in found] == [""] * 5


def test_without_answers_a_relevant_article_is_what_is_looked_for(index: NewsIndex) -> None:
    question = Question("q", WHY, relevant={"tollgate": 1})
    (*_, last) = searching(index, Retriever(index, Words())).records(question)
    assert last.lost == ""
    (*_, last) = searching(index, Retriever(index, Words())).records(replace(question, relevant={"nowhere": 1}))
    assert last.lost == "retrieval"


def test_passages_are_cut_as_the_index_cuts_them(index: NewsIndex) -> None:
    stored = index.article("tollgate")
    assert stored is not None
    cut = list(passages_of(stored, index.settings))
    hits = [hit for hit in index.search(WHY, 99, by="dense") if hit.article.id == "tollgate"]
    assert sorted(cut, key=lambda piece: piece.start) == sorted(map(found_of, hits), key=lambda piece: piece.start)
    assert itself("a", 1, 2) == ("a", 1, 2)
    assert Found("a", 1, 2, "x").name == "a:1-2"
