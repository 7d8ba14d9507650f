"""One URL at a time: asked politely, followed where it leads, read up to a limit of bytes and of time."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Self

from onrecord.index.errors import SourceError
from onrecord.index.fetch.addresses import Address, is_public, web_url
from onrecord.index.fetch.answers import shown, taken
from onrecord.index.fetch.robots import Robots
from onrecord.index.fetch.types import Fetched, FetchError
from onrecord.index.sources.bounds import MOST
from onrecord.index.sources.packed import ENCODINGS

if TYPE_CHECKING:
    import httpx

    from onrecord.index.fetch.connecting import Deadline

__all__ = ["Fetcher"]

_AGENT = "onrecord"
_CONDITIONS = ("if-none-match", "if-modified-since")
_RULES_KEPT = 3_600.0  # seconds for which robots.txt is believed


class Fetcher:
    """Fetches from the web. For one thread; connections end with each fetch, and no cookie is ever kept.

    The environment's proxies are not used: behind one, nothing could be said of the address that is connected to.

    Args:
        allowed: which addresses may be connected to.
        pause: seconds between two requests to one host, at least.
        timeout: seconds for one fetch in all, its redirects and the resolving of names included; pauses are not.
        most: bytes of a body, unpacked.
        redirects: how many are followed.
        sleep: waits so many seconds.
        resolve: the addresses of a host, given the port and the seconds that are left.
    """

    def __init__(
        self,
        *,
        allowed: Callable[[Address], bool] = is_public,
        pause: float = 1.0,
        timeout: float = 30.0,
        most: int = MOST,
        redirects: int = 5,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Callable[[str, int, float], list[str]] | None = None,
    ) -> None:
        self._allowed, self._resolve, self._sleep = allowed, resolve, sleep
        self._pause, self._timeout, self._most, self._redirects = pause, timeout, most, redirects
        self._headers = {
            "user-agent": f"{_AGENT}/{version('onrecord')} (+news archive reader)",
            "accept": "*/*",
            "accept-encoding": ", ".join(ENCODINGS),
            "connection": "close",
        }
        self._asked: dict[bytes, float] = {}
        self._robots: dict[str, tuple[float, Robots]] = {}
        self._tls: ssl.SSLContext | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forgets what was learned of the hosts."""
        self._asked.clear()
        self._robots.clear()

    def get(self, url: str, etag: str = "", modified: str = "") -> Fetched:
        """What is at a URL; or, where it is as it was at ``etag`` and ``modified``, status 304 and no body.

        Raises:
            FetchError: nothing came: the URL or where it leads is not public, the answer is not 200 or 304, too large,
                too late, or broken.
        """
        from onrecord.index.fetch.connecting import Deadline  # noqa: PLC0415 - httpcore, only for those who fetch

        headers = dict(self._headers)
        headers |= {name: value for name, value in zip(_CONDITIONS, (etag, modified), strict=True) if value}
        here, deadline, seen = web_url(url), Deadline(self._timeout), set()
        for _ in range(self._redirects + 1):
            seen.add(str(here))
            deadline.extend(self._wait(here.raw_host))
            where = shown(url) if len(seen) == 1 else f"{shown(url)} redirected to {shown(str(here))}"
            found = self._ask(here, where, headers, deadline)
            if isinstance(found, Fetched):
                if found.status == HTTPStatus.NOT_MODIFIED:
                    return replace(found, etag=found.etag or etag, modified=found.modified or modified)
                return found
            if str(found) in seen:
                raise FetchError(f"{shown(url)} is redirected in a circle")
            here = found
        raise FetchError(f"{shown(url)} is redirected more than {self._redirects} times")

    def allowed_to(self, url: str) -> bool:
        """Whether the site's robots.txt lets programs follow a link to this URL. A URL that a person names is theirs to
        ask for, and needs no such leave. Where there is no robots.txt everything may be fetched, and where the site
        does not say whether there is one, nothing.

        Raises:
            FetchError: not a URL that can be fetched.
        """
        target = web_url(url)
        site = f"{target.scheme}://{target.netloc.decode('ascii')}"
        asked, robots = self._robots.get(site, (0.0, None))
        if robots is None or time.monotonic() - asked > _RULES_KEPT:
            robots = self._rules(site)
            self._robots[site] = time.monotonic(), robots
        return robots.allow(target.raw_path.decode("ascii"))

    def _rules(self, site: str) -> Robots:
        try:
            return Robots(self.get(f"{site}/robots.txt").body, _AGENT)
        except FetchError as error:
            missing = 400 <= error.status < 500 and error.status != HTTPStatus.TOO_MANY_REQUESTS
            return Robots(b"" if missing else b"User-agent: *\nDisallow: /", _AGENT)  # as the RFC has it

    def _wait(self, host: bytes) -> float:
        """Seconds waited until a host may be asked again."""
        due = self._asked.get(host, -self._pause) + self._pause - time.monotonic()
        if due > 0:
            self._sleep(due)
        return max(due, 0.0)

    def _ask(self, url: httpx.URL, where: str, headers: Mapping[str, str], deadline: Deadline) -> Fetched | httpx.URL:
        """One request: what came, or where it is to be had instead."""
        import httpcore  # noqa: PLC0415 - as above

        from onrecord.index.fetch.connecting import Line, resolved  # noqa: PLC0415

        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        line = Line(self._allowed, self._resolve or resolved, deadline)
        fields = [
            ("host", url.netloc),
            *((name, value.encode("latin-1", "replace")) for name, value in headers.items()),
        ]
        try:
            with (
                closing(httpcore.HTTPConnection(target.origin, self._secure(url), network_backend=line)) as connection,
                connection.stream("GET", target, headers=fields) as answer,
            ):
                return taken(url, answer, self._most, conditional=any(name in headers for name in _CONDITIONS))
        except FetchError as error:
            raise FetchError(f"{where}: {error}", error.status, error.retry_after) from error
        except TimeoutError as error:
            raise FetchError(f"{where}: not done within {self._timeout:g} seconds") from error
        except ssl.SSLCertVerificationError as error:
            raise FetchError(f"{where}: the server's certificate is not good: {error.verify_message}") from error
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError, SourceError) as error:
            raise FetchError(f"{where}: {shown(str(error))}") from error
        finally:
            self._asked[url.raw_host] = time.monotonic()

    def _secure(self, url: httpx.URL) -> ssl.SSLContext | None:
        """What TLS is spoken with, made when it is first needed: it reads every certificate there is."""
        import httpx  # noqa: PLC0415 - as above

        if self._tls is None and url.scheme == "https":
            self._tls = httpx.create_ssl_context(trust_env=False)
        return self._tls
