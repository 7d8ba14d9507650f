from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from test_rag_feedback import DECLINED, RIGHT

from onrecord.rag.feedback import Feedback

Run = Any


def test_what_readers_said_is_printed_as_pairs(run: Run, sample_index_folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(sample_index_folder, archive)
    code, out, err = run("feedback", "export", "--index", archive)
    assert (code, out) == (3, "")
    assert "Nothing was said of any answer." in err
    store = Feedback(archive)
    store.keep(RIGHT)
    store.keep(replace(RIGHT, turn=1, verdict="wrong"))
    store.keep(DECLINED)
    code, out, err = run("feedback", "export", "--index", archive)
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["0123456789ab-2", "0123456789ab-3"]
    assert "1 called wrong" in err
    assert str(store.file) in " ".join(err.split())
