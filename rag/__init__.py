"""A question to a cited answer."""

from onrecord.rag.assistant import Assistant
from onrecord.rag.conversation import Conversation
from onrecord.rag.conversations import Conversations
from onrecord.rag.explain import Explained
from onrecord.rag.read import Reader, Span, SpanReader
from onrecord.rag.rerank import CrossEncoder, Reranker
from onrecord.rag.retrieve import FAST, Retriever
from onrecord.rag.types import Answer, Choice, Citation, Turn
from onrecord.rag.understood import Understood

__all__ = [
    "FAST",
    "Answer",
    "Assistant",
    "Choice",
    "Citation",
    "Conversation",
    "Conversations",
    "CrossEncoder",
    "Explained",
    "Reader",
    "Reranker",
    "Retriever",
    "Span",
    "SpanReader",
    "Turn",
    "Understood",
]
