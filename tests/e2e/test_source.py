"""The source panel, as a person reads in it: from quote to quote, through revisions, around a story, from a link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from chrome import Visit, serving
from embedders import HashingEmbedder
from hostile import PAYLOADS

from onrecord.index import Article, NewsIndex
from onrecord.index.sources import read
from onrecord.rag import Answer, Assistant, Citation
from onrecord.seeds import ARTICLES
from onrecord.ui import create_app

pytestmark = pytest.mark.browser

PHONE = (390, 844)
BRIDGE, MARCH = (
    "harbour-courier-2025-08-05-bridge-partial-reopening",
    "harbour-courier-2025-06-29-bridge-march-city-hall",
)
REOPENS = "the bridge reopens to all permitted traffic on 29 August"
BLAMED = "Marit Oyelaran, the city engineer, blamed the weather."
LINES = 760
LONG = Article(
    id="long",
    title="All that was said",
    text="\n\n".join(
        f"Speaker {number} rose. " + "And so it went on, word after word. " * 9 for number in range(LINES)
    ),
    outlet="The Record",
    published="2025-07-04",
)
ODD = Article(
    id="odd",
    title="Odd",
    outlet="The Record",
    text="One\u00a0space,\ttabs.\nA line.\n \n\nTwo  blanks — “quoted”.\n\nEnd 😀.",
)
HOSTILE = Article(
    id="${alert(1)} <b>&",
    title=f"{' '.join(PAYLOADS)}"[:900],
    text="\n\n".join([*PAYLOADS, "x" * 4_000]),
    outlet=PAYLOADS[0],
    authors=PAYLOADS[:3],
    section=PAYLOADS[4],
    rights=PAYLOADS[1],
    remarks=PAYLOADS[:2],
)
Open = Any


class Citing(Assistant):
    """Quotes what a test is about, so that no model need be asked."""

    def ask(self, question: str, **_given: Any) -> Answer:
        first, march, long = self.index.article(BRIDGE, 1), self.index.article(MARCH), self.index.article("long")
        assert first is not None
        assert march is not None
        assert long is not None
        cited = {
            "When?": [(first, REOPENS, "29 August"), (march, march.text[:60], None), (first, BLAMED, None)],
            "Long?": [
                (long, "Speaker 400 rose.", "400"),
                (long, "Speaker 3 rose.", None),
                (long, "Speaker 759 rose.", None),
            ],
        }.get(question, [])
        quotes = tuple(self._cited(number, *one) for number, one in enumerate(cited, start=1))
        return Answer(question, question, quotes[0].answering if quotes else "", quotes, 0.9, abstained=not quotes)

    def _cited(self, number: int, article: Article, quote: str, focus: str | None) -> Citation:
        start = article.text.index(quote)
        inner = article.text.index(focus, start) if focus else 0
        span = (inner, inner + len(focus)) if focus else None
        return Citation(number, article, 1, start, start + len(quote), span)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat over a story of the sample archive, of which one article was changed twice."""
    folder = tmp_path_factory.mktemp("source") / "archive"
    with NewsIndex.open(folder, create=True, embedder=HashingEmbedder()) as index:
        index.add(found for found in read(ARTICLES) if isinstance(found, Article) and "bridge" in found.id)
        changed(index)
        index.add([LONG, ODD, HOSTILE])
        with serving(create_app(Citing(index), examples=["When?"])) as served:
            yield served


def changed(index: NewsIndex) -> None:
    first = index.article(BRIDGE)
    assert first is not None
    second = replace(first, text=first.text.replace("29 August", "12 September"), modified="2025-08-06T09:10:00+02:00")
    index.add([second])
    index.add(
        [replace(second, text=second.text.replace(" No damage was found.", ""), remarks=("Correction: a date.",))]
    )


def text_of(visit: Visit, selector: str) -> str:
    return str(visit.page.locator(selector).first.evaluate("node => node.textContent"))


def waits_for(visit: Visit, selector: str, words: str) -> None:
    visit.page.wait_for_function(
        "([selector, words]) => document.querySelector(selector)?.textContent.includes(words)", arg=[selector, words]
    )


