"""From a data set to a run: over small archives with a small embedder and reranker; at the end with the real ones."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from embedders import HashingEmbedder, RecordingEmbedder
from house import Make
from ir_measures import nDCG

from onrecord.eval import PAIRS, Dataset, Exchange, Mark, Question, Run, evaluate, load
from onrecord.eval.judge import Judge
from onrecord.eval.placing import placed
from onrecord.eval.systems import MAIN
from onrecord.index import Article, NewsIndex, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.lexical import terms
from onrecord.seeds import QUESTIONS

ALARM, _, _, _, BANK = QUESTIONS

TOWNS = ("Ardal", "Bodo", "Cluny", "Delft", "Esbjerg", "Floro", "Genk", "Horten", "Izola", "Jelsa", "Kotor", "Lund")
CAUSES = (
    "a crack",
    "a flood",
    "rust",
    "a fire",
    "frost",
    "a storm",
    "termites",
    "a strike",
    "ice",
    "fog",
    "mud",
    "wear",
)
ARTICLES = tuple(
    Article(
        town.lower(),
        f"{town} bridge shut",
        f"The {town} bridge was shut because of {cause}. The mayor of {town} would not say when it opens.",
        outlet="Post",
        published=f"2025-07-{day:02}",
    )
    for day, (town, cause) in enumerate(zip(TOWNS, CAUSES, strict=True), 1)
)
BY_ID = {article.id: article for article in ARTICLES}


class Words:
    """A reranker: twenty times the share of the question's words that stand in the text, less ten."""

    name = "words"

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        asked = set(terms(query))
        return [20 * len(asked & set(terms(text))) / max(1, len(asked)) - 10 for text in texts]


class Seen:
    """Watches: what was worked through, by name; and may stop it."""

    def __init__(self, after: int | None = None, error: type[BaseException] = KeyboardInterrupt) -> None:
        self.seen: dict[str, list[Any]] = {}
        self._after, self._error = after, error

    def __call__(self, items: Sequence[Any], name: str) -> Iterator[Any]:
        self.seen[name] = []
        for number, item in enumerate(items):
            if name == "questions" and number == self._after:
                raise self._error
            self.seen[name].append(item)
            yield item


