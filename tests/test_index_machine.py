"""Anything done to an index in any order, beside a dict that says what must come of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from embedders import HashingEmbedder
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from onrecord.index import Article, ChunkSettings, Filters, NewsIndex
from onrecord.index.chunking import passages

CUT = ChunkSettings(16, 0)
NAMES = [f"a{n}" for n in range(6)]
TEXTS = [
    "The Tollgate was closed.",
    "It rained.",
    "Engineers found a crack in a hanger of the Tollgate on Monday morning. It was closed at once, they said. Why?",
    "Nobody was hurt when the ferry struck the reef at four in the morning, the harbour master said. " * 3 + "Yes.",
]
OUTLETS = ["", "The Courier", "Österreich heute"]
DAYS = [None, "2025-07-04", "2025-07-05T18:30:00+02:00", "2025-07-06"]
articles = st.builds(
    Article,
    id=st.sampled_from(NAMES),
    title=st.just("Bridge"),
    text=st.sampled_from(TEXTS),
    outlet=st.sampled_from(OUTLETS),
    published=st.sampled_from(DAYS),
    language=st.sampled_from(["", "en", "en-gb", "de"]),
)
filters = st.builds(
    Filters,
    after=st.sampled_from([None, None, "2025-07-05"]),
    before=st.sampled_from([None, None, "2025-07-05"]),
    outlets=st.sampled_from([(), (), ("the COURIER",), ("Österreich heute", "nobody")]),
    articles=st.sampled_from([(), (), ("a1",), ("a0", "a3", "nobody")]),
    languages=st.sampled_from([(), (), ("EN",), ("de", "fr")]),
    as_of=st.sampled_from([None, None, "2025-07-04", "2100-01-01"]),
)
Held = dict[str, tuple[int, Article]]
Found = list[tuple[str, int, int, int]]


def places(held: Held) -> Found:
    """The passages of articles in their revisions."""
    return sorted((name, number, *span) for name, (number, one) in held.items() for span in passages(one.text, CUT))


def allowed(wanted: Filters, article: Article) -> bool:
    day, undated_counts = article.day, str(wanted.as_of) > "2099"
    return (
        (not wanted.after or bool(day and day >= str(wanted.after)))
        and (not wanted.before or bool(day and day <= str(wanted.before)))
        and (not wanted.as_of or (undated_counts if day is None else day <= str(wanted.as_of)))
        and (not wanted.outlets or article.outlet.lower() in {outlet.lower() for outlet in wanted.outlets})
        and (not wanted.languages or article.language[:2] in {language.lower() for language in wanted.languages})
        and (not wanted.articles or article.id in wanted.articles)
    )


class IndexMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        self.revisions: dict[str, list[Article]] = {}
        self.moments: list[tuple[datetime, Held]] = []

    @initialize()
    def begin(self) -> None:
        self.index, self.reader = self.opened(create=True), self.opened()
        self.done()

    def opened(self, *, create: bool = False) -> NewsIndex:
        return NewsIndex.open(self.folder / "a", create=create, embedder=HashingEmbedder(), settings=CUT)

    def done(self) -> None:
        self.moments.append((datetime.now(UTC), self.held()))

    def held(self) -> Held:
        return {name: (len(known), known[-1]) for name, known in self.revisions.items()}

    # ---- what is done ------------------------------------------------------------------------------------------

    @rule(batch=st.lists(articles, max_size=8))
    def add(self, batch: list[Article]) -> None:
        before = self.held()
        counts = {"added": 0, "updated": 0, "unchanged": 0}
        for article in batch:
            known = self.revisions.setdefault(article.id, [])
            change = "unchanged" if known and known[-1] == article else "updated" if known else "added"
            counts[change] += 1
            if change != "unchanged":
                known.append(article)
        report = self.index.add(batch)
        assert {name: getattr(report, name) for name in counts} == counts
        if before != self.held():
            self.done()

    @rule(name=st.sampled_from(NAMES))
    def add_again_what_is_there(self, name: str) -> None:
        if name in self.revisions:
            assert self.index.add([self.revisions[name][-1]]).unchanged == 1

    @rule(batch=st.lists(articles, min_size=1, max_size=4))
    def break_off_an_add(self, batch: list[Article]) -> None:
        def source() -> Iterator[Article]:
            yield from batch
            raise KeyboardInterrupt

        try:
            self.index.add(source())
        except KeyboardInterrupt:
            return
        raise AssertionError("it was not broken off")

    @rule(names=st.lists(st.sampled_from([*NAMES, "nobody"]), max_size=4))
    def remove(self, names: list[str]) -> None:
        there = set(names) & self.revisions.keys()
        assert self.index.remove(names) == len(there)
        for name in there:
            del self.revisions[name]
            for _, held in self.moments:
                held.pop(name, None)
        self.done()

    @rule()
    def compact(self) -> None:
        self.index.compact()

    @rule()
    def rebuild(self) -> None:
        self.index.rebuild()

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = self.opened()

    @rule(wanted=filters)
    def search_with_filters(self, wanted: Filters) -> None:
        held = {name: known for name, known in self.held().items() if allowed(wanted, known[1])}
        assert self.found(self.index, wanted) == places(held)

    # ---- what must hold ----------------------------------------------------------------------------------------

    def found(self, index: NewsIndex, wanted: Filters | None = None) -> Found:
        """What both searches find, which is the same."""
        both: list[Found] = []
        for by in ("dense", "lexical"):
            hits = index.search("bridge", 10_000, by=by, filters=wanted)
            assert all(hit.text == hit.article.text[hit.passage.start : hit.passage.end] for hit in hits)
            assert all(hit.article == self.revisions[hit.article.id][hit.passage.revision - 1] for hit in hits)
            assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
            both.append(sorted((h.article.id, h.passage.revision, h.passage.start, h.passage.end) for h in hits))
        assert both[0] == both[1]
        return both[0]

    @invariant()
    def what_is_there_is_found_and_read(self) -> None:
        for index in (self.index, self.reader):
            assert self.found(index) == places(self.held())
            assert len(index) == len(self.revisions)
            assert index.passages == len(places(self.held()))
            newest = sorted(self.revisions, key=lambda name: (self.revisions[name][-1].published or "", name))
            assert sorted(one.id for one in index.newest()) == sorted(newest)
            days = [one.day or "" for one in index.newest()]
            assert days == sorted(days, reverse=True)
            for name in NAMES:
                known = self.revisions.get(name, [])
                assert index.article(name) == (known[-1] if known else None)
                assert [one.article for one in index.history(name)] == known
                assert index.article(name, 1) == (known[0] if known else None)
                assert index.article(name, len(known) + 1) is None

    @invariant()
    def history_has_no_holes(self) -> None:
        for name in self.revisions:
            told = self.index.history(name)
            assert [one.number for one in told] == list(range(1, len(told) + 1))
            assert [one.until for one in told] == [*(one.since for one in told[1:]), None]

    @invariant()
    def every_past_moment_is_found_as_it_was(self) -> None:
        for moment, held in self.moments[-4:] + self.moments[:2]:
            assert self.found(self.index, Filters(known_by=moment)) == places(held)

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert self.index.check() == []

    def teardown(self) -> None:
        if hasattr(self, "index"):
            self.index.close()
            self.reader.close()
        shutil.rmtree(self.folder)


IndexMachine.TestCase.settings = settings(max_examples=10, stateful_step_count=12, deadline=None)
test_anything_in_any_order = IndexMachine.TestCase
