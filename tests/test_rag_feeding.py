"""The commands that subscribe to feeds and read them, as a person uses them one after another."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import Run
from newspaper import LONG, Newspaper, reader

from onrecord.index import NewsIndex
from onrecord.index.subscriptions import Subscriptions
from onrecord.rag import feeding

WHOLE = LONG * 3


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    monkeypatch.setattr("onrecord.index.fetch.Fetcher", reader)
    with Newspaper() as paper:
        yield paper


@pytest.fixture
def subscribed(paper: Newspaper, run: Run) -> Newspaper:
    paper.print_feed(paper.item("/fog", "Fog [/b] & ice", WHOLE))
    assert run("feed", "add", paper.url("/feed"))[0] == 0
    return paper


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_add_refresh_and_list(subscribed: Newspaper, run: Run) -> None:
    url = subscribed.url("/feed")
    assert run("feed", "list") == (0, f"{url}\tThe Courier\tnot read yet\n", "")
    assert run("feed", "refresh") == (0, f"{url}\t1 added, 0 updated, 0 unchanged\n", "")
    assert run("list")[1] == f"{subscribed.url('/fog')}\t\tThe Courier\tFog [/b] & ice\n"
    assert run("feed", "refresh") == (0, f"{url}\t0 added, 0 updated, 1 unchanged\n", "")
    (known,) = records(run("feed", "list", "--json")[1])
    assert (known["url"], known["title"], known["entries"], known["failures"]) == (url, "The Courier", 1, 0)
    assert known["checked"].endswith("+00:00")


def test_add_says_what_it_did_for_each(subscribed: Newspaper, run: Run) -> None:
    url, other = subscribed.url("/feed"), subscribed.url("/other")
    subscribed.print_feed(path="/other", title="Other")
    code, out, err = run("feed", "add", url, subscribed.url("/nothing"), "file:///etc/passwd", other)
    assert code == 1
    assert out == f"{url}\tsubscribed already\tThe Courier\n{other}\tsubscribed\tOther\n"
    assert [line.partition(":")[0] for line in err.splitlines()] == ["not subscribed"] * 2


def test_a_page_leads_to_its_feed(subscribed: Newspaper, run: Run) -> None:
    link = f'<link rel="alternate" type="application/rss+xml" href="{subscribed.url("/feed")}">'
    subscribed.print_raw("/", f"<html><head>{link}</head></html>".encode(), "text/html")
    assert run("feed", "add", subscribed.url("/"))[1] == f"{subscribed.url('/feed')}\tsubscribed already\tThe Courier\n"


def test_refresh_says_how_each_feed_fared(subscribed: Newspaper, run: Run) -> None:
    paper = subscribed
    paper.print_feed(path="/bad", title="Bad")
    run("feed", "add", paper.url("/bad"))
    paper.fail("/bad", "500 Internal Server Error")
    paper.print_feed(paper.item("/fog", "Fog", WHOLE), "<item><title>Nothing</title></item>")
    code, out, err = run("feed", "refresh", "--json")
    assert code == 1
    good, bad = records(out)
    assert (good["url"], good["status"], good["added"], good["left"]) == (paper.url("/feed"), "read", 1, 0)
    assert [set(one) for one in good["rejects"]] == [{"where", "reason"}]
    assert (bad["status"], "500" in bad["error"], bad["again"] is not None) == ("failed", True, True)
    assert "rejected: " in err
    code, out, _ = run("feed", "refresh")
    assert code == 0, "it waits, which is no failure"
    assert f"{paper.url('/bad')}\twaiting until " in out
    assert "failed once, waits until" in run("feed", "list")[1]
    assert run("feed", "refresh", paper.url("/bad"))[0] == 1


def test_rejected_entries_have_their_exit_code(subscribed: Newspaper, run: Run) -> None:
    subscribed.print_feed("<item><title>Nothing</title></item>")
    assert run("feed", "refresh")[0] == 5


def test_a_broken_feed_is_read_and_its_fault_said(subscribed: Newspaper, run: Run) -> None:
    raw = f"<rss><channel><title>c</title>{subscribed.item('/fog', 'Fog', WHOLE)}".encode()
    subscribed.print_raw("/feed", raw, "application/rss+xml")
    code, out, err = run("feed", "refresh")
    assert (code, "1 added" in out, "not well-formed" in err) == (0, True, True)


def test_a_feed_that_is_gone_is_said_to_have_ended(subscribed: Newspaper, run: Run) -> None:
    subscribed.fail("/feed", "410 Gone")
    assert f"onrecord feed remove {subscribed.url('/feed')}" in run("feed", "refresh")[1]
    assert "\tended: " in run("feed", "list")[1]


def test_without_following_no_page_is_fetched(subscribed: Newspaper, run: Run) -> None:
    subscribed.print_feed(subscribed.item("/fog", "Fog", "A summary."))
    subscribed.asked.clear()
    assert "1 added" in run("feed", "refresh", "--no-follow")[1]
    assert subscribed.fetched == ["/feed"]


def test_remove_leaves_the_articles(subscribed: Newspaper, run: Run) -> None:
    run("feed", "refresh")
    code, out, err = run("feed", "remove", subscribed.url("/feed"), "https://nobody.example/")
    assert (code, out, err) == (3, "1 removed\n", "Not subscribed to: https://nobody.example/\n")
    assert run("feed", "list") == (0, "", "")
    assert len(run("list")[1].splitlines()) == 1


def test_lists_are_imported_and_exported(run: Run, tmp_path: Path) -> None:
    opml = tmp_path / "mine.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="News"><outline text="The Courier" xmlUrl="https://courier.example/feed"/>'
        '<outline text="Bad" xmlUrl="file:///etc/passwd"/></outline><outline xmlUrl="https://ledger.example/"/></body></opml>'
    )
    code, out, err = run("feed", "import", opml)
    assert (code, out) == (5, "2 subscribed, 0 subscribed already, 1 rejected\n")
    assert "file:///etc/passwd" in err
    exported = run("feed", "export")[1]
    assert run("feed", "import", "-", stdin=exported)[:2] == (0, "0 subscribed, 2 subscribed already, 0 rejected\n")
    assert [(one["title"], one["groups"]) for one in records(run("feed", "list", "--json")[1])] == [
        ("The Courier", ["News"]),
        ("", []),
    ]
    assert run("feed", "import", tmp_path / "missing.opml")[0] == 1
    opml.write_text("<rss/>")
    assert "no OPML" in run("feed", "import", opml)[2]


def test_nothing_to_read_has_its_exit_code(run: Run, tmp_path: Path, paper: Newspaper) -> None:
    assert run("feed", "refresh")[0] == 1, "no index"
    (tmp_path / "empty.opml").write_text('<opml><body><outline xmlUrl="https://courier.example/"/></body></opml>')
    run("feed", "import", tmp_path / "empty.opml")
    run("feed", "remove", "https://courier.example/")
    code, out, err = run("feed", "refresh")
    assert (code, out, err) == (3, "", "No feeds yet. Subscribe with: onrecord feed add URL\n")
    assert "not subscribed to" in run("feed", "refresh", "https://courier.example/")[2]


def test_a_damaged_list_is_named_and_left(subscribed: Newspaper, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "archive" / "feeds.json"
    path.write_text("{")
    for command in (("list",), ("add", subscribed.url("/feed")), ("refresh",), ("export",), ("remove", "x")):
        code, _, err = run("feed", *command)
        assert (code, "feeds.json" in err) == (1, True)
    assert path.read_text() == "{"


@pytest.mark.parametrize(
    "arguments", [("add",), ("remove",), ("refresh", "--every", "soon"), ("refresh", "--every", "0m"), ()]
)
def test_a_wrong_command_line_is_named(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run("feed", *arguments)
    assert (code, out) == (2, "")
    assert "Usage: onrecord feed" in err


@pytest.mark.parametrize("command", ["add", "list", "remove", "import", "export", "refresh"])
def test_every_command_has_help(run: Run, command: str) -> None:
    code, out, _ = run("feed", command, "--help")
    assert code == 0
    assert f"onrecord feed {command}" in out
    assert len(out.split("\n\n")[1].strip()) > 20


# ---- again and again -------------------------------------------------------------------------------------------------


def test_every_round_picks_up_what_is_new_and_goes_on_after_one_that_failed(
    subscribed: Newspaper, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    paper = subscribed
    waited: list[float] = []

    def between(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 1:
            paper.print_feed(paper.item("/ice", "Ice", WHOLE))
            (tmp_path / "archive" / "feeds.json").rename(tmp_path / "kept.json")
            (tmp_path / "archive" / "feeds.json").write_text("{")
        elif len(waited) == 2:
            (tmp_path / "kept.json").rename(tmp_path / "archive" / "feeds.json")
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr(feeding.time, "sleep", between)
    code, out, err = run("feed", "refresh", "--every", "15m")
    assert code == 130
    assert [line.split("\t")[1] for line in out.splitlines()] == ["1 added, 0 updated, 0 unchanged"] * 2
    assert "feeds.json is not what onrecord writes" in err
    assert all(890 < seconds <= 900 for seconds in waited)


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_an_endless_refresh_ends_when_it_is_told_to(
    run: Run, tmp_path: Path, paper: Newspaper, sent: signal.Signals
) -> None:
    paper.print_feed()
    run("feed", "add", paper.url("/feed"))
    script = f"""
        import sys
        from functools import partial
        import onrecord.index.fetch as fetch
        import onrecord.rag.feeding
        from onrecord.rag import cli
        fetch.Fetcher = partial(fetch.Fetcher, allowed=lambda address: True, pause=0)
        sys.argv = ["onrecord", "feed", "refresh", "--every", "1h", "--index", {str(tmp_path / "archive")!r}]
        cli.main()
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        assert child.stderr
        assert "0 added" in child.stdout.readline()
        time.sleep(0.2)  # it sleeps by now
        child.send_signal(sent)
        assert child.wait(10) == 130
        assert "Traceback" not in child.stderr.read()
    with NewsIndex.open(tmp_path / "archive") as index:
        assert len(Subscriptions(index.folder).feeds()) == 1
