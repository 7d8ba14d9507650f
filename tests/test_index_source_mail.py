"""Saved messages and mailboxes: their text, who sent them and when, and messages made to do harm."""

from __future__ import annotations

import base64
import io
import time
from email.message import EmailMessage
from typing import Any

import pytest

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.sources.mail import extract, read_mail, read_mailbox

TEXT = "The bridge was closed on Monday after engineers found a crack in one of the hangers that carry its deck."
HEAD = (
    "From: Ana Lind <ana@lind.example>\r\nTo: desk@courier.example\r\nSubject: Bridge shut\r\n"
    "Date: Fri, 4 Jul 2025 18:30:00 +0200\r\nMessage-ID: <a1@lind.example>\r\n"
)


def of(raw: bytes | str | EmailMessage) -> dict[str, Any]:
    if isinstance(raw, EmailMessage):
        raw = raw.as_bytes()
    return extract(raw.encode() if isinstance(raw, str) else raw, {"name": "a.eml"})


def message(plain: str = "", html: str = "", **headers: str) -> EmailMessage:
    made = EmailMessage()
    stated = {"From": "Ana Lind <ana@lind.example>", "Subject": "Bridge shut", "Date": "Fri, 4 Jul 2025 18:30:00 +0200"}
    for name, value in {**stated, **headers}.items():
        made[name.replace("_", "-")] = value
    if plain:
        made.set_content(plain)
    if html:
        made.add_alternative(html, subtype="html") if plain else made.set_content(html, subtype="html")
    return made


def test_a_message_is_an_article() -> None:
    (article,) = read_mail(io.BytesIO(f"{HEAD}Content-Language: en\r\n\r\n{TEXT}\r\n".encode()), "a.eml")
    assert article == Article(
        "a1@lind.example",
        "Bridge shut",
        TEXT,
        published="2025-07-04T18:30:00+02:00",
        authors=("Ana Lind",),
        language="en",
    )


def test_a_newsletter_has_an_outlet_and_no_author() -> None:
    found = of(message(TEXT, From='"The Harbour Letter" <letter@harbour.example>', List_Id="<letter.harbour.example>"))
    assert (found["outlet"], found["authors"]) == ("The Harbour Letter", [])
    found = of(message(TEXT, List_Unsubscribe="<https://x.example/u>", Archived_At="<https://harbour.example/p/7>"))
    assert (found["outlet"], found["url"]) == ("Ana Lind", "https://harbour.example/p/7")


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("ana@lind.example", "ana@lind.example"),
        ("<ana@lind.example>", "ana@lind.example"),
        ('"Lind, Ana" <ana@lind.example>', "Lind, Ana"),
        ("=?utf-8?q?Zo=C3=AB_Lind?= <z@lind.example>", "Zoë Lind"),
        ("=?no-such?q?Zo=EB?= <z@lind.example>", "Zo"),
        ("", ""),
    ],
)
def test_the_sender_is_called_by_name(stated: str, name: str) -> None:
    found = of(f"From: {stated}\r\nSubject: x\r\n\r\n{TEXT}")["authors"]
    assert "".join(found).startswith(name)
    assert bool(found) == bool(name)


def test_without_a_message_id_the_place_of_the_file_is_the_id() -> None:
    (article,) = read_mail(io.BytesIO(message(TEXT).as_bytes()), "box/bridge.eml")
    assert isinstance(article, Article)
    assert article.id.startswith("bridge-")


@pytest.mark.parametrize("stated", ["", "soon", "Fri, 99 Jul 2025 99:99:99 +9999", "Date: x", "\x00", "1"])
def test_a_message_without_a_date_or_with_a_wrong_one_is_read(stated: str) -> None:
    found = of(f"From: a@b.example\r\nDate: {stated}\r\n\r\n{TEXT}")
    assert found["text"] == TEXT
    assert found["published"] == " ".join(stated.split())


# ---- parts -----------------------------------------------------------------------------------------------------------

