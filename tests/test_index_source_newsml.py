"""NewsML-G2 and NewsML 1 as invented agencies send them: items, packages, messages, and what is said of them."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import newsml
from onrecord.index.types import Found, Withdrawal

G2 = "http://iptc.org/std/nar/2006-10-01/"
GUID = "urn:newsml:npa.example:20260704:ALD-FERRIES-117"
NITF = """<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" baselang="en-GB"><body>
  <body.head><hedline><hl1>Ferries stop</hl1></hedline><byline>By <person>Rolf Oom</person></byline>
  <dateline>ORSK, Aldria -</dateline></body.head>
  <body.content><p>The last ferry left at noon.</p><media><media-caption>A ferry.</media-caption></media>
  <table><tr><td>Orsk</td><td>3</td></tr></table></body.content></body></nitf>"""
XHTML = """<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>x</title></head>
  <body><h1>Ferries stop as harbour silts up</h1><p>The last <b>ferry</b> left at noon.</p>
  <ul><li>Orsk</li><li>Velm</li></ul><figure><img src="a.jpg"/><figcaption>A ferry.</figcaption></figure>
  </body></html>"""
META = """<itemClass qcode="ninat:text"/><provider qcode="nprov:NPA"><name>Norval Press Agency</name></provider>
  <versionCreated>2026-07-04T18:45:00+02:00</versionCreated><firstCreated>2026-07-04T18:30:00+02:00</firstCreated>
  {meta}<pubStatus qcode="{status}"/><service qcode="svc:world"><name>World</name></service>"""
CONTENT = """<contentCreated>2026-07-04T17:00:00+02:00</contentCreated>
  <located qcode="city:velm"><name>Port Velm</name></located>
  <creator qcode="staff:al"><name>Ana Lind</name></creator>
  <creator type="cpnat:organisation" qcode="org:npa"><name>NPA Data Desk</name></creator>
  <language tag="en-GB"/>
  <subject type="cpnat:person" qcode="pers:1"><name>Ida Voss</name></subject>
  <subject type="cpnat:abstract" qcode="medtop:04000000"><name xml:lang="en">economy</name>
    <name xml:lang="de">Wirtschaft</name></subject>
  <subject qcode="medtop:20000523"><name>transport</name></subject>
  <slugline separator="-">ALD-FERRIES</slugline>
  <headline>Ferries stop as harbour
     silts up</headline>"""
RIGHTS = """<rightsInfo><copyrightHolder uri="http://npa.example"><name>Norval Press Agency</name></copyrightHolder>
  <copyrightNotice>Copyright 2026 Norval Press Agency</copyrightNotice>
  <usageTerms>Not for sale.</usageTerms></rightsInfo>"""
ARTICLE = Article(
    id=GUID,
    title="Ferries stop as harbour silts up",
    text="The last ferry left at noon.\n\nOrsk\nVelm",
    outlet="Norval Press Agency",
    published="2026-07-04T18:30:00+02:00",
    authors=("Ana Lind",),
    language="en-GB",
    modified="2026-07-04T18:45:00+02:00",
    section="economy",
    dateline="Port Velm",
    slug="ALD-FERRIES",
    rights="Copyright 2026 Norval Press Agency; Not for sale.",
    version="11",
)


def inline(content: str, kind: str = "application/xhtml+xml") -> str:
    return f"<inlineXML contenttype='{kind}'>{content}</inlineXML>"


def item(
    contents: str = inline(XHTML),
    meta: str = "",
    status: str = "stat:usable",
    content: str = CONTENT,
    guid: str = GUID,
    version: str = "11",
    item_meta: str = META,
) -> str:
    stated = item_meta.replace("{meta}", meta).replace("{status}", status)
    return (
        f"<newsItem xmlns='{G2}' guid='{guid}' version='{version}' standard='NewsML-G2' standardversion='2.32' "
        "conformance='power' xml:lang='en'><catalogRef href='http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_38.xml'/>"
        f"{RIGHTS}<itemMeta>{stated}</itemMeta><contentMeta>{content}</contentMeta>"
        f"<contentSet>{contents}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    header = "<header><sent>2026-07-04T18:46:00Z</sent><sender>npa.example</sender></header>"
    return f"<?xml version='1.0'?><newsMessage xmlns='{G2}'>{header}<itemSet>{''.join(items)}</itemSet></newsMessage>"


def found(document: str | bytes) -> list[Found]:
    return list(newsml.read(io.BytesIO(document.encode() if isinstance(document, str) else document), "x.xml"))


def one(document: str) -> Article:
    (article,) = found(document)
    assert isinstance(article, Article)
    return article


# ---- an item ---------------------------------------------------------------------------------------------------------


def test_everything_an_item_states_is_taken() -> None:
    assert one(item()) == ARTICLE
    assert normalise(ARTICLE).text == ARTICLE.text


def test_nitf_inside_gives_what_the_item_does_not_state() -> None:
    bare = item(
        inline(NITF, "application/nitf+xml"), content="<by>By Ana Lind and Peter Moro</by>", item_meta="<itemClass/>"
    )
    assert one(bare) == Article(
        id=GUID,
        title="Ferries stop",
        text="The last ferry left at noon.\n\nOrsk | 3",
        outlet="Norval Press Agency",
        authors=("Ana Lind", "Peter Moro"),
        language="en-GB",
        dateline="ORSK, Aldria",
        rights=ARTICLE.rights,
        version="11",
    )
    assert one(item(inline(NITF), content="")).authors == ("Rolf Oom",)


@pytest.mark.parametrize(
    ("contents", "text"),
    [
        (
            "<inlineData contenttype='text/plain'>\n  Rain fell.\n  It stopped.\n\n  Sun.\n</inlineData>",
            "Rain fell.\nIt stopped.\n\nSun.",
        ),
        (
            "<inlineData contenttype='text/html'>&lt;p&gt;Rain&lt;p&gt;Sun &amp;amp; wind</inlineData>",
            "Rain\n\nSun & wind",
        ),
        ("<inlineData contenttype='text/html'><![CDATA[<p>Rain</p><p>Sun</p>]]></inlineData>", "Rain\n\nSun"),
        (inline("<p>Rain.</p><p>Sun.</p>"), "Rain.\n\nSun."),
        (inline("<div xmlns='http://www.w3.org/1999/xhtml'><p>Rain.</p></div>"), "Rain."),
        (
            "<inlineData contenttype='text/plain'>The last ferry left at noon. Orsk Velm!</inlineData>" + inline(XHTML),
            ARTICLE.text,
        ),
        (
            inline("<p>A summary.</p>") + "<inlineData>The whole of the story, told from its beginning.</inlineData>",
            "The whole of the story, told from its beginning.",
        ),
        (inline(NITF) + inline("<p>The last ferry left.</p>"), "The last ferry left at noon.\n\nOrsk | 3"),
        ("<inlineData encoding='base64'>UmFpbg==</inlineData><inlineData>Rain.</inlineData>", "Rain."),
        ("<remoteContent href='http://npa.example/a.html'/>" + inline("<p>Rain.</p>"), "Rain."),
    ],
)
def test_of_all_contents_the_richest_text_is_taken(contents: str, text: str) -> None:
    assert one(item(contents)).text == text


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        (
            CONTENT.replace(
                "<headline>", "<headline role='hld:sub'>Dredgers come</headline><headline role='hld:main'>"
            ),
            {},
        ),
        (CONTENT + "<by>By Peter Moro, Norval Press Agency</by>", {"authors": ("Peter Moro",)}),
        (CONTENT + "<dateline>PORT VELM, July 4 (NPA)</dateline>", {"dateline": "PORT VELM, July 4 (NPA)"}),
        (CONTENT.replace('<language tag="en-GB"/>', ""), {"language": "en"}),
        (
            CONTENT.replace("<subject", "<keyword").replace("</subject", "</keyword")
            + "<genre><name>Report</name></genre>",
            {"section": "Report"},
        ),
        (CONTENT.replace('qcode="staff:al"><name>Ana Lind</name>', 'qcode="staff:al" literal="Ana Lind">'), {}),
    ],
)
def test_fields_come_in_several_shapes(content: str, changes: dict[str, object]) -> None:
    assert one(item(content=content)) == replace(ARTICLE, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("dates", "published", "modified"),
    [
        (
            "<versionCreated>2026-07-04T10:00:00Z</versionCreated>",
            "2026-07-04T17:00:00+02:00",
            "2026-07-04T10:00:00+00:00",
        ),
        ("<firstCreated>2026-07</firstCreated>", "2026-07-04T17:00:00+02:00", None),
        ("<firstCreated>a while ago</firstCreated>", "2026-07-04T17:00:00+02:00", None),
    ],
)
def test_the_first_date_that_can_be_read_is_that_of_publication(
    dates: str, published: str, modified: str | None
) -> None:
    article = one(item(item_meta=dates))
    assert (article.published, article.modified) == (published, modified)


def test_the_date_of_the_version_stands_in_and_what_is_no_date_is_kept() -> None:
    assert one(item(content="", item_meta="<versionCreated>20260704T100000Z</versionCreated>")).published == (
        "2026-07-04T10:00:00+00:00"
    )
    assert one(item(content="", item_meta="<firstCreated>soon</firstCreated>")).published == "soon"


@pytest.mark.parametrize(
    ("provider", "outlet"),
    [
        ("<provider qcode='nprov:NPA'/>", "NPA"),
        ("<provider uri='http://cv.npa.example/providers/NPA/'/>", "NPA"),
        ("<provider literal='Norval'/>", "Norval"),
        ("<provider><name>Norval</name></provider>", "Norval"),
        ("", "Norval Press Agency"),
    ],
)
def test_the_provider_is_the_outlet(provider: str, outlet: str) -> None:
    assert one(item(item_meta=provider)).outlet == outlet


def test_a_guid_that_is_an_address_is_one() -> None:
    assert one(item(guid="https://npa.example/117")).url == "https://npa.example/117"


@pytest.mark.parametrize(
    ("stated", "embargo"),
    [
        ("<embargoed>2026-07-06T06:00:00+02:00</embargoed>", "2026-07-06T06:00:00+02:00"),
        ("<embargoed/>", "until further notice"),
        ("<embargoed>at six</embargoed>", "at six"),
        ("", None),
    ],
)
def test_an_embargo_holds_also_where_its_end_is_not_known(stated: str, embargo: str | None) -> None:
    article = one(item(meta=stated))
    assert article.embargo == embargo
    assert bool(normalise(article).embargo) is bool(stated)


# ---- signals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "meta", "reason"),
    [
        ("stat:canceled", "<edNote>The vote was not held.</edNote>", "canceled by the agency: The vote was not held."),
        ("stat:withheld", "", "withheld by the agency"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", "", "canceled by the agency"),
        ("stat:usable", "<signal qcode='npasig:KILL'/><edNote>Kill it.</edNote>", "kill by the agency: Kill it."),
        ("stat:usable", "<signal uri='http://cv.npa.example/signal/withdrawal'/>", "withdrawal by the agency"),
    ],
)
def test_what_must_not_be_used_is_withdrawn(status: str, meta: str, reason: str) -> None:
    assert found(item(meta=meta, status=status)) == [Withdrawal(GUID, reason)]
    assert found(item("", meta, status)) == [Withdrawal(GUID, reason)]


def test_a_status_given_as_uri_attribute_counts() -> None:
    document = item().replace(
        '<pubStatus qcode="stat:usable"/>', '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>'
    )
    assert found(document) == [Withdrawal(GUID, "canceled by the agency")]


@pytest.mark.parametrize(
    ("meta", "marks"),
    [
        ("<signal qcode='sig:correction'/><edNote>12 boats, not 21.</edNote>", ("Correction: 12 boats, not 21.",)),
        ("<signal qcode='sig:correction'/>", ("Correction: the agency does not say of what.",)),
        ("<signal uri='http://cv.iptc.org/newscodes/signal/correction'/><edNote>12.</edNote>", ("Correction: 12.",)),
        ("<edNote>CORRECTS number of boats.</edNote>", ("Correction: CORRECTS number of boats.",)),
        ("<signal qcode='sig:update'/><edNote>Adds quotes.</edNote>", ()),
    ],
)
def test_a_correction_is_remarked(meta: str, marks: tuple[str, ...]) -> None:
    assert one(item(meta=meta)) == replace(ARTICLE, remarks=marks)


# ---- messages and packages -------------------------------------------------------------------------------------------

PICTURE = item("<remoteContent href='a.jpg'/>", item_meta="<itemClass qcode='ninat:picture'/>", guid="urn:p")
PACKAGE = f"<packageItem xmlns='{G2}' guid='urn:k' version='1'><itemMeta/><groupSet><group/></groupSet></packageItem>"
CONCEPT = f"<conceptItem xmlns='{G2}' guid='urn:c' version='1'><itemMeta/><concept/></conceptItem>"
PLAN = f"<planningItem xmlns='{G2}' guid='urn:l' version='1'><itemMeta/></planningItem>"


def test_a_message_holds_an_article_to_each_text_and_the_rest_is_passed_over() -> None:
    other = item(guid="urn:2", version="1")
    killed = item(guid="urn:3", status="stat:canceled")
    assert found(message(PICTURE, item(), PACKAGE, other, CONCEPT, PLAN, killed)) == [
        ARTICLE,
        replace(ARTICLE, id="urn:2", version="1"),
        Withdrawal("urn:3", "canceled by the agency"),
    ]


def test_a_message_of_several_sets_is_read_whole() -> None:
    document = message(item()).replace("</itemSet>", f"</itemSet><itemSet>{item(guid='urn:2')}</itemSet>")
    assert [article.id for article in found(document) if isinstance(article, Article)] == [GUID, "urn:2"]


@pytest.mark.parametrize(
    ("document", "holds"),
    [
        (PICTURE, "picture"),
        (PACKAGE, "packageItem"),
        (message(PICTURE, PICTURE, PLAN), "picture, planningItem"),
        (message(), "no items"),
    ],
)
def test_a_document_that_holds_no_text_says_what_it_holds(document: str, holds: str) -> None:
    assert found(document) == [Rejected("x.xml", f"no text to take: it holds {holds}")]


def test_an_agencys_own_class_of_text_is_text() -> None:
    assert one(item(item_meta="<itemClass qcode='npa:webStory'/>")).text == ARTICLE.text


@pytest.mark.parametrize(
    ("document", "where", "reason"),
    [
        (item(""), f"x.xml {GUID}", "no text: its contents hold none"),
        (item(inline("<p> </p>")), f"x.xml {GUID}", "no text: its contents hold none"),
        (
            item("<remoteContent href='http://npa.example/a.html'/>"),
            f"x.xml {GUID}",
            "no text: it is elsewhere, and not fetched",
        ),
        (item(guid=""), "x.xml", "the item has no guid, by which its next version would be known"),
    ],
)
def test_a_text_that_cannot_be_taken_is_rejected_and_nothing_else_is_lost(
    document: str, where: str, reason: str
) -> None:
    assert found(document) == [Rejected(where, reason)]
    assert found(message(document, item(guid="urn:2"))) == [Rejected(where, reason), replace(ARTICLE, id="urn:2")]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<newsItem>", "not XML that can be read"),
        ("<rss/>", "is not NewsML: its first element is rss"),
        (f"<!DOCTYPE newsItem [<!ENTITY a 'b'>]>{item()}", "declares entities"),
        (" " * 21 * 2**20, "larger than 20 MB"),
    ],
)
def test_a_document_that_is_not_read_is_an_error(document: str, message: str) -> None:
    with pytest.raises(SourceError, match=rf"^x\.xml.*{message}"):
        found(document)


# ---- NewsML 1 --------------------------------------------------------------------------------------------------------

NEWSML1 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20021018:NewsMLv1.2:1" "http://www.iptc.org/NewsMLv1.2.dtd">
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20260704T183000Z</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en">{comment}
  <Identification><NewsIdentifier><ProviderId>npa.example</ProviderId><DateId>20260704</DateId>
    <NewsItemId>FERRIES117</NewsItemId><RevisionId PreviousRevision="1" Update="N">2</RevisionId>
    <PublicIdentifier>urn:newsml:npa.example:20260704:FERRIES117:2N</PublicIdentifier></NewsIdentifier>
    <NameLabel>ALD-FERRIES</NameLabel></Identification>
  <NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20260704T183000+0200</FirstCreated>
    <ThisRevisionCreated>20260704T184500+0200</ThisRevisionCreated><Status FormalName="{status}"/>{management}
    </NewsManagement>
  <NewsComponent><NewsLines><HeadLine>Ferries stop</HeadLine><ByLine>By Ana Lind</ByLine>
      <DateLine>PORT VELM</DateLine>      <CopyrightLine>Copyright 2026 NPA</CopyrightLine></NewsLines>
    <AdministrativeMetadata><Provider><Party FormalName="NPA"/></Provider></AdministrativeMetadata>
    <DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
    <NewsComponent><Role FormalName="Main"/>
      <ContentItem><MediaType FormalName="Text"/><DataContent>{content}</DataContent></ContentItem></NewsComponent>
    <NewsComponent><Role FormalName="Picture"/>
      <NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/><DataContent><p>A ferry
        aground in the harbour of Port Velm, seen from the old lighthouse.</p></DataContent></ContentItem>
      </NewsComponent>
      <ContentItem Href="a.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent>
  </NewsComponent></NewsItem></NewsML>"""
