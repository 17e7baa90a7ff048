"""Ids that sort by time: UUID version 7 (RFC 9562, section 5.7) as 32 hex digits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tutor.store.moments import microseconds

Entropy = Callable[[int], bytes]
"""Returns that many random bytes, as `os.urandom` does."""

_RANDOM_BITS = 74  # 12 beside the version and 62 beside the variant
_LOW_BITS = 62
_STEP_BYTES = 6  # how far to count on is drawn too: two programs may count on from one id
_LOW = (1 << _LOW_BITS) - 1
_RANDOM = (1 << _RANDOM_BITS) - 1
_VERSION = 0x7 << 76
_VARIANT = 0b10 << _LOW_BITS


class Ids:
    """A source of ids, each greater than the one before it.

    A clock that stands still, or is set back, does not break the order: the id then counts on from
    the last one (RFC 9562, section 6.2, method 2).

    Args:
        entropy: Where the random bits come from.
        after: An id that every new one must exceed, as the last one of a log; "" for none.
    """

    def __init__(self, entropy: Entropy, after: str = "") -> None:
        self._entropy = entropy
        self._last = _position(after) if after else -1

    def new(self, at: datetime) -> str:
        """Return an id for the moment `at`, aware; its resolution is a millisecond."""
        drawn = _draw(at, self._entropy)
        if drawn <= self._last:
            drawn = self._last + 1 + int.from_bytes(self._entropy(_STEP_BYTES))
        self._last = drawn
        return _written(drawn)


def _draw(at: datetime, entropy: Entropy) -> int:
    """Return a position in the order of ids: the time above, 74 random bits below."""
    milliseconds = max(0, microseconds(at) // 1000)  # an unset clock may stand before 1970
    return milliseconds << _RANDOM_BITS | int.from_bytes(entropy(10)) & _RANDOM


def _written(position: int) -> str:
    """Return the id at `position`, the version and the variant put in between."""
    milliseconds, random = position >> _RANDOM_BITS, position & _RANDOM
    high = milliseconds << 80 | _VERSION | random >> _LOW_BITS << 64
    return f"{high | _VARIANT | random & _LOW:032x}"


def _position(text: str) -> int:
    """Return the position of an id: the inverse of `_written`."""
    number = int(text, 16)
    milliseconds, high, low = number >> 80, number >> 64 & 0xFFF, number & _LOW
    return milliseconds << _RANDOM_BITS | high << _LOW_BITS | low