def focused(visit: Visit, selector: str) -> bool:
    return bool(visit.page.evaluate("selector => document.activeElement.matches(selector)", selector))


def in_sight(visit: Visit, selector: str) -> bool:
    return bool(
        visit.page.evaluate(
            """selector => {
              const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
              const box = document.querySelector(".article-body").getBoundingClientRect();
              return top >= box.top && bottom <= box.bottom;
            }""",
            selector,
        )
    )


def link(address: str, **named: object) -> str:
    return f"{address}?{urlencode(named)}"


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_the_quotes_of_an_answer_are_walked_by_keys_and_buttons(
    size: tuple[int, int], address: str, open_page: Open
) -> None:
    visit = open_page(address, *size)
    page = visit.page
    visit.ask("When?")
    visit.open_source(1)
    assert text_of(visit, ".source .label") == "Source 1 of 3"
    assert text_of(visit, "mark.current") == REOPENS
    assert text_of(visit, "mark.current strong") == "29 August"
    assert text_of(visit, "mark.other") == BLAMED
    assert page.locator("mark.other").get_attribute("data-number") == "3"
    assert in_sight(visit, "mark.current")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    waits_for(visit, ".source .label", "Source 2 of 3")
    assert "march" in text_of(visit, ".source h2")
    page.click(".source .step >> nth=1")
    waits_for(visit, ".source .label", "Source 3 of 3")
    assert focused(visit, ".source .step:last-child")
    assert text_of(visit, "mark.current") == BLAMED
    assert page.locator("#turn-1 .quote.current .reference").text_content() == "[3]"
    page.locator("mark.other").click()
    waits_for(visit, ".source .label", "Source 1 of 3")
    assert visit.overflow() <= 0
    page.keyboard.press("Escape")
    page.wait_for_selector(".source", state="hidden")
    assert focused(visit, "#turn-1 .quote:nth-of-type(1) .headline")


def test_a_newer_revision_is_told_of_and_compared(address: str, open_page: Open) -> None:
    visit = open_page(address)
    page = visit.page
    visit.ask("When?")
    visit.open_source(1)
    notes = page.locator(".notes p").all_text_contents()
    assert notes[:2] == ["This is revision 1; the newest is 3.", "A newer revision has not these words."]
    assert page.locator(".revisions li").count() == 3
    page.get_by_role("button", name="What changed").click()
    page.wait_for_selector(".compared")
    assert page.locator(".compared del").all_text_contents() == ["29 August", " No damage was found."]
    assert page.locator(".compared ins").all_text_contents() == ["12 September"]
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.compared del')).textDecorationLine") == "line-through"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.compared ins')).textDecorationLine") == "underline"
    page.get_by_label("Earlier").select_option("2")
    page.wait_for_function("document.querySelectorAll('.compared del').length === 1")
    page.get_by_role("button", name="Back to the article").click()
    assert text_of(visit, "mark.current") == REOPENS
    page.get_by_role("button", name="Read the newest").click()
    page.wait_for_function("!document.querySelector('.source .notes')")
    assert "12 September" in text_of(visit, ".source .text")
    page.get_by_role("button", name="Back", exact=True).click()
    waits_for(visit, ".source .label", "Source 1 of 3")


def test_the_story_around_an_article_can_be_followed_and_left(address: str, open_page: Open) -> None:
    visit = open_page(address)
    page = visit.page
    visit.ask("When?")
    visit.open_source(1)
    page.wait_for_selector(".around li.open")
    first = page.locator(".around button.name").first
    title = str(first.text_content())
    first.click()
    waits_for(visit, ".source h2", title)
    assert page.locator(".source mark").count() == 0
    page.get_by_role("button", name="Back", exact=True).click()
    waits_for(visit, ".source .label", "Source 1 of 3")
    assert page.get_by_role("button", name="Back", exact=True).count() == 0