URN = "urn:newsml:npa.example:20260704:FERRIES117"
OLD = Article(
    id=URN,
    title="Ferries stop",
    text="The last ferry left.\n\nRain fell.",
    outlet="NPA",
    published="2026-07-04T18:30:00+02:00",
    authors=("Ana Lind",),
    language="en",
    modified="2026-07-04T18:45:00+02:00",
    dateline="PORT VELM",
    slug="ALD-FERRIES",
    rights="Copyright 2026 NPA",
    version="2",
)


def old(content: str = "<p>The last ferry left.</p><p>Rain fell.</p>", status: str = "Usable", **others: str) -> str:
    parts = {"content": content, "status": status, "management": "", "comment": "", **others}
    document = NEWSML1
    for name, value in parts.items():
        document = document.replace(f"{{{name}}}", value)
    return document


@pytest.mark.parametrize(
    "content",
    [
        "<p>The last ferry left.</p><p>Rain fell.</p>",
        "\n  The last ferry left.\n\n  Rain fell.\n",
        "<nitf><body><body.content><p>The last ferry left.</p><p>Rain fell.</p></body.content></body></nitf>",
        "<html><head><title>x</title></head><body><p>The last ferry left.</p><p>Rain fell.</p></body></html>",
    ],
)
def test_an_item_of_newsml_1_is_read(content: str) -> None:
    assert one(old(content)) == OLD


