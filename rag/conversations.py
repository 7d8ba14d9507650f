"""The conversations kept beside an archive: a file each in ``conversations/`` in its folder.

A file is named after the conversation's id, which this program makes; no word of a user becomes part of a path. It is
written whole or not at all, and what two processes have added to one conversation is kept of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import filelock

from onrecord.index.errors import IndexLocked, StoreError
from onrecord.index.files import write_whole, writing
from onrecord.rag.conversation import Conversation, checked_name
from onrecord.rag.kept import Kept, kept_text, read_kept

__all__ = ["Conversations", "Listed"]

_ID = re.compile(r"[0-9a-f]{12}")
_PATIENCE = 10.0  # seconds that a change waits for another


@dataclass(frozen=True, slots=True)
class Listed:
    """The conversations there are, that which was asked something last first, and what could not be read, a sentence
    for each file."""

    kept: tuple[Kept, ...]
    damaged: tuple[str, ...] = ()


class Conversations:
    """The conversations of the archive in a folder, which must be there. Reading needs no right to write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "conversations"

    def keep(self, conversation: Conversation) -> None:
        """Keep a conversation as it is now; one in which nothing was asked is not kept. What another process has added
        to it meanwhile stays, and so does a name it was given, unless it was given one here. One that was deleted is
        kept anew.

        Raises:
            IndexLocked: another change takes long. StoreError: its file is damaged.
            WriteFailed: it cannot be written; what was kept before stands.
        """
        kept = conversation.kept()
        if not kept.turns:
            return
        with self._changing():
            with suppress(FileNotFoundError):
                before = self._read(kept.id)
                known = {(turn.asked, turn.question) for turn in before.turns}
                new = tuple(turn for turn in kept.turns if (turn.asked, turn.question) not in known)
                name = kept.name if conversation.renamed else before.name
                kept = replace(before, name=name, turns=before.turns + new)
            self._write(kept)
        conversation.renamed = False

    def read(self, conversation_id: str) -> Kept | None:
        """The conversation of an id; None where there is none.

        Raises:
            StoreError: its file is damaged, of a newer onrecord, or cannot be read.
        """
        if not _ID.fullmatch(conversation_id):
            return None
        try:
            return self._read(conversation_id)
        except FileNotFoundError:
            return None

    def called(self, wanted: str) -> tuple[Kept, ...]:
        """The conversation of this id, else those of this name, without regard to case. Raises as ``read`` does."""
        kept = self.read(wanted)
        if kept is not None:
            return (kept,)
        folded = " ".join(wanted.split()).casefold()
        return tuple(one for one in self.listed().kept if one.name.casefold() == folded)

    def listed(self, words: str = "") -> Listed:
        """The conversations in whose name and questions all these words stand, without regard to case, as parts of
        words too; without words, all of them. A damaged file hides no other."""
        wanted = words.casefold().split()
        kept, damaged = [], []
        for path in sorted(self.folder.glob("*.json")):
            if not _ID.fullmatch(path.stem):
                continue
            try:
                one = self._read(path.stem)
            except FileNotFoundError:  # deleted meanwhile
                continue
            except StoreError as error:
                damaged.append(str(error))
                continue
            said = " ".join((one.name, *(turn.question for turn in one.turns))).casefold()
            if all(word in said for word in wanted):
                kept.append(one)
        return Listed(tuple(sorted(kept, key=lambda one: one.last, reverse=True)), tuple(damaged))

    def rename(self, conversation_id: str, name: str) -> bool:
        """Give a conversation another name; whether there is such a one.

        Raises:
            ValueError: a name that is none. StoreError: as for ``keep``.
        """
        name = checked_name(name)
        with self._changing():
            kept = self.read(conversation_id)
            if kept is not None:
                self._write(replace(kept, name=name))
        return kept is not None

    def delete(self, conversation_id: str) -> bool:
        """Delete a conversation, damaged or not; whether there was such a one. Raises as ``keep`` does."""
        if not _ID.fullmatch(conversation_id):
            return False
        with self._changing():
            try:
                self._place(conversation_id).unlink()
            except FileNotFoundError:
                return False
        return True

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """The place of the one who changes something; what one who was killed has left half written is taken away."""
        lock = filelock.FileLock(self.folder / "lock", timeout=_PATIENCE)
        with writing(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)  # what somebody asks tells what they work on
            try:
                lock.acquire()
            except filelock.Timeout as error:
                raise IndexLocked(
                    f"{self.folder} is being changed by another process; try again when it is done"
                ) from error
        try:
            with writing(self.folder):
                for left in self.folder.glob("*.json.*"):
                    left.unlink(missing_ok=True)
                yield
        finally:
            lock.release()

    def _read(self, conversation_id: str) -> Kept:
        path = self._place(conversation_id)
        kept = read_kept(path)
        if kept.id != conversation_id:
            raise StoreError(f"{path} holds the conversation {kept.id}; name it after that")
        return kept

    def _write(self, kept: Kept) -> None:
        write_whole(self._place(kept.id), kept_text(kept))

    def _place(self, conversation_id: str) -> Path:
        return self.folder / f"{conversation_id}.json"
