"""Files that lie about their lengths are refused at once, in little memory, also where nobody compared their hash."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from damage import check_true
from faults import Forks, article, chance_of, coded_from, copied, opened, say, seen, times

from onrecord.index.codes import Codes
from onrecord.index.segments import FILES, Segment

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

DIM, COUNT = 64, 2000
LEAST, MOST = 50, 200  # milliseconds to refuse a file in; MB beside the file's size
NUMBERS = [0, 1, -1, 2**7, 2**15, 2**16, 2**31 - 1, -(2**31), 2**32, 2**40, 2**45, 2**62, 2**63 - 1, -(2**63)]


@pytest.fixture(scope="module")
def segment(memory: Path) -> Path:
    """A folder with the files of a segment with codes."""
    folder = memory / "segment"
    folder.mkdir()
    vectors = np.random.default_rng(0).normal(size=(COUNT, DIM)).astype(np.float32)
    codes = Codes.learned(DIM, vectors)
    codes.add(iter([vectors]))
    codes.write(folder / FILES[2])
    np.save(folder / FILES[0], np.arange(6 * COUNT).reshape(6, COUNT))
    np.save(folder / FILES[1], vectors.astype(np.float16))
    np.save(folder / FILES[3], codes.turn)
    assert len(Segment(folder, DIM)) == COUNT
    return folder


# ---- in a child ------------------------------------------------------------------------------------------------------


def memory_now() -> int:
    """The most memory of this process so far, in kB, resident and asked for."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return max(int(re.findall(rf"{name}:\s*(\d+)", status)[0]) for name in ("VmHWM", "VmPeak"))


def open_forged(folder: str, name: str, forged: list[str]) -> None:
    """Open a segment with one file in other bytes; say how it was refused, in which time, and with how much memory."""
    path = Path(folder) / name
    Segment(Path(folder), DIM)  # what is loaded at the first time
    for content in map(bytes.fromhex, forged):
        path.write_bytes(content)
        before, started = memory_now(), time.process_time()
        try:
            Segment(Path(folder), DIM)
            ended = "taken"
        except ValueError:
            ended = "refused"
        except BaseException as error:
            ended = repr(error)
        took = time.process_time() - started  # not the clock: others may be at work here
        say(f"{ended}\t{1000 * took:.0f} {(memory_now() - before) // 1024}")


def check_refused(forks: Forks, folder: Path, name: str, forged: dict[str, bytes]) -> None:
    forks.start("test_faults_forged:open_forged", folder, name, [content.hex() for content in forged.values()])
    *said, end = forks.rest()
    assert (end, len(said)) == ("exit 0", len(forged)), dict(zip(forged, said, strict=False))
    size = max(map(len, forged.values())) >> 20
    for what, line in zip(forged, said, strict=True):
        ended, numbers = line.split("\t")
        took, grown = map(int, numbers.split())
        assert ended == "refused", what
        assert took <= LEAST, (what, took)
        assert grown <= MOST + size, (what, grown)


# ---- codes -----------------------------------------------------------------------------------------------------------