@pytest.mark.parametrize(
    ("parts", "result"),
    [
        (
            {"status": "Canceled", "comment": "<Comment>Not held.</Comment>"},
            Withdrawal(URN, "canceled by the agency: Not held."),
        ),
        ({"status": "Withheld"}, Withdrawal(URN, "withheld by the agency")),
        ({"management": "<Instruction FormalName='Kill'/>"}, Withdrawal(URN, "kill by the agency")),
        ({"status": "Embargoed"}, replace(OLD, embargo="until further notice")),
        (
            {
                "status": "Embargoed",
                "management": "<StatusWillChange><FutureStatus FormalName='Usable'/>"
                "<DateAndTime>20260706T060000Z</DateAndTime></StatusWillChange>",
            },
            replace(OLD, embargo="2026-07-06T06:00:00+00:00"),
        ),
        (
            {"management": "<Instruction FormalName='Correction'/>", "comment": "<Comment>12 boats.</Comment>"},
            replace(OLD, remarks=("Correction: 12 boats.",)),
        ),
        ({"content": " "}, Rejected(f"x.xml {URN}", "no text: its contents hold none")),
    ],
)
def test_what_newsml_1_says_of_an_item_is_heeded(parts: dict[str, str], result: Found) -> None:
    assert found(old(**parts)) == [result]


