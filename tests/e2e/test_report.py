"""What a person does with the page of an evaluation run, opened as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from made_runs import HOSTILE, made, spoilt
from playwright.sync_api import Browser, Page

from onrecord.eval.report import write_report
from onrecord.eval.report.cases import cases
from onrecord.eval.run import Run

pytestmark = pytest.mark.browser

OpenFile = Callable[..., Page]
PHONE = {"width": 390, "height": 844}
_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (told) => window.violations.push(told.violatedDirective));
"""


@pytest.fixture(scope="module")
def run() -> Run:
    return made("answers", 120)


@pytest.fixture(scope="module")
def report(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(tmp_path_factory.mktemp("answers"), run)


@pytest.fixture(scope="module")
def hostile_run() -> Run:
    return spoilt(made("answers", 60))


@pytest.fixture
def open_file(chromium: Browser) -> Iterator[OpenFile]:
    """Opens a page from a file. When the test ends, none may have said anything, or asked for anything but itself."""
    complaints: list[str] = []
    requests: list[str] = []
    opened: list[Page] = []
    with ExitStack() as stack:

        def opening(path: Path, **options: Any) -> Page:
            context = chromium.new_context(**options)
            stack.callback(context.close)
            context.set_default_timeout(10_000)
            context.on("request", lambda request: requests.append(request.url))
            context.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
            if options.get("java_script_enabled", True):
                context.add_init_script(_VIOLATIONS)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda message: complaints.append(message.text))
            page.goto(path.as_uri())
            opened.append(page)
            return page

        yield opening
        assert complaints == []
        assert len(requests) == len(opened), requests
        for page in opened:
            if page.evaluate("'violations' in window"):
                assert page.evaluate("window.violations") == []


def shown(page: Page) -> list[str]:
    return page.locator(".cases .question code").all_text_contents()


def rows(page: Page) -> list[list[str]]:
    """The text of every cell, without regard to white space."""
    script = "rows => rows.map((row) => [...row.cells].map((cell) => cell.textContent.replace(/\\s+/g, '')))"
    return list(page.locator(".cases tbody tr").evaluate_all(script))


def status(page: Page) -> str:
    return page.locator(".status").inner_text()


def test_cases_are_filtered_searched_and_turned_by_page(run: Run, report: Path, open_file: OpenFile) -> None:
    page = open_file(report)
    main = cases(run.of_system("onrecord"), "answers")
    lost = [case.id for case in main if case.lost]
    assert len(lost) > 50, "two pages and more"
    assert shown(page) == lost[:25]
    assert status(page) == f"1 to 25 of {len(lost)}, worst first"

    page.get_by_role("button", name="Next").click()
    assert shown(page) == lost[25:50]
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Back").press("Enter")
    assert shown(page) == lost[:25]

    page.get_by_role("button", name="reading").click()
    assert shown(page) == [case.id for case in main if case.lost == "reading"][:25]
    assert page.get_by_role("button", name="reading").get_attribute("aria-pressed") == "true"
    assert page.get_by_role("button", name="All lost").get_attribute("aria-pressed") == "false"

    page.get_by_role("button", name="All questions").click()
    page.get_by_label("Find").fill("FERRY in LINDHOLT")
    found = [case.id for case in main if "ferry in Lindholt" in case.question]
    assert found
    assert shown(page) == found[:25]
    page.get_by_label("Find").fill("nothing of the kind")
    assert shown(page) == []
    assert status(page) == "No question matches."
    assert page.get_by_role("button", name="Next").count() == 0


def test_everything_works_by_keyboard(report: Path, open_file: OpenFile) -> None:
    page = open_file(report)
    before = shown(page)
    page.get_by_role("button", name="All lost").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert shown(page) != before
    page.get_by_role("button", name="All questions").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("ferry")
    assert all("ferry" in "".join(cells) for cells in rows(page))
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("task", ["retrieval", "reading", "chat"])
def test_without_a_script_the_page_is_the_same_to_read(task: str, tmp_path: Path, open_file: OpenFile) -> None:
    path = write_report(tmp_path, made(task, 60))
    with_script, without = open_file(path), open_file(path, java_script_enabled=False)
    assert 0 < without.locator(".cases tbody tr").count() <= 25
    assert rows(with_script) == rows(without)
    assert without.locator(".filters").is_hidden()
    assert without.locator("figure svg[role=img]").first.is_visible()
    assert "a browser that runs scripts shows the others too" in status(without)


def test_hostile_text_is_shown_as_text(hostile_run: Run, tmp_path: Path, open_file: OpenFile) -> None:
    page = open_file(write_report(tmp_path, hostile_run))
    page.get_by_role("button", name="All questions").click()
    records = {record.id: record for record in hostile_run.of_system("onrecord")}
    seen = 0
    for place in (1, 2, 3):
        for row in page.locator(".cases tbody tr").all():
            parts = row.evaluate(
                "row => ['.asks', '.question code', '.source .title'].map((s) => row.querySelector(s).textContent)"
            )
            if not "".join(parts).isprintable():
                continue
            seen += 1
            record = records[parts[1]]
            assert parts[0] == record.question
            assert record.best is not None
            assert parts[2] == (record.citations[0] if record.citations else record.best)["title"]
        if place < 3:
            page.get_by_role("button", name="Next").click()
    assert seen > 20
    page.get_by_label("Find").fill(HOSTILE[0])
    assert shown(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator(":is(img, iframe, form, object, link)").count() == 0


@pytest.mark.parametrize("task", ["retrieval", "answers"])
def test_a_page_fits_a_phone_and_follows_the_system(
    task: str, hostile_run: Run, tmp_path: Path, open_file: OpenFile
) -> None:
    path = write_report(tmp_path, hostile_run if task == "answers" else made(task, 40))
    page = open_file(path, viewport=PHONE, color_scheme="light")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    colours = (
        "[[document.body, 'backgroundColor'], [document.querySelector('svg[role=img] text'), 'fill']]"
        ".map(([node, name]) => getComputedStyle(node)[name])"
    )
    assert page.evaluate(colours) == ["rgb(251, 250, 246)", "rgb(27, 26, 23)"]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colours) == ["rgb(22, 21, 19)", "rgb(235, 231, 222)"]
    assert page.locator(".cases thead").is_hidden(), "rows are cards"
