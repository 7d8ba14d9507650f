"""Gradio, imported the one way it may be: told beforehand not to look up or call anything outside this machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import TypeVar

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported; otherwise it resolves outside names

# Gradio sums up its running times after every event, with pandas; nothing here reads the sums, so none are made.
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))

import gradio as gr

__all__ = ["gr", "in_loop"]

T = TypeVar("T")


def in_loop(build: Callable[[], T]) -> T:
    """What ``build`` returns, called where an event loop runs.

    Gradio makes locks while an application is put together, and where no loop runs it opens one for each lock and
    never closes it.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def building() -> T:
            return build()

        return asyncio.run(building())
    return build()
