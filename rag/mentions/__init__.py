"""Which outlets, authors and sections of an archive a question names as its source."""

from onrecord.rag.mentions.mentioned import Mention, Names, mentions

__all__ = ["Mention", "Names", "mentions"]
