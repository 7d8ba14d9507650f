from __future__ import annotations

import base64
import doctest
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from lxml import html
from made_runs import HOSTILE, TASKS, made, of, spoilt

from onrecord.eval.figures import Figure
from onrecord.eval.measures import MEASURES
from onrecord.eval.report import numbers, svg, write_report
from onrecord.eval.report.cases import cases
from onrecord.eval.report.measures import HEADLINES
from onrecord.eval.report.numbers import count, interval, ratio
from onrecord.eval.run import Run, Writer
from onrecord.eval.types import Record
from onrecord.ui.page import STATIC

Node = Any
every_task = pytest.mark.parametrize("task", TASKS)
_TASK_PLOTS = {
    "retrieval": ["Relevant articles found", "Answering passages found", "Answers among the passages",
                  "Time a question takes", "Where answers are lost", "By kind of question"],
    "reading": ["Risk and coverage", "Is the confidence what it says?", "Time a question takes",
                "Where answers are lost", "By kind of question", "By outlet"],
    "answers": ["Risk and coverage", "Is the confidence what it says?", "Time a question takes",
                "Where answers are lost", "By kind of question", "By outlet"],
    "chat": ["Risk and coverage", "Is the confidence what it says?", "Time a question takes",
             "Where answers are lost", "By turn of the conversation", "By domain"],
}  # fmt: skip


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    return {task: made(task, 90) for task in TASKS}


