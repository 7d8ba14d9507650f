"""Files that are hashed once and then trusted for as long as nobody touches them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from onrecord.index import files
from onrecord.index.errors import IndexDamaged, OnRecordError, StoreError, WriteFailed


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "below").mkdir()
    for name in ("a", "below/b"):
        (tmp_path / name).write_bytes(name.encode() * 100)
    return {name: hashlib.sha256(name.encode() * 100).hexdigest() for name in ("a", "below/b")}


def damage(path: Path) -> None:
    """One bit, by a disk that tells nobody: size and times stay."""
    stat = path.stat()
    data = path.read_bytes()
    with path.open("r+b") as file:
        file.write(bytes([data[0] ^ 1]))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_what_was_written_is_found_right(tmp_path: Path, kept: dict[str, str]) -> None:
    files.check(tmp_path, kept)
    files.check(tmp_path, kept, trust=False)
    assert files.seal(tmp_path / "a") == files.sha256_of(tmp_path / "a") == kept["a"]


@pytest.mark.parametrize("trust", [True, False])
def test_a_changed_file_is_found(tmp_path: Path, kept: dict[str, str], trust: bool) -> None:
    files.check(tmp_path, kept)
    (tmp_path / "below" / "b").write_bytes(b"below/c" * 100)
    with pytest.raises(IndexDamaged, match=r"below/b is not what was written"):
        files.check(tmp_path, kept, trust=trust)


def test_a_change_that_leaves_size_and_time_is_found(tmp_path: Path, kept: dict[str, str]) -> None:
    """Another time is noted by the file system, which nobody can set back: when the inode changed."""
    files.remember(tmp_path, kept)
    damage(tmp_path / "a")
    with pytest.raises(IndexDamaged, match="a is not what was written"):
        files.check(tmp_path, kept)


def test_another_file_of_the_same_size_in_the_same_place_is_found(tmp_path: Path, kept: dict[str, str]) -> None:
    files.check(tmp_path, kept)
    stat = (tmp_path / "a").stat()
    (tmp_path / "new").write_bytes(b"b" * 100)
    os.utime(tmp_path / "new", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (tmp_path / "new").replace(tmp_path / "a")
    with pytest.raises(IndexDamaged, match="a is not what was written"):
        files.check(tmp_path, kept)


@pytest.mark.parametrize("name", ["a", "below/b", "never"])
def test_a_file_that_is_gone_is_found(tmp_path: Path, kept: dict[str, str], name: str) -> None:
    files.check(tmp_path, kept)
    (tmp_path / name).unlink(missing_ok=True)
    with pytest.raises(IndexDamaged, match=f"{name} cannot be read"):
        files.check(tmp_path, {**kept, name: "0"})


def test_a_file_found_right_before_is_not_read_again(tmp_path: Path, kept: dict[str, str]) -> None:
    """Seen from outside: with its hash remembered wrongly, nobody notices."""
    files.check(tmp_path, kept)
    remembered = tmp_path / "checked.json"
    remembered.write_text(remembered.read_text().replace(kept["a"], "0" * 64))
    files.check(tmp_path, {**kept, "a": "0" * 64})
    with pytest.raises(IndexDamaged):
        files.check(tmp_path, {**kept, "a": "0" * 64}, trust=False)


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"a": 1}', '{"a": null, "below/b": []}', "\udcff"])
def test_what_is_remembered_may_be_anything(tmp_path: Path, kept: dict[str, str], content: str) -> None:
    (tmp_path / "checked.json").write_bytes(content.encode(errors="surrogateescape"))
    files.check(tmp_path, kept)
    damage(tmp_path / "a")
    with pytest.raises(IndexDamaged):
        files.check(tmp_path, kept)


def test_nothing_is_left_of_writing_down_what_was_checked(tmp_path: Path, kept: dict[str, str]) -> None:
    files.check(tmp_path, kept)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "below", "checked.json"]


def test_a_size_counts_each_file_once(tmp_path: Path, kept: dict[str, str]) -> None:
    (tmp_path / "below" / "again").hardlink_to(tmp_path / "a")
    assert files.size_of(tmp_path) == sum(len(name) * 100 for name in kept)
    assert files.size_of(tmp_path / "nowhere") == 0


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), RuntimeError("faiss"), ValueError("tantivy"), MemoryError()]
)
def test_what_a_disk_or_a_library_refuses_is_one_kind_of_error(tmp_path: Path, error: Exception) -> None:
    with pytest.raises(WriteFailed, match="the archive is as it was before") as raised, files.writing(tmp_path):
        raise error
    assert raised.value.__cause__ is error
    assert isinstance(raised.value, OSError)
    assert isinstance(raised.value, OnRecordError)


@pytest.mark.parametrize("error", [StoreError("x"), IndexDamaged("x"), KeyboardInterrupt(), KeyError("x")])
def test_other_errors_stay_what_they_are(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, files.writing(tmp_path):
        raise error
    assert raised.value is error


def test_a_text_is_written_whole_or_what_was_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "state.json"
    files.write_whole(path, "one\r\nÄ\n")
    assert path.read_bytes() == "one\r\nÄ\n".encode()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "flush", full)
    with pytest.raises(OSError, match="No space left"):
        files.write_whole(path, "two")
    assert [(one.name, one.read_bytes()[:3]) for one in tmp_path.iterdir()] == [("state.json", b"one")]
