"""BLAKE3, by which hashcards names its cards; the standard library lacks it. For short texts.

Source: the specification at https://github.com/BLAKE3-team/BLAKE3-specs, section 2. Not made to be
fast: about a millisecond for each kilobyte.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_IV = (
    *(0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A),
    *(0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19),
)
_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_COLUMNS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_ROUNDS = 7
_CHUNK, _BLOCK = 1024, 64
_CHUNK_START, _CHUNK_END, _PARENT, _ROOT = 1, 2, 4, 8
_WORD = 0xFFFFFFFF

Words = Sequence[int]


def hexdigest(data: bytes) -> str:
    """Return the 64 hex digits of BLAKE3 over `data`."""
    chunks = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)] or [b""]
    if len(chunks) == 1:
        return _written(_chunk(chunks[0], 0, _ROOT))
    values = [_chunk(chunk, number, 0) for number, chunk in enumerate(chunks)]
    return _written(_tree(values, _ROOT))


def _written(words: Words) -> str:
    return struct.pack("<8I", *words).hex()


def _tree(values: Sequence[Words], flags: int) -> Words:
    """Return the value of a tree; its left side has the most chunks that are a power of two."""
    if len(values) == 1:
        return values[0]
    left = 1 << ((len(values) - 1).bit_length() - 1)
    both = (*_tree(values[:left], 0), *_tree(values[left:], 0))
    return _compressed(_IV, both, 0, _BLOCK, _PARENT | flags)


def _chunk(chunk: bytes, number: int, flags: int) -> Words:
    value: Words = _IV
    starts = range(0, max(len(chunk), 1), _BLOCK)
    for start in starts:
        block = chunk[start : start + _BLOCK]
        words = struct.unpack("<16I", block.ljust(_BLOCK, b"\0"))
        first = _CHUNK_START if start == 0 else 0
        last = _CHUNK_END | flags if start == starts[-1] else 0
        value = _compressed(value, words, number, len(block), first | last)
    return value


def _compressed(value: Words, block: Words, counter: int, length: int, flags: int) -> Words:
    state = [*value, *_IV[:4], counter & _WORD, counter >> 32, length, flags]
    words = list(block)
    for _ in range(_ROUNDS):
        for at, places in enumerate((*_COLUMNS, *_DIAGONALS)):
            _mix(state, *places, words[2 * at], words[2 * at + 1])
        words = [words[at] for at in _PERMUTATION]
    return [state[at] ^ state[at + 8] for at in range(8)]


def _mix(state: list[int], a: int, b: int, c: int, d: int, one: int, two: int) -> None:
    for word, first, second in ((one, 16, 12), (two, 8, 7)):
        state[a] = (state[a] + state[b] + word) & _WORD
        state[d] = _turned(state[d] ^ state[a], first)
        state[c] = (state[c] + state[d]) & _WORD
        state[b] = _turned(state[b] ^ state[c], second)


def _turned(word: int, bits: int) -> int:
    return (word >> bits | word << (32 - bits)) & _WORD
