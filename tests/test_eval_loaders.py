from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.eval.loaders import load
from onrecord.eval.types import Dataset, Mark
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise, normalise_text

SQUAD = json.dumps(
    {
        "data": [
            {
                "title": "A",
                "paragraphs": [
                    {
                        "context": "It rains.",
                        "qas": [{"id": "q", "question": "What?", "answers": [{"text": "rains", "answer_start": 3}]}],
                    }
                ],
            }
        ]
    }
)
COQA = json.dumps(
    {
        "data": [
            {
                "id": "s",
                "story": "It rains.",
                "questions": [{"turn_id": 1, "input_text": "What?"}],
                "answers": [{"turn_id": 1, "input_text": "rain"}],
            }
        ]
    }
)
ONESTOPQA = json.dumps(
    {
        "article": "a",
        "paragraph": 0,
        "q_index": 0,
        "question": "What?",
        "answers": ["rain"],
        "levels": {"Adv": {"text": "It rains.", "critical": [[3, 8]], "distractor": []}},
    }
)
PAIRS = json.dumps({"question": "What?", "answer": "rain"})
FILES = {"squad": SQUAD, "coqa": COQA, "onestopqa": ONESTOPQA, "pairs": PAIRS}
FOLDERS = {
    "beir": {
        "corpus.jsonl": '{"_id": "a", "text": "It rains."}\n',
        "queries.jsonl": '{"_id": "q", "text": "What?"}\n',
        "qrels/test.tsv": "q\ta\t1\n",
    },
    "trec": {
        "squad.json": "<DOC><DOCNO>a</DOCNO><TEXT>It rains.</TEXT></DOC>\n",
        "documents.txt": "<top><num>1<title>rain</top>\n",
        "queries.jsonl": "1 0 a 1\n",
    },
    "smart": {
        "pairs.csv": "*TEXT 017 01/04/63\n\nIT RAINS .\n",
        "qrels": "*FIND 1\n\nRAIN .\n",
        "corpus.jsonl": "1 1\n",
    },
}


def folder(path: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
    return path


# ---- which format it is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("name", ["data.csv", "qrels.tsv", "no-ending", "squad.json", "coqa.jsonl.gz"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_known_by_its_content_whatever_it_is_called(
    tmp_path: Path, form: str, name: str, packed: bool
) -> None:
    raw = FILES[form].encode()
    (tmp_path / name).write_bytes(gzip.compress(raw) if packed else b"\xef\xbb\xbf" + raw)
    found = load(tmp_path / name)
    assert (found.form, len(found.questions), found.rejected) == (form, 1, ())


@pytest.mark.parametrize("form", FOLDERS)
def test_a_folder_is_known_by_what_is_in_it(tmp_path: Path, form: str) -> None:
    found = load(folder(tmp_path, FOLDERS[form] | {".hidden": "<DOC><DOCNO>"}))
    assert (found.form, len(found.questions), len(found.articles), found.rejected) == (form, 1, 1, ())


def test_the_first_record_of_a_file_may_be_broken(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{oops\n[]\n" + PAIRS)
    found = load(tmp_path / "x")
    assert (found.form, len(found.rejected)) == ("pairs", 2)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "an empty file"),
        ("Just words.", r"text that begins 'Just words\.'"),
        ('{"data": [{"title": "A"', "text that begins .* and is not JSON"),
        ('{"version": "1.1", "data": []}', "a JSON object with the fields version, data"),
        ("[1, 2]", "a JSON list of 2"),
        ('{"id": 1, "text": "x"}\n{"id": 2, "text": "y"}', "lines of JSON with the fields id, text"),
        ("id,text\n1,x\n", "text that begins 'id,text"),
    ],
)
def test_an_unknown_format_says_what_was_found_and_what_is_known(tmp_path: Path, content: str, found: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(SourceError, match=rf"x\.json is in no known format: it is {found}") as raised:
        load(tmp_path / "x.json")
    for form in (*FILES, *FOLDERS):
        assert f"\n- {form}: " in str(raised.value)


def test_an_unknown_folder_names_its_files(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="it is a folder without files"):
        load(tmp_path)
    folder(tmp_path, {f"{number}.txt": "words" for number in range(10)})
    with pytest.raises(SourceError, match=r"a folder with the files 0\.txt, .*, 7\.txt and 2 more"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file or folder"):
        load(tmp_path / "nothing")
    (tmp_path / "bytes").write_bytes(b"\x00\x01")
    with pytest.raises(SourceError, match="bytes is not text"):
        load(tmp_path / "bytes")
    (tmp_path / "torn.gz").write_bytes(gzip.compress(SQUAD.encode())[:-9])
    with pytest.raises(SourceError, match=r"torn\.gz cannot be read"):
        load(tmp_path / "torn.gz")


# ---- what it is called, and its hash ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("squad2/squad2-dev.json", "squad2-dev"),
        ("news/dev.json", "news/dev"),
        ("news/Test.json.gz", "news/Test"),
        ("own.pairs.jsonl", "own.pairs"),
        ("deep/news/train.v2", "news/train"),
    ],
)
def test_a_set_is_named_after_its_file_and_after_its_folder_too_where_that_says_little(
    tmp_path: Path, path: str, name: str
) -> None:
    folder(tmp_path, {path: SQUAD})
    assert load(tmp_path / path).name == name
    assert load(str(tmp_path / path)).name == name


