"""A question to a cited answer."""

from onrecord.rag.assistant import Assistant
from onrecord.rag.read import Reader, SentenceReader, Span
from onrecord.rag.rerank import CrossEncoder, Reranker
from onrecord.rag.retrieve import Retriever
from onrecord.rag.types import Answer, Citation, Turn

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "CrossEncoder",
    "Reader",
    "Reranker",
    "Retriever",
    "SentenceReader",
    "Span",
    "Turn",
]
