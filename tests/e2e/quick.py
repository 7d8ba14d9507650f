"""How quick the page is: ``python tests/e2e/quick.py [INDEX QUESTIONS]``, seconds and milliseconds on stdout.

Without arguments, over articles and conversations made here, whose answers take no time, so that it is the page that is
measured. With an index and a file of questions, one a line, also how long it takes to the first words of an answer.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chrome import Visit, launch, serving, visiting
from playwright.sync_api import Browser, sync_playwright

from onrecord.index import Article, NewsIndex
from onrecord.rag import Answer, Assistant, Citation
from onrecord.rag import Conversation as Spoken
from onrecord.rag.conversations import Conversations
from onrecord.ui import create_app

__all__ = ["ARTICLE", "TURNS", "first_words", "interactive", "opening", "prepared", "scrolling", "taking_up"]

TURNS = 1_000
WORDS = 50_000
_READING = 3_000  # milliseconds in which an answer is read
_LINE = "And so it went on, word after word, until nobody could say who had begun it. "
ARTICLE = Article(
    id="long",
    title="All that was said",
    text="\n\n".join(f"Speaker {number} rose. {_LINE * 5}" for number in range(WORDS // 78)),
    outlet="The Record",
    published="2025-07-04",
)

_READY = """() => {
  const box = document.querySelector("#question textarea");
  return document.querySelector(".welcome") && box && !box.disabled && performance.now();
}"""
_UNTIL = """([act, shown]) => new Promise((done) => {
  const began = performance.now();
  const look = () => document.querySelector(shown)
    ? requestAnimationFrame(() => done(performance.now() - began)) : setTimeout(look, 1);
  document.querySelector(act).click();
  look();
})"""
_SCROLLED = """async (selector) => {
  const box = document.querySelector(selector) ?? document.scrollingElement;
  const frames = [];
  let last = performance.now();
  for (let step = 0; step < 60; step += 1) {
    box.scrollTop = (box.scrollHeight * step) / 60;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  return frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)];
}"""


class Citing(Assistant):
    """Quotes the long article, from its middle, at once."""

    def ask(self, question: str, **_given: Any) -> Answer:
        found = self.index.article(ARTICLE.id)
        assert found is not None
        start = found.text.index("Speaker 300 rose.")
        cited = (Citation(1, found, 1, start, start + 17, (start + 8, start + 11)),)
        return Answer(question, question, cited[0].answering, cited, 0.9, abstained=False)


@contextmanager
def prepared(folder: Path, embedder: Any = None, turns: int = TURNS) -> Iterator[str]:
    """The address of a chat over the long article, with a conversation of so many turns."""
    with NewsIndex.open(folder, create=True, embedder=embedder) as index:
        index.add([ARTICLE])
        long = Spoken(Citing(index))
        for number in range(turns):
            long.ask(f"Who rose, for the {number + 1}th time?")
        Conversations(index.folder).keep(long)
        with serving(create_app(Citing(index), examples=["Who rose?"])) as address:
            yield address


def interactive(visit: Visit) -> float:
    """Milliseconds from the beginning of a visit until a question can be typed."""
    return float(visit.page.wait_for_function(_READY, polling=10).json_value())


def opening(visit: Visit, turn: int) -> float:
    """Milliseconds from a press on a source to its article with the quote marked."""
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_timeout(200)
    reference, marked = f"#turn-{turn} .quote .reference", "#source .source:not([hidden]) mark.current"
    return float(visit.page.evaluate(_UNTIL, [reference, marked]))


def taking_up(visit: Visit) -> float:
    """Milliseconds from a press on the name of a conversation to its last turn."""
    visit.page.click("#open-shelf")
    visit.page.wait_for_selector("#shelf .name")
    return float(visit.page.evaluate(_UNTIL, ["#shelf .list li:last-child .name", f"#turn-{TURNS}"]))


def scrolling(visit: Visit, selector: str) -> float:
    """Milliseconds of the slowest frames but one in twenty, while all of it is scrolled through. 16.7 is perfect."""
    return float(visit.page.evaluate(_SCROLLED, selector))


def first_words(visit: Visit, question: str) -> float:
    """Milliseconds from asking to the answering words, or to the refusal, once the answer before has been read."""
    visit.page.wait_for_timeout(_READING)
    turn = visit.page.locator(".turn").count() + 1
    visit.page.fill("#question textarea", question)
    ends = f"#turn-{turn} :is(.lead, .abstention, .unclear, .talk, .failed)"
    took = visit.page.evaluate(_UNTIL, ["#question .submit-button", ends])
    visit.page.wait_for_selector(f"#turn-{turn}:not([aria-busy=true])")
    return float(took)


def _say(what: str, took: float) -> None:
    sys.stdout.write(f"{what:<58}{took:8.0f} ms\n")


def _page(browser: Browser) -> None:
    with tempfile.TemporaryDirectory() as made, prepared(Path(made) / "archive") as address:
        with visiting(browser, address):
            pass  # what a browser keeps of a first visit is of no use to another context, but the server is warm
        visits = []
        for _ in range(5):
            with visiting(browser, address) as visit:
                visits.append(interactive(visit))
        _say("a question can be typed (p50 of 5 visits)", statistics.median(visits))
        with visiting(browser, address) as visit:
            turn = visit.ask("Who rose?")
            _say(f"an article of {WORDS:,} words, opened for the first time", opening(visit, turn))
            again = statistics.median(opening(visit, turn) for _ in range(5))
            _say("and again (p50 of 5)", again)
            _say("scrolled through, a frame (p95)", scrolling(visit, "#source .article-body"))
            visit.page.keyboard.press("Escape")
            _say(f"a conversation of {TURNS:,} turns, taken up", taking_up(visit))
            _say("scrolled through, a frame (p95)", scrolling(visit, "html"))


def _archive(browser: Browser, folder: Path, questions: list[str]) -> None:
    with NewsIndex.open(folder) as index:
        assistant = Assistant(index)
        assistant.load()
        with serving(create_app(assistant)) as address, visiting(browser, address) as visit:
            first_words(visit, questions[0])
            took = sorted(first_words(visit, question) for question in questions)
    _say(f"the first words of an answer (p50 of {len(took)})", statistics.median(took))
    _say("the same (p95)", took[int(len(took) * 0.95)])


def main() -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        _page(browser)
        if len(sys.argv) > 2:
            asked = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
            _archive(browser, Path(sys.argv[1]), [line for line in asked if line.strip()])
        browser.close()


if __name__ == "__main__":
    main()
