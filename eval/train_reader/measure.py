"""What a reader is worth with the passage given: exact match and F1, declining, and whether the sentence is right.

The confidence from which an answer is given is fitted to the examples held aside of those training sets in which people
asked what their paragraph leaves open; the sets measured on have no part in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from onrecord.eval.metrics import auroc, best_threshold, exact_match, f1
from onrecord.eval.train_reader.batches import Batch
from onrecord.eval.train_reader.config import Config
from onrecord.eval.train_reader.data import Example, Passage, aside, gather, read
from onrecord.eval.train_reader.model import Outputs
from onrecord.eval.train_reader.reading import Found
from onrecord.eval.train_reader.reading import read as answers
from onrecord.index.chunking import sentences

__all__ = ["figures", "held_aside", "measure", "threshold"]

Forward = Callable[[Batch], Outputs]


def measure(forward: Forward, data: Path, config: Config, cutter: Tokenizer) -> dict[str, Any]:
    """Figures of each set that the configuration names, and of the examples held aside, by the sets' names.

    Raises:
        SourceError: a set cannot be read.
    """
    wanted = config.measure
    longest = wanted.longest
    passages, held = held_aside(data, config, cutter)
    open_sets = {example.source for example in held if not example.spans}
    by_people = {Path(name).stem for name in config.data.squad}
    fitted = [example for example in held if example.source in open_sets & by_people]
    least = threshold(fitted, answers(forward, fitted, passages, longest=longest), passages)
    chance = random.Random(config.training.seed)  # noqa: S311
    report: dict[str, Any] = {"config": asdict(wanted), "threshold": least}
    for source, mine in _by_source(held).items():
        drawn = mine if source in open_sets else _drawn(mine, wanted.aside, chance)
        found = answers(forward, drawn, passages, longest=longest)
        report[f"aside {source}"] = figures(drawn, found, passages, least)
    passages, examples = read(data, wanted.squad, wanted.qamr, config.data.qamr_sentences, cutter)
    for source, mine in _by_source(examples).items():
        drawn = _drawn(mine, wanted.questions, chance)
        report[source] = figures(drawn, answers(forward, drawn, passages, longest=longest), passages, least)
    return report


def held_aside(data: Path, config: Config, cutter: Tokenizer) -> tuple[list[Passage], list[Example]]:
    """All passages, and the examples that training leaves alone."""
    passages, examples = gather(data, replace(config.data, retold=0), cutter)
    return passages, aside(examples, config.data.aside)[1]


def threshold(examples: Sequence[Example], found: Sequence[Found], passages: Sequence[Passage]) -> float:
    """The confidence from which to answer that gives the best F1 on these examples, some without an answer; minus
    infinity where all have one."""
    if all(example.spans for example in examples):
        return float("-inf")
    rows = zip(examples, found, strict=True)
    gained = [f1(_said(e, one, passages), e.question.answers) if e.spans else 0.0 for e, one in rows]
    return best_threshold([one.sure for one in found], gained, [bool(e.spans) for e in examples])[0]


def figures(
    examples: Sequence[Example], found: Sequence[Found], passages: Sequence[Passage], least: float
) -> dict[str, float]:
    """Of one set, in per cent: ``exact`` and ``f1`` of what is said where there is an answer, nothing declined;
    ``sentence``, how often it stands in a sentence that people marked; and where some have none, ``declining_exact``
    and ``declining_f1`` over all questions with less sure answers than ``least`` held back, ``open_declined`` and
    ``answerable_declined`` of either kind, ``auroc`` of the confidence."""
    said = [_said(e, one, passages) for e, one in zip(examples, found, strict=True)]
    able = [bool(e.spans) for e in examples]
    right = [exact_match(text, e.question.answers) for text, e in zip(said, examples, strict=True)]
    near = [f1(text, e.question.answers) for text, e in zip(said, examples, strict=True)]
    place = [_same_sentence(e, one, passages) for e, one in zip(examples, found, strict=True) if e.spans]
    held = [one.sure < least for one in found]
    report = {
        "questions": float(len(examples)),
        "exact": _percent([x for x, possible in zip(right, able, strict=True) if possible]),
        "f1": _percent([x for x, possible in zip(near, able, strict=True) if possible]),
        "sentence": _percent(place),
        "answerable_declined": _percent([float(x) for x, possible in zip(held, able, strict=True) if possible]),
    }
    if not all(able):
        rows = list(zip(held, able, strict=True))
        report["open"] = float(able.count(False))
        report["open_declined"] = _percent([float(x) for x, possible in rows if not possible])
        for name, values in (("declining_exact", right), ("declining_f1", near)):
            scored = zip(values, rows, strict=True)
            report[name] = _percent([float(not able) if less else x * able for x, (less, able) in scored])
        report["auroc"] = 100 * auroc([one.sure for one in found], able)
    return {name: round(value, 2) for name, value in report.items()}


def _by_source(examples: Sequence[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for example in examples:
        found.setdefault(example.source, []).append(example)
    return found


def _drawn(examples: list[Example], most: int, chance: random.Random) -> list[Example]:
    return chance.sample(examples, most) if 0 < most < len(examples) else examples


def _said(example: Example, found: Found, passages: Sequence[Passage]) -> str:
    return passages[example.passage].text[found.start : found.end]


def _same_sentence(example: Example, found: Found, passages: Sequence[Passage]) -> float:
    spans = list(sentences(passages[example.passage].text))
    said = [span for span in spans if span[0] < found.end and found.start < span[1]][:1]
    marks = example.question.marks
    return float(any(mark.start < end and start < mark.end for start, end in said for mark in marks))


def _percent(values: Sequence[float]) -> float:
    return 100 * sum(values) / len(values) if values else float("nan")
