"""Zip and tar: the files in them, and archives made to do harm. Nothing of either is ever written to the disk."""

from __future__ import annotations

import io
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.errors import SourceError
from onrecord.index.sources import spool
from onrecord.index.sources.containers import members
from onrecord.index.types import Rejected

NOISE = random.Random(7)  # noqa: S311 - the same in every run
TEXT = b"The bridge was closed on Monday.\n" * 40


class Pipe(io.RawIOBase):
    """Bytes that can only be read forwards."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.left, self.given = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.left = self.left or next(self.pieces, b"")
        part, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(part)] = part
        self.given += len(part)
        return len(part)


def piped(*pieces: bytes) -> io.BufferedReader:
    return io.BufferedReader(Pipe(iter(pieces)))


def held(content: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]


def reading(stream: io.BufferedReader | bytes, name: str = "a") -> tuple[dict[str, bytes], dict[str, str]]:
    """What is in an archive, and what was rejected, a member that cannot be read included."""
    found: dict[str, bytes] = {}
    rejected: dict[str, str] = {}
    for item in members(held(stream) if isinstance(stream, bytes) else stream, name):
        if isinstance(item, Rejected):
            rejected[item.where] = item.reason
            continue
        try:
            found[item[0]] = item[1].read()
        except SourceError as error:
            rejected[item[0]] = str(error)
    return found, rejected


def ending(content: bytes) -> tuple[int, str]:
    """How many bytes the members gave, in small pieces, before an error ended the reading; and what it said."""
    given = 0
    try:
        for item in members(held(content), "a"):
            while not isinstance(item, Rejected) and (piece := item[1].read(2**16)):
                given += len(piece)
    except SourceError as error:
        return given, str(error)
    return given, ""


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content, method)
    return out.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, **fields: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def tarred(*files: tuple[str | tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT, mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, content in files:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = info.size or len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


Pack = Callable[..., bytes]
both = pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])


# ---- what is in them -------------------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("stream", [held, piped], ids=["file", "pipe"])
def test_members_come_one_by_one_with_the_name_of_the_archive_before_theirs(
    pack: Pack, stream: Callable[[bytes], io.BufferedReader]
) -> None:
    archive = pack(("a.txt", TEXT), ("deep/er/b.html", b"<p>"), ("empty.txt", b""), ("dots..in.txt", b"x"))
    found, rejected = reading(stream(archive), "news/may")
    assert found == {
        "news/may/a.txt": TEXT,
        "news/may/deep/er/b.html": b"<p>",
        "news/may/empty.txt": b"",
        "news/may/dots..in.txt": b"x",
    }
    assert not rejected


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_tar_is_read_and_long_names_are_whole(form: int) -> None:
    name = "f" * 90 + "/" + "n" * 90 + ".txt"
    assert reading(tarred((name, TEXT), ("z.txt", b"z"), form=form))[0] == {f"a/{name}": TEXT, "a/z.txt": b"z"}


@both
def test_folders_hidden_files_and_what_macos_adds_are_passed_over(pack: Pack) -> None:
    names = ["./a.txt", ".DS_Store", "x/.git/b.txt", "__MACOSX/._a.txt", "x/c.txt"]
    folder = entry("x", tarfile.DIRTYPE) if pack is tarred else "x/"
    found, rejected = reading(pack((folder, b""), *[(name, TEXT) for name in names]))
    assert sorted(found) == ["a/a.txt", "a/x/c.txt"]
    assert not rejected


@both
def test_a_member_need_not_be_read_to_its_end_nor_at_all(pack: Pack) -> None:
    archive = pack(*[(f"{number}.txt", TEXT * 3000) for number in range(4)])
    starts = [item[1].read(10) if number % 2 else b"" for number, item in enumerate(members(held(archive), "a"))]  # type: ignore[index]
    assert starts == [b"", TEXT[:10], b"", TEXT[:10]]


@both
def test_a_member_can_be_read_only_until_the_next_is_asked_for(pack: Pack) -> None:
    items = members(held(pack(("a.txt", TEXT), ("b.txt", b"b"))), "a")
    _, first = next(items)  # type: ignore[misc]
    _, second = next(items)  # type: ignore[misc]
    with pytest.raises(ValueError, match="closed"):
        first.read()
    assert second.read() == b"b"


def test_what_comes_twice_in_a_tar_is_read_twice_as_tar_itself_means_it() -> None:
    items = members(held(tarred(("a.txt", b"old"), ("a.txt", b"new"))), "a")
    assert [item[1].read() for item in items] == [b"old", b"new"]  # type: ignore[index]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_comes_twice_in_a_zip_is_rejected() -> None:
    found, rejected = reading(zipped(("a.txt", b"one"), ("./a.txt", b"two"), ("a.txt", b"three")))
    assert found == {"a/a.txt": b"one"}
    assert set(rejected.values()) == {"its name comes twice"}


@both
def test_an_archive_without_files_holds_nothing(pack: Pack) -> None:
    assert reading(pack()) == ({}, {})


@pytest.mark.parametrize("content", [b"", b"PK", b"no archive", b"PK\x03\x04 and no more", b"\x1f\x8b\x08" + bytes(80)])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"not a zip file|neither a zip nor a tar"):
        reading(content)


def test_a_zip_in_a_pipe_is_copied_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(("a.txt", NOISE.randbytes(100_000)))
    monkeypatch.setattr(spool, "_MOST", 100_000)
    with pytest.raises(SourceError, match="give it as a file of its own"):
        reading(piped(archive))


# ---- names -----------------------------------------------------------------------------------------------------------

HOSTILE = [
    ("../up.txt", "leads out of the archive"),
    ("x/../../up.txt", "leads out of the archive"),
    ("x/..", "leads out of the archive"),
    ("..\\up.txt", "leads out of the archive"),
    ("x\\..\\..\\up.txt", "leads out of the archive"),
    (".hidden/../../up.txt", "leads out of the archive"),
    ("/etc/passwd.txt", "a place outside"),
    ("//host/share.txt", "a place outside"),
    ("\\\\host\\share.txt", "a place outside"),
    ("C:/up.txt", "a place outside"),
    ("c:\\up.txt", "a place outside"),
    ("C:up.txt", "a place outside"),
    ("a\nb.txt", "control characters"),
    ("a\x1b[31mb.txt", "control characters"),
    ("n/" * 3000 + "a.txt", "more than 4,096 characters"),
]


@both
@pytest.mark.parametrize(("name", "reason"), HOSTILE, ids=[repr(name[:20]) for name, _ in HOSTILE])
def test_a_hostile_name_is_rejected_and_the_rest_is_read(
    pack: Pack, name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    found, rejected = reading(pack((name, b"x"), ("good.txt", TEXT)))
    assert found == {"a/good.txt": TEXT}
    assert [reason in said for said in rejected.values()] == [True]
    assert all(where.startswith("a/") and where.isprintable() for where in rejected)
    assert list(tmp_path.rglob("*")) == [below]


def test_a_name_with_a_nul_in_it_is_rejected() -> None:
    archive = zipped(("good.txtX.exe", b"x"), ("b.txt", b"b")).replace(b"good.txtX", b"good.txt\0")
    found, rejected = reading(archive)
    assert found == {"a/b.txt": b"b"}
    assert list(rejected.values()) == ["its name has control characters in it"]
    info = entry("a.txt", pax_headers={"path": "good.txt\0.exe"})
    found, rejected = reading(tarred((info, b"x"), ("b.txt", b"b")))
    assert found == {"a/b.txt": b"b"}
    assert len(rejected) == 1


@both
def test_a_backslash_separates_as_a_slash_does(pack: Pack) -> None:
    assert reading(pack(("x\\b.txt", b"b")))[0] == {"a/x/b.txt": b"b"}


def test_a_name_in_no_known_encoding_is_read_all_the_same() -> None:
    archive = tarred(("xx.txt", b"b"), form=tarfile.USTAR_FORMAT)
    broken = archive.replace(b"xx.txt", b"\xff\xfe.txt")
    checksum = 8 * 32 + sum(broken[:148]) + sum(broken[156:512])
    broken = broken[:148] + b"%06o\0 " % checksum + broken[156:]
    assert reading(broken)[0] == {"a/\ufffd\ufffd.txt": b"b"}


def test_a_member_without_a_name_is_passed_over() -> None:
    archive = bytearray(zipped(("x", b"x"), ("b.txt", b"b")))
    for place in (26, archive.index(b"PK\x01\x02") + 28):  # how long its name is, and its extra field behind
        struct.pack_into("<HH", archive, place, 0, 1)
    assert reading(bytes(archive)) == ({"a/b.txt": b"b"}, {})


@given(st.text(min_size=1, max_size=30))
def test_whatever_a_member_is_called_its_name_stays_inside_and_fits_on_a_line(name: str) -> None:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name.replace("\x00", "_").encode("utf-8", "replace").decode()
    found, rejected = reading(zipped((info, b"x")))
    for where in (*found, *rejected):
        assert where.startswith("a/")
        assert not {"\n", "\r", "\x00", "\x1b"} & set(where)
    for where in found:
        assert ".." not in where.split("/")


# ---- what is no file -------------------------------------------------------------------------------------------------

NO_FILES = [
    (entry("l", tarfile.SYMTYPE, linkname="/etc/passwd"), "a link"),
    (entry("l", tarfile.SYMTYPE, linkname="../../up"), "a link"),
    (entry("l", tarfile.SYMTYPE, linkname="l"), "a link"),
    (entry("l", tarfile.LNKTYPE, linkname="/etc/passwd"), "a link"),
    (entry("l", tarfile.LNKTYPE, linkname="good.txt"), "a link"),
    (entry("l", tarfile.CHRTYPE, devmajor=1, devminor=5), "no file"),
    (entry("l", tarfile.BLKTYPE, devmajor=8), "no file"),
    (entry("l", tarfile.FIFOTYPE), "no file"),
    (entry("l", b"Z"), "no file"),
    (entry("l", pax_headers={"GNU.sparse.map": "0,1", "GNU.sparse.size": str(2**60)}), "holes"),
]


@pytest.mark.parametrize(("info", "reason"), NO_FILES, ids=range(len(NO_FILES)))
def test_links_devices_and_holes_in_a_tar_are_rejected(info: tarfile.TarInfo, reason: str) -> None:
    found, rejected = reading(tarred((info, b""), ("good.txt", TEXT)))
    assert found == {"a/good.txt": TEXT}
    assert [reason in said for said in rejected.values()] == [True]


@pytest.mark.parametrize(("mode", "reason"), [(0o120777, "a link"), (0o020666, "no file"), (0o010666, "no file")])
def test_links_and_devices_in_a_zip_are_rejected(mode: int, reason: str) -> None:
    info = zipfile.ZipInfo("l")
    info.external_attr = mode << 16
    found, rejected = reading(zipped((info, b"/etc/passwd"), ("good.txt", TEXT)))
    assert found == {"a/good.txt": TEXT}
    assert [reason in said for said in rejected.values()] == [True]


@pytest.mark.parametrize("flag", [0x1, 0x41, 0x2001])
def test_an_encrypted_member_is_rejected_and_the_rest_is_read(flag: int) -> None:
    archive = bytearray(zipped(("secret.txt", b"x"), ("good.txt", TEXT)))
    directory = archive.index(b"PK\x01\x02")
    for place in (6, directory + 8):
        archive[place : place + 2] = struct.pack("<H", flag)
    found, rejected = reading(bytes(archive))
    assert found == {"a/good.txt": TEXT}
    assert list(rejected.values()) == ["it is encrypted; unpack it first"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9, 99])
def test_a_rare_way_of_packing_is_rejected_with_its_number(method: int) -> None:
    archive = bytearray(zipped(("a.txt", b"x"), ("good.txt", TEXT)))
    struct.pack_into("<H", archive, archive.index(b"PK\x01\x02") + 10, method)
    found, rejected = reading(bytes(archive))
    assert found == {"a/good.txt": TEXT}
    assert f"method {method}" in rejected["a/a.txt"]


# ---- bombs -----------------------------------------------------------------------------------------------------------


def overlapping(names: int) -> bytes:
    """A zip of which all members are one and the same: as many megabytes as there are names, of a kilobyte."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(2**20)) + kernel.flush()
    crc = zlib.crc32(bytes(2**20))
    sizes = struct.pack("<LLL", crc, len(packed), 2**20)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", 1, 0) + b"a" + packed
    central = b"".join(
        b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes + b"\1" + bytes(17) + b"a"
        for _ in range(names)
    )
    end = struct.pack("<HHHHLLH", 0, 0, names & 0xFFFF, names & 0xFFFF, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def test_a_zip_whose_members_overlap_is_refused_before_anything_is_unpacked() -> None:
    with pytest.raises(SourceError, match="members of it overlap"):
        next(members(held(overlapping(10_000)), "a"))


def test_a_zip_in_which_one_member_swallows_the_next_is_refused() -> None:
    archive = bytearray(zipped(("a.txt", b"x" * 50), ("b.txt", b"y"), method=zipfile.ZIP_STORED))
    place = archive.index(b"PK\x01\x02")
    struct.pack_into("<LL", archive, place + 20, 120, 120)  # the first is now said to reach into the second
    with pytest.raises(SourceError, match=r"a\.txt and .*b\.txt"):
        reading(bytes(archive))


def test_a_bomb_is_stopped_within_a_megabyte_over_what_it_may_give() -> None:
    bomb = zipped(("bomb.txt", bytes(150 * 2**20)), ("good.txt", TEXT))
    tracemalloc.start()
    given, error = ending(bomb)
    assert 63 * 2**20 < given <= 65 * 2**20
    assert "unpack to more than" in error
    assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    tracemalloc.stop()


def test_many_small_bombs_are_one_large_one() -> None:
    bomb = zipped(*[(f"{number}.txt", bytes(20 * 2**20)) for number in range(8)])
    given, error = ending(bomb)
    assert given <= 65 * 2**20
    assert "unpack to more than" in error


def test_a_bomb_in_a_bomb_is_bounded_by_both() -> None:
    inner = zipped(("b.txt", bytes(100 * 2**20)))
    outer = zipped(*[(f"{number}.zip", inner) for number in range(3)])
    for item in members(held(outer), "a"):
        _, stream = item  # type: ignore[misc]
        deeper = members(stream, item[0])
        with pytest.raises(SourceError, match="unpack to more than"):
            next(deeper)[1].read()  # type: ignore[index]
        deeper.close()  # type: ignore[attr-defined]


def test_zips_nested_ten_deep_are_opened_one_at_a_time() -> None:
    nested = zipped(("a.txt", TEXT))
    for _ in range(10):
        nested = zipped(("inner.zip", nested))
    found, _ = reading(nested)
    assert list(found) == ["a/inner.zip"]
    assert found["a/inner.zip"].startswith(b"PK")


def test_honest_text_that_packs_very_well_is_no_bomb() -> None:
    lines = b"".join(b'{"id": %d, "text": "%s"}\n' % (number, TEXT[:32]) for number in range(200_000))
    assert reading(zipped(("a.jsonl", lines)))[0]["a/a.jsonl"] == lines


# ---- lies and damage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stated", [0, 1, 10, len(TEXT) - 1, len(TEXT) + 1, 2**31])
def test_a_member_that_lies_about_its_size_is_read_rightly_or_rejected(stated: int) -> None:
    archive = bytearray(zipped(("a.txt", TEXT), ("good.txt", b"good")))
    struct.pack_into("<L", archive, archive.index(b"PK\x01\x02") + 24, stated)
    found, rejected = reading(bytes(archive))
    assert found.pop("a/good.txt") == b"good"
    assert found in ({}, {"a/a.txt": TEXT})
    assert len(found) + len(rejected) == 1


def test_a_zip_cut_short_is_refused_wherever_it_is_cut() -> None:
    archive = zipped(("a.txt", NOISE.randbytes(3000)), ("b.txt", TEXT))
    for size in range(4, len(archive), 97):
        with pytest.raises(SourceError):
            reading(archive[:size])


def test_damage_in_one_member_of_a_zip_costs_that_member() -> None:
    noise = NOISE.randbytes(3000)
    archive = bytearray(zipped(("a.txt", noise), ("b.txt", TEXT), method=zipfile.ZIP_STORED))
    archive[1000] ^= 0xFF
    found, rejected = reading(bytes(archive))
    assert found == {"a/b.txt": TEXT}
    assert "a/a.txt cannot be unpacked" in rejected["a/a.txt"]


@pytest.mark.parametrize("what", ["header", "offset", "name"])
def test_a_table_of_contents_that_does_not_fit_is_no_more_than_an_error(what: str) -> None:
    archive = bytearray(zipped(("a.txt", TEXT), ("b.txt", b"b")))
    directory = archive.index(b"PK\x01\x02")
    if what == "header":
        archive[2:4] = b"XX"
    elif what == "offset":
        struct.pack_into("<L", archive, directory + 42, 0xFFFFFF0)
    else:
        archive[30] ^= 0x10
    if what == "offset":
        assert ending(bytes(archive)) == (0, "a is damaged: a/a.txt would go on behind its end")
        return
    found, rejected = reading(bytes(archive))
    assert (list(found), list(rejected)) == (["a/b.txt"], ["a/a.txt"])


def test_a_tar_cut_short_says_so_after_what_stood_before() -> None:
    archive = tarred(("a.txt", TEXT), ("b.txt", TEXT * 9), form=tarfile.USTAR_FORMAT)
    whole = 512 + 1536
    items = members(held(archive[: whole + 512 + 700]), "a")
    assert next(items)[1].read() == TEXT  # type: ignore[index]
    with pytest.raises(SourceError, match=r"a/b\.txt cannot be unpacked, it breaks off"):
        next(items)[1].read()  # type: ignore[index]
    with pytest.raises(SourceError, match="a is damaged, and what comes later"):
        next(items)
    found, rejected = reading(archive[:whole])
    assert (found, rejected) == ({"a/a.txt": TEXT}, {})
    with pytest.raises(SourceError, match="damaged after"):
        reading(archive[: whole + 100])


def test_a_damaged_header_in_a_tar_is_never_taken_for_its_end() -> None:
    archive = bytearray(tarred(("a.txt", TEXT), ("b.txt", TEXT), form=tarfile.USTAR_FORMAT))
    archive[512 + 1536 + 3] ^= 0xFF
    items = members(held(bytes(archive)), "a")
    assert next(items)[1].read() == TEXT  # type: ignore[index]
    with pytest.raises(SourceError, match="damaged after 2,560 bytes"):
        next(items)


def header(kind: bytes, size: int, content: bytes) -> bytes:
    return entry("x", kind, size=size).tobuf(tarfile.GNU_FORMAT) + content + bytes(-len(content) % 512)


PAX_LIES = [
    (b"x", b"30 size=-1000000000000000\n", "less than no bytes|damaged|number"),
    (b"x", b"9" * 400 + b" path=x\n", "hundreds of digits"),
    (b"x", b"1" * 60_000, "hundreds of digits"),
    (b"g", b"".join(b"%d k%06d=%s\n" % (17, number, b"vvvvv") for number in range(2500)), "global fields"),
]


@pytest.mark.parametrize(("kind", "content", "reason"), PAX_LIES, ids=["size", "length", "digits", "fields"])
def test_headers_of_a_tar_that_lie_end_it_at_once(kind: bytes, content: bytes, reason: str) -> None:
    archive = header(kind, len(content), content) + tarred(("a.txt", TEXT), form=tarfile.USTAR_FORMAT)
    began = time.monotonic()
    with pytest.raises(SourceError, match=reason):
        reading(archive)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("kind", [b"x", b"L", b"K", b"g"])
def test_a_header_of_gigabytes_is_not_read(kind: bytes) -> None:
    pipe = Pipe(iter([header(kind, 5 * 2**30, b""), *[bytes(2**20)] * 64]))
    with pytest.raises(SourceError, match="a header says it has"):
        reading(io.BufferedReader(pipe))
    assert pipe.given < 2**20


def test_long_names_that_follow_each_other_without_end_are_refused() -> None:
    with pytest.raises(SourceError, match=r"a tar file|damaged"):
        reading(header(b"L", 5, b"name\0") * 5000)


def test_a_member_of_more_bytes_than_there_can_be_ends_with_the_stream() -> None:
    archive = entry("a.txt", size=2**60).tobuf(tarfile.GNU_FORMAT) + TEXT
    assert ending(archive)[1] == "a/a.txt cannot be unpacked, it breaks off"


# ---- numbers ---------------------------------------------------------------------------------------------------------


def test_a_tar_of_very_many_members_is_read_in_flat_memory() -> None:
    block = tarred(("a.txt", b"x"), form=tarfile.USTAR_FORMAT)[:1024]
    pipe = io.BufferedReader(Pipe(block * 64 for _ in range(32)))
    tracemalloc.start()
    assert sum(1 for item in members(pipe, "a") if item[1].read() == b"x") == 2048  # type: ignore[index]
    assert tracemalloc.get_traced_memory()[1] < 2**19
    tracemalloc.stop()


def test_a_zip_with_a_table_of_contents_of_a_million_members_is_refused_before_it_is_read(tmp_path: Path) -> None:
    names = 1_000_000
    size = names * 47
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, size, 0, 0)
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.write(b"PK\x01\x02")
        file.seek(size)
        file.write(end)
    with path.open("rb") as file, pytest.raises(SourceError, match=r"table of contents .* unpack it"):
        reading(file)
