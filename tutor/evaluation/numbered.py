"""Numbers found by numbers, many of them in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

_LEAST = 4_096
_SHARE = 8


class Numbered:
    """A dictionary from numbers to numbers, all in [0, 2⁶⁴): 16 bytes for each, and up to a few MB.

    What was added last is held as a dictionary would, and sorted in where it has become many.

    Args:
        pairs: Numbers with what is found by them; of equal ones the last counts.
    """

    def __init__(self, pairs: Iterable[tuple[int, int]] = ()) -> None:
        self._keys = array("Q")
        self._values = array("Q")
        self._fresh: dict[int, int] = {}
        for key, value in pairs:
            self[key] = value

    def get(self, key: int) -> int | None:
        """Return what is found by a number, or None."""
        if (fresh := self._fresh.get(key)) is not None:
            return fresh
        at = bisect_left(self._keys, key)
        is_there = at < len(self._keys) and self._keys[at] == key
        return self._values[at] if is_there else None

    def __setitem__(self, key: int, value: int) -> None:
        self._fresh[key] = value
        if len(self._fresh) >= max(_LEAST, len(self._keys) // _SHARE):
            self._sort_in()

    def _sort_in(self) -> None:
        fresh = len(self._fresh)
        keys = np.concatenate([np.fromiter(self._fresh, np.uint64, fresh), self._keys])
        values = np.concatenate([np.fromiter(self._fresh.values(), np.uint64, fresh), self._values])
        kept, at = np.unique(keys, return_index=True)  # the first, and so the fresh one
        self._keys = array("Q", kept.tobytes())
        self._values = array("Q", values[at].tobytes())
        self._fresh = {}
