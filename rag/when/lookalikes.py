"""What looks like a time and is none: names ("Sunday Times"), what comes again ("every Friday"), verbs ("may win").

A table of phrases that are never a time; they compete with those that are, and the longer wins. ``doubts`` looks at the
words beside a phrase that is one only sometimes.
"""

from __future__ import annotations

from onrecord.rag.when.phrases import nothing, row
from onrecord.rag.when.said import IN_MONTHS, MONTHS, WEEKDAYS

__all__ = ["LOOKALIKES"]

_Y = r"(?:1[6-9]|2[01])\d\d"
_EVENT = (
    r"(?:olympics?|olympiad|paralympics|games|elections?|midterms?|primary|primaries|referendum|ballot|world cup|"
    r"euros?|cup|championships?|open|grand prix|super bowl|finals?|playoffs|tournament|tour|budget|census|season|"
    r"summit|conference|convention|festival|oscars?|academy awards|grammys?|awards?|prize|expo|eurovision|campaign|"
    r"class|edition|model|vintage|agenda|vision|project|plan|strategy|war|crash|revolution|coup|scandal|"
    r"pandemic|earthquake|tsunami|hurricane|report|study|survey|film|movie|novel|book|song|album|memoir)"
)
_LINK = r"(?!(?:the|a|an|and|or|but|to|of|in|on|at|by|for|from|with|before|after|when|did|was|were|is|are|has|had|s)\b)"
_NUMBERED = (
    r"(?:flight|page|pages|room|route|number|no\.?|channel|highway|resolution|bill|chapter|article|section|bus|train|"
    r"lot|apollo|asteroid|model|level|class of|gate|line|unit|psalm|verse|lines|code|windows|area)"
)
_NAMED_DAYS = (
    r"(?:black|cyber|good|ash|palm|bloody|super|giving|shrove|fat|maundy|holy|freaky|casual|manic|blue|whit|tgi|ruby|"
    r"man|sheffield|happy|bright)"
)
_PAPERS = (
    r"(?:times|telegraph|mirror|express|mail|world|post|herald|independent|people|sport|sun|star|league|school|roast)"
)
_PER = r"(?:every|each|any|most|all|alternate|other|a|an|that|one|some|no|following|previous|another)"

LOOKALIKES = (
    row(
        rf"{_PER} (?:other |single |second |third |few )?(?:{WEEKDAYS}|{MONTHS}|summer|spring|winter|autumn|fall)",
        nothing,
        hint=f"day|{IN_MONTHS}|summer|spring|winter|autumn|fall",
    ),
    row(
        rf"(?:the )?(?:first|second|third|fourth|last) (?:{WEEKDAYS}|week|weekend|day|month) (?:of|in) "
        r"(?:every|each|the|a|any) (?:week|month|quarter|year)",
        nothing,
        hint="week|month|quarter|year",
    ),
    row(rf"{WEEKDAYS} (?:mornings|afternoons|evenings|nights)", nothing, hint="day "),
    row(rf"the (?:{WEEKDAYS}|weekend) (?:before|after|following)", nothing, hint="before|after|following"),
    row(rf"{_NAMED_DAYS} (?:{WEEKDAYS})", nothing, hint="day"),
    row(rf"(?:mail on )?sunday {_PAPERS}|mail on sunday|monday club|friday (?:prayers?|sermons?)", nothing, hint="day"),
    row(r"(?:friday|saturday|sunday|monday|thursday) night (?:lights|live|football|fever)", nothing, hint="night"),
    row(r"friday the (?:13th|thirteenth)|super bowl sunday", nothing, hint="day"),
    row(r"(?<!in )(?<!in the )usa today|(?:entertainment|world news|last week) tonight", nothing, hint="to"),
    row(r"(?:today|tonight) (?:show|programme|program)", nothing, hint="show|program"),
    row(r"(?:cbs )?this morning show|(?:cbs|abc) this (?:morning|week)", nothing, hint="this"),
    row(
        rf"{MONTHS} \d{{1,2}}(?:th|st)? (?:attacks?|attackers|bombings?|committee|panel|commission|riots?|rioters?|"
        r"insurrection|hearings?|defendants?|memorial|massacre|movement|cases?|pardons?|hijackers)",
        nothing,
        hint=" #",
    ),
    row(
        rf"(?:{_Y},? (?:and |or )?){{0,4}}{_Y}(?:[-–/]\d\d)? (?:{_LINK}[\w.&'-]+ ){{0,2}}{_EVENT}", nothing, hint="####"
    ),
    row(
        rf"(?:{_EVENT}|(?:class|war|crash|revolution|coup|elections?|uprising) of) {_Y}(?:[-–/]\d\d)?",
        nothing,
        hint=" ####",
    ),
    row(rf"{_NUMBERED} {_Y}", nothing, hint=" ####"),
    row(rf"{_Y}/\d\d", nothing, hint="####/##"),
    row(rf"(?:fiscal|financial|school|academic) (?:year )?{_Y}|fy ?{_Y}", nothing, hint="####"),
    row(
        r"arab spring|june bugs?|prague spring|(?:winter|summer) (?:olympics|paralympics|games|school|palace|time)",
        nothing,
        hint="spring|bug|winter|summer",
    ),
)
