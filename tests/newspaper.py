"""An invented newspaper on this machine: a feed that changes, and the pages it leads to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from html import escape

from website import Website, answer

from onrecord.index.fetch import Fetcher

LONG = "The harbour ferry left late because of fog over the sound, and the crew sounded the horn until noon. " * 8


class Newspaper(Website):
    """Serves a feed at ``/feed`` and what ``print_page`` was given."""

    def print_feed(self, *items: str, path: str = "/feed", etag: str = "", title: str = "The Courier") -> None:
        """A feed of these items; with an ``etag``, it is not sent to those who have it."""
        body = f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()
        self.print_raw(path, body, "application/rss+xml", etag)

    def print_raw(self, path: str, body: bytes, content_type: str, etag: str = "") -> None:
        sent = answer(body, content_type=content_type, etag=etag)
        same = answer(status="304 Not Modified", etag=etag)

        def conditionally(connection: socket.socket) -> None:
            asked = self.asked[-1].lower()
            connection.sendall(same if etag and f"if-none-match: {etag}".lower() in asked else sent)

        self.pages[path] = conditionally

    def print_page(self, path: str, title: str, text: str) -> None:
        """A page with an article."""
        body = f"""<!doctype html><html><head><title>{title}</title></head><body><nav>Home Sport</nav><article>
        <p>{escape(text)}</p></article><footer>Imprint</footer></body></html>"""
        self.print_raw(path, body.encode(), "text/html; charset=utf-8")

    def fail(self, path: str, status: str, **fields: str) -> None:
        """Answers so from now on."""
        self.pages[path] = answer(b"", status, **fields)

    def item(self, path: str, title: str, text: str = "In short.", guid: str = "") -> str:
        """An item that leads to a page; with ``guid``, an id beside its link."""
        own = f"<guid>{guid}</guid>" if guid else ""
        return (
            f"<item><title>{escape(title)}</title><link>{self.url(path)}</link>{own}"
            f"<description>{escape(text)}</description></item>"
        )

    @property
    def fetched(self) -> list[str]:
        """The paths asked for since this was last looked at, without robots.txt."""
        paths = [path for path in self.paths if path != "/robots.txt"]
        self.asked.clear()
        return paths


def reader(allowed: Callable[[object], bool] = lambda _: True) -> Fetcher:
    """Fetches from this machine, and without a pause."""
    return Fetcher(allowed=allowed, pause=0, timeout=5)
