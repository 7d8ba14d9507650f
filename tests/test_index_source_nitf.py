"""NITF: what an invented agency and an invented paper send, in the versions and with the signals there are."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import nitf
from onrecord.index.types import Found, Withdrawal

STORY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf uno="npa" change.date="9 June 2005" change.time="1900" baselang="en-GB">
  <head>
    <title>NPA: Aldria ferries</title>
    <meta name="npa-slug" content="ALD-FERRIES"/>
    <tobject tobject.type="News">
      <tobject.subject tobject.subject.refnum="04000000" tobject.subject.type="Economy"/>
    </tobject>
    <docdata management-status="usable">
      <doc-id regsrc="NPA" id-string="npa-20260704-0117"/>
      <urgency ed-urg="4"/>
      <date.issue norm="20260704T183000+0200"/>
      <date.release norm="20260704T183000+0200"/>
      <date.expire norm="20260804T000000+0200"/>
      <du-key generation="1" part="1" version="3" key="ferries-aldria"/>
      <doc.copyright holder="Norval Press Agency" year="2026"/>
      <doc.rights owner="Norval Press Agency" geography="Not for use in Orsk"/>
      <del-list><from-src level-number="1" src-name="relay-3"/></del-list>
      <ed-msg info="Pictures to follow."/>
    </docdata>
    <revision-history name="ka" function="writer-author" norm="20260704T180000+0200"/>
    <revision-history name="ro" function="editor" norm="20260704T184500+0200"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Ferries stop as Velm harbour <em>silts</em> up</hl1>
        <hl2>Minister promises dredgers</hl2></hedline>
      <byline>By <person>Ana Lind</person> and <person>Peter Moro</person><byttl>Staff Writers</byttl></byline>
      <distributor>NPA</distributor>
      <dateline><location>PORT VELM, Aldria</location>, <story.date norm="20260704">July 4</story.date> -</dateline>
      <abstract><p>No ferries until Monday.</p></abstract>
    </body.head>
    <body.content>
      <block>
        <p lede="true">The last ferry left <location>Port Velm</location> at noon on Saturday.</p>
        <media media-type="image"><media-caption>A ferry aground.</media-caption></media>
        <p>&#x201C;We need dredgers,&#x201D; said <person>Ida Voss</person>,
           the harbour master.</p>
      </block>
      <table><tr><th>Line</th><th>Boats</th></tr><tr><td>Orsk</td><td>3</td></tr></table>
    </body.content>
    <body.end><tagline>Edited by Rolf Oom</tagline></body.end>
  </body>
</nitf>
"""
ARTICLE = Article(
    id="npa-20260704-0117",
    title="Ferries stop as Velm harbour silts up",
    text="The last ferry left Port Velm at noon on Saturday.\n\n"
    "“We need dredgers,” said Ida Voss, the harbour master.\n\nLine | Boats\nOrsk | 3",
    outlet="NPA",
    published="2026-07-04T18:30:00+02:00",
    authors=("Ana Lind", "Peter Moro"),
    language="en-GB",
    modified="2026-07-04T18:45:00+02:00",
    section="Economy",
    dateline="PORT VELM, Aldria, July 4",
    slug="ALD-FERRIES",
    rights="2026 Norval Press Agency; Not for use in Orsk",
    version="3",
)


def found(document: str | bytes, name: str = "x.xml") -> list[Found]:
    return list(nitf.read(io.BytesIO(document.encode() if isinstance(document, str) else document), name))


def one(document: str | bytes) -> Article:
    (article,) = found(document)
    assert isinstance(article, Article)
    return article


def story(docdata: str = "", text: str = "<p>Rain fell.</p>", attributes: str = "", head: str = "") -> str:
    return (
        f"<nitf><head><docdata {attributes}><doc-id id-string='n1'/>{docdata}</docdata></head>"
        f"<body><body.head>{head}</body.head><body.content>{text}</body.content></body></nitf>"
    )


def test_everything_an_agency_states_is_taken() -> None:
    assert one(STORY) == ARTICLE
    assert normalise(ARTICLE).text == ARTICLE.text