@pytest.fixture(scope="module")
def pages(runs: dict[str, Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {task: source(run, tmp_path_factory.mktemp(task)) for task, run in runs.items()}


def source(run: Run, folder: Path) -> str:
    path = write_report(folder, run)
    assert path == folder / "report.html"
    return path.read_text(encoding="utf-8")


def every(node: Node, selector: str) -> list[Node]:
    """The elements a simple CSS selector names: tags, classes, ids and attributes, one inside the other, or several."""
    paths = []
    for one in selector.split(", "):
        path = "."
        for part in one.split():
            tag, rest = re.fullmatch(r"(\w*)(.*)", part).groups()  # type: ignore[union-attr]
            path += f"//{tag or '*'}"
            for kind, name in re.findall(r"([.#\[])([\w=-]+)", rest):
                match, _, value = name.partition("=")
                path += {
                    ".": f"[contains(concat(' ', @class, ' '), ' {name} ')]",
                    "#": f"[@id='{name}']",
                    "[": f"[@{match}='{value}']" if value else f"[@{match}]",
                }[kind]
        paths.append(path)
    return list(node.xpath(" | ".join(paths)))


def texts(node: Node, selector: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in every(node, selector)]


def told(page: Node) -> dict[str, Any]:
    (script,) = every(page, "script[type]")
    return dict(json.loads(script.text))


def policy(page: Node) -> str:
    (meta,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']")
    return str(meta.get("content"))


@pytest.mark.parametrize("module", [numbers, svg])
def test_the_examples_in_docstrings_are_true(module: Any) -> None:
    found = doctest.testmod(module)
    assert found.attempted
    assert not found.failed


# What stands in a page


@every_task
def test_every_part_is_there_for_each_task(task: str, pages: dict[str, str]) -> None:
    page = html.fromstring(pages[task])
    assert texts(page, "h2") == ["Figures", "Plots", "Where it fails", "How it was made"]
    assert texts(page, "h1") == [f"{task}-made-up"]
    assert texts(page, "figure h3") == _TASK_PLOTS[task]
    assert len(every(page, "figure svg[role=img][aria-label]")) == len(_TASK_PLOTS[task])
    assert all(texts(figure, "details table td") for figure in every(page, "figure"))
    headings = ["Settings", "Data", "Weights", "Code", "Indexes", "Machine", "Versions"]
    assert texts(page, "footer .part h3") == headings


@every_task
def test_the_head_says_what_was_asked_and_what_came_of_it(
    task: str, runs: dict[str, Run], pages: dict[str, str]
) -> None:
    run, page = runs[task], html.fromstring(pages[task])
    figures = run.figures[run.main]
    shown = [*HEADLINES[task], "verbatim"] if task != "retrieval" else HEADLINES[task]
    assert texts(page, ".headlines dt code") == list(shown)
    assert texts(page, ".headlines .value") == [ratio(figures[name].value) for name in shown]
    assert texts(page, ".headlines .range span") == [interval(figures[name]) for name in shown]
    facts = dict(zip(texts(page, ".facts dt"), texts(page, ".facts dd"), strict=True))
    assert facts["Questions"] == "90 asked of 1,234 that fit the task, a random sample (seed 3); the set has 1,400"
    assert facts["When"] == "22 November 2026, 20:51 UTC; asking took 12 min 34 s"
    assert not every(page, ".stopped")


def test_a_chat_is_held_against_other_ways_with_the_history(runs: dict[str, Run], pages: dict[str, str]) -> None:
    figures = runs["chat"].figures
    (right, f1) = every(html.fromstring(pages["chat"]), ".headlines .others")
    for metric, told_of in (("right", right), ("f1", f1)):
        rewrite = figures["rewrite"][metric]
        assert texts(told_of, "li") == [
            f"no history {ratio(figures['no history'][metric].value)}",
            f"concatenation {ratio(figures['concatenation'][metric].value)}",
            f"rewrite {ratio(rewrite.value)} (n {rewrite.n})",
        ]


@every_task
def test_the_table_holds_every_figure_of_the_run(task: str, runs: dict[str, Run], pages: dict[str, str]) -> None:
    run, page = runs[task], html.fromstring(pages[task])
    systems = texts(page, "table.figures thead th")[1:-1]
    assert systems[0] == run.main
    assert set(systems) == set(run.figures)
    rows = {row.xpath(".//th//code/text() | .//th/text()")[-1].strip(): row for row in figure_rows(page)}
    by_code = {code: row for row in figure_rows(page) for code in texts(row, "th code")}
    for system, figures in run.figures.items():
        for name, figure in figures.items():
            row = by_code.get(name) if name in by_code else rows[name]
            cell = every(row, "td")[systems.index(system)]
            first = next(part for part in " ".join(cell.itertext()).split() if part)
            assert first == ratio(figure.value)
            small = texts(cell, "small")
            assert (interval(figure) in small) == bool(interval(figure))
            n = texts(row, "td.n")[0]
            assert count(figure.n) == n or f"n {count(figure.n)}" in small


def figure_rows(page: Node) -> list[Node]:
    return [row for row in every(page, "table.figures tbody tr") if row.get("class") != "group"]


@every_task
def test_the_best_of_a_row_is_marked_and_less_may_be_better(
    task: str, runs: dict[str, Run], pages: dict[str, str]
) -> None:
    run, page = runs[task], html.fromstring(pages[task])
    if len(run.figures) == 1:
        assert not every(page, ".figures .best")
        return
    systems = texts(page, "table.figures thead th")[1:-1]
    for row in figure_rows(page):
        (name,) = texts(row, "th code")
        values = {system: run.figures[system][name].value for system in systems if name in run.figures[system]}
        best = (min if MEASURES[name].lower else max)(values.values())
        shown = {ratio(value) for value in values.values()}
        wanted = [system for system in values if ratio(values[system]) == ratio(best)]
        if len(shown) == 1 or name == "best-threshold":
            wanted = []
        cells = every(row, "td")
        assert [s for s, cell in zip(systems, cells, strict=False) if "best" in (cell.get("class") or "")] == wanted
        assert ("less is better" in texts(row, "th")[0]) == MEASURES[name].lower


@every_task
def test_every_metric_is_explained_without_a_pointer_too(task: str, pages: dict[str, str]) -> None:
    page = html.fromstring(pages[task])
    codes = texts(page, ".figures tbody th code")
    assert texts(page, "#figures details dt code") == codes
    assert all(every(row, "th")[0].get("title") for row in figure_rows(page))


def test_the_foot_says_with_what_it_was_made(pages: dict[str, str]) -> None:
    page = html.fromstring(pages["answers"])
    (foot,) = every(page, "footer")
    lines = dict(zip(texts(foot, ".part dt"), texts(foot, ".part dd"), strict=True))
    assert lines["answers-made-up"] == f"sha256 {'5f' * 32}"
    assert lines["made-up-archive"] == f"sha256 {'a0' * 32}"
    assert lines["embedder, small-embedder"] == f"sha256 {'1b' * 32}"
    assert lines["index and rag"] == f"sha256 {'3d' * 32}"
    assert lines["articles"] == "4,360 articles, 56,189 passages, 203 MB, built in 13 min 29 s"
    assert lines["peak memory of the run"] == "1,152 MB"
    assert lines["Least confidence to answer"] == ".350"
    assert lines["numpy"] == "2.4.6"
    assert texts(foot, ".rejected h3") == ["Records passed over: 27"]
    assert len(texts(foot, ".rejected li")) == 20
    assert texts(foot, ".rejected li")[0].startswith("made-up.jsonl, line 3 no text")
    assert "The first 20 are shown." in texts(foot, ".rejected p")


def test_the_numbers_under_a_plot_are_those_of_the_run(runs: dict[str, Run], pages: dict[str, str]) -> None:
    run, page = runs["answers"], html.fromstring(pages["answers"])
    by_title = {texts(figure, "h3")[0]: figure for figure in every(page, "figure")}

    def rows(title: str) -> dict[str, list[str]]:
        found = every(by_title[title], "details tbody tr")
        return {texts(row, "th")[0]: texts(row, "td") for row in found}

    asked = len(run.of_system("onrecord"))
    lost = rows("Where answers are lost")
    assert lost == {step: [count(n), ratio(n / asked)] for step, n in run.about["lost"].items()}
    assert list(lost) == sorted(lost, key=["retrieval", "reranking", "reading", "declined", "words", "answered"].index)
    taken = run.about["latency"]["windows dense"]["rerank"]
    shown = [f"{taken['p50'] * 1000:.0f} ms", f"{taken['p95'] * 1000:.0f} ms", str(taken["n"])]
    assert rows("Time a question takes")["windows dense: rerank"] == shown
    group = Figure(**run.about["groups"]["kind"]["why"]["right"])
    assert rows("By kind of question")["why"][0] == f"{ratio(group.value)} ({interval(group)})"
    assert sum(int(cells[-1]) for cells in rows("Is the confidence what it says?").values()) == asked
    wrong = sum(not record.right for record in run.of_system("onrecord"))
    assert rows("Risk and coverage")["onrecord"][-1] == ratio(wrong / asked)


# Where it fails


@every_task
def test_the_first_cases_are_there_without_a_script_and_all_are_there_for_it(
    task: str, runs: dict[str, Run], pages: dict[str, str]
) -> None:
    run, page = runs[task], html.fromstring(pages[task])
    main = run.of_system(run.main)
    embedded = told(page)["cases"]
    assert sorted(one["id"] for one in embedded) == sorted(record.id for record in main)
    lost = [one["id"] for one in embedded if one.get("lost")]
    assert texts(page, ".cases .question code") == lost[:25]
    assert len(lost) == sum(bool(record.lost) for record in main)
    counts = dict(text.rsplit(" ", 1) for text in texts(page, ".filters button"))
    steps = {step: str(n) for step, n in run.about["lost"].items()}
    assert counts == {"All lost": str(len(lost)), **steps, "All questions": str(len(main))}


def test_confident_wrong_answers_come_first_and_what_went_well_last() -> None:
    def one(name: str, *, sure: float, lost: str = "", declined: bool = False, right: bool = False) -> Record:
        scores = {"right": float(right), "f1": 1.0 if right and not lost else 0.2 if right else 0.0}
        return Record(name, "onrecord", "?", able=True, confidence=sure, declined=declined, lost=lost, scores=scores)

    records = [
        one("well", sure=0.9, right=True),
        one("held back", sure=0.3, lost="declined", declined=True),
        one("wrong and unsure", sure=0.4, lost="reading"),
        one("other words", sure=0.95, lost="words", right=True),
        one("wrong and sure", sure=0.8, lost="retrieval"),
    ]
    assert [case.id for case in cases(records, "answers")] == [
        "wrong and sure", "wrong and unsure", "other words", "held back", "well",
    ]  # fmt: skip


def test_a_case_says_everything_about_its_question() -> None:
    cited = {
        "title": "Ferry to return", "outlet": "Courier", "published": "2025-07-04T08:00:00+02:00", "article_id": "a1",
        "start": 40, "quote": "It sails again in May, they said.", "answering": "in May", "focus": [55, 61],
    }  # fmt: skip
    record = Record(
        "q1", "onrecord", "When does it sail?", query="When does the ferry sail?", asked="2025-07-05",
        expected=("June", "June", "in June"), able=True, confidence=0.5, declined=False, text="in May",
        citations=[cited, cited, cited], lost="reading", scores={"right": 0.0, "f1": 0.5},
    )  # fmt: skip
    (case,) = cases([record], "answers")
    assert (case.question, case.query, case.asked) == (record.question, record.query, "5 July 2025")
    assert case.expected == ("June", "in June")
    assert (case.said, case.lost, case.confidence, case.score, case.more) == ("in May", "reading", ".500", ".500", 2)
    assert case.quote is not None
    assert (case.quote.before, case.quote.marked, case.quote.after) == ("It sails again ", "in May", ", they said.")
    assert case.source is not None
    assert (case.source.title, case.source.byline) == ("Ferry to return", "Courier, 4 July 2025")


def test_a_quote_that_answers_as_a_whole_is_not_said_twice() -> None:
    cited = {"quote": "It sails again in May.", "answering": "It sails again in May.", "focus": None, "start": 3}
    record = Record("q", "onrecord", "?", able=True, text="It sails again in May.", citations=[cited])
    (case,) = cases([record], "answers")
    assert case.said == ""
    assert case.quote is not None
    assert (case.quote.before, case.quote.marked) == ("It sails again in May.", "")


def test_passages_of_one_article_are_told_apart_by_how_they_begin() -> None:
    hits = [{"title": "Ferry", "outlet": "Courier", "text": f"{first} sails.\n\n" + "More. " * 99} for first in "AB"]
    (case,) = cases([Record("q", "reranked", "?", hits=hits)], "retrieval")
    assert [hit.title for hit in case.hits] == ["Ferry", "Ferry"]
    assert [hit.excerpt[:14] for hit in case.hits] == ["A sails. More.", "B sails. More."]
    assert all(len(hit.excerpt) <= 110 for hit in case.hits)


def test_what_was_held_back_is_shown_as_such() -> None:
    best = {"quote": "May, or in May.", "answering": "May", "title": "T", "start": 0}
    record = Record("q", "onrecord", "?", able=True, declined=True, best=best, lost="declined", confidence=0.1)
    (case,) = cases([record], "answers")
    assert case.declined
    assert case.said == "May"
    assert case.quote is not None
    assert case.quote.marked == "", "which of the two is meant is not known"


# A page is one file, and text in it is text


@every_task
def test_a_page_asks_for_nothing(task: str, pages: dict[str, str]) -> None:
    text = pages[task]
    page = html.fromstring(text)
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", text)
    assert not page.xpath("//@src | //link | //img | //iframe | //object | //form | //base")
    links = page.xpath("//@href")
    assert links
    assert all(link.startswith("#") for link in links)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "drawings in one page share no names"
    assert {link[1:] for link in links} | set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert not page.xpath("//@style"), "no policy allows it"


@every_task
def test_the_policy_allows_this_style_and_this_script_alone(task: str, pages: dict[str, str]) -> None:
    page = html.fromstring(pages[task])
    (style,) = page.xpath("//style/text()")
    (script,) = page.xpath("//script[not(@type)]/text()")
    for name, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}';" in policy(page)
    assert policy(page).startswith("default-src 'none'; ")
    assert "unsafe" not in policy(page)


@every_task
def test_hostile_text_comes_out_as_text(task: str, tmp_path: Path) -> None:
    run = spoilt(made(task, 50))
    text = source(run, tmp_path)
    page = html.fromstring(text)
    assert len(page.xpath("//script")) == 2
    assert len(page.xpath("//style")) == 1
    assert not page.xpath("//img | //@onload | //@onerror")
    assert not re.search(r"<(?!!doctype)!", text), "no comment, no CDATA"
    legible = [payload for payload in HOSTILE if payload.isprintable()]
    shown = page.xpath("string(//footer//*[@class='rejected'])")
    assert all(payload in shown for payload in legible)
    (embedded,) = page.xpath("//script[@type]/text()")
    assert not re.search("[<>&\u2028\u2029]", embedded)
    by_id = {one["id"]: one for one in json.loads(embedded)["cases"]}
    for record in run.of_system(run.main):
        if (record.id + record.question).isprintable():
            assert by_id[record.id]["question"] == record.question
    if task != "retrieval":
        marks = {mark.text_content() for mark in every(page, ".cases mark")}
        assert marks
        assert {mark for mark in marks if mark.isprintable()} <= set(legible)
    answers = "".join(page.xpath("//table[@class='cases']//text()"))
    assert any(payload in answers for payload in legible)


def test_the_same_run_gives_the_same_page_whatever_the_user_has_set(tmp_path: Path) -> None:
    first = source(made("answers", 60), tmp_path)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path", "axes.spines.top": True}):
        assert source(made("answers", 60), tmp_path) == first
        assert mpl.rcParams["font.size"] == 30


@every_task
def test_a_page_made_of_the_folder_is_the_same(task: str, tmp_path: Path) -> None:
    run = made(task, 30)
    writer = Writer(tmp_path / "run", run.about)
    for record in run.records:
        writer.add(record)
    writer.finish(run, {})
    again = Run.read(tmp_path / "run")
    assert source(again, tmp_path) == source(run, writer.folder)


def test_text_in_drawings_is_text_and_takes_the_colours_of_the_page(pages: dict[str, str]) -> None:
    for figure in every(html.fromstring(pages["answers"]), "figure"):
        (drawing,) = every(figure, "svg[role=img]")
        assert len(texts(drawing, "text")) > 4
        colours = {value for name in ("fill", "stroke") for value in drawing.xpath(f".//@{name}")}
        assert all(colour in ("none", "currentColor") or colour.startswith("var(--") for colour in colours), colours
        assert not drawing.xpath(".//@font-family")


# Runs that are not as they should be


@every_task
def test_an_interrupted_run_says_where_it_stopped(task: str, tmp_path: Path) -> None:
    page = html.fromstring(source(made(task, 24, chosen=500), tmp_path))
    (said,) = texts(page, ".stopped")
    assert said.startswith("Cut short after 24 of 500 questions.")


@every_task
def test_a_run_without_a_record_still_has_a_page(task: str, tmp_path: Path) -> None:
    page = html.fromstring(source(of(task, [], chosen=500), tmp_path))
    assert texts(page, ".stopped") == ["Cut short after 0 of 500 questions."]
    assert texts(page, "h2") == ["Figures", "Where it fails", "How it was made"]
    assert "No question was asked" in page.text_content()
    assert not page.xpath("//script")


@every_task
def test_one_record_is_enough(task: str, tmp_path: Path) -> None:
    whole = made(task, 24)
    page = html.fromstring(source(of(task, whole.of_system(whole.main)[:1]), tmp_path))
    assert texts(page, ".facts dd")[0].startswith("1 asked of 1,234")
    assert len(told(page)["cases"]) == 1
    assert texts(page, ".headlines .value")


@every_task
def test_a_run_that_lost_nothing_shows_all_its_questions(task: str, tmp_path: Path) -> None:
    records = [replace(record, lost="") for record in made(task, 30).records]
    page = html.fromstring(source(of(task, records), tmp_path))
    assert "Where answers are lost" not in texts(page, "figure h3")
    assert texts(page, ".filters button") == ["All questions 30"]
    assert "no answer was lost" in page.text_content()
    assert len(every(page, ".cases tbody tr")) == 25


def test_a_run_that_was_killed_has_a_page_from_what_is_left(tmp_path: Path) -> None:
    run = made("answers", 24)
    early = {key: run.about[key] for key in ("task", "main", "data", "settings")}
    page = html.fromstring(source(Run.of({**early, "complete": False}, run.records), tmp_path))
    assert texts(page, ".stopped")[0].startswith("Cut short after 24 of 24 questions.")
    assert "Time a question takes" in texts(page, "figure h3")
    assert "Where answers are lost" in texts(page, "figure h3")


def test_what_is_not_known_is_shown_by_its_name(tmp_path: Path) -> None:
    known = made("reading", 24)
    records = [replace(record, lost=record.lost and "translation") for record in known.records]
    run = of("reading", records)
    figures = {system: {"novelty@3": Figure(0.25, None, None, 24), **rows} for system, rows in run.figures.items()}
    page = html.fromstring(source(Run(run.about, records, figures), tmp_path))
    assert texts(page, ".figures .group")[-1] == "Other"
    assert texts(figure_rows(page)[-1], "th, td") == ["novelty@3", ".250", "24"]
    assert any(text.startswith("translation") for text in texts(page, ".filters button"))


def test_of_many_groups_the_largest_are_drawn(tmp_path: Path) -> None:
    records = [
        replace(record, labels={"outlet": f"outlet {place if place < 40 else 7}"})
        for place, record in enumerate(made("reading", 60).records)
    ]
    page = html.fromstring(source(of("reading", records), tmp_path))
    (figure,) = [figure for figure in every(page, "figure") if texts(figure, "h3") == ["By outlet"]]
    assert "The 24 largest of 40." in texts(figure, "figcaption p")[0]
    drawn = [text for text in texts(figure, "svg text") if text.startswith("outlet")]
    assert len(drawn) == 24
    assert "outlet 7" in drawn
    assert len(every(figure, "details tbody tr")) == 40


def test_a_home_that_cannot_be_written_to_is_no_reason_to_fail_or_to_say_anything(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from made_runs import made; from onrecord.eval.report import write_report\n"
        "print(write_report(Path(sys.argv[2]), made('reading', 12)).read_text().count('<figure'))\n"
    )
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), "/dev/null/nowhere")
    clean = {name: value for name, value in os.environ.items() if name != "MPLCONFIGDIR"}
    command = [sys.executable, "-W", "error", "-c", program, str(Path(__file__).parent), str(tmp_path)]
    environment = {**clean, **nowhere, "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "matplotlib" not in done.stderr.lower()
    assert int(done.stdout) >= 5
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"], "what was made for it is gone"


# Its look


def test_a_page_has_the_colours_of_the_chat(pages: dict[str, str]) -> None:
    colours = re.compile(r"--([a-z-]+): ((?:light-dark\()?#.*);")
    chat = dict(colours.findall((STATIC / "style.css").read_text(encoding="utf-8")))
    own = dict(colours.findall(pages["chat"]))
    assert {name: own[name] for name in own if name in chat} == {name: chat[name] for name in own if name in chat}
    assert set(own) - set(chat) == {"blue", "ochre"}


@pytest.mark.parametrize("scheme", [0, 1])
def test_lines_can_be_seen_on_paper(scheme: int, pages: dict[str, str]) -> None:
    """At least 3 to 1 for what is drawn (WCAG 2.2, 1.4.11)."""
    found = dict(re.findall(r"--([a-z-]+): light-dark\((#.{6}, #.{6})\)", pages["chat"]))

    def luminance(name: str) -> float:
        colour = found[name].split(", ")[scheme]
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for name in ("ink", "accent", "blue", "ochre", "quiet"):
        light, dark = sorted((luminance(name), luminance("paper")), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3
