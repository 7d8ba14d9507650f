"""Takes a picture of every view of the chat over the sample archive: ``python tests/e2e/screenshots.py FOLDER``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from chrome import Visit, launch, serving, visiting
from playwright.sync_api import sync_playwright

from onrecord.index import NewsIndex, sources
from onrecord.rag import Assistant
from onrecord.seeds import ARTICLES, QUESTIONS
from onrecord.ui import create_app
from onrecord.ui.examples import sample_examples

SCREENS = {"desktop": (1280, 800), "phone": (390, 844)}
FACT, EXPLAINED, FOLLOW_UP, SAID, DECLINED = QUESTIONS


def take(visit: Visit, folder: Path, name: str) -> None:
    page = visit.page

    def picture(view: str) -> None:
        page.wait_for_timeout(500)
        page.screenshot(path=folder / f"{name}-{view}.png")

    picture("1-empty")
    turn = visit.ask(FACT)
    picture("2-answer")
    visit.open_source(turn)
    picture("3-source")
    page.keyboard.press("Escape")
    visit.ask(EXPLAINED)
    picture("4-whole-quote")
    turn = visit.ask(FOLLOW_UP)
    picture("5-follow-up")
    visit.ask(DECLINED, ends="abstained")
    picture("6-abstention")
    page.locator(".nearest .headline").first.click()
    page.wait_for_selector(".source:not([hidden]) mark")
    picture("7-near-passage")
    page.keyboard.press("Escape")
    page.click("#filters button")
    page.fill("#dates input[name=after]", "2025-07-01")
    page.locator("#dates input[name=after]").dispatch_event("change")
    picture("8-filters")
    page.click("#fresh")
    page.wait_for_selector(".welcome")
    visit.ask(FACT)
    visit.ask("Are you sure?")
    picture("9-note")
    visit.ask("Anything newer?", ends="abstained")
    picture("10-nothing-newer")
    visit.ask("Thanks!", ends="talk")
    picture("11-talk")
    page.click("#open-shelf")
    page.locator("#shelf summary").first.click()
    picture("9-conversations")
    page.locator("#shelf .name").first.click()
    page.wait_for_selector(".opened")
    picture("10-taken-up")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, NewsIndex.open(Path(made) / "sample", create=True) as index:
        index.add(sources.read(ARTICLES))
        app = create_app(Assistant(index), examples=sample_examples())
        with serving(app) as address, sync_playwright() as playwright:
            browser = launch(playwright)
            for screen, (width, height) in SCREENS.items():
                for scheme in ("light", "dark"):
                    with visiting(browser, address, width, height, color_scheme=scheme) as visit:
                        take(visit, folder, f"{screen}-{scheme}")
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
