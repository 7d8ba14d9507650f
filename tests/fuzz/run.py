"""Feed doors damaged input: ``python tests/fuzz/run.py [TARGET ...] [--seconds 300]``, a process a target.

What breaks one is kept in ``kept/TARGET/``, and is tried by the suite from then on (``tests/test_fuzz_kept.py``).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

__all__ = ["main"]


def main() -> int:
    """Fuzz the targets named, or all; returns how many broke."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("target", nargs="*", help="what to fuzz; default all")
    given.add_argument("--seconds", type=int, default=300, help="for each")
    given.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    chosen = given.parse_args()
    if chosen.child:  # nothing that is to be watched may be imported before
        _fuzz(chosen.target[0], chosen.seconds)
    from targets import TARGETS  # noqa: PLC0415

    if unknown := sorted(set(chosen.target) - set(TARGETS)):
        given.error(f"no target {unknown[0]!r}; there are {', '.join(TARGETS)}")
    broken = []
    for name in chosen.target or TARGETS:
        print(f"== {name}, {chosen.seconds} s", flush=True)
        line = [sys.executable, __file__, name, "--seconds", str(chosen.seconds), "--child"]
        if subprocess.run(line, check=False).returncode:
            broken.append(name)
    print(f"broken: {', '.join(broken) or 'none'}")
    return len(broken)


def _fuzz(name: str, seconds: int) -> None:
    import atheris  # noqa: PLC0415 - only for this

    with atheris.instrument_imports(include=["onrecord.index"]):
        from targets import TARGETS, hold  # noqa: PLC0415
    kept = HERE / "kept" / name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        (Path(corpus) / "seed").write_bytes(TARGETS[name].seed)
        options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=3000", "-max_len=16384", "-verbosity=0"]
        arguments = [sys.argv[0], *options, f"-artifact_prefix={kept}/", corpus, str(kept)]
        atheris.Setup(arguments, lambda data: hold(TARGETS[name], data))
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