def fields(data: bytes) -> Iterator[tuple[str, int, str]]:
    """Where each length of an ``IndexPQFastScan`` stands in its file: the name, the place and the format.

    Its head, its quantizer with the centroids, and the codes: faiss/impl/index_write.cpp.
    """
    centroids = 16 * DIM
    after = 69 + 4 * centroids
    parts, rows = DIM // 4, -(-COUNT // 32) * 32
    layout = [("width", 4, "<i", DIM), ("vectors", 8, "<q", COUNT), ("trained", 32, "<b", 1), ("metric", 33, "<i", 0)]
    layout += [("quantizer", 37, "<q", DIM), ("parts", 45, "<q", parts), ("bits", 53, "<q", 4)]
    layout += [("centroids", 61, "<q", centroids), ("method", after, "<i", 0), ("block", after + 4, "<q", 32)]
    layout += [("rows", after + 12, "<q", rows), ("even parts", after + 20, "<q", parts)]
    layout += [("codes", after + 28, "<q", rows * parts // 2)]
    for name, place, form, expected in layout:
        assert struct.unpack_from(form, data, place) == (expected,), name
        yield name, place, form


def test_codes_with_forged_lengths_are_refused_at_once(forks: Forks, segment: Path, place: Path) -> None:
    data = (segment / FILES[2]).read_bytes()
    forged = {}
    for name, at, form in fields(data):
        (old,) = struct.unpack_from(form, data, at)
        for number in [*NUMBERS, old - 1, old + 1, 2 * old, 32 * old]:
            try:
                new = struct.pack(form, number)
            except struct.error:
                continue
            if number != old:
                forged[f"{name} {old} -> {number}"] = data[:at] + new + data[at + len(new) :]
    chosen = chance_of("codes").sample(sorted(forged), times(32, len(forged)))
    check_refused(forks, copied(segment, place / "forged"), FILES[2], {name: forged[name] for name in chosen})


@pytest.mark.parametrize("size", [0, 1, 4, 33, 60, 4000, 9000])
def test_codes_that_end_early_are_refused_at_once(forks: Forks, segment: Path, place: Path, size: int) -> None:
    data = (segment / FILES[2]).read_bytes()
    check_refused(forks, copied(segment, place / "forged"), FILES[2], {str(size): data[:size]})


# ---- arrays ----------------------------------------------------------------------------------------------------------

HEADS = [
    f"{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}"
    for kind in ("<f2", "<f8", "|O", "<i8", "V0")
    for order in (False, True)
    for shape in ("(2000, 64)", "(2000, 2**40)", f"({2**40}, 64)", f"({2**63}, 64)", "(-2000, -64)", "(-1, 64)", "()")
    if (kind, order, shape) != ("<f2", False, "(2000, 64)")
]
HEADS += ["", "{}", "[", "(" * 9000, "\x00" * 99, "{'descr': '<f2'}"]
HEADS += ["{'descr': '<f2', 'fortran_order': False, 'shape': (2000, 64)", "'" * 9, "9" * 9000, "\xff\n\x0c", "{1: 2}"]


def test_arrays_with_forged_heads_are_refused_at_once(forks: Forks, segment: Path, place: Path) -> None:
    data = (segment / FILES[1]).read_bytes()
    body = data[10 + int.from_bytes(data[8:10], "little") :]
    forged = {head[:99]: data[:8] + struct.pack("<H", len(head)) + head.encode("latin-1") + body for head in HEADS}
    forged |= {"long": data[:8] + b"\xff\xff" + data[10:], "short": data[:8] + b"\x00\x00" + data[10:]}
    forged |= {"version 2": data[:6] + b"\x02\x00" + data[8:], "magic": b"X" + data[1:]}
    forged |= {f"cut at {at}": data[:at] for at in (0, 5, 9, 40, 128, 5000)} | {"appended": data + b"\x00"}
    check_refused(forks, copied(segment, place / "forged"), FILES[1], forged)


# ---- in an index -----------------------------------------------------------------------------------------------------


def test_a_forged_file_of_an_index_is_found_by_its_hash_and_made_again(
    whole: Path, place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = copied(whole, place / "archive")
    with opened(folder) as index:
        truth = seen(index)
    path = next((folder / "derived").glob("vectors/*/codes.faiss"))
    path.write_bytes(path.read_bytes()[:8] + struct.pack("<q", 2**40) + path.read_bytes()[16:])
    read: list[Path] = []
    monkeypatch.setattr(Codes, "read", lambda where, *_: read.append(where))
    with opened(folder) as index:
        assert read == [], "nothing of a file is deserialised before its hash was compared"
        assert f"{path} is not what was written" in caplog.text
        check_true(index, truth)
    monkeypatch.undo()
    with coded_from(64), opened(folder) as index:
        index.rebuild()
        index.add([article("n0")])
        check_true(index, truth | {"n0": [article("n0")]})
