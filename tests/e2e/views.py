"""The way through the views of the chat, as the pictures and the accessibility tests go it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chrome import Visit
from playwright.sync_api import Page

from onrecord.seeds import QUESTIONS

__all__ = ["still", "walk"]

FACT, EXPLAINED, FOLLOW_UP, _SAID, DECLINED = QUESTIONS
_STILL = """() => new Promise(requestAnimationFrame).then(() => Promise.allSettled(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime)).map((one) => one.finished)))"""


def still(page: Page) -> None:
    """Wait until every animation that ends has ended."""
    page.evaluate(_STILL)


def walk(visit: Visit, unclear: str = "") -> Iterator[str]:
    """Bring up one view after the other, and yield its name while it is shown. ``unclear`` is a question that is asked
    back."""
    page = visit.page

    def drawn(name: str) -> str:
        still(page)
        return name

    yield drawn("welcome")
    turn = visit.ask(FACT)
    yield drawn("answer")
    visit.open_source(turn)
    yield drawn("source")
    page.keyboard.press("Escape")
    page.click(f"#turn-{turn} .certainty summary")
    page.click(f"#turn-{turn} .thumb.wrong")
    page.locator(f"#turn-{turn} .said").evaluate("node => node.scrollIntoView({ block: 'center' })")
    yield drawn("judged")
    visit.ask(EXPLAINED)
    visit.ask(FOLLOW_UP)
    yield drawn("follow-up")
    visit.ask(DECLINED, ends="abstained")
    yield drawn("declined")
    if unclear:
        visit.ask(unclear, ends="unclear")
        yield drawn("unclear")
    page.click("#filters button")
    page.wait_for_selector("#dates input[name=after]")
    yield drawn("filters")
    page.click("#filters button")
    yield from _beside(visit, drawn)
    page.click("#fresh")
    page.wait_for_selector(".welcome")
    visit.ask(EXPLAINED)
    yield from _others(visit, drawn)


def _beside(visit: Visit, drawn: Callable[[str], str]) -> Iterator[str]:
    page = visit.page
    page.click("#open-settings")
    page.wait_for_selector("#settings .place")
    yield drawn("settings")
    page.keyboard.press("Escape")
    page.click("#open-shelf")
    page.wait_for_selector("#shelf .found:not(:empty)")
    page.locator("#shelf summary").first.click()
    yield drawn("conversations")
    page.locator("#shelf .name").first.click()
    page.wait_for_selector(".opened")
    yield drawn("taken-up")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    yield drawn("keys")
    page.keyboard.press("Escape")
    if page.is_visible("#shelf .close"):  # on a phone it has closed by itself
        page.click("#shelf .close")


def _others(visit: Visit, drawn: Callable[[str], str]) -> Iterator[str]:
    page = visit.page
    page.click("#masthead a[href='#story']")
    page.wait_for_selector(".days")
    page.wait_for_selector(".story-body[aria-busy=false]", timeout=60_000)
    yield drawn("story")
    page.click("#masthead a[href='#archive']")
    page.wait_for_selector("#archive .entry")
    yield drawn("archive")
    page.fill("#archive-words", "bridge reopening")
    page.press("#archive-words", "Enter")
    page.wait_for_selector("#archive .entry mark")
    page.click("#archive .limits summary")
    yield drawn("archive-search")
    page.click("#archive .add-toggle")
    page.wait_for_selector("#archive-adding:not([hidden])")
    yield drawn("archive-adding")
