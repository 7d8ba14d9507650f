"""The page that Gradio's application runs in: our own, in place of the one Gradio would serve.

Gradio's own page carries inline scripts, addresses outside this machine and its configuration written into the
markup. Ours names two files, so that no inline script needs to be allowed; the application then fetches its
configuration from ``/config``, as it does wherever it is embedded.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from onrecord.ui.gradio_offline import gr
from onrecord.ui.masthead import TAGLINE

__all__ = ["STATIC", "page"]

STATIC = Path(__file__).parent / "static"
_OWN = ("style", "views", "panels", "conversation", "story", "source", "shelf", "settings", "keys", "archive", "gradio")
_FIRST = "first.js"  # is no module: it runs before anything is drawn

_SCRIPT = re.compile(r'<script type="module"[^>]*\bsrc="\./(assets/[^"]+)"')
_STYLES = re.compile(r'<link rel="stylesheet"[^>]*\bhref="\./(assets/[^"]+)"')

_DEPENDENCIES = re.compile(r"m\.f=\[([^\]]*)\]")  # of what a script imports while it runs, as Vite lists them
_IMPORTED = re.compile(r"import\(`\./([\w.-]+\.js)`\)[^`]{0,80}?__vite__mapDeps\(\[([\d,]+)\]\)")
_DEEP = 2  # scripts that import what runs next, one after the other, before anything is drawn

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{tagline}">
<title>onrecord</title>
<link rel="icon" href="/onrecord/mark.svg" type="image/svg+xml">
{styles}
{own}
{modules}
<script src="/onrecord/{first}"></script>
<script type="module" src="/onrecord/main.js"></script>
<script type="module" src="/{script}"></script>
</head>
<body>
<div id="opening"><p class="name">onrecord</p><p class="wait" role="status">Opening the archive…</p>
<noscript>onrecord needs JavaScript in the browser. Without it, ask from a terminal: onrecord ask QUESTION</noscript>
</div>
<gradio-app control_page_title="true" embed="false" eager="true"></gradio-app>
</body>
</html>
"""


def page() -> str:
    """The page, with the names of the script and style sheets of the Gradio that is installed.

    Raises:
        RuntimeError: this Gradio's front end is not built as expected.
    """
    index = Path(gr.__file__).parent / "templates" / "frontend" / "index.html"
    source = index.read_text(encoding="utf-8")
    script = _SCRIPT.search(source)
    if script is None:
        raise RuntimeError(f"{index} names no script; this version of Gradio ({gr.__version__}) is not supported")
    styles = "\n".join(f'<link rel="stylesheet" href="/{escape(name)}">' for name in _STYLES.findall(source))
    own = "\n".join(f'<link rel="stylesheet" href="/onrecord/{name}.css">' for name in _OWN)
    # what a script imports, and what that imports, would else be asked for one after the other
    own_scripts = sorted(one.name for one in STATIC.glob("*.js") if one.name != _FIRST)
    named = [*_imported(index.parent, script[1]), *(f"onrecord/{name}" for name in own_scripts)]
    modules = "\n".join(f'<link rel="modulepreload" href="/{escape(name)}">' for name in named)
    return _PAGE.format(
        tagline=escape(TAGLINE), styles=styles, own=own, modules=modules, first=_FIRST, script=escape(script[1])
    )


def _imported(front: Path, script: str) -> list[str]:
    """A script of Gradio's and those that it runs before anything is drawn, in order. Of a front end that is built in
    another way, only the script: the others are then asked for when they are needed."""
    found = [script]
    for _ in range(_DEEP):
        if not (front / script).is_file():
            break
        source = (front / script).read_text(encoding="utf-8")
        listed, first = _DEPENDENCIES.search(source), _IMPORTED.search(source)
        if listed is None or first is None:
            break
        files = [name.strip("\"'").removeprefix("./") for name in listed[1].split(",")]
        needed = [files[int(place)] for place in first[2].split(",") if int(place) < len(files)]
        script = f"assets/{first[1]}"
        found += [f"assets/{name}" for name in needed if name.endswith(".js")]
    return [name for name in dict.fromkeys(found) if (front / name).is_file()]
