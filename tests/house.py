"""Names that several test files share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onrecord.index import NewsIndex

ROOT = Path(__file__).parents[1]
Make = Callable[..., NewsIndex]
Run = Callable[..., tuple[int, str, str]]
"""``onrecord`` with these arguments, and text or bytes as ``stdin``: its exit code, what it printed, what it said."""
