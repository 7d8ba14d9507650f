"""Killed, interrupted, damaged: the index holds the old state or the new one, whole, and never a wrong word."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from embedders import BrokenEmbedder, HashingEmbedder

from onrecord.index import Article, Hit, NewsIndex
from onrecord.index.errors import IndexDamaged, IndexLocked, OnRecordError, WeightsError
from onrecord.index.lexical import LexicalIndex
from onrecord.index.staging import Staging
from onrecord.index.vectors import VectorIndex

OLD = [Article(f"old{i}", f"Old {i}", f"The old bridge {i} was closed. It was old.") for i in range(3)]
NEW = [Article(f"new{i}", f"New {i}", f"The new bridge {i} was opened. " * 30) for i in range(150)]
CHANGED = Article("old0", "Old 0", "The old bridge 0 was rebuilt.")
BATCH = [CHANGED, *NEW]


def state(index: NewsIndex) -> tuple[list[str], list[tuple[str, int, int, int]], list[tuple[str, int, int, int]]]:
    """Everything a reader can see: articles, and what each search finds, in order."""
    found = [index.search("old bridge rebuilt 7", 5000, by=by) for by in ("dense", "lexical")]  # type: ignore[arg-type]
    for hit in [*found[0][:20], *found[1][:20]]:
        assert index.article(hit.passage.article_id, hit.passage.revision) == hit.article
    return [article.text for article in index.newest()], places(found[0]), places(found[1])


def places(hits: list[Hit]) -> list[tuple[str, int, int, int]]:
    return sorted((hit.article.id, hit.passage.revision, hit.passage.start, hit.passage.end) for hit in hits)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, object, object]:
    """An index of the old articles, its state, and the state it has once the new ones are added."""
    folder = tmp_path_factory.mktemp("states")
    with NewsIndex.open(folder / "old", create=True, embedder=HashingEmbedder()) as index:
        index.add(OLD)
        before = state(index)
    shutil.copytree(folder / "old", folder / "new")
    with NewsIndex.open(folder / "new", embedder=HashingEmbedder()) as index:
        index.add(BATCH)
        return folder / "old", before, state(index)


@pytest.fixture
def old(states: tuple[Path, object, object], tmp_path: Path) -> Path:
    return Path(shutil.copytree(states[0], tmp_path / "archive"))


# ---- killed ----------------------------------------------------------------------------------------------------------

WRITER = textwrap.dedent("""
    import os, signal, sys
    from embedders import HashingEmbedder
    from onrecord.index import NewsIndex
    from test_index_faults import BATCH

    folder, step, turn = sys.argv[1], sys.argv[2], int(sys.argv[3])

    def dying(real):
        def call(*args, **kwargs):
            global turn
            turn -= 1
            if turn == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)
        return call

    def watched(articles):
        for article in articles:
            yield article
        print("read", flush=True)

    with NewsIndex.open(folder, embedder=HashingEmbedder()) as index:
        if step == "fsync":
            os.fsync = dying(os.fsync)
        elif step == "statement":
            index._catalog.db.set_trace_callback(dying(lambda statement: None))
        elif step == "switched":
            from onrecord.index import generations
            generations.drop_others = dying(generations.drop_others)
        print("begin", flush=True)
        index.add(watched(BATCH))
    print("done", flush=True)
