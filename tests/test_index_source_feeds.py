"""RSS and Atom to articles: what is taken from an entry, what its text is, and what is done about feeds that are broken
or mean harm."""

from __future__ import annotations

import io
import socket
import time
from pathlib import Path

import pytest

from onrecord.index import Article, Rejected, Withdrawal
from onrecord.index.errors import SourceError
from onrecord.index.sources.entries import MOST_ENTRIES, extract
from onrecord.index.sources.feeds import SUMMARY, Entry, Feed, article_of_entry, feed, named_on, read_feed

URL = "https://courier.example/feed"
LONG = "The harbour ferry left late because of fog over the sound. " * 12
RSS = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
FERRY = f"""<item><title>Ferry late &amp;amp; cold</title><link>https://courier.example/ferry</link>
<guid isPermaLink="false">courier-17</guid><description>The ferry left late.</description>
<content:encoded><![CDATA[<p>{LONG}</p><p>It was <b>cold</b>.</p>]]></content:encoded>
<pubDate>Fri, 04 Jul 2025 18:30:00 +0200</pubDate><dc:creator>Ana Lind</dc:creator><category>Harbour</category>
</item>"""


def rss(*items: str, head: str = "<title>The Courier</title><link>https://courier.example/</link>") -> bytes:
    return f"{RSS}<channel>{head}{''.join(items)}</channel></rss>".encode()


def atom(*entries: str, head: str = "<title>The Ledger</title>") -> bytes:
    return f"{ATOM}{head}{''.join(entries)}</feed>".encode()


def read(raw: bytes, **options: str) -> Feed:
    return feed(raw, URL, url=options.pop("url", URL), **options)


def one(raw: bytes, **options: str) -> Entry:
    (entry,) = read(raw, **options).entries
    return entry


def article(raw: bytes) -> Article:
    found = article_of_entry(one(raw))
    assert isinstance(found, Article)
    return found


def why(raw: bytes) -> str:
    with pytest.raises(SourceError, match=URL) as raised:
        read(raw)
    return str(raised.value)


def item(**fields: str) -> str:
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</item>"


# ---- what an entry states --------------------------------------------------------------------------------------------


def test_an_rss_item_becomes_an_article_with_everything_it_states() -> None:
    head = (
        "<title>The <![CDATA[Courier &amp; Post]]></title><language>en-gb</language><copyright>Courier Ltd</copyright>"
    )
    assert article(rss(FERRY, head=head)) == Article(
        id="https://courier.example/ferry",
        title="Ferry late & cold",
        text=f"{LONG.strip()}\n\nIt was cold.",
        url="https://courier.example/ferry",
        outlet="The Courier & Post",
        published="2025-07-04T18:30:00+02:00",
        authors=("Ana Lind",),
        language="en-gb",
        section="Harbour",
        rights="Courier Ltd",
    )


def test_an_atom_entry_becomes_an_article_with_everything_it_states() -> None:
    found = read(
        atom(
            f"""<entry xml:lang="de"><id>tag:ledger.example,2025:9</id>
            <title type="html">Br&amp;uuml;cke &lt;i&gt;zu&lt;/i&gt;</title>
            <link rel="alternate" href="/bruecke"/><link rel="enclosure" href="/ton.mp3"/>
            <published>2025-07-04T08:00:00+02:00</published><updated>2025-07-05T09:00:00+02:00</updated>
            <category term="local" label="Lokales"/><rights>Ledger</rights>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p></div></content></entry>""",
            head="<title>The Ledger</title><author><name>Ledger newsroom</name></author>",
        )
    )
    entry = found.entries[0]
    assert article_of_entry(entry) == Article(
        id="tag:ledger.example,2025:9",
        title="Brücke zu",
        text=LONG.strip(),
        url="https://courier.example/bruecke",
        outlet="The Ledger",
        published="2025-07-04T08:00:00+02:00",
        authors=("Ledger newsroom",),
        language="de",
        modified="2025-07-05T09:00:00+02:00",
        section="Lokales",
        rights="Ledger",
    )


