from __future__ import annotations

import json

from onrecord.ui.packed import packed


def test_a_view_is_one_string_that_reads_back_and_looks_like_no_script() -> None:
    view = {"text": "<script>alert(1)</script> \u2028 é 😀 \\u003c", "list": [1, {"a": None}]}
    assert json.loads(packed(view)) == view
    assert "<" not in packed(view)
