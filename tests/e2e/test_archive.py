"""The archive as a person goes about it in the browser: looking, searching, adding, removing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chrome import Visit, serving
from conftest import open_sample, served
from embedders import HashingEmbedder
from hostile import PAYLOADS
from newspaper import reader
from playwright.sync_api import Page
from website import Website, answer

from onrecord.index import Article, NewsIndex
from onrecord.rag import Assistant
from onrecord.ui import create_app

pytestmark = pytest.mark.browser

PHONE = (390, 844)
Open = Any
LINES = "".join(
    json.dumps(
        {
            "id": f"council-{n}",
            "title": f"Council votes on item {n}",
            "text": f"The council of Vell voted on item {n}. The new library costs {n + 40} million crowns.",
            "outlet": "The Northern Post",
            "published": f"2025-09-{n + 1:02}",
        }
    )
    + "\n"
    for n in range(3)
)
DROP = """([files]) => {
  const given = new DataTransfer();
  for (const [name, text] of files) given.items.add(new File([text], name));
  const over = new DragEvent("dragover", { dataTransfer: given, bubbles: true, cancelable: true });
  document.querySelector("#archive").dispatchEvent(over);
  const drop = new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true });
  document.querySelector("#archive").dispatchEvent(drop);
  return [over.defaultPrevented, drop.defaultPrevented];
}"""


WIDER = "one => Math.max(one.scrollWidth - one.clientWidth, one.getBoundingClientRect().right - window.innerWidth)"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where an archive of this test alone is."""
    return tmp_path / "sample"


def show(visit: Visit, listed: str = "#archive .entry") -> None:
    visit.page.evaluate("window.onrecord.show('archive')")
    visit.page.wait_for_selector(listed)


def search(visit: Visit, words: str) -> None:
    visit.page.fill("#archive-words", words)
    visit.page.press("#archive-words", "Enter")
    visit.page.wait_for_selector(f"#archive .list-head q:text-is({json.dumps(words)})")


def titles(visit: Visit) -> list[str]:
    return visit.page.locator("#archive .entry .headline").all_text_contents()


def held(visit: Visit, name: str = "Articles") -> str:
    return str(visit.page.text_content(f"#archive .extent div:has(dt:text-is('{name}')) dd"))


def summed(visit: Visit) -> dict[str, int]:
    """What an addition is said to have done, once it has ended: how many were rejected, in one way in both places."""
    visit.page.wait_for_selector("#archive .progress .close")
    pairs = visit.page.locator("#archive .counts div").all()
    told = {str(one.locator("dt").text_content()): int(str(one.locator("dd").text_content())) for one in pairs}
    heading = [f"{told['rejected']} rejected, and why"] if "rejected" in told else []
    assert visit.page.locator("#archive .rejects summary").all_text_contents() == heading
    return told


def send(visit: Visit, *files: tuple[str, str]) -> None:
    given = [{"name": name, "mimeType": "", "buffer": text.encode()} for name, text in files]
    visit.page.set_input_files("#archive input[type=file] >> nth=0", given)


def focused(visit: Visit, selector: str) -> bool:
    return bool(visit.page.evaluate("selector => document.activeElement.matches(selector)", selector))


