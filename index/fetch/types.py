"""The nouns of fetching: what came, and why nothing came."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.index.errors import SourceError

__all__ = ["FetchError", "Fetched"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent.

    Args:
        url: where it was in the end, after redirects.
        status: 200, or 304: it is as it was when ``etag`` and ``modified`` were sent, and ``body`` is empty.
        body: the bytes, unpacked.
        content_type: the media type, lower case, without parameters: ``text/html``. Empty where none is stated.
        encoding: the charset stated with it, lower case, or empty.
        etag: to be sent the next time; so is ``modified``, the Last-Modified as the server wrote it.
    """

    url: str
    status: int
    body: bytes
    content_type: str = ""
    encoding: str = ""
    etag: str = ""
    modified: str = ""


class FetchError(SourceError):
    """Something that was not fetched.

    Args:
        message: which URL, and why.
        status: of HTTP, or 0 where there was no answer.
        retry_after: seconds after which the server wants to be asked again, at most a day; 0 where it does not say.
    """

    def __init__(self, message: str, status: int = 0, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
