"""Answers as words: the normal form in which they are compared, and whether a text holds one."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable

__all__ = ["expected", "holds", "normalised"]

_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLE = re.compile(r"\b(?:an?|the)\b")
_INSIDE = re.compile(r"(?<=\w)[.,](?=\w)")  # the marks that stand inside a number or a word: 1,200 and U.S.
_MARK = re.compile(r"[^\w\s]|_")


def normalised(text: str) -> str:
    """The form in which SQuAD's official scripts compare answers: lower case, ASCII punctuation
    (``string.punctuation``) taken out and what it parted joined, the words a, an and the taken out, every run of blanks
    one space: Rajpurkar et al., EMNLP 2016, ``evaluate-v1.1.py``. CoQA's script has the same rule.

    Typographic quotes and dashes stay, as in the scripts.

    >>> normalised("The U.S. forty-five,  a $1.5 billion")
    'us fortyfive 15 billion'
    >>> normalised("Luke’s “plan”")
    'luke’s “plan”'
    """
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split())


def expected(references: Iterable[str]) -> list[str]:
    """What an answer is compared with, normalised: the references that say something, or, where none does, the empty
    answer, which is right when there is none (``evaluate-v2.0.py``).

    >>> expected(["The Hague", "the", "Hague"]), expected([])
    (['hague', 'hague'], [''])
    """
    return [said for said in map(normalised, references) if said] or [""]


def holds(text: str, answer: str) -> bool:
    """Whether the words of the answer stand in a row, whole, among the words of the text; the idea of DPR's
    ``has_answer`` (Karpukhin et al., EMNLP 2020).

    On purpose this is not quite the normalisation by which answers are scored. News is set with “ ” ’ – and —, which
    that one leaves on the words, and it joins what a hyphen parts. Here every mark of punctuation, of ASCII or of
    Unicode, in text and answer alike, parts words; but a full stop or comma inside a word or number is dropped, so that
    1,200 is 1200 and holds no 200. Accents and other signs (é, £) count. Then case and articles go as ever.

    An answer without a word in it is never held, nor is one that is only yes or no: those are said of a text, and
    finding the letters in it means nothing.

    >>> holds("“Oppenheimer” won; Luke’s film—a first—did not.", "Oppenheimer")
    True
    >>> holds("It was a party.", "art"), holds("No, he said.", "no")
    (False, False)
    """
    words = _words(answer)
    return words not in ("", "yes", "no") and f" {words} " in f" {_words(text)} "


def _words(text: str) -> str:
    # NFC, as all text in an index is: an accent may be given as a sign of its own.
    return normalised(_MARK.sub(_parted, _INSIDE.sub("", unicodedata.normalize("NFC", text))))


def _parted(mark: re.Match[str]) -> str:
    sign = mark[0]
    return " " if sign in string.punctuation or unicodedata.category(sign).startswith("P") else sign
