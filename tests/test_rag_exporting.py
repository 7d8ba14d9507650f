"""A conversation as a document: every quote verbatim, with its source, and whatever is said in it shown as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from house import Make
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from talked import BRIDGE, COPY, STORM, assistant, cited, declined, kept, moment, said

from onrecord.index import Article, Filters, NewsIndex
from onrecord.rag import Answer, Citation, Conversation
from onrecord.rag.exporting import FORMS, exported
from onrecord.rag.kept import Kept, KeptTurn, kept_of
from onrecord.rag.records import answer_record
from onrecord.rag.types import Choice


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make()
    index.add([BRIDGE, STORM, COPY])
    return index


@pytest.fixture
def talk(index: NewsIndex) -> Kept:
    first = said(
        "When?",
        cited(index, "a1", "The Tollgate Bridge was closed.\n\nIt reopens in May.", "May"),
        cited(index, "b2", "Storm Ilse flooded the meadows.", number=2),
        query="When does the bridge reopen?",
        reason="Two outlets differ.",
    )
    conversation = Conversation(assistant(index, first, declined("Why?", STORM)), name="The bridge")
    conversation.ask(
        "When?", filters=Filters(after="2025-07-01", outlets=("The Courier", "The Ledger")), as_of="2025-07-08"
    )
    conversation.ask("Why?")
    return conversation.kept()


# ---- what a document says --------------------------------------------------------------------------------------------


READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def parts(document: str) -> Iterator[tuple[str, str]]:
    """The blocks of a Markdown document, each with the text that a reader of it sees."""
    quoted = False
    for token in READER.parse(document):
        if token.type.startswith("blockquote"):
            quoted = token.type.endswith("open")
            if quoted:
                yield "quote", ""
        if token.type == "inline":
            text = "".join("\n" if one.type.endswith("break") else one.content for one in token.children or ())
            yield "in" if quoted else "text", text


def quotes(document: str) -> list[str]:
    found: list[list[str]] = []
    for kind, text in parts(document):
        if kind == "quote":
            found.append([])
        elif kind == "in":
            found[-1].append(text)
    return ["\n\n".join(one) for one in found]


def shown(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def test_every_form_is_named_once() -> None:
    assert FORMS == ("md", "html", "json")


def test_markdown_says_what_was_asked_and_quoted_and_where_it_stands(talk: Kept, index: NewsIndex) -> None:
    document = exported(talk, "md", index)
    assert quotes(document) == [
        "The Tollgate Bridge was closed.\n\nIt reopens in May.",
        "Storm Ilse flooded the meadows.",
    ]
    lines = [line for kind, text in parts(document) if kind == "text" for line in text.split("\n")]
    assert lines[0] == "The bridge"
    assert re.fullmatch(r"Begun \d+ \w+ \d{4}, \d\d:\d\d UTC · 2 questions", lines[1])
    assert lines[2] == "1. When?"
    assert lines[4:8] == [
        "As of 2025-07-08",
        "Limited to: from 2025-07-01; outlet The Courier or The Ledger",
        "Understood as: When does the bridge reopen?",
        "May [1]",
    ]
    assert lines[8:13] == [
        "Two outlets differ.",
        "[1] The Courier · Bridge shut · 2025-07-04",
        "https://courier.example/a1",
        "article a1, revision 1, characters 0–51",
        "Also in The Echo",
    ]
    assert lines[13:15] == ["[2] The Ledger · Storm Ilse · 2025-07-05", "article b2, revision 1, characters 0–31"]
    assert (lines[15], lines[-1]) == ("2. Why?", "Nothing says this.")
    assert "<https://courier.example/a1>" in document


def test_html_says_the_same(talk: Kept, index: NewsIndex) -> None:
    page = shown(exported(talk, "html", index))
    assert [one.text_content() for one in page.iter("blockquote")] == [
        "The Tollgate Bridge was closed.\n\nIt reopens in May.",
        "Storm Ilse flooded the meadows.",
    ]
    assert [one.text_content() for one in page.iter("mark")] == ["May"]
    assert [one.text_content() for one in page.iter("h1", "h2")] == ["The bridge", "1. When?", "2. Why?"]
    assert page.findtext(".//title") == "The bridge"
    assert [one.get("href") for one in page.iter("a")] == ["https://courier.example/a1"]
    said_of_it = page.text_content()
    for words in (
        "May [1]",
        "Two outlets differ.",
        "[1] The Courier · Bridge shut · 2025-07-04",
        "article a1, revision 1, characters 0–51",
        "Also in The Echo",
        "Nothing says this.",
        "Limited to: from 2025-07-01; outlet The Courier or The Ledger",
    ):
        assert words in said_of_it


def test_the_page_needs_nothing_and_runs_nothing(talk: Kept, index: NewsIndex) -> None:
    page = exported(talk, "html", index)
    assert "<script" not in page
    tree = shown(page)
    assert not list(tree.iter("script", "link", "img", "iframe", "object", "form"))
    assert not [name for one in tree.iter("*") for name in one.attrib if name.startswith("on") or name == "src"]
    (policy,) = tree.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    style = tree.findtext(".//style")
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    assert "url(" not in style


def test_json_is_what_is_kept(talk: Kept, index: NewsIndex) -> None:
    assert kept_of(json.loads(exported(talk, "json", index))) == talk


def test_what_does_not_stand_any_more_is_printed_as_it_was_told_and_that_is_said(talk: Kept, index: NewsIndex) -> None:
    index.remove("a1")
    document = exported(talk, "md", index)
    assert quotes(document)[0] == "The Tollgate Bridge was closed.\n\nIt reopens in May."
    told = "Does not stand in the archive any more: article a1 is not in the archive any more."
    assert [text.split("\n")[-1] for kind, text in parts(document) if told in text] == [told]
    assert shown(exported(talk, "html", index)).text_content().count(told) == 1


def test_choices_and_remarks_are_said(index: NewsIndex) -> None:
    choices = (Choice("- the bridge", "When?"), Choice("the *ferry*", "When?"))
    unclear = Answer("When?", "When?", "", (), 0.0, True, "Which?", cause="unclear", choices=choices)
    remarked = Article("d", "T", "It rained.", remarks=("Correction: <b>it snowed</b>.",))
    index.add([remarked])
    answered = said("Why?", Citation(1, remarked, 1, 0, 10))
    turns = [KeptTurn("?", moment(0), answer_record(one)) for one in (unclear, answered)]
    document = exported(kept(*turns), "md", index)
    texts = [text for kind, text in parts(document) if kind == "text"]
    assert texts[texts.index("Which?") + 1 :][:2] == ["- the bridge", "the *ferry*"]
    assert any("Note: Correction: <b>it snowed</b>." in text for text in texts)
    page = shown(exported(kept(*turns), "html", index))
    assert [one.text_content() for one in page.iter("li")] == ["- the bridge", "the *ferry*"]
    assert not list(page.iter("b"))


# ---- hostile text ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "</blockquote></section>",
    "<!--",
    "]]>",
    "&lt;&amp;&#60;",
    "# heading",
    "> quote",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "---",
    "===",
    "***",
    "___",
    "```",
    "~~~",
    "    code",
    "\tcode",
    "![image](https://evil.example/x.png)",
    "[link](javascript:alert(1))",
    "[a]: https://evil.example",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "mail@evil.example",
    "**bold** _low_ `code` ~~gone~~",
    "| a | b |\n|---|---|",
    "\\",
    "\\\\",
    "&nbsp;",
    ": term",
    "$x$",
    "'\" onload=alert(1)",
    "{{ template }}",
    "[^1]",
    "[ ] task",
    " ",
    "\n",
    "\n\n",
    "\xa0",
    "\u3000",
]
PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp", "Cn"]), max_size=20)
TEXTS = st.lists(st.one_of(st.sampled_from(HOSTILE), PLAIN), min_size=1, max_size=8).map("".join)
LINES = TEXTS.map(lambda text: " ".join(text.split()))


def said_once(text: str, line: str) -> Kept:
    """A conversation in which every field is hostile."""
    article = Article(line or "a", line, text, line, line, "2025-07-04", remarks=(line,))
    answer = said(line, Citation(1, article, 1, 0, len(text), None, (article,)), query=f"{line}?", reason=text)
    turn = KeptTurn(line, moment(0), answer_record(answer), Filters(outlets=(line,)))
    return kept(turn, name=line)


def as_paragraphs(text: str) -> str:
    return re.sub("\n{2,}", "\n\n", text.strip("\n"))


ALLOWED = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}
ALLOWED |= {"blockquote_open", "blockquote_close"}


@given(text=TEXTS.filter(lambda text: text.strip("\n")), line=LINES)
def test_in_markdown_all_of_it_is_text(index: NewsIndex, text: str, line: str) -> None:
    document = exported(said_once(text, line), "md", index)
    assert quotes(document) == [as_paragraphs(text)]
    tokens = READER.parse(document)
    assert {token.type for token in tokens} <= ALLOWED
    inside = [one for token in tokens for one in token.children or ()]
    links = [one.attrs["href"] for one in inside if one.type == "link_open"]
    assert {one.type for one in inside} <= {"text", "text_special", "hardbreak", "link_open", "link_close"}
    assert len(links) <= 1, "the article's own address, where it is one"
    seen = [shown for kind, words in parts(document) if kind == "text" for shown in words.split("\n")]
    for expected in (line, f"1. {line}".strip(), f"Understood as: {line}?", f"Note: {line}".strip()):
        assert expected in seen


@given(text=TEXTS.filter(lambda text: text.strip("\n")), line=LINES)
def test_on_the_page_all_of_it_is_text(index: NewsIndex, text: str, line: str) -> None:
    page = shown(exported(said_once(text, line), "html", index))
    assert [one.text_content() for one in page.iter("blockquote")] == [text]
    assert page.find(".//h1").text_content() == line
    assert page.find(".//h2").text_content() == f"1. {line}"
    tags = {one.tag for one in page.iter("*")} - {"html", "head", "meta", "title", "style", "body", "main"}
    assert tags <= {"h1", "h2", "p", "section", "blockquote", "br", "bdi", "a"}
    assert {one.get("href").split(":")[0] for one in page.iter("a")} <= {"http", "https"}


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://a/<b>", "file:///etc/passwd", "//a/b"]
)
def test_an_address_that_is_none_of_the_web_is_text(index: NewsIndex, url: str) -> None:
    one = said_once("It rained.", "a")
    record: dict[str, Any] = json.loads(json.dumps(one.turns[0].answer))
    record["citations"][0]["url"] = url
    changed = kept(KeptTurn("Why?", moment(0), record))
    assert not list(shown(exported(changed, "html", index)).iter("a"))
    document = exported(changed, "md", index)
    assert [token for token in READER.parse(document) if "href" in str(token.children)] == []
    assert any(url in text for _, text in parts(document))


def test_what_is_unseen_in_an_edited_file_is_seen(index: NewsIndex) -> None:
    changed = said_once("It\u202e rained.\x07", "a")
    assert quotes(exported(changed, "md", index)) == ["It\ufffd rained.\ufffd"]
    assert "\u202e" not in exported(changed, "html", index)
