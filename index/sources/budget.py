"""How much may come out of something packed: beyond a first helping, only so many times what went in."""

from __future__ import annotations

from onrecord.index.errors import SourceError

__all__ = ["Budget"]

_FREE = 64 * 2**20  # bytes: a second's work, and nobody's memory
_TIMES = 200  # bytes out for one in, as in ``packed``: news packs 3 to 8 times, a bomb 1,000 or more


class Budget:
    """Counts what goes in and what comes out of ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._took = self._gave = 0

    def took(self, size: int) -> None:
        """So many packed bytes were read."""
        self._took += size

    def gave(self, size: int) -> None:
        """So many bytes came out of them.

        Raises:
            SourceError: more than news ever does.
        """
        self._gave += size
        if self._gave > max(_FREE, _TIMES * self._took):
            raise SourceError(
                f"{self._took:,} bytes of {self._name} unpack to more than {self._gave - size:,}, as no text does; "
                "if it is meant to be so, unpack it first"
            )
