"""Whether a word or a name is a person's, a group's, a place's or a time's, and of a name what texts show: that it is
somebody, and a man or a woman. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

__all__ = ["Being", "being", "is_group", "is_person", "is_somebody", "woman"]

Being = Literal["person", "group", "place", "time", "number", "name", "thing"]
"""``name``: it is somebody's or something's, and nothing says whose."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PEOPLE = _set("""
    accountant actor actress advocate agent aide ambassador analyst applicant architect assailant assistant
    associate athlete attendant aunt baby bailiff baker bartender bishop boss boy brother butler buyer cadet
    candidate captain captive cashier chair champion chancellor chef chief child children citizen cleric clerk coach
    colleague colonel commandant commuters companion constable consultant cook cop corporal councillor counsel count
    cousin critic crown cyclist dad dancer daughter deacon dead defendant delegate deputy descendant detective
    diplomat diver dockers doctor doctors donor driver duke emperor envoy executive expert farmhand father felon
    friend fugitive general girl goalkeeper governor graduate guard guest guy head heir hero host hostage husband
    imam immigrant infant informant inhabitant inmate insider jockey joker judge juror kid king lad lady lawyer lead
    lieutenant lookout loser magistrate maid marshal mate mayor mechanic men merchant migrant miner miss monk mother
    native neighbor neighbour nephew newborn niece novice nurse nurses occupant official operative opponent orphan
    outsider owner parent participant partner patient payer peer people person pilot pirate poet police pope postman
    premier president priest prince princess professor prosecutor protester queen rabbi racer rebel recruit referee
    refugee relative relatives representative residents rider rival rower runner-up sailor scout secretary senator
    sergeant servant settler sheriff sister skipper soldier son sovereign spouse staff star steward student surgeon
    survivor suspect tenant thief thieves toddler traitor treasurer tutor twin uncle user vicar victim volunteer
    voter voters widow wife witness women workers youth
""")
_NO_PEOPLE = _set("""
    anchor answer boiler border bumper burner butter calculator calendar cancer car chapter charter cluster
    color colour computer container cooker corner corridor counter cover cruiser cutter danger december deer
    detector dinner disaster disorder door elevator engineering error escalator exterior factor factory father's
    favor favour fever fiber filter finger flavour floor folder founder's freighter generator glider hammer
    harbor harbour helicopter honor honour humour indicator interior labor layer ledger letter liner liver
    locker lorry major manner matter meter minor mirror monitor motor newspaper november number october odour
    offer order oyster paper paper's pepper per perimeter poster powder power printer prior quarter radiator
    rather razor reactor refrigerator register remainder remember rigour river roller router rubber ruler rumor
    rumour scanner scooter sector sensor september server shelter shower silver sister's slipper soccer starter
    steamer sticker summer super-tanker supper tanker temperature tenor terror theater tower tractor trailer
    transfer trawler tumor tumour vapour water weather winter wonder younger
""")
_GROUPS = _set("""
    administration agency airline alliance army army's assembly association authority bank board brigade
    brokerage bureau business cabinet campaign cartel chain chamber charity church city-council clinic club
    coalition coastguard college commission committee community company confederation congress consortium
    corporation council court crew delegation department directorate embassy employer enterprise family
    federation fire-service firm force foundation franchise fund gang government group guild hospital household
    industry inquiry institute institution insurer jury league lobby maker manufacturer ministry movement museum
    navy network operator opposition orchestra organisation organization panel parliament party plaintiff
    prosecution publisher regulator retailer senate service squad startup state studio supplier syndicate team
    theatre tribunal troupe trust union university watchdog
""")
_PLACES = _set("""
    airport area avenue bay beach bridge camp capital city coast continent country county district east farm
    field forest harbor harbour hill hotel house island islands lake mountain neighborhood neighbourhood north
    park plant port province region river road school sea south square station street suburb suburbs town valley
    village ward west works yard
""")
_TIMES = _set("""
    afternoon april august autumn beginning century christmas day decade december easter end evening february
    friday hour january july june march may minute moment monday month morning night noon november october
    outset past recalculation recount round saturday season second september spring start summer sunday thursday
    time today tomorrow tuesday wednesday week weekend winter year yesterday
