"""What is sent to be added: files over ``/archive/files``, and the addition itself over ``/archive/add``.

A file is sent by itself, as the whole body of a request, and lies under a name that is made here, in a folder that is
deleted with the server. An addition is answered with its progress, as a stream of events; when the page goes away, so
does the stream, and the addition ends with the articles at hand.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
import time
import unicodedata
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlsplit

import anyio
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from onrecord.index.subscriptions import is_address
from onrecord.ui.adding import Addition, Additions, Busy, Given, from_addresses, from_feeds, from_files
from onrecord.ui.archive import Archive
from onrecord.ui.security import LARGEST_FILE

__all__ = ["MOST_BYTES", "MOST_FILES", "Adding", "Refused", "Tray", "Uploads", "clean_name"]

MOST_BYTES = 1_000_000_000
"""Bytes of all files that lie here at once."""

MOST_FILES = 5_000
"""Files that lie here at once."""

_KEPT = 1_800.0  # seconds that a file waits for what it was sent for
_LONGEST = 300  # characters of a name
_MOST_ADDRESSES = 100
_OFTEN = 0.25  # seconds between two looks at an addition
_ENDING = 20.0  # seconds that a server which ends waits for an addition
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Refused(Exception):
    """Something that is not taken, in words for a person, and the status to say it with."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Adding(BaseModel):
    """What is to be added: files by the names they were given here, or addresses; ``feeds``: the addresses are of feeds
    to subscribe to, and without any, those that are subscribed to are read."""

    model_config = ConfigDict(extra="forbid")

    files: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST_FILES)] = []
    addresses: Annotated[list[Annotated[str, Field(max_length=4_000)]], Field(max_length=_MOST_ADDRESSES)] = []
    feeds: bool = False


class _Kept(NamedTuple):
    given: Given
    size: int
    since: float


