"""Counting tokens with tiktoken, from a vocabulary file that a package ships: nothing is downloaded."""

from __future__ import annotations

import base64
import gzip
import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import tiktoken

from onrecord.index.errors import WeightsError

__all__ = ["count", "encoding", "token_ends"]

# Published by tiktoken itself for cl100k_base (tiktoken_ext/openai_public.py), of the unpacked file.
_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
_PATTERN = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|"""
    r"""\s+(?!\S)|\s"""
)


@lru_cache(maxsize=1)
def encoding() -> tiktoken.Encoding:
    """``cl100k_base``, as ``tiktoken.get_encoding`` would give it, without its download.

    Raises:
        WeightsError: the packaged vocabulary is missing or not the published one.
    """
    spec = find_spec("bpe_openai")
    if spec is None or spec.origin is None:
        raise WeightsError("the package bpe-openai, which holds the tokeniser's vocabulary, is not installed")
    packed = Path(spec.origin).parent / "data" / "cl100k_base.tiktoken.gz"
    lines = gzip.decompress(packed.read_bytes())
    if hashlib.sha256(lines).hexdigest() != _SHA256:
        raise WeightsError(f"{packed} is not the published cl100k_base vocabulary; reinstall bpe-openai")
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines.splitlines())}
    return tiktoken.Encoding("cl100k_base", pat_str=_PATTERN, mergeable_ranks=ranks, special_tokens={})


def count(text: str) -> int:
    """The number of cl100k_base tokens in a text; what looks like a special token is counted as plain text."""
    return len(encoding().encode_ordinary(text))


def token_ends(text: str) -> list[int]:
    """For each token of a text, how many of its code points are whole once that token is read: a token that ends inside
    a character counts as ending before it, so that every offset is a place the text may be cut."""
    ends: list[int] = []
    pending, done = b"", 0
    for token in encoding().encode_ordinary(text):
        pending += encoding().decode_single_token_bytes(token)
        try:
            done += len(pending.decode())
            pending = b""
        except UnicodeDecodeError as error:
            done += len(pending[: error.start].decode())
            pending = pending[error.start :]
        ends.append(done)
    return ends
