from __future__ import annotations

from dataclasses import replace

from ui_given import BARE, CALL, cited, hit

from onrecord.ui.quoted import nearest_view, quote_view

SENTENCE = "The call lasted about forty minutes, aides said."


def test_a_quote_names_its_place_and_an_address_that_opens_it() -> None:
    citation = cited(CALL, SENTENCE, "forty minutes")
    view = quote_view(citation, shown=True)
    start, end = citation.start, citation.end
    assert view["cited"] == (
        f"The Courier, 4 July 2025, “Leaders speak for forty minutes”, revision 1, characters {start}–{end}"
    )
    assert view["link"] == f"/?article=call&revision=1&quote={start}-{end}"
    assert "".join(piece["text"] for piece in view["pieces"]) == SENTENCE


def test_an_id_cannot_leave_its_address() -> None:
    odd = replace(CALL, id='a&revision=9#"><b>', title="")
    view = quote_view(cited(odd, SENTENCE), shown=False)
    assert view["link"].startswith("/?article=a%26revision%3D9%23%22%3E%3Cb%3E&revision=1&")
    assert (view["title"], view["pieces"]) == ("Untitled article", [])


def test_copies_are_named_and_counted() -> None:
    copies = tuple(replace(BARE, id=str(number), outlet="The Ledger") for number in range(5))
    also = quote_view(replace(cited(CALL, SENTENCE), also=copies), shown=True)["also"]
    assert also is not None
    assert [one["article"] for one in also["places"]] == ["0", "1", "2"]
    assert also["places"][0]["byline"] == "The Ledger, undated"
    assert also["more"] == 2
    assert quote_view(cited(CALL, SENTENCE), shown=True)["also"] is None
    assert nearest_view(1, hit(CALL))["also"] is None