@pytest.fixture(autouse=True)
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No model in these tests, but for those that ask for the real ones."""
    if "real" not in request.fixturenames:
        monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Words)
        monkeypatch.setattr("onrecord.index.made.PackagedEmbedder", HashingEmbedder)
        monkeypatch.setattr("onrecord.index.news_index.PackagedEmbedder", HashingEmbedder)
        monkeypatch.setattr("onrecord.eval.archive.PackagedEmbedder", HashingEmbedder)


@pytest.fixture
def real() -> None:
    """The packaged models."""


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make()
    index.add(ARTICLES)
    return index


def why(town: str, **more: Any) -> Question:
    article = BY_ID[town.lower()]
    cause = CAUSES[TOWNS.index(town)]
    start = article.text.index(cause)
    asked = Question(
        f"why-{town}",
        f"Why was the {town} bridge shut?",
        answers=(cause,),
        relevant={article.id: 1},
        given=(article.id,),
        marks=(Mark(article.id, start, start + len(cause)),),
    )
    return replace(asked, **more)


WHYS = tuple(why(town) for town in TOWNS)
NOBODY = Question("nobody", "Who paid the architect for a marble statue?", answerable=False, given=("lund",))
SET = Dataset("bridges", "squad", (*WHYS, NOBODY), ARTICLES, "f00", (Rejected("line 3", "no question"),))


def talk(town: str, *, rewrites: bool) -> list[Question]:
    """A conversation of three turns."""
    texts = (f"Why was the {town} bridge shut?", "And who would not say when it opens?", "Why was it shut?")
    whole = ("", f"Who would not say when the {town} bridge opens?", texts[0])
    return [
        why(
            town,
            id=f"{town}-{turn}",
            text=text,
            history=tuple(Exchange(before) for before in texts[:turn]),
            rewrite=whole[turn] if rewrites else "",
            group=town,
            labels={"turn": str(turn + 1)},
        )
        for turn, text in enumerate(texts)
    ]


def ids(run: Run) -> list[str]:
    return [record.id for record in run.of_system(run.main)]


def plain(run: Run) -> list[dict[str, Any]]:
    """The records without what differs from one time to the next."""
    return [json.loads(json.dumps({**asdict(record), "timings": list(record.timings)})) for record in run.records]


# ---- tasks -----------------------------------------------------------------------------------------------------------


def test_retrieval_has_its_stages_and_the_baselines(tmp_path: Path) -> None:
    run = evaluate(SET, "retrieval", limit=4, cache=tmp_path)
    assert list(run.figures) == [
        "lexical", "dense", "plain", "fused", "reranked", "windows lexical", "windows dense", "windows fused",
    ]  # fmt: skip
    assert run.main == MAIN["retrieval"] == "reranked"
    for system, row in run.figures.items():
        assert row["recall@1"].n == 4, system
        assert {"ndcg@10", "map", "passage-mrr@10", "answer-recall@5"} <= set(row)
    assert run.figures["reranked"]["mrr@10"].value == 1.0
    assert run.figures["reranked"]["answer-recall@1"].value == 1.0
    assert "nobody" not in ids(evaluate(SET, "retrieval", baselines=False, cache=tmp_path)), "nothing to find"


def test_answers_are_asked_of_the_whole_archive(tmp_path: Path) -> None:
    run = evaluate(SET, "answers", cache=tmp_path)
    assert list(run.figures) == ["onrecord", "windows lexical", "windows dense", "windows fused"]
    figures = run.figures["onrecord"]
    assert figures["right"].value == figures["sentence"].value == figures["verbatim"].value == 1.0
    assert figures["noans-f1"].value == 1.0, "the one without an answer is declined"
    assert len(run.of_system("onrecord")) == len(SET.questions)
    assert all(len(record.ranking) > 1 for record in run.of_system("onrecord"))


def test_reading_asks_only_the_articles_given(tmp_path: Path) -> None:
    run = evaluate(SET, "reading", cache=tmp_path)
    assert list(run.figures) == ["onrecord"]
    for record in run.records:
        question = next(question for question in SET.questions if question.id == record.id)
        assert set(record.ranking) <= set(question.given)
    assert "nobody" in ids(run)


def test_a_chat_goes_turn_by_turn(index: NewsIndex) -> None:
    questions = [turn for town in TOWNS[:2] for turn in talk(town, rewrites=True)]
    run = evaluate(replace(SET, questions=tuple(questions)), "chat", index=index)
    assert list(run.figures)[:3] == [MAIN["chat"], "no history", "concatenation"]
    assert [name.split("-")[1] for name in ids(run)] == ["0", "1", "2"] * 2
    by_id = {(record.system, record.id): record for record in run.records}
    assert "Ardal" in by_id["own history", "Ardal-2"].query
    assert by_id["no history", "Ardal-2"].query == "Why was it shut?"
    assert by_id["rewrite", "Ardal-2"].query == "Why was the Ardal bridge shut?"
    assert by_id["rewrite", "Ardal-2"].scores["right"] == 1.0


def test_a_chat_without_peoples_rewrites_has_no_figures_of_them(index: NewsIndex) -> None:
    """Of first turns alone they would look better than all turns of the others."""
    run = evaluate(replace(SET, questions=tuple(talk("Ardal", rewrites=False))), "chat", index=index)
    assert list(run.figures) == [MAIN["chat"], "no history", "concatenation"]


def test_the_systems_of_a_chat_are_held_against_each_other_on_the_same_turns(index: NewsIndex) -> None:
    """One conversation has rewrites and one has not; a row of the table shows one beside the other."""
    questions = (*talk("Ardal", rewrites=True), *talk("Bodo", rewrites=False))
    run = evaluate(replace(SET, questions=questions), "chat", index=index)
    rows = {system: row["right"].n for system, row in run.figures.items()}
    assert len(set(rows.values())) == 1, rows


def told(town: str, turns: int = 3) -> list[Question]:
    """A conversation whose set says what was answered, with the domain of its town's first letter."""
    domain = "south" if town < "Delft" else "north"
    return [
        replace(
            question,
            history=tuple(replace(turn, answer=CAUSES[TOWNS.index(town)]) for turn in question.history),
            labels={**question.labels, "domain": domain, "kind": "span"},
        )
        for question in talk(town, rewrites=False)[:turns]
    ]


