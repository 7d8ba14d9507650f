"""What was found by fuzzing (``make fuzz``) stays mended, and every target takes what it begins with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "fuzz"
sys.path.insert(0, str(HERE))

from targets import TARGETS, hold  # noqa: E402 - the fuzzer's own, which is run as a script too

KEPT = sorted(path for path in (HERE / "kept").rglob("*") if path.is_file() and path.parent.name in TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_what_it_begins_with(name: str) -> None:
    target = TARGETS[name]
    found = list(target.enter(target.seed))
    assert found or name in ("opml", "sitemap")
    hold(target, target.seed)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_damaged_on_purpose_does_no_harm(name: str) -> None:
    target = TARGETS[name]
    seed = target.seed
    for at in range(0, len(seed), max(1, len(seed) // 12)):
        for damaged in (seed[:at], seed[:at] + b"\xff\x00" + seed[at + 1 :], seed[at:] + seed[:at]):
            hold(target, damaged)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name[:20]}")
def test_what_was_found_stays_mended(path: Path) -> None:
    hold(TARGETS[path.parent.name], path.read_bytes())
