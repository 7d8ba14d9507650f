"""robots.txt, by the examples and rules of RFC 9309."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.fetch.robots import Robots


def may(rules: str, target: str, agent: str = "onrecord") -> bool:
    return Robots(rules.encode(), agent).allow(target)


@pytest.mark.parametrize(
    ("rules", "target", "allowed"),
    [
        ("Disallow: /private", "/private/a", False),
        ("Disallow: /private", "/privateer", False),
        ("Disallow: /private", "/public", True),
        ("Disallow: /private", "/Private", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/", False),
        ("Allow: /\nDisallow: /a", "/a", False),
        ("Disallow: /\nAllow: /news", "/news/a", True),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: *.pdf$", "/a.pdf", False),
        ("Disallow: *.pdf$", "/a.pdf?x", True),
        ("Disallow: /*/print", "/a/b/print?x", False),
        ("Disallow: /a*b*c$", "/a-b-b-c", False),
        ("Disallow: /a*b*c$", "/a-b-c-", True),
        ("Disallow: /ab*ba$", "/aba", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a*", "/a", False),
        ("Disallow: /übersicht", "/%C3%BCbersicht", False),
        ("Disallow: /%7eana", "/~ana", False),
        ("Disallow: /a%2fb", "/a%2Fb", False),
        ("Disallow: /a%2fb", "/a/b", True),
        ("Disallow: /a%2a", "/ab", True),
        ("disallow:/a # not this", "/a", False),
        ("Disallow /a", "/a", True),
        ("Crawl-delay: 5\nDisallow: /a", "/a", False),
        ("\nDisallow: /a", "/a", False),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, target: str, allowed: bool) -> None:
    assert may(f"User-agent: *\n{rules}", target) is allowed


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: OnRecord\nDisallow: /", False),
        ("User-agent: onrecord/2.0\nDisallow: /", False),
        ("User-agent: onrecordings\nDisallow: /", True),
        ("User-agent: record\nDisallow: /", True),
        ("User-agent: onrecord\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nDisallow:", True),
        ("User-agent: other\nUser-agent: onrecord\nDisallow: /", False),
        ("User-agent: other\nDisallow: /\nUser-agent: onrecord\nDisallow: /b", True),
        ("User-agent: onrecord\nDisallow: /b\n\nUser-agent: onrecord\nDisallow: /a", False),
        ("Disallow: /", True),
        ("", True),
        ("<html>no such page</html>", True),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: *\rDisallow: /", False),
    ],
)
def test_a_group_for_us_comes_before_the_one_for_all(rules: str, allowed: bool) -> None:
    assert may(rules, "/a") is allowed


@given(st.binary(max_size=500), st.text(max_size=50))
def test_any_file_is_read_as_some_rules(raw: bytes, target: str) -> None:
    assert Robots(b"User-agent: *\nDisallow: " + raw, "onrecord").allow(f"/{target}") in (True, False)


def test_rules_made_to_take_long_do_not() -> None:
    rules = "User-agent: *\n" + ("Disallow: /" + "*a" * 900 + "b\n") * 280
    before = time.process_time()
    assert may(rules, "/" + "a" * 20_000)
    assert time.process_time() - before < 1
