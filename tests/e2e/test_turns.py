"""What a person does with a turn: takes a chip away, asks why it is sure, stops, changes, copies and judges it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from chrome import Visit
from conftest import open_sample, served
from hostile import PAYLOADS

from onrecord.rag import Conversations
from onrecord.rag.feedback import Feedback
from onrecord.rag.kept import kept_text
from onrecord.seeds import QUESTIONS
from onrecord.ui.resumed import DRAWN

pytestmark = pytest.mark.browser

FACT, EXPLAINED, FOLLOW_UP, _SAID, DECLINED = QUESTIONS
PHONE = (390, 844)
Open = Any


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("turns") / "sample"


@pytest.fixture(scope="module")
def own(sample_index_folder: Path, place: Path) -> Iterator[str]:
    """The address of a chat over a sample archive of its own."""
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        yield address
    shutil.rmtree(place)


def text_of(visit: Visit, selector: str) -> str:
    return str(visit.page.locator(selector).first.evaluate("node => node.textContent"))


def ended(visit: Visit, number: int) -> str:
    """Wait until a turn has come to its end; returns which."""
    node = visit.page.wait_for_selector(f"#turn-{number}:not([aria-busy=true])")
    assert node is not None
    return str(node.get_attribute("data-stage"))


def test_what_was_understood_can_be_taken_away_and_put_back(own: str, open_page: Open) -> None:
    visit = open_page(own)
    later = DECLINED.replace("in July", "in July 2026")
    visit.ask(later, "abstained")
    assert text_of(visit, "#turn-1 .chips .what") == "When"
    assert "July" in text_of(visit, "#turn-1 .chips .says")
    assert "ends on 16 August 2025" in text_of(visit, "#turn-1 .help")
    visit.page.get_by_role("button", name="Ask without this: When").click()
    ended(visit, 2)
    assert text_of(visit, "#turn-2 .asked") == later
    assert text_of(visit, "#turn-2 .chips .what") == "Without a time"
    visit.page.locator("#turn-2 .chips .put").focus()
    visit.page.keyboard.press("Enter")
    ended(visit, 3)
    assert text_of(visit, "#turn-3 .chips .what") == "When"


def test_how_sure_it_is_says_why(own: str, open_page: Open) -> None:
    visit = open_page(own)
    visit.ask(FACT)
    reasons = visit.page.locator("#turn-1 .certainty ul")
    assert not reasons.is_visible()
    visit.page.locator("#turn-1 .certainty summary").focus()
    visit.page.keyboard.press("Enter")
    assert reasons.is_visible()
    assert "per cent" in reasons.inner_text()
    assert "passages of" in reasons.inner_text()


def test_a_filter_that_leaves_the_answer_out_is_left_out(own: str, open_page: Open) -> None:
    visit = open_page(own)
    visit.page.click("#filters button")
    visit.page.fill("#dates input[name=before]", "2025-05-25")
    visit.page.locator("#dates input[name=before]").dispatch_event("change")
    visit.page.wait_for_function("document.querySelector('#filters button').textContent.includes('25 May 2025')")
    visit.ask(FACT, "abstained")
    visit.page.locator("#turn-1 .help button").first.click()
    assert ended(visit, 2) == "answered"
    assert text_of(visit, "#turn-2 .lead .words") == "19 minutes"
    assert visit.page.locator("#turn-2 .aside").count() == 0


def test_a_question_is_stopped_and_the_conversation_goes_on(own: str, open_page: Open) -> None:
    visit = open_page(own)
    visit.page.fill("#question textarea", "Wait.")
    visit.page.press("#question textarea", "Enter")
    visit.page.get_by_role("button", name="Stop searching").click()
    assert ended(visit, 1) == "stopped"
    visit.ask(FACT)
    assert text_of(visit, "#turn-2 .lead .words") == "19 minutes"
    visit.page.wait_for_timeout(2500)  # what was stopped has ended by now, and shows nothing
    assert ended(visit, 1) == "stopped"
    assert visit.page.locator(".turn").count() == 2


def test_a_question_is_changed_where_it_stands(own: str, place: Path, open_page: Open) -> None:
    visit = open_page(own)
    page = visit.page
    visit.ask(EXPLAINED)
    visit.ask(FOLLOW_UP)
    page.locator("#turn-1").hover()
    page.click("#turn-1 [data-act=edit]")
    field = page.get_by_label("The question, to be changed")
    assert field.input_value() == EXPLAINED
    page.keyboard.press("Escape")
    assert text_of(visit, "#turn-1 .asked") == EXPLAINED
    page.click("#turn-1 [data-act=edit]")
    field.fill(FACT)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#turn-1 .asked:text-is('{FACT}')")
    assert ended(visit, 1) == "answered"
    assert page.locator(".turn").count() == 1
    visit.ask("sources?")
    assert "Lindholt Chronicle of 17 July 2025" in text_of(visit, "#turn-2 .note")
    kept = [[turn.question for turn in one.turns] for one in Conversations(place).listed().kept]
    assert [EXPLAINED, FOLLOW_UP] in kept
    assert [FACT, "sources?"] in kept


def test_a_quote_and_an_answer_are_copied_with_their_source(own: str, open_page: Open) -> None:
    visit = open_page(own)
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.ask(FACT)
    quote = text_of(visit, "#turn-1 blockquote")
    visit.page.get_by_role("button", name="Copy quote 1 with its source").click()
    visit.page.wait_for_selector("#turn-1 .copy:text-is('Copied')")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    first, cited, link = copied.split("\n")
    assert first == f"[1] “{quote}”"
    assert cited.startswith("Lindholt Chronicle, 17 July 2025, “")
    assert link.startswith(f"{own}?article=")
    visit.page.get_by_role("button", name="Copy the answer with its sources").click()
    visit.page.wait_for_selector("#turn-1 .acts button:text-is('Copied')")
    assert visit.page.evaluate("navigator.clipboard.readText()") == f"{FACT}\n\n19 minutes [1]\n\n{copied}"


def test_an_answer_is_judged_with_a_note_and_taken_away_as_pairs(own: str, place: Path, open_page: Open) -> None:
    visit = open_page(own)
    page = visit.page
    visit.ask(FACT)
    page.locator("#turn-1 .thumb.wrong").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .thumb.wrong[aria-pressed=true]")
    assert page.evaluate("document.activeElement.matches('.thumb.wrong')")
    page.get_by_label("A note on this answer").fill(PAYLOADS[4])
    page.get_by_role("button", name="Nothing in the archive answers this").click()
    page.get_by_role("button", name="Save note").click()
    page.wait_for_selector("#turn-1 .said p:has-text('with your note')")
    judged = next(one for one in Feedback(place).read() if one.question == FACT)
    assert (judged.verdict, judged.nothing, judged.note) == ("wrong", True, PAYLOADS[4])
    with page.expect_download() as download:
        page.get_by_role("link", name="Save all as evaluation pairs").click()
    pair = json.loads(Path(download.value.path()).read_text(encoding="utf-8").splitlines()[-1])
    assert (pair["question"], pair["answerable"]) == (FACT, False)
    page.click("#turn-1 .thumb.wrong")
    page.wait_for_selector("#turn-1 .said", state="detached")
    assert not [one for one in Feedback(place).read() if one.question == FACT]


SHOWN = """() => {
  const said = document.querySelector("#turn-1 .said").getBoundingClientRect();
  const bar = document.querySelector("#masthead .bar").getBoundingClientRect();
  return said.top >= bar.bottom && said.bottom <= document.querySelector("#composer").getBoundingClientRect().top;
}"""


@pytest.mark.parametrize("size", [(1280, 800), PHONE])
def test_the_note_that_a_verdict_opens_is_seen_whole(own: str, open_page: Open, size: tuple[int, int]) -> None:
    visit = open_page(own, *size)
    visit.ask(EXPLAINED)
    for motion in ("no-preference", "reduce"):
        visit.page.emulate_media(reduced_motion=motion)
        thumb = visit.page.locator("#turn-1 .thumb.wrong")
        thumb.evaluate("node => node.scrollIntoView({ block: 'end', behavior: 'instant' })")
        thumb.focus()
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_selector("#turn-1 .said")
        visit.page.wait_for_function(SHOWN, timeout=5_000)
        thumb.click()
        visit.page.wait_for_selector("#turn-1 .said", state="detached")


def test_what_is_suggested_is_answered_when_it_is_asked(own: str, open_page: Open) -> None:
    visit = open_page(own)
    visit.ask("How many concrete plants must the merging cement firms sell?")
    visit.page.wait_for_selector("#turn-1 .then button", timeout=60_000)
    suggested = text_of(visit, "#turn-1 .then button")
    visit.page.locator("#turn-1 .then button").first.click()
    assert ended(visit, 2) == "answered"
    assert text_of(visit, "#turn-2 .asked") == suggested


def test_of_a_long_conversation_the_end_is_drawn_and_the_rest_on_demand(own: str, place: Path, open_page: Open) -> None:
    visit = open_page(own)
    page = visit.page
    visit.ask(FACT)
    store = Conversations(place)
    kept = next(one for one in store.listed().kept if one.turns[0].question == FACT)
    turns = tuple(replace(kept.turns[0], asked=kept.started - timedelta(minutes=90 - n)) for n in range(DRAWN + 2))
    long = replace(kept, id="00000000aaaa", name="A long one", turns=turns)
    (store.folder / f"{long.id}.json").write_text(kept_text(long), encoding="utf-8")
    page.click("#open-shelf")
    page.locator("#shelf .name:text-is('A long one')").click()
    page.wait_for_selector(f"#turn-{DRAWN + 2}")
    assert page.locator(".turn").count() == DRAWN
    page.get_by_role("button", name="Show earlier questions, 2 in all").click()
    page.wait_for_selector("#turn-1")
    assert page.locator(".earlier").count() == 0
    numbers = page.eval_on_selector_all(".turn", "all => all.map((one) => one.id)")
    assert numbers == [f"turn-{number}" for number in range(1, DRAWN + 3)]
    visit.ask("sources?")
    assert page.locator(".turn").count() == DRAWN + 3


def test_a_view_that_was_overtaken_on_its_way_takes_nothing_back(own: str, open_page: Open) -> None:
    page = open_page(own).page
    drawn = page.evaluate(
        """() => {
          const element = document.createElement("div"), props = {};
          element.innerHTML = '<section class="turns"></section>';
          let draw;
          window.onrecord.conversation(element, { tick: () => {} }, props, (_, heard) => (draw = heard));
          const view = { kind: "turn", turn: 1, stage: "answered", question: "Why?", limits: "" };
          const judged = { verdict: "wrong", nothing: false, note: "", failed: "", serial: 2 };
          const said = [];
          for (const value of [{ ...view, serial: 1 }, { ...view, serial: 3, judged }, { ...view, serial: 2 }]) {
            props.value = value;
            draw();
            said.push(element.querySelectorAll(".said").length);
          }
          return said;
        }"""
    )
    assert drawn == [0, 1, 1]


def test_another_view_asks_here(own: str, open_page: Open) -> None:
    visit = open_page(own, *PHONE)
    visit.page.evaluate("window.onrecord.show('story')")
    ask = "q => document.dispatchEvent(new CustomEvent('onrecord:ask', { detail: { question: q } }))"
    visit.page.evaluate(ask, FACT)
    assert ended(visit, 1) == "answered"
    assert visit.page.evaluate("document.documentElement.dataset.view") == "ask"
    visit.page.evaluate(ask, "")
    visit.page.wait_for_selector(".notice:has-text('Type a question first')")
    assert visit.overflow() <= 0


def test_everything_of_a_turn_fits_a_phone_and_can_be_touched(own: str, open_page: Open) -> None:
    visit = open_page(own, *PHONE, color_scheme="dark", has_touch=True, is_mobile=True)
    visit.ask(FACT)
    visit.page.tap("#turn-1 .certainty summary")
    visit.page.tap("#turn-1 .thumb.wrong")
    visit.page.wait_for_selector("#turn-1 .said")
    visit.ask(DECLINED, "abstained")
    visit.page.tap("#turn-2 .help button:text-is('Change the question')")
    visit.page.wait_for_selector("#turn-2 textarea")
    assert visit.overflow() <= 0
    small = """() => [...document.querySelectorAll("#conversation :is(button, summary)")]
      .filter((one) => one.offsetParent && !one.closest("p.where, figcaption"))
      .filter((one) => one.getBoundingClientRect().height < 43.5)
      .map((one) => one.textContent)"""
    assert visit.page.evaluate(small) == []
