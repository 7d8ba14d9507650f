"""What the fault tests share: articles that can be made again anywhere, what a reader sees, and children to kill.

``make faults`` runs the counts of ``times(few, many)`` on the right, the suite those on the left.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from embedders import HashingEmbedder, NarrowEmbedder

from onrecord.index import Article, NewsIndex, segments
from onrecord.index.made import AsRecorded

__all__ = [
    "EMBEDDERS",
    "Forks",
    "article",
    "chance_of",
    "coded_from",
    "copied",
    "embedder_of",
    "leftovers",
    "opened",
    "say",
    "seen",
    "template",
    "times",
]

EMBEDDERS: Mapping[str, type[HashingEmbedder]] = {one.fingerprint: one for one in (HashingEmbedder, NarrowEmbedder)}
_WHO = "mayor council harbour museum school railway hospital theatre market bakery union court"
_DID = "opened closed moved painted measured sold rented repaired flooded insured visited praised"
_WHAT = "bridge tower garden ferry tunnel canal library stadium archive observatory mill quarry"


def times(few: int, many: int) -> int:
    """How often a fault is tried: a few times in the suite, many in ``make faults``."""
    return many if os.environ.get("ONRECORD_FAULTS") else few


def chance_of(seed: object) -> random.Random:
    """Chance that comes out the same for a seed, wherever it is asked."""
    return random.Random(str(seed))  # noqa: S311


def article(name: str, version: int = 1, sentences: int = 12) -> Article:
    """The same article wherever it is made; another version has another text."""
    chance = chance_of(f"{name}/{version}")
    text = " ".join(
        "The {} {} the {}".format(*(chance.choice(words.split()) for words in (_WHO, _DID, _WHAT)))
        + f" of {name} for the {chance.randrange(2, 999)}th time, as version {version} says."
        for _ in range(sentences)
    )
    day = f"2025-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}" if chance.random() < 0.9 else None
    return Article(
        name, f"News of {name}, {version}", text, f"https://example.org/{name}", "Courier", day, ("A. B.",), "en"
    )


def opened(folder: Path, **options: Any) -> NewsIndex:
    """The index in a folder, with the embedder that it was made with."""
    return NewsIndex.open(folder, **{"embedder": HashingEmbedder(), **options})


def seen(index: NewsIndex) -> dict[str, list[Article]]:
    """Everything that is on record: each article's revisions, the last of which is the one that is shown."""
    now = index.snapshot()
    found = {one.id: [past.article for past in now.history(one.id)] for one in now.newest()}
    assert [found[one.id][-1] for one in now.newest()] == list(now.newest())
    return found


def leftovers(index: NewsIndex) -> list[str]:
    """Files below ``derived`` that the newest state does not name."""
    root = index.folder / "derived"
    named = {"checked.json", *index.snapshot().derived.files()}
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    return sorted(name for name in files - named if not name.endswith(".lock"))


def embedder_of(folder: Path) -> HashingEmbedder:
    """The embedder that an index was made with, or changed to."""
    with NewsIndex.open(folder, embedder=AsRecorded()) as index:
        return EMBEDDERS[index.made.fingerprint]()


@contextlib.contextmanager
def coded_from(count: int) -> Iterator[None]:
    """Segments get codes from fewer vectors on, so that a small index has every kind of file."""
    usual, segments.CODED = segments.CODED, count
    try:
        yield
    finally:
        segments.CODED = usual


def template(folder: Path) -> Path:
    """A closed index with every kind of file: segments with codes and with dead rows, revisions, a removed article."""
    with coded_from(64), opened(folder, create=True) as index:
        index.add(article(f"a{number:02}", sentences=20 + number % 3 * 20) for number in range(20))
        index.add([article("a01", 2), article("a02", 2, sentences=40), article("b00")])
        index.add([article("a01", 3), replace(article("b00"), id="b01", outlet="Herald")])
        index.remove(["a05"])
    return folder


def copied(folder: Path, to: Path) -> Path:
    """A copy of an index, in the place of what was there: a thread of tantivy may still write a file into that."""
    while to.exists():
        shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(folder, to))


# ---- children --------------------------------------------------------------------------------------------------------


class Forks:
    """A process that has everything imported and forks a child for each task, so that a child costs milliseconds.

    What a child prints is read with ``line``; when it has ended, ``line`` gives ``exit`` and its code.
    """

    def __init__(self, **variables: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import faults; faults.serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent,
            env=os.environ | variables,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait for it to end."""
        self._process.communicate(timeout=60)

    def start(self, task: str, *arguments: object) -> int:
        """Have a child call ``module:function``; returns its process id."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([task, *arguments], default=str) + "\n")
        self._process.stdin.flush()
        word, number = self.line().split()
        assert word == "pid"
        return int(number)

    def line(self) -> str:
        """The next line that the child prints."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the process that forks children has ended"
        return line.rstrip("\n")

    def rest(self) -> list[str]:
        """Everything the child still prints; the last line says how it ended."""
        lines = [self.line()]
        while not lines[-1].startswith("exit "):
            lines.append(self.line())
        return lines


def serve() -> None:
    """The process behind ``Forks``."""
    while line := sys.stdin.readline():
        task, *arguments = json.loads(line)
        number = os.fork()
        if not number:
            _run(task, arguments)
        _, status = os.waitpid(number, 0)
        say("exit", os.waitstatus_to_exitcode(status))


def _run(task: str, arguments: list[Any]) -> None:
    code = 1
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which is ignored where the tests run in the background
    try:
        say("pid", os.getpid())
        module, function = task.split(":")
        getattr(importlib.import_module(module), function)(*arguments)
        code = 0
    except KeyboardInterrupt:
        code = 130
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def say(*words: object) -> None:
    """Print a line from a child, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()
