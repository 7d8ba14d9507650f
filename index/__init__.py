"""Articles to a searchable index. Knows nothing of questions, answers or screens."""

from onrecord.index.chunking import ChunkSettings
from onrecord.index.embedding import Embedder, load_embedder
from onrecord.index.errors import OnRecordError
from onrecord.index.news_index import NewsIndex
from onrecord.index.types import AddReport, Article, Filters, Hit, Passage, Rejected, Revision, Withdrawal

__all__ = [
    "AddReport",
    "Article",
    "ChunkSettings",
    "Embedder",
    "Filters",
    "Hit",
    "NewsIndex",
    "OnRecordError",
    "Passage",
    "Rejected",
    "Revision",
    "Withdrawal",
    "load_embedder",
]
