"""PDF and Word documents made byte by byte, for measuring and for tests, which also need wrong ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

__all__ = ["Placed", "built", "column", "docx", "p", "pdf", "stream", "wrapped"]

Placed = tuple[float, float, float, str]
"""Text on a page: how far from the left and from the foot, the size of its letters, and what it says."""

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
)


def column(
    lines: Sequence[str], left: float = 60, top: float = 700, size: float = 10, leading: float = 12
) -> list[Placed]:
    """Lines below each other; an empty one leaves half a line of space."""
    placed: list[Placed] = []
    for line in lines:
        if line:
            placed.append((left, top, size, line))
        top -= leading if line else leading / 2
    return placed


def wrapped(text: str, letters: int) -> list[str]:
    """A paragraph as a typesetter breaks it, without hyphens."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > letters and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def pdf(pages: Sequence[Sequence[Placed]], info: Mapping[str, str] | None = None) -> bytes:
    """A PDF with these texts on its pages, set in Courier."""
    contents = ["".join(map(_set, page)) for page in pages]
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        ("<<" + "".join(f"/{key} ({_escaped(value)})" for key, value in (info or {}).items()) + ">>").encode("cp1252"),
    ]
    for number, content in enumerate(contents):
        page = f"/MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {page} >>".encode())
        objects.append(stream(content.encode("cp1252")))
    return built(objects)


def stream(content: bytes, fields: str = "/Filter /FlateDecode") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(content) if "FlateDecode" in fields else content
    return f"<< /Length {len(packed)} {fields} >>\nstream\n".encode() + packed + b"\nendstream"


def built(objects: Sequence[bytes], trailer: str = "/Info 4 0 R") -> bytes:
    """A PDF of these objects, numbered from 1, of which the first is its catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _set(placed: Placed) -> str:
    x, y, size, text = placed
    return f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def docx(body: str, core: str = "", styles: str = "", **parts: bytes) -> bytes:
    """A Word document whose body, core properties and styles are this XML; ``parts`` are added, or take their place."""
    files = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'.encode(),
    }
    if core:
        files["docProps/core.xml"] = f"<cp:coreProperties {_CORE}>{core}</cp:coreProperties>".encode()
    if styles:
        files["word/styles.xml"] = f'<w:styles xmlns:w="{_W}">{styles}</w:styles>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **parts}.items():
            archive.writestr(name, content)
    return out.getvalue()


def p(text: str, style: str = "") -> str:
    """A paragraph of a Word document."""
    stated = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{stated}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
