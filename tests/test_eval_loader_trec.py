from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from onrecord.eval.loaders import load
from onrecord.index.errors import SourceError

DOCUMENTS = """\
<DOC>
<DOCNO> CO-1 </DOCNO>
<DATE>January 3, 1989, Tuesday, Home Edition</DATE>
<HEADLINE><P>
Bridge
shut
</P></HEADLINE>
<TEXT>
<P>
Smith &amp; Sons shut the bridge.
</P>
<P>
It stays shut.
</P>
</TEXT>
</DOC>
<doc>
<docno>CO-2</docno>
<title>Ferry</title>
<date>2 May 1990</date>
<text>The ferry runs.</text>
<text>It runs again.</text>
</doc>
<DOC><DOCNO>CO-3</DOCNO><DATE>sometime</DATE><TEXT>Rain.</TEXT></DOC>
"""
TOPICS = """\
<top>
<num> Number: 051
<title> Topic:  closed bridges

<desc> Description:
Which bridges are closed?
<narr> Narrative:
Any bridge.
</top>
<top><num>52</num><desc>What runs?</desc></top>
<top>
<num> Number: 053
<title> never judged
</top>
"""
QRELS = "51 0 CO-1 1\n51 0 CO-2 0\n052 Q0 CO-2 2\n"


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(content.encode()) if name.endswith(".gz") else content.encode())
    return folder


def test_documents_topics_and_judgements_come_together_whatever_they_are_called(tmp_path: Path) -> None:
    found = load(
        made(tmp_path / "wires", {"a/part1": DOCUMENTS, "qrels.txt": TOPICS, "topics.gz": QRELS, "README": "x\n"})
    )
    assert (found.name, found.form, found.rejected) == ("wires", "trec", ())
    first, second, third = found.articles
    assert (first.id, first.title, first.day) == ("CO-1", "Bridge shut", "1989-01-03")
    assert first.text == "Smith & Sons shut the bridge.\n\nIt stays shut."
    assert (second.id, second.title, second.day) == ("CO-2", "Ferry", "1990-05-02")
    assert second.text == "The ferry runs.\n\nIt runs again."
    assert (third.title, third.published) == ("", None)
    assert [(question.id, question.text, question.relevant) for question in found.questions] == [
        ("51", "closed bridges", {"CO-1": 1}),
        ("52", "What runs?", {"CO-2": 2}),
    ]


def test_documents_may_be_json_lines_and_topics_a_table(tmp_path: Path) -> None:
    articles = "\n".join(json.dumps({"id": f"CO-{number}", "title": "t", "text": "Rain."}) for number in (1, 2))
    found = load(made(tmp_path, {"x.dat": articles, "y.dat": "51\tclosed bridges\n052\twhat runs\n", "z.dat": QRELS}))
    assert [article.id for article in found.articles] == ["CO-1", "CO-2"]
    assert [(question.id, question.text) for question in found.questions] == [
        ("51", "closed bridges"),
        ("52", "what runs"),
    ]


def test_malformed_records_are_passed_over_with_file_and_line(tmp_path: Path) -> None:
    documents = f"""{DOCUMENTS}<DOC>
<TEXT>No number.</TEXT>
</DOC>
<DOC><DOCNO>CO-5</DOCNO></DOC>
<DOC><DOCNO>CO-1</DOCNO><TEXT>Again.</TEXT></DOC>
<DOC><DOCNO>CO-6</DOCNO><TEXT>Never ends.</TEXT>
"""
    topics = f"{TOPICS}<top><num>51<title>again</top>\n<top><title>no number</top>\n<top><num>54</top>\n"
    qrels = f"{QRELS}51 0 CO-1\n51 0 CO-2 good\n51 0 CO-9 1\n99 0 CO-1 1\n"
    found = load(made(tmp_path, {"d": documents, "t": topics, "q": qrels}))
    assert (len(found.articles), len(found.questions)) == (3, 2)
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("d line 25", "the document has no <DOCNO>"),
        ("d line 28", "document 'CO-5' has no <TEXT>, or nothing in it"),
        ("d line 29", "an article before it has the id 'CO-1' already"),
        ("d line 30", "the document does not end: </DOC> is missing"),
        ("t line 15", "a topic before it has the id '51' already"),
        ("t line 16", "a topic without an id: 'no number'"),
        ("t line 17", "topic '54' has neither title nor description"),
        ("q line 4", "a judgement has 4 columns, not '51 0 CO-1'"),
        ("q line 5", "a grade must be a whole number, not 'good'"),
        ("q line 7", "judgements that name a query not in the set: 1; the first: '99'"),
        ("q line 6", "judgements that name an article not in the set: 1; the first: 'CO-9'"),
    ]


@pytest.mark.parametrize(
    ("gone", "message"), [("d", "has no documents"), ("t", "has no topics"), ("q", "has no judgements")]
)
def test_a_missing_member_is_named(tmp_path: Path, gone: str, message: str) -> None:
    files = {name: content for name, content in (("d", DOCUMENTS), ("t", TOPICS), ("q", QRELS)) if name != gone}
    with pytest.raises(SourceError, match=message):
        load(made(tmp_path, files))