def test_a_folder_is_named_likewise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder(tmp_path / "realtime" / "dev", FOLDERS["beir"])
    assert load(path).name == "realtime/dev"
    monkeypatch.chdir(path)
    assert load(".").name == "realtime/dev"
    monkeypatch.chdir(path.parent)
    assert load("dev").name == "realtime/dev"
    assert load(folder(tmp_path / "quiz.v2", FOLDERS["beir"])).name == "quiz.v2"


def test_the_hash_is_of_the_files_read_and_of_nothing_else(tmp_path: Path) -> None:
    path = folder(tmp_path / "one", FOLDERS["beir"] | {"README": "not read"})
    expected = hashlib.sha256("".join(FOLDERS["beir"][name] for name in sorted(FOLDERS["beir"])).encode()).hexdigest()
    assert load(path).sha256 == expected
    assert load(folder(tmp_path / "two", FOLDERS["beir"])).sha256 == expected
    assert load(folder(tmp_path / "two", {"qrels/test.tsv": "q\ta\t2\n"})).sha256 != expected
    (tmp_path / "squad").write_text(SQUAD)
    assert load(tmp_path / "squad").sha256 == hashlib.sha256(SQUAD.encode()).hexdigest()


def test_text_that_is_not_utf8_is_read_all_the_same(tmp_path: Path) -> None:
    words = "Die Brücke über den Fluß wurde am Montag für alle Fußgänger gesperrt, sagte der Bürgermeister. " * 3
    (tmp_path / "x").write_bytes(json.dumps({"question": "Was?", "answer": words}, ensure_ascii=False).encode("cp1252"))
    assert load(tmp_path / "x").questions[0].answers == (words.strip(),)


# ---- the public sets -------------------------------------------------------------------------------------------------

Fetch = Callable[[str], Dataset]


@pytest.fixture(scope="module")
def public(data_sets: Path) -> Fetch:
    found: dict[str, Dataset] = {}

    def fetch(name: str) -> Dataset:
        if not (data_sets / name).exists():
            pytest.skip(f"{name} is not among the public data sets in {data_sets}")
        if name not in found:
            found[name] = load(data_sets / name)
        return found[name]

    return fetch


def texts_of(found: Dataset) -> dict[str, str]:
    return {article.id: article.text for article in found.articles}


def marked(texts: dict[str, str], marks: tuple[Mark, ...]) -> list[str]:
    return [texts[mark.article_id][mark.start : mark.end] for mark in marks]


PUBLIC = {
    "nyt/nyt-dev.json": ("squad", 779, 3976, 1),
    "squad2/squad2-dev.json": ("squad", 218, 2167, 0),
    "reader-train/squad2.json": ("squad", 986, 9706, 0),
    "reader-train/squadshifts-amazon.json": ("squad", 2050, 9885, 0),
    "reader-train/squadshifts-new_wiki.json": ("squad", 1581, 7938, 0),
    "reader-train/squadshifts-reddit.json": ("squad", 2035, 9803, 0),
    "coqa/coqa-dev.json": ("coqa", 600, 9433, 0),
    "onestopqa/onestopqa-dev.jsonl": ("onestopqa", 45, 228, 0),
    "time/time": ("smart", 423, 83, 0),
    "realtimeqa/dev": ("beir", 4360, 275, 0),
}
every_set = pytest.mark.parametrize("name", PUBLIC)


@pytest.mark.data
@every_set
def test_a_public_set_is_read_whole(public: Fetch, name: str) -> None:
    found = public(name)
    assert (found.form, len(found.articles), len(found.questions), len(found.rejected)) == PUBLIC[name]


@pytest.mark.data
@every_set
def test_in_a_public_set_everything_named_is_there_and_articles_are_as_they_are_stored(
    public: Fetch, name: str
) -> None:
    found = public(name)
    known = {article.id for article in found.articles}
    assert len(known) == len(found.articles)
    assert all(normalise(article) == article for article in found.articles)
    assert len({question.id for question in found.questions}) == len(found.questions)
    texts = texts_of(found)
    for question in found.questions:
        assert {*question.relevant, *question.given} <= known
        words = marked(texts, question.marks + question.distractors)
        assert all(words)
        assert [word.strip() for word in words] == words


