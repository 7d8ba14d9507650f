"""What a stream holds that is no text, from its first bytes."""

from __future__ import annotations

__all__ = ["binary"]

_STARTS = {b"PK\x03\x04": ".zip", b"PK\x05\x06": ".zip", b"%PDF-": ".pdf", b"PAR1": ".parquet", b"WARC/": ".warc"}
_TAR = slice(257, 262)


def binary(start: bytes) -> str:
    """The suffix whose reader fits, or nothing."""
    if start[_TAR] == b"ustar":
        return ".tar"
    return next((suffix for mark, suffix in _STARTS.items() if start.startswith(mark)), "")