TOLD = replace(SET, questions=tuple(turn for town in TOWNS[:4] for turn in told(town)))


def test_given_answers_are_a_way_of_their_own_and_the_share_of_them_is_told(index: NewsIndex) -> None:
    run = evaluate(TOLD, "chat", index=index)
    assert list(run.figures) == [MAIN["chat"], "no history", "concatenation", "given history"]
    own, given = (run.figures[system]["f1"].value for system in (MAIN["chat"], "given history"))
    assert run.about["ways"]["share"]["f1"]["value"] == pytest.approx(own / given)
    assert run.about["ways"]["understand"]["n"] == 8, "two of three turns have turns before them"
    by_turn = run.about["ways"]["turn"]["f1"]
    assert [list(row) for row in by_turn.values()] == [list(run.figures)] * 3
    assert "ways" not in evaluate(SET, "answers", index=index, limit=1).about


def test_a_chat_is_of_its_own_article_unless_it_is_pooled(tmp_path: Path) -> None:
    alone, pooled = (evaluate(TOLD, "chat", limit=3, pooled=pooled, cache=tmp_path) for pooled in (False, True))
    assert ids(alone) == ids(pooled)
    assert {len(record.ranking) for record in alone.records} == {1}
    assert min(len(record.ranking) for record in pooled.records) > 1
    assert "article-found@1" not in alone.figures[MAIN["chat"]]
    assert set(pooled.about["ways"]["turn"]) == {"article-found@1", "right", "f1"}
    assert pooled.figures[MAIN["chat"]]["article-found@1"].n == 3
    assert (alone.about["settings"]["pooled"], pooled.about["settings"]["pooled"]) == (False, True)


def test_all_articles_of_a_domain_are_the_archive_of_a_sample_of_its_conversations(tmp_path: Path) -> None:
    run = evaluate(TOLD, "chat", domain="south", limit=3, pooled=True, cache=tmp_path)
    assert run.about["index"]["articles"]["articles"] == 3, "Ardal, Bodo and Cluny"
    (town,) = {record.group for record in run.records}
    assert town in TOWNS[:3]
    assert (run.about["data"]["fit"], run.about["settings"]["domain"]) == (9, "south")
    with pytest.raises(ValueError, match="bridges has no domain 'east'; it has north, south"):
        evaluate(TOLD, "chat", domain="east", cache=tmp_path)


def test_spliced_conversations_say_what_the_turns_before_do_to_a_new_subject(index: NewsIndex) -> None:
    run = evaluate(TOLD, "chat", index=index, spliced=True, seed=2)
    by_id = {(record.system, record.id): record for record in run.records}
    switch = run.about["ways"]["switch"]
    firsts = [f"{town}-0" for town in TOWNS[:4]]
    for metric in ("article-found@1", "f1"):
        after, fresh = (
            [by_id[system, first].scores[metric] for first in firsts] for system in (MAIN["chat"], "no history")
        )
        assert (switch[metric]["after"], switch[metric]["fresh"]) == (sum(after) / 4, sum(fresh) / 4)
        assert switch[metric]["n"] == 4
    assert run.about["settings"]["spliced"] is run.about["settings"]["pooled"] is True
    with pytest.raises(ValueError, match="the set has not two"):
        evaluate(replace(TOLD, questions=tuple(told("Lund"))), "chat", index=index, spliced=True)


@pytest.mark.parametrize("how", ["pooled", "spliced"])
def test_only_a_chat_is_pooled_or_spliced(index: NewsIndex, how: str) -> None:
    with pytest.raises(
        ValueError, match="only the conversations of the task chat can be pooled or spliced, not answers"
    ):
        evaluate(TOLD, "answers", index=index, **{how: True})  # type: ignore[arg-type]


def test_a_follow_up_that_nobody_completed_is_not_searched_for(index: NewsIndex) -> None:
    questions = (*talk("Ardal", rewrites=True)[:2], *talk("Bodo", rewrites=False)[:2])
    run = evaluate(replace(SET, questions=questions), "retrieval", index=index)
    assert sorted(ids(run)) == ["Ardal-0", "Ardal-1", "Bodo-0"]


