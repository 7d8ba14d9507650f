"""The head of the page: its name, its three views, and what stands beside them. A template without a word of data."""

from __future__ import annotations

__all__ = ["MASTHEAD", "TAGLINE"]

TAGLINE = "Answers from a news archive, in its own words"


def _tool(name: str, words: str, drawing: str) -> str:
    """A button whose words give way to its drawing where there is no room for them."""
    icon = f'<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="{drawing}"/></svg>'
    return f'<button type="button" id="{name}" title="{words}">{icon}<span>{words}</span></button>'


_TOOLS = "".join(
    (
        _tool("open-shelf", "Conversations", "M3 5h14M3 10h14M3 15h9"),
        _tool("open-settings", "Settings", "M3 6h7m4 0h3M12 4v4M3 14h3m4 0h7M8 12v4"),
        _tool("fresh", "New conversation", "M4 16h3l9-9-3-3-9 9zM11 6l3 3M12 16h5"),
    )
)

MASTHEAD = f"""<header class="bar">
<div class="masthead-words"><h1>onrecord</h1><p>{TAGLINE}</p></div>
<nav aria-label="Views"><a href="#ask">Ask</a><a href="#story">Story</a><a href="#archive">Archive</a></nav>
<div class="tools">{_TOOLS}</div>
</header>"""
