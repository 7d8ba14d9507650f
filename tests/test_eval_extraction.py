"""The measure of extraction, worked out by hand and on the public pages."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import pytest

from onrecord.eval.extraction import extraction, load_pages, main, shingles, stated_day
from onrecord.index import Article
from onrecord.index.sources import guarded
from onrecord.index.sources.web import page

URL = "https://courier.example/2025/07/04/bridge-shut"
WORDS = "The bridge was closed on Monday after engineers found a crack in one of the hangers that carry the deck."
MORE = "It will reopen in spring, the mayor said, once every other hanger has been inspected."
NOTE = '{"@type": "NewsArticle", "datePublished": "2025-07-04T18:30Z"}'
PAGE = f"""<html><head><script type="application/ld+json">{NOTE}</script></head>
<body><article><h1>Bridge shut</h1><p>{WORDS}</p><p>{MORE}</p></article></body></html>"""


def test_shingles_are_four_words_each_as_often_as_they_stand_there() -> None:
    found = shingles("On and on, and on and on – and on.")
    assert found.total() == 6
    assert found["and", "on", "and", "on"] == 3
    assert found["On", "and", "on", "and"] == 1


def test_a_short_text_is_one_shingle_and_an_empty_one_is_none() -> None:
    assert list(shingles("It rained.")) == [("It", "rained")]
    assert not shingles(" … ")


def test_the_figures_are_averages_over_pages() -> None:
    """The first page's truth is ``a b c d e f`` with the shingles abcd, bcde, cdef; found is ``b c d e f g`` with bcde,
    cdef, defg: two of three of either are right. Of the second, with the shingles abcd and bcde, only abcd is found:
    its precision is 1, its recall 1/2. Of the third nothing is found: it has no precision, and its recall is 0.

    Precision (2/3 + 1) / 2 = 5/6; recall (2/3 + 1/2 + 0) / 3 = 7/18; F1 = 2 * 5/6 * 7/18 / (5/6 + 7/18) = 35/66.
    """
    found = extraction(["a b c d e f", "a b c d e", "a b"], ["b c d e f g", "a, b, c, d", ""])
    assert found.precision == pytest.approx(5 / 6)
    assert found.recall == pytest.approx(7 / 18)
    assert found.f1 == pytest.approx(35 / 66)
    assert found.low <= found.f1 <= found.high


def test_what_is_found_whole_is_perfect_and_what_is_not_found_is_nothing() -> None:
    assert extraction([WORDS] * 3, [WORDS] * 3).f1 == 1
    assert extraction([WORDS] * 3, [""] * 3).f1 == 0
    with pytest.raises(ValueError, match="no pages"):
        extraction([], [])


@pytest.mark.parametrize(
    ("source", "url", "day"),
    [
        (PAGE, "", "2025-07-04"),
        ('<meta property="article:published_time" content="2025-07-04T00:00Z">', "", "2025-07-04"),
        ("<meta content='2025-07-04' property='article:published_time'>", "", "2025-07-04"),
        ("<p>2025-07-04</p>", URL, "2025-07-04"),
        ("<p>2025-07-04</p>", "https://courier.example/bridge", ""),
        ('"datePublished": "0001-01-01"', "", ""),
    ],
)
def test_the_day_a_page_states_is_searched_for_plainly(source: str, url: str, day: str) -> None:
    assert stated_day(source, url) == day


def test_the_figures_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "article-html"
    (folder / "html").mkdir(parents=True)
    truths = {"a": {"articleBody": f"{WORDS} {MORE}", "url": URL}, "b": {"articleBody": WORDS, "url": f"{URL}?b"}}
    (folder / "ground-truth.json").write_text(json.dumps(truths))
    (folder / "html" / "a.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (folder / "html" / "b.html.gz").write_bytes(gzip.compress(b"<html></html>"))
    monkeypatch.setattr(guarded, "SECONDS", 1.0)
    monkeypatch.setattr(sys, "argv", ["extraction", str(tmp_path), "--times", "1"])
    main()
    said = capsys.readouterr().out
    assert "pages       2, of which 1 were read" in said
    assert f"rejected  {URL}?b: no article text found on this page" in said
    assert "precision   1.000" in said
    assert "recall      0.500" in said
    assert "1 of the 2 pages that state one: the same day" in said
    assert "a kill      1." in said


@pytest.mark.data
def test_public_pages_are_read_as_well_as_they_should_be(data_sets: Path) -> None:
    if not (data_sets / "article-html").is_dir():
        pytest.skip(f"article-html is not among the public data sets in {data_sets}")
    pages = load_pages(data_sets / "article-html")
    found = [next(page(one.source, one.url, url=one.url)) for one in pages]
    texts = [item.text if isinstance(item, Article) else "" for item in found]
    assert extraction([one.truth for one in pages], texts).f1 >= 0.95
    days = [((getattr(item, "published", "") or "")[:10], one) for item, one in zip(found, pages, strict=True)]
    stated = [
        (day, known) for day, one in days if (known := stated_day(one.source.decode("utf-8", "replace"), one.url))
    ]
    assert sum(day == known for day, known in stated) >= 0.95 * len(stated) > 50
