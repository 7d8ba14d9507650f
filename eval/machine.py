"""What a measurement was made with: the machine, the versions, the code."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import sys
from pathlib import Path
from typing import Any

import onrecord.index
import onrecord.rag

__all__ = ["code", "machine", "peak_memory", "versions"]

_ASKING = ("asking", "evaluation", "judge", "placing", "searching", "systems", "windows")
_PACKAGES = ("onrecord", "faiss-cpu", "tantivy", "onnxruntime", "tokenizers", "spacy", "numpy", "tiktoken")


def machine() -> dict[str, Any]:
    """System, processor, usable cores, and memory in bytes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {"system": platform.system(), "processor": _processor(), "cores": cores, "memory": memory}


def versions() -> dict[str, str]:
    """Python's version and those of the packages that decide what is found and read."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in _PACKAGES}}


def code() -> str:
    """SHA-256 of the source of what is measured, ``index`` and ``rag``, and of what asks and judges: two runs with the
    same hash, data and settings say the same."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    rooms = [Path(room.__file__ or "").parent for room in (onrecord.index, onrecord.rag)]
    files = [*(here / f"{name}.py" for name in _ASKING)]
    for folder in (*rooms, here / "loaders", here / "metrics"):
        files += sorted(folder.rglob("*.py"))
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def peak_memory() -> int:
    """Peak resident memory of this process in bytes, 0 where the platform does not tell; the unit of ``ru_maxrss`` is
    the platform's, and on Linux it begins with that of the process this one was forked from."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        pass
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
