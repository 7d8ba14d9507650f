"""Every public set, asked of the present system and the baselines: ``python -m onrecord.eval.results DATA``.

Prints ``eval/RESULTS.md``. Each evaluation is a run in ``--runs``; one that is already there, whole, and made with the
same data, settings and code (``eval/machine.py`` says which) is not made again, so an interrupted command goes on where
it was. ``--kept`` only prints the runs that are there; the document says which code made them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from onrecord.eval import PAIRS
from onrecord.eval.ablation import printed
from onrecord.eval.evaluation import evaluate
from onrecord.eval.loaders import load
from onrecord.eval.machine import code
from onrecord.eval.run import Run
from onrecord.eval.systems import Task
from onrecord.eval.tables import costs, figures_table, table, ways_lines, ways_tables
from onrecord.eval.types import Dataset
from onrecord.index import NewsIndex
from onrecord.index.errors import SourceError
from onrecord.rag.places import sample_folder

__all__ = ["main"]

_FINDING = ("recall@1", "recall@5", "recall@10", "recall@20", "ndcg@10", "mrr@10", "map")
_PASSAGES = (
    "passage-recall@5",
    "passage-ndcg@10",
    "passage-mrr@10",
    "answer-recall@1",
    "answer-recall@5",
    "answer-recall@20",
)
_ANSWERS = ("right", "sentence", "cited@1", "cited@any", "em", "f1", "article@1", "article@any")
_DECLINING = ("answered", "precision", "aurc", "auroc", "ece", "best-f1", "best-threshold")
_UNANSWERABLE = ("answered-unanswerable", "auroc-answerable", "declining-precision", "declining-recall")
_WORDS = ("em", "f1", "hasans-em", "hasans-f1", "noans-f1", "sentence")
_STEPS = ("follow-up", "retrieval", "reranking", "reading", "declined", "answered", "words")
_CHAT = ("right", "em", "f1", "sentence", "rationale@1", "marked@1", "citation-precision", "citation-recall")
_CITATIONS = ("marked@1", "citation-precision", "citation-recall", "distracted@1")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One evaluation: what it shows, the set's path below the data folder, the task, its options, its figures."""

    name: str
    heading: str
    path: str
    task: Task
    metrics: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)
    archive: str = ""


@dataclass(frozen=True, slots=True)
class _Ablation:
    """One table of steps: a name, the set's path below the data folder, and the arguments of ``printed``."""

    name: str
    path: str
    options: dict[str, Any]


