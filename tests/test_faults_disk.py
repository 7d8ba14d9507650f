"""A disk that is full, broken or out of handles: a typed error, the old state whole, and the next try works.

``data/disk_full.c`` is preloaded before libc and makes the Nth call that writes below the index fail, whoever makes
it: SQLite, tantivy, FAISS or Python.
"""

from __future__ import annotations

import ctypes
import errno
import resource
import shutil
import subprocess
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from faults import Forks, article, coded_from, copied, leftovers, opened, say, seen, times

from onrecord.index import NewsIndex
from onrecord.index.errors import WriteFailed

pytestmark = [pytest.mark.faults, pytest.mark.timeout(7200)]

SOURCE = Path(__file__).parent / "data" / "disk_full.c"
FAULTS = [(errno.ENOSPC, True), (errno.EIO, False), (errno.EMFILE, False), (errno.ENOSPC, False), (errno.EIO, True)]
CHANGES: dict[str, Callable[[NewsIndex], Any]] = {
    "add": lambda index: index.add([article("a03", 2), *(article(f"n{number}") for number in range(3))]),
    "remove": lambda index: index.remove(["a04", "a01"]),
    "restore": lambda index: index.restore(["a05"]),
    "compact": lambda index: index.compact(),
    "rebuild": lambda index: index.rebuild(),
}


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    compiler = shutil.which("cc")
    if compiler is None or not Path("/proc/self/fd").is_dir():
        pytest.skip("there is no C compiler, or no /proc, to make a disk fail with")
    library = tmp_path_factory.mktemp("shim") / "disk_full.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    with Forks(LD_PRELOAD=str(library)) as forks:
        yield forks


# ---- in a child ------------------------------------------------------------------------------------------------------


def everything(index: NewsIndex) -> object:
    found = [index.search("mayor opened bridge", 9999, by=by) for by in ("dense", "lexical")]  # type: ignore[arg-type]
    return seen(index), [sorted((hit.article.id, hit.passage.start) for hit in hits) for hits in found]


def count(whole: str, place: str, change: str) -> None:
    """Say how many calls a change makes that write."""
    shim = ctypes.CDLL(None)
    folder = copied(Path(whole), Path(place))
    with coded_from(64), opened(folder) as index:
        shim.disk_arm(str(folder).encode(), 0, 0, 0)
        CHANGES[change](index)
        say(shim.disk_calls())


@contextmanager
def failing(folder: Path, nth: int, error: int, lasting: bool) -> Iterator[None]:
    """The Nth call that writes fails, and those after it if the fault is lasting."""
    shim = ctypes.CDLL(None)
    shim.disk_arm(str(folder).encode(), nth, error, lasting)
    try:
        yield
    finally:
        shim.disk_arm(None, 0, 0, 0)


@contextmanager
def limited(_: Path, what: int, most: int) -> Iterator[None]:
    """No more bytes in a file, or handles beside those that are open, than this."""
    usual = resource.getrlimit(what)
    if what == resource.RLIMIT_NOFILE:
        most += len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(what, (most, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(what, usual)


def fail(whole: str, place: str, change: str, fault: str, cases: list[list[int]]) -> None:
    """Hurt a change in several ways, each in a fresh copy; say what is not as it must be."""
    folder = copied(Path(whole), Path(place))
    with coded_from(64), opened(folder) as index:
        before = everything(index)
        CHANGES[change](index)
        after = everything(index)
    hurt = {"failing": failing, "limited": limited}[fault]
    for case in cases:
        problem = "died"
        try:
            with coded_from(64):
                folder = copied(Path(whole), Path(place))
                _fail_once(folder, CHANGES[change], hurt(folder, *case), before, after)  # type: ignore[operator]
                problem = "none"
        except BaseException:
            problem = traceback.format_exc()
        finally:
            say(change, fault, *case, repr(problem))


def _fail_once(
    folder: Path, change: Callable[[NewsIndex], Any], hurt: AbstractContextManager[None], before: object, after: object
) -> None:
    with opened(folder) as index:
        expected = after  # where what failed was of no account
        try:
            with hurt:
                change(index)
        except WriteFailed:
            expected = before
        assert everything(index) == expected
        assert index.check() == []
    with opened(folder) as index:
        assert everything(index) == expected, "in another process"
        assert index.check() == [], "in another process"
        change(index)
        assert everything(index) == after, "the next try"
        index.add([article("z")])
        assert index.check() == []
        assert not (left := leftovers(index)), left


# ---- the faults ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_write_fails_the_old_state_stands_and_the_next_try_works(
    forks: Forks, whole: Path, place: Path, change: str
) -> None:
    forks.start("test_faults_disk:count", whole, place / "counted", change)
    calls, end = forks.rest()
    assert end == "exit 0"
    assert int(calls) > 50, "it is counted"
    step = max(1, int(calls) // times(8, int(calls)))
    kinds = times(1, len(FAULTS))
    chosen = [(n, *FAULTS[(n // step + k) % len(FAULTS)]) for n in range(1, int(calls) + 1, step) for k in range(kinds)]
    check_survived(forks, whole, place, change, "failing", chosen)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("what", "most"),
    [(resource.RLIMIT_FSIZE, [0, 100, 1000, 4096, 20_000, 60_000, 150_000]), (resource.RLIMIT_NOFILE, range(25))],
    ids=["bytes", "handles"],
)
def test_past_the_limits_of_a_process_the_old_state_stands_and_the_next_try_works(
    forks: Forks, whole: Path, place: Path, change: str, what: int, most: Sequence[int]
) -> None:
    chosen = most if times(0, 1) else most[1 :: len(most) // 3]
    check_survived(forks, whole, place, change, "limited", [(what, limit) for limit in chosen])


def check_survived(
    forks: Forks, whole: Path, place: Path, change: str, fault: str, cases: Sequence[Sequence[int]]
) -> None:
    problems = []
    for at in range(0, len(cases), 50):
        forks.start("test_faults_disk:fail", whole, place / "tried", change, fault, cases[at : at + 50])
        *said, end = forks.rest()
        assert end == "exit 0", said[-1:]
        problems += [line for line in said if not line.endswith("'none'")]
    assert problems == []
