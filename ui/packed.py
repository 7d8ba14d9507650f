"""A view as one string, for components whose views are large.

Gradio makes every object and every list of a value reactive, and compares the whole of it again and again: a long
article as a list of its paragraphs takes a second to arrive, and as one string no time that can be felt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["packed"]


def packed(view: Mapping[str, Any]) -> str:
    """The view as JSON without a ``<``, for Gradio warns of what looks like a script, also where it is text."""
    return json.dumps(view, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
