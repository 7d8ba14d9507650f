"""What a person does in the browser, over the real archive, index and models."""

from __future__ import annotations

from typing import Any, Literal

import hostile as given
import pytest
from chrome import Visit
from views import still

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

FACT, EXPLAINED, FOLLOW_UP, _SAID, DECLINED = QUESTIONS
PHONE = (390, 844)
Open = Any


def text_of(visit: Visit, selector: str) -> str:
    """Exactly the text in the document: no white space is added or taken away."""
    return str(visit.page.locator(selector).first.evaluate("node => node.textContent"))


def focused(visit: Visit, selector: str) -> bool:
    return bool(visit.page.evaluate("selector => document.activeElement.matches(selector)", selector))


def test_a_question_its_answer_and_the_quote_in_its_article(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    turn = visit.ask(FACT)
    answering = text_of(visit, ".lead .words")
    assert answering == text_of(visit, ".quote mark strong") == "19 minutes"
    quote = text_of(visit, ".quote blockquote")
    assert "Lindholt Chronicle, 17 July 2025" in text_of(visit, ".quote .byline")

    visit.open_source(turn)
    assert text_of(visit, ".source mark.current") == quote
    assert text_of(visit, ".source mark strong") == answering
    assert quote in text_of(visit, ".source .text")
    assert visit.page.locator(".source mark").is_visible()
    assert visit.page.get_attribute(".source a", "rel") == "noopener noreferrer"
    assert visit.page.get_attribute(".source a", "target") == "_blank"


def test_the_question_stands_at_once_while_the_archive_is_searched(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.evaluate(
        """() => {
          window.stages = [];
          new MutationObserver(() => {
            const turn = document.querySelector("#turn-1");
            const of = (selector) => turn.querySelector(selector)?.textContent;
            const quotes = turn?.querySelectorAll(".quote").length;
            const now = turn && [turn.dataset.stage, quotes, of(".asked"), of(".status")];
            if (now && String(now) !== String(window.stages.at(-1))) window.stages.push(now);
          }).observe(document.querySelector(".turns"), { subtree: true, childList: true, attributes: true });
        }"""
    )
    visit.page.fill("#question textarea", FACT)
    visit.page.click("#question .submit-button")
    visit.page.wait_for_selector('#turn-1[data-stage="answered"]')
    stages = visit.page.evaluate("window.stages")
    assert stages[0] == ["searching", 0, FACT, "Searching 72 articles…"]
    assert stages[-1][0] == "answered"
    assert stages[-1][1] > 0
    visit.page.fill("#question textarea", "Wait.")
    visit.page.click("#question .submit-button")
    visit.page.wait_for_selector("#turn-2 .status")
    assert visit.page.input_value("#question textarea") == ""


def test_a_follow_up_says_what_was_understood_and_citations_stay_apart(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    first = visit.ask(EXPLAINED)
    assert text_of(visit, "#turn-1 .then button") == FOLLOW_UP
    visit.page.click("#turn-1 .then button")
    visit.page.wait_for_selector('#turn-2[data-stage="answered"]')
    assert "Understood as" in text_of(visit, "#turn-2 .aside")
    assert "Tollgate Bridge" in text_of(visit, "#turn-2 .aside q")
    opened = []
    for turn in (first, 2):
        visit.open_source(turn)
        visit.page.wait_for_timeout(300)
        opened.append(text_of(visit, ".source mark.current"))
    assert opened[0] != opened[1]
    assert visit.page.locator("#turn-1-source-1, #turn-2-source-1").count() == 2


def test_what_is_not_on_record_looks_different_and_shows_the_nearest(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    turn = visit.ask(DECLINED, ends="abstained")
    node = visit.page.locator(f"#turn-{turn}")
    assert node.locator(".lead, .quote").count() == 0
    assert text_of(visit, ".abstention .reason")
    assert text_of(visit, ".nearest h3") == "Nearest passages, which do not answer"
    passage = text_of(visit, ".nearest .passage")
    node.locator(".nearest .headline").first.click()
    visit.page.wait_for_selector(".source:not([hidden]) mark")
    assert "does not answer" in text_of(visit, ".source .label")
    marked = "".join(visit.page.locator(".source mark").all_text_contents())
    assert "".join(marked.split()) == "".join(passage.split())


def test_everything_works_by_keyboard(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    keyboard = visit.page.keyboard
    visit.page.focus("#fresh")
    keyboard.press("Tab")
    assert focused(visit, ".examples button")
    keyboard.press("Enter")
    visit.page.wait_for_selector('#turn-1[data-stage="answered"]')
    visit.page.focus("#fresh")
    keyboard.press("Tab")
    assert focused(visit, ".lead .reference")
    assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keyboard.press("Enter")
    visit.page.wait_for_selector(".source:not([hidden]) mark")
    assert focused(visit, ".article-body")
    keyboard.press("Escape")
    visit.page.wait_for_selector(".source", state="hidden")
    assert focused(visit, ".lead .reference")


def test_filters_limit_what_is_quoted_and_are_shown(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.click("#filters button")
    visit.page.get_by_label("The Harbour Courier").check()
    visit.page.wait_for_function("document.querySelector('#filters button').textContent.includes('Harbour Courier')")
    visit.ask(EXPLAINED)
    assert text_of(visit, "#turn-1 .aside") == "Searched in The Harbour Courier"
    bylines = visit.page.locator("#turn-1 .byline").all_text_contents()
    assert bylines
    assert all(byline.startswith("The Harbour Courier, ") for byline in bylines)
    visit.page.locator("#dates").get_by_label("Published from").fill("2025-07-01")
    visit.page.wait_for_function("document.querySelector('#filters button').textContent.includes('from 1 July 2025')")
    visit.page.fill("#question textarea", EXPLAINED)
    visit.page.press("#question textarea", "Enter")
    visit.page.wait_for_selector('#turn-2[data-stage="answered"], #turn-2[data-stage="abstained"]')
    assert "from 1 July 2025" in text_of(visit, "#turn-2 .aside")
    assert not any("June" in byline for byline in visit.page.locator("#turn-2 .byline").all_text_contents())


def test_what_cannot_be_asked_is_said_and_nothing_is_lost(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(FACT)
    box = "#question textarea"
    visit.page.fill(box, "   ")
    visit.page.press(box, "Enter")
    visit.page.wait_for_selector(".notice:has-text('Type a question first')")
    visit.page.fill(box, "why " * 300)
    visit.page.press(box, "Enter")
    visit.page.wait_for_selector(".notice:has-text('at most 1,000')")
    assert len(visit.page.input_value(box)) == 1200
    visit.page.click("#filters button")
    visit.page.locator("#dates").get_by_label("Published from").fill("2025-08-01")
    visit.page.locator("#dates").get_by_label("Published until").fill("2025-07-01")
    visit.page.fill(box, FACT)
    visit.page.press(box, "Enter")
    visit.page.wait_for_selector(".notice:has-text('is after the last')")
    assert visit.page.locator(".notice").count() == 1
    assert visit.page.locator(".turn").count() == 1
    visit.page.locator("#dates").get_by_label("Published until").fill("")
    visit.page.locator("#dates").get_by_label("Published from").fill("")
    visit.page.wait_for_function("!document.querySelector('#filters button').textContent.includes(':')")
    visit.ask(FACT)
    assert visit.page.locator(".notice").count() == 0


def test_a_question_too_soon_is_kept(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    box = "#question textarea"
    visit.page.fill(box, "Wait.")
    visit.page.press(box, "Enter")
    visit.page.wait_for_selector("#turn-1 .status")
    visit.page.fill(box, EXPLAINED)
    visit.page.press(box, "Enter")
    visit.page.wait_for_selector(".notice:has-text('still being answered')")
    assert visit.page.input_value(box) == EXPLAINED
    visit.page.wait_for_selector('#turn-1[aria-busy="false"]')
    visit.page.press(box, "Enter")
    visit.page.wait_for_selector('#turn-2[data-stage="answered"]')


def test_a_failure_is_said_and_the_conversation_goes_on(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask("Fail.", ends="failed")
    assert "Something went wrong" in text_of(visit, "#turn-1 .failed")
    visit.page.click("#turn-1 .failed button")
    visit.page.wait_for_selector('#turn-2[data-stage="failed"]')
    visit.ask(FACT)
    assert visit.page.locator(".turn").count() == 3


def test_a_new_conversation_begins_again(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.ask(EXPLAINED)
    visit.open_source(1)
    visit.page.click("#fresh")
    visit.page.wait_for_selector(".welcome")
    visit.page.wait_for_selector(".source", state="hidden")
    assert visit.page.locator(".turn").count() == 0
    visit.page.fill("#question textarea", FOLLOW_UP)
    visit.page.press("#question textarea", "Enter")
    visit.page.wait_for_selector('#turn-1:not([aria-busy="true"])')
    assert visit.page.locator("#turn-1 .aside q").count() == 0


def test_a_new_conversation_does_not_wait_for_the_old_one(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    visit.page.fill("#question textarea", "Wait.")
    visit.page.press("#question textarea", "Enter")
    visit.page.wait_for_selector("#turn-1 .status")
    visit.page.click("#fresh")
    visit.page.wait_for_selector(".welcome")
    visit.ask(EXPLAINED)
    assert visit.page.locator(".asked").all_text_contents() == [EXPLAINED]


def test_two_readers_have_two_conversations(sample: str, open_page: Open) -> None:
    one, other = open_page(sample), open_page(sample)
    one.ask(FACT)
    other.ask(EXPLAINED)
    other.open_source(1)
    assert "bridge" in text_of(other, ".source h2").casefold()
    one.open_source(1)
    assert "Radar" in text_of(one, ".source h2")


def test_the_welcome_says_what_the_archive_holds(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    held = text_of(visit, ".extent")
    assert all(part in held for part in ("72 articles", "20 May – 16 August 2025", "Lindholt Chronicle"))
    assert visit.page.locator(".examples button").all_text_contents() == [FACT, EXPLAINED, _SAID, DECLINED]


def test_an_empty_archive_says_how_to_fill_it(empty: str, open_page: Open) -> None:
    visit = open_page(empty)
    assert "This archive is empty." in text_of(visit, ".welcome")
    assert "onrecord add PATH" in text_of(visit, ".welcome")


def test_hostile_text_is_text(hostile: str, open_page: Open) -> None:
    visit = open_page(hostile)
    for number, payload in enumerate(given.PAYLOADS):
        turn = visit.ask(given.question(number))
        assert payload in text_of(visit, f"#turn-{turn}")
        visit.open_source(turn)
        visit.page.wait_for_function(
            "name => document.querySelector('.source h2').textContent.includes(name)", arg=given.NAMES[number]
        )
        article = given.ARTICLES[number]
        assert text_of(visit, ".source .text") == article.text.replace("\n\n", "")
        assert text_of(visit, ".source h2") == article.title
        assert text_of(visit, ".source .outlet") == article.outlet
        for link in visit.page.locator(".source a").all():
            assert str(link.get_attribute("href")).startswith("https://courier.example/")
    made = ":is(#conversation, #source) :is(script, img, iframe, svg, form, style, link, input)"
    assert visit.page.locator(made).count() == 0
    assert visit.page.evaluate("window.hacked") is None
    assert visit.page.title() == "onrecord"


def test_hostile_questions_are_text(hostile: str, open_page: Open) -> None:
    visit = open_page(hostile, *PHONE)
    for number, payload in enumerate(given.PAYLOADS, start=1):
        visit.page.fill("#question textarea", payload)
        visit.page.press("#question textarea", "Enter")
        visit.page.wait_for_selector(f"#turn-{number}:is([data-stage=answered], [data-stage=abstained])")
        assert text_of(visit, f"#turn-{number} .asked") == payload
        assert visit.overflow() <= 0
    assert visit.page.evaluate("window.hacked") is None


COLOURS = {"light": ["rgb(251, 250, 246)", "rgb(27, 26, 23)"], "dark": ["rgb(22, 21, 19)", "rgb(235, 231, 222)"]}


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), ((1280, 800), "dark")])
def test_every_view_fits_and_follows_the_system(
    size: tuple[int, int], scheme: Literal["light", "dark"], sample: str, open_page: Open
) -> None:
    """The system's scheme as the page is opened, and the other one when the system changes."""
    visit = open_page(sample, *size, color_scheme=scheme)
    assert visit.overflow() <= 0
    colours = "['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name])"
    assert visit.page.evaluate(colours) == COLOURS[scheme]
    visit.page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    still(visit.page)
    assert visit.overflow() <= 0
    assert visit.page.evaluate(colours) == COLOURS["dark" if scheme == "light" else "light"]
    turn = visit.ask(FACT)
    assert visit.overflow() <= 0
    visit.open_source(turn)
    assert visit.overflow() <= 0
    box = visit.page.locator(".source").bounding_box()
    assert box is not None
    assert box["width"] == size[0] if size == PHONE else box["width"] < size[0] / 2
    visit.page.keyboard.press("Escape")
    visit.ask(DECLINED, ends="abstained")
    visit.page.click("#filters button")
    visit.page.wait_for_selector("#dates input")
    assert visit.overflow() <= 0


def test_on_a_phone_nothing_behind_the_sheet_can_be_reached(sample: str, open_page: Open) -> None:
    visit = open_page(sample, *PHONE)
    visit.open_source(visit.ask(FACT))
    assert visit.page.evaluate("document.querySelector('#composer').inert")
    visit.page.click(".source .close")
    assert not visit.page.evaluate("document.querySelector('#composer').inert")
    assert focused(visit, "#turn-1-source-1")


def test_movement_is_left_out_where_it_is_not_wanted(sample: str, open_page: Open) -> None:
    visit = open_page(sample, reduced_motion="reduce")
    visit.ask(FACT)
    assert visit.page.evaluate("getComputedStyle(document.querySelector('.lead')).animationName") == "none"
