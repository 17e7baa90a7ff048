"""Chance that can be had again: the same number for the same words. Pure."""

from __future__ import annotations

import hashlib

_BYTES = 8
_NUMBERS = 1 << 8 * _BYTES


def drawn(*words: object) -> float:
    """Return a number in [0, 1) that looks like chance and follows from `words` alone."""
    text = "\0".join(map(str, words))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:_BYTES]) / _NUMBERS