def test_any_embedder_makes_the_indexes(tmp_path: Path) -> None:
    class Another(RecordingEmbedder):
        fingerprint = "another"

    embedder = Another()
    evaluate(SET, "retrieval", embedder=embedder, cache=tmp_path)
    assert len(embedder.passages) >= 2 * len(ARTICLES), "articles and windows"
    assert (
        evaluate(SET, "retrieval", embedder=embedder, cache=tmp_path).about["weights"]["embedder"]["sha256"]
        == "another"
    )


# ---- nothing to do ---------------------------------------------------------------------------------------------------


def test_a_task_there_is_none_of_is_refused(index: NewsIndex) -> None:
    with pytest.raises(ValueError, match="no task 'guessing'; use retrieval, reading, answers, chat"):
        evaluate(SET, "guessing", index=index)  # type: ignore[arg-type]


def test_a_set_without_articles_needs_an_index() -> None:
    with pytest.raises(ValueError, match="bridges brings no articles: name an index"):
        evaluate(replace(SET, articles=()))


@pytest.mark.parametrize(
    ("task", "question"),
    [
        ("retrieval", NOBODY),
        ("retrieval", talk("Ardal", rewrites=False)[1]),
        ("reading", Question("q", "Why?", answers=("mud",))),
        ("answers", Question("q", "Why?", relevant={"lund": 1})),
        ("chat", WHYS[0]),
    ],
    ids=["nothing to find", "a bare follow-up", "nothing given", "nothing judged", "no second turn"],
)
def test_where_there_is_nothing_to_do_it_is_said_before_anything_is_built(
    tmp_path: Path, task: Any, question: Question
) -> None:
    watch = Seen()
    with pytest.raises(ValueError, match=f"bridges has no question for {task}: none"):
        evaluate(replace(SET, questions=(question,)), task, out=tmp_path / "run", cache=tmp_path / "cache", watch=watch)
    assert not (tmp_path / "run").exists()
    assert watch.seen == {}, "embedding an archive takes hours"


def test_a_folder_with_other_things_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    watch = Seen()
    with pytest.raises(SourceError, match="no run"):
        evaluate(SET, "answers", out=tmp_path / "letters", cache=tmp_path / "cache", watch=watch)
    assert watch.seen == {}


