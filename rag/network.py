"""The trained reader's network: a question and a text beside it to logits, one a token.

A text that is longer than what is read at once is read in overlapping windows, each below the same title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from onrecord.index.batching import Batches, Floats, Ints, Tokens
from onrecord.index.onnx import session
from onrecord.index.weights import CROSS_ENCODER, READER

__all__ = ["Logits", "Network"]

_CLS, _SEP = 101, 102  # BERT's uncased vocabulary
_ASKED = 96  # tokens of a question that are read, with what was said before it: the last
_TITLED = 32  # and of a title
_OVERLAP = 0.4  # of a window with the next: no answer is longer
_OUTPUTS = ("relevance", "no_answer", "start", "end")


@dataclass(frozen=True, slots=True)
class Logits:
    """What the network makes of one window of a text.

    Args:
        offsets: int32 (n, 2), where each of its tokens stands in the text, in characters.
        start: float32 (n,), for each token that the answer begins there.
        end: float32 (n,), that it ends there.
        nowhere: of the start and the end of no answer at all, added up.
        no_answer: that the text leaves the question open.
        relevance: that the text is about it.
    """

    offsets: npt.NDArray[np.int32]
    start: Floats
    end: Floats
    nowhere: float
    no_answer: float
    relevance: float


class Network:
    """The packaged reader on ONNX Runtime. Safe to use from several threads.

    Args:
        threads: streams; default the cores this process may use.
        max_tokens: of question, title and text that are read at once.

    Raises:
        WeightsError: its weights are not there, or are others.
    """

    def __init__(self, threads: int | None = None, max_tokens: int = 320) -> None:
        self._session = session(READER.locate() / "model.onnx")
        self._tokenizer = Tokenizer.from_file(str(CROSS_ENCODER.locate() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._batches = Batches(self._forward, threads=threads)
        self._max_tokens = max_tokens

    def read(self, questions: Sequence[str], texts: Sequence[tuple[str, str]]) -> list[list[Logits]]:
        """For each title and text, of which its question is asked, the logits of the text's windows, one where it is
        short; none where it has no tokens."""
        asked = [one.ids[-_ASKED:] for one in self._encoded(list(questions))]
        titles = [one.ids[:_TITLED] for one in self._encoded([title for title, _ in texts])]
        rows: list[Tokens] = []
        places: list[tuple[int, int, npt.NDArray[np.int32]]] = []  # text, where the window begins in its row, offsets
        bodies = self._encoded([text for _, text in texts])
        for number, (question, title, text) in enumerate(zip(asked, titles, bodies, strict=True)):
            before = [_CLS, *question, _SEP, *title]
            offsets = np.array(text.offsets, np.int32).reshape(-1, 2)
            for begin, stop in _windows(len(text.ids), self._max_tokens - len(before) - 1):
                ids = [*before, *text.ids[begin:stop], _SEP]
                types = [0] * (len(question) + 2) + [1] * (len(ids) - len(question) - 2)
                rows.append(np.array([ids, types], np.int32))
                places.append((number, len(before), offsets[begin:stop]))
        found: list[list[Logits]] = [[] for _ in texts]
        for (number, begin, offsets), row in zip(places, self._batches.run(rows), strict=True):
            found[number].append(_logits(row, begin, offsets))
        return found

    def _encoded(self, texts: list[str]) -> list[Encoding]:
        found: list[Encoding] = self._tokenizer.encode_batch(texts, add_special_tokens=False)
        return found

    def _forward(self, ids: Ints, mask: Ints, types: Ints) -> Floats:
        """Relevance and no answer, then the starts, then the ends, in one row an input."""
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        relevance, no_answer, start, end = self._session.run(list(_OUTPUTS), feed)
        together: Floats = np.concatenate([relevance[:, None], no_answer[:, None], start, end], 1)
        return together


def _logits(row: Floats, begin: int, offsets: npt.NDArray[np.int32]) -> Logits:
    width, stop = (len(row) - 2) // 2, begin + len(offsets)
    starts, ends = row[2 : 2 + width], row[2 + width :]
    nowhere = float(starts[0] + ends[0])
    return Logits(offsets, starts[begin:stop], ends[begin:stop], nowhere, float(row[1]), float(row[0]))


def _windows(tokens: int, room: int) -> Iterator[tuple[int, int]]:
    """Overlapping pieces of at most ``room`` tokens that cover a text of so many.

    >>> [list(_windows(tokens, 100)) for tokens in (0, 100, 101, 200)]
    [[], [(0, 100)], [(0, 100), (1, 101)], [(0, 100), (60, 160), (100, 200)]]
    """
    if 0 < tokens <= room:
        yield 0, tokens
    elif tokens:
        yield from ((begin, begin + room) for begin in range(0, tokens - room, round(room * (1 - _OVERLAP))))
        yield tokens - room, tokens