def test_a_link_is_copied_and_opens_the_same_quote(address: str, open_page: Open) -> None:
    visit = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    visit.ask("When?")
    visit.open_source(1)
    visit.page.get_by_role("button", name="Copy link").click()
    waits_for(visit, ".source .told", "Link copied.")
    copied = str(visit.page.evaluate("navigator.clipboard.readText()"))
    assert copied.startswith(f"{address}?article={BRIDGE}&revision=1&quote=")
    other = open_page(copied)
    other.page.wait_for_selector(".source:not([hidden]) mark.current")
    assert text_of(other, "mark.current") == REOPENS
    assert text_of(other, ".source .label") == "From a link"
    assert other.page.locator(".welcome").count() == 1
    other.page.keyboard.press("Escape")
    other.page.wait_for_selector(".source", state="hidden")
    assert other.page.evaluate("window.location.search") == ""


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"article": "nobody"}, "There is no article “nobody” in this archive."),
        ({"article": BRIDGE, "revision": 9}, "Revision 9 of this article is not in this archive."),
        ({"article": BRIDGE, "revision": 1, "quote": "5-99999"}, "The link points at characters 5 to 99,999"),
        ({"article": BRIDGE, "quote": "${alert(1)}"}, "The link names a quote that there cannot be."),
    ],
)
def test_what_a_link_names_and_is_not_there_is_said(
    named: dict[str, object], message: str, address: str, open_page: Open
) -> None:
    visit = open_page(link(address, **named))
    waits_for(visit, ".source .missing", message)
    if named["article"] == BRIDGE:
        visit.page.get_by_role("button", name="Open the article").click()
        waits_for(visit, ".source h2", "Buses and bicycles back")


def test_any_part_of_the_page_can_open_an_article(address: str, open_page: Open) -> None:
    visit = open_page(address)
    visit.page.focus("#question textarea")
    visit.page.evaluate(
        "detail => document.dispatchEvent(new CustomEvent('onrecord:open', { detail }))",
        {"article": "odd", "start": 0, "end": 3},
    )
    visit.page.wait_for_selector(".source mark.current")
    assert text_of(visit, "mark.current") == "One"
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(".source", state="hidden")
    assert focused(visit, "#question textarea")


def test_what_is_copied_from_an_article_is_its_text_to_the_character(address: str, open_page: Open) -> None:
    visit = open_page(link(address, article="odd", quote="4-9"), permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    page.wait_for_selector(".source mark.current")
    page.evaluate("window.getSelection().selectAllChildren(document.querySelector('.source .text'))")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == ODD.text
    page.evaluate(
        """() => {
          const [first, , third] = document.querySelectorAll(".source .text p");
          window.getSelection().setBaseAndExtent(first.lastChild, 1, third.firstChild, 4);
        }"""
    )
    page.keyboard.press("Control+c")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied in ODD.text
    assert copied.endswith("A line.\n \n\nTwo ")


def test_a_long_article_opens_at_its_quote_and_can_be_walked(address: str, open_page: Open) -> None:
    visit = open_page(address)
    visit.ask("Long?")
    visit.open_source(1)
    assert visit.page.locator(".source .text p").count() == LINES
    for key, speaker in (("", 400), ("ArrowRight", 3), ("ArrowRight", 759)):
        if key:
            visit.page.keyboard.press(key)
        waits_for(visit, "mark.current", f"Speaker {speaker} rose.")
        visit.page.wait_for_timeout(300)
        assert in_sight(visit, "mark.current")


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_hostile_text_is_text_in_every_field(size: tuple[int, int], address: str, open_page: Open) -> None:
    visit = open_page(link(address, article=HOSTILE.id, revision=1, quote="0-9"), *size)
    visit.page.wait_for_selector(".source mark.current")
    assert text_of(visit, ".source h2") == HOSTILE.title
    assert text_of(visit, ".source .text") == HOSTILE.text.replace("\n\n", "")
    assert text_of(visit, ".source .section") == HOSTILE.section
    assert visit.page.locator("#source :is(script, img, iframe, svg, form, style, link, input, a)").count() == 0
    assert visit.page.evaluate("window.hacked") is None
    assert visit.overflow() <= 0
    box = visit.page.locator(".article-body")
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
