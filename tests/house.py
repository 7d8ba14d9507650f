"""Names that several test files share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onrecord.index import NewsIndex

ROOT = Path(__file__).parents[1]
Make = Callable[..., NewsIndex]
