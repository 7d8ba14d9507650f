"""Takes the pictures in docs/, of every view over the sample archive: ``python tests/e2e/screenshots.py [FOLDER]``.

They are kept in the repository, so they have no more colours than can be told apart in them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from chrome import launch, serving, visiting
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from views import walk

from onrecord.index import NewsIndex, sources
from onrecord.rag import Assistant
from onrecord.seeds import ARTICLES
from onrecord.ui import create_app
from onrecord.ui.examples import sample_examples

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCREENS = {
    "light": ((1280, 800), "light"),
    "dark": ((1280, 800), "dark"),
    "phone": ((390, 844), "light"),
    "phone-dark": ((390, 844), "dark"),
}
COLOURS = 96
FIRST = "source-light.png"  # the one that stands for all


def save(picture: bytes, path: Path) -> None:
    """Write a picture with a palette of its own."""
    few = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def take(browser: Browser, folder: Path, made: Path) -> None:
    """Every view on every screen. Each screen has an archive of its own, so that the others' conversations are not
    seen."""
    for screen, ((width, height), scheme) in SCREENS.items():
        place = shutil.copytree(made, made.with_name(screen))
        with (
            NewsIndex.open(place) as index,
            serving(create_app(Assistant(index), examples=sample_examples())) as address,
            visiting(browser, address, width, height, color_scheme=scheme, reduced_motion="reduce") as visit,
        ):
            for view in walk(visit):
                save(visit.page.screenshot(), folder / f"{view}-{screen}.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "sample"
        with NewsIndex.open(made, create=True) as index:
            index.add(sources.read(ARTICLES))
        with sync_playwright() as playwright:
            browser = launch(playwright)
            take(browser, folder, made)
            browser.close()
    shutil.copyfile(folder / FIRST, folder / "chat.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS)
