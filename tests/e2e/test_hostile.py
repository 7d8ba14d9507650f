"""Many hostile strings through all that takes one: each is text, no script runs, nothing outside is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from chrome import Visit, serving
from embedders import HashingEmbedder
from hostile import ADDRESSES, STRINGS

from onrecord.index import Article, NewsIndex
from onrecord.index.normalise import normalise_text
from onrecord.rag import Answer, Assistant, Citation, Retriever
from onrecord.ui import create_app

pytestmark = pytest.mark.browser

PHONE = (390, 844)
GROUPS = [STRINGS[first::12] for first in range(12)]
"""Each has some of every kind, and together they are no longer than a question may be."""

some_and_all = pytest.mark.parametrize(
    "groups", [pytest.param(GROUPS[:4], id="some"), pytest.param(GROUPS, id="all", marks=pytest.mark.long)]
)
MOST = 1_000  # characters of a title, and of a question
LONG = "W" * MOST
Open = Any


def joined(group: Sequence[str]) -> str:
    return " ¦ ".join(group)[:MOST]


def article(number: int, group: Sequence[str]) -> Article:
    return Article(
        id=f"{number} {group[0]}",
        title=joined(group) if number else LONG,
        text=f"The port {number} said: {joined(group)}.\n\n" + "\n\n".join(group),
        url=next(one for one in group if one in ADDRESSES),
        outlet=joined(group),
        published=f"2025-07-{number % 28 + 1:02}",
        authors=tuple(group),
        section=joined(group),
        rights=joined(group),
        remarks=tuple(group),
    )


class Quoting(Assistant):
    """Quotes from the article with the strings that were asked, so that no model need be asked."""

    def ask(self, question: str, **_given: Any) -> Answer:
        number = next((n for n, group in enumerate(GROUPS) if question.startswith(group[0][:12])), 0)
        found = next(one for one in self.index.newest() if one.text.startswith(f"The port {number} said"))
        end = found.text.index("\n\n")
        cited = (Citation(1, found, 1, 0, end, (4, 12)),)
        return Answer(question, question, cited[0].answering, cited, 0.9, abstained=False)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile") / "archive"
    with NewsIndex.open(folder, create=True, embedder=HashingEmbedder()) as index:
        report = index.add([article(number, group) for number, group in enumerate(GROUPS)])
        assert report.rejected == ()
        quoting = Quoting(index, retriever=Retriever(index, rerank=0))
        with serving(create_app(quoting, examples=[joined(group) for group in GROUPS[:5]])) as served:
            yield served


def unharmed(visit: Visit) -> None:
    """Nothing of it came to be more than text, and nothing stands out of the page."""
    parts = "#conversation, #source, #story, #archive, #shelf, #settings"
    made = ":is(script, img, iframe, object, embed, style, link, video, audio, base, meta, form form)"
    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.evaluate("({}).hacked") is None
    assert visit.page.locator(f":is({parts}) {made}").count() == 0
    assert visit.page.locator("a[href^='javascript' i], a[href^='data' i], a[href^='vbscript' i]").count() == 0
    assert visit.overflow() <= 0


def settled(visit: Visit, part: str, words: str) -> None:
    """Wait until a part of the page shows what became of these words."""
    visit.page.wait_for_function(
        """([part, words]) => {
          const node = document.querySelector(part);
          return node.ariaBusy !== "true" && node.textContent.replace(/\\s+/g, "").includes(words);
        }""",
        arg=[part, "".join(words.replace("\ufeff", "").split())[:300]],
    )


def test_there_are_many_and_they_differ() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 120
    assert all(len(" ¦ ".join(group)) <= MOST for group in GROUPS)


@some_and_all
def test_in_questions_answers_and_their_articles(
    address: str, open_page: Open, groups: Sequence[Sequence[str]]
) -> None:
    visit = open_page(address, *PHONE)
    page = visit.page
    for number, group in enumerate(groups, start=1):
        page.fill("#question textarea", joined(group))
        page.press("#question textarea", "Enter")
        page.wait_for_selector(f'#turn-{number}[data-stage="answered"]')
        assert page.text_content(f"#turn-{number} .asked") == " ".join(joined(group).split())
        unharmed(visit)
        page.evaluate(f"document.querySelector('#turn-{number} .headline').click()")
        page.wait_for_selector(".source:not([hidden]) mark.current")
        shown = str(page.text_content("#source .text"))
        quoted = str(page.text_content(f"#turn-{number} blockquote") or "")
        assert quoted in shown
        assert [one for one in group if normalise_text(one).strip() not in shown] == []
        unharmed(visit)
        page.keyboard.press("Escape")


@some_and_all
def test_in_the_archive_its_search_and_the_story(
    address: str, open_page: Open, groups: Sequence[Sequence[str]]
) -> None:
    visit = open_page(address, *PHONE)
    page = visit.page
    page.click("#masthead a[href='#archive']")
    page.wait_for_selector("#archive .entry")
    page.click("#archive .table summary")
    page.click("#archive .limits summary")
    unharmed(visit)
    while page.locator("#archive .more").count():
        page.click("#archive .more")
        page.wait_for_selector("#archive .archive[aria-busy=false], #archive section[aria-busy=false]")
        unharmed(visit)
    for group in groups:
        page.fill("#archive-words", joined(group))
        page.press("#archive-words", "Enter")
        settled(visit, "#archive section", joined(group))
        unharmed(visit)
    for one in STRINGS[:: 60 // len(groups)]:
        page.fill("#archive input[list=archive-authors]", one)
        page.press("#archive input[list=archive-authors]", "Enter")
        page.wait_for_selector("#archive section[aria-busy=false]")
    unharmed(visit)
    page.click("#masthead a[href='#story']")
    strings = [one for group in groups for one in group]
    for first in range(0, len(strings), 5):
        subject = joined(strings[first : first + 5])[:200]
        page.fill("#story-subject", subject)
        page.press("#story-subject", "Enter")
        settled(visit, ".story-body", subject)
    unharmed(visit)


def test_in_names_of_files(address: str, open_page: Open) -> None:
    visit = open_page(address, *PHONE)
    page = visit.page
    page.click("#masthead a[href='#archive']")
    page.wait_for_selector("#archive .entry")
    page.click("#archive .add-toggle")
    given = [
        {"name": f"of {one.replace('/', ' ')[:120]}.json", "mimeType": "text/html", "buffer": b"["} for one in STRINGS
    ]
    page.set_input_files("#archive input[type=file] >> nth=0", given)
    page.wait_for_selector("#archive .progress .close", timeout=60_000)
    assert page.text_content("#archive .counts div:has(dt:text-is('rejected')) dd") == str(len(STRINGS))
    unharmed(visit)


@some_and_all
def test_in_names_of_conversations_and_notes(address: str, open_page: Open, groups: Sequence[Sequence[str]]) -> None:
    visit = open_page(address)
    page = visit.page
    visit.ask("What did the port say?")
    strings = [one for group in groups for one in group]
    for first in range(0, len(strings), 30):
        note = " ".join(strings[first : first + 30])[:1_900]
        if not first:
            page.click("#turn-1 .thumb.wrong")
        page.get_by_label("A note on this answer").fill(note)
        page.click("#turn-1 [data-act=note]")
        page.wait_for_selector("#turn-1 .said p:has-text('with your note')")
    unharmed(visit)
    page.click("#open-shelf")
    page.wait_for_selector("#shelf .found:not(:empty)")
    for first in range(0, len(strings), 5):
        page.locator("#shelf summary").first.click()
        page.locator("#shelf button[aria-label^=Rename]").first.click()
        page.fill("#shelf .list input", joined(strings[first : first + 5])[:200])
        page.press("#shelf .list input", "Enter")
        page.wait_for_selector("#shelf .list input", state="detached")
    unharmed(visit)


@pytest.mark.parametrize("first", [0, *(pytest.param(first, marks=pytest.mark.long) for first in range(1, 5))])
def test_in_links_and_in_what_the_browser_keeps(address: str, open_page: Open, first: int) -> None:
    some = STRINGS[first::5]
    settings = ("theme", "size", "risk", "quotes", "after", "before", "keys", "__proto__")
    wished = {name: some[place % len(some)] for place, name in enumerate(settings)} | {"outlets": list(some)}
    link = urlencode({"article": joined(some), "revision": some[0], "quote": some[1]})
    visit = open_page(f"{address}?{link}", *PHONE)
    page = visit.page
    page.wait_for_selector("#source .source:not([hidden])")
    assert page.locator("#source mark").count() == 0
    unharmed(visit)
    page.keyboard.press("Escape")
    page.evaluate("kept => window.localStorage.setItem('onrecord', kept)", json.dumps(wished))
    before = len(visit.complaints)
    page.goto(f"{address}?{urlencode({'article': some[2], 'quote': joined(some)})}")
    page.wait_for_selector(".welcome")
    del visit.complaints[before:]  # of the streams of the page before, as they are cut off
    page.evaluate("document.querySelector('#open-settings').click()")
    page.wait_for_selector("#settings .place")
    unharmed(visit)
