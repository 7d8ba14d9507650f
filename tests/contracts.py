"""What every implementation of a protocol must hold, written once. A test file names the implementations."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from onrecord.index import Embedder, Hit
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