""")
_PERSONAL = re.compile(
    r"(?:\w{2,}(?:ist|ician|eer|(?:oy|in|st|ir|in)ee|ologist|man|woman|men|women|person|folk))$|\w{4,}(?:er|or)$"
)
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Captain|Professor|Judge|Sergeant|Inspector|President|Mayor|Minister)\.?"
)
_SAYS = r"(?:said|says|told|asked|added|replied|wrote|argued|resigned|admitted|denied|himself|herself)"
_NEAR = r"(?:in|at|near|from|outside|around|across|towards|reach|reached|leave|left)"
_SHE, _HE = ("she", "her", "hers", "herself"), ("he", "his", "him", "himself")


def being(noun: str) -> Being:
    """What a common noun names: ``thing`` where it is none of the rest.

    >>> being("captain"), being("jury"), being("suburbs"), being("round"), being("vaccine")
    ('person', 'group', 'place', 'time', 'thing')
    """
    word = noun.lower()
    for one in (word, word.removesuffix("s"), word.removesuffix("es")):
        if one in _TIMES:
            return "time"
        if is_person(one):
            return "person"
        if one in _GROUPS:
            return "group"
        if one in _PLACES:
            return "place"
    return "thing"


def is_person(noun: str) -> bool:
    """Whether a common noun, in the singular or not, is what a person is called by."""
    word = noun.lower()
    if word in _PEOPLE or word.removesuffix("s") in _PEOPLE:
        return True
    one = word.removesuffix("s")
    return one not in _NO_PEOPLE and one not in _GROUPS and _PERSONAL.fullmatch(one) is not None


def is_group(noun: str) -> bool:
    """Whether a common noun is what several people together are called by: "the jury", "the company"."""
    return noun.lower() in _GROUPS or noun.lower().removesuffix("s") in _GROUPS


def is_somebody(name: str, texts: Iterable[str]) -> bool | None:
    """Whether texts treat a name as a person's, by what stands beside it; None where nothing tells."""
    people = places = 0
    if being(name.rpartition(" ")[2]) in ("group", "place", "time"):
        return False
    for text in texts:
        one, other = _signs(name.rpartition(" ")[2], text)
        people, places = people + one, places + other
    return None if people == places else people > places


def woman(name: str, texts: Iterable[str]) -> bool | None:
    """Whether texts say "she" of somebody (False where "he"); None where they say neither, or both alike."""
    women = men = 0
    for text in texts:
        one, other = _sexes(name, text)
        women, men = women + one, men + other
    return None if women == men else women > men


@lru_cache(maxsize=512)
def _signs(name: str, text: str) -> tuple[int, int]:
    """How often a text has beside a name what stands beside people's, and what beside places'."""
    if name not in text:
        return 0, 0
    word = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    people = re.findall(
        rf"{_TITLE} (?:[A-Z][\w’'-]+ )?{word}|{word},? (?:{_SAYS}|who)\b|{word}, (?:\d\d\b|(?:an?|the|its|his|her) )"
        rf"|\b(?:said|says|told|asked) (?:[A-Z][\w’'-]+ )?{word}",
        text,
    )
    return len(people), len(re.findall(rf"\b{_NEAR} (?:the |[A-Z]\w+ )?{word}(?!['’]s| (?:said|says))", text))


@lru_cache(maxsize=512)
def _sexes(name: str, text: str) -> tuple[int, int]:
    """How often a text says "she" and "he" of a name: in the same clause with no other name between, or as the
    subject of the next sentence; "Ms." and "Mr." count for more."""
    last = name.rpartition(" ")[2]
    if last not in text:
        return 0, 0
    word = rf"(?<![\w-]){re.escape(last)}(?![\w-])"
    if " " in name and len(set(re.findall(rf"([A-Z]\w+) {word}", text)) - {"Mr", "Ms", "Mrs", "Dr"}) > 1:
        word = rf"(?<![\w-]){re.escape(name)}(?![\w-])"  # others are called so as well
    same = re.findall(rf"{word}[^\n.A-Z]{{0,120}}?\b(he|she|his|her|him|himself|herself)\b", text)
    following = re.findall(rf"{word}[^\n.A-Z]{{0,160}}\.[”\"]?\s+(He|She|His|Her)\b", text)
    said = [one.lower() for one in (*same, *following)]
    women = sum(one in _SHE for one in said) + 3 * len(re.findall(rf"\b(?:Ms|Mrs|Miss|Dame)\.? (?:\w+ )?{word}", text))
    men = sum(one in _HE for one in said) + 3 * len(re.findall(rf"\b(?:Mr|Sir)\.? (?:\w+ )?{word}", text))
    return women, men
