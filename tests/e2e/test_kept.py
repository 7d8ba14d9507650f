"""Conversations from one day to the next, as a person goes about them in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from chrome import Visit
from conftest import CHOICES, open_sample, served
from hostile import PAYLOADS

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

FACT, EXPLAINED, FOLLOW_UP, _SAID, DECLINED = QUESTIONS
PHONE = (390, 844)
Open = Any


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where an archive of this test alone is."""
    return tmp_path / "sample"


def names(visit: Visit) -> list[str]:
    return visit.page.locator("#shelf .name").all_text_contents()


def quoted(visit: Visit) -> list[str]:
    """What was asked, answered and quoted, and where from."""
    return visit.page.locator(":is(.asked, .lead, .quote, .reason, .unclear)").all_text_contents()


def named(question: str) -> str:
    """What a conversation is called that begins with a question: at most 60 characters of it."""
    return question if len(question) <= 60 else f"{question[:61].rpartition(' ')[0]}…"


def open_shelf(visit: Visit) -> None:
    visit.page.click("#open-shelf")
    visit.page.wait_for_selector("#shelf .found:not(:empty)")


def waits_for_names(visit: Visit, *expected: str) -> None:
    visit.page.wait_for_function(
        """expected => JSON.stringify([...document.querySelectorAll("#shelf .name")].map(one => one.textContent))
           === JSON.stringify(expected)""",
        arg=list(expected),
    )


def focused(visit: Visit, selector: str) -> bool:
    return bool(visit.page.evaluate("selector => document.activeElement.matches(selector)", selector))


def test_a_conversation_from_one_day_to_the_next(sample_index_folder: Path, place: Path, open_page: Open) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        page = visit.page
        visit.ask(EXPLAINED)
        visit.ask(FOLLOW_UP)
        page.click("#turn-2 .typed")
        page.wait_for_selector("#turn-3:is([data-stage=answered], [data-stage=abstained])")
        assert page.locator("#turn-3 .asked").text_content() == FOLLOW_UP
        assert page.locator("#turn-3 .aside q").count() == 0
        visit.ask("Which?", "unclear")
        assert page.locator("#turn-4 .nearest").count() == 0
        assert page.locator("#turn-4 .choices button").all_text_contents() == [one.words for one in CHOICES]
        page.locator("#turn-4 .choices button").nth(1).click()
        page.wait_for_selector("#turn-5[data-stage=answered]")
        assert page.locator("#turn-5 .asked").text_content() == CHOICES[1].words
        assert page.locator("#turn-5 .aside q").text_content() == CHOICES[1].question
        before = quoted(visit)
        assert len(before) > 5
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        page = visit.page
        open_shelf(visit)
        assert page.locator("#shelf .about").text_content().endswith("5 questions")
        page.click("#shelf .name")
        page.wait_for_selector("#turn-5[data-stage=answered]")
        assert quoted(visit) == before
        assert focused(visit, "#turn-5")
        visit.open_source(1)
        page.keyboard.press("Escape")
        assert visit.ask(FACT) == 6

        open_shelf(visit)
        page.click("#shelf summary")
        for form in ("Markdown", "HTML", "JSON"):
            with page.expect_download() as saving:
                page.locator("#shelf .save a", has_text=form).click()
            saved = Path(saving.value.path()).read_text(encoding="utf-8")
            assert saving.value.suggested_filename.startswith("onrecord-")
            assert "19 minutes" in saved
        assert len(json.loads(saved)["turns"]) == 6
        page.get_by_role("button", name="Delete: ").click()
        assert focused(visit, "#shelf .acts button:last-child")
        page.get_by_role("button", name="Delete", exact=True).click()
        page.wait_for_selector(".welcome")
        waits_for_names(visit)
        assert list((place / "conversations").glob("*.json")) == []


FOLLOWED = "How many concrete plants must the merging cement firms sell?"


def test_what_was_understood_and_said_of_answers_is_there_the_next_day_and_more_is_suggested(
    sample_index_folder: Path, place: Path, open_page: Open
) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        page = visit.page
        visit.ask(DECLINED, "abstained")
        page.get_by_role("button", name="Ask without this: When").click()
        page.wait_for_selector("#turn-2:not([aria-busy=true])")
        visit.ask(FOLLOWED)
        page.click("#turn-1 .thumb.right")
        page.wait_for_selector("#turn-1 .thumb.right[aria-pressed=true]")
        page.click("#turn-3 .thumb.wrong")
        page.fill("#turn-3 .said textarea", "Not all of them.")
        page.locator("#turn-3 [data-act=note]").click()
        page.wait_for_selector("#turn-3 .said p:has-text('with your note')")
        chips = page.locator(".chips li").all_text_contents()
        helped = page.locator(".help").all_text_contents()
        assert [chip.startswith(what) for chip, what in zip(chips, ("When", "Without a time"), strict=True)] == [
            True
        ] * 2
        page.wait_for_selector("#turn-3 .then button", timeout=60_000)
        suggested = page.locator("#turn-3 .then button").first.text_content()
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        page = visit.page
        open_shelf(visit)
        page.click("#shelf .name")
        page.wait_for_selector("#turn-3[data-stage=answered]")
        assert page.locator(".chips li").all_text_contents() == chips
        assert page.locator(".help").all_text_contents() == helped
        pressed = page.locator(".thumb[aria-pressed=true]").evaluate_all(
            "all => all.map((one) => [one.closest('.turn').id, one.getAttribute('aria-label')])"
        )
        assert pressed == [["turn-1", "Right"], ["turn-3", "Wrong"]]
        assert page.input_value("#turn-3 .said textarea") == "Not all of them."
        page.wait_for_selector("#turn-3 .then button", timeout=60_000)
        assert page.locator("#turn-3 .then button").first.text_content() == suggested
        page.locator("#turn-2 .chips .put").click()
        page.wait_for_selector("#turn-4[data-stage=abstained]")
        assert page.locator("#turn-4 .chips .what").text_content() == "When"


