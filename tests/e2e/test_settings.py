"""What a reader wishes of the page and of its answers, and that it is kept."""

from __future__ import annotations

from typing import Any

import pytest
from chrome import Visit

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

FACT, EXPLAINED, *_ = QUESTIONS
PHONE = (390, 844)
PAPER = {"light": "rgb(251, 250, 246)", "dark": "rgb(22, 21, 19)"}
Open = Any


def open_settings(visit: Visit) -> None:
    visit.page.click("#open-settings")
    visit.page.wait_for_selector("#settings .place")


def choose(visit: Visit, words: str) -> None:
    visit.page.get_by_role("radio", name=words, exact=True).check()


def paper(visit: Visit) -> str:
    return str(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))


def reloaded(visit: Visit, ready: str) -> None:
    """Load the page again. What the one before says of its streams as they are cut off is no complaint."""
    before = len(visit.complaints)
    visit.page.reload()
    visit.page.wait_for_selector(ready)
    del visit.complaints[before:]


def test_theme_and_text_size_hold_from_the_first_paint_on(sample: str, open_page: Open) -> None:
    visit = open_page(sample, color_scheme="light")
    open_settings(visit)
    choose(visit, "Dark")
    choose(visit, "Large")
    assert paper(visit) == PAPER["dark"]
    assert visit.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19.2px"
    # without the page's own modules nothing could make good for what the first script leaves out
    visit.page.route("**/main.js", lambda route: route.abort())
    visit.page.goto(sample, wait_until="commit")
    visit.page.wait_for_selector("#opening .wait")
    assert paper(visit) == PAPER["dark"]
    assert visit.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19.2px"
    visit.complaints.clear()  # of the script that was held back


def test_answers_are_as_many_and_as_sure_as_was_wished_and_reset_undoes_it(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(EXPLAINED)
    assert visit.page.locator("#turn-1 .quote").count() > 1
    open_settings(visit)
    choose(visit, "One")
    reloaded(visit, ".welcome")
    visit.ask(EXPLAINED)
    assert visit.page.locator("#turn-1 .quote").count() == 1
    open_settings(visit)
    assert visit.page.get_by_role("radio", name="One", exact=True).is_checked()
    visit.page.get_by_role("button", name="Reset all settings").click()
    visit.page.wait_for_selector("#settings .done:has-text('as it was at first')")
    assert visit.page.evaluate("window.localStorage.length") == 0
    reloaded(visit, ".welcome")
    visit.ask(EXPLAINED)
    assert visit.page.locator("#turn-1 .quote").count() > 1


def test_dates_and_outlets_by_default_stand_below_the_question(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    open_settings(visit)
    visit.page.locator("#settings").get_by_label("The Harbour Courier").check()
    heading = "document.querySelector('#filters button').textContent.includes('in The Harbour Courier')"
    visit.page.wait_for_function(heading)
    reloaded(visit, ".welcome")
    visit.page.wait_for_function(heading)
    visit.page.locator("#settings .settings").wait_for(state="hidden")
    visit.ask(EXPLAINED)
    bylines = visit.page.locator("#turn-1 .quote .byline").all_text_contents()
    assert bylines
    assert all(byline.startswith("The Harbour Courier, ") for byline in bylines)


@pytest.mark.parametrize(
    "stored", ['{"theme": ["x"], "size": {}, "risk": "much", "outlets": "x", "after": 3}', "]", "7"]
)
def test_what_cannot_be_read_is_as_if_nothing_were_kept(stored: str, sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.evaluate("stored => window.localStorage.setItem('onrecord', stored)", stored)
    reloaded(visit, ".welcome")
    open_settings(visit)
    assert visit.page.locator("#settings input[type=radio]:checked").count() == 4
    visit.ask(FACT)


def test_the_panel_fits_a_phone_and_the_largest_text(sample: str, open_page: Open) -> None:
    visit = open_page(sample, *PHONE)
    open_settings(visit)
    box = visit.page.locator(".settings").bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert visit.page.evaluate("document.querySelector('#composer').inert")
    choose(visit, "Largest")
    assert visit.overflow() <= 0
    inside = (
        "document.querySelector('#settings .body').scrollWidth - document.querySelector('#settings .body').clientWidth"
    )
    assert visit.page.evaluate(inside) <= 0
    visit.page.click("#settings .close")
    assert visit.overflow() <= 0
    assert visit.page.evaluate("document.activeElement.id") == "open-settings"


def test_panels_give_way_to_one_another(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    open_settings(visit)
    visit.page.click("#open-shelf")
    visit.page.wait_for_selector("#settings .settings", state="hidden")
    assert visit.page.get_attribute("#open-settings", "aria-expanded") == "false"
    visit.page.click("#open-settings")
    visit.page.wait_for_selector("#shelf .shelf", state="hidden")
    visit.ask(FACT)
    visit.open_source(1)
    visit.page.wait_for_selector("#settings .settings", state="hidden")
