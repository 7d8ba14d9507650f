"""One process that reads documents, seen from the one that asks: started, asked, watched and ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.index.errors import SourceError
from onrecord.index.sources.frames import Broken, put, take

__all__ = ["Child", "Gone", "Kind"]

_STARTS = 60.0  # seconds to start and to load a library, on a machine that does other things
_LAST = 1.0  # seconds for a process to end whose pipe has ended
_SLOW = 1.0  # seconds after which a document may be one of those that never end
_SOURCES = Path(__file__).resolve().parent
# The package's own beginning loads FAISS and ONNX Runtime: twice the time, thrice the memory, and of no use here.
_BEGIN = """
import sys, types
for name, path in (("onrecord", []), ("onrecord.index", [sys.argv[1]]), ("onrecord.index.sources", [sys.argv[2]])):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = path
from onrecord.index.sources.worker import main
main()
"""
# What Python needs to find itself and its libraries, and nothing that might be a secret.
_NEEDED = "PATH HOME LANG LC_ALL LC_CTYPE TMPDIR TEMP TMP SYSTEMROOT VIRTUAL_ENV LD_LIBRARY_PATH DYLD_LIBRARY_PATH "
_NEEDED += "PYTHONPATH PYTHONHOME PYTHONUSERBASE PYTHONNOUSERSITE PYTHONPYCACHEPREFIX PYTHONDONTWRITEBYTECODE"
_PASSED_ON = frozenset(_NEEDED.split())


class Kind(NamedTuple):
    """What reads a kind of document.

    Args:
        module: has ``extract(raw, options)``.
        library: what that needs, which is loaded before the clock is started.
        sample: a document that is read then, where reading the first takes longer than reading others.
    """

    module: str
    library: str
    sample: bytes = b""

    @property
    def head(self) -> dict[str, str]:
        """What the child is told to get ready for it."""
        return {"module": self.module, "library": self.library}


class Gone(Exception):
    """The child ended, or answers what is no answer; the text says of a document what became of it."""


class Child:
    """A process that is asked one thing at a time.

    Args:
        kind: what it should be ready for first; it gets ready while something else is done.

    Raises:
        SourceError: it cannot be started.
    """

    def __init__(self, kind: Kind) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this program itself
                [sys.executable or "python3", "-P", "-c", _BEGIN, str(_SOURCES.parent), str(_SOURCES)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={name: value for name, value in os.environ.items() if name.upper() in _PASSED_ON},
                # Ctrl-C is for this process, which ends the child when it should be ended.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except (OSError, ValueError) as error:
            raise SourceError(f"the process that reads documents cannot be started: {error}") from error
        self._ready: set[Kind] = set()
        self._awaited: Kind | None = kind
        with contextlib.suppress(OSError):  # what it died of is told when it is asked
            self._put(kind.head, kind.sample)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def load(self, kind: Kind) -> None:
        """Get ready for a kind of document.

        Raises:
            Gone: it could not. SourceError: a library is missing.
        """
        if self._awaited:
            self._loaded(self._awaited)
        if kind not in self._ready:
            self._awaited = kind
            self._loaded(kind, kind.head, kind.sample)

    def ask(
        self, kind: Kind, raw: bytes, options: Mapping[str, str], seconds: float, slow: Callable[[], None]
    ) -> dict[str, Any]:
        """The answer for a document: ``found`` or ``fault`` in it, and ``last`` if no more will be taken.

        Args:
            kind: one it is ready for.
            raw: the document.
            options: for what reads it.
            seconds: after which it is killed.
            slow: called, in another thread, when it takes long.

        Raises:
            Gone: no answer.
        """
        head = {"module": kind.module, "options": dict(options), "seconds": seconds}
        with self._watched(seconds, slow) as late:
            answer = self._exchanged(head, raw)
        if late.is_set():
            raise Gone(f"takes more than {seconds:g} s to read, so it was left")
        if answer is None:
            raise Gone(f"was not read: {self._last_words()}")
        return answer

    def end(self) -> None:
        """Kill it, if it is there."""
        self._process.kill()
        self._close()
        self._process.wait()

    def disown(self) -> None:
        """Let go of it, in a process that is a fork of the one it belongs to."""
        self._close()
        self._process.returncode = 0  # so that nobody waits for it

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _loaded(self, kind: Kind, head: Mapping[str, str] | None = None, sample: bytes = b"") -> None:
        with self._watched(_STARTS, lambda: None):
            answer = self._exchanged(head, sample)
        self._awaited = None
        if answer is None:
            raise Gone(f"was not read: {self._last_words()}")
        if "fault" in answer:
            raise SourceError(f"documents of this kind cannot be read here: {answer['fault']}")
        self._ready.add(kind)

    def _exchanged(self, head: Mapping[str, Any] | None, raw: bytes = b"") -> dict[str, Any] | None:
        """What it answers, or None where that is no answer."""
        try:
            if head is not None:
                self._put(head, raw)
            message = take(self._process.stdout, 0)  # type: ignore[arg-type]  # unbuffered, so raw
        except (OSError, ValueError, Broken):
            return None
        return message[0] if message and {"ready", "found", "fault"} & message[0].keys() else None

    def _last_words(self) -> str:
        try:
            code = self._process.wait(_LAST)
        except subprocess.TimeoutExpired:
            return "the process that reads documents gave no answer that can be understood"
        try:
            how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        except ValueError:
            how = f"signal {-code}"
        return f"the process that reads documents ended ({how})"

    def _put(self, head: Mapping[str, Any], raw: bytes = b"") -> None:
        put(self._process.stdin, head, raw)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def _watched(self, seconds: float, slow: Callable[[], None]) -> Iterator[threading.Event]:
        """Kill the child when the time is over, whatever this thread waits for; the event says that it was."""
        done, late = threading.Event(), threading.Event()

        def watch() -> None:
            first = min(_SLOW, seconds)
            if done.wait(first):
                return
            with contextlib.suppress(SourceError):  # it is told when another one is needed
                slow()
            if not done.wait(seconds - first):
                late.set()
                self._process.kill()

        watcher = threading.Thread(target=watch, name="onrecord-deadline", daemon=True)
        watcher.start()
        try:
            yield late
        finally:
            done.set()
            watcher.join()
