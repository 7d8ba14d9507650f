"""What every implementation of a protocol must hold, written once. A test file names the implementations."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from passages import LIMITS, WIDTH, batches, clustered, entries_of, left_by, nearest

from onrecord.index import Embedder, Hit
from onrecord.index.embedding import Floats
from onrecord.index.entries import Entry
from onrecord.index.limits import EVERYTHING, Limits
from onrecord.index.staging import NOTHING
from onrecord.index.vectors import Vectors, VectorStore
from onrecord.rag import Reader, Reranker

TEXTS = [
    "The Tollgate Bridge was closed on Monday after engineers found a crack in a hanger.",
    "Helvane said its norovirus vaccine prevented 61 percent of cases.",
    "It rained.",
    "The ferry struck the reef at four in the morning, and its radar alarm had been muted for nineteen minutes. " * 8,
    "Réka Varga won the Tour of the Three Coasts.",
]
LONG = "word " * 10_000


class EmbedderContract:
    """Give the fixture ``embedder``."""

    @pytest.fixture
    def embedder(self) -> Embedder:
        raise NotImplementedError("the test class names its embedder")

    def test_it_says_what_it_is(self, embedder: Embedder) -> None:
        assert embedder.name
        assert embedder.fingerprint
        assert embedder.dim > 0

    @pytest.mark.parametrize("method", ["embed_queries", "embed_passages"])
    @pytest.mark.parametrize("size", [0, 1, len(TEXTS)])
    def test_rows_are_float32_of_length_one(self, embedder: Embedder, method: str, size: int) -> None:
        rows = getattr(embedder, method)(TEXTS[:size])
        assert rows.shape == (size, embedder.dim)
        assert rows.dtype == np.float32
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)

    def test_rows_stand_in_the_order_of_the_texts(self, embedder: Embedder) -> None:
        forward, backward = embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS[::-1])
        assert (np.sum(forward * backward[::-1], axis=1) > 0.98).all()

    def test_a_text_alone_and_in_a_batch_agree(self, embedder: Embedder) -> None:
        together = embedder.embed_passages(TEXTS)
        for text, row in zip(TEXTS, together, strict=True):
            assert float(embedder.embed_passages([text])[0] @ row) > 0.98

    def test_the_same_text_gives_the_same_vector(self, embedder: Embedder) -> None:
        assert (embedder.embed_passages(TEXTS[:1]) == embedder.embed_passages(TEXTS[:1])).all()

    @pytest.mark.parametrize("text", ["", " \n", LONG, "😀", "\u202e<|endoftext|>"], ids=len)
    def test_any_text_has_a_vector(self, embedder: Embedder, text: str) -> None:
        rows = embedder.embed_passages([text, "It rained."])
        assert np.isfinite(rows).all()
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)

    def test_a_question_is_nearest_to_what_it_is_about(self, embedder: Embedder) -> None:
        scores = embedder.embed_passages(TEXTS) @ embedder.embed_queries(["the norovirus vaccine of Helvane"])[0]
        assert int(scores.argmax()) == 1


class RerankerContract:
    """Give the fixture ``reranker``."""

    @pytest.fixture
    def reranker(self) -> Reranker:
        raise NotImplementedError("the test class names its reranker")

    def test_a_score_for_each_text_in_order(self, reranker: Reranker) -> None:
        scores = reranker.score("Who won the Tour of the Three Coasts?", TEXTS)
        assert len(scores) == len(TEXTS)
        assert max(zip(scores, TEXTS, strict=True))[1] == TEXTS[4]

    def test_no_text_no_score(self, reranker: Reranker) -> None:
        assert reranker.score("Who won?", []) == []

    def test_a_text_alone_and_among_others_agree(self, reranker: Reranker) -> None:
        question = "Why was the Tollgate Bridge closed?"
        alone = [reranker.score(question, [text])[0] for text in TEXTS]
        assert np.allclose(alone, reranker.score(question, TEXTS), atol=1.0)

    @pytest.mark.parametrize("query", ["", "why", LONG], ids=len)
    def test_any_query_and_text_have_a_score(self, reranker: Reranker, query: str) -> None:
        assert np.isfinite(reranker.score(query, ["", LONG, "It rained."])).all()


class ReaderContract:
    """Give the fixtures ``reader`` and ``hits``, passages that were found for ``question``."""

    question = "For how long was the radar alarm muted before the Maren Linde hit the reef?"

    @pytest.fixture
    def reader(self) -> Reader:
        raise NotImplementedError("the test class names its reader")

    def test_it_has_a_name(self, reader: Reader) -> None:
        assert reader.name

    def test_spans_stand_inside_their_passage(self, reader: Reader, hits: list[Hit]) -> None:
        spans = reader.read(self.question, hits)
        assert spans
        for span in spans:
            assert span.hit in hits
            assert span.hit.passage.start <= span.start < span.end <= span.hit.passage.end

    def test_focus_stands_inside_its_span(self, reader: Reader, hits: list[Hit]) -> None:
        focused = [span for span in reader.read(self.question, hits) if span.focus]
        assert focused
        assert all(span.start <= span.focus[0] < span.focus[1] <= span.end for span in focused if span.focus)

    def test_the_best_stands_first(self, reader: Reader, hits: list[Hit]) -> None:
        spans = reader.read(self.question, hits)
        assert all(before.score >= after.score for before, after in pairwise(spans))

    def test_no_place_is_given_twice(self, reader: Reader, hits: list[Hit]) -> None:
        places = [(span.hit.article.id, span.start, span.end) for span in reader.read(self.question, hits)]
        assert len(set(places)) == len(places)

    def test_nothing_found_nothing_read(self, reader: Reader) -> None:
        assert reader.read(self.question, []) == []


Found = list[tuple[int, float]]
Held = tuple[VectorStore, Vectors, list[Entry], Floats]


class VectorStoreContract:
    """Give the class-scoped fixture ``new_store``, which makes a store that keeps vectors in a place of its own.
    ``count`` is how many vectors are tried; ``recall`` what part of the ten nearest must be found."""

    count = 400
    recall = 1.0

    @pytest.fixture(scope="class")
    @classmethod
    def new_store(cls) -> Callable[[], VectorStore]:
        raise NotImplementedError("the test class names its store")

    @pytest.fixture(scope="class")
    @classmethod
    def held(cls, new_store: Callable[[], VectorStore]) -> Held:
        store, entries, rows = new_store(), entries_of(cls.count), clustered(cls.count)
        return store, store.open(None, WIDTH).changed(NOTHING, cls.count, batches(entries, rows)), entries, rows

    def test_an_empty_one_finds_nothing(self, new_store: Callable[[], VectorStore]) -> None:
        store = new_store()
        empty = store.open(None, WIDTH)
        assert (len(empty), empty.search(np.ones(WIDTH, np.float32), 5)) == (0, [])
        again = store.open(json.loads(json.dumps(empty.content)), WIDTH)
        assert len(again.changed(np.array([3]), 0, [])) == 0

    def test_the_nearest_stand_first_with_their_cosines(self, held: Held) -> None:
        _, vectors, entries, rows = held
        found = [vectors.search(query, 10) for query in clustered(40, seed=1)]
        assert all(pairs == sorted(pairs, key=lambda pair: -pair[1]) for pairs in found)
        assert all(len({name for name, _ in pairs}) == 10 for pairs in found)
        assert self._recalled(found, entries, rows) >= self.recall
        place = {entry.id: row for entry, row in zip(entries, rows, strict=True)}
        for query, pairs in zip(clustered(40, seed=1), found, strict=True):
            assert [score for _, score in pairs] == pytest.approx([float(place[name] @ query) for name, _ in pairs])

    @pytest.mark.parametrize("k", [0, -1])
    def test_no_places_nothing_found(self, held: Held, k: int) -> None:
        assert held[1].search(held[3][0], k) == []

    @pytest.mark.parametrize("more", [0, 1, 10**12])
    def test_as_many_places_as_vectors_or_more_give_each_once(self, held: Held, more: int) -> None:
        found = held[1].search(held[3][0], self.count + more)
        assert sorted(name for name, _ in found) == [entry.id for entry in held[2]]
        assert len(held[1]) == self.count

    @pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
    def test_limits_apply_before_ranking(self, held: Held, limits: Limits) -> None:
        _, vectors, entries, rows = held
        left = [place for place, entry in enumerate(entries) if left_by(limits, entry)]
        allowed = {entries[place].id for place in left}
        assert {name for name, _ in vectors.search(rows[0], self.count, limits)} == allowed
        found = [vectors.search(query, 10, limits) for query in clustered(10, seed=2)]
        assert {len(pairs) for pairs in found} == {min(10, len(left))}
        if left:
            assert self._recalled(found, [entries[n] for n in left], rows[left], seed=2) >= self.recall

    def test_a_change_makes_another_and_leaves_the_first_as_it_was(self, held: Held) -> None:
        _, vectors, entries, rows = held
        before = vectors.search(rows[5], 20)
        gone = np.array([entries[n].id for n in range(0, self.count, 4)])
        new, more = entries_of(30, entries[-1].id + 3), clustered(30, seed=3)
        after = vectors.changed(np.append(gone, [-1, 2, 10**15]), 30, batches(new, more))
        assert len(after) == self.count - len(gone) + 30
        kept = [n for n in range(self.count) if n % 4]
        expected = [entries[n].id for n in kept] + [entry.id for entry in new]
        assert sorted(name for name, _ in after.search(rows[5], 2 * self.count)) == expected
        found = [after.search(query, 10) for query in clustered(20, seed=4)]
        left = [*(entries[n] for n in kept), *new]
        assert self._recalled(found, left, np.vstack([rows[kept], more]), seed=4) >= self.recall
        assert (vectors.search(rows[5], 20), len(vectors)) == (before, self.count)
        again = after.changed(np.array([new[0].id]), 0, [])
        assert (len(again), len(after)) == (len(after) - 1, len(after))
        assert new[0].id not in dict(again.search(more[0], 20))

    def test_ids_that_are_not_there_are_taken_out_harmlessly(self, held: Held) -> None:
        _, vectors, _, rows = held
        same = vectors.changed(np.array([-1, 2, 10**15]), 0, [])
        assert same.search(rows[3], 9) == vectors.search(rows[3], 9)
        assert len(same) == len(vectors)

    def test_everything_can_be_taken_out_and_others_put_in(self, held: Held) -> None:
        _, vectors, entries, rows = held
        empty = vectors.changed(np.array([entry.id for entry in entries]), 0, [])
        assert (len(empty), empty.search(rows[0], 5)) == (0, [])
        one = empty.changed(NOTHING, 1, batches(entries[:1], rows[:1]))
        assert [name for name, _ in one.search(rows[0], 5)] == [entries[0].id]

    def test_tidying_changes_nothing_that_is_found(self, held: Held) -> None:
        _, vectors, entries, rows = held
        for n in range(12):
            vectors = vectors.changed(
                np.array([entries[n].id, entries[-1].id + 60 * n - 54]),
                20,
                batches(entries_of(20, entries[-1].id + 3 + 60 * n), clustered(20, seed=50 + n)),
            )
        tidied = vectors.tidied(10_000) or vectors
        assert len(tidied) == len(vectors)
        for limits in (EVERYTHING, LIMITS["known"], LIMITS["rare outlet"], LIMITS["several"]):
            found, expected = (one.search(rows[9], 2 * self.count, limits) for one in (tidied, vectors))
            assert [name for name, _ in found] == [name for name, _ in expected]
            assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)
        assert (tidied.tidied(10_000) or tidied).content == tidied.content

    def test_what_is_opened_again_is_the_same(self, held: Held) -> None:
        store, vectors, entries, rows = held
        changed = vectors.changed(np.array([entries[1].id, entries[2].id]), 0, [])
        again = store.open(json.loads(json.dumps(changed.content)), WIDTH)
        assert len(again) == len(changed)
        assert again.files == changed.files
        for limits in (EVERYTHING, LIMITS["several"]):
            assert again.search(rows[1], 30, limits) == changed.search(rows[1], 30, limits)

    def test_letting_go_of_others_keeps_what_is_named(self, new_store: Callable[[], VectorStore]) -> None:
        store, entries, rows = new_store(), entries_of(60), clustered(60)
        first = store.open(None, WIDTH).changed(NOTHING, 40, batches(entries[:40], rows[:40]))
        second = first.changed(np.array([1]), 20, batches(entries[40:], rows[40:]))
        third = second.changed(np.array([4, entries[50].id]), 0, [])
        store.drop_others([first, third])
        for kept in (first, third):
            again = store.open(json.loads(json.dumps(kept.content)), WIDTH)
            assert again.search(rows[0], 60) == kept.search(rows[0], 60)
        store.drop_others([third])
        assert len(store.open(json.loads(json.dumps(third.content)), WIDTH)) == 57
        assert len(second.search(rows[0], 60)) == 59, "who still holds vectors can go on searching them"

    @pytest.mark.parametrize("query", [np.ones(WIDTH - 1), np.full(WIDTH, np.nan), np.full(WIDTH, np.inf), np.ones(0)])
    def test_a_query_that_is_no_such_vector_is_refused(self, held: Held, query: Floats) -> None:
        with pytest.raises(ValueError, match=f"needs {WIDTH} finite numbers"):
            held[1].search(query.astype(np.float32), 5)

    @pytest.mark.parametrize("rows", [np.ones((2, WIDTH)), np.ones((1, WIDTH - 1)), np.full((1, WIDTH), np.nan)])
    def test_vectors_that_do_not_fit_are_refused(self, new_store: Callable[[], VectorStore], rows: Floats) -> None:
        vectors = new_store().open(None, WIDTH)
        with pytest.raises(ValueError, match=r"shape|finite|passages"):
            vectors.changed(NOTHING, 1, [(entries_of(1), rows.astype(np.float32))])
        assert len(vectors) == 0

    def _recalled(self, found: list[Found], entries: list[Entry], rows: Floats, seed: int = 1) -> float:
        """The part of the ten nearest, by numpy, that was found."""
        hits, wanted = 0, 0
        for query, pairs in zip(clustered(len(found), seed=seed), found, strict=True):
            expected = dict(nearest(query, entries, rows))
            hits += len(expected.keys() & dict(pairs).keys())
            wanted += len(expected)
        return hits / wanted