@pytest.mark.data
@pytest.mark.parametrize("name", [name for name in PUBLIC if PUBLIC[name][0] == "squad"])
def test_in_squad_every_mark_is_an_answer_as_the_file_has_it(public: Fetch, data_sets: Path, name: str) -> None:
    found = public(name)
    data = json.loads((data_sets / name).read_text(encoding="utf-8"))["data"]
    stated = {
        qa["id"]: {normalise_text(answer["text"]) for answer in qa["answers"]}
        for entry in data
        for paragraph in entry["paragraphs"]
        for qa in paragraph["qas"]
    }
    texts = texts_of(found)
    rejected = 0
    for question in found.questions:
        words = {*marked(texts, question.marks)}
        assert words == {*question.answers}
        assert words <= stated[question.id]
        rejected += len(stated[question.id] - words)
        assert question.answerable is bool(words)
    assert rejected <= len(found.rejected)


@pytest.mark.data
def test_in_coqa_every_mark_is_a_rationale_as_the_file_has_it(public: Fetch, data_sets: Path) -> None:
    found = public("coqa/coqa-dev.json")
    rationales: dict[str, set[str]] = {}
    answers: dict[str, list[str]] = {}
    for story in json.loads((data_sets / "coqa/coqa-dev.json").read_text(encoding="utf-8"))["data"]:
        for given in (story["answers"], *story["additional_answers"].values()):
            for answer in given:
                name = f"{story['id']}_{answer['turn_id']}"
                answers.setdefault(name, []).append(normalise_text(answer["input_text"]))
                if answer["span_start"] >= 0:
                    rationales.setdefault(name, set()).add(" ".join(normalise_text(answer["span_text"]).split()))
    texts = texts_of(found)
    for question in found.questions:
        words = {" ".join(word.split()) for word in marked(texts, question.marks)}
        assert words == rationales.get(question.id, set())
        assert list(question.answers) == answers[question.id]
        assert len(question.history) == int(question.labels["turn"]) - 1
    assert len({question.labels["domain"] for question in found.questions}) == 6


@pytest.mark.data
def test_nyt_urls_tell_outlet_and_day(public: Fetch) -> None:
    found = public("nyt/nyt-dev.json")
    assert {article.outlet for article in found.articles} == {"nytimes.com"}
    assert {(article.day or "")[:4] for article in found.articles} == {"2015"}


@pytest.mark.data
def test_half_of_squad_two_cannot_be_answered(public: Fetch) -> None:
    assert sum(question.answerable is False for question in public("squad2/squad2-dev.json").questions) == 1102


@pytest.mark.data
def test_onestopqa_has_three_levels_and_a_critical_span_for_nearly_each(public: Fetch) -> None:
    found = public("onestopqa/onestopqa-dev.jsonl")
    assert {len(question.given) for question in found.questions} == {3}
    assert sum(len(question.marks) >= 3 for question in found.questions) == len(found.questions)


@pytest.mark.data
def test_time_judgements_name_stories_that_share_words_with_their_queries(public: Fetch) -> None:
    """Counted by place in the file a judged story shares more of its query's rarer words than its neighbours do, on
    either side of the story that swallowed two headings."""
    found = public("time/time")
    texts = {int(article.id): {*article.text.split()} for article in found.articles}
    often = {word: sum(word in words for words in texts.values()) for word in set().union(*texts.values())}

    def shared(moved: int, places: range) -> float:
        scores = [
            len({word for word in question.text.split() if often.get(word, 0) < 40} & texts[int(story) + moved])
            for question in found.questions
            for story in question.relevant
            if int(story) in places and int(story) + moved in texts
        ]
        return sum(scores) / len(scores)

    assert set(range(1, 426)) - texts.keys() == {375, 376}
    for places in (range(1, 371), range(378, 426)):
        assert shared(0, places) > 2 * max(shared(moved, places) for moved in (-2, -1, 1, 2))


@pytest.mark.data
def test_a_news_archive_has_days_answers_and_judgements(public: Fetch) -> None:
    found = public("realtimeqa/dev")
    assert found.name == "realtimeqa/dev"
    assert all(question.asked and question.answers and question.relevant for question in found.questions)
    assert all(question.labels["outlet"] for question in found.questions)
    assert sum(article.published is not None for article in found.articles) > 4000


@pytest.mark.data
def test_an_archive_of_thirteen_thousand_articles_is_read(public: Fetch) -> None:
    found = public("realtimeqa/train")
    assert (len(found.articles), len(found.questions), found.rejected) == (13120, 835, ())
