"""The chat in the browser and the server it runs in. Importing this package does not import Gradio; using it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.ui.app import create_app
    from onrecord.ui.server import serve

__all__ = ["create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name == "create_app":
        from onrecord.ui.app import create_app  # noqa: PLC0415  (imports Gradio, which takes a second)

        return create_app
    if name == "serve":
        from onrecord.ui.server import serve  # noqa: PLC0415

        return serve
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