def test_a_document_with_a_namespace_and_in_another_encoding_is_the_same() -> None:
    named = STORY.replace("<nitf ", "<nitf xmlns='http://iptc.org/std/NITF/2006-10-18/' ")
    assert one(named) == ARTICLE
    assert one(STORY.replace("UTF-8", "UTF-16").encode("utf-16")) == ARTICLE
    assert (
        one(STORY.replace("&#x201C;", "“").replace("&#x201D;", "”").replace("UTF-8", "ISO-8859-1").encode("cp1252"))
        == ARTICLE
    )


def test_a_paper_is_the_outlet_of_what_it_printed() -> None:
    paper = STORY.replace(
        '<revision-history name="ka"',
        '<pubdata date.publication="20260705" name="Velm Courier" position.section="Harbour" edition.name="City"/>'
        '<revision-history name="ka"',
    ).replace('<date.issue norm="20260704T183000+0200"/>', "")
    article = one(paper)
    assert (article.outlet, article.section, article.published) == ("Velm Courier", "Harbour", "2026-07-05")


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("<byline>By Ana Lind and Peter Moro</byline>", ("Ana Lind", "Peter Moro")),
        ("<byline>Ana Lind<byttl>NPA Economics Editor</byttl></byline>", ("Ana Lind",)),
        ("<byline>By Ana Lind</byline><byline>and Peter Moro</byline>", ("Ana Lind", "Peter Moro")),
        ("<byline><byttl>NPA</byttl></byline>", ()),
        ("", ()),
    ],
)
def test_bylines_with_and_without_persons(head: str, authors: tuple[str, ...]) -> None:
    assert one(story(head=head)).authors == authors


def test_what_is_missing_is_missing() -> None:
    assert one(story()) == Article("n1", "", "Rain fell.")


def test_the_head_title_and_the_abstract_stand_in() -> None:
    head = "<head><title>Rain</title></head>"
    document = f"<nitf>{head}<body><body.head><abstract><p>It fell.</p></abstract></body.head></body></nitf>"
    (article,) = found(document, "wire/rain.xml")
    assert isinstance(article, Article)
    assert (article.title, article.text) == ("Rain", "It fell.")
    assert article.id.startswith("rain-")


@pytest.mark.parametrize(
    ("docdata", "published", "embargo"),
    [
        ("<date.issue norm='20260704T100000Z'/>", "2026-07-04T10:00:00+00:00", None),
        ("<date.issue norm='20260704'/>", "2026-07-04", None),
        ("<date.release norm='20260704T100000Z'/>", "2026-07-04T10:00:00+00:00", "2026-07-04T10:00:00+00:00"),
        (
            "<date.issue norm='20260704T100000Z'/><date.release norm='20260706T060000+0200'/>",
            "2026-07-04T10:00:00+00:00",
            "2026-07-06T06:00:00+02:00",
        ),
        ("<date.issue norm='20260704T100000Z'/><date.release norm='20260704'/>", "2026-07-04T10:00:00+00:00", None),
        ("<date.issue norm='the fourth'/>", "the fourth", None),
        ("", None, None),
    ],
)
def test_a_release_after_the_issue_is_an_embargo(docdata: str, published: str | None, embargo: str | None) -> None:
    article = one(story(docdata))
    assert (article.published, article.embargo) == (published, embargo)


# ---- signals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "docdata", "reason"),
    [
        (
            "management-status='canceled'",
            "<ed-msg info='The vote was not held.'/>",
            "canceled by the agency: The vote was not held.",
        ),
        ("management-status='withheld'", "", "withheld by the agency"),
        ("", "<ed-msg msg-type='kill' info='Not for use.'/>", "kill by the agency: Not for use."),
        ("", "<ed-msg msg-type='kill'/>", "kill by the agency"),
    ],
)
def test_what_must_not_be_used_is_withdrawn(attributes: str, docdata: str, reason: str) -> None:
    assert found(story(docdata, attributes=attributes)) == [Withdrawal("n1", reason)]


def test_a_document_can_withdraw_another() -> None:
    document = story(
        "<ed-msg info='Wrong harbour.'/>", attributes="management-doc-idref='n0' management-idref-status='canceled'"
    )
    assert found(document) == [
        Withdrawal("n0", "canceled by the agency: Wrong harbour."),
        Article("n1", "", "Rain fell."),
    ]
    without_text = story("", "", "management-doc-idref='n0' management-idref-status='canceled'")
    assert found(without_text) == [Withdrawal("n0", "canceled by the agency")]