def test_what_is_in_it_is_drawn_listed_and_found(sample: str, open_page: Open) -> None:
    visit = open_page(sample)
    page = visit.page
    page.click("#masthead nav a[href='#archive']")
    page.wait_for_selector("#archive .entry")
    assert (held(visit), held(visit, "Outlets")) == ("72", "3")
    assert page.locator("#archive .plot .bar").count() > 20
    page.click("#archive .table summary")
    assert page.locator("#archive tfoot td").all_text_contents() == ["34", "22", "16"]
    columns = [int(text) for text in page.locator("#archive tbody td:nth-child(2)").all_text_contents() if text != "–"]
    assert sum(columns) == 34

    first = titles(visit)
    page.click("#archive .more")
    page.wait_for_selector("#archive .back")
    assert focused(visit, "#archive .list-head")
    assert not set(first) & set(titles(visit))

    page.locator("#archive .plot .row").nth(1).locator("g").last.click()
    page.wait_for_selector("#archive .list-head p:has-text('in Lindholt Chronicle')")
    assert all("Lindholt Chronicle" in text for text in page.locator("#archive .where").all_text_contents())
    page.click("#archive .limits summary")
    page.click("#archive .none")
    page.wait_for_selector("#archive .list-head p:has-text('of 72 articles')")

    search(visit, "tollgate bridges")
    assert "Tollgate" in page.locator("#archive mark").all_text_contents()
    passage = str(page.locator("#archive .passage").first.text_content()).strip("… ")
    page.locator("#archive .headline").first.click()
    page.wait_for_selector(".source:not([hidden]) mark")
    shown = " ".join(page.locator(".source mark").all_text_contents())
    assert " ".join(shown.split()) == " ".join(passage.split())
    page.keyboard.press("Escape")
    page.check("#archive .choices input >> nth=2")
    page.wait_for_selector("#archive .list-head p:has-text('in Ledger & Lens')")
    assert {
        "Ledger & Lens" in text for text in page.locator("#archive .where:not(:has-text('Also'))").all_text_contents()
    } == {True}


def test_added_files_are_found_by_questions_at_once(sample_index_folder: Path, place: Path, open_page: Open) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        page = visit.page
        show(visit)
        page.click("#archive .add-toggle")
        assert focused(visit, "#archive .choose-files")
        send(visit, ("council.jsonl", LINES + '{"id": "x"}\n'), ("map.svg", "<svg/>"), ("plan.svg", "<svg/>"))
        assert summed(visit) == {"read": 3, "added": 3, "rejected": 3}
        reasons = page.locator("#archive .rejects li").all_text_contents()
        assert any("council.jsonl line 4" in one for one in reasons)
        assert any("map.svg" in one and "no kind" in one for one in reasons)
        page.wait_for_selector("#archive .extent dd:text-is('75')")
        assert titles(visit)[0] == "Council votes on item 2"
        page.click("#masthead nav a[href='#ask']")
        page.wait_for_selector(".welcome .extent dd:has-text('75 articles')")
        page.click("#filters button")
        page.wait_for_selector("#outlets label:has-text('The Northern Post')")
        assert page.get_attribute("#dates input[name=before]", "max") == "2025-09-03"
        turn = visit.ask("How much does the new library of Vell cost?")
        assert "million crowns" in str(page.text_content(f"#turn-{turn} .lead"))
        show(visit)
        send(visit, ("council.jsonl", LINES))
        page.wait_for_selector("#archive .counts dt:text-is('unchanged')")
        assert summed(visit) == {"read": 3, "added": 0, "unchanged": 3}


class Slow(HashingEmbedder):
    """Takes a while over every lot."""

    def embed_passages(self, texts: Any) -> Any:
        time.sleep(0.4)
        return super().embed_passages(texts)


def replaced(visit: Visit) -> Page:
    """Another page of the same browser, which takes the place of one that is closed."""
    page = visit.context.new_page()
    page.goto(visit.address)
    page.wait_for_selector(".welcome")
    return page


def adds(visit: Visit) -> None:
    """Wait until something has been added, and the addition goes on."""
    visit.page.wait_for_selector("#archive .counts div:has(dt:text-is('added')):not(:has(dd:text-is('0')))")


