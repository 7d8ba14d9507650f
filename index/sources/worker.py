"""The process that reads documents, one after another, for ``guarded``: whatever they do to it, it can be killed.

It is told on standard input what to read (see ``frames``), and answers on standard output. It ends when that ends. Its
memory is limited, and it ends by itself where nobody is left to stop it.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
import os
import signal
import warnings
from pathlib import Path
from typing import Any

from onrecord.index.errors import SourceError
from onrecord.index.sources.frames import MOST_HEAD, Broken, put, take

__all__ = ["main"]

_MEMORY = 2**30  # bytes of addresses, beyond what it has when it starts
_LARGE = 2**29  # bytes beyond its start at which it gives its place to a new one
_PATIENCE = 5  # seconds after the deadline, at which it stops itself


def main() -> None:
    """Read documents until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it is told, and ends it
    logging.disable()
    warnings.simplefilter("ignore")
    requests, answers = _pipes()
    start = _addresses()
    _limit(start)
    with contextlib.suppress(OSError, Broken):  # the other side is gone
        while message := take(requests):
            answer = _answered(*message)
            if _addresses() > start + _LARGE:
                answer["last"] = True
            _send(answers, answer)
            if answer.get("last"):
                return


def _pipes() -> tuple[io.RawIOBase, io.RawIOBase]:
    """Standard input and output, for messages alone: what a library prints goes nowhere."""
    pipes = (io.FileIO(os.dup(0), "rb"), io.FileIO(os.dup(1), "wb"))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    return pipes


def _answered(head: dict[str, Any], raw: bytes) -> dict[str, Any]:
    """What the message asks for: a library loaded, or a document read. ``last`` in it says that no more are taken."""
    name = head.get("options", {}).get("name") or "the document"
    try:
        module = importlib.import_module(head["module"])
        if "library" in head:
            importlib.import_module(head["library"])
            if raw:
                module.extract(raw, {})
            return {"ready": True}
        with _deadline(head["seconds"]):
            return {"found": module.extract(raw, head["options"])}
    except SourceError as error:
        return {"fault": str(error)}
    except MemoryError:
        return {
            "fault": f"{name} takes more than {_MEMORY / 2**30:.0f} GB of memory to read, so it was left",
            "last": True,
        }
    except RecursionError:
        return {"fault": f"{name} is nested too deeply to be read"}
    except Exception as error:
        return {"fault": f"{name} cannot be read: {type(error).__name__}: {str(error)[:200]}"}


def _send(answers: io.RawIOBase, answer: dict[str, Any]) -> None:
    try:
        put(answers, answer)
    except ValueError:
        put(answers, {"fault": f"the text in it is longer than the {MOST_HEAD / 2**20:.0f} MB that are taken"})
    except MemoryError:
        put(answers, {"fault": "the text in it is too long for the memory there is", "last": True})


@contextlib.contextmanager
def _deadline(seconds: float) -> Any:
    """The kernel ends this process after the deadline, for the case that the one that should do it was killed."""
    alarm = getattr(signal, "alarm", None)
    if alarm:
        alarm(int(seconds) + _PATIENCE)
    try:
        yield
    finally:
        if alarm:
            alarm(0)


def _addresses() -> int:
    """Bytes of addresses in use, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError, ValueError):
        return 0


def _limit(start: int) -> None:
    """No more memory than a document may take, and no image of it on the disk when it dies."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if start:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = start + _MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
