"""What a person does, from a first question to the next day, with a server that can reach and look up nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from test_house_offline import REFUSED

from onrecord.seeds import QUESTIONS

pytestmark = pytest.mark.browser

_FACT, EXPLAINED, FOLLOW_UP, *_ = QUESTIONS
Open = Any
PROGRAM = REFUSED + textwrap.dedent("""
    import sys
    from onrecord.index import NewsIndex
    from onrecord.rag import Assistant
    from onrecord.ui import create_app, serve

    with NewsIndex.open(sys.argv[1]) as index:
        serve(create_app(Assistant(index)), port=0, on_ready=lambda url: print(url, flush=True))
""")
LIBRARY = {
    "id": "library",
    "title": "Council of Vell votes for a new library",
    "text": "The council of Vell voted on Tuesday. The new library costs 47 million crowns, the mayor said.",
    "outlet": "The Northern Post",
    "published": "2025-09-02",
}


@contextmanager
def running(place: Path) -> Iterator[str]:
    """The address of a server in a process of its own, which may open no connection and look up no name."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(place)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        _, said = process.communicate(timeout=40)
        assert "was tried" not in said
        assert "Traceback" not in said, said


def test_from_a_question_to_the_next_day(sample_index_folder: Path, tmp_path: Path, open_page: Open) -> None:
    place = shutil.copytree(sample_index_folder, tmp_path / "sample")
    with running(place) as address:
        visit = open_page(address)
        page = visit.page
        visit.ask(EXPLAINED)
        visit.ask(FOLLOW_UP)
        assert "Tollgate Bridge" in str(page.text_content("#turn-2 .aside q"))
        visit.open_source(2)
        assert page.text_content(".source mark.current")
        page.keyboard.press("Escape")

        page.click("#filters button")
        page.get_by_label("Ledger & Lens").check()
        page.wait_for_selector("#filters button:has-text('Ledger & Lens')")
        visit.ask(EXPLAINED)
        assert {"Ledger & Lens"} == {
            str(text).split(",")[0] for text in page.locator("#turn-3 .quote .byline").all_text_contents()
        }
        page.get_by_label("Ledger & Lens").uncheck()
        page.wait_for_selector("#filters button:not(:has-text('Ledger'))")

        page.click("#masthead a[href='#archive']")
        page.wait_for_selector("#archive .entry")
        page.click("#archive .add-toggle")
        file = {"name": "library.jsonl", "mimeType": "", "buffer": json.dumps(LIBRARY).encode()}
        page.set_input_files("#archive input[type=file] >> nth=0", [file])
        page.wait_for_selector("#archive .progress .close")
        page.wait_for_selector("#archive .extent dd:text-is('73')")
        page.click("#masthead a[href='#ask']")
        visit.ask("How much does the new library in Vell cost?")
        assert "47 million crowns" in str(page.text_content("#turn-4 .quote"))

        page.click("#open-shelf")
        page.locator("#shelf summary").first.click()
        with page.expect_download() as taken:
            page.locator("#shelf .save a", has_text="Markdown").first.click()
        document = taken.value.path().read_text(encoding="utf-8")
        assert "47 million crowns" in document
        before = page.locator(":is(.asked, .lead, .quote blockquote)").all_text_contents()
        page.goto("about:blank")
    with running(place) as address:
        visit = open_page(address)
        page = visit.page
        page.click("#open-shelf")
        page.wait_for_selector("#shelf .name")
        page.locator("#shelf .name").first.click()
        page.wait_for_selector("#turn-4")
        assert page.locator(":is(.asked, .lead, .quote blockquote)").all_text_contents() == before
        visit.ask(EXPLAINED)
        page.goto("about:blank")
