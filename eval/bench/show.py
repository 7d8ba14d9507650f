"""Figures as text: for each part tables that stand beside what is asked of the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.eval.bench.adding import Adding
from onrecord.eval.bench.changing import Changing, Compacting
from onrecord.eval.bench.figures import Spread
from onrecord.eval.bench.kept import Built
from onrecord.eval.bench.searching import Searching
from onrecord.eval.bench.starting import Memory, Started
from onrecord.eval.tables import table

__all__ = ["added", "built", "changed", "compacted", "remembered", "searched", "started", "where"]

_SPREAD = ("p50 ms", "p95 ms", "most ms", "cpu p50 ms", "n")


def where(machine: Mapping[str, Any], versions: Mapping[str, str], load: float | None) -> str:
    """The machine and what runs on it, on a line. ``load``: how many processes wanted its cores before."""
    used = ", ".join(f"{name} {version}" for name, version in versions.items())
    memory = f", {machine['memory'] / 2**30:.0f} GiB" if machine["memory"] else ""
    busy = "" if load is None else f", load {load:.1f} before"
    return f"{machine['processor']}, {machine['cores']} cores{memory}{busy}; {used}"


def added(found: Adding) -> str:
    """Both ways of adding, and their ratio."""
    one, other = found.index, found.plain
    rows = [
        ["articles/s", f"{one.articles:.2f}", f"{other.articles:.2f}", f"{found.ratio:.2f}"],
        ["passages/s", f"{one.passages:.1f}", f"{other.passages:.1f}", f"{found.ratio:.2f}"],
        ["seconds", f"{one.seconds:.1f}", f"{other.seconds:.1f}", ""],
        ["of it embedding", f"{found.embedding:.1%}", "", ""],
        ["peak memory, MB", _mb(one.memory), _mb(other.memory), ""],
        ["on disk, MB", _mb(one.disk), "", ""],
    ]
    return (
        f"Adding {found.articles} articles, {found.passages:,} passages, {found.embedded:,} texts embedded\n\n"
        f"{table(['', 'onrecord', 'plain loop', 'ratio'], rows)}\n\n"
        "plain loop: sentence-transformers MiniLM-L6 fp32, FAISS flat; the same texts, in turns"
    )


def built(found: Built) -> str:
    """What was searched."""
    how = "built before" if found.reused else f"built in {found.seconds:.0f} s"
    return (
        f"An index of {found.articles:,} articles, {found.passages:,} passages, {_mb(found.disk)} MB on disk,"
        f" {how}; it is kept in {found.folder}"
    )


def searched(found: Searching) -> str:
    """Searching: whole, in parts, filtered, and against a flat scan."""
    rows = [
        ["hybrid, ten best, not reranked", *_spread(found.hybrid)],
        ["  embedding the question", *_spread(found.embedding)],
        ["  dense", *_spread(found.dense)],
        ["  lexical", *_spread(found.lexical)],
        ["  reading the passages", *_spread(found.reading)],
    ]
    filtered = [
        [one.name, f"{one.left:,}", *_spread(one.hybrid)[:4], f"{one.full:.3f}", f"{one.recall:.4f}"]
        for one in found.filtered
    ]  # fmt: skip
    flat = found.flat
    some = "" if flat.scanned >= found.passages else f", timed on {flat.scanned:,} vectors and multiplied"
    beside = [
        ["flat scan, exact", *_spread(flat.scan), "1.0000", "1.0"],
        ["dense", *_spread(flat.dense), f"{found.recall:.4f}", f"{flat.ratio:.1f}"],
    ]
    return (
        f"Searching, {found.questions} questions, one at a time; recall@10 of the dense part {found.recall:.4f}\n\n"
        f"{table(['', *_SPREAD], rows)}\n\n"
        f"{table(['filter', 'passages left', *_SPREAD[:4], 'full', 'dense recall@10'], filtered)}\n\n"
        f"{table(['in turns' + some, *_SPREAD, 'recall@10', 'times as quick'], beside)}"
    )


def changed(found: Changing) -> str:
    """How soon changes are seen."""
    rows = [
        ["added article found, from the end of embedding", *_spread(found.found)],
        ["removed article gone, from the call", *_spread(found.gone)],
        ["the whole add, less embedding", *_spread(found.add)],
        ["the whole remove", *_spread(found.remove)],
        ["a search of the reader", *_spread(found.search)],
    ]
    return (
        f"One article of about {found.passages:.0f} passages added and removed, a reader searching meanwhile\n\n"
        f"{table(['', *_SPREAD], rows)}"
    )


def compacted(found: Compacting) -> str:
    """What compacting took."""
    return f"Compacting: {found.seconds:.1f} s, {_mb(found.before)} to {_mb(found.after)} MB"


def remembered(found: Memory) -> str:
    """Memory of a process that searches."""
    if not found.searching:
        return "Memory: this platform does not tell"
    own, mapped = ([_mb(state[name]) for state in (found.searching, found.reranking)] for name in ("own", "mapped"))
    both = [_mb(sum(state.values())) for state in (found.searching, found.reranking)]
    head = ["resident memory, MB", "its own", "of mapped files", "together"]
    names = (f"after {found.questions} questions", "and reranking")
    return table(head, [list(row) for row in zip(names, own, mapped, both, strict=True)])


def started(found: Started) -> str:
    """From the start of a process to its first result."""
    rows = [[name, f"{took:.0f}"] for name, took in found.steps.items()]
    what = "the first result" if found.way == "library" else "the end of onrecord search, reranked"
    return "\n".join(
        [
            f"From the start of a process to {what}, {found.passages:,} passages, median of {found.runs}\n",
            table(["step", "ms"], [*rows, ["together", f"{found.total:.0f}"]]),
            "",
            f"loaded: {', '.join(found.loaded)}",
            f"costliest to import, ms: {', '.join(_imports(found))}",
        ]
    )


def _imports(found: Started) -> Iterator[str]:
    yield from (f"{name} {took:.0f}" for name, took in found.imports.items())


def _spread(found: Spread) -> list[str]:
    cpu = "" if found.cpu is None else f"{found.cpu:.2f}"
    return [f"{found.p50:.2f}", f"{found.p95:.2f}", f"{found.most:.2f}", cpu, str(found.n)]


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"