def test_an_addition_ends_when_it_is_stopped_and_when_the_page_goes_away(place: Path, open_page: Open) -> None:
    many = "".join(f'{{"id": "m{n}", "text": "Bridge {n} was closed."}}\n' for n in range(9_000))
    with NewsIndex.open(place, create=True, embedder=Slow()) as index, serving(create_app(Assistant(index))) as address:
        visit = open_page(address)
        page = visit.page
        page.evaluate("window.onrecord.show('archive')")
        page.wait_for_selector("#archive .add-toggle:not([hidden])")
        assert page.evaluate(DROP, [[["many.jsonl", many], [".hidden.txt", "no"]]]) == [True, True]
        adds(visit)
        assert page.is_disabled("#archive .choose-files")
        page.click("#archive .stop")
        counts = summed(visit)
        assert "Stopped" in str(page.text_content("#archive .doing"))
        assert counts["added"] == len(index)
        assert 8 <= len(index) < 9_000
        assert "rejected" not in counts

        other = open_page(address)
        other.page.evaluate("window.onrecord.show('archive')")
        other.page.click("#archive .add-toggle")
        passing = replaced(other)
        send(other, ("others.jsonl", many.replace("Bridge", "Tunnel").replace('"m', '"n')))
        adds(other)
        other.page.close()
        other.page = passing
        deadline, before = time.monotonic() + 20, -1
        while before != len(index):
            assert time.monotonic() < deadline
            before = len(index)
            time.sleep(1)
        assert len(index) < 9_000


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    """A newspaper on this machine, which the server may fetch from."""
    monkeypatch.setattr("onrecord.index.fetch.Fetcher", reader)
    with Website() as website:
        website.pages["/robots.txt"] = answer(status="404 Not Found")
        text = "<p>The last ferry left the harbour of Vell at noon, and no other will leave before spring.</p>" * 4
        page = f"<html><head><title>Ferry stops</title></head><body><article>{text}</article></body></html>"
        website.pages["/ferry"] = answer(page.encode(), content_type="text/html")
        feed = (
            '<rss version="2.0"><channel><title>The Vell <b>Courier</b></title><item><title>Ferry stops</title>'
            f"<link>{website.url('/ferry')}</link><guid>g1</guid><description>It stops.</description></item>"
            "</channel></rss>"
        )
        website.pages["/rss"] = answer(feed.encode(), content_type="application/rss+xml")
        yield website


def test_addresses_and_feeds_are_added(place: Path, open_page: Open, web: Website) -> None:
    with (
        NewsIndex.open(place, create=True, embedder=HashingEmbedder()) as index,
        serving(create_app(Assistant(index))) as address,
    ):
        visit = open_page(address)
        page = visit.page
        page.evaluate("window.onrecord.show('archive')")
        page.wait_for_selector("#archive textarea")  # open, because nothing is there yet
        page.fill("#archive textarea", f"{web.url('/ferry')}\n{web.url('/gone')}")
        page.click("#archive .add-addresses")
        assert summed(visit) == {"read": 1, "added": 1, "rejected": 1}
        assert page.input_value("#archive textarea") == ""
        page.fill("#archive textarea", web.url("/rss"))
        page.click("#archive .subscribe")
        page.wait_for_selector("#archive .feeds .title")
        assert "Courier" in str(page.text_content("#archive .feeds .title"))
        assert any(
            "added" in one or "unchanged" in one for one in page.locator("#archive .notes li").all_text_contents()
        )
        page.click("#archive .unsubscribe")
        page.wait_for_selector("#archive .feeds .title", state="detached")
        page.fill("#archive textarea", "courier")
        page.click("#archive .add-addresses")
        page.wait_for_selector("#archive .fault:has-text('no address of the web')")
        assert page.input_value("#archive textarea") == "courier"
        visit.complaints.clear()  # Chromium's own word on an answer of 422


