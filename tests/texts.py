"""Texts to try: what news looks like, and what nobody should write."""

from __future__ import annotations

from hypothesis import strategies as st

from onrecord.index import Article

NEWS = (
    "Ms. Lee left at 6 p.m. on Sept. 4.",
    "“We will not go,” she said. “Not today.”",
    "The U.S. Senate voted 51–49; the bill failed.",
    "Storm toll rises",
    "Dr. A. B. Khan of St. Mary’s, No. 4 on the list, paid €1.5 million.",
    "Prices rose 3.2% in July, the bureau said (see below).",
    "1. First point",
    "What happened? Nobody knows!",
    "By Jane Doe",
    "—",
    "The call lasted about 40 minutes…",
)
HOSTILE = (
    "😀👩‍👩‍👧‍👦🇺🇦",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿" * 40,
    "e\u0301\u0327\u0300" * 9,
    "\u202eabc\u202c",
    "a" * 900,
    "word " * 400,
    "字" * 300,
    "ب" * 50 + " ",
    "!?!?…" * 30,
    "<|endoftext|>",
    "これは文です。それも文です。",
    "1. 2. 3.",
    "\u200b",
    "\ufeff",
    "\x00\x1c\x85",
    "<script>alert(1)</script>",
    "x" * 40 + "—" + "y" * 40,
    "= " * 300,
    " " * 300,
)
JOINTS = (" ", "  ", "", "\n", "\n\n", "\r\n", "\n \n\t\n\u00a0\n" * 9, "\u00a0", "\u2028", "\t", "\r")

_piece = st.one_of(st.sampled_from(NEWS), st.sampled_from(HOSTILE), st.text(max_size=40))
_pair = st.tuples(_piece, st.sampled_from(JOINTS)).map("".join)
texts = st.lists(_pair, max_size=40).map("".join)
news = st.lists(st.tuples(st.sampled_from(NEWS), st.sampled_from(JOINTS)).map("".join), min_size=1, max_size=60).map(
    "".join
)
lines = st.one_of(st.sampled_from(NEWS), st.text(max_size=30))
articles = st.builds(
    Article,
    id=st.sampled_from(["a", "b", "c"]),
    title=lines,
    text=texts,
    outlet=st.sampled_from(["", "The Courier", "Österreich heute"]),
    published=st.sampled_from([None, "2025-07-04", "2025-07-05T18:30:00+02:00"]),
)
