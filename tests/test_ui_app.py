from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import anyio
import httpx
from ui_given import assistant, the_call

from onrecord.ui import create_app
from onrecord.ui import page as page_module
from onrecord.ui.chat import build_chat
from onrecord.ui.gradio_offline import gr, in_loop
from onrecord.ui.page import STATIC, _imported, page

GRADIO_IS_NOT_IMPORTED = "import sys, onrecord.ui, onrecord.ui.server; sys.exit('gradio' in sys.modules)"
GRADIO_IS_TOLD = (
    "import os, onrecord.ui.gradio_offline; raise SystemExit(os.environ['GRADIO_ANALYTICS_ENABLED'] != 'False')"
)


def get(*paths: str) -> list[httpx.Response]:
    async def sending() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(assistant(the_call)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [await client.get(path) for path in paths]

    return anyio.run(sending)


def test_importing_the_room_does_not_import_gradio() -> None:
    assert subprocess.run([sys.executable, "-c", GRADIO_IS_NOT_IMPORTED], check=False).returncode == 0


def test_gradio_is_told_to_stay_offline_before_it_is_imported() -> None:
    assert subprocess.run([sys.executable, "-c", GRADIO_IS_TOLD], check=False).returncode == 0


def test_the_page_names_only_its_own_files_and_they_are_there() -> None:
    markup = page()
    names = re.findall(r'(?:src|href)="([^"]+)"', markup)
    assert names
    assert all(name.startswith("/") and not name.startswith("//") for name in names)
    assert {response.status_code for response in get(*names)} == {200}


def test_what_gradio_runs_before_anything_is_drawn_is_asked_for_first_and_at_once() -> None:
    named = re.findall(r'<link rel="modulepreload" href="/([^"]+)"', page())
    asked = [name for name in named if name.startswith("assets/")]
    assert named[: len(asked)] == asked
    assert f'<script type="module" src="/{asked[0]}"' in page()
    assert [name for name in asked if re.match(r"assets/Blocks-[\w-]+\.js", name)]
    assert len(set(named)) == len(named)


def test_of_a_front_end_that_is_built_otherwise_the_script_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index.js").write_text("m.f=['./a.js'];import(`./gone.js`),__vite__mapDeps([0,7])")
    assert _imported(tmp_path, "assets/index.js") == ["assets/index.js"]
    (tmp_path / "assets" / "index.js").write_text("import('./a.js')")
    assert _imported(tmp_path, "assets/index.js") == ["assets/index.js"]


def test_the_page_has_no_inline_script_and_no_address_outside() -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)", page()) == []
    assert "http:" not in page()
    assert "https:" not in page()


def test_own_files_load_nothing_from_outside() -> None:
    for file in STATIC.iterdir():
        source = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(
            r"https?://|@import|url\(|innerHTML|insertAdjacentHTML|\beval\b|document\.write", source
        ), file


def test_no_text_stands_in_a_template() -> None:
    """Gradio evaluates a filled-in template as JavaScript, so that nothing may be filled in at all."""
    chat = in_loop(lambda: build_chat(assistant(the_call)))
    drawn = [block for block in chat.blocks.values() if isinstance(block, gr.HTML)]
    assert len(drawn) >= 3
    for block in drawn:
        assert not re.search(r"\{\{|\$\{|`|\\", block.html_template), block.elem_id


def test_no_part_of_the_chat_is_offered_as_an_interface() -> None:
    config = get("/config")[0].json()
    assert config["dependencies"]
    assert {one["api_visibility"] for one in config["dependencies"]} == {"private"}
    assert not config.get("footer_links")


def test_a_gradio_built_otherwise_is_an_error_that_says_so(monkeypatch: object) -> None:
    assert page_module._SCRIPT.search('<script type="module" src="elsewhere.js">') is None
