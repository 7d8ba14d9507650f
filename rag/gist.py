"""The one sentence of an article that says most of what it is about: its lead, or the one behind a lead that paints a
scene. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping

from onrecord.index import Article
from onrecord.index.chunking import is_heading, sentences
from onrecord.index.lexical import terms

__all__ = ["gist"]

_SENTENCES = 40  # that are looked at: what an article is about is said near its head
_SHORT = 6  # words: with fewer, a sentence says too little alone
_USUAL = 15  # words, from which on a longer sentence counts less
_LATER = 0.15  # by which each sentence counts less than the one before it


def gist(article: Article, subject: str, worth: Mapping[str, float]) -> tuple[int, int]:
    """Where that sentence stands, as offsets into ``article.text``.

    It is the one with most words of the title and of the subject: an editor has put into the title what is new.

    Args:
        article: with text.
        subject: words of what it is read for.
        worth: what each word counts, as of ``excerpt.rarity``; a word that is not there counts 1.
    """
    title, asked = set(terms(article.title)), set(terms(subject))
    best, place = -math.inf, (0, len(article.text))
    for number, (start, end) in enumerate(sentences(article.text)[:_SENTENCES]):
        words = 1 + article.text.count(" ", start, end)
        held = set(terms(article.text[start:end]))
        told = sum(worth.get(word, 1.0) for some in (title, asked) for word in held & some)
        score = told / (1 + math.log(max(words, _USUAL) / _USUAL)) - _LATER * number
        if is_heading(article.text, (start, end)) or words < _SHORT:
            score -= 100  # only where there is nothing else
        if score > best:
            best, place = score, (start, end)
    return place
