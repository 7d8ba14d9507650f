"""A conversation as people hold one: a question, what leans on it, and what is said of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from chrome import Visit
from conftest import CHOICES

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

FACT, EXPLAINED, FOLLOW_UP, SAID, _DECLINED = QUESTIONS
PHONE = (390, 844)
Open = Any


def turn(number: int, part: str = "") -> str:
    return f"#turn-{number} {part}".strip()


def text_of(visit: Visit, selector: str) -> str:
    return str(visit.page.locator(selector).first.evaluate("node => node.textContent"))


def quotes(visit: Visit, number: int) -> list[str]:
    return visit.page.locator(turn(number, ".quote blockquote")).all_text_contents()


def tab_to(visit: Visit, selector: str) -> None:
    for _ in range(200):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_a_chain_by_keyboard_alone(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    page = visit.page
    visit.ask(EXPLAINED)
    visit.ask(FOLLOW_UP)
    assert "Tollgate Bridge" in text_of(visit, turn(2, ".aside q"))

    page.focus("#fresh")
    tab_to(visit, "#turn-2 .typed")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-3:not([aria-busy=true])")
    assert text_of(visit, turn(3, ".asked")) == FOLLOW_UP
    assert text_of(visit, turn(3, ".aside")) == "Asked as typed, on its own"
    assert page.locator(turn(3, ".typed")).count() == 0

    visit.ask("Which?", "unclear")
    assert page.locator(turn(4, ".choices button")).all_text_contents() == [choice.words for choice in CHOICES]
    tab_to(visit, "#turn-4 .choices li:nth-child(2) button")
    page.keyboard.press("Enter")
    page.wait_for_selector('#turn-5[data-stage="answered"]')
    assert text_of(visit, turn(5, ".asked")) == CHOICES[1].words
    assert text_of(visit, turn(5, ".lead .words")) == "19 minutes"

    visit.ask("Sources?")
    assert quotes(visit, 6) == quotes(visit, 5)
    assert "Lindholt Chronicle of 17 July 2025" in text_of(visit, turn(6, ".note"))
    tab_to(visit, "#turn-6-source-1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".source:not([hidden]) mark")
    assert text_of(visit, ".source mark strong") == "19 minutes"


def test_the_programs_own_words_are_no_quote(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(FACT)
    visit.ask("are you sure?")
    note = visit.page.locator(turn(2, ".note"))
    assert "stand verbatim in Lindholt Chronicle of 17 July 2025" in note.inner_text()
    assert note.locator("q, mark, blockquote").count() == 0
    assert visit.page.locator(turn(2, ".aside q")).count() == 0
    serif = visit.page.locator(turn(2, ".quote blockquote")).evaluate("node => getComputedStyle(node).fontFamily")
    assert note.evaluate("node => getComputedStyle(node).fontFamily") != serif
    assert visit.page.locator(".turns").get_attribute("role") == "log"


def test_who_said_it_and_what_is_asked_of_them_then(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(SAID)
    visit.ask("who said that?")
    assert text_of(visit, turn(2, ".lead .words")).startswith("Rosalind Achterberg")
    visit.ask("thanks", "talk")
    assert visit.page.locator(turn(3, ":is(.nearest, .abstention, .aside)")).count() == 0
    visit.page.fill("#question textarea", "What is her job?")
    visit.page.press("#question textarea", "Enter")
    visit.page.wait_for_selector("#turn-4:not([aria-busy=true]) .aside q")
    assert "Rosalind Achterberg" in text_of(visit, turn(4, ".aside q"))


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_what_is_done_fits(sample: str, open_page: Open, size: tuple[int, int]) -> None:
    visit = open_page(sample, *size)
    visit.ask(FACT)
    visit.ask("sources?")
    visit.ask("anything newer?", "abstained")
    assert text_of(visit, turn(3, ".abstention .none")) == "Nothing newer on record"
    visit.ask("who are you?", "talk")
    visit.ask("Which?", "unclear")
    assert visit.overflow() <= 0