@pytest.mark.parametrize(
    ("docdata", "embargo"),
    [
        ("<date.issue norm='20260704T100000Z'/><date.release norm='20260706T060000Z'/>", "2026-07-06T06:00:00+00:00"),
        ("<date.release norm='20260706T060000Z'/>", "2026-07-06T06:00:00+00:00"),
        ("<date.issue norm='20260704'/><date.release norm='20260704'/>", "2026-07-04"),
        ("", "until further notice"),
    ],
)
def test_a_status_that_says_embargoed_is_an_embargo_until_the_release(docdata: str, embargo: str) -> None:
    article = one(story(docdata, attributes="management-status='embargoed'"))
    assert article.embargo == embargo
    assert (normalise(article).embargo or "") >= "2026-07-04T00:00:00-12:00"


@pytest.mark.parametrize(
    ("docdata", "head", "remark"),
    [
        ("<correction info='It is 12 boats, not 21.' id-string='n0'/>", "", "Correction: It is 12 boats, not 21."),
        ("<correction id-string='n0'/>", "", "Correction: the agency does not say of what."),
        ("<ed-msg info='Corrects spelling of Orsk.'/>", "", "Correction: Corrects spelling of Orsk."),
        ("<ed-msg msg-type='correction' info='12 boats.'/>", "", "Correction: 12 boats."),
        ("", "<note><body.content><p>CORRECTION: 12 boats.</p></body.content></note>", "CORRECTION: 12 boats."),
    ],
)
def test_a_correction_is_remarked(docdata: str, head: str, remark: str) -> None:
    assert one(story(docdata, head=head)).remarks == (remark,)


def test_a_delivery_list_withdraws_nothing() -> None:
    assert one(story("<del-list><from-src src-name='relay'/></del-list>")).text == "Rain fell."


# ---- what is not taken -----------------------------------------------------------------------------------------------


def test_a_document_without_text_is_rejected() -> None:
    assert found(story(text="<media><media-caption>A boat.</media-caption></media>")) == [
        Rejected("x.xml", "no text: body.content is empty")
    ]


@pytest.mark.parametrize("document", ["<nitf><head>", "", "Good morning", "<!DOCTYPE nitf [<!ENTITY a 'b'>]><nitf/>"])
def test_a_document_that_is_not_read_is_an_error(document: str) -> None:
    with pytest.raises(SourceError, match=r"^x\.xml"):
        found(document)


def test_what_is_no_nitf_is_refused() -> None:
    with pytest.raises(SourceError, match="not NITF: its first element is rss"):
        found("<rss/>")


NAMES = (
    "head docdata doc-id date.issue date.release ed-msg correction body body.head body.content hedline hl1 byline "
    "person dateline story.date p media note tobject tobject.subject pubdata revision-history du-key"
)
_attributes = st.dictionaries(
    st.sampled_from(["norm", "id-string", "info", "msg-type", "management-status", "name", "version", "lang"]),
    st.sampled_from(["", "x", "canceled", "20260704", "20260704T100000Z", "99999999", "&lt;"]),
    max_size=2,
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    name = draw(st.sampled_from(NAMES.split()))
    stated = "".join(f" {key}='{value}'" for key, value in draw(_attributes).items())
    inner = "".join(draw(st.lists(elements(depth + 1), max_size=3))) if depth < 4 else ""
    return f"<{name}{stated}>{draw(st.sampled_from(['', ' ', 'word', 'é.']))}{inner}</{name}>"


@given(st.lists(elements(), max_size=4))
def test_any_arrangement_of_elements_is_something(inner: list[str]) -> None:
    assert found(f"<nitf>{''.join(inner)}</nitf>")


def test_the_file_is_the_identity_where_no_other_is_stated(tmp_path: Path) -> None:
    document = story().replace("<doc-id id-string='n1'/>", "")
    (first,), (again,) = found(document, str(tmp_path / "a.xml")), found(document, str(tmp_path / "a.xml"))
    assert isinstance(first, Article)
    assert first == again
    assert first.id.startswith("a-")
