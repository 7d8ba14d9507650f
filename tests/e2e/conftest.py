from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from chrome import CHROMIUM, Visit, launch, serving, visiting
from hostile import ARTICLES as HOSTILE
from playwright.sync_api import Browser, sync_playwright

from onrecord.index import NewsIndex
from onrecord.index.embedding import PackagedEmbedder
from onrecord.rag import Answer, Assistant, Choice, CrossEncoder
from onrecord.rag.network import Network
from onrecord.rag.read import SpanReader
from onrecord.rag.retrieve import Retriever
from onrecord.seeds import QUESTIONS
from onrecord.ui import create_app
from onrecord.ui.examples import sample_examples

Open = Callable[..., Visit]


VISITS: list[Visit] = []  # of the test that is running
CHOICES = Choice("the bridge", QUESTIONS[1]), Choice("the radar of the ferry", QUESTIONS[0])


class Obliging(Assistant):
    """The assistant, which fails, takes its time, or asks back, when it is asked to."""

    def ask(self, question: str, **given: Any) -> Answer:
        if question == "Fail.":
            raise RuntimeError("as it was asked to")
        if question == "Wait.":
            time.sleep(2)
        if question == "Which?":
            answer = super().ask(CHOICES[0].question)
            reason = f"Which do you mean: {' or '.join(choice.words for choice in CHOICES)}?"
            return replace(
                answer, question=question, query=question, citations=(), text="", abstained=True,
                cause="unclear", reason=reason, choices=CHOICES,
            )  # fmt: skip
        return super().ask(question, **given)


@pytest.fixture(scope="module")  # its event loop runs in this thread until it ends, and would be in others' way
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}; install Chromium, or set ONRECORD_CHROMIUM to where it is")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(sample_index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat over the sample archive."""
    with (
        open_sample(sample_index_folder, tmp_path_factory.mktemp("chat") / "sample") as index,
        served(index) as address,
    ):
        yield address


class Remembering:
    """A model that works the same out once: what is asked again and again here are the same few questions."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._known: dict[object, list[Any]] = {}

    def run(self, outputs: Sequence[str] | None, feed: Mapping[str, Any]) -> list[Any]:
        given = (*(outputs or ()), *((name, array.shape, array.tobytes()) for name, array in sorted(feed.items())))
        if given not in self._known:
            self._known[given] = self._session.run(outputs, feed)
        return self._known[given]


@cache
def models() -> tuple[PackagedEmbedder, CrossEncoder, Network]:
    """The packaged models, loaded once for all archives of a process."""
    reranker, network = CrossEncoder(), Network()
    reranker._bert._session = Remembering(reranker._bert._session)
    network._session = Remembering(network._session)
    return PackagedEmbedder(), reranker, network


def obliging(index: NewsIndex) -> Obliging:
    _, reranker, network = models()
    return Obliging(index, retriever=Retriever(index, reranker), reader=SpanReader(network))


@contextmanager
def open_sample(made: Path, place: Path) -> Iterator[NewsIndex]:
    """A copy of the sample archive, in which conversations can be kept without others' seeing them."""
    if not place.exists():
        shutil.copytree(made, place)
    with NewsIndex.open(place, embedder=models()[0]) as index:
        yield index


@contextmanager
def served(index: NewsIndex) -> Iterator[str]:
    """The address of a chat over an archive. Its pages are left before the server ends."""
    with serving(create_app(obliging(index), examples=sample_examples())) as address:
        yield address
        for visit in VISITS:
            if visit.address.startswith(address):
                visit.leave()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat over articles that try to be more than text."""
    folder = tmp_path_factory.mktemp("hostile") / "index"
    with NewsIndex.open(folder, create=True, embedder=models()[0]) as index:
        index.add(HOSTILE)
        with serving(create_app(obliging(index))) as address:
            yield address


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a chat over an archive without articles."""
    with (
        NewsIndex.open(tmp_path_factory.mktemp("empty") / "index", create=True) as index,
        serving(create_app(Assistant(index))) as address,
    ):
        yield address


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens a watched page. When the test ends, none may have complained, or asked for anything outside."""
    with ExitStack() as stack:
        stack.callback(VISITS.clear)

        def opening(address: str, *size: int, **options: Any) -> Visit:
            VISITS.append(stack.enter_context(visiting(chromium, address, *size, **options)))
            return VISITS[-1]

        yield opening
        for visit in VISITS:
            assert visit.complaints == []
            assert visit.violations() == []
            assert visit.outside() == []
