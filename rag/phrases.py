"""The ways in which people say what asks nothing new of the archive. Data, and the small notation it is written in.

Of a way to say something, ``[a|b c]`` may be left out, ``(a|b c)`` is one of several, ``{name}`` is one of ``_PARTS``,
and ``*`` is any word. Words are in small letters, with the shortened ones written out ("who's": "who is").
"""

from __future__ import annotations

import re

from onrecord.rag.types import Act

__all__ = ["AFTER", "BEFORE", "COURTESIES", "DOINGS", "GUARDED", "ON_THE", "ways"]

_OUTLET = "outlet|paper|newspaper|news outlet|publication|source|site|website|magazine"
_OUTLETS = "outlets|papers|newspapers|news outlets|publications|sources|sites|websites|magazines|media"
_PARTS = {
    "it": "this|that|it|these|those|them",
    "piece": "article|articles|story|stories|piece|pieces|report|reports|news|quote|quotes|information|info|answer"
    "|source|sources|passage|statement|text|words|item",
    "this": "{it}|(the|this|that|these|those|your) [last] {piece}",
    "on": "(on|about|of|to|for) ({it}|the (matter|subject|topic|story|same))",
    "outlet": _OUTLET,
    "another": f"(another|[any|some|the|a] (other|different)) ({_OUTLET}|{_OUTLETS})",
    "others": f"(others|the others|[the|any|all the] other ({_OUTLETS})|{{another}})",
    "report": "say|says|said|report|reports|reported|write|writes|wrote|written|cover|covers|covered|confirm|confirms"
    "|confirmed|mention|mentions|mentioned|print|prints|printed",
    "have": "{report}|have|has|had|got|get|carry|carries|carried",
    "printed": "published|printed|posted|written",
    "newer": "newer|more recent|later|fresher|more up to date|more current",
    "there": "is there|are there|have you [got]|do you have|got",
    "thanks": "[many] thanks [a lot|a million|so much|very much|again]|thank you [so much|very much|again]|thx|ty"
    "|cheers|much appreciated",
    "hello": "(hello|hi|hey) [there|again|all]|hiya|howdy|greetings|good (morning|afternoon|evening|day)"
    "|how are you [doing] [today]|nice to meet you",
    "good": "good to know|ok|okay|great|good|perfect|excellent|brilliant|wonderful|cool|fine|nice|lovely|got it"
    "|i see|understood|all right|alright|right|noted|wow|interesting"
    "|(that is|very|that is very|really) (great|good|helpful|useful|perfect|interesting)",
}


def ways(*said: str) -> re.Pattern[str]:
    """A pattern for any of these ways, of a text in which every word is followed by a blank."""
    return re.compile("|".join(map(_pattern, said)))


def _pattern(way: str) -> str:
    marks = {"[": "(?:", "(": "(?:", "]": ")?", ")": ")", "|": "|", "*": r"(\w+) "}
    found = []
    for token in re.findall(r"[\w’'-]+|\{\w+\}|[][()|*]", way):
        if token[0] == "{":
            found.append(f"(?:{_pattern(_PARTS[token[1:-1]])})")
        else:
            found.append(marks.get(token) or f"{re.escape(token)} ")
    return "".join(found)


COURTESIES = {
    "thanks": ways("{thanks}"),
    "goodbye": ways(
        "[good] bye [bye|now|for now]",
        "goodbye",
        "see you [later|soon|then]",
        "good night",
        "(that is|that will be) (all|it) [for now|for today]",
        "nothing else",
        "no more questions",
        "have a (nice|good|great) (day|evening|weekend)",
    ),
    "hello": ways("{hello}"),
    "good": ways("{good}"),
    "": ways(
        "and|but|so|well|oh|ah|hm|then|no|yes|now|onrecord|everyone|for (the|your|all the) (help|answer|info|time)"
    ),
}
"""What is said out of courtesy, and what is said between that."""

BEFORE = ways(
    "{thanks}|{hello}|{good}|and|but|so|well|oh|hm|wait|sorry|then|also|just|actually|please|no|yes",
    "(can|could|would|will|may) (you|we|i) [please|just]",
    "(do|would) you know",
    "i [would] (like|want) to (know|see)",
    "(tell|show|give|remind) me|let me (know|see)|i wonder",
)
"""What is said before something that is to be done."""