LETTER = """<html><head><title>x</title><style>p {color: red}</style></head><body>
<div style="display:none">See what you never see</div><table><tr><td><table><tr><td><h1>Bridge shut</h1></td></tr>
<tr><td><p>The bridge was closed – on Monday.</p><p>It will reopen.</p></td></tr></table></td></tr></table>
<img src="https://x.example/1.gif"><script>x()</script></body></html>"""


def test_a_message_in_html_is_read_as_it_is_seen() -> None:
    text = of(message(html=LETTER))["text"]
    assert text.split("\n\n") == ["Bridge shut", "The bridge was closed – on Monday.", "It will reopen."]


def test_the_plain_part_counts_unless_it_is_only_a_note() -> None:
    assert of(message(TEXT * 3, LETTER))["text"] == TEXT * 3
    assert of(message("Open this in a browser.", LETTER * 2))["text"].startswith("Bridge shut")
    assert of(message(TEXT, "<p>x</p>"))["text"] == TEXT


def test_attachments_are_no_text() -> None:
    made = message(TEXT)
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    made.add_attachment("notes\n", filename="notes.txt")
    assert of(made)["text"] == TEXT
    only = message()
    only.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    with pytest.raises(SourceError, match="holds no text"):
        of(only)


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ("Content-Transfer-Encoding: base64", base64.b64encode("Zoë closed it.".encode()).decode()),
        ("Content-Transfer-Encoding: quoted-printable", "Zo=C3=AB clo=\r\nsed it."),
        ("Content-Type: text/plain; charset=no-such-charset", "Zoë closed it."),
        ("Content-Type: text/plain; charset=us-ascii", "Zoë closed it."),
        ("Content-Type: text/plain; charset=rot13", "Zoë closed it."),
        ("Content-Type: text/plain; charset=", "Zoë closed it."),
        ("Content-Type: text/plain; charset=\xff", "Zoë closed it."),
        ("Content-Type: text", "Zoë closed it."),
        ("Content-Type: text/plain; charset=utf-8; format=flowed", "Zoë \r\nclosed \r\nit."),
        ("Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes", "Zoë  \r\nclo \r\nsed it."),
    ],
)
def test_text_is_read_however_it_is_encoded(fields: str, body: str) -> None:
    assert of(f"{HEAD}{fields}\r\n\r\n{body}\r\n")["text"] == "Zoë closed it."


def test_a_stated_encoding_is_believed_where_it_can_be() -> None:
    raw = HEAD.encode() + b"Content-Type: text/plain; charset=iso-8859-2\r\n\r\n" + "Zażółć gęślą".encode("iso-8859-2")
    assert of(raw)["text"] == "Zażółć gęślą"


def test_paragraphs_of_a_flowed_text_stay_apart() -> None:
    body = "One line \r\ngoes on.\r\n\r\n> quoted \r\n> text\r\n From here.\r\n-- \r\nAna"
    found = of(f"{HEAD}Content-Type: text/plain; format=flowed\r\n\r\n{body}")
    assert found["text"].startswith("One line goes on.\n\n")
    assert found["text"].endswith("From here.\n-- \nAna")


def test_a_subject_in_parts_is_one_line() -> None:
    found = of(
        f"From: a@b.example\r\nSubject: =?utf-8?b?{base64.b64encode('Brücke'.encode()).decode()}?=\r\n zu\r\n\r\nx"
    )
    assert found["title"] == "Brücke zu"


# ---- mailboxes -------------------------------------------------------------------------------------------------------


def box(*bodies: str) -> bytes:
    return "".join(
        f"From ana@lind.example Fri Jul  4 18:30:00 2025\n{HEAD.replace('a1', str(number))}\n{body}\n\n".replace(
            "\r\n", "\n"
        )
        for number, body in enumerate(bodies)
    ).encode()


