"""Markup to text: what becomes a paragraph, a line or nothing, from a tree and from a piece of HTML alike."""

from __future__ import annotations

import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from onrecord.index.errors import SourceError
from onrecord.index.sources.markup import html_text, plain, text_of
from onrecord.index.sources.xml import parsed

SHAPES = [
    ("<p>One  line\n of text.</p>\n\n  <p>Another.</p>", "One line of text.\n\nAnother."),
    ("<h2>Ferries</h2><div><p>Off <b>till</b> <a href='x'>noon</a>.</p></div>", "Ferries\n\nOff till noon."),
    ("Loose words<p>and a paragraph</p>and more", "Loose words\n\nand a paragraph\n\nand more"),
    ("<ul><li>Velm</li><li>Orsk: <em>two</em></li></ul><p>End.</p>", "Velm\nOrsk: two\n\nEnd."),
    ("<ol>\n <li><p>Velm</p></li>\n <li><p>Orsk</p></li>\n</ol>", "Velm\n\nOrsk"),
    ("<dl><dt>Yes</dt><dd>51</dd><dt>No</dt><dd>49</dd></dl>", "Yes\n51\nNo\n49"),
    (
        "<table><caption>Votes</caption><tr><th>Town</th><th>Yes</th></tr>"
        "<tr><td><p>Velm</p></td><td>51</td></tr></table><p>So it passed.</p>",
        "Votes\n\nTown | Yes\nVelm | 51\n\nSo it passed.",
    ),
    ("<p>A rose<br/>is a rose.</p>", "A rose\nis a rose."),
    ("First.<br/><br/>Second.<br/> <br/>Third.", "First.\n\nSecond.\n\nThird."),
    ("<pre>Velm   3\nOrsk  12</pre><p>Final.</p>", "Velm   3\nOrsk  12\n\nFinal."),
    ("<p>Up.</p><figure><img src='a.jpg'/><figcaption>A boat.</figcaption></figure><p>Down.</p>", "Up.\n\nDown."),
    ("<p>Up.</p><script>if (a &lt; b) p('x')</script><style>p {}</style><p>Down.</p>", "Up.\n\nDown."),
    ("<blockquote><p>“We go,” she said.</p></blockquote>", "“We go,” she said."),
    ("<p>A <span>50-</span><span>year</span>-old</p>", "A 50-year-old"),
    ("<p>&lt;p&gt; is a tag &amp; &#8220;so&#8221; on</p>", "<p> is a tag & “so” on"),
    ("<p>Rain.</p><hr/><p>Sun.</p><p/>", "Rain.\n\nSun."),
    ("", ""),
]


@pytest.mark.parametrize(("markup", "text"), SHAPES)
def test_a_tree_and_a_piece_of_html_become_the_same_text(markup: str, text: str) -> None:
    assert text_of(parsed(f"<div>{markup}</div>".encode(), "x.xml")) == text
    assert html_text(markup) == text


def test_what_nitf_alone_has() -> None:
    content = (
        "<body.content><block><p>Shares of <org value='x'>Velm Rail</org> lost <num><frac><frac-num>1</frac-num>"
        "<frac-den>2</frac-den></frac></num> crown in <location>Orsk, <country>Aldria</country></location>.</p></block>"
        "<media media-type='image'><media-reference source='a.jpg'/><media-caption><p>A train.</p></media-caption>"
        "</media><hl2>What next</hl2><table><tr><td>Rail</td><td>12.5</td></tr></table>"
        "<nitf-table><nitf-table-metadata><caption>Not this</caption></nitf-table-metadata></nitf-table>"
        "<bq><block><p>“Too late.”</p></block><credit>Ana Lind</credit></bq></body.content>"
    )
    assert text_of(parsed(content.encode(), "x.xml")) == (
        "Shares of Velm Rail lost 1/2 crown in Orsk, Aldria.\n\nWhat next\n\nRail | 12.5\n\n“Too late.”\n\nAna Lind"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<UL><LI>a<LI>b</UL>", "a\nb"),
        ("<table><tr><td>1<td>2<tr><td>3<td>4</table>", "1 | 2\n3 | 4"),
        ("<p class='a>b' title=\"c>d\">Rain</p>", "Rain"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>Velm<!-- not <p>this</p> --> rains<!-- nor this", "Velm rains"),
        ("<![CDATA[<b>]]>so<!DOCTYPE html>", "<b>so"),
        ("<?xml version='1.0'?><html><head><title>No</title></head><body><p>Yes</p></body></html>", "Yes"),
        ("<svg><title>x</title><path d=''/></svg>Yes<iframe/>!", "Yes!"),
        ("<figure><figure>a</figure></figure>b", "b"),
        ("Yes<script>document.write('<p>no</p>')", "Yes"),
        ("\x00\x01<p>a\x1eb</p>", "ab"),
        ("&nbsp;&eacute;&#x1F600;&bogus;", "é😀&bogus;"),
        ("<>", "<>"),
        ("<p>Velm <b class='x>rains", "Velm <b class='x>rains"),
    ],
)
def test_html_that_is_not_xml_is_read_as_it_is_meant(html: str, text: str) -> None:
    assert html_text(html) == text


@given(texts)
def test_text_that_is_escaped_comes_out_as_its_words(text: str) -> None:
    shown = "".join(character for character in text if character.isprintable() or character == " ")
    assert html_text(f"<p>{escape(shown)}</p>").split() == shown.split()


@given(st.text(alphabet="<>/!-[]='\"&;pbrtdul &\n", max_size=60))
def test_any_nonsense_is_some_text(html: str) -> None:
    assert isinstance(html_text(html), str)


def test_plain_text_loses_the_indents_of_its_document() -> None:
    assert plain("\n    Rain fell.\r\n    It stopped.\n\n\n\n      Sun.\n  ") == "Rain fell.\nIt stopped.\n\nSun."


def took(html: str) -> float:
    times = []
    for _ in range(7):
        began = time.process_time()
        html_text(html)
        times.append(time.process_time() - began)
    return min(times)


@pytest.mark.alone
@pytest.mark.parametrize(
    "piece",
    [
        "<p>x",
        "<b>",
        "</",
        "<",
        "<!--",
        "<a b='",
        "<a b=\"'",
        "&amp",
        "<p a b c ",
        "<![CDATA[",
        "<td>",
        "<script>",
        " ",
        "<br>",
    ],
)
def test_the_time_html_takes_grows_with_its_length_alone(piece: str) -> None:
    """What grows with the square would take four times as long; what takes no time is not measured."""
    many = 1_000_000 // len(piece) // 8
    assert took(piece * many * 2) < max(0.1, 3.5 * took(piece * many))


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(SourceError, match="more than 500,000 tags"):
        html_text("<p>x" * 500_001)
