"""A conversation as one HTML page: no script, nothing from elsewhere, light and dark, and readable when printed. Every
word of it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from onrecord.rag.sheet import Asked, Cited, Sheet, followed, seen

__all__ = ["page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1b19; --soft: #5f5b54; --paper: #fbfaf7; --line: #d8d3c8; --mark: #f6e3a1; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ece8df; --soft: #aaa498; --paper: #191816; --line: #3b3832; --mark: #5c4a12; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.55 Georgia, "Times New Roman", serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .25rem; }
section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.25rem; }
.about, .source { color: var(--soft); font: .85rem/1.5 system-ui, sans-serif; margin: .25rem 0 1rem; }
.answer { font-weight: bold; white-space: pre-wrap; }
.said { white-space: pre-wrap; }
blockquote { border-left: 3px solid var(--line); margin: 1.25rem 0 .25rem; padding: 0 0 0 1rem; white-space: pre-wrap; }
mark { background: var(--mark); color: inherit; }
a { color: inherit; }
@media print {
  :root { --ink: #000; --soft: #333; --paper: #fff; --line: #999; --mark: #eee; color-scheme: light; }
  main { max-width: none; padding: 0; }
  h1, h2 { break-after: avoid; }
  blockquote { break-after: avoid; }
  mark { background: none; text-decoration: underline; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(sheet: Sheet) -> str:
    """The document."""
    sections = (line for number, asked in enumerate(sheet.asked, 1) for line in _section(number, asked))
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            '<head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{_text(sheet.name)}</title>",
            f"<style>{_STYLE}</style></head>",
            f'<body><main><h1 dir="auto">{_text(sheet.name)}</h1>',
            f'<p class="about">{_text(sheet.about)}</p>',
            *sections,
            "</main></body></html>",
            "",
        ]
    )


def _section(number: int, asked: Asked) -> Iterator[str]:
    yield f'<section><h2 dir="auto">{number}. {_text(asked.question)}</h2>'
    yield f'<p class="about">{_lines(asked.notes)}</p>'
    if asked.answer:
        number_of_it = f" [{asked.quotes[0].number}]" if asked.quotes else ""
        yield f'<p class="answer" dir="auto">{_text(asked.answer)}{number_of_it}</p>'
    if asked.reason:
        yield f'<p class="said" dir="auto">{_text(asked.reason)}</p>'
    if asked.choices:
        yield f"<ul>{''.join(f'<li>{_text(choice)}</li>' for choice in asked.choices)}</ul>"
    for cited in asked.quotes:
        before, focus, after = map(_text, cited.words)
        marked = f"<mark>{focus}</mark>" if focus else ""
        yield f'<blockquote dir="auto">{before}{marked}{after}</blockquote>'
        yield f'<p class="source">{"<br>".join(_source(cited))}</p>'
    yield "</section>"


def _source(cited: Cited) -> Iterator[str]:
    yield f"[{cited.number}] <bdi>{_text(cited.source)}</bdi>"
    if cited.url:
        url = _text(cited.url)
        yield f'<a href="{url}" rel="noreferrer noopener">{url}</a>' if followed(cited.url) else f"<bdi>{url}</bdi>"
    yield from (f"<bdi>{_text(line)}</bdi>" for line in (cited.place, *cited.notes))


def _lines(lines: tuple[str, ...]) -> str:
    return "<br>".join(f"<bdi>{_text(line)}</bdi>" for line in lines)


def _text(text: str) -> str:
    return escape(seen(text))
