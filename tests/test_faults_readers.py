"""Many readers beside one writer: every answer is whole and true, and a second writer is refused at once."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from faults import Forks, article, chance_of, copied, opened, say, seen, times

from onrecord.index import Article, Filters, Hit, NewsIndex
from onrecord.index.errors import IndexLocked
from onrecord.index.snapshot import By, Snapshot

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

SECONDS = times(6, 180)
PROCESSES, THREADS = 4, 2
QUESTIONS: list[tuple[str, By, Filters | None]] = [
    ("the mayor opened the bridge", "dense", None),
    ("the mayor opened the bridge", "lexical", None),
    ("library closed as version 2 says", "dense", Filters(after="2025-06-01", outlets=("courier",))),
    ("library closed as version 2 says", "lexical", Filters(before="2025-06-01")),
    ("stadium", "dense", Filters(known_by="2100-01-01")),
    ("stadium", "lexical", Filters(known_by="2100-01-01")),
]


def check_hits(hits: list[Hit], gone: set[str]) -> None:
    """Each is a passage of the revision that it says, and of no article that was removed before it was asked for."""
    for hit in hits:
        assert hit.passage.article_id == hit.article.id not in gone
        assert hit.article == article(hit.article.id, hit.passage.revision)
        assert hit.text == hit.article.text[hit.passage.start : hit.passage.end] != ""


# ---- for a while -----------------------------------------------------------------------------------------------------


def read_on(folder: str, place: str) -> None:
    """In a child: ask until told to stop; say how often, or what was wrong."""
    asked, problems = count(), []

    def ask(index: NewsIndex, chance: int) -> None:
        turn = chance_of(chance)
        try:
            while not Path(place, "stop").exists():
                gone = set(Path(place, "gone").read_text(encoding="utf-8").splitlines())
                index.refresh()
                words, by, filters = turn.choice(QUESTIONS)
                check_hits(index.search(words, turn.choice([1, 10, 400]), by=by, filters=filters), gone)
                now = index.snapshot()
                for one in now.newest(20):
                    assert one.id not in gone
                    assert one == article(one.id, now.history(one.id)[-1].number)
                next(asked)
        except BaseException:
            problems.append(traceback.format_exc())

    with opened(Path(folder)) as index:
        readers = [threading.Thread(target=ask, args=(index, number)) for number in range(THREADS)]
        for reader in readers:
            reader.start()
        say("reads")
        for reader in readers:
            reader.join()
    say(next(asked), repr(problems))


def test_readers_beside_a_writer_are_never_told_anything_wrong(memory: Path, place: Path) -> None:
    folder, gone, chance = place / "archive", place / "gone", chance_of("writer")
    gone.touch()
    versions: dict[str, int] = {f"a{number}": 1 for number in range(40)}
    children = [Forks() for _ in range(PROCESSES)]
    with opened(folder, create=True) as index:
        index.add(article(name) for name in versions)
        for child in children:
            child.start("test_faults_readers:read_on", folder, place)
            assert child.line() == "reads"
        until = time.monotonic() + SECONDS
        for turn in count():
            new = {f"n{turn}-{number}": 1 for number in range(3)}
            old = {name: versions[name] + 1 for name in chance.sample(sorted(versions), 3)}
            index.add(article(*pair) for pair in (new | old).items())
            versions |= new | old
            ended = chance.sample(sorted(versions), 3)
            assert index.remove(ended) == 3
            with gone.open("a", encoding="utf-8") as file:
                file.write("".join(f"{name}\n" for name in ended))
            for name in ended:
                del versions[name]
            if turn % 6 == 5:
                index.compact()
            if turn % 10 == 9:
                index.rebuild()
            if time.monotonic() > until:
                break
        (place / "stop").touch()
        said = [child.rest() for child in children]
        for child in children:
            child.close()
        assert [lines[-1] for lines in said] == ["exit 0"] * PROCESSES
        assert [lines[0].split(" ", 1)[1] for lines in said] == ["[]"] * PROCESSES
        assert all(int(lines[0].split()[0]) > 3 * SECONDS for lines in said), "they were answered all the while"
        assert turn >= SECONDS // 2
        assert {name: past[-1] for name, past in seen(index).items()} == {
            name: article(name, version) for name, version in versions.items()
        }
        assert index.check() == []


# ---- a snapshot ------------------------------------------------------------------------------------------------------


def everything(snapshot: Snapshot) -> object:
    found = [[hit.passage for hit in snapshot.search(words, 999, by=by, filters=f)] for words, by, f in QUESTIONS[:4]]
    articles = list(snapshot.newest())
    histories = {one.id: [past.article for past in snapshot.history(one.id)] for one in articles}
    return articles, histories, found, len(snapshot), snapshot.passages, snapshot.outlets(), snapshot.days()


def test_a_snapshot_answers_the_same_whatever_is_written_until_it_is_compacted(whole: Path, place: Path) -> None:
    folder = copied(whole, place / "archive")
    with opened(folder) as index, opened(folder) as other:
        held = index.snapshot()
        before = everything(held)
        for turn in range(12):
            other.add([article(f"s{turn}"), article("a03", turn + 2)])
            other.remove([f"a{turn + 6:02}"])
            if turn == 6:
                other.rebuild()
            assert index.refresh()
            assert everything(held) == before
        other.compact()
        left = {one.id for one in held.newest()}
        assert left == {one.id for one in before[0]} - {f"a{turn + 6:02}" for turn in range(12)}  # type: ignore[index]
        for words, by, filters in QUESTIONS:
            for hit in held.search(words, 999, by=by, filters=filters):
                assert hit.article.id in left
                assert hit.article == held.article(hit.article.id)
        assert everything(index.snapshot()) == everything(other.snapshot())


# ---- two writers -----------------------------------------------------------------------------------------------------


def hold(folder: str, place: str) -> None:
    """In a child: be in the middle of an addition until told to go on."""

    def source() -> Iterator[Article]:
        yield article("held")
        say("writing")
        while not Path(place, "go").exists():
            time.sleep(0.01)

    with opened(Path(folder)) as index:
        index.add(source())


def check_refused(index: NewsIndex) -> None:
    changes = (
        lambda: index.add([article("n")]),
        lambda: index.remove(["a01"]),
        lambda: index.restore(["a05"]),
        index.compact,
        index.rebuild,
        index.repair,
    )
    for change in changes:
        started = time.perf_counter()
        with pytest.raises(IndexLocked, match="another writer is at work"):
            change()
        assert time.perf_counter() - started < 1


def test_a_second_writer_in_another_process_is_refused_at_once_and_readers_are_not(
    forks: Forks, whole: Path, place: Path
) -> None:
    folder = copied(whole, place / "archive")
    with opened(folder) as index:
        before = seen(index)
        forks.start("test_faults_readers:hold", folder, place)
        assert forks.line() == "writing"
        check_refused(index)
        assert seen(index) == before
        assert index.search("the mayor", 5)
        with opened(folder) as another:
            assert seen(another) == before
        (place / "go").touch()
        assert forks.rest() == ["exit 0"]
        assert len(index) == len(before) + 1
        assert index.add([article("n")]).added == 1
        assert index.check() == []


def test_a_second_writer_in_another_thread_is_refused_at_once(whole: Path, place: Path) -> None:
    with opened(copied(whole, place / "archive")) as index:
        refused: list[Exception] = []

        def second() -> None:
            try:
                check_refused(index)
            except BaseException as error:
                refused.append(error)  # type: ignore[arg-type]

        def source() -> Iterator[Article]:
            yield article("held")
            thread = threading.Thread(target=second)
            thread.start()
            thread.join()

        assert index.add(source()).added == 1
        assert refused == []
