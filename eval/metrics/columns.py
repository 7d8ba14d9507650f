"""What is known of many questions, a column each: the arguments of every measure over more than one question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["columns", "filled_columns"]

FloatArray = npt.NDArray[np.float64]


def columns(**named: Sequence[float]) -> list[FloatArray]:
    """The columns as arrays, truth as 1.0 and 0.0.

    >>> [column.tolist() for column in columns(confidence=[0.5, 1], right=[False, True])]
    [[0.5, 1.0], [0.0, 1.0]]

    Raises:
        ValueError: they are not of one length, or hold nan.
    """
    lengths = {name: len(values) for name, values in named.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{length} of {name}" for name, length in lengths.items())
        raise ValueError(f"every question has one value of each, but there are {told}")
    arrays = [np.asarray(values, dtype=np.float64) for values in named.values()]
    for name, array in zip(named, arrays, strict=True):
        if np.isnan(array).any():
            raise ValueError(f"{name} {int(np.isnan(array).argmax())} is nan; leave such a question out")
    return arrays


def filled_columns(**named: Sequence[float]) -> list[FloatArray]:
    """The same for a measure that nothing is known of without a question.

    Raises:
        ValueError: as above, or they are empty.
    """
    arrays = columns(**named)
    if not len(arrays[0]):
        raise ValueError(f"no questions: {' and '.join(named)} must hold at least one value")
    return arrays
