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
