"""Runs as an evaluation leaves them, made up: each task with its systems, labels and lost answers."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from onrecord.eval.figures import figures_of, groups_of, latency_of, lost_of
from onrecord.eval.run import Run
from onrecord.eval.types import Record

__all__ = ["HOSTILE", "TASKS", "chat", "made", "of", "retrieval", "spoilt"]

TASKS = ("retrieval", "reading", "answers", "chat")
HOSTILE = (
    "<script>window.hacked = 1</script>",
    '<img src=x onerror="window.hacked=1">',
    "</script><script>window.hacked = 1</script>",
    "<!--<script>",
    "]]></style><style>*{display:none}</style>",
    "{{ 7 * 7 }} {% raw %} ${window.hacked=1}",
    "$\\frac{1}{0}$ $x$ \\u003c &lt;b&gt;",
    "line\u2028and\u2029paragraph \u202e backwards",
    "nothing \x00\x07\x1b, half a pair \ud800, no character \uffff",
    '"><svg onload=window.hacked=1>',
    "漢字 🗞 עברית ﷽",
    "id=\"x\" url(#x) href='#x' --> ' \" `",
)
_STEPS = ("retrieval", "reranking", "reading", "declined", "words", "answered")
_PLACES = ("Lindholt", "Port Halvard", "Aldery", "Kestrel Bay", "Marrow Hill", "Tollgate", "Quarry Lane")
_THINGS = ("ferry", "library roof", "tram line", "sea wall", "market hall", "swimming bath", "night bus")
_OUTLETS = ("The Harbour Courier", "Lindholt Chronicle", "Ledger & Lens", "Radio Aldery")
_KINDS = ("fact", "why", "who", "paraphrase", "unanswerable")


def made(task: str, number: int = 240, *, seed: int = 7, chosen: int | None = None) -> Run:
    """A run of a task over so many questions."""
    chance = random.Random(seed)  # noqa: S311
    makers: dict[str, Callable[[random.Random, int], list[Record]]] = {"retrieval": retrieval, "chat": chat}
    records = makers[task](chance, number) if task in makers else answers(chance, number, task)
    return of(task, records, chosen=chosen)


def of(task: str, records: Sequence[Record], *, chosen: int | None = None) -> Run:
    """A run with these records; cut short where more were chosen than are there."""
    main = {"retrieval": "reranked", "chat": "own history"}.get(task, "onrecord")
    rows = [record for record in records if record.system == main]
    asked = len({record.id for record in records})
    groups: dict[str, Any] = {}
    for label in ("kind", "turn", "domain", "outlet"):
        found = groups_of(rows, label)
        if len(found) > 1:
            groups[label] = {value: _as_data(figures_of(map(_unsure, some))[main]) for value, some in found.items()}
    about = {
        "task": task,
        "main": main,
        "complete": chosen is None,
        "data": {
            "name": f"{task}-made-up",
            "form": "pairs",
            "sha256": "5f" * 32,
            "questions": 1400,
            "fit": 1234,
            "chosen": asked if chosen is None else chosen,
            "rejected": 27,
            "rejects": [
                {"where": f"made-up.jsonl, line {n}", "reason": "no text: none of the fields text, body holds any"}
                for n in range(3, 23)
            ],
            "archive": {"name": "made-up-archive", "sha256": "a0" * 32} if task == "answers" else None,
        },
        "settings": {
            "limit": 240, "seed": 3, "dates": True, "baselines": True,
            "budget": 192, "overlap": 1, "depth": 50, "rerank": 20, "least": 0.35,
        },
        "weights": {
            "embedder": {"name": "small-embedder", "sha256": "1b" * 32},
            "reranker": {"name": "small-reranker", "sha256": "2c" * 32},
        },
        "index": {
            "articles": {"articles": 4360, "passages": 56189, "seconds": 809.2, "size": 203_000_000},
            "windows": {"articles": 21000, "passages": 21000, "seconds": 512.0, "size": 98_000_000},
        },
        "code": "3d" * 32,
        "versions": {"python": "3.11.9", "onrecord": "0.1.0", "numpy": "2.4.6"},
        "machine": {"system": "Linux", "processor": "A made-up processor", "cores": 2, "memory": 25_265_000_000},
        "started": "2026-11-22T20:51:13+00:00",
        "asked": asked,
        "seconds": 754.3,
        "memory": 1_152_000_000,
        "latency": latency_of(records),
        "lost": lost_of(rows),
        "groups": groups,
    }  # fmt: skip
    return Run.of(about, records)


def _unsure(record: Record) -> Record:
    """A record without what takes long to make intervals of."""
    return replace(record, confidence=None)


def _as_data(row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: {"value": f.value, "low": f.low, "high": f.high, "n": f.n} for name, f in row.items()}


def retrieval(chance: random.Random, number: int) -> list[Record]:
    """Seven systems, the later stages better than the earlier."""
    skills = {"lexical": 0.5, "dense": 0.58, "fused": 0.68, "reranked": 0.8}
    skills |= {"windows lexical": 0.42, "windows dense": 0.5, "windows fused": 0.58}
    records = []
    for place in range(number):
        luck = chance.random() * 0.35
        for system, skill in skills.items():
            scores = {}
            for prefix, harder in (("", 0.0), ("passage-", 0.15), ("answer-", 0.1)):
                rank = 12 if place % 7 == 3 and chance.random() > skill - harder - 0.2 else 1
                while chance.random() > max(0.12, skill + luck - harder - 0.2) and rank < 40:
                    rank += 1
                scores |= {f"{prefix}recall@{k}": float(rank <= k) for k in (1, 3, 5, 10, 20)}
                if prefix != "answer-":
                    scores[f"{prefix}ndcg@10"] = 1 / rank if rank <= 10 else 0.0
                    scores[f"{prefix}mrr@10"] = 1 / rank if rank <= 10 else 0.0
                    scores[f"{prefix}map"] = 1 / rank
            gone = chance.choice(("retrieval", "reranking")) if not scores["recall@10"] else ""
            records.append(
                replace(
                    _asked(chance, place, system),
                    scores=scores,
                    timings={system: abs(chance.gauss(*((0.24, 0.05) if system == "reranked" else (0.008, 0.003))))},
                    hits=[
                        _article(chance, n) | {"score": 0.5, "text": "The council met on Monday. " * 20}
                        for n in range(5)
                    ],
                    labels={"kind": _KINDS[place % 4]},
                    lost=gone if system == "reranked" else "",
                )
            )
    return records


def answers(chance: random.Random, number: int, task: str) -> list[Record]:
    """The system and, where it searches, three baselines; a fifth of the questions cannot be answered."""
    skills = {"onrecord": 0.72}
    if task == "answers":
        skills |= {"windows lexical": 0.5, "windows dense": 0.55, "windows fused": 0.6}
    records = []
    for place in range(number):
        luck, able = chance.random() * 0.5, place % 5 != 4
        for system, skill in skills.items():
            labels = {"kind": _KINDS[place % 5], "outlet": _OUTLETS[place % 4]}
            records.append(_answered(chance, place, system, skill + luck - 0.25, able=able, labels=labels))
    return records


def chat(chance: random.Random, number: int) -> list[Record]:
    """Four ways of dealing with the history; a person's rewrite is there for four of five questions."""
    skills = {"own history": 0.6, "no history": 0.4, "concatenation": 0.48, "rewrite": 0.7}
    records = []
    for place in range(number):
        turn = place % 12 + 1
        for system, skill in skills.items():
            if system == "rewrite" and place % 5 == 2:
                continue
            labels = {"turn": str(turn), "domain": ("news", "fiction", "school")[place // 12 % 3]}
            one = _answered(chance, place, system, skill - turn * 0.012, able=True, labels=labels)
            gone = "follow-up" if one.lost == "reading" and turn > 1 and place % 2 else one.lost
            records.append(replace(one, group=f"talk {place // 12}", lost=gone if system == "own history" else ""))
    return records


def spoilt(run: Run) -> Run:
    """The same run with text that tries to be more than text wherever a run has text from outside."""
    bad = itertools.cycle(HOSTILE)

    def put(text: Any) -> str:
        return f"{text} {next(bad)}"

    def inside(article: Mapping[str, Any]) -> dict[str, Any]:
        texts = ("title", "outlet", "published", "article_id", "url")
        return {name: put(value) if name in texts else value for name, value in article.items()}

    def quoting(cited: Mapping[str, Any], payload: str) -> dict[str, Any]:
        focus = {"focus": [14, 14 + len(payload)]} if "focus" in cited else {}
        return {**inside(cited), "quote": f"The {payload} roof.", "answering": payload, "start": 10, **focus}

    records = []
    for record in run.records:
        payload = HOSTILE[int(record.id[-4:]) % len(HOSTILE)]
        records.append(
            replace(
                record,
                id=f"{record.id} {payload}",
                question=put(record.question),
                query=put(record.query),
                asked=put("2025"),
                expected=tuple(map(put, record.expected)),
                text=payload if record.text else "",
                labels={name: put(value) for name, value in record.labels.items()},
                citations=[quoting(cited, payload) for cited in record.citations],
                best=quoting(record.best, payload) if record.best else None,
                hits=[inside(hit) for hit in record.hits],
                lost=put(record.lost) if record.lost else "",
            )
        )
    again = of(str(run.about["task"]), records)
    data = {**again.about["data"], "name": put("set"), "rejects": [{"where": one, "reason": one} for one in HOSTILE]}
    about = {**again.about, "data": data, "settings": {put("setting"): put("value")}, "machine": {"processor": put("")}}
    return Run(about, again.records, again.figures)


def _asked(chance: random.Random, place: int, system: str) -> Record:
    thing, town = _THINGS[place % 7], _PLACES[place // 7 % 7]
    return Record(
        id=f"made-{place:04}",
        system=system,
        question=f"When will the {thing} in {town} open again, and who said so?",
        query=f"When will the {thing} in {town} open again?" if place % 3 else "",
        asked=f"2025-07-{place % 28 + 1:02}" if place % 4 else None,
        expected=("in the autumn of next year", "next autumn") if place % 2 else (f"{place % 30 + 1} October",),
        able=True,
    )


def _article(chance: random.Random, place: int) -> dict[str, Any]:
    town, thing = chance.choice(_PLACES), chance.choice(_THINGS)
    return {
        "article_id": f"a{chance.randrange(10_000)}",
        "title": f"{town} council puts off the {thing} again as costs rise beyond what was promised",
        "outlet": chance.choice(_OUTLETS),
        "published": f"2025-06-{chance.randrange(1, 31):02}",
    }


def _answered(
    chance: random.Random, place: int, system: str, skill: float, *, able: bool, labels: Mapping[str, str]
) -> Record:
    record = replace(_asked(chance, place, system), able=able, labels=labels)
    found = able and chance.random() < skill
    sure = min(0.99, max(0.02, chance.gauss(0.68 if found else 0.36, 0.17)))
    declined = sure < 0.35
    words = chance.choice(("next autumn", "in the week of 6 October, weather permitting", "at the end of the year"))
    before = f"The {_THINGS[place % 7]} will open again "
    quote = f"{before}{words}, the deputy mayor told the works committee on Tuesday evening."
    cited = {**_article(chance, place), "start": 120, "end": 120 + len(quote), "quote": quote, "answering": words}
    focus = [120 + len(before), 120 + len(before) + len(words)]
    right = found and not declined if able else declined
    shared = (1.0 if chance.random() < 0.5 else 0.4) if found else 0.1 * chance.random()
    scores = {"right": float(right), "em": float(right and shared == 1)}
    scores["f1"] = (0.0 if declined else shared) if able else float(declined)
    kind = "hasans" if able else "noans"
    scores |= {f"{kind}-em": scores["em"], f"{kind}-f1": scores["f1"], "f1-undeclined": shared if able else 0.0}
    if able:
        scores |= {"sentence": float(found), "cited@1": float(found and not declined)}
        scores |= {"cited@any": float(found and not declined), "article@1": float(found or chance.random() < 0.3)}
    if not declined:
        scores |= {"verbatim": 1.0, "marked@1": float(found), "citation-precision": float(found)}
        scores |= {"citation-recall": shared, "distracted@1": float(not found and chance.random() < 0.3)}
    gone = "" if right else "answered" if not able else "declined" if found else chance.choice(_STEPS[:3])
    if right and able and shared < 1 and place % 11 == 0:
        gone = "words"
    return replace(
        record,
        expected=record.expected if able else (),
        scores=scores,
        timings={
            "understand": abs(chance.gauss(0.002, 0.0006)), "retrieve": abs(chance.gauss(0.018, 0.004)),
            "rerank": abs(chance.gauss(0.42, 0.09)), "read": abs(chance.gauss(0.11, 0.03)),
        },
        confidence=sure,
        right=found,
        declined=declined,
        text="" if declined else words,
        citations=[] if declined else [cited | {"number": n + 1, "focus": focus} for n in range(place % 3 + 1)],
        best=cited,
        lost=gone if system in ("onrecord", "own history") else "",
    )  # fmt: skip