def test_the_list_works_by_keyboard(sample_index_folder: Path, place: Path, open_page: Open) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        keyboard = visit.page.keyboard
        visit.ask(FACT)
        visit.page.focus("#open-shelf")
        keyboard.press("Enter")
        waits_for_names(visit, named(FACT))
        assert focused(visit, "#shelf input[type=search]")
        assert visit.page.get_attribute("#open-shelf", "aria-expanded") == "true"
        for _ in range(2):
            keyboard.press("Tab")
        assert focused(visit, "#shelf summary")
        keyboard.press("Enter")
        keyboard.press("Tab")
        keyboard.press("Enter")
        assert focused(visit, "#shelf li input")
        keyboard.type("The radar")
        keyboard.press("Enter")
        waits_for_names(visit, "The radar")
        assert focused(visit, "#shelf .name")
        assert "Renamed." in str(visit.page.text_content("#shelf [role=status]"))
        keyboard.press("Enter")
        visit.page.wait_for_selector(".opened h2:has-text('The radar')")
        keyboard.press("Escape")
        visit.page.wait_for_selector("#shelf .shelf", state="hidden")
        assert focused(visit, "#open-shelf")


def test_one_is_found_among_others_and_the_list_keeps_up(
    sample_index_folder: Path, place: Path, open_page: Open
) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        open_shelf(visit)
        assert "Nothing was kept yet" in str(visit.page.text_content("#shelf .found"))
        visit.ask(EXPLAINED)
        waits_for_names(visit, EXPLAINED)
        visit.page.click("#fresh")
        visit.page.wait_for_selector(".welcome")
        visit.ask(DECLINED, "abstained")
        waits_for_names(visit, named(DECLINED), EXPLAINED)
        assert visit.page.locator("#shelf .current .name").all_text_contents() == [named(DECLINED)]
        visit.page.fill("#shelf input", "tollgate")
        waits_for_names(visit, EXPLAINED)
        visit.page.fill("#shelf input", "nobody asked this")
        visit.page.wait_for_selector("#shelf .found:has-text('No conversation has these words')")
        other = open_page(address)
        open_shelf(other)
        waits_for_names(other, named(DECLINED), EXPLAINED)
        other.page.locator("#shelf .name").nth(1).click()
        other.page.wait_for_selector("#turn-1[data-stage=answered]")
        assert visit.page.locator(".asked").all_text_contents() == [DECLINED]


def test_where_nothing_can_be_kept_that_is_said_once(sample_index_folder: Path, place: Path, open_page: Open) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        (place / "conversations").write_text("in the way")
        visit = open_page(address)
        visit.ask(FACT)
        visit.page.wait_for_selector(".notice:has-text('is not kept')")
        visit.ask(EXPLAINED)
        assert visit.page.locator(".notice").count() == 0
        open_shelf(visit)
        assert "not kept" in str(visit.page.text_content("#shelf .told"))


def test_quotes_that_are_lost_are_said(sample_index_folder: Path, place: Path, open_page: Open) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        visit.ask(FACT)
        (kept,) = (place / "conversations").glob("*.json")
        cited = [one["article_id"] for one in json.loads(kept.read_text())["turns"][0]["answer"]["citations"]]
        index.remove(cited)
        open_shelf(visit)
        visit.page.click("#shelf .name")
        visit.page.wait_for_selector(".opened .lost")
        assert "no longer on record" in str(visit.page.text_content("#turn-1 .abstention"))
        assert "is not in the archive any more" in str(visit.page.text_content("#turn-1 .reason"))


def test_hostile_names_and_questions_are_text(sample_index_folder: Path, place: Path, open_page: Open) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address, *PHONE)
        for payload in PAYLOADS[:6]:
            visit.page.click("#fresh")
            visit.page.wait_for_selector(".welcome")
            visit.page.fill("#question textarea", payload)
            visit.page.press("#question textarea", "Enter")
            visit.page.wait_for_selector("#turn-1:not([aria-busy=true])")
        open_shelf(visit)
        assert visit.page.locator("#shelf .name").count() == 6
        for place_of, payload in enumerate(reversed(PAYLOADS[:6])):
            assert payload.startswith(names(visit)[place_of].rstrip("…"))
        assert visit.page.locator("#shelf :is(script, img, iframe, svg, form, style, link)").count() == 0
        assert visit.page.evaluate("window.hacked") is None
        assert visit.overflow() <= 0


def test_on_a_phone_the_list_covers_the_page_and_gives_way(
    sample_index_folder: Path, place: Path, open_page: Open
) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address, *PHONE)
        visit.ask(EXPLAINED)
        open_shelf(visit)
        waits_for_names(visit, EXPLAINED)
        box = visit.page.locator(".shelf").bounding_box()
        assert box is not None
        assert (box["width"], visit.overflow() <= 0) == (390, True)
        assert visit.page.evaluate("document.querySelector('#composer').inert")
        visit.page.click("#shelf summary")
        assert visit.overflow() <= 0
        visit.page.click("#shelf .name")
        visit.page.wait_for_selector("#shelf .shelf", state="hidden")
        assert not visit.page.evaluate("document.querySelector('#composer').inert")
        assert focused(visit, "#turn-1")
