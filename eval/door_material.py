"""Articles in every form that a door takes, as programs write them, made for measuring."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from email.message import EmailMessage
from html import escape

from onrecord.eval.made_documents import column, docx, p, pdf, wrapped
from onrecord.eval.made_warc import archive
from onrecord.index import Article

__all__ = ["MANY", "SINGLE", "numbered", "pages"]

_LINES = 56  # of a page of a PDF


def numbered(articles: Sequence[Article], count: int) -> list[Article]:
    """As many articles, over and over the same with other ids."""
    made = (articles[number % len(articles)] for number in range(count))
    return [replace(article, id=f"{article.id}-{number}") for number, article in enumerate(made)]


# ---- one document an article -----------------------------------------------------------------------------------------


def pages(articles: Sequence[Article]) -> list[tuple[str, bytes]]:
    """The pages of articles, each with its address."""
    return [(_address(article), _page(article)) for article in articles]


def _page(article: Article) -> bytes:
    """A web page as a news site sends it: with a head, a menu, the article, and links to others."""
    stated = {"@type": "NewsArticle", "headline": article.title, "datePublished": article.published}
    menu = "".join(f'<li class="item"><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    more = "".join(f'<div class="more"><a href="/story/{n}"><h3>Story {n}</h3></a><p>More</p></div>' for n in range(60))
    text = "".join(f"<p>{escape(part)}</p>" for part in article.text.split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)} | News</title>'
        f'<link rel="canonical" href="{_address(article)}"><style>{"p {margin: 0} " * 200}</style>'
        f'<script type="application/ld+json">{json.dumps(stated)}</script></head><body><nav><ul>{menu}</ul></nav>'
        f"<article><h1>{escape(article.title)}</h1>{text}</article><aside>{more}</aside>"
        f"<script>{'x = 1;' * 500}</script></body></html>"
    ).encode()


def _address(article: Article) -> str:
    return f"https://news.example/{article.id}"


def _text(article: Article) -> bytes:
    return f"{article.title}\n\n{article.text}\n".encode()


def _markdown(article: Article) -> bytes:
    return (
        f"---\ndate: {article.published}\noutlet: {article.outlet}\n---\n# {article.title}\n\n{article.text}\n".encode()
    )


def _mail(article: Article) -> bytes:
    made = EmailMessage()
    made["From"] = f"{article.outlet} <news@news.example>"
    made["Subject"] = article.title
    made["Message-ID"] = f"<{article.id}@news.example>"
    made.set_content(article.text)
    return made.as_bytes()


def _docx(article: Article) -> bytes:
    return docx(p(article.title, "Title") + "".join(map(p, article.text.split("\n\n"))))


def _pdf(article: Article) -> bytes:
    """In the letters that every PDF has without a font of its own."""
    title, text = (words.encode("cp1252", "replace").decode("cp1252") for words in (article.title, article.text))
    lines = [line for part in text.split("\n\n") for line in [*wrapped(part, 75), ""]]
    made = [column(lines[start : start + _LINES], top=720) for start in range(0, len(lines), _LINES)]
    made[0].insert(0, (60, 760, 18, title[:40]))
    return pdf(made)


def _nitf(article: Article) -> bytes:
    text = "".join(f"<p>{escape(part)}</p>" for part in article.text.split("\n\n"))
    head = f'<head><docdata><doc-id id-string="{article.id}"/></docdata></head>'
    line = f"<body.head><hedline><hl1>{escape(article.title)}</hl1></hedline></body.head>"
    return f"<nitf>{head}<body>{line}<body.content>{text}</body.content></body></nitf>".encode()


def _ninjs(article: Article) -> bytes:
    made = {"uri": article.id, "headline": article.title, "body_text": article.text}
    return json.dumps({**made, "versioncreated": article.published}).encode()


SINGLE: dict[str, Callable[[Article], bytes]] = {
    "html": _page,
    "txt": _text,
    "md": _markdown,
    "eml": _mail,
    "docx": _docx,
    "pdf": _pdf,
    "nitf": _nitf,
    "ninjs": _ninjs,
}
"""An article as a document of its own, by the kind of document."""


# ---- many in one -----------------------------------------------------------------------------------------------------


def _record(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in ("id", "title", "text", "url", "outlet", "published", "authors")}


def _jsonl(articles: Sequence[Article]) -> bytes:
    return b"".join(json.dumps(_record(article), ensure_ascii=False).encode() + b"\n" for article in articles)


def _json(articles: Sequence[Article]) -> bytes:
    return json.dumps([_record(article) for article in articles]).encode()


def _csv(articles: Sequence[Article]) -> bytes:
    out = io.StringIO()
    rows = csv.DictWriter(out, ["id", "title", "text", "outlet", "published"], extrasaction="ignore")
    rows.writeheader()
    rows.writerows(map(_record, articles))
    return out.getvalue().encode()


def _parquet(articles: Sequence[Article]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - a heavy library, which nothing else here needs
    import pyarrow.parquet as pq  # noqa: PLC0415

    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([_record(article) for article in articles]), out, compression="zstd")
    return out.getvalue()


def _feed(articles: Sequence[Article]) -> bytes:
    items = []
    for article in articles:
        text = "".join(f"<p>{escape(part)}</p>" for part in article.text.split("\n\n"))
        said = (
            f"<guid>{article.id}</guid><title>{escape(article.title)}</title><description>{escape(text)}</description>"
        )
        items.append(f"<item>{said}</item>")
    return f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'.encode()


def _mbox(articles: Sequence[Article]) -> bytes:
    return b"".join(b"From a@b Fri Jul  4 18:30:00 2025\n" + _mail(article) + b"\n\n" for article in articles)


def _zip(articles: Sequence[Article]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for article in articles:
            made.writestr(f"{article.id}.txt", _text(article))
    return out.getvalue()


def _tar(articles: Sequence[Article]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for article in articles:
            entry = tarfile.TarInfo(f"{article.id}.txt")
            entry.size = len(_text(article))
            made.addfile(entry, io.BytesIO(_text(article)))
    return out.getvalue()


MANY: dict[str, Callable[[Sequence[Article]], bytes]] = {
    "jsonl": _jsonl,
    "jsonl.gz": lambda articles: gzip.compress(_jsonl(articles)),
    "json": _json,
    "csv": _csv,
    "parquet": _parquet,
    "rss": _feed,
    "mbox": _mbox,
    "zip": _zip,
    "tar": _tar,
    "warc": lambda articles: b"".join(archive(pages(articles), 0, packed=False)),
    "warc.gz": lambda articles: b"".join(archive(pages(articles), 0, packed=True)),
}
"""Articles in one file, by the kind of file."""