def test_removing_is_asked_and_can_be_undone_by_keyboard(
    sample_index_folder: Path, place: Path, open_page: Open
) -> None:
    with open_sample(sample_index_folder, place) as index, served(index) as address:
        visit = open_page(address)
        page, keyboard = visit.page, visit.page.keyboard
        show(visit)
        first, second = titles(visit)[:2]
        page.focus("#archive .entry .remove")
        keyboard.press("Enter")
        assert focused(visit, "#archive .acts button:last-child")
        keyboard.press("Escape")
        assert focused(visit, "#archive .entry .remove")
        keyboard.press("Enter")
        keyboard.press("Shift+Tab")
        keyboard.press("Enter")
        page.wait_for_selector("#archive .removed button:focus")
        assert titles(visit)[0] == second
        assert first in str(page.text_content("#archive .removed"))
        assert (len(index), held(visit)) == (71, "71")
        page.reload()
        show(visit, "#archive .removed button")
        page.focus("#archive .removed button")
        keyboard.press("Enter")
        page.wait_for_selector("#archive .removed button", state="detached")
        assert (titles(visit)[0], len(index)) == (first, 72)
        assert focused(visit, "#archive .list-head")


def test_read_only_nothing_that_writes_is_there(sample_index: NewsIndex, open_page: Open) -> None:
    with serving(create_app(Assistant(sample_index), read_only=True)) as address:
        visit = open_page(address)
        show(visit)
        assert "read only" in str(visit.page.text_content("#archive .locked"))
        for selector in (".add-toggle", ".adding", ".remove", ".choose-files"):
            assert not visit.page.locator(f"#archive {selector}:visible").count()
        assert visit.page.evaluate(DROP, [[["a.jsonl", LINES]]]) == [True, True]
        visit.page.wait_for_timeout(300)
        assert not any("/archive/" in url for url in visit.requests)
        assert len(sample_index) == 72


def test_an_empty_archive_says_what_to_do(empty: str, open_page: Open) -> None:
    visit = open_page(empty)
    visit.page.evaluate("window.onrecord.show('archive')")
    visit.page.wait_for_selector("#archive .list-head p:has-text('None')")
    assert held(visit) == "0"
    assert visit.page.is_visible("#archive .drop")


def test_hostile_text_is_text(hostile: str, open_page: Open) -> None:
    visit = open_page(hostile, *PHONE)
    page = visit.page
    show(visit)
    assert len(titles(visit)) == len(PAYLOADS)
    for payload in PAYLOADS:
        assert any(payload in title for title in titles(visit))
    page.click("#archive .table summary")
    page.click("#archive .limits summary")
    for payload in PAYLOADS[:5]:
        search(visit, f"harbour {payload}")
        assert visit.overflow() <= 0
    page.click("#archive .remove >> nth=0")
    assert page.locator("#archive .sure").count() == 1
    page.click("#archive .acts button:has-text('Keep it')")
    page.click("#archive .add-toggle")
    send(visit, *((f"{payload.replace('/', ' ')}.json", "[") for payload in PAYLOADS))
    assert summed(visit)["rejected"] == len(PAYLOADS)
    assert page.locator("#archive :is(script, img, iframe, style, link)").count() == 0
    assert page.evaluate("window.hacked") is None
    assert visit.overflow() <= 0


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_on_a_phone_nothing_is_wider_than_the_page(place: Path, open_page: Open, size: str) -> None:
    long = Article("l", "W" * 10_000, "B" * 9_000, outlet="O" * 3_000, published="2025-07-04", authors=("A" * 999,))
    with NewsIndex.open(place, create=True, embedder=HashingEmbedder()) as index:
        index.add([long, Article("m", "Bridge", "The bridge was closed.", published="1999-01-01")])
        with serving(create_app(Assistant(index))) as address:
            visit = open_page(address, *PHONE)
            page = visit.page
            show(visit)
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            for step in (".limits summary", ".table summary", ".remove", ".gone", ".add-toggle"):
                page.locator(f"#archive {step}").first.click()
                page.wait_for_timeout(200)
                assert page.eval_on_selector("#archive .archive", WIDER) <= 0, step
            heights = page.eval_on_selector_all(
                "#archive button",
                "all => all.filter(one => one.offsetParent).map(one => [one.className, one.offsetHeight])",
            )
            assert [one for one in heights if one[0] not in ("headline",) and one[1] < 44] == []