# ---- which questions -------------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_questions_in_the_same_order(index: NewsIndex) -> None:
    first, again, other = (ids(evaluate(SET, index=index, limit=6, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert len(first) == len(set(first)) == 6


def test_the_order_is_random_also_without_a_limit(index: NewsIndex) -> None:
    everything = ids(evaluate(SET, index=index))
    assert sorted(everything) == sorted(question.id for question in SET.questions)
    assert everything != [question.id for question in SET.questions]
    assert ids(evaluate(SET, index=index, limit=5)) == everything[:5], "a run cut short is a sample"


def test_a_limit_of_a_chat_takes_whole_conversations(index: NewsIndex) -> None:
    questions = tuple(turn for town in TOWNS[:4] for turn in talk(town, rewrites=False))
    found = ids(evaluate(replace(SET, questions=questions), "chat", index=index, limit=4))
    assert len(found) == 6
    assert [name.split("-")[1] for name in found] == ["0", "1", "2"] * 2


def test_a_limit_above_what_there_is_takes_everything(index: NewsIndex) -> None:
    assert len(ids(evaluate(SET, index=index, limit=99))) == len(SET.questions)


# ---- what is asked ---------------------------------------------------------------------------------------------------


def test_the_sets_own_articles_are_built_once_and_kept(tmp_path: Path) -> None:
    first, again = Seen(), Seen()
    run = evaluate(SET, "retrieval", limit=1, cache=tmp_path, watch=first)
    assert first.seen["articles"] == list(ARTICLES)
    assert [record.id for record in first.seen["questions"]] == ids(run)
    assert len(first.seen["windows"]) == len(ARTICLES), "each is one window"
    evaluate(SET, "retrieval", limit=1, cache=tmp_path, watch=again)
    assert set(again.seen) == {"questions"}


def test_an_index_that_is_named_is_what_is_asked(make: Make, tmp_path: Path) -> None:
    index = make("named")
    index.add([replace(BY_ID["lund"], text="The Lund bridge was shut because of wear and tear. It was old.")])
    watch = Seen()
    dataset = replace(SET, questions=(WHYS[-1],))
    run = evaluate(dataset, "answers", index=index, cache=tmp_path, watch=watch)
    (record,) = run.records
    assert record.citations[0]["quote"] == "The Lund bridge was shut because of wear and tear."
    assert set(watch.seen) == {"questions"}, "nothing is built, and no baselines"


def test_an_empty_index_is_asked_too(make: Make, tmp_path: Path) -> None:
    """It holds none of the articles, so everything should be declined, and is."""
    watch = Seen()
    run = evaluate(SET, "answers", index=make("empty"), cache=tmp_path, watch=watch)
    assert set(watch.seen) == {"questions"}
    assert {record.declined for record in run.records} == {True}
    assert run.figures["onrecord"]["right"].value == 1.0


def test_an_index_and_an_archive_at_once_are_refused(index: NewsIndex, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="archive"):
        evaluate(SET, "answers", index=index, archive=SET, cache=tmp_path)


@pytest.mark.parametrize("form", ["squad", "coqa", "beir"])
def test_questions_whose_articles_are_elsewhere_should_be_declined(tmp_path: Path, form: str) -> None:
    """Six towns of twelve are in the other archive; the questions of the others have no answer there."""
    other = Dataset("elsewhere", "beir", (), ARTICLES[:6], "e15e")
    run = evaluate(replace(SET, form=form, questions=WHYS), "answers", archive=other, baselines=False, cache=tmp_path)
    able = {record.id: record.able for record in run.records}
    assert able == {question.id: at < 6 for at, question in enumerate(WHYS)}
    assert all(record.declined for record in run.records if not record.able)
    assert run.figures["onrecord"]["right"].value == 1.0
    assert run.figures["onrecord"]["noans-f1"].n == 6
    assert run.about["data"]["archive"] == {"name": "elsewhere", "sha256": "e15e"}


def test_the_day_asked_counts_or_not(make: Make) -> None:
    index = make("dated")
    same = "The council met on {} and raised the fare of the tram."
    index.add([Article(day, "", same.format(day), published=day) for day in ("2025-01-06", "2025-06-02")])
    text = "When did the council raise the fare of the tram?"
    questions = tuple(
        Question(day, text, answers=(day,), asked=day, relevant={day: 1}) for day in ("2025-01-06", "2025-06-02")
    )
    dataset = Dataset("fares", "pairs", questions)

    def first(*, dates: bool) -> dict[str, str]:
        run = evaluate(dataset, "retrieval", index=index, dates=dates)
        assert run.about["settings"]["dates"] is dates
        return {record.id: record.ranking[0] for record in run.of_system("reranked")}

    assert first(dates=True) == {"2025-01-06": "2025-01-06", "2025-06-02": "2025-06-02"}
    assert len(set(first(dates=False).values())) == 1


def test_quotes_of_peoples_own_pairs_are_placed_and_what_cannot_be_is_reported(index: NewsIndex) -> None:
    good = why("Lund", marks=(), quote="shut because of wear")
    wrong = replace(good, id="wrong", quote="open again")
    nowhere = replace(good, id="nowhere", relevant={"atlantis": 1})
    run = evaluate(Dataset("mine", "pairs", (good, wrong, nowhere)), "answers", index=index)
    assert ids(run) == ["why-Lund"]
    assert run.records[0].scores["marked@1"] == 1.0
    data = run.about["data"]
    assert (data["questions"], data["fit"], data["chosen"], data["rejected"]) == (1, 1, 1, 2)
    assert {item["where"] for item in data["rejects"]} == {"mine question wrong", "mine question nowhere"}


def test_where_every_pair_is_rejected_the_reason_is_told(index: NewsIndex) -> None:
    nowhere = replace(why("Lund"), relevant={"atlantis": 1})
    with pytest.raises(ValueError, match="atlantis"):
        evaluate(Dataset("mine", "pairs", (nowhere,)), "answers", index=index)


# ---- what is kept ----------------------------------------------------------------------------------------------------


def test_a_run_says_with_what_it_was_made(tmp_path: Path) -> None:
    labelled = tuple(replace(question, labels={"kind": "ab"[n % 2]}) for n, question in enumerate(WHYS))
    run = evaluate(replace(SET, questions=labelled), "answers", limit=6, seed=3, cache=tmp_path)
    about = run.about
    assert (about["task"], about["main"], about["complete"], about["asked"]) == ("answers", "onrecord", True, 6)
    data = about["data"]
    assert (data["name"], data["form"], data["sha256"], data["archive"]) == ("bridges", "squad", "f00", None)
    assert (data["questions"], data["fit"], data["chosen"], data["rejected"]) == (12, 12, 6, 1)
    assert data["rejects"] == [{"where": "line 3", "reason": "no question"}]
    settings = about["settings"]
    assert (settings["limit"], settings["seed"], settings["dates"], settings["baselines"]) == (6, 3, True, True)
    assert (settings["budget"], settings["overlap"], settings["depth"], settings["rerank"]) == (192, 1, 50, 40)
    assert about["weights"]["embedder"] == {"name": "hashing", "sha256": "hashing-64-1"}
    assert len(about["weights"]["reranker"]["sha256"]) == 64
    assert about["index"]["articles"]["articles"] == 12
    assert about["index"]["windows"]["passages"] == 12
    assert len(about["code"]) == 64
    assert {"python", "onrecord", "faiss-cpu"} <= set(about["versions"])
    assert about["machine"]["cores"] >= 1
    assert about["memory"] > 10_000_000
    assert set(about["latency"]["onrecord"]) == {"understand", "retrieve", "rerank", "read", "total"}
    assert set(about["groups"]["kind"]) == {"a", "b"}
    assert sum(row["right"]["n"] for row in about["groups"]["kind"].values()) == 6
    assert json.loads(json.dumps(run.as_json())) == run.as_json()


def test_what_was_lost_is_counted_for_the_main_system(make: Make) -> None:
    index = make("half")
    index.add(ARTICLES[:6])
    index.add([replace(article, text="Nothing is known yet.") for article in ARTICLES[6:]])
    run = evaluate(replace(SET, questions=WHYS), "answers", index=index)
    assert sum(run.about["lost"].values()) == 6
    assert sum(bool(record.lost) for record in run.of_system("onrecord")) == 6


def test_a_folder_holds_the_run_and_is_read_as_it_was_returned(tmp_path: Path) -> None:
    run = evaluate(SET, "retrieval", limit=5, out=tmp_path / "run", cache=tmp_path / "cache")
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        "run.json", "predictions.jsonl", "report.html", "qrels.trec", "lexical.trec", "dense.trec", "plain.trec",
        "fused.trec", "reranked.trec", "windows-lexical.trec", "windows-dense.trec", "windows-fused.trec",
    }  # fmt: skip
    read = Run.read(tmp_path / "run")
    assert (read.as_json(), plain(read)) == (run.as_json(), plain(run))
    assert "<html" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_ir_measures_agrees_on_what_a_run_found(tmp_path: Path) -> None:
    run = evaluate(SET, "retrieval", limit=8, out=tmp_path / "run", cache=tmp_path / "cache")
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "run" / "qrels.trec")))
    for system, row in run.figures.items():
        found = list(ir_measures.read_trec_run(str(tmp_path / "run" / f"{system.replace(' ', '-')}.trec")))
        measured = ir_measures.calc_aggregate([nDCG @ 10], qrels, found)[nDCG @ 10]
        assert math.isclose(measured, row["ndcg@10"].value), system


