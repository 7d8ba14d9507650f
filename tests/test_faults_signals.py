"""Interrupted in the middle of an addition: it stops at once, what was committed stays, and the next call goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from embedders import HashingEmbedder, RecordingEmbedder
from faults import Forks, article, chance_of, copied, leftovers, opened, say, seen, times

from onrecord.index import Article, NewsIndex
from onrecord.index.embedding import Floats
from onrecord.index.errors import WriteFailed
from onrecord.index.lexical import LexicalWriter
from onrecord.index.made import AsRecorded
from onrecord.index.segments import Segment
from onrecord.index.staging import Staging

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

ARTICLES = 120
EVERY = 20
SECONDS = 2  # to stop in


def batch() -> list[Article]:
    return [article("a03", 2), *(article(f"i{number:03}", sentences=3) for number in range(ARTICLES - 1))]


# ---- by a signal -----------------------------------------------------------------------------------------------------


class Slow(RecordingEmbedder):
    """Takes its time."""

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        for text in texts:
            time.sleep(0.004)
            self.passages.append(text)
        return HashingEmbedder.embed_passages(self, texts)


def add_slowly(folder: str, every: int) -> None:
    """In a child: add, and say how many articles were asked for."""
    with opened(Path(folder), embedder=Slow()) as index:

        def source() -> Iterator[Article]:
            for number, one in enumerate(batch()):
                if number % EVERY == 0:
                    say(number)
                yield one

        index.add(source(), every=every or None)


@pytest.mark.alone
@pytest.mark.parametrize("every", [EVERY, 0])
@pytest.mark.parametrize("seed", range(times(3, 30)))
def test_interrupted_it_stops_at_once_keeps_what_was_committed_and_goes_on(
    forks: Forks, whole: Path, place: Path, every: int, seed: int
) -> None:
    chance = chance_of(seed)
    folder = copied(whole, place / "archive")
    with opened(folder) as index:
        before = seen(index)
    number = forks.start("test_faults_signals:add_slowly", folder, every)
    wait = chance.choice(range(0, ARTICLES, EVERY))
    while forks.line() != str(wait):
        pass
    time.sleep(chance.uniform(0, 0.1))
    started = time.monotonic()
    os.kill(number, signal.SIGINT)
    *said, end = forks.rest()
    assert time.monotonic() - started < SECONDS
    assert end == "exit 130" or wait == ARTICLES - EVERY
    asked = max([wait, *map(int, said)])  # a batch is asked for when the one before it was committed
    with opened(folder, embedder=RecordingEmbedder()) as index:
        assert seen(index).items() >= {name: past for name, past in before.items() if name != "a03"}.items()
        report = index.add(batch())
        assert report.unchanged in ((asked, asked + EVERY) if every else (0, ARTICLES))
        assert every or asked <= 64 or report.embedded < report.passages or not report.passages
        assert seen(index) == uninterrupted(whole, place)
        index.remove("a04")
        assert leftovers(index) == []
        assert index.check() == []


def uninterrupted(whole: Path, place: Path) -> dict[str, list[Article]]:
    with opened(copied(whole, place / "uninterrupted")) as index:
        index.add(batch())
        return seen(index)


def go_on(folder: str, seed: int, turns: int) -> None:
    """In a child: be interrupted at any moment of a change, again and again, and use the index on."""
    chance = chance_of(seed)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, interrupt)
    with opened(Path(folder)) as index:
        changes: list[Callable[[NewsIndex, int], object]] = [
            lambda index, turn: index.add([article("a03", turn + 2), article(f"g{turn}")]),
            lambda index, turn: index.remove([f"g{turn - 1}", f"a{turn % 20:02}"]),
            lambda index, _: index.compact(),
            lambda index, _: index.rebuild(),
        ]
        for turn in range(turns):
            before = seen(index)
            change = chance.choice(changes)
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(0.0005, 0.12))
            try:
                change(index, turn)
            except KeyboardInterrupt:
                say("interrupted")
            signal.setitimer(signal.ITIMER_REAL, 0)
            now = seen(index)
            change(index, turn)
            assert now in (before, seen(index))
            assert index.check() == []
            assert {hit.article.id for hit in index.search("the mayor", 9999)} == set(seen(index))
        index.add([article("z")])
        assert leftovers(index) == []


@pytest.mark.parametrize("seed", range(times(2, 20)))
def test_interrupted_at_any_moment_the_same_process_goes_on(forks: Forks, whole: Path, place: Path, seed: int) -> None:
    forks.start("test_faults_signals:go_on", copied(whole, place / "archive"), seed, 12)
    *said, end = forks.rest()
    assert end == "exit 0"
    assert said


COMMAND = f"""
import signal
import onrecord.rag.adding as adding
from onrecord.rag.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # which is ignored where the tests run in the background
adding.EVERY = {EVERY}
main()
"""


@pytest.mark.alone
@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM])
def test_the_command_stops_at_once_keeps_what_was_committed_and_goes_on(place: Path, what: signal.Signals) -> None:
    folder, given = place / "archive", place / "articles.jsonl"
    given.write_text("".join(json.dumps(asdict(one)) + "\n" for one in batch()), encoding="utf-8")
    command = [sys.executable, "-c", COMMAND, "add", "--index", str(folder), str(given)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while committed(folder) < EVERY:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.02)
        started = time.monotonic()
        process.send_signal(what)
        _, errors = process.communicate(timeout=30)
        assert time.monotonic() - started < SECONDS
    assert process.returncode == 130
    assert "Traceback" not in errors
    kept = committed(folder)
    assert kept % EVERY == 0
    assert EVERY <= kept < ARTICLES
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{ARTICLES - kept} added, 0 updated, {kept} unchanged")
    with NewsIndex.open(folder, embedder=AsRecorded()) as index:
        assert {one.id: one for one in index.newest()} == {one.id: one for one in batch()}
        assert index.check() == []


def committed(folder: Path) -> int:
    if not (folder / "catalog.sqlite").exists():
        return 0
    try:
        with NewsIndex.open(folder, embedder=AsRecorded()) as index:
            return len(index)
    except Exception:
        return 0


# ---- by the source, or by the disk -----------------------------------------------------------------------------------


def breaking_off(error: BaseException) -> Iterator[Article]:
    yield from batch()[:100]
    raise error


@pytest.mark.parametrize("error", [RuntimeError("the feed broke off"), KeyboardInterrupt(), GeneratorExit()])
@pytest.mark.parametrize("every", [None, 30])
def test_a_source_that_breaks_off_changes_nothing_but_what_was_committed(
    whole: Path, place: Path, error: BaseException, every: int | None
) -> None:
    with opened(copied(whole, place / "archive")) as index:
        before = seen(index)
        with pytest.raises(type(error)):
            index.add(breaking_off(error), every=every)
        assert len(index) == len(before) + (0 if every is None else 89)
        assert (index.article("a03", 2) is None) == (every is None)
        report = index.add(batch())
        assert (report.unchanged, report.updated) == ((0, 1) if every is None else (90, 0))
        assert seen(index) == uninterrupted(whole, place)
        assert index.check() == []


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def faiss_fault(*_: object, **__: object) -> None:
    raise RuntimeError("write error: No space left on device")


@pytest.mark.parametrize(
    ("where", "name", "fault"),
    [
        ("os", "fsync", full_disk),
        ("shutil", "copyfile", full_disk),
        (Segment, "written", faiss_fault),
        (LexicalWriter, "commit", full_disk),
        (Staging, "publish", full_disk),
        (Staging, "entries", full_disk),
    ],
)
def test_a_fault_while_writing_is_raised_and_changes_nothing(
    whole: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: object,
    name: str,
    fault: Callable[..., None],
) -> None:
    with opened(copied(whole, place / "archive")) as index:
        before = seen(index)
        with monkeypatch.context() as patch:
            patch.setattr(f"{where}.{name}", fault) if isinstance(where, str) else patch.setattr(where, name, fault)
            with pytest.raises(OSError, match="No space left on device") as raised:
                index.add(batch())
        assert isinstance(raised.value, WriteFailed) or where is Staging
        assert seen(index) == before
        assert leftovers(index) == []
        assert index.check() == []
        index.add(batch())
        assert seen(index) == uninterrupted(whole, place)