class Tray:
    """The files that were sent and are not added yet. Their folder is made for the first, and goes with ``close``."""

    def __init__(self, largest: int = LARGEST_FILE, most: int = MOST_BYTES) -> None:
        self._largest, self._most = largest, most
        self._kept: dict[str, _Kept] = {}
        self._taking = 0  # bytes of files that are being sent
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._changing = threading.Lock()

    async def take(self, name: str, size: int, pieces: AsyncIterator[bytes]) -> str:
        """Keep a file of at most the size stated; returns what it is called here.

        Raises:
            Refused: it is larger, or too much lies here already.
        """
        self._expect(size)
        key = uuid.uuid4().hex
        path = self._place() / key
        try:
            taken = 0
            async with await anyio.open_file(path, "xb") as file:
                async for piece in pieces:
                    taken += len(piece)
                    if taken > size:
                        raise Refused(413, f"{name} is larger than was said.")
                    await file.write(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        else:
            self._kept[key] = _Kept(Given(path, name), taken, time.monotonic())
            return key
        finally:
            self._taking -= size

    def given(self, keys: Sequence[str]) -> list[Given]:
        """The files of these names.

        Raises:
            Refused: one is not here, or not any more.
        """
        if any(key not in self._kept for key in keys):
            raise Refused(410, "A file that was sent is not here any more. Choose the files again.")
        return [self._kept[key].given for key in dict.fromkeys(keys)]

    def drop(self, keys: Sequence[str]) -> None:
        """Delete these files."""
        for key in keys:
            if kept := self._kept.pop(key, None):
                kept.given.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Delete everything."""
        self._kept.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _expect(self, size: int) -> None:
        now = time.monotonic()
        with self._changing:
            self.drop([key for key, kept in self._kept.items() if now - kept.since > _KEPT])
            if size > self._largest:
                raise Refused(413, f"At most {self._largest / 1e6:,.0f} MB are taken in one file.")
            held = self._taking + sum(kept.size for kept in self._kept.values())
            if held + size > self._most or len(self._kept) >= MOST_FILES:
                raise Refused(413, "Too much was sent at once. Add what was sent first, or fewer files.")
            self._taking += size

    def _place(self) -> Path:
        with self._changing:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="onrecord-uploads-")
            return Path(self._folder.name)


class Uploads:
    """The routes by which a page adds to an archive, and what they keep."""

    def __init__(self, archive: Archive, tray: Tray | None = None) -> None:
        self._archive = archive
        self._tray = tray or Tray()
        self._additions = Additions(archive.assistant.index)

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """When the server ends, what is being added is stopped, and with it goes what was sent."""
        yield
        await anyio.to_thread.run_sync(self._additions.stop, _ENDING)
        self._tray.close()

    def install(self, app: FastAPI) -> None:
        """Add the routes, and say what was refused as ``{"error": "..."}``."""

        @app.exception_handler(Refused)
        async def refused(_request: Request, error: Refused) -> JSONResponse:
            return JSONResponse({"error": str(error)}, error.status)

        routes = APIRouter(prefix="/archive", include_in_schema=False)

        @routes.post("/files")
        async def take(request: Request, name: str = "") -> dict[str, str]:
            self._unlocked()
            called = clean_name(name)
            if not await anyio.to_thread.run_sync(_known, called):
                async for _ in request.stream():  # a browser hears no answer before it has sent everything
                    pass
                return {"refused": "It is of no kind that is read here."}
            size = int(request.headers.get("content-length") or 0)  # the guard lets in no body without it
            return {"file": await self._tray.take(called, size, request.stream())}

        @routes.post("/add")
        async def add(adding: Adding, request: Request) -> Response:
            self._unlocked()
            return self._streamed(request, adding.files, self._work(adding))

        @routes.post("/stop")
        async def stop() -> dict[str, bool]:
            self._unlocked()
            return {"stopped": await anyio.to_thread.run_sync(self._additions.stop)}

        app.include_router(routes)

    def _unlocked(self) -> None:
        if locked := self._archive.locked:
            raise Refused(403, locked)

    def _work(self, adding: Adding) -> Callable[[Addition], None]:
        addresses = [_address(stated) for stated in adding.addresses if stated.strip()]
        if adding.feeds and not adding.files:
            return from_feeds(addresses)
        if bool(addresses) == bool(adding.files) or adding.feeds:
            raise Refused(422, "Choose files, or type addresses, to be added.")
        return from_addresses(addresses) if addresses else from_files(self._tray.given(adding.files))

    def _streamed(self, request: Request, files: Sequence[str], work: Callable[[Addition], None]) -> Response:
        try:
            addition = self._additions.begin(work)
        except Busy as busy:
            raise Refused(409, str(busy)) from busy

        async def events() -> AsyncIterator[bytes]:
            told: Any = None
            try:
                while True:
                    ended, now = addition.ended, addition.progress()
                    if now != told:
                        told = now
                        yield b"data: " + json.dumps(now, ensure_ascii=False).encode() + b"\n\n"
                    if ended or await request.is_disconnected():
                        return
                    await anyio.sleep(_OFTEN)
            finally:
                addition.stop()
                threading.Thread(target=self._cleared, args=(addition, files), name="onrecord-cleared").start()

        return StreamingResponse(events(), media_type="text/event-stream")

    def _cleared(self, addition: Addition, files: Sequence[str]) -> None:
        """Delete the files of an addition once nothing reads them."""
        addition.wait()
        self._tray.drop(files)


def _address(stated: str) -> str:
    """An address of the web: nothing else may ever be taken for the name of a file here."""
    address = stated.strip()
    if not is_address(address):
        raise Refused(422, f"That is no address of the web, which begins with https:// or http://: {address[:200]}")
    return urlsplit(address).geturl()  # with its scheme in small letters


def clean_name(stated: str) -> str:
    """A file's name as its sender has it, with the folders it was in: for people, and to tell its format by. It is
    never the name of a file here."""
    plain = _CONTROL.sub("", unicodedata.normalize("NFC", stated)).replace("\\", "/")
    steps = [step.strip() for step in plain.split("/")]
    name = "/".join(step for step in steps if step not in ("", ".", ".."))
    return name[-_LONGEST:].lstrip("/") or "file"


def _known(name: str) -> bool:
    from onrecord.index.sources import formats  # noqa: PLC0415 - every format: a second, and only for who adds

    return formats.takes(name)