""")


def writer(folder: Path, step: str = "", turn: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), step, str(turn)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent)


def check_whole(folder: Path, states: tuple[Path, object, object]) -> bool:
    """The folder is in the old state or the new one, and the next add completes it; whether it was the new one."""
    _, before, after = states
    with NewsIndex.open(folder, embedder=HashingEmbedder()) as index:
        seen = state(index)
        assert seen in (before, after)
        index.add(BATCH)
        assert state(index) == after
        index.remove(["old1"])
        assert len(list((folder / "derived").iterdir())) == 1, "what a killed writer left is gone with the next change"
    return seen == after


@pytest.mark.parametrize("seconds", [0.0, 0.04, 0.1, 0.18, 0.3, 0.45])
def test_killed_at_any_moment_it_is_whole(old: Path, states: tuple[Path, object, object], seconds: float) -> None:
    process = writer(old)
    assert process.stdout
    assert process.stdout.readline() == "begin\n"
    time.sleep(seconds)
    process.kill()
    process.communicate()
    check_whole(old, states)


@pytest.mark.parametrize(
    ("step", "turn", "new"),
    [
        ("fsync", 1, False),
        ("fsync", 4, False),
        ("statement", 40, False),
        ("statement", 400, False),
        ("switched", 1, True),
    ],
)
def test_killed_at_a_step_it_is_whole(
    old: Path, states: tuple[Path, object, object], step: str, turn: int, new: bool
) -> None:
    process = writer(old, step, turn)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert check_whole(old, states) is new


def test_killed_while_publishing_it_is_whole(old: Path, states: tuple[Path, object, object]) -> None:
    """The last statements of an add are those of its one publishing transaction: die at each of them."""
    counted = subprocess.run(
        [sys.executable, "-c", COUNTER, str(shutil.copytree(old, old.parent / "count"))],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
    )
    total = int(counted.stdout)
    for turn in range(total - 3, total + 1):
        folder = Path(shutil.copytree(old, old.parent / f"turn{turn}"))
        process = writer(folder, "statement", turn)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert not check_whole(folder, states)


COUNTER = textwrap.dedent("""
    import sys
    from embedders import HashingEmbedder
    from onrecord.index import NewsIndex
    from test_index_faults import BATCH

    seen = []
    with NewsIndex.open(sys.argv[1], embedder=HashingEmbedder()) as index:
        index._catalog.db.set_trace_callback(seen.append)
        index.add(BATCH)
    print(len(seen))
""")

HOLDER = textwrap.dedent("""
    import sys
    from embedders import HashingEmbedder
    from onrecord.index import NewsIndex
    from test_index_faults import NEW

    def source():
        yield NEW[0]
        print("writing", flush=True)
        sys.stdin.readline()

    with NewsIndex.open(sys.argv[1], embedder=HashingEmbedder()) as index:
        index.add(source())
