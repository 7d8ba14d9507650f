"""Killed at any moment, an index is in a state that it was in, whole, with everything that was acknowledged."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from faults import (
    EMBEDDERS,
    Forks,
    article,
    chance_of,
    copied,
    embedder_of,
    leftovers,
    opened,
    say,
    seen,
    times,
)

from onrecord.index import Article, NewsIndex
from onrecord.index.derived import Derived

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]

KILLS = 5  # of one chain, each in the index that the one before left
Operation = tuple[Any, ...]
Contents = dict[str, list[Article]]


# ---- what is done, and what it must come to --------------------------------------------------------------------------


def operations(chance: random.Random, version: int) -> list[Operation]:
    """Additions, updates, removals, compactions and rebuilds, in an order of chance."""
    names = [f"a{number:02}" for number in range(30)]
    made: list[Operation] = []
    for _ in range(4):
        kind = chance.choice(["add", "add", "every", "remove", "remove", "compact", "rebuild", "switch"])
        some = chance.sample(names, chance.randrange(1, 12))
        if kind in ("add", "every"):
            made.append(("add", some, version, chance.randrange(1, 5) if kind == "every" else None))
        elif kind == "remove":
            made.append(("remove", chance.sample(names, 6)))
        else:
            made.append((kind, chance.choice(sorted(EMBEDDERS))))
    return made


def states(contents: Contents, embedder: str, operation: Operation) -> list[tuple[Contents, str]]:
    """What the archive holds, and by which embedder, after each commit of an operation."""
    kind, *arguments = operation
    contents = dict(contents)
    if kind == "remove":
        return [({name: past for name, past in contents.items() if name not in arguments[0]}, embedder)]
    if kind != "add":
        return [(contents, arguments[0] if kind == "switch" else embedder)]
    names, version, every = arguments
    found = []
    for at in range(0, len(names), every or len(names)):
        for name in names[at : at + (every or len(names))]:
            past, new = contents.get(name, []), article(name, version)
            contents[name] = past if past and past[-1] == new else [*past, new]
        found.append((dict(contents), embedder))
    return found


def work(folder: str, script: list[list[Any]]) -> None:
    """In a child: do it all, and say what is done and what has been committed."""
    embedder = embedder_of(Path(folder))
    with NewsIndex.open(folder, embedder=embedder) as index:
        for number, (kind, *arguments) in enumerate(script):
            say("begin", number)
            if kind == "add":
                names, version, every = arguments
                index.add(_committing(names, version, every), every=every)
            elif kind == "remove":
                index.remove(arguments[0])
            elif kind == "compact":
                index.compact()
            else:
                index.rebuild(EMBEDDERS[arguments[0]]() if kind == "switch" else None)
            say("done", number)


def _committing(names: list[str], version: int, every: int | None) -> Iterator[Article]:
    for count, name in enumerate(names):
        if every and count and count % every == 0:  # asked for the next batch: the last one is committed
            say("committed", count // every)
        yield article(name, version)


def possible(before: tuple[Contents, str], script: list[Operation], said: list[str]) -> list[tuple[Contents, str]]:
    """The states in which an index may be after what its writer has said."""
    now, doing, committed = [before], None, 0
    for line in said:
        word, number = line.split()
        if word == "begin":
            doing, committed = int(number), 0
        elif word == "committed":
            committed = int(number)
        elif word == "done":
            now, doing = states(*now[-1], script[int(number)])[-1:], None
    if doing is None:
        return now
    return ([*now, *states(*now[-1], script[doing])])[committed:]


def state_of(folder: Path) -> tuple[Contents, str]:
    embedder = embedder_of(folder)
    with NewsIndex.open(folder, embedder=embedder) as index:
        return seen(index), embedder.fingerprint


def killed(forks: Forks, folder: Path, script: list[Operation], seconds: float) -> list[str]:
    """What a child that works through a script has said before it was killed."""
    number = forks.start("test_faults_killed:work", folder, script)

    def kill() -> None:
        with contextlib.suppress(ProcessLookupError):  # it was quicker
            os.kill(number, signal.SIGKILL)

    timer = threading.Timer(seconds, kill)
    timer.start()
    *said, _ = forks.rest()
    timer.cancel()
    timer.join()
    return said


# ---- at any moment ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def usual(forks: Forks, whole: Path) -> float:
    """Seconds that a script takes here, about."""
    folder, chance = copied(whole, whole.parent / "usual"), chance_of(0)
    before = state_of(folder)
    script = [step for version in (7, 8) for step in operations(chance, version)]
    started = time.perf_counter()
    said = killed(forks, folder, script, 60)
    seconds = time.perf_counter() - started
    assert len(said) >= 2 * len(script)
    assert possible(before, script, said) == [state_of(folder)]
    return seconds / 2


@pytest.mark.parametrize("seed", range(times(25, 300) // KILLS))
def test_killed_at_any_moment_it_opens_whole_and_nothing_acknowledged_is_lost(
    forks: Forks, whole: Path, usual: float, place: Path, seed: int
) -> None:
    chance = chance_of(seed)
    folder = copied(whole, place / "archive")
    before = state_of(folder)
    for kill in range(KILLS):
        script = operations(chance, 10 + kill)
        said = killed(forks, folder, script, chance.uniform(0, usual))
        embedder = embedder_of(folder)
        with NewsIndex.open(folder, embedder=embedder) as index:
            now = seen(index), embedder.fingerprint
            assert now in possible(before, script, said), (kill, script, said)
            assert index.check() == []
            index.add([article(f"k{kill}", sentences=3)])
            assert index.remove(["a00", f"k{kill - 1}"]) == sum(name in now[0] for name in ("a00", f"k{kill - 1}"))
            assert index.check() == []
            assert leftovers(index) == [], "what a killed writer left is gone with the next change"
            before = seen(index), embedder.fingerprint
            assert before[0].keys() == (now[0].keys() | {f"k{kill}"}) - {"a00", f"k{kill - 1}"}


# ---- at every step ---------------------------------------------------------------------------------------------------


def batch() -> list[Article]:
    """An update, and additions that are staged in two lots."""
    return [article("a03", 2), *(article(f"s{number}", sentences=2) for number in range(70))]


CHANGES: dict[str, Callable[[NewsIndex], object]] = {
    "add": lambda index: index.add(batch()),
    "restore": lambda index: index.restore(["a05"]),
}


def step_by_step(folder: str, change: str, step: str, turn: int) -> None:
    """In a child: make a change, and die at the turn-th flush, statement or tidying up; without a turn, say how many
    there are and which statement is the last commit before tidying up."""
    done: list[str] = []

    def note(what: str) -> None:
        done.append(what)
        if len(done) == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    def noting(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            note(step)
            return real(*arguments)

        return call

    with opened(Path(folder)) as index:
        if step == "flush":
            os.fsync = noting(os.fsync)
        elif step == "tidy":
            Derived.drop_others = noting(Derived.drop_others)  # type: ignore[method-assign]
        else:
            index._store.catalog.db.set_trace_callback(note)
        CHANGES[change](index)
        commits = [number for number, what in enumerate(done, 1) if what == "COMMIT"]
        say(len(done), commits[-1] if commits else 0)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("step", ["flush", "statement", "tidy"])
def test_killed_at_a_step_it_is_in_the_old_state_or_the_new_one(
    forks: Forks, whole: Path, place: Path, step: str, change: str
) -> None:
    before = state_of(whole := copied(whole, place / "before"))
    task = "test_faults_killed:step_by_step"
    forks.start(task, copied(whole, place / "after"), change, step, 0)
    total, commit = map(int, forks.rest()[0].split())
    after = state_of(place / "after")
    assert total >= 1 + 5 * (step == "flush") + (200 if change == "add" else 10) * (step == "statement")
    parts = times(3, min(total, 300))
    turns = {round(1 + (total - 1) * part / parts) for part in range(parts + 1)}
    turns |= set(range(commit - 3, commit + 2)) & set(range(1, total + 1))
    for turn in sorted(turns):
        folder = copied(whole, place / "archive")
        forks.start(task, folder, change, step, turn)
        assert forks.rest() == [f"exit {-signal.SIGKILL}"]
        with opened(folder) as index:
            now = seen(index), before[1]
            assert now in (before, after)
            assert (now == after) == (step == "tidy" or turn > commit > 0), (turn, commit)
            assert index.check() == []
            CHANGES[change](index)
            assert (seen(index), before[1]) == after
            index.remove(["a04"])
            assert leftovers(index) == []
            assert index.check() == []
