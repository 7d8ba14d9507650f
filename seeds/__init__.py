"""The sample archive: news articles written for the project, and questions to try on them.

`ARTICLES` holds one JSON object a line; README.md beside it says what is in them.
"""

from pathlib import Path

__all__ = ["ARTICLES", "QUESTIONS"]

ARTICLES: Path = Path(__file__).with_name("articles.jsonl")

# Two single facts, a follow-up of the second, who said what, and one that nothing here answers.
QUESTIONS: tuple[str, ...] = (
    "For how long was the radar alarm muted before the Maren Linde hit the reef?",
    "Why was the Tollgate Bridge closed?",
    "And when does it reopen?",
    "What did Rosalind Achterberg say about the deal that ended the dock strike?",
    "What did the central bank decide about interest rates in July?",
)