AFTER = ways("please|then|though|exactly|again|now|too|there|by the way|anyway|actually|onrecord|{thanks}")
"""What is said after it."""

DOINGS: dict[Act, re.Pattern[str]] = {
    "about": ways(
        "(who|what) are you",
        "who am i (talking|speaking|chatting) (to|with)",
        "who (made|built|created|wrote|trained) you",
        "what is (your name|this (program|app|tool|site|website|thing|chat|chatbot))",
        "(what|who) is onrecord",
        "are you [a|an] [real] (ai|bot|robot|chatbot|human|person|machine|computer|program|llm) [or [a|an] *]",
        "are you (real|chatgpt|gpt|alive|human|there)",
        "is this [a|an] (ai|bot|chatbot|person|human|chatgpt)",
        "what (can|do|will) you do [for me]",
        "what are you able to do",
        "what (can|could|should|may) i ask [you]",
        "what (can|could) you (answer|tell me|help [me] with)",
        "what do you know",
        "how do you work|how does (this|onrecord) work",
        "how (can|do|should) i use (this|you|onrecord)",
        "[how] can you help [me]|help|help me",
        "where do your (answers|articles|quotes) come from",
        "what is in (the|this|your) archive",
    ),
    "sources": ways(
        "[the|your|any|all|what] (source|sources|reference|references|citation|citations) [for|of] [{this}]",
        "(what|which) (is|are|was) (the|your) (source|sources|reference|references) [(for|of) {this}]",
        "(cite|list|name|see) [all] [the|your] (source|sources|references)",
        "{there} (a|any) (source|sources|reference|references|citation) [(for|of) {this}]",
        "[the|your] (source|sources) please",
        "where (is|are|was|does|do|did) {this} [come] from",
        "where {this} (is|are|comes|come|came) from",
        "where (do|did) you (get|have|find|read|see|take) {this} [from]",
        "where (does|did) it say (that|so|this)",
        "(which|what) ({outlet}|article) (is|was|are) {this} [from|in]",
        "from (which|what) ({outlet}|article)",
        "(which|what) (outlet|paper|newspaper|news outlet|source|publication)",
        "(which|what) ({outlet}) (said|says|reported|reports|printed|wrote) (this|that|it|so)",
        "where (was|is|were|are) {this} (reported|published|printed|written)",
        "in (which|what) ({outlet}|article) (was|is) {this} [reported|published|printed|written|said]",
        "who (reported|reports|is reporting|has reported) (this|that|so)",
        "who (wrote|published|printed|reported) (the|this|that) (article|story|piece|report)",
        "who told you [this|that|so]",
        "[see|open] (the|this|that) article",
        "according to (which|what) ({outlet}|article)",
        "citation needed",
    ),
    "sure": ways(
        "[are] you [really|quite|absolutely|so|very|100] (sure|certain|positive) [(about|of) {this}]",
        "how (sure|certain|confident) are you [(about|of|in) {this}]",
        "how (sure|certain|reliable|trustworthy) (is|are) {this}",
        "really|seriously|for real|honestly|prove it|i doubt (it|that|this)",
        "is (that|this) [really|actually] (true|correct|right|so|accurate|reliable|a fact)",
        "is it [really|actually] true",
        "is (that|this) [really|actually] (certain|confirmed|verified|for sure|the truth)",
        "is (the|this|that|your) {piece} [really|actually] (true|correct|right|accurate|reliable|trustworthy|certain)",
        "can (i|we) (trust|believe|rely on|be sure of) (you|{this})",
        "can you (verify|confirm|prove) {this}|(confirm|verify) {this}",
        "how do you know [this|that]",
        "what makes you [so] (sure|certain)",
        "i (do not|cannot) believe (this|that|it|you)",
    ),
    "published": ways(
        "when (was|were|is|are) (the|this|that|these|those|your) [last] {piece} ({printed}|reported|released|from)",
        "when (the|this|that) {piece} (was|were|is) ({printed}|reported)",
        "when did (the|this|that) (article|story|piece|report) (come out|appear|run)",
        "how (old|recent|fresh|current|new) (is|are) (the|this|that|these|those|your) {piece}",
        "what (is|was) the (publication date|date of (publication|(the|this|that) (article|story|piece|report|quote)))",
        "publication date|date of publication",
        "(what|which) (day|date|year|month) is (the|this|that) (article|story|piece|report|quote) from",
        "(is|are) (the|this|that|these|your) {piece} (recent|old|new|current|up to date|out of date|outdated)",
        "when was (this|that) reported|when (this|that) was reported",
    ),
    "speaker": ways(
        "who (said|says|is saying|was saying|claims|claimed|stated) (this|that|it|so|these|those) [words]",
        "says who|who says|who said|according to (who|whom)",
        "who (is|was|are) [being] quoted|who is (speaking|talking)|who (do|are|did) you (quote|quoting)",
        "by whom (was|is) (this|that|it) said|who (was|is) (this|that|it) said by",
        "whose (words|quote|claim|statement) [(is|was|are|were) {it}]",
        "who (is|was|are|were) (this|that|the|these|those) (quote|words|statement) (from|by)",
    ),
    "newer": ways(
        "[{there}|have there been|has there been] [anything|something|any|some|an|a|the]"
        " ({newer} [article|articles|report|reports|news|story|stories|information|coverage|figures]"
        "|[new|recent|latest|further|more] (update|updates|developments)) [since [then]] [{on}]",
        "[{there}] anything (new|recent|since|since then|after (this|that)) [{on}]",
        "[{there}] any [new|recent|later|more] news [since [then]] [{on}]",
        "[what is] the (latest|newest) [news] [{on}]|what is (new|newer) [{on}]|latest|newest|since then",
        "is (this|that) (the latest|the newest|still current|still up to date)",
    ),
    "another outlet": ways(
        "[from|in|by|with|according to|try|ask|what about|how about|quote] {another}",
        "({there}|{there} (anything|something)|anything|something) [more] [from|in|by] {another} [{on}]",
        "[a] second (source|opinion)",
        "what (do|did|does|are|have) {others} [saying|reporting|writing|{have}] [{on}]",
        "what {others} (say|report|write) [{on}]",
        "(do|does|did|has|have|is|are) {others} [also|to] {have} [so|the same [thing]|{it}|as much] [{on}] [as well]",
        "(do|does|did|has|have) (anyone|anybody|somebody|someone) else {report} [so|the same [thing]|{it}] [{on}]",
        "who else (reports|reported|has reported|is reporting|covers|covered|wrote|confirms|printed) [so|{it}] [{on}]",
        "(is|was|were|has) {it} [been] [also] (reported|confirmed|covered|printed|mentioned)"
        " (elsewhere|anywhere else|(by|in) {others})",
        "what is (said|reported|written) elsewhere",
    ),
    "more": ways(
        "[some|any|a bit|a little|even] more [detail|details|info|information|quotes|passages|results|articles|sources"
        "|answers] [{on}]",
        "more like {it}",
        "[{there}] (anything|something|any) (more|else) [to (say|add|know)] [{on}]",
        "{there} [any] more [detail|details|info|information|quotes|passages|articles|sources] [{on}]",
        "do you know more [{on}]|is that (all|it|everything)",
        "what else|what else (is there|do you have|do you know|is known|do we know|have you got|does it say) [{on}]",
        "go on|continue|carry on|keep going|read on|and more",
        "(expand|elaborate) [on {it}]",
    ),
}
"""What is to be done, by the ways to ask for it, those first that are likelier meant."""

GUARDED: dict[Act, re.Pattern[str]] = {
    "sources": ways("who (wrote|published|printed) (this|that)"),
    "published": ways(
        "when (was|were|is) {it} {printed}",
        "when {it} (was|were|is) {printed}",
        "when (is|are) {it} from|when did {it} come out",
        "(what|which) (day|date|year|month) is {it} from",
        "how (recent|current|up to date) is {it}|is {it} (recent|up to date|out of date|outdated)",
    ),
}
"""The same, unless the last question was about something else that is written and comes out."""

ON_THE = ways("(do|does|did|has|have) {others} [also] {have} [about] the *")
"""Another outlet, if the word was asked about."""
