"""People's own question-answer pairs, as JSON lines or as a table with a header row (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.eval.loaders.fields import fields, id_of, parsed, shown, spoken, texts
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.types import Exchange, Question
from onrecord.index import OnRecordError
from onrecord.index.dates import to_day
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line, normalise_text

__all__ = ["LOOKS", "fits", "read"]

LOOKS = 'JSON lines, or a table with a header row, with "question" and "answer" (or "answers", "article", "answerable")'
_SEPARATORS = ",;\t"
_LISTS = ("answers", "articles")  # columns of a table in which | separates
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_LONGEST = 2**31 - 1  # characters of a cell: the most that every platform takes
_Record = Mapping[str, Any]


def fits(found: Found) -> bool:
    """Whether a file is in this form."""
    if found.folder:
        return False
    return any("question" in _lower(record) for record in found.records) or "question" in _columns(found)


def read(found: Found, into: Gathered) -> None:
    """The pairs. The names of fields are taken without regard to case.

    - ``question``: needed, and with it at least one of ``answer``, ``answers``, ``article``, ``answerable``.
    - ``answer``, ``answers``: text or a list; in a table ``|`` separates within ``answers`` and not within ``answer``.
    - ``article``, ``articles``: ids, each relevant with grade 1; in a table ``|`` separates within ``articles``.
    - ``answerable``: true or false. Where it is left out, an answer means true, a field for the answer with nothing in
      it false, and no such field that nobody said.
    - ``id`` (else the number of its line), ``quote``, ``asked``, ``rewrite``, ``kind`` (a label).
    - ``history``: a list of ``{"question": ..., "answer": ...}`` or of questions alone, oldest first; in a table the
      same as JSON text. Questions whose first turn is the same belong together.

    Raises:
        SourceError: a table that breaks off.
    """
    rows = _lines(found, into) if found.records else _table(found, into)
    for where, number, record in rows:
        try:
            question = _question(record, number)
        except OnRecordError as error:
            into.reject(where, error)
            continue
        into.question(question, where)


def _lower(record: _Record) -> dict[str, Any]:
    return {str(name).strip().lower(): value for name, value in record.items()}


def _lines(found: Found, into: Gathered) -> Iterator[tuple[str, int, _Record]]:
    """The objects of JSON lines, each with its place and the number of its line."""
    for where, line in found.lines(found.only):
        try:
            record = _lower(fields(parsed(line), "a pair"))
        except SourceError as error:
            into.reject(where, error)
            continue
        yield where, int(where.rpartition(" ")[2]), record


def _columns(found: Found) -> list[str]:
    """The names in a table's header row, in small letters; none where the first line is no such row."""
    first = next((line for _, line in found.lines(found.only)), "")
    try:
        return [name.strip().lower() for name in next(csv.reader([first], delimiter=_separator(first)), [])]
    except csv.Error:
        return []


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def _table(found: Found, into: Gathered) -> Iterator[tuple[str, int, _Record]]:
    """The rows of a table as objects, each with its place and the number of its first line."""
    csv.field_size_limit(_LONGEST)
    names = _columns(found)
    text = io.StringIO(found.text(found.only), newline="")
    header, above = text.readline(), 1
    while not header.strip():
        header, above = text.readline(), above + 1
    rows = csv.reader(text, delimiter=_separator(header), strict=True)
    first = above + 1
    try:
        for row in rows:
            where, number = f"{found.only} line {first}", first
            first = above + rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            try:
                record = _cells(names, row)
            except SourceError as error:
                into.reject(where, error)
                continue
            yield where, number, record
    except csv.Error as error:
        raise SourceError(f"{found.path} is not CSV from line {first} on: {error}") from error


def _cells(names: list[str], row: list[str]) -> _Record:
    """A row as the object that JSON would hold. Cells left out at the end are empty."""
    if len(row) > len(names):
        raise SourceError(f"the row has {len(row)} cells and the header {len(names)}: {shown(row[-1])} is too many")
    record: dict[str, Any] = dict.fromkeys(names, "") | dict(zip(names, row, strict=False))
    for name in _LISTS:
        if name in record:
            record[name] = record[name].split("|")
    if record.get("history", "").strip():
        record["history"] = parsed(record["history"])
    return record


def _question(record: _Record, number: int) -> Question:
    text = spoken(record, "question")
    answers = tuple(dict.fromkeys(_all(record, "answer", "answers")))
    articles = {normalise_line(one): 1 for one in _all(record, "article", "articles")}
    kind = normalise_line(_text(record, "kind"))
    history = _history(record.get("history"))
    turn = str(len(history) + 1)
    return Question(
        id=id_of(record, "id") if record.get("id") not in (None, "") else str(number),
        text=text,
        answers=answers,
        answerable=_answerable(record, answers, bool(articles)),
        asked=to_day(_text(record, "asked")),
        relevant=articles,
        history=history,
        quote=normalise_text(_text(record, "quote")),
        rewrite=normalise_line(_text(record, "rewrite")),
        group=history[0].question if history else text,
        labels={"kind": kind, "turn": turn} if kind else {"turn": turn},
    )


def _all(record: _Record, *names: str) -> tuple[str, ...]:
    return tuple(text for name in names for text in texts(record.get(name), name))


def _text(record: _Record, field: str) -> str:
    """A field that may be left out."""
    value = record.get(field)
    if not (value is None or isinstance(value, str)):
        raise SourceError(f"the field {field} must hold text, not {shown(value)}")
    return (value or "").strip()


def _answerable(record: _Record, answers: tuple[str, ...], placed: bool) -> bool | None:
    stated = record.get("answerable")
    said = _WORDS.get(stated.strip().lower()) if isinstance(stated, str) else stated
    if not (isinstance(said, bool) or stated in (None, "")):
        raise SourceError(f"the field answerable must be true or false, not {shown(stated)}")
    if isinstance(said, bool):
        if answers and not said:
            raise SourceError(f"it is called unanswerable and has the answer {shown(answers[0])}")
        return said
    if answers:
        return True
    if "answer" in record or "answers" in record:
        return False
    if not placed:
        raise SourceError("nothing is said of its answer: it needs answer, answers, article or answerable")
    return None


def _history(stated: object) -> tuple[Exchange, ...]:
    if stated in (None, ""):
        return ()
    if not isinstance(stated, list):
        raise SourceError(f"the field history must be a list of turns, not {shown(stated)}")
    return tuple(_turn(turn) for turn in stated)


def _turn(turn: object) -> Exchange:
    if isinstance(turn, str):
        turn = {"question": turn}
    said = _lower(fields(turn, "a turn of the history"))
    return Exchange(spoken(said, "question"), normalise_text(_text(said, "answer")))
