"""The clause of a question that asks: without what is told before it, and without "Do you know" and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["AUXILIARIES", "PREPOSITIONS", "QUESTION_WORDS", "asking_clause"]

_LONGEST = 1_000  # characters of a question that are read
_AUXILIARIES = "is are was were do does did has have had would could should"
_PREPOSITIONS = """
    about after against at before behind by during for from in into near of on since through till to under until with
"""
QUESTION_WORDS = frozenset({"who", "whom", "whose", "when", "where", "which", "what", "why", "how"})
AUXILIARIES = frozenset(
    {*_AUXILIARIES.split(), *(f"{word}n't" for word in _AUXILIARIES.split())}
    | {"will", "won't", "can", "can't", "cannot", "shall", "might", "must", "may"}
)
PREPOSITIONS = frozenset(_PREPOSITIONS.split())
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "vs", "no", "sen", "rep", "gov", "gen", "lt", "col", "prof", "jr"}
)

# Patterns are compiled when a question first needs them: at import they would delay every start.
_WH = r"(?:who|whom|whose|when|where|which|what|why|how)(?:'s|'re|'d|'ll|s(?=\s))?"
_IN = rf"(?:(?:{'|'.join(sorted(PREPOSITIONS))})\s+)?"
_MEASURED = r"(?:many|much|long|old|often|far|tall|high|deep|big|large|fast|hot|cold)"
_ASKS = rf"\b{_IN}(?:(?P<sure>what|which|why|how\s+{_MEASURED})|{_WH})(?![\w'])"
_THEN = r"(?=(?:[\w-]+\s+)?(?:wh|how\b|if\b))"
_LEAD = rf"""(?x:
    (?:and|but|so|or|also|ok|okay|then|well|please|hi|hello|sorry|thanks|now|yet)\b[\s,]+
  | (?:can|could|will|would)\s+(?:you|anyone|anybody|someone)\s+(?:please\s+)?
        (?=(?:tell|say|explain|name|list|give|remind|show|find)\b)
  | (?:say|explain|find\s+out)\s+(?:to\s+me\s+)?{_THEN}
  | (?:do|does|did)\s+(?:you|we|they|anyone|anybody)\s+(?:happen\s+to\s+)?(?:know|remember|say)\s+{_THEN}
  | (?:is|was)\s+(?:it|there)\s+(?:known|clear|public|any\s+word|any\s+news)\s+(?:on\s+|of\s+)?(?=wh(?!ether)|how)
  | (?:i|we)(?:'d|\s+would)?\s+(?:really\s+|just\s+)?(?:like|want|need|wish|love|have)\s+to\s+
        (?:know|learn|find\s+out|ask|understand)\s+
  | (?:i|we)(?:'m|\s+am|'re|\s+are)?\s+(?:wonder(?:ing)?|asking|curious)\s+
  | (?:any|some|no)\s+(?:idea|clue)s?\s+(?:of\s+|about\s+)?(?=wh|how)
  | (?:the\s+|my\s+)?question(?:\s+is)?\s*[:,-]?\s+(?=wh|how|is|did|was)
)"""
_LEADS = """
    and but so or also ok okay then well please hi hello sorry thanks now yet can could will would say explain find do
    does did is was i we i'd we'd i'm we're any some no the my question tell remind show give
"""
_LEADING = frozenset(_LEADS.split())
_TELL = r"(?:tell|remind|show|give)\s+(?:me|us)\s+(?:again\s+|exactly\s+)?(?!about\b)"
_NOUN_PHRASE = ("the ", "his ", "her ", "their ", "its ", "a list ")
_SUBORDINATE = frozenset(
    {"when", "where", "while", "after", "if", "as", "because", "although", "since", "before", "until"}
)
_FREE = (
    r"in\s+what\s+(?:may|might|could|is|was|would|has|appears|seems)\s+(?:(?:to\s+)?be\s+)?"
    r"(?:the|an?|one|its|his|her)\b"
)


def asking_clause(text: str) -> str:
    """The clause that asks, in lower case and with single blanks; the whole text where none does.

    Of several questions it is the last one. 1,000 characters are read.

    >>> asking_clause("A ticket won the jackpot. Can you tell me where it was sold?")
    'where it was sold?'
    """
    text = " ".join(text[:_LONGEST].lower().replace("’", "'").split()).strip(" \"'“”‘(")
    sentences = [_without_lead(sentence) for sentence in _sentences(text)]
    marked = [one for one in sentences if one != _bare(one)]
    asked = [one for one in marked if _opens(one) or re.search(_ASKS, one)]
    return _clause((asked or marked or [one for one in sentences if _opens(one)] or [text])[-1])


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for stop in re.finditer(r"[.!?;:]+[\"')\]”]*\s+", text):
        last = re.split(r"\W", text[max(0, stop.start() - 8) : stop.start()])[-1]
        if text[stop.start()] != "." or (len(last) != 1 and last not in _ABBREVIATIONS):
            yield text[start : stop.end()].rstrip()
            start = stop.end()
    if text[start:]:
        yield text[start:]


def _bare(sentence: str) -> str:
    """A sentence without its question mark; the same where it has none."""
    bare = sentence.rstrip("\"')]” ")
    return bare.rstrip("? ") if bare.endswith("?") else sentence


def _opens(sentence: str) -> bool:
    """Whether a sentence begins as a question does."""
    first, second, *_ = [*re.findall(r"[\w'-]+", sentence[:60])[:2], "", ""]
    if first == "may" and second.isdecimal():
        return False
    return (
        first in AUXILIARIES
        or first in ("whether", "if", "name", "list")
        or _question_word(first)
        or (first in PREPOSITIONS and _question_word(second))
    )


def _question_word(word: str) -> bool:
    stem, mark, _ = word.partition("'")
    return stem in QUESTION_WORDS or (not mark and word.removesuffix("s") in QUESTION_WORDS)


def _without_lead(sentence: str) -> str:
    for _ in range(4):
        if sentence.partition(" ")[0].rstrip(",:") not in _LEADING:
            return sentence
        found = re.match(_LEAD, sentence)
        sentence = sentence[found.end() :] if found else sentence
    told = re.match(_TELL, sentence)
    if told:
        sentence = sentence[told.end() :]
        return f"what is {sentence}" if sentence.startswith(_NOUN_PHRASE) else sentence
    return sentence


def _clause(sentence: str) -> str:
    """What is left of a sentence from where it asks on: "The treaty was signed in which city?" asks at its end."""
    if _opens(sentence) and not _goes_before(sentence):
        return sentence
    bare = _bare(sentence)
    comma = re.search(rf",\s+(?:and\s+|then\s+|so\s+)?(?={_IN}{_WH}\b|(?:{'|'.join(sorted(AUXILIARIES))})\b)", sentence)
    inside = [found for found in re.finditer(_ASKS, bare) if bare != sentence or found.end() == len(bare)]
    # "Who" and the like may be relative to what is before them; "what" and "how many" hardly are. ", was" may go on.
    sure = [found for found in inside if found["sure"] and not bare[: found.start()].endswith(", ")]
    if comma and not sentence.endswith(":"):
        word = re.split(r"[^\w']", sentence[comma.end() :], maxsplit=1)[0]
        goes_on = word in AUXILIARIES or word in ("who", "whose", "whom", "which", "where", "when")
        if not (goes_on and sure and sure[-1].start() > comma.end()):
            return sentence[comma.end() :]
    chosen = sure or ([] if _opens(sentence) else inside)
    if chosen:
        return sentence[chosen[-1].start() :]
    return f"what is {sentence}" if bare != sentence and sentence.startswith(_NOUN_PHRASE) else sentence


def _goes_before(sentence: str) -> bool:
    """Whether a sentence begins with a clause that does not ask itself: "When the lights went out, ..."."""
    first, second, *_ = [*re.findall(r"[\w'-]+", sentence[:60])[:2], "", ""]
    return (first in _SUBORDINATE and second not in AUXILIARIES) or re.match(_FREE, sentence) is not None
