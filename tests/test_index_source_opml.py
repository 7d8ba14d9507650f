"""Lists of feeds, as feed readers exchange them."""

from __future__ import annotations

import time

import pytest

from onrecord.index.errors import SourceError
from onrecord.index.sources.opml import Subscription, outlines, written

OPML = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>mine</title></head><body>
  <outline text="News"><outline text="Local &amp; near">
    <outline type="rss" text="The Courier" xmlUrl="https://courier.example/feed" htmlUrl="https://courier.example/"/>
  </outline><outline text="ignored" title="The Ledger" type="atom" xmlurl="feed:https://ledger.example/atom"/></outline>
  <outline text="A note"/>
  <outline xmlUrl="feed://wire.example/rss" text=""/>
</body></opml>"""
FEEDS = [
    Subscription("https://courier.example/feed", "The Courier", "https://courier.example/", ("News", "Local & near")),
    Subscription("https://ledger.example/atom", "The Ledger", "", ("News",)),
    Subscription("https://wire.example/rss"),
]


def test_feeds_come_with_their_titles_and_the_groups_they_stand_in() -> None:
    assert outlines(OPML, "mine.opml") == FEEDS


def test_what_is_written_is_read_again_as_it_was() -> None:
    odd = Subscription('https://x.example/?a=1&b="2"', "<Odd> & \x00 title", "", ("A", "A", "B"))
    again = outlines(written([*FEEDS, odd], "onrecord"), "again")
    assert again == [
        *FEEDS[:2],
        Subscription(FEEDS[2].url, FEEDS[2].url),
        Subscription(odd.url, "<Odd> & title", "", odd.groups),
    ]


def test_feeds_of_a_group_are_written_together() -> None:
    apart = [
        Subscription(f"https://{n}.example/", n, "", (group,)) for n, group in (("a", "X"), ("b", "Y"), ("c", "X"))
    ]
    assert [feed.title for feed in outlines(written(apart, "t"), "again")] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not XML"),
        (b"<rss/>", "no OPML"),
        (b"<opml/>", "no OPML"),
        (b"<opml><body><outline text='x'/></body></opml>", "lists no feed"),
        (b"<opml><body>", "not XML"),
        (
            b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body><outline text="&a;"/></body></opml>',
            "declares",
        ),
        (b'<!DOCTYPE opml [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]><opml><body/></opml>', "declares"),
        (b"<opml><body>" + b"<outline text='x'>" * 20_000, "mine.opml"),
    ],
)
def test_what_is_no_list_is_refused_by_what_it_is(raw: bytes, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match=reason):
        outlines(raw, "mine.opml")
    assert time.monotonic() - began < 5
