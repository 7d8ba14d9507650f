"""Web pages: what is taken for the article and what is not, and what a page states of it."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from onrecord.index import Article
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import canonical, jsonld, pages, web
from onrecord.index.sources.hidden import drop_hidden

WORDS = [
    "The bridge was closed on Monday after engineers found a crack in one of the hangers that carry the deck.",
    "It will reopen in spring, the mayor said, once the hanger has been replaced and every other one inspected.",
    "Until then the ferry runs every ten minutes, and lorries are sent over the dam upstream, he added.",
]
BODY = "".join(f"<p>{words}</p>" for words in WORDS)
URL = "https://courier.example/2025/07/04/bridge-shut"
NEWS: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge shut",
    "datePublished": "2025-07-04T18:30:00+02:00",
    "dateModified": "2025-07-05T08:00:00+02:00",
    "author": {"@type": "Person", "name": "Ana Lind"},
    "publisher": {"@type": "Organization", "name": "The Courier"},
    "inLanguage": "en-GB",
    "articleSection": "Local",
    "dateline": "RIVERTON",
    "copyrightNotice": "© The Courier",
    "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
}
TOLD = {
    "title": "Bridge shut",
    "published": "2025-07-04T18:30:00+02:00",
    "modified": "2025-07-05T08:00:00+02:00",
    "authors": ["Ana Lind"],
    "outlet": "The Courier",
    "language": "en-gb",
    "section": "Local",
    "dateline": "RIVERTON",
    "rights": "© The Courier",
    "url": URL,
}


def ld(*notes: object) -> str:
    return "".join(f'<script type="application/ld+json">{one}</script>' for one in map(text_of, notes))


def text_of(note: object) -> str:
    return note if isinstance(note, str) else json.dumps(note)


def metas(**named: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{value}">' for name, value in named.items())


def page(head: str = "", body: str = f"<article>{BODY}</article>", attributes: str = "") -> bytes:
    top = "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>"
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{top}{body}<footer>Imprint</footer>".encode()


def read(raw: bytes, url: str = "", encoding: str = "") -> dict[str, Any]:
    return pages.extract(raw, {"url": url, "encoding": encoding})


def told(raw: bytes, url: str = "", fields: dict[str, Any] = TOLD) -> dict[str, Any]:
    found = read(raw, url)
    return {name: found[name] for name in fields}


# ---- what is taken for the article -----------------------------------------------------------------------------------


def test_the_text_is_the_article_alone_with_its_paragraphs_apart() -> None:
    assert read(page())["text"] == "\n\n".join(WORDS)


def test_the_headline_is_the_title_and_no_part_of_the_text() -> None:
    found = read(page("<title>Bridge shut | The Courier</title>", f"<article><h1>Bridge shut</h1>{BODY}</article>"))
    assert (found["title"], found["text"]) == ("Bridge shut", "\n\n".join(WORDS))


def test_items_of_a_list_and_rows_of_a_table_are_lines() -> None:
    table = "<table><tr><th>Bridge<th>Built<tr><td>Upper<td>1901<tr><td>Lower<td>1931<td></table>"
    found = read(page(body=f"<article>{BODY}<ul><li>Trucks wait<li>Buses turn</ul>{BODY}{table}</article>"))["text"]
    assert "\n\n- Trucks wait\n- Buses turn\n\n" in found
    assert found.endswith("\n\nBridge | Built\nUpper | 1901\nLower | 1931")


def test_an_article_in_pieces_is_put_together() -> None:
    piece = '<div class="grid"><div class="article__body">{}</div></div><div class="ad"><p>Buy ropes</p></div>'
    halves = [BODY, BODY.replace("The bridge", "The old bridge"), f"<p>{WORDS[2]} So far.</p>"]
    whole = "".join(piece.format(half) for half in halves)
    found = read(page(body=f"<main><article>{whole}</article></main>"))["text"]
    assert [found.count(words) for words in ("The bridge", "The old bridge", "So far.", "Buy ropes")] == [1, 1, 1, 0]


def test_two_articles_on_a_page_are_not_one() -> None:
    other = BODY.replace("bridge", "theatre")
    both = f'<article><div class="body">{BODY}</div></article><article><div class="body">{other}</div></article>'
    assert "theatre" not in read(page(body=both))["text"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>{}</p>",
        "<p hidden=until-found>{}</p>",
        '<p style="display:none">{}</p>',
        '<p style="color:red; DISPLAY : None !important;">{}</p>',
        '<p style="display:/**/none">{}</p>',
        '<p style="visibility: hidden">{}</p>',
        '<p style="font-size:0px">{}</p>',
        '<p style="font-size: 0.0em">{}</p>',
        '<p style="width:0;height:0;overflow:hidden">{}</p>',
        '<p style="max-height:0px; overflow-y: hidden">{}</p>',
        '<p style="position:absolute; left:-9999px">{}</p>',
        '<p style="text-indent:-10000px">{}</p>',
        '<p style="clip: rect(0, 0, 0, 0)">{}</p>',
        '<p style="clip: rect(1px 1px 1px 1px)">{}</p>',
        '<p style="transform: scale(0)">{}</p>',
        '<div style="display:none"><p>{}</p></div>',
        '<span class="note sr-only">{}</span>',
        "<template><p>{}</p></template>",
        "<iframe><p>{}</p></iframe>",
        "<noscript><p>{}</p></noscript>",
        "<script>document.write('{}')</script>",
        "<style>p:after {{ content: '{}' }}</style>",
        "<!-- <p>{}</p> -->",
        '<p aria-hidden="true">{}</p>',
    ],
)
def test_what_is_not_seen_is_not_quoted(hidden: str) -> None:
    unseen = "The mayor stole the hangers himself, say those who know the story best of all."
    found = read(page(body=f"<article>{BODY}{hidden.format(unseen)}{BODY}</article>"))["text"]
    assert "stole" not in found
    assert found.count(WORDS[0]) == 2


@pytest.mark.parametrize(
    "seen",
    [
        '<p style="display:block">{}</p>',
        '<p style="opacity:0">{}</p>',
        '<p style="width:0.5em;height:100%">{}</p>',
        '<p style="max-height:0">{}</p>',
        '<p style="margin-left:-20px">{}</p>',
        '<p class="hidden-gem">{}</p>',
    ],
)
def test_what_is_seen_is_kept(seen: str) -> None:
    words = "The ferry was full on its first day, and forty people had to wait for the next."
    assert words in read(page(body=f"<article>{BODY}{seen.format(words)}</article>"))["text"]


def test_a_page_that_is_hidden_until_a_script_has_run_is_read() -> None:
    body = f'<article>{BODY}</article></body><script>document.body.style=""</script>'
    raw = page(body=body, attributes='style="visibility:hidden"').replace(b"<body>", b'<body style="display:none">')
    assert read(raw)["text"] == "\n\n".join(WORDS)


def test_what_stands_behind_something_hidden_is_kept() -> None:
    tree = html.document_fromstring("<p>One <b hidden>two</b> three <i style='display:none'>four</i>five</p>")
    drop_hidden(tree)
    assert tree.text_content() == "One  three five"


@pytest.mark.parametrize(
    "raw",
    [
        b"<html><body></body></html>",
        b"",
        b" ",
        b"<html>",
        b"\x00\x00",
        b"<!-- -->",
        b"<p>",
        page(body="<p>Page not found</p>"),
    ],
)
def test_a_page_without_an_article_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceError, match="no article text found on this page"):
        read(raw)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_are_refused(raw: bytes) -> None:
    for content in (raw, page().replace(b"Monday", raw), page(ld(NEWS)).replace(b"Bridge", raw)):
        with contextlib.suppress(SourceError):
            assert read(content)["text"]


# ---- what a page states: JSON-LD -------------------------------------------------------------------------------------

PERSON = {"@type": "Person", "@id": "#ana", "name": "Ana Lind"}
PAPER = {"@type": "NewsMediaOrganization", "@id": "#paper", "name": "The Courier"}
OTHER = {**NEWS, "headline": "Theatre burns", "mainEntityOfPage": "https://courier.example/theatre", "author": "Bo Ek"}


@pytest.mark.parametrize(
    "notes",
    [
        [NEWS],
        [[NEWS]],
        [[[NEWS]]],
        [{"@context": "https://schema.org", "@graph": [PAPER, {"@type": "WebPage", "name": "Page"}, NEWS]}],
        [{"@type": "BreadcrumbList"}, NEWS],
        [{"@type": "WebPage", "mainEntity": NEWS, "datePublished": "2020-01-01"}],
        [{**NEWS, "@type": ["NewsArticle", "Article"]}],
        [{**NEWS, "@type": "http://schema.org/ReportageNewsArticle"}],
        [{**NEWS, "@type": "schema:LiveBlogPosting"}],
        [{**NEWS, "author": ["Ana Lind"], "publisher": "The Courier"}],
        [{**NEWS, "author": {"@id": "#ana"}, "publisher": {"@id": "#paper"}}, PERSON, PAPER],
        [{"@graph": [{**NEWS, "author": [{"@id": "#ana"}], "publisher": {"@id": "#paper"}}, PERSON, PAPER]}],
        [{**NEWS, "author": "By Ana Lind, chief reporter"}],
        [{**NEWS, "headline": "  Bridge <em>shut</em> \n"}],
        [{**NEWS, "publisher": {"name": ["The Courier"]}, "articleSection": ["Local", "Roads"]}],
        [{**NEWS, "mainEntityOfPage": URL}],
        [{**NEWS, "mainEntityOfPage": True, "url": URL}],
        [{**NEWS, "inLanguage": {"@type": "Language", "name": "English", "alternateName": "en-GB"}}],
        [OTHER, NEWS],
        [f"<!--\n{json.dumps(NEWS)}\n-->"],
        [f"//<![CDATA[\n{json.dumps(NEWS)}\n//]]>"],
        [json.dumps(NEWS) + ";"],
        [json.dumps(NEWS)[:-1] + ",\n}"],
        [json.dumps(NEWS)[:-1] + ', "image": }'],
        [json.dumps({"@type": "Organization"}) + "\n" + json.dumps(NEWS)],
        [json.dumps(NEWS).replace("Bridge shut", "Bridge\tshut\n")],
        ["{broken", json.dumps(NEWS)],
        [{**NEWS, "wordCount": 10**400, "image": float("nan")}],
    ],
)
def test_the_article_in_json_ld_is_found_in_all_its_forms(notes: list[object]) -> None:
    assert told(page(f'<link rel="canonical" href="{URL}">' + ld(*notes))) == TOLD


def test_of_several_articles_the_one_the_page_is_about_is_taken() -> None:
    apart = [{**one, "mainEntityOfPage": None} for one in (OTHER, NEWS)]
    assert told(page(ld(OTHER, NEWS)), URL) == TOLD
    assert told(page(ld(*apart) + metas(og__title="Bridge shut - The Courier")), URL) == TOLD
    found = read(page(ld(*apart), f"<h1>Weather</h1><article>{BODY}</article>"), URL)
    assert (found["title"], found["authors"], found["published"]) == ("Weather", [], "2025-07-04"), "it could be either"


@pytest.mark.parametrize(
    "note",
    ["[" * 100_000, '{"a":' * 100_000, '{"@graph":[' * 300 + "]}" * 300, "null", "3", '"x"', "[[],[[]]]", "{", "", "}"],
)
def test_json_ld_that_says_nothing_costs_nothing(note: str) -> None:
    assert read(page(ld(note) + metas(og__title="Bridge shut")))["title"] == "Bridge shut"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=8)
        | st.sampled_from(["NewsArticle", URL]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["@type", "@graph", "@id", "author", "name", *NEWS]), inner, max_size=8)
        ),
        max_leaves=30,
    )
)
def test_any_json_is_read_without_a_fault(note: object) -> None:
    found = jsonld.article_in([json.dumps(note)], [URL], "Bridge shut")
    assert all(isinstance(value, str | list) for value in found.values())
    assert all(isinstance(name, str) for name in found.get("authors", []))


# ---- what a page states: meta, and what stands on it -----------------------------------------------------------------


def test_what_json_ld_does_not_say_meta_does() -> None:
    head = metas(
        og__title="Bridge shut",
        og__site_name="The Courier",
        article__published_time="2025-07-04T18:30:00+02:00",
        article__modified_time="2025-07-05T08:00:00+02:00",
        article__author="Ana Lind",
        article__section="Local",
        og__locale="en_GB",
        og__url=URL,
    )
    expected = {**TOLD, "dateline": "", "rights": ""}
    assert told(page(head)) == expected
    assert told(page(head + ld({"@type": "NewsArticle", "headline": "Bridge is shut"}))) == {
        **expected,
        "title": "Bridge is shut",
    }


@pytest.mark.parametrize(
    ("head", "field", "expected"),
    [
        (metas(article__author="https://social.example/ana", author="Ana Lind"), "authors", ["Ana Lind"]),
        (metas(author="By Ana Lind and Peter Moro, PhD"), "authors", ["Ana Lind", "Peter Moro"]),
        (metas(author="Ana Lind; Peter Moro"), "authors", ["Ana Lind", "Peter Moro"]),
        (metas(author="admin"), "authors", []),
        (metas(author="di Marco, Elena"), "authors", ["di Marco", "Elena"]),
        (metas(citation_author="Ana Lind") + metas(citation_author="Bo Ek"), "authors", ["Ana Lind", "Bo Ek"]),
        ('<meta name="DC.date.issued" content="2025-07-04">', "published", "2025-07-04"),
        ('<meta itemprop="datePublished" content="4 July 2025">', "published", "2025-07-04"),
        ('<meta name="date" content="soon"><meta name="pubdate" content="20250704">', "published", "2025-07-04"),
        ('<meta name="date" content="soon">', "published", "soon"),
        (ld({**NEWS, "datePublished": "0001-01-01T00:00:00Z"}) + metas(date="2025-07-04"), "published", "2025-07-04"),
        (ld({**NEWS, "datePublished": "1970-01-01T00:00:00Z"}) + metas(date="2025-07-04"), "published", "2025-07-04"),
        ("<title>Bridge shut - The Courier</title>" + metas(og__site_name="The Courier"), "title", "Bridge shut"),
        ("<title>Bridge shut - and open again</title>", "title", "Bridge shut - and open again"),
        (metas(og__locale="klingon!"), "language", ""),
        ('<meta http-equiv="content-language" content="de">', "language", "de"),
        (metas(article__publisher="https://social.example/courier"), "outlet", ""),
        (f'<link rel="canonical" href="{URL}">', "outlet", "courier.example"),
    ],
)  # fmt: skip
def test_meta_is_read_as_it_is_meant(head: str, field: str, expected: object) -> None:
    assert read(page(head))[field] == expected


def test_the_language_of_the_page_goes_before_the_one_a_program_fills_in() -> None:
    assert read(page(metas(og__locale="en_US"), attributes='lang="sv-SE"'))["language"] == "sv-se"


@pytest.mark.parametrize(
    ("top", "field", "expected"),
    [
        ("<h1>Bridge shut</h1>", "title", "Bridge shut"),
        ("<p>By <a rel=author href=/ana>Ana Lind</a></p>", "authors", ["Ana Lind"]),
        ('<p class="byline">By Ana Lind and Peter Moro</p>', "authors", ["Ana Lind", "Peter Moro"]),
        ('<p class="author-bio">Ana Lind covers roads.</p>', "authors", []),
        ('<span itemprop="author"><b itemprop="name">Ana Lind</b>, reporter</span>', "authors", ["Ana Lind"]),
        ('<time datetime="2025-07-04T18:30:00+02:00">yesterday</time>', "published", "2025-07-04T18:30:00+02:00"),
        ('<time itemprop="datePublished" datetime="2025-07-04">4/7</time>', "published", "2025-07-04"),
        ('<div class="publish-date">Published 10:02 AM EST Jul. 4, 2025</div>', "published", "2025-07-04"),
        ('<div class="dateline">4th September 2025</div>', "published", "2025-09-04"),
        ('<div class="date">Updated: 4 July 2025</div>', "published", None),
        ('<div class="date">04/07/2025</div>', "published", None),
        ('<aside><time datetime="2019-01-01"></time></aside>', "published", None),
        ('<ul class="related"><li><time datetime="2019-01-01"></time></ul>', "published", None),
        ('<article><time datetime="2019-01-01"></time></article>', "published", None),
    ],
)  # fmt: skip
def test_what_no_note_says_may_stand_on_the_page(top: str, field: str, expected: object) -> None:
    assert read(page(body=f"<article>{top}{BODY}</article>"))[field] == expected


@pytest.mark.parametrize(
    ("url", "day"),
    [
        (URL, "2025-07-04"),
        ("https://courier.example/2025/jul/04/bridge", "2025-07-04"),
        ("https://courier.example/20250704/bridge", "2025-07-04"),
        ("https://courier.example/2025-07-04-bridge", "2025-07-04"),
        ("https://courier.example/2025/07/bridge", None),
        ("https://courier.example/2025/13/04/bridge", None),
        ("https://courier.example/120250704/bridge", None),
        ("", None),
    ],
)
def test_a_day_in_the_address_is_the_last_thing_to_go_by(url: str, day: str | None) -> None:
    assert read(page(), url)["published"] == day


# ---- addresses and ids -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "fetched", "expected"),
    [
        ("https://courier.example/a", "", "https://courier.example/a"),
        ("HTTPS://Courier.Example/A?b=1#top", "", "https://courier.example/A?b=1"),
        ("/a", "https://courier.example/b/c", "https://courier.example/a"),
        ("//courier.example/a", "https://courier.example/b", "https://courier.example/a"),
        ("https://www.courier.example/a", "https://m.courier.example/a?x=1", "https://www.courier.example/a"),
        ("https://courier.example/a", "https://amp.courier.example/a", "https://courier.example/a"),
        ("https://news.courier.example/a", "https://courier.example/b", "https://news.courier.example/a"),
        ("https://gazette.example/a", "https://courier.example/b", "https://courier.example/b"),
        ("https://gazette.co.example/a", "https://courier.co.example/b", "https://courier.co.example/b"),
        ("https://example/a", "https://courier.example/b", "https://courier.example/b"),
        ("https://notcourier.example/a", "https://courier.example/b", "https://courier.example/b"),
        ("https://courier.example/", "https://courier.example/b", "https://courier.example/b"),
        ("https://courier.example/?p=7", "https://courier.example/b", "https://courier.example/?p=7"),
        ("https://courier.example/", "", ""),
        ("javascript:alert(1)", "https://courier.example/b#x", "https://courier.example/b"),
        ("file:///etc/passwd", "", ""),
        ("ftp://courier.example/a", "", ""),
        ("https://user:word@courier.example/a", "", ""),
        ("https://courier.example:99999/a", "", ""),
        ("https://[courier/a", "", ""),
        ("https://courier.example/a b", "", ""),
        ("https://courier.example/\u202etxt", "", ""),
        ("https://courier.example/" + "a" * 3000, "", ""),
        ("a", "", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_a_canonical_address_is_believed_where_it_can_be(stated: str, fetched: str, expected: str) -> None:
    assert canonical.chosen([stated], fetched) == expected
    head = f'<link rel="canonical" href="{stated}">'
    assert read(page(head), fetched)["url"] == expected


def test_the_first_address_that_can_be_believed_is_taken() -> None:
    head = '<link rel="canonical" href="https://courier.example/">' + metas(og__url=URL)
    assert read(page(head))["url"] == URL
    assert read(page(ld(NEWS)))["url"] == URL


def test_a_page_is_known_by_its_own_address_or_that_it_was_fetched_from_or_its_file(tmp_path: Path) -> None:
    own = page(f'<link rel="canonical" href="{URL}">')
    assert one(web.page(own, "x", url="https://courier.example/?p=7")).id == URL
    assert one(web.page(page(), "x", url="https://courier.example/a#b")).id == "https://courier.example/a"
    first, second = (one(web.read_page(io.BytesIO(page()), str(tmp_path / name))) for name in ("a.html", "b.html"))
    assert first.id.startswith("a-")
    assert first.id != second.id
    assert (first.url, first.outlet) == ("", "")


def one(found: Any) -> Article:
    (article,) = found
    assert isinstance(article, Article), article
    return article


def test_what_a_page_states_can_be_stored() -> None:
    article = normalise(one(web.page(page(ld(NEWS)), "x", url=URL)))
    assert (article.published, article.modified) == (NEWS["datePublished"], NEWS["dateModified"])
    assert (article.authors, article.section, article.dateline) == (("Ana Lind",), "Local", "RIVERTON")


# ---- encodings -------------------------------------------------------------------------------------------------------

SWEDISH = (
    "<p>Bron över ån stängdes i måndags efter att ingenjörer hittat en spricka i en av hängarna, sade borgmästaren.</p>"
)
CHARSET = '<meta charset="{}">'
CONTENT = "<meta http-equiv='Content-Type' content='text/html; charset={}'>"


@pytest.mark.parametrize(
    ("head", "codec", "encoding"),
    [
        ("", "utf-8", ""),
        ("", "utf-8-sig", ""),
        ("", "utf-16", ""),
        (CHARSET.format("iso-8859-1"), "cp1252", ""),
        (CONTENT.format("windows-1252"), "cp1252", ""),
        ("", "cp1252", "iso-8859-1"),
        ("", "cp1252", ""),
        (CHARSET.format("iso-8859-1"), "utf-8", ""),
        (CHARSET.format("no-such"), "utf-8", "nor-this"),
        (CHARSET.format("mac-roman"), "mac-roman", ""),
    ],
)
def test_pages_are_read_in_the_encoding_they_are_written_in(head: str, codec: str, encoding: str) -> None:
    raw = page(head, f"<article>{SWEDISH * 3}</article>").decode().encode(codec)
    found = read(raw, encoding=encoding)
    assert "Bron över ån stängdes i måndags" in found["text"]
    assert found["remarks"] == []


def test_bytes_that_are_no_text_are_counted_and_replaced() -> None:
    found = read(page(body=f"<article>{SWEDISH * 3}</article>").replace(b"ndags", b"nd\xffag\xfes", 1))
    assert "i månd\ufffdag\ufffds efter" in found["text"]
    assert found["remarks"] == ["2 bytes could not be read and stand as \ufffd"]


def test_characters_no_text_has_are_dropped() -> None:
    found = read(page().replace(b"Monday", b"Mon\x00\x08\x1bday\x7f"))
    assert "on Monday after" in found["text"]
