"""Parquet: a row an article, whatever types its columns have."""

from __future__ import annotations

import io
import os
import random
import struct
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.sources.parquet import read_parquet

TEXT = "The bridge was closed on Monday."
NOISE = random.Random(7)  # noqa: S311 - what cannot be packed, the same in every run


def written(table: pa.Table | dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(table if isinstance(table, pa.Table) else pa.table(table), out, **options)
    return out.getvalue()


def reading(content: bytes) -> tuple[list[Article], list[Rejected]]:
    found = list(read_parquet(io.BytesIO(content), "a.parquet"))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Rejected)]


def one(table: pa.Table | dict[str, Any], **options: Any) -> Article:
    articles, rejected = reading(written(table, **options))
    assert not rejected
    assert len(articles) == 1
    return articles[0]


def test_a_row_is_an_article_and_other_columns_are_not_looked_at() -> None:
    article = one(
        {
            "ID": ["a1"],
            "Headline": ["Bridge shut"],
            "Body": [TEXT],
            "url": ["https://courier.example/a1"],
            "publisher": [{"name": "The Courier", "country": "xx"}],
            "published_at": [datetime(2025, 7, 4, 18, 30)],
            "authors": [["Ana Lind", "Peter Moro"]],
            "language": pa.array(["en"]).dictionary_encode(),
            "embedding": [[0.5] * 384],
            "nested": [{"text": {"text": "no"}}],
        }
    )
    assert (article.id, article.title, article.text) == ("a1", "Bridge shut", TEXT)
    assert (article.outlet, article.authors, article.language) == ("The Courier", ("Ana Lind", "Peter Moro"), "en")
    assert article.url == "https://courier.example/a1"
    assert article.published is not None
    assert article.published.startswith("2025-07-04T18:30")


@pytest.mark.parametrize(
    ("column", "published"),
    [
        (pa.array(["2025-07-04"]), "2025-07-04"),
        (pa.array([date(2025, 7, 4)]), "2025-07-04"),
        (pa.array([datetime(2025, 7, 4, 18, 30)], pa.timestamp("s")), "2025-07-04T18:30:00"),
        (pa.array([1751653800123456789], pa.timestamp("ns", "UTC")), "2025-07-04T18:30:00.123456+00:00"),
        (pa.array([datetime(2025, 7, 4, 18, 30)], pa.timestamp("ms", "+02:00")), "2025-07-04T20:30:00+02:00"),
        (pa.array([None], pa.timestamp("us")), None),
        (pa.array([None], pa.null()), None),
    ],
)
def test_dates_come_in_several_types(column: pa.Array, published: str | None) -> None:
    assert one({"text": [TEXT], "date": column}).published == published


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.string_view()])
def test_text_comes_in_several_types(kind: pa.DataType) -> None:
    values = pa.array([TEXT.encode() if "binary" in str(kind) else TEXT]).cast(kind)
    assert one({"text": values}).text == TEXT


@pytest.mark.parametrize("options", [{"compression": kind} for kind in ("none", "snappy", "gzip", "zstd", "brotli")])
def test_every_usual_compression_is_read(options: dict[str, str]) -> None:
    assert one({"text": [TEXT]}, **options).text == TEXT


def test_rows_that_are_no_articles_are_rejected_with_their_numbers() -> None:
    rows = {"text": [TEXT, None, "", TEXT], "id": ["a", "b", "c", "d"]}
    articles, rejected = reading(written(rows, row_group_size=2))
    assert [article.id for article in articles] == ["a", "d"]
    assert [item.where for item in rejected] == ["a.parquet row 2", "a.parquet row 3"]
    assert all("no text" in item.reason for item in rejected)


def test_a_date_beyond_all_calendars_costs_its_row_alone() -> None:
    dates = pa.array([2**61, 0], pa.timestamp("us"))
    articles, rejected = reading(written({"text": [TEXT, TEXT], "date": dates}))
    assert len(articles) == 1
    assert "the field date has a value that cannot be read" in rejected[0].reason


def test_a_file_in_a_pipe_is_read_as_well() -> None:
    content = written({"text": [TEXT]})
    read, write = os.pipe()
    os.write(write, content)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        found = list(read_parquet(stream, "-"))
    assert [item.text for item in found if isinstance(item, Article)] == [TEXT]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not Parquet"),
        (b"PAR1", "is not Parquet"),
        (b"PAR1" + b"\xff" * 100 + b"PAR1", "is not Parquet"),
        (b"PAR1" + bytes(100) + struct.pack("<L", 2**31 - 1) + b"PAR1", "is not Parquet"),
        (b"PAR1" + bytes(100) + struct.pack("<L", 100) + b"PARE", "is not Parquet"),
        (
            written({"title": [TEXT], "words": [TEXT]}),
            "columns are title, words",
        ),
    ],
)
def test_what_holds_no_articles_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        reading(content)


def test_a_damaged_group_of_rows_costs_that_group() -> None:
    texts = [NOISE.randbytes(2000).hex() for _ in range(30)]
    content = bytearray(written({"text": texts}, row_group_size=10, use_dictionary=False, write_page_checksum=True))
    middle = pq.read_metadata(io.BytesIO(content)).row_group(1).column(0)
    start = middle.data_page_offset
    content[start + 20_000] ^= 0xFF
    articles, rejected = reading(bytes(content))
    assert [article.text for article in articles] == [*texts[:10], *texts[20:]]
    assert [item.where for item in rejected] == ["a.parquet rows 11 to 20"]


def test_a_file_cut_short_is_refused() -> None:
    content = written({"text": [TEXT] * 100})
    for size in range(0, len(content) - 1, 37):
        with pytest.raises(SourceError, match="is not Parquet"):
            reading(content[:size])


def test_a_column_that_unpacks_to_gigabytes_is_rejected_before_it_is_read() -> None:
    content = written({"text": ["x" * 100_000_000], "id": ["a"]}, compression="zstd", use_dictionary=False)
    articles, rejected = reading(content)
    assert (articles, [item.where for item in rejected]) == ([], ["a.parquet rows 1 to 1"])
    assert "as no text does" in rejected[0].reason


def test_a_text_larger_than_a_document_may_be_costs_its_row_alone() -> None:
    noise = NOISE.randbytes(11 * 2**20).hex()
    articles, rejected = reading(written({"text": [TEXT, noise, TEXT]}))
    assert [article.text for article in articles] == [TEXT, TEXT]
    assert "larger than 20 MB" in rejected[0].reason


def test_a_list_of_a_million_authors_is_not_taken() -> None:
    article = one({"text": [TEXT], "authors": [["Ana Lind"] * 1_000_000]})
    assert article.authors == ()


def test_memory_does_not_grow_with_the_number_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    texts = [NOISE.randbytes(10_000).hex() for _ in range(50)]
    with pq.ParquetWriter(path, pa.schema({"text": pa.string()}), use_dictionary=False) as out:
        for _ in range(40):
            out.write_table(pa.table({"text": texts}))
    pool = pa.default_memory_pool()
    before = pool.bytes_allocated()
    most = 0
    with path.open("rb") as stream:
        for _ in read_parquet(stream, "a.parquet"):
            most = max(most, pool.bytes_allocated() - before)
    assert path.stat().st_size > 20 * 2**20
    assert most < 8 * 2**20