""")


def test_a_second_writer_in_another_process_is_refused_at_once_and_readers_are_not(
    old: Path, states: tuple[Path, object, object]
) -> None:
    command = [sys.executable, "-c", HOLDER, str(old)]
    with (
        NewsIndex.open(old, embedder=HashingEmbedder()) as index,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
        ) as process,
    ):
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        start = time.perf_counter()
        with pytest.raises(IndexLocked, match="another writer is at work"):
            index.add([CHANGED])
        with pytest.raises(IndexLocked):
            index.remove(["old1"])
        assert state(index) == states[1]
        assert time.perf_counter() - start < 2
        process.communicate("go on\n", timeout=30)
        assert process.returncode == 0
        assert len(index) == len(OLD) + 1
        index.add(BATCH)
        assert state(index) == states[2]


# ---- interrupted -----------------------------------------------------------------------------------------------------


def breaking_off(error: BaseException) -> Iterator[Article]:
    yield from BATCH[:100]
    raise error


@pytest.mark.parametrize("error", [RuntimeError("the feed broke off"), KeyboardInterrupt(), GeneratorExit()])
def test_a_source_that_breaks_off_changes_nothing(
    old: Path, states: tuple[Path, object, object], error: BaseException
) -> None:
    with NewsIndex.open(old, embedder=HashingEmbedder()) as index:
        with pytest.raises(type(error)):
            index.add(breaking_off(error))
        assert state(index) == states[1]
        assert index.article("old0", 2) is None
        assert index.add(BATCH).updated == 1
        assert state(index) == states[2]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def faiss_fault(*_: object) -> None:
    raise RuntimeError("write error: No space left on device")


@pytest.mark.parametrize(
    ("place", "name", "fault", "expected"),
    [
        ("os", "fsync", full_disk, OSError),
        ("shutil", "copyfile", full_disk, OSError),
        (VectorIndex, "save", faiss_fault, RuntimeError),
        (LexicalIndex, "write", full_disk, OSError),
        (Staging, "publish", full_disk, OSError),
        (Staging, "entries", full_disk, OSError),
    ],
)
def test_a_fault_while_writing_is_raised_and_changes_nothing(
    old: Path,
    states: tuple[Path, object, object],
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    fault: Callable[..., None],
    expected: type[Exception],
) -> None:
    with NewsIndex.open(old, embedder=HashingEmbedder()) as index:
        with monkeypatch.context() as patch:
            patch.setattr(f"{place}.{name}", fault) if isinstance(place, str) else patch.setattr(place, name, fault)
            with pytest.raises(expected, match="No space left on device"):
                index.add(BATCH)
        assert state(index) == states[1]
        assert len(list((old / "derived").iterdir())) == 1
        index.add(BATCH)
        assert state(index) == states[2]


@pytest.mark.parametrize("fault", ["nan", "inf", "shape", "count"])
def test_an_embedder_that_returns_nonsense_is_refused_and_its_vectors_are_not_kept(
    old: Path, states: tuple[Path, object, object], fault: str
) -> None:
    with NewsIndex.open(old, embedder=BrokenEmbedder(fault)) as index:
        with pytest.raises(WeightsError, match="hashing returned"):
            index.add(BATCH)
        assert index.article("old0") == OLD[0]
    with NewsIndex.open(old, embedder=HashingEmbedder()) as index:
        assert state(index) == states[1]
        index.add(BATCH)
        assert state(index) == states[2]


# ---- damaged ---------------------------------------------------------------------------------------------------------


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    replace(path, bytes(data))


def truncate(path: Path) -> None:
    replace(path, path.read_bytes()[: path.stat().st_size // 2])


def replace(path: Path, data: bytes) -> None:
    path.unlink()  # the file may be linked into another generation
    path.write_bytes(data)


DERIVED = ["vectors.faiss", "lexical/meta.json", "lexical/.managed.json"]
DERIVED += [f"lexical/*.{suffix}" for suffix in ("store", "term", "idx", "pos", "fast", "fieldnorm")]


@pytest.mark.parametrize("pattern", DERIVED)
@pytest.mark.parametrize("damage", [flip, truncate, Path.unlink], ids=["flipped", "cut", "gone"])
def test_a_damaged_derived_file_is_made_again(
    old: Path,
    states: tuple[Path, object, object],
    caplog: pytest.LogCaptureFixture,
    pattern: str,
    damage: Callable[[Path], None],
) -> None:
    damage(next((old / "derived").glob(f"*/{pattern}")))
    with NewsIndex.open(old, embedder=HashingEmbedder()) as index:
        assert state(index) == states[1]
        index.add(BATCH)
        assert state(index) == states[2]
    assert "making it again from the catalog" in caplog.text


def test_without_any_derived_file_everything_is_made_again(old: Path, states: tuple[Path, object, object]) -> None:
    shutil.rmtree(old / "derived")
    with NewsIndex.open(old, embedder=HashingEmbedder()) as index:
        assert state(index) == states[1]


def test_files_damaged_under_an_open_index_lose_no_article_added_next(
    old: Path, states: tuple[Path, object, object]
) -> None:
    """The generation is found damaged only when the add, holding the lock, meets another writer's commit."""
    with (
        NewsIndex.open(old, embedder=HashingEmbedder()) as index,
        NewsIndex.open(old, embedder=HashingEmbedder()) as other,
    ):
        other.add([CHANGED])
        flip(next((old / "derived").glob("*/vectors.faiss")))
        index.add(NEW)
        assert state(index) == states[2]


@pytest.mark.parametrize(
    "content", [b"", b"not a database, but long enough to be taken for one at first sight" * 99, b"SQLite format 3\x00"]
)
def test_a_catalog_that_is_none_is_refused_with_advice(old: Path, content: bytes) -> None:
    (old / "catalog.sqlite").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"restore it from a copy|choose another folder"):
        NewsIndex.open(old, embedder=HashingEmbedder())


def test_a_damaged_catalog_is_named_or_every_word_is_right(states: tuple[Path, object, object], tmp_path: Path) -> None:
    """A byte is flipped, or the file is cut, at places all over it: what is shown is what was stored, or nothing is."""
    whole = (states[0] / "catalog.sqlite").read_bytes()
    named = 0
    for number in range(60):
        place = int(len(whole) * (number + 0.5) / 60)
        damaged = whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :] if number % 6 else whole[:place]
        folder = Path(shutil.copytree(states[0], tmp_path / str(number)))
        (folder / "catalog.sqlite").write_bytes(damaged)
        try:
            with NewsIndex.open(folder, embedder=HashingEmbedder()) as index:
                shown = {article.id: article for article in index.newest()}
                hits = [*index.search("bridge", 9), *index.search("bridge", 9, by="lexical")]
        except OnRecordError:
            named += 1
            continue
        assert all(article in OLD for article in shown.values())
        assert all(hit.article in OLD for hit in hits)
        assert all(hit.text in hit.article.text for hit in hits)
    assert named
