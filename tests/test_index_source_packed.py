"""Packed streams come back as they were, through flat memory, and bombs and broken ones are refused in time."""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import io
import itertools
import lzma
import random
import sys
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.errors import SourceError
from onrecord.index.sources.packed import ENCODINGS, Decoder, bare, unpacked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MB = 2**20
FREE = 64 * MB
TEXT = "".join(f'{{"id": {n}, "text": "The ferry left pier {n * 7919 % 997} late."}}\n' for n in range(9_000)).encode()


def deflated(raw: bytes, bits: int = 15) -> bytes:
    packer = zlib.compressobj(wbits=bits)
    return packer.compress(raw) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": functools.partial(gzip.compress, compresslevel=6),
    "bz2": functools.partial(bz2.compress, compresslevel=1),
    "xz": functools.partial(lzma.compress, preset=1),
    "zst": zstd.compress,
    "br": functools.partial(brotli.compress, quality=4),
}


class Pieces(io.RawIOBase):
    """A stream that is never whole in memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.rest = self.rest or next(self.pieces, b"")
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)  # noqa: S311 - anything that does not pack


SEVERAL = ("gz", "bz2", "xz", "zst")
NAMES = {"gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "Zstandard", "br": "Brotli"}
every_way = pytest.mark.parametrize("way", PACKERS)


def opened(packed: bytes, way: str = "") -> io.BufferedReader:
    return unpacked(io.BufferedReader(io.BytesIO(packed)), f"news.jsonl.{way}" if way else "news.jsonl")


def given_before_the_fault(packed: bytes, way: str) -> tuple[bytes, str]:
    """What is read before SourceError is raised, and what it says."""
    out = bytearray()
    with pytest.raises(SourceError) as raised:
        read_into(out, packed, way)
    return bytes(out), str(raised.value)


def read_into(out: bytearray, packed: bytes, way: str) -> None:
    stream = opened(packed, way)
    while piece := stream.read1(MB):
        out += piece


# ---- what is packed comes back ---------------------------------------------------------------------------------------


@every_way
def test_a_packed_stream_is_known_by_its_first_bytes_or_brotli_by_its_name(way: str) -> None:
    packed = PACKERS[way](TEXT)
    assert opened(packed, "br" if way == "br" else "").read() == TEXT
    assert opened(packed, way).readlines() == TEXT.splitlines(keepends=True)


@pytest.mark.parametrize(
    "plain", [b"", b"P", b"BZh9 is how a headline may begin", b"\x1f\x8b", b"The ferry left late.", b"(\xb5"]
)
def test_what_is_not_packed_is_given_as_it_is(plain: bytes) -> None:
    stream = io.BufferedReader(io.BytesIO(plain))
    assert unpacked(stream, "news.gz") is stream
    assert stream.read() == plain


@pytest.mark.parametrize("way", SEVERAL)
def test_streams_that_follow_each_other_are_one(way: str) -> None:
    parts = [b"first\n", b"", b"second\n" * 9_000, b"third\n"]
    assert opened(b"".join(map(PACKERS[way], parts))).read() == b"".join(parts)


@pytest.mark.parametrize("way", ["gz", "xz"])
def test_zeros_after_the_end_are_nothing(way: str) -> None:
    packed = PACKERS[way](TEXT)
    assert opened(packed + bytes(100_000)).read() == TEXT
    assert opened(packed + bytes(512) + packed).read() == TEXT * 2


def test_zstandard_frames_to_be_skipped_are_skipped() -> None:
    aside = b"\x50\x2a\x4d\x18\x05\0\0\0aside"
    assert opened(aside + zstd.compress(TEXT) + aside).read() == TEXT


def test_what_is_packed_twice_is_unpacked_twice_and_no_more() -> None:
    twice = gzip.compress(bz2.compress(TEXT))
    assert opened(twice).read() == TEXT
    assert unpacked(io.BufferedReader(io.BytesIO(gzip.compress(PACKERS["br"](TEXT)))), "news.BR.gz").read() == TEXT
    with pytest.raises(SourceError, match=r"news\.jsonl is packed more than 2 times over; unpack it first"):
        opened(lzma.compress(twice))


def test_the_stream_below_stays_open() -> None:
    below = io.BufferedReader(io.BytesIO(gzip.compress(TEXT)))
    unpacked(below, "news.gz").close()
    assert not below.closed


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("a/news.jsonl.gz", "a/news.jsonl"),
        ("news.JSONL.GZ", "news.JSONL"),
        ("news.tar.zst", "news.tar"),
        ("news.tgz", "news.tar"),
        ("news.txt.xz.bz2", "news.txt"),
        ("news.html.br", "news.html"),
        ("news.txt", "news.txt"),
        (".gz", ".gz"),
        ("-", "-"),
    ],
)
def test_a_name_without_its_packing(name: str, without: str) -> None:
    assert bare(name) == without


raws = st.one_of(
    st.binary(max_size=3_000),
    st.builds(lambda piece, times: piece * times, st.binary(min_size=1, max_size=50), st.integers(1, 9_000)),
)


@given(
    raws, st.sampled_from(list(PACKERS)), st.sampled_from(["", *SEVERAL]), st.lists(st.integers(1, 99_999), min_size=1)
)
def test_any_bytes_packed_any_way_come_back_through_any_reading(
    raw: bytes, way: str, over: str, sizes: list[int]
) -> None:
    packed = PACKERS[way](raw)
    name = f"news.{way}"
    if over:
        packed, name = PACKERS[over](packed), f"{name}.{over}"
    stream = unpacked(io.BufferedReader(io.BytesIO(packed)), name)
    if not over and opened(raw).peek(1) != raw[:131_072]:
        return  # the bytes drawn are themselves packed
    assert b"".join(iter(functools.partial(lambda more: stream.read(next(more)), itertools.cycle(sizes)), b"")) == raw


HTTP = {"gzip": gzip.compress, "deflate": deflated, "br": PACKERS["br"], "zstd": zstd.compress}


@given(raws, st.sampled_from(ENCODINGS), st.integers(1, 70_000), st.integers(1, 5_000))
def test_any_bytes_come_back_through_a_decoder_in_pieces_that_are_not_too_large(
    raw: bytes, encoding: str, at_once: int, most: int
) -> None:
    packed = HTTP[encoding](raw)
    decoder, out = Decoder(encoding, most), []
    for start in range(0, len(packed), at_once):
        out += decoder.decode(packed[start : start + at_once])
    decoder.end()
    assert b"".join(out) == raw
    assert all(0 < len(piece) <= most for piece in out)


@given(raws)
def test_deflate_is_read_without_the_header_that_it_should_have(raw: bytes) -> None:
    decoder = Decoder("deflate")
    assert b"".join(decoder.decode(deflated(raw, -15))) == raw
    decoder.end()


def test_a_decoder_for_another_encoding_is_refused() -> None:
    with pytest.raises(SourceError, match="'compress' is not a way of packing that I can unpack: gzip, deflate"):
        Decoder("compress")


# ---- bombs -----------------------------------------------------------------------------------------------------------


def zeros(packer: Any, size: int, end: Callable[[], bytes]) -> bytes:
    block = bytes(16 * MB)
    return b"".join(packer(block) for _ in range(size // len(block))) + end()


@functools.cache
def bomb(way: str, size: int = 128 * MB) -> bytes:
    """So many zeros, packed."""
    if way == "gz":
        packer: Any = zlib.compressobj(9, wbits=31)
        return zeros(packer.compress, size, packer.flush)
    if way == "bz2":
        return bz2.compress(bytes(16 * MB)) * (size // (16 * MB))
    if way == "xz":
        packer = lzma.LZMACompressor(preset=0)
        return zeros(packer.compress, size, packer.flush)
    if way == "zst":
        packer = zstd.ZstdCompressor()
        return zeros(packer.compress, size, packer.flush)
    packer = brotli.Compressor(quality=1)
    return zeros(packer.process, size, packer.finish)


def size_before_the_fault(packed: bytes, way: str) -> tuple[int, str]:
    text, why = given_before_the_fault(packed, way)
    return len(text), why


@every_way
def test_a_bomb_ends_at_the_limit(way: str) -> None:
    size, why = size_before_the_fault(bomb(way), way)
    assert FREE - MB < size <= FREE
    assert "as no text does; if it is meant to be so, unpack it first" in why
    assert why.startswith(f"news.jsonl.{way}: ")


@pytest.mark.parametrize(("inner", "outer"), [("gz", "gz"), ("zst", "gz"), ("xz", "zst"), ("bz2", "xz"), ("br", "zst")])
def test_a_bomb_in_a_packing_ends_at_the_limit_for_both(inner: str, outer: str) -> None:
    size, _ = size_before_the_fault(PACKERS[outer](bomb(inner)), f"{inner}.{outer}")
    assert size <= FREE


@pytest.mark.parametrize("way", ["gz", "zst"])
def test_a_bomb_behind_text_ends_at_the_limit_which_grows_with_what_was_read(way: str) -> None:
    size, _ = size_before_the_fault(PACKERS[way](noise(400_000)) + bomb(way), way)
    assert size <= 200 * (400_000 + 2 * 65_536)
    assert size > FREE


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_decoder_gives_a_bomb_in_pieces_so_that_it_can_be_left(encoding: str) -> None:
    packed = {"gzip": bomb("gz"), "deflate": bomb("gz")[10:], "br": bomb("br"), "zstd": bomb("zst")}[encoding]
    tracemalloc.start()
    pieces = Decoder(encoding).decode(packed)
    assert all(len(piece) <= 65_536 for piece in itertools.islice(pieces, 320))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * MB + len(packed)


def test_a_stream_that_packs_well_is_not_a_bomb() -> None:
    raw = TEXT * 180  # 80 MB
    packed = zlib.compress(raw, 6, wbits=31)
    assert len(raw) > FREE
    assert 8 < len(raw) / len(packed) < 200
    stream = opened(packed)
    assert sum(map(len, iter(lambda: stream.read(MB), b""))) == len(raw)


def test_windows_that_take_too_much_memory_are_refused() -> None:
    chooser = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 30})
    assert "requires too much memory" in given_before_the_fault(chooser.compress(TEXT) + chooser.flush(), "zst")[1]
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 2**29}]
    assert "Memory usage limit exceeded" in given_before_the_fault(lzma.compress(b"x", filters=filters), "xz")[1]
    assert opened(lzma.compress(b"x", preset=9)).read() == b"x"


def test_memory_stays_flat_over_a_long_stream() -> None:
    member = gzip.compress(noise(MB))

    tracemalloc.start()
    stream = unpacked(io.BufferedReader(Pieces(member for _ in range(100))), "-")
    assert sum(map(len, iter(lambda: stream.read(65_536), b""))) == 100 * MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * MB


def test_members_that_hold_nothing_take_time_in_proportion() -> None:
    def seconds(times: int) -> float:
        stream = io.BufferedReader(io.BytesIO(gzip.compress(b"") * times))
        start = time.process_time()
        assert unpacked(stream, "-").read() == b""
        return time.process_time() - start

    once, twice = (min(seconds(times) for _ in range(3)) for times in (10_000, 20_000))
    assert twice < 3 * once


# ---- broken ----------------------------------------------------------------------------------------------------------


@every_way
def test_a_stream_that_breaks_off_gives_what_there_was(way: str) -> None:
    packed = PACKERS[way](TEXT)
    text, why = given_before_the_fault(packed[: len(packed) * 9 // 10], way)
    assert TEXT.startswith(text)
    assert len(text) > len(TEXT) // 2
    assert why == f"news.jsonl.{way}: the {NAMES[way]} stream breaks off after {len(text):,} unpacked bytes"


def test_lines_before_the_break_are_read_as_ever() -> None:
    packed = gzip.compress(TEXT)
    lines = []
    with pytest.raises(SourceError, match="breaks off"):
        lines.extend(opened(packed[:-400]))  # extend keeps what came before the fault
    assert lines == TEXT.splitlines(keepends=True)[: len(lines)]
    assert len(lines) > 8_000


@every_way
def test_a_damaged_stream_is_said_to_be_so(way: str) -> None:
    packed = bytearray(PACKERS[way](noise(300_000) + TEXT))
    packed[-200:-100] = bytes(100)
    text, why = given_before_the_fault(bytes(packed), way)
    assert f"the {NAMES[way]} stream is damaged after" in why
    assert f"news.jsonl.{way}: " in why
    assert way == "bz2" or len(text) >= 200_000


@pytest.mark.parametrize("way", SEVERAL)
def test_something_else_after_the_end_is_reported_when_all_has_been_given(way: str) -> None:
    text, why = given_before_the_fault(PACKERS[way](TEXT) + b"<html>And now?</html>", way)
    assert text == TEXT
    assert f"damaged after {len(TEXT):,} unpacked bytes" in why


@pytest.mark.parametrize("encoding", ["deflate", "br"])
def test_these_have_one_stream_and_no_more(encoding: str) -> None:
    decoder = Decoder(encoding)
    packed = HTTP[encoding](TEXT)
    with pytest.raises(SourceError, match=r"follows the end|damaged"):
        list(decoder.decode(packed + packed))


@every_way
def test_a_fault_is_raised_again_at_every_reading(way: str) -> None:
    stream = opened(PACKERS[way](TEXT)[:-30], way)
    for _ in range(3):
        with pytest.raises(SourceError, match="breaks off"):
            stream.read()


@given(st.sampled_from(list(PACKERS)), st.binary(max_size=200), st.data())
def test_no_damage_does_more_than_raise_the_one_error(way: str, raw: bytes, data: st.DataObject) -> None:
    packed = bytearray(PACKERS[way](raw))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):
        opened(bytes(packed), way).read()


def test_a_fault_of_the_disk_stays_what_it_is() -> None:
    def failing() -> Iterator[bytes]:
        yield gzip.compress(TEXT)[:1_000]
        raise OSError(5, "Input/output error")

    stream = unpacked(io.BufferedReader(Pieces(failing())), "news.gz")
    with pytest.raises(OSError, match="Input/output error"):
        stream.read()