_ENTRIES = (
    _Entry("pairs", "The sample archive's own pairs", "", "answers",
           (*_ANSWERS, *_DECLINING, *_UNANSWERABLE, "verbatim")),
    _Entry("time", "TIME 1963: finding articles", "time/time", "retrieval", _FINDING),
    _Entry("realtimeqa-retrieval", "RealTime QA 2024: finding, with the day asked", "realtimeqa/dev", "retrieval",
           (*_FINDING, *_PASSAGES), {"baselines": False}),
    _Entry("realtimeqa-retrieval-undated", "RealTime QA 2024: finding, without the day", "realtimeqa/dev", "retrieval",
           (*_FINDING, *_PASSAGES), {"dates": False, "baselines": False}),
    _Entry("realtimeqa-answers", "RealTime QA 2024: answers, with the day asked", "realtimeqa/dev", "answers",
           (*_ANSWERS, *_DECLINING, "verbatim"), {"baselines": False}),
    _Entry("realtimeqa-answers-undated", "RealTime QA 2024: answers, without the day", "realtimeqa/dev", "answers",
           (*_ANSWERS, *_DECLINING, "verbatim"), {"dates": False, "baselines": False, "limit": 150}),
    _Entry("realtimeqa-elsewhere", "RealTime QA: questions of 2024, an archive that ends in 2023", "realtimeqa/dev",
           "answers", ("right", "answered", *_UNANSWERABLE, "verbatim"), {"baselines": False}, "realtimeqa/train"),
    _Entry("nyt-reading", "New York Times 2015: the paragraph is given", "nyt/nyt-dev.json", "reading",
           (*_WORDS, *_DECLINING, "verbatim"), {"limit": 1000}),
    _Entry("nyt-open", "New York Times 2015: all paragraphs pooled", "nyt/nyt-dev.json", "answers",
           (*_ANSWERS, *_CITATIONS[:3], *_DECLINING, "verbatim"), {"limit": 200}),
    _Entry("squad2", "SQuAD 2.0: the paragraph is given, half the questions have no answer", "squad2/squad2-dev.json",
           "reading", (*_WORDS, *_DECLINING, *_UNANSWERABLE, "verbatim"), {"limit": 1000}),
    _Entry("onestopqa", "OneStopQA: marked and distracting spans", "onestopqa/onestopqa-dev.jsonl", "answers",
           ("right", "sentence", *_CITATIONS, *_DECLINING, "verbatim"), {"baselines": False}),
    _Entry("coqa", "CoQA: conversations about a given story", "coqa/coqa-dev.json", "chat",
           (*_CHAT, *_DECLINING, "verbatim"), {"limit": 250}),
    _Entry("coqa-pooled", "CoQA: conversations over all stories of a domain", "coqa/coqa-dev.json", "chat",
           ("article-found@1", *_CHAT, *_DECLINING, "verbatim"),
           {"limit": 120, "domain": "wikipedia", "pooled": True}),
    _Entry("coqa-spliced", "CoQA: conversations that turn to another story", "coqa/coqa-dev.json", "chat",
           ("article-found@1", *_CHAT, *_DECLINING, "verbatim"),
           {"limit": 120, "domain": "wikipedia", "spliced": True}),
)  # fmt: skip
_ABLATIONS = (
    _Ablation("realtimeqa", "realtimeqa/dev", {"limit": 150}),
    _Ablation("realtimeqa-undated", "realtimeqa/dev", {"limit": 120, "dates": False, "only": ("both", "and ")}),
    _Ablation("nyt", "nyt/nyt-dev.json", {"limit": 300, "only": ("(", "both", "reranked")}),
)
_STEPS_HEAD = """
## What each step of a search is worth

The same questions, searched with one step after another put to it, and by the whole system with one step left out.
"""
_HEAD = """\
# Results

Printed by `python -m onrecord.eval.results`, which `make results` runs; nothing here is written by hand. What each
figure says stands in `eval/measures.py` and in every run's report. In brackets: 95 % intervals by bootstrap over
questions, or over conversations or paragraphs where several questions lean on one text.
"""
_LOST = """
`windows ...` are the baselines: fixed windows of 256 tokens, same embedder, same BM25, same reader; no reranking, no
dates. Passage measures are of the passages as each system cuts them: they compare stages, and not one cut with another.

## Which step loses answers

Of the questions asked, how many each step lost in the present system: the first step after which what answers is gone.
*declined*: the right sentence was chosen and held back; *answered*: nothing answers and an answer was given; *words*:
the right quote, other words marked in it. A search has lost what is not in its first ten.
"""
_errors = Console(stderr=True, highlight=False)


