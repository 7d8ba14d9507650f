"""Processes of their own that are told and answer in lines of JSON: what is measured there starts fresh, holds only
what it needs, and waits for nothing of this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Self, cast

from onrecord.index.errors import OnRecordError

__all__ = ["Child", "command"]

_HERE = Path(__file__).parent


def command(script: str, *arguments: object, options: tuple[str, ...] = ()) -> list[str]:
    """The command line of one of this folder's scripts: by path, so that nothing is imported before it runs."""
    return [sys.executable, *options, "-P", str(_HERE / script), *map(str, arguments)]


class Child:
    """A script of this folder at work. Leave the ``with`` block and it ends."""

    def __init__(self, script: str, *arguments: object) -> None:
        self._name = script
        self._said = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the process
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(  # noqa: S603 - this Python, a file of this package
            command(script, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self._in = cast("IO[str]", self._process.stdin)  # pipes, as asked for
        self._out = cast("IO[str]", self._process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()
        self._said.close()

    def tell(self, said: Any) -> None:
        """Send a line; what the process makes of it is not waited for."""
        try:
            self._in.write(json.dumps(said) + "\n")
            self._in.flush()
        except BrokenPipeError:
            self._failed()

    def answer(self) -> Any:
        """The next line that the process says.

        Raises:
            OnRecordError: it ended instead.
        """
        line = self._out.readline()
        return json.loads(line) if line else self._failed()

    def ask(self, said: Any) -> Any:
        """Send a line and wait for one."""
        self.tell(said)
        return self.answer()

    def _failed(self) -> Any:
        self._process.communicate()
        self._said.seek(0)
        last = (self._said.read().strip().splitlines() or ["no reason given"])[-1]
        raise OnRecordError(f"{self._name} ended with {self._process.returncode}: {last}")
