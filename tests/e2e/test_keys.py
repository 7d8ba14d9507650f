"""The page by keyboard, and its three views."""

from __future__ import annotations

from typing import Any

import pytest
from chrome import Visit

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

FACT, EXPLAINED, *_ = QUESTIONS
BOX = "#question textarea"
Open = Any


def focused(visit: Visit, selector: str) -> bool:
    return bool(visit.page.evaluate("selector => document.activeElement.matches(selector)", selector))


def view(visit: Visit) -> str:
    return str(visit.page.evaluate("document.documentElement.dataset.view"))


def reloaded(visit: Visit, ready: str) -> None:
    """Load the page again. What the one before says of its streams as they are cut off is no complaint."""
    before = len(visit.complaints)
    visit.page.reload()
    visit.page.wait_for_selector(ready)
    del visit.complaints[before:]


def test_a_slash_goes_to_the_question_from_anywhere(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.click("#masthead a[href='#story']")
    visit.page.keyboard.press("/")
    assert view(visit) == "ask"
    assert focused(visit, BOX)
    visit.page.keyboard.type("a/b?")
    assert visit.page.input_value(BOX) == "a/b?"
    assert visit.page.locator("#keys[open]").count() == 0


def test_arrows_walk_the_quotes_and_enter_opens_one(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(FACT)
    visit.ask(EXPLAINED)
    visit.page.focus("#fresh")
    keyboard = visit.page.keyboard
    keyboard.press("ArrowRight")
    assert focused(visit, "#turn-2-source-1")
    assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("ArrowRight")
    assert focused(visit, "#turn-2-source-2")
    for _ in range(2):
        keyboard.press("ArrowLeft")
    assert visit.page.evaluate("document.activeElement.closest('.turn').id") == "turn-1"
    keyboard.press("Enter")
    visit.page.wait_for_selector(".source:not([hidden]) mark")
    keyboard.press("Escape")
    visit.page.wait_for_selector(".source", state="hidden")


def test_in_the_question_arrows_move_the_caret(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(FACT)
    visit.page.fill(BOX, "bc")
    visit.page.press(BOX, "Home")
    visit.page.keyboard.press("ArrowRight")
    visit.page.keyboard.type("x")
    assert visit.page.input_value(BOX) == "bxc"
    assert focused(visit, BOX)


def test_the_keys_are_listed_and_closed_without_closing_what_is_behind(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.click("#open-settings")
    visit.page.wait_for_selector("#settings .place")
    keyboard = visit.page.keyboard
    keyboard.press("?")
    visit.page.wait_for_selector("#keys[open]")
    assert visit.page.get_by_role("dialog", name="Keys").is_visible()
    keys = visit.page.locator("#keys kbd").all_text_contents()
    assert {"/", "?", "Esc", "→", "←", "Enter"} <= set(keys)
    keyboard.press("Escape")
    visit.page.wait_for_selector("#keys", state="hidden")
    assert visit.page.locator("#settings .settings").is_visible()
    keyboard.press("Escape")
    visit.page.wait_for_selector("#settings .settings", state="hidden")
    assert focused(visit, "#open-settings")


def test_single_keys_can_be_switched_off(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.click("#open-settings")
    visit.page.wait_for_selector("#settings .place")
    visit.page.get_by_label("Single keys").uncheck()
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("?")
    visit.page.keyboard.press("/")
    assert visit.page.locator("#keys[open]").count() == 0
    assert not focused(visit, BOX)


def test_views_have_addresses_and_a_history(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    told = "window.told = []; document.addEventListener('onrecord:view', (event) => window.told.push(event.detail))"
    visit.page.evaluate(told)
    assert (view(visit), visit.page.title()) == ("ask", "onrecord")
    visit.page.click("#masthead a[href='#story']")
    visit.page.wait_for_selector("#story .story-head")
    assert visit.page.locator("#conversation, #composer").locator("visible=true").count() == 0
    assert visit.page.locator("#masthead a[aria-current=page]").all_text_contents() == ["Story"]
    assert visit.page.title() == "Story · onrecord"
    visit.page.click("#masthead a[href='#archive']")
    visit.page.go_back()
    visit.page.wait_for_function("document.documentElement.dataset.view === 'story'")
    reloaded(visit, "#story .story-head")
    visit.page.go_back()
    visit.page.wait_for_function("document.documentElement.dataset.view === 'ask'")
    assert visit.page.locator(BOX).is_visible()


def test_a_new_conversation_begins_where_questions_are_asked(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(FACT)
    visit.page.click("#masthead a[href='#story']")
    visit.page.click("#fresh")
    visit.page.wait_for_selector(".welcome")
    assert view(visit) == "ask"


def test_the_head_of_the_page_fits(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    for width in (320, 390, 768, 900, 1024, 1280):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit.overflow() <= 0, width
        for name in ("Conversations", "Settings", "New conversation"):
            box = visit.page.get_by_role("button", name=name, exact=True).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert width >= 900 or min(box["width"], box["height"]) >= 44
        for link in visit.page.locator("#masthead nav a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 44