def main() -> None:
    """Parse the arguments, make or find each run, and print the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of public data sets")
    parser.add_argument("--runs", type=Path, default=Path("runs/results"), help="where the runs are kept")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=[e.name for e in _ENTRIES], help="only these")
    parser.add_argument("--no-steps", action="store_true", help="leave out what each step of a search is worth")
    parser.add_argument("--kept", action="store_true", help="print the runs that are there, whatever code made them")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        sys.exit(f"{asked.data} is no folder; name the folder of the public data sets")
    entries = [entry for entry in _ENTRIES if not asked.only or entry.name in asked.only]
    folders = [(entry, asked.runs / entry.name) for entry in entries]
    runs = [(entry, Run.read(at) if asked.kept else _run(entry, asked.data, at)) for entry, at in folders]
    tables = [] if asked.no_steps else [_steps(one, asked.data, asked.runs, asked.kept) for one in _ABLATIONS]
    print("\n".join(_document(runs, tables)))


def _run(entry: _Entry, data: Path, folder: Path) -> Run:
    _errors.print(f"{entry.name}:", entry.heading)
    dataset = load(data / entry.path if entry.path else PAIRS)
    archive = load(data / entry.archive) if entry.archive else None
    known = _known(entry, dataset, archive, folder)
    if known:
        return known
    index = None if entry.path else NewsIndex.open(sample_folder())
    try:
        return evaluate(dataset, entry.task, index=index, archive=archive, out=folder, watch=_watched, **entry.options)
    finally:
        if index:
            index.close()


def _known(entry: _Entry, dataset: Dataset, archive: Dataset | None, folder: Path) -> Run | None:
    """The run as it was made before, if it would come out the same."""
    try:
        run = Run.read(folder)
    except SourceError:
        return None
    about, wanted = run.about, {"limit": None, "seed": 0, "dates": True, **entry.options}
    wanted.pop("baselines", None)
    same = (
        about["complete"]
        and about["task"] == entry.task
        and about["code"] == code()
        and about["data"]["sha256"] == dataset.sha256
        and (entry.path or sample_folder().name in about["index"])
        and (about["data"]["archive"] or {}).get("sha256") == (archive.sha256 if archive else None)
        and all(about["settings"][name] == value for name, value in wanted.items())
    )
    return run if same else None


def _steps(one: _Ablation, data: Path, runs: Path, kept: bool) -> str:
    """A table of steps: the one that this code printed before, or a new one."""
    file, now = runs / f"steps-{one.name}.md", f"{code()} {load(data / one.path).sha256} {one.options}"
    try:
        made, _, text = file.read_text(encoding="utf-8").partition("\n")
    except OSError:
        made, text = "", ""
    if text and (kept or made == now):
        return text
    _errors.print(f"steps: {one.name}")
    text = printed(data / one.path, **one.options)
    runs.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{now}\n{text}", encoding="utf-8")
    return text


def _watched(items: Any, name: str) -> Any:
    return track(items, description=name, console=_errors, transient=True)


def _document(runs: Sequence[tuple[_Entry, Run]], tables: Sequence[str]) -> Iterator[str]:
    about = runs[0][1].about
    machine = about["machine"]
    yield _HEAD
    yield f"Machine: {machine['processor']}, {machine['cores']} cores, {machine['memory'] / 2**30:.0f} GiB."
    yield f"Versions: {', '.join(f'{name} {version}' for name, version in about['versions'].items())}."
    made = {run.about["code"]: None for _, run in runs}
    yield f"Code of what was measured (`onrecord.eval.machine.code`): {', '.join(one[:12] for one in made)}."
    yield f"Weights: {', '.join(one['name'] for one in about['weights'].values())}."
    yield _LOST
    steps = [step for step in _STEPS if any(step in run.about["lost"] for _, run in runs)]
    yield table(["run", *steps, "asked"], [_lost(entry.name, run.about, steps) for entry, run in runs])
    if tables:
        yield _STEPS_HEAD
        yield "\n\n".join(tables)
    for entry, run in runs:
        yield from _section(entry, run)


def _lost(name: str, about: Mapping[str, Any], steps: Sequence[str]) -> list[str]:
    return [f"{name} ({about['task']})", *(str(about["lost"].get(step, "")) for step in steps), str(about["asked"])]


def _section(entry: _Entry, run: Run) -> Iterator[str]:
    data, asked = run.about["data"], run.about["asked"]
    sample = f", a random sample (seed {run.about['settings']['seed']})" if asked < data["fit"] else ""
    when = f"{run.about['started'][:10]}, {run.about['seconds']:.0f} s, code {run.about['code'][:12]}"
    yield f"\n## {entry.heading}\n"
    yield f"`{_command(entry)}`: {asked} of {data['fit']} questions{sample}; {when}.\n"
    yield figures_table(run, entry.metrics)
    for text in ways_tables(run):
        yield "\n" + text
    yield ""
    for name, text in ways_lines(run):
        yield f"- {name}: {text}"
    for line in costs(run):
        yield f"- {line}"


def _command(entry: _Entry) -> str:
    words = ["onrecord eval", entry.task, entry.path] if entry.path else ["onrecord eval pairs"]
    words += [f"--archive {entry.archive}"] if entry.archive else []
    words += [f"--limit {entry.options['limit']}"] if "limit" in entry.options else []
    words += [f"--domain {entry.options['domain']}"] if "domain" in entry.options else []
    words += [f"--{name}" for name in ("pooled", "spliced") if entry.options.get(name)]
    words += [f"--no-{name}" for name in ("dates", "baselines") if not entry.options.get(name, True)]
    return " ".join(words)


if __name__ == "__main__":
    main()