def test_without_a_folder_nothing_is_written(index: NewsIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    evaluate(SET, "answers", index=index, limit=1)
    assert list((tmp_path / "here").iterdir()) == []


@pytest.mark.parametrize("task", ["retrieval", "answers"])
def test_the_same_run_twice_says_the_same(tmp_path: Path, task: Any) -> None:
    first, second = (evaluate(SET, task, limit=6, cache=tmp_path) for _ in range(2))
    assert plain(first) == plain(second)
    assert first.figures == second.figures
    assert first.about["code"] == second.about["code"]


# ---- stopped ---------------------------------------------------------------------------------------------------------


def test_what_was_asked_before_an_interruption_is_a_run(index: NewsIndex, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate(SET, "answers", index=index, out=tmp_path / "run", watch=Seen(after=3))
    run = Run.read(tmp_path / "run")
    assert (run.about["complete"], run.about["asked"], run.about["data"]["chosen"]) == (False, 3, 13)
    assert ids(run) == ids(evaluate(SET, "answers", index=index))[:3]
    assert run.figures["onrecord"]["right"].n == 3
    assert "<html" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_an_interruption_before_the_first_question_leaves_a_run_of_none(index: NewsIndex, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate(SET, "answers", index=index, out=tmp_path / "run", watch=Seen(after=0))
    run = Run.read(tmp_path / "run")
    assert (list(run.records), run.figures, run.about["asked"], run.about["complete"]) == ([], {}, 0, False)
    assert (tmp_path / "run" / "report.html").exists()


def test_an_interruption_inside_a_question_leaves_the_ones_before_it(
    index: NewsIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(Words):
        asked = 0

        def score(self, query: str, texts: Sequence[str]) -> list[float]:
            Stopping.asked += 1
            if Stopping.asked == 9:
                raise KeyboardInterrupt
            return super().score(query, texts)

    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Stopping)
    with pytest.raises(KeyboardInterrupt):
        evaluate(replace(SET, questions=WHYS), "answers", index=index, out=tmp_path / "run")
    assert len(Run.read(tmp_path / "run").records) == 7, "a scoring a question, and one before the first"


def test_judgements_beside_an_interrupted_run_are_of_what_was_asked(index: NewsIndex, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        evaluate(replace(SET, questions=WHYS), "retrieval", index=index, out=tmp_path / "run", watch=Seen(after=2))
    judged = {line.split()[0] for line in (tmp_path / "run" / "qrels.trec").read_text().splitlines()}
    assert judged == set(ids(Run.read(tmp_path / "run")))


def test_what_was_asked_before_a_failure_is_kept_and_the_file_is_closed(index: NewsIndex, tmp_path: Path) -> None:
    """A file left open is a warning when it is collected, and warnings are errors here."""
    with pytest.raises(ZeroDivisionError):
        evaluate(SET, "answers", index=index, out=tmp_path / "run", watch=Seen(after=3, error=ZeroDivisionError))
    run = Run.read(tmp_path / "run")
    assert (len(run.records), run.about["complete"]) == (3, False)
    assert run.figures["onrecord"]["right"].n == 3


def test_a_run_takes_the_place_of_the_one_before(index: NewsIndex, tmp_path: Path) -> None:
    evaluate(SET, "retrieval", index=index, limit=3, out=tmp_path / "run")
    evaluate(SET, "answers", index=index, limit=2, out=tmp_path / "run")
    run = Run.read(tmp_path / "run")
    assert (run.about["task"], len(run.records)) == ("answers", 2)
    assert not (tmp_path / "run" / "reranked.trec").exists()


# ---- the real thing --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("real")
def test_a_sample_article_is_quoted_word_for_word_and_the_central_bank_is_not(
    sample_index: NewsIndex, tmp_path: Path
) -> None:
    article = "lindholt-chronicle-2025-07-17-maren-linde-interim-report"
    alarm = Question("alarm", ALARM, answers=("19 minutes",), relevant={article: 1})
    bank = Question("bank", BANK, answerable=False)
    run = evaluate(Dataset("mine", "pairs", (alarm, bank)), "answers", index=sample_index, out=tmp_path / "run")
    figures = run.figures["onrecord"]
    assert figures["right"].value == figures["em"].value == figures["verbatim"].value == 1.0
    (citation, *_) = next(record.citations for record in run.records if record.id == "alarm")
    stored = sample_index.article(article, citation["revision"])
    assert stored is not None
    assert stored.text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.usefixtures("real")
def test_the_projects_own_pairs_can_all_be_placed_in_the_sample_archive(sample_index: NewsIndex) -> None:
    dataset = placed(load(PAIRS), sample_index.article)
    assert dataset.rejected == ()
    assert all(question.marks for question in dataset.questions if question.quote)
    assert {Judge.able(question) for question in dataset.questions} == {True, False}
