"""Type twice as large as the browser has it: nothing of the page is wider than the window, in any view or panel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from chrome import Visit

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

Open = Any
LARGE = "document.documentElement.style.fontSize = '200%'"
WIDER = """() => {
  const inside = (one, panel) => one.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1;
  const open = [...document.querySelectorAll("#masthead, #source .source, #shelf .shelf, #settings .settings, #keys")];
  const out = open.filter((one) => one.offsetParent || getComputedStyle(one).position === "fixed").flatMap((panel) =>
    [...panel.querySelectorAll("*")].filter((one) => one.getClientRects().length && inside(one, panel)
      && !one.closest("svg, .plot, button span")));
  const page = document.documentElement.scrollWidth - window.innerWidth;
  const named = new Set(out.map((one) => `${one.tagName} ${one.className}`));
  return [...(page > 0 ? [`the page, by ${page}`] : []), ...named];
}"""


def states(visit: Visit) -> Iterator[str]:
    """Every view, and every panel beside it, one after the other."""
    page = visit.page
    yield "welcome"
    turn = visit.ask(QUESTIONS[1])
    page.click("#filters button")
    yield "an answer, and the filters"
    page.click("#filters button")
    visit.open_source(turn)
    yield "the source"
    page.keyboard.press("Escape")
    for name, ready in (("settings", "#settings .place"), ("shelf", "#shelf .found:not(:empty)")):
        page.click(f"#open-{name}")
        page.wait_for_selector(ready)
        yield name
        page.keyboard.press("Escape")
    for name, ready in (("story", ".story-body[aria-busy=false] .days"), ("archive", "#archive .entry")):
        page.click(f"#masthead a[href='#{name}']")
        page.wait_for_selector(ready, timeout=60_000)
        yield name
    page.click("#archive .add-toggle")
    page.click("#archive .limits summary")
    yield "what is added, and the limits of a search"


@pytest.mark.parametrize("size", [(1280, 800), (768, 1024), (390, 844)], ids=lambda size: str(size[0]))
def test_twice_as_large_nothing_is_wider_than_the_window(sample: str, open_page: Open, size: tuple[int, int]) -> None:
    visit = open_page(sample, *size)
    visit.page.evaluate(LARGE)
    visit.page.wait_for_selector("html.narrow #masthead")
    found = {}
    for name in states(visit):
        visit.page.wait_for_timeout(100)
        if wider := visit.page.evaluate(WIDER):
            found[name] = wider
    assert found == {}


def test_a_page_is_narrow_where_its_type_is_large_for_it(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    narrow = "document.documentElement.classList.contains('narrow')"
    assert not visit.page.evaluate(narrow)
    visit.page.set_viewport_size({"width": 899, "height": 800})
    visit.page.wait_for_function(narrow)
    visit.page.set_viewport_size({"width": 900, "height": 800})
    visit.page.wait_for_function(f"!{narrow}")
    visit.page.evaluate("document.documentElement.style.fontSize = '17px'")
    visit.page.wait_for_function(narrow)