def test_a_mailbox_holds_an_article_a_message() -> None:
    found = list(read_mailbox(io.BytesIO(box("One.", ">From here on.\n\nFrom the harbour, too.", "Three.")), "a.mbox"))
    assert [item.text for item in found if isinstance(item, Article)] == [
        "One.",
        "From here on.\n\nFrom the harbour, too.",
        "Three.",
    ]


def test_a_message_that_cannot_be_read_is_rejected_with_its_number() -> None:
    found = list(
        read_mailbox(io.BytesIO(box("One.", "", "x" * 21 * 2**20, f"{'y' * 2000}\n" * 11_000, "Five.")), "a.mbox")
    )
    assert [item.text for item in found if isinstance(item, Article)] == ["One.", "Five."]
    rejected = [item for item in found if isinstance(item, Rejected)]
    assert [item.where for item in rejected] == [f"a.mbox message {number}" for number in (2, 3, 4)]
    assert ["larger than 20 MB" in item.reason for item in rejected] == [False, True, True]


def test_a_file_that_is_no_mailbox_is_refused() -> None:
    assert list(read_mailbox(io.BytesIO(b"\n\n"), "a.mbox")) == []
    with pytest.raises(SourceError, match="is not a mailbox"):
        list(read_mailbox(io.BytesIO(HEAD.encode()), "a.mbox"))


# ---- hostile ---------------------------------------------------------------------------------------------------------


def nested(depth: int) -> bytes:
    parts = (f'Content-Type: multipart/mixed; boundary="b{at}"\r\n\r\n--b{at}\r\n' for at in range(depth))
    return f"{HEAD}{''.join(parts)}Content-Type: text/plain\r\n\r\n{TEXT}".encode()


HOSTILE = {
    "nothing": (b"", "is not a mail message"),
    "text": (TEXT.encode(), "is not a mail message"),
    "noise": (bytes(range(256)) * 40, "is not a mail message"),
    "no text": (HEAD.encode(), "holds no text"),
    "an image": (
        HEAD.encode() + b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO",
        "holds no text",
    ),
    "100 MB in base64": (HEAD.encode() + b"\r\n" + b"QUJD" * 25_000_000, "larger than 20 MB"),
}


@pytest.mark.parametrize(("raw", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_message_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(read_mail(io.BytesIO(raw), "a.eml"))


SLOW = {
    "nested 1,000 deep": nested(1000),
    "nested 20,000 deep": nested(20_000),
    "messages in messages": HEAD.encode() + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + TEXT.encode(),
    "many lines in many parts": nested(60) + b"\r\nx" * 2_000_000,
    "a header of 5 MB": HEAD.encode() + b"X: " + b"a" * 5_000_000 + b"\r\n\r\n" + TEXT.encode(),
    "a subject of 1 MB": b"From: a@b.example\r\nSubject: " + b"=?utf-8?q?a?= " * 70_000 + b"\r\n\r\n" + TEXT.encode(),
    "a sender in brackets": b"From: " + b"(" * 100_000 + b"a@b.example\r\nSubject: x\r\n\r\n" + TEXT.encode(),
    "200,000 headers": HEAD.encode() + b"X: y\r\n" * 200_000 + b"\r\n" + TEXT.encode(),
    "100,000 parameters": HEAD.encode()
    + b"Content-Type: text/plain"
    + b"; a=b" * 100_000
    + b"\r\n\r\n"
    + TEXT.encode(),
    "HTML without end": HEAD.encode() + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 1_000_000,
}


@pytest.mark.parametrize("raw", SLOW.values(), ids=SLOW)
def test_a_message_that_takes_any_time_is_left_after_some_seconds(raw: bytes) -> None:
    began = time.monotonic()
    try:
        found = list(read_mail(io.BytesIO(raw), "a.eml"))
    except SourceError as error:
        reason = str(error)
    else:
        reason = "a.eml" if all(isinstance(item, Article) for item in found) else ""
    assert "a.eml" in reason
    assert time.monotonic() - began < 8
    assert isinstance(next(read_mail(io.BytesIO(message(TEXT).as_bytes()), "b.eml")), Article)