def test_rss_1_and_its_dates_are_read() -> None:
    raw = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://courier.example"><title>Courier</title>
      </channel><item rdf:about="https://courier.example/1"><title>Fog</title><link>https://courier.example/1</link>
      <description>Fog over the sound.</description><dc:date>2025-07-04T06:00:00+01:00</dc:date></item></rdf:RDF>"""
    entry = one(raw)
    assert (entry.id, entry.published, entry.modified) == (
        "https://courier.example/1",
        "2025-07-04T06:00:00+01:00",
        None,
    )


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("Fri, 04 Jul 2025 18:30:00 EST", "2025-07-04T18:30:00-05:00"),
        ("2025-07-04", "2025-07-04"),
        ("2025-07-04T18:30:00Z", "2025-07-04T18:30:00+00:00"),
        ("Fri, 4 July 2025 18:30:00 +0200", "2025-07-04T18:30:00+02:00"),
        ("Qua, 24 Dez 2025 18:30:00 -0300", "2025-12-24T18:30:00-03:00"),
        ("2025", "2025"),
        ("04/07/2025", "04/07/2025"),
        ("soon", "soon"),
        ("", None),
    ],
)
def test_a_date_keeps_its_zone_and_what_cannot_be_read_stays_as_stated(stated: str, published: str | None) -> None:
    assert one(rss(item(title="t", description="x", pubDate=stated))).published == published


def test_a_missing_date_is_missing() -> None:
    entry = one(
        rss(item(title="t", description="x"), head="<title>c</title><pubDate>Fri, 04 Jul 2025 18:30:00 GMT</pubDate>")
    )
    assert (entry.published, entry.modified) == (None, None)


def test_the_source_of_an_entry_is_its_outlet() -> None:
    source = '<source url="https://wire.example/f">The Wire</source>'
    assert one(rss(f"<item><title>t</title><description>x</description>{source}</item>")).outlet == "The Wire"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Fog &amp; ice", "Fog & ice"),
        ("Fog &amp;#8217;n&amp;#8217; ice", "Fog ’n’ ice"),
        ("a &lt; b", "a < b"),
        ("<![CDATA[<b>Fog</b> &amp; ice]]>", "Fog & ice"),
        ("\n Fog\n   over the sound ", "Fog over the sound"),
        ("Fog \x1b[31m red", "Fog [31m red"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
    ],
)
def test_titles_are_unescaped_and_stay_text(stated: str, title: str) -> None:
    assert one(rss(item(title=stated, description="x"))).title == title


# ---- ids and links ---------------------------------------------------------------------------------------------------


def test_an_id_is_the_entrys_own_if_that_says_something_outside_of_the_feed() -> None:
    def entry(guid: str, link: str = "https://courier.example/ferry") -> Entry:
        return one(rss(item(title="t", description="x", guid=guid, link=link)))

    for own in ("https://courier.example/?p=17", "tag:courier.example,2025:17", "urn:uuid:17"):
        assert entry(own).id == own
    assert entry("17").id == "https://courier.example/ferry"
    assert entry("17", "").id == f"{URL}#17"
    assert entry("17").guid == "17"


def test_ids_that_two_entries_share_are_none() -> None:
    links = [f"https://courier.example/{number}" for number in (1, 2)]
    both = read(rss(*(item(title="t", description="x", guid="https://courier.example/", link=link) for link in links)))
    assert [entry.id for entry in both.entries] == links
    titles = read(rss(*(item(title=title, description="x", link="https://courier.example/") for title in "ab")))
    assert len({entry.id for entry in titles.entries}) == 2


def test_an_entry_that_is_there_twice_is_one() -> None:
    again = item(title="t", description="x", guid="https://courier.example/1", link="https://courier.example/1")
    assert [entry.id for entry in read(rss(again, again)).entries] == ["https://courier.example/1"]


@pytest.mark.parametrize(
    ("stated", "link"),
    [
        ("/ferry", "https://courier.example/ferry"),
        ("ferry?a=1&amp;b=2", "https://courier.example/ferry?a=1&b=2"),
        ("//cdn.example/ferry", "https://cdn.example/ferry"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,hello", ""),
        ("file:///etc/passwd", ""),
        ("mailto:desk@courier.example", ""),
        ("https://courier.example/\x1b[31m", ""),
        ("https://courier.example/\u202efdp.exe", ""),
        ("https://courier.example/f\u00e4hre", "https://courier.example/f\u00e4hre"),
        ("https://[broken/", ""),
    ],
)
def test_links_are_absolute_addresses_of_the_web_or_none(stated: str, link: str) -> None:
    assert one(rss(item(title="t", description="x", link=stated))).link == link


def test_links_are_resolved_against_where_the_feed_was_found_and_ids_do_not_change_with_it() -> None:
    raw = rss(item(title="t", description="x", link="/ferry", guid="17"))
    assert one(raw, url="https://www.courier.example/feed").link == "https://www.courier.example/ferry"
    bare = rss('<item><title>t</title><description>x</description><guid isPermaLink="false">17</guid></item>')
    assert one(bare, url="https://www.courier.example/feed").id == one(bare).id


# ---- the text --------------------------------------------------------------------------------------------------------


def test_the_text_is_the_content_where_there_is_more_of_it_than_of_the_summary() -> None:
    assert one(rss(FERRY)).whole
    assert article(rss(FERRY)).remarks == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "The ferry left late."},
        {"description": f"{LONG} Continue reading..."},
        {"content:encoded": "&lt;p&gt;Short.&lt;/p&gt;"},
        {"content:encoded": f"&lt;p&gt;{LONG} The rest &amp;hellip;&lt;/p&gt;"},
        {"content:encoded": f"&lt;p&gt;{LONG}&lt;/p&gt;&lt;a href='/x'&gt;Read more &amp;raquo;&lt;/a&gt;"},
        {"content:encoded": f"{LONG} [...]"},
    ],
)
def test_a_summary_is_known_for_one_and_remarked(fields: dict[str, str]) -> None:
    found = article(rss(item(title="t", **fields)))
    assert found.remarks == (SUMMARY,)
    assert not found.text.endswith(("reading...", "more »"))


def test_a_long_description_is_the_article() -> None:
    assert one(rss(item(title="t", description=LONG * 4))).whole


def test_markup_becomes_paragraphs_and_what_is_not_seen_is_left_out() -> None:
    markup = (
        "<p>First&nbsp;line<br>second</p><script>evil()</script><p style='display:none'>Advert</p><p hidden>More</p>"
        "after<ul><li>One<li>Two &amp; three</ul><!-- note --><img src='x.jpg' alt='A picture'><div>Last</div>"
    )
    text = article(rss(item(title="t", description=f"<![CDATA[{markup}]]>"))).text
    assert text == "First\xa0line\nsecond\n\nafter\n\nOne\nTwo & three\n\nLast"


def test_text_without_markup_keeps_its_paragraphs() -> None:
    assert article(rss(item(title="t", description="One &amp;amp; two\n\nThree"))).text == "One & two\n\nThree"
    assert article(atom("<entry><title>t</title><summary>a &lt;b&gt; c</summary></entry>")).text == "a <b> c"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<![CDATA[a ]]]]><![CDATA[> b]]>", "a ]]> b"),
        ("<![CDATA[<![CDATA[inner]]>]]&gt;", None),
        ("<![CDATA[x<script>]]><![CDATA[hidden</script>y]]>", "xy"),
        ("&lt;p onclick='evil()'&gt;safe&lt;/p&gt;", "safe"),
        ("&amp;lt;b&amp;gt;", "<b>"),
    ],
)
def test_markup_that_plays_tricks_stays_text(markup: str, text: str | None) -> None:
    found = article_of_entry(one(rss(item(title="t", description=markup))))
    if text is not None:
        assert isinstance(found, Article)
        assert found.text == text


@pytest.mark.parametrize("fields", [{}, {"title": "Fog"}, {"title": "Fog", "link": "https://courier.example/fog"}])
def test_an_entry_without_text_is_rejected_by_name(fields: dict[str, str]) -> None:
    found = article_of_entry(one(rss(item(**fields))))
    assert isinstance(found, Rejected)
    assert found.where.startswith("https://courier.example/")
    assert "no text" in found.reason


def test_a_page_gives_the_text_and_what_the_entry_does_not_state() -> None:
    entry = one(rss(item(title="Fog", link="https://courier.example/fog", description="Short.")))
    page = Article(
        "x", "Fog | Courier", LONG, "https://courier.example/fog?x", "Courier online", "2025-07-04", ("Bo Ek",)
    )
    found = article_of_entry(entry, page)
    assert found == Article(
        entry.id, "Fog", LONG, "https://courier.example/fog?x", "The Courier", "2025-07-04", ("Bo Ek",)
    )


def test_a_page_with_less_than_the_summary_is_not_the_article() -> None:
    entry = one(
        rss(item(title="Fog", link="https://courier.example/fog", description="Fog over the sound all morning."))
    )
    found = article_of_entry(entry, Article("x", "Courier", "Please log in."))
    assert isinstance(found, Article)
    assert (found.text, found.remarks) == ("Fog over the sound all morning.", (SUMMARY,))


# ---- deleted entries -------------------------------------------------------------------------------------------------

GONE = """<at:deleted-entry ref="tag:ledger.example,2025:1" when="2025-07-05T10:00:00Z">
  <at:comment>In error</at:comment></at:deleted-entry>"""


def test_a_deleted_entry_is_withdrawn() -> None:
    found = list(read_feed(io.BytesIO(atom(GONE)), "ledger.atom"))
    assert found == [Withdrawal("tag:ledger.example,2025:1", "deleted from the feed on 2025-07-05T10:00:00Z: In error")]


def test_an_entry_that_is_back_is_not_deleted() -> None:
    back = "<entry><id>tag:ledger.example,2025:1</id><title>t</title><summary>x</summary></entry>"
    assert read(atom(GONE, back)).deleted == ()


# ---- encodings and broken feeds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "encoding", "stated"),
    [
        ("utf-8", "utf-8", ""),
        ("", "utf-8", ""),
        ("iso-8859-1", "utf-8", "iso-8859-1"),
        ("iso-8859-1", "latin-1", ""),
        ("windows-1252", "cp1252", "utf-8"),
        ("", "latin-1", "iso-8859-1"),
        ("utf-16", "utf-16", ""),
        ("koi8-r", "latin-1", ""),
    ],
)
def test_encodings_are_found_out(declared: str, encoding: str, stated: str) -> None:
    words = "Fähre über den Sund, Brücke gesperrt; Öl im Hafen, Verspätungen für Züge."
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    raw = (declaration + rss(item(title="t", description=words)).decode()).encode(encoding)
    assert (one(raw, encoding=stated).text == words) == (declared != "koi8-r")


def test_one_bad_byte_spoils_no_other() -> None:
    raw = rss(item(title="t", description="Fähre und Brücke X gesperrt")).replace(b"X", b"\xe9")
    found = read(raw)
    assert found.entries[0].text == "Fähre und Brücke \ufffd gesperrt"
    assert found.notes == ("1 bytes could not be read as text",)


def test_what_can_be_read_of_a_broken_feed_is_and_it_is_said() -> None:
    found = read(
        rss(FERRY, "<item><title>Fog & ice</title><description>Fog.</description></item>").replace(b"</rss>", b"")
    )
    assert [entry.title for entry in found.entries] == ["Ferry late & cold", "Fog & ice"]
    assert any("not well-formed" in note for note in found.notes)
    cut = read(rss(FERRY, FERRY.replace("courier-17", "18").replace("/ferry", "/fog"))[:-300])
    assert len(cut.entries) == 2


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no XML"),
        (b"hello", "no XML"),
        (b"\x00\x01\x02", "no XML"),
        (b"<!doctype html><html><head><title>Courier</title></head><body>Fog</body></html>", "a web page"),
        (b"<urlset/>", "<urlset>"),
        (b'{"items": []}', "no XML"),
    ],
)
def test_what_is_no_feed_is_refused_by_what_it_is(raw: bytes, reason: str) -> None:
    assert reason in why(raw)


def test_an_empty_feed_is_one() -> None:
    assert read(rss()).entries == ()
    assert read(atom()).entries == ()


def test_the_feeds_a_page_names_are_found() -> None:
    page = b"""<html><head><link rel=alternate type="application/rss+xml" href="/rss?a=1&amp;b=2">
    <link href='https://courier.example/atom' type='application/atom+xml' rel='home Alternate'>
    <link rel="alternate" type="text/html" href="/de"><link rel="stylesheet" href="/s.css">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head>"""
    assert named_on(page, "https://courier.example/news/") == [
        "https://courier.example/rss?a=1&b=2",
        "https://courier.example/atom",
    ]


# ---- feeds that mean harm --------------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE rss [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DECLARED = [
    BOMB + RSS + "<channel><item><title>&b;</title></item></channel></rss>",
    '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RSS + "<channel><title>&a;</title></channel></rss>",
    '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]>' + RSS + "</rss>",
    f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>'
    + RSS
    + "<channel><title>"
    + "&a;" * 1000
    + "</title></channel></rss>",
]


@pytest.mark.parametrize("text", DECLARED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_declarations_are_refused_in_any_encoding(monkeypatch: pytest.MonkeyPatch, text: str, encoding: str) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a connection was opened"))
    raw = ({"utf-16-le": "\ufeff"}.get(encoding, "") + text).encode(encoding)
    with pytest.raises(SourceError, match=f"{URL} declares"):
        extract(raw, {"name": URL, "url": URL})


def test_a_declaration_in_an_encoding_made_to_hide_it_does_nothing() -> None:
    hidden = '<?xml version="1.0" encoding="utf-7"?>' + DECLARED[1].replace("<!", "+ADwAIQ-")
    assert read(hidden.encode()).title == "&a;"


def test_a_document_type_alone_harms_nothing() -> None:
    netscape = b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert one(netscape + rss(FERRY)).title == "Ferry late & cold"


def test_a_path_or_an_address_is_not_opened(tmp_path: Path) -> None:
    kept = tmp_path / "kept.rss"
    kept.write_bytes(rss(FERRY))
    assert "no XML" in why(str(kept).encode())
    assert "no XML" in why(b"http://127.0.0.1:9/feed")


def hostile() -> dict[str, bytes]:
    many = 20_000
    return {
        "an author's address without end": rss(f"<item><author>{'a.' * 50_000}</author></item>"),
        "attributes": rss(f"<item {' '.join(f'a{n}=1' for n in range(many))}/>"),
        "attributes in a text": rss(item(description=f"&lt;p {' '.join(f'a{n}=1' for n in range(many))}&gt;x")),
        "categories": rss("<item>" + "".join(f"<category>{n}</category>" for n in range(many)) + "</item>"),
        "names of namespaces": rss("<n0:x/>" * many).replace(
            b"<rss ", b"<rss " + b" ".join(b'xmlns:n%d="u:%d"' % (n, n) for n in range(many)) + b" "
        ),
        "depth": rss("<a>" * many + "</a>" * many),
        "depth in a text": rss(item(title="t", description="&lt;div&gt;" * many + "x")),
        "tags never closed": rss("<a b='" * many),
        "comments never closed": rss("<!--" * many),
        "sections never closed": rss("<![CDATA[" * many),
        "ampersands": rss(f"<item><title>{'&' * many}</title></item>"),
        "dates": rss(item(pubDate="1 " * many)),
        "blanks": rss(item(title="t", description=" " * 500_000 + ".")),
        "dots": rss(item(title="t", description=f"<![CDATA[<p>{'. ' * 100_000}x</p>]]>")),
        "links in a page": b"<html>" + b"<link rel=alternate " * many,
    }


@pytest.mark.parametrize("name", hostile())
def test_a_feed_made_to_take_forever_is_read_or_refused_in_time(name: str) -> None:
    began = time.monotonic()
    try:
        read(hostile()[name])
    except SourceError as error:
        assert URL in str(error)  # noqa: PT017 - either is right
    named_on(hostile()[name], URL)
    assert time.monotonic() - began < 20


def test_of_endless_entries_the_first_are_taken() -> None:
    small = "".join(f"<item><guid>{number}</guid></item>" for number in range(200_000))
    found = read(rss(small))
    assert len(found.entries) == MOST_ENTRIES
    assert found.entries[-1].guid == str(MOST_ENTRIES - 1)
    assert any("199000 entries" in note for note in found.notes)


def test_a_text_longer_than_any_article_is_not_taken() -> None:
    found = [
        article_of_entry(entry) for entry in read(rss(item(title="t", description="word " * 2_000_000), FERRY)).entries
    ]
    assert isinstance(found[0], Rejected)
    assert "longer than any article" in found[0].reason
    assert isinstance(found[1], Article)


# ---- real feeds ------------------------------------------------------------------------------------------------------

# Entries; articles among them without following a link; whole ones among these; dated ones; the first title's length.
REAL = {
    "content-encoded.rss": (7, 7, 7, 7, 20),
    "encoding.rss": (40, 36, 0, 36, 47),
    "feedburner.atom": (25, 25, 24, 25, 61),
    "guardian.rss": (55, 55, 0, 55, 70),
    "heise.atom": (15, 15, 0, 15, 51),
    "heraldsun.rss": (2, 2, 0, 0, 14),
    "incomplete-fields.atom": (1, 0, 0, 0, 0),
    "instant-article.rss": (1, 1, 0, 1, 24),
    "missing-fields.atom": (1, 0, 0, 0, 0),
    "rss-1.rss": (69, 0, 0, 0, 14),
    "uolNoticias.rss": (15, 11, 0, 11, 74),
}


@pytest.mark.data
@pytest.mark.parametrize("name", [*REAL, "unrecognized.rss"])
def test_real_feeds_are_read_or_refused_with_the_right_reason(data_sets: Path, name: str) -> None:
    path = data_sets / "feeds" / name
    if not path.is_file():
        pytest.skip(f"{name} is not among the public data sets in {data_sets}")
    if name not in REAL:
        with pytest.raises(SourceError, match="is a web page, not a feed"):
            feed(path.read_bytes(), name)
        return
    found = feed(path.read_bytes(), name)
    items = [article_of_entry(entry) for entry in found.entries]
    articles = [item for item in items if isinstance(item, Article)]
    whole = sum(not article.remarks for article in articles)
    dated = sum(article.published is not None for article in articles)
    assert (len(items), len(articles), whole, dated, len(found.entries[0].title)) == REAL[name]
    assert not any("&amp;" in article.title or "<p>" in article.text for article in articles)
    assert found.notes == ()
