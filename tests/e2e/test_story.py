"""The story of what was asked, as a reader follows it."""

from __future__ import annotations

from typing import Any

import pytest
from chrome import Visit

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

FACT, EXPLAINED, *_ = QUESTIONS
PHONE = (390, 844)
Open = Any


def go_to_story(visit: Visit) -> None:
    visit.page.click("#masthead a[href='#story']")


def whole(visit: Visit) -> None:
    visit.page.wait_for_selector(".days")
    visit.page.wait_for_selector(".story-body[aria-busy=false]")


def follow(visit: Visit, subject: str) -> None:
    visit.page.fill("#story-subject", subject)
    visit.page.press("#story-subject", "Enter")


def test_without_a_question_it_says_what_it_is_for(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    go_to_story(visit)
    visit.page.wait_for_selector("#story h2:has-text('No story yet')")
    assert visit.page.locator("#story :is(.plot, .sides, .days)").count() == 0


def test_the_story_of_an_answer_is_told_day_by_day_and_outlet_by_outlet(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(EXPLAINED)
    go_to_story(visit)
    whole(visit)
    page = visit.page
    assert page.locator("#story h2").text_content() == EXPLAINED
    days = page.locator(".days time").evaluate_all("all => all.map((one) => one.dateTime)")
    assert len(days) > 4
    assert days == sorted(days)
    outlets = page.locator(".sides h4").all_text_contents()
    assert "The Harbour Courier" in outlets
    assert len(outlets) > 1
    assert page.locator(".sides .says mark strong").count() >= 1
    assert page.locator(".days .cited").count() >= 1

    drawn = page.locator(".plot circle").count()
    page.click(".plot summary")
    counted = page.locator(".plot tbody tr").evaluate_all(
        "rows => rows.map((row) => [...row.cells].slice(2).filter((cell) => Number(cell.textContent)).length)"
    )
    assert sum(counted) == drawn > 3
    assert page.locator(".plot thead th").all_text_contents()[2:] == page.locator(".plot .name.one").all_text_contents()


def test_a_quote_of_the_story_opens_in_its_article_and_gives_the_focus_back(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    go_to_story(visit)
    follow(visit, "Tollgate Bridge")
    whole(visit)
    page = visit.page
    quote = str(page.locator(".days blockquote").first.text_content())
    page.focus("#story-subject")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.locator(".days .headline").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".source:not([hidden]) mark")
    assert "".join(page.locator(".source mark").all_text_contents()) == quote
    assert visit.overflow() <= 0
    page.keyboard.press("Escape")
    page.wait_for_selector(".source", state="hidden")
    assert page.evaluate("document.activeElement.matches('.days .headline')")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("[...document.querySelectorAll('#story .headline')].indexOf(document.activeElement)") == 1


def test_a_subject_of_ones_own_and_the_way_back(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(FACT)
    go_to_story(visit)
    visit.page.wait_for_selector(".days")
    follow(visit, "the astrolabe")
    visit.page.wait_for_selector("#story h2:has-text('the astrolabe')")
    visit.page.wait_for_selector(".story-body[aria-busy=false] .days")
    assert visit.page.locator("#story .sides").count() == 0
    assert "astrolabe" in str(visit.page.text_content(".days"))
    visit.page.click("#story .back")
    visit.page.wait_for_selector(f"#story h2:has-text('{FACT}')")
    follow(visit, "Taylor Swift")
    visit.page.wait_for_selector("#story h2:has-text('Nothing on record')")


def test_it_fits_a_phone(sample: str, open_page: Open) -> None:
    visit = open_page(sample, *PHONE, color_scheme="dark")
    go_to_story(visit)
    follow(visit, "Tollgate Bridge")
    whole(visit)
    assert visit.overflow() <= 0
    visit.page.click(".plot summary")
    assert visit.overflow() <= 0
    for target in visit.page.locator("#story :is(.headline, .follow button, .follow input)").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_hostile_text_is_text(hostile: str, open_page: Open) -> None:
    visit = open_page(hostile, *PHONE)
    go_to_story(visit)
    for subject in ("harbour wall of Port Alder", "<img src=x onerror=window.hacked=1> ${window.hacked=1} Port Birch"):
        follow(visit, subject)
        visit.page.wait_for_function(
            "text => document.querySelector('#story .story-head')?.textContent.includes(text)", arg=subject
        )
        visit.page.wait_for_selector(".story-body[aria-busy=false]")
        assert visit.overflow() <= 0
    assert visit.page.locator("#story .story-body :is(script, img, iframe, form, style, link, input)").count() == 0
    assert visit.page.evaluate("window.hacked") is None
