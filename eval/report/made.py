"""With what a run was made, and when: the lines at the head and at the foot of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.eval.report.numbers import count, duration, megabytes, moment, ratio
from onrecord.eval.run import Run
from onrecord.eval.tables import ways_lines

__all__ = ["asked", "facts", "foot", "stopped"]

Line = tuple[str, str]

_SETTINGS = {
    "limit": "Sample of at most",
    "seed": "Seed",
    "dates": "Day asked is passed on",
    "baselines": "Baselines",
    "domain": "Domain",
    "pooled": "All articles are asked",
    "spliced": "Begun with another conversation's turns",
    "budget": "Passages, tokens",
    "overlap": "Passages, sentences shared",
    "depth": "Candidates of each index",
    "rerank": "Candidates reranked",
    "least": "Least confidence to answer",
}


def asked(run: Run) -> int:
    """How many questions were asked."""
    return int(run.about.get("asked", len({record.id for record in run.records})))


def stopped(run: Run) -> str:
    """That a run was cut short, and where; nothing for a whole one."""
    if run.about.get("complete"):
        return ""
    chosen = run.about["data"].get("chosen")
    of = f" of {count(chosen)}" if chosen is not None else ""
    also = " They were asked in random order, so they are a sample too." if asked(run) else ""
    return f"Cut short after {count(asked(run))}{of} questions.{also}"


def facts(run: Run) -> list[Line]:
    """What stands below the title: which questions, of what, and when."""
    data = run.about["data"]
    found = [("Questions", _sample(run)), ("Articles", _articles(run))]
    if run.about.get("started"):
        took = f"; asking took {duration(run.about['seconds'])}" if "seconds" in run.about else ""
        found.append(("When", f"{moment(run.about['started'])}{took}"))
    beside = [system for system in run.figures if system != run.main]
    found.append(("System", run.main + (f", beside {_listing(beside)}" if beside else "")))
    found.append(("Format", str(data.get("form", ""))))
    found += [(name.capitalize(), text) for name, text in ways_lines(run)]
    return [(name, value) for name, value in found if value]


def _sample(run: Run) -> str:
    data, settings = run.about["data"], run.about.get("settings", {})
    fit, chosen = data.get("fit"), data.get("chosen")
    if fit is None:
        return f"{count(asked(run))} asked"
    drawn = chosen is not None and chosen < fit
    how = f", a random sample (seed {settings['seed']})" if drawn and "seed" in settings else ""
    rest = f"; the set has {count(data['questions'])}" if data.get("questions", fit) != fit else ""
    return f"{count(asked(run))} asked of {count(fit)} that fit the task{how}{rest}"


def _articles(run: Run) -> str:
    archive = run.about["data"].get("archive")
    index = run.about.get("index", {}).get("articles")
    size = f"{count(index['articles'], 'article')}, {count(index['passages'], 'passage')}" if index else ""
    return " ".join(filter(None, (size, f"of {archive['name']}" if archive else "")))


def foot(run: Run) -> list[tuple[str, list[Line]]]:
    """Everything that decides what a run comes to, under headings."""
    about, data = run.about, run.about["data"]
    archive = data.get("archive")
    found = [
        ("Settings", [(_SETTINGS.get(name, name), _shown(value)) for name, value in about.get("settings", {}).items()]),
        ("Data", [(data["name"], _hash(data)), *([(archive["name"], _hash(archive))] if archive else [])]),
        ("Weights", [(f"{of}, {one['name']}", _hash(one)) for of, one in about.get("weights", {}).items()]),
        ("Code", [("index and rag", f"sha256 {about['code']}")] if about.get("code") else []),
        ("Indexes", [(name, _cost(cost)) for name, cost in about.get("index", {}).items()]),
        ("Machine", list(_machine(about))),
        ("Versions", [(name, str(version)) for name, version in about.get("versions", {}).items()]),
    ]
    return [(heading, lines) for heading, lines in found if lines]


def _machine(about: Mapping[str, Any]) -> Iterator[Line]:
    machine = about.get("machine", {})
    for name in ("processor", "system"):
        if machine.get(name):
            yield name, str(machine[name])
    if machine.get("cores"):
        yield "cores", count(machine["cores"])
    if machine.get("memory"):
        yield "memory", megabytes(machine["memory"])
    if about.get("memory"):
        yield "peak memory of the run", megabytes(about["memory"])


def _cost(cost: Mapping[str, Any]) -> str:
    held = f"{count(cost['articles'], 'article')}, {count(cost['passages'], 'passage')}"
    return f"{held}, {megabytes(cost['size'])}, built in {duration(cost['seconds'])}" if "seconds" in cost else held


def _hash(of: Mapping[str, Any]) -> str:
    return f"sha256 {of['sha256']}" if of.get("sha256") else "no hash"


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return ratio(value)
    return count(value) if isinstance(value, int) else str(value)


def _listing(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