def test_newsml_1_without_text_or_identity_is_rejected() -> None:
    photo = old().replace('"Text"', '"Photo"')
    assert found(photo) == [Rejected("x.xml", "no text to take: it holds photo")]
    (unknown,) = found(old().replace("FERRIES117", ""))
    assert isinstance(unknown, Rejected)
    assert "no NewsIdentifier" in unknown.reason
    assert found("<NewsML/>") == [Rejected("x.xml", "no text to take: it holds no items")]


# ---- anything --------------------------------------------------------------------------------------------------------

NAMES = (
    "newsItem itemMeta contentMeta contentSet inlineXML inlineData itemClass pubStatus signal edNote embargoed name by "
    "provider creator headline language subject rightsInfo copyrightHolder usageTerms nitf p NewsItem NewsManagement "
    "Status "
    "NewsComponent ContentItem DataContent Identification NewsIdentifier"
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["guid", "version", "qcode", "uri", "type", "role", "FormalName", "contenttype", "literal"]),
    st.sampled_from(["", "x", "stat:canceled", "ninat:text", "text/html", "Usable", "a:b/c#d"]),
    max_size=2,
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    name = draw(st.sampled_from(NAMES.split()))
    stated = "".join(f" {key}='{value}'" for key, value in draw(ATTRIBUTES).items())
    inner = "".join(draw(st.lists(elements(depth + 1), max_size=3))) if depth < 4 else ""
    return f"<{name}{stated}>{draw(st.sampled_from(['', ' ', 'word', '20260704']))}{inner}</{name}>"


@given(st.sampled_from(["newsItem guid='g'", "newsMessage", "NewsML", "packageItem"]), st.lists(elements(), max_size=4))
def test_any_arrangement_of_elements_is_something(root: str, inner: list[str]) -> None:
    inside = "".join(inner)
    inside = f"<itemSet>{inside}</itemSet>" if root == "newsMessage" else inside
    assert found(f"<{root}>{inside}</{root.partition(' ')[0]}>")


def test_a_message_as_large_as_is_taken_is_read_in_seconds() -> None:
    one_item = item(inline("<p>" + "The last ferry left Port Velm at noon on Saturday. " * 8 + "</p>" * 1))
    many = [one_item] * (19 * 2**20 // len(one_item))
    began = time.process_time()
    assert len(found(message(*many))) == len(many)
    assert time.process_time() - began < 20
