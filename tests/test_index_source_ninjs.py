"""ninjs in its three shapes, with what it says of an item, and JSON that is not what it should be."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import ninjs, structured
from onrecord.index.types import Found, Withdrawal

URI = "urn:npa.example:20260704:117"
WHO = {"copyrightholder": "NPA", "copyrightnotice": "Copyright 2026 NPA", "usageterms": "Not for sale."}
ONE: dict[str, Any] = {
    "$standard": {"name": "ninjs", "version": "1.6", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_1.6.json"},
    "uri": URI,
    "type": "text",
    "version": "3",
    "firstcreated": "2026-07-04T18:30:00+02:00",
    "versioncreated": "2026-07-04T18:45:00+02:00",
    "pubstatus": "usable",
    "urgency": 4,
    **WHO,
    "language": "en-GB",
    "subject": [{"name": "transport", "code": "20000523"}, {"name": "economy"}],
    "headline": "Ferries stop",
    "headline_short": "Ferries",
    "byline": "By Ana Lind and Peter Moro",
    "located": "Port Velm",
    "slugline": "ALD-FERRIES",
    "description_text": "No ferries until Monday.",
    "body_text": "The last ferry left at noon. Orsk Velm",
    "body_xhtml": "<h1>Ferries stop</h1><p>The last <b>ferry</b> left at noon.</p><ul><li>Orsk</li><li>Velm</li></ul>",
    "altids": {"itemid": "117"},
    "associations": {
        "main": {"uri": "urn:p", "type": "picture", "description_text": "A ferry.", "pubstatus": "usable"}
    },
    "renditions": {"small": {"href": "http://npa.example/a.jpg"}},
}
TWO: dict[str, Any] = {
    "standard": {"name": "ninjs", "version": "2.1"},
    **{
        name: ONE[name]
        for name in ("uri", "type", "version", "firstcreated", "versioncreated", "pubstatus", "language")
    },
    **WHO,
    "by": "By Ana Lind and Peter Moro",
    "located": "Port Velm",
    "slugline": "ALD-FERRIES",
    "subjects": [{"name": "transport", "uri": "http://cv.iptc.org/newscodes/mediatopic/20000523"}],
    "headlines": [{"role": "short", "value": "Ferries"}, {"role": "main", "value": "Ferries stop"}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": ONE["body_text"]},
        {"role": "rich", "contenttype": "application/xhtml+xml", "value": ONE["body_xhtml"]},
    ],
    "altids": [{"role": "itemid", "value": "117"}],
    "associations": [{"name": "main", "uri": "urn:p", "type": "picture", "pubstatus": "usable"}],
}
SPELT = {
    "firstcreated": "firstCreated",
    "versioncreated": "versionCreated",
    "pubstatus": "pubStatus",
    "copyrightholder": "copyrightHolder",
    "copyrightnotice": "copyrightNotice",
    "usageterms": "usageTerms",
}
THREE: dict[str, Any] = {SPELT.get(name, name): value for name, value in TWO.items()} | {
    "standard": {"name": "ninjs", "version": "3.0"},
    "bodies": [{SPELT.get(k, k.replace("type", "Type")): v for k, v in body.items()} for body in TWO["bodies"]],
}
ARTICLE = Article(
    id=URI,
    title="Ferries stop",
    text="The last ferry left at noon.\n\nOrsk\nVelm",
    outlet="NPA",
    published="2026-07-04T18:30:00+02:00",
    authors=("Ana Lind", "Peter Moro"),
    language="en-GB",
    modified="2026-07-04T18:45:00+02:00",
    section="transport",
    dateline="Port Velm",
    slug="ALD-FERRIES",
    rights="Copyright 2026 NPA; Not for sale.",
    version="3",
)
VERSIONS = {"1": ONE, "2": TWO, "3": THREE}
every_version = pytest.mark.parametrize("version", VERSIONS)


def found(document: Any) -> list[Found]:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return list(structured.read_document(io.BytesIO(raw), "x.json"))


def one(document: Any) -> Article:
    (article,) = found(document)
    assert isinstance(article, Article)
    return article


def without(item: dict[str, Any], *names: str, **others: Any) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in names} | others


# ---- an item ---------------------------------------------------------------------------------------------------------


@every_version
def test_everything_an_item_states_is_taken(version: str) -> None:
    assert ninjs.is_item(VERSIONS[version])
    assert one(VERSIONS[version]) == ARTICLE
    assert normalise(ARTICLE).text == ARTICLE.text


def test_what_is_missing_is_missing() -> None:
    assert one({"uri": "u", "pubstatus": "usable", "body_text": "Rain fell."}) == Article("u", "", "Rain fell.")


NITF = (
    "<?xml version='1.0' encoding='UTF-8'?><nitf><body><body.content><block><p>Rain – fell.</p><p>Sun.</p></block>"
    "</body.content></body></nitf>"
)


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ({"body_text": "Rain.\r\n\r\nSun."}, "Rain.\n\nSun."),
        ({"body_html": "<p>Rain<p>Sun &amp; wind"}, "Rain\n\nSun & wind"),
        ({"body_main": "<p>Rain.</p><p>Sun.</p>"}, "Rain.\n\nSun."),
        ({"body_nitf": NITF}, "Rain – fell.\n\nSun."),
        ({"bodies": [{"role": "nitf", "contenttype": "text/vnd.IPTC.NITF", "value": NITF}]}, "Rain – fell.\n\nSun."),
        ({"bodies": [{"role": "main", "value": "<section class='main'><p>Rain.</p></section>"}]}, "Rain."),
        ({"body_text": "Rain.", "body_nitf": "<nitf>"}, "Rain."),
        ({"body_text": "", "description_text": "A flash: rain."}, "A flash: rain."),
        ({"bodies": [], "descriptions": [{"role": "lead", "value": "A flash: rain."}]}, "A flash: rain."),
        ({"body_text": None, "body_html": "<p>Rain.</p>"}, "Rain."),
    ],
)
def test_bodies_come_in_several_shapes(bodies: dict[str, Any], text: str) -> None:
    assert one({"uri": "u", "pubstatus": "usable", **bodies}).text == text


@pytest.mark.parametrize(
    ("others", "changes"),
    [
        ({"provider": "Norval"}, {"outlet": "Norval"}),
        ({"provider": {"Name": "Norval"}}, {"outlet": "Norval"}),
        ({"source": "Norval"}, {"outlet": "Norval"}),
        ({"copyrightholder": None, "infosource": [{"name": "Norval"}]}, {"outlet": "Norval"}),
        ({"version": 3}, {}),
        ({"headline": "", "title": "Ferries stop"}, {}),
        ({"subject": ["transport"]}, {}),
        ({"subject": [], "genre": [{"name": "Report"}]}, {"section": "Report"}),
        ({"byline": "NPA"}, {"authors": ()}),
        ({"dateline": "PORT VELM (NPA)"}, {"dateline": "PORT VELM (NPA)"}),
        ({"firstcreated": "2026-07", "contentcreated": "20260704T100000Z"}, {"published": "2026-07-04T10:00:00+00:00"}),
        ({"uri": "https://npa.example/117"}, {"id": "https://npa.example/117", "url": "https://npa.example/117"}),
        ({"embargoed": "2026-07-06T06:00:00Z"}, {"embargo": "2026-07-06T06:00:00+00:00"}),
        ({"embargoed": "at six"}, {"embargo": "at six"}),
    ],
)
def test_fields_come_in_several_shapes(others: dict[str, Any], changes: dict[str, Any]) -> None:
    assert one(ONE | others) == replace(ARTICLE, **changes)


def test_the_identity_that_some_systems_write_is_known() -> None:
    assert one(without(ONE, "uri", guid="urn:g")).id == "urn:g"


# ---- signals ---------------------------------------------------------------------------------------------------------


@every_version
@pytest.mark.parametrize(
    ("others", "reason"),
    [
        (
            {"pubstatus": "canceled", "ednote": "The vote was not held."},
            "canceled by the agency: The vote was not held.",
        ),
        ({"pubstatus": "withheld"}, "withheld by the agency"),
        ({"pubstatus": "http://cv.iptc.org/newscodes/pubstatusg2/canceled"}, "canceled by the agency"),
        ({"signals": [{"uri": "http://cv.npa.example/signal/kill"}]}, "kill by the agency"),
        ({"signal": [{"code": "kill"}]}, "kill by the agency"),
    ],
)
def test_what_must_not_be_used_is_withdrawn(version: str, others: dict[str, Any], reason: str) -> None:
    spelt = {"pubstatus": "pubStatus", "ednote": "edNote"} if version == "3" else {}
    stated = {spelt.get(name, name): value for name, value in others.items()}
    assert found(VERSIONS[version] | stated) == [Withdrawal(URI, reason)]


@pytest.mark.parametrize(
    ("others", "marks"),
    [
        ({"ednote": "Corrects number of boats."}, ("Correction: Corrects number of boats.",)),
        ({"ednote": "12 boats.", "signal": [{"code": "correction"}]}, ("Correction: 12 boats.",)),
        ({"signals": ["sig:correction"]}, ("Correction: the agency does not say of what.",)),
        ({"ednote": "Pictures to follow."}, ()),
    ],
)
def test_a_correction_is_remarked(others: dict[str, Any], marks: tuple[str, ...]) -> None:
    assert one(ONE | others) == replace(ARTICLE, remarks=marks)


# ---- several items ---------------------------------------------------------------------------------------------------

PICTURE = {"uri": "urn:p", "type": "picture", "description_text": "A ferry.", "pubstatus": "usable"}
PACKAGE = {
    "uri": "urn:k",
    "type": "composite",
    "headline": "The day",
    "versioncreated": "2026-07-04T18:45:00Z",
    "associations": {"a": PICTURE, "b": ONE, "c": {"name": "no item"}},
}


@pytest.mark.parametrize(
    "wrapped", [lambda items: items, lambda items: {"items": items}, lambda items: {"data": items}]
)
def test_a_list_holds_an_article_to_each_text_and_the_rest_is_passed_over(wrapped: Any) -> None:
    assert found(wrapped([PICTURE, ONE, without(TWO, uri="urn:2"), PICTURE])) == [ARTICLE, replace(ARTICLE, id="urn:2")]


@pytest.mark.parametrize("inner", [PACKAGE["associations"], [PICTURE, ONE]])
def test_a_package_gives_the_texts_inside_it(inner: Any) -> None:
    assert found(PACKAGE | {"associations": inner}) == [ARTICLE]
    assert found(PACKAGE | {"body_text": "It rained."})[0] == Article(
        "urn:k", "The day", "It rained.", published="2026-07-04T18:45:00+00:00", modified="2026-07-04T18:45:00+00:00"
    )


@pytest.mark.parametrize(
    ("document", "holds"),
    [
        (PICTURE, "picture"),
        ([PICTURE, PICTURE | {"type": "video"}], "picture, video"),
        (PACKAGE | {"associations": {}}, "composite"),
    ],
)
def test_a_document_that_holds_no_text_says_what_it_holds(document: Any, holds: str) -> None:
    (refused,) = found(document)
    assert isinstance(refused, Rejected)
    assert refused.where.startswith("x.json")
    assert refused.reason == f"no text to take: it holds {holds}"


def test_packages_in_packages_end() -> None:
    nested: dict[str, Any] = PACKAGE
    for _ in range(200):
        nested = PACKAGE | {"associations": [PICTURE, nested]}
    (refused,) = found(nested)
    assert isinstance(refused, Rejected)
    assert refused.reason == "no text to take: it holds composite, picture"


@pytest.mark.parametrize(
    "record",
    [
        {"uri": "u", "title": "Rain", "text": "Rain fell."},
        {"id": "u", "bodies": [], "headlines": []},
        {"headline": "Rain", "body": "Rain fell.", "guid": "u"},
        ["uri", "bodies"],
        "uri",
        None,
    ],
)
def test_other_records_are_not_taken_for_ninjs(record: Any) -> None:
    assert not ninjs.is_item(record)


# ---- hostile ---------------------------------------------------------------------------------------------------------

WRONG = [7, 7.5, True, [], ["x"], {}, {"value": "x"}, [7], [[]], [None]]
TEXTS = (
    "uri version firstcreated versioncreated contentcreated copyrightholder copyrightnotice usageterms language "
    "headline title byline by located dateline slugline body_text body_xhtml embargoed ednote description_text guid"
)
UNASKED = {"title", "by", "guid", "description_text", "descriptions", "associations"}  # others say it, or nothing asks
LISTS = "subject subjects genre genres headlines bodies infosource descriptions"


@pytest.mark.parametrize(
    "name", TEXTS.split() + LISTS.split() + ["signal", "pubstatus", "type", "source", "associations"]
)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_field_of_the_wrong_kind_loses_that_record_at_most(name: str, wrong: Any) -> None:
    broken = ONE | {name: wrong}
    results = found([broken, ONE])
    assert results[-1] == ARTICLE
    assert len(results) == 2
    if (wrong in ([], ["x"]) and name not in TEXTS.split()) or (name == "source" and isinstance(wrong, dict)):
        return  # nothing, or a name alone
    if name not in UNASKED and not (name == "version" and type(wrong) is int):
        assert isinstance(results[0], Rejected)
        assert results[0].where == "x.json article 1"
        assert results[0].reason.startswith(f"the field {name} must be ")


@pytest.mark.parametrize("record", [None, 7, "x", ["x"], True])
def test_what_is_no_object_is_rejected_by_itself(record: Any) -> None:
    (rejected, article) = found([record, ONE])
    assert rejected == Rejected("x.json article 1", f"a news item must be an object, not {type(record).__name__}")
    assert article == ARTICLE


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (without(ONE, "uri"), "the item has no uri, by which its next version would be known"),
        ({"uri": "u", "pubstatus": "usable"}, "no text: the item has neither a body nor a description"),
        ({"uri": "u", "type": "text", "body_nitf": "<nitf>"}, "its NITF is not XML that can be read"),
        (
            {"uri": "u", "type": "text", "body_nitf": "<!DOCTYPE nitf [<!ENTITY a 'b'>]><nitf/>"},
            "its NITF declares entities",
        ),
        ({"uri": "u", "type": "text", "body_html": "<p>x" * 500_001}, "more than 500,000 tags"),
    ],
)
def test_an_item_that_cannot_be_taken_says_why(item: dict[str, Any], reason: str) -> None:
    (rejected, article) = found([item, ONE])
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason
    assert article == ARTICLE


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 10_000, "-" + "9" * 10_000])
def test_numbers_that_are_none_hurt_no_other_field_and_no_other_record(number: str) -> None:
    assert one(json.dumps(ONE).replace('"urgency": 4', f'"urgency": {number}').encode()) == ARTICLE
    titled = json.dumps([ONE, ONE]).replace('"headline": "Ferries stop"', f'"headline": {number}', 1).encode()
    first, second = found(titled)
    assert isinstance(first, Article | Rejected)
    assert second == ARTICLE


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"uri":' * 200_000, b"[" * 200_000 + b"]" * 200_000])
def test_nesting_200_000_deep_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceError, match=r"^x\.json is not JSON"):
        found(raw)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'"x"', "neither an article nor a list"),
    ],
)
def test_a_document_that_is_not_read_is_an_error(raw: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=rf"^x\.json.*{message}"):
        found(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ONE, "role", "value", "name"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*ONE, *TWO, *THREE, "signal"]), json_values, max_size=6))
def test_any_object_is_something(record: dict[str, Any]) -> None:
    assert found(record)
    assert isinstance(ninjs.is_item(record), bool)
