"""Long sequences of values, held small: packed by the block, and unpacked as they are looked at.

A response or a result is about 1 kB in memory, and 30 to 100 bytes packed, its words included.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from itertools import chain, islice
from typing import Any, TypeVar, overload

from tutor.cards.card import Card

BLOCK = 512
"""Values that are packed together; fewer are not packed at all."""

_LEVEL = 6  # of zlib: 9 takes several times as long, and saves one byte in fifty
_Value = TypeVar("_Value")


def packed(values: Iterable[_Value]) -> Sequence[_Value]:
    """Return values, all frozen, as a sequence that takes little memory.

    The cards in them are not packed: thousands of responses have one in common. Looking at the
    values in their order is fast; one here and one there costs a block each.
    """
    coming = iter(values)
    first = tuple(islice(coming, BLOCK))
    if len(first) < BLOCK:
        return first
    cards = _Cards()
    blocks = [cards.packed(block) for block in _blocks(chain(first, coming))]
    return _Packed(tuple(blocks), cards)


class Passing(Iterable[_Value]):
    """Values that are held packed until they are looked at, once: a block is let go of then.

    Args:
        values: All frozen.
    """

    def __init__(self, values: Iterable[_Value]) -> None:
        self._cards = _Cards()
        self._blocks = deque(self._cards.packed(block) for block in _blocks(values))

    def __iter__(self) -> Iterator[_Value]:
        while self._blocks:
            yield from self._cards.unpacked(self._blocks.popleft())


class _Packed(Sequence[_Value]):
    """Values in blocks of `BLOCK`, of which the last looked at is kept unpacked."""

    __slots__ = ("_blocks", "_cards", "_looked_at", "_size")

    def __init__(self, blocks: tuple[bytes, ...], cards: _Cards) -> None:
        self._blocks = blocks
        self._cards = cards
        self._looked_at: tuple[int, Sequence[_Value]] = (-1, ())
        self._size = (len(blocks) - 1) * BLOCK + len(self._block(len(blocks) - 1))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[_Value]:
        return chain.from_iterable(map(self._cards.unpacked, self._blocks))

    @overload
    def __getitem__(self, at: int) -> _Value: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[_Value]: ...
    def __getitem__(self, at: int | slice) -> _Value | Sequence[_Value]:
        if isinstance(at, slice):
            return packed(self[each] for each in range(*at.indices(self._size)))
        number, place = divmod(range(self._size)[at], BLOCK)
        return self._block(number)[place]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Packed | tuple) or len(self) != len(other):
            return NotImplemented if not isinstance(other, _Packed | tuple) else False
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _block(self, number: int) -> Sequence[_Value]:
        if self._looked_at[0] != number:
            self._looked_at = number, self._cards.unpacked(self._blocks[number])
        return self._looked_at[1]


class _Cards:
    """The cards that packed values have in common, and how values are packed but for those."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._cards: list[Card] = []  # keeps each alive, so that no other gets its id

    def packed(self, values: Sequence[Any]) -> bytes:
        buffer = io.BytesIO()
        _Pickler(buffer, self._number).dump(values)
        return zlib.compress(buffer.getvalue(), _LEVEL)

    def unpacked(self, block: bytes) -> Sequence[Any]:
        # what is unpickled was pickled by this very process, and never left it
        values: Sequence[Any] = _Unpickler(io.BytesIO(zlib.decompress(block)), self._cards).load()
        return values

    def _number(self, card: Card) -> int:
        number = self._numbers.setdefault(id(card), len(self._cards))
        if number == len(self._cards):
            self._cards.append(card)
        return number


class _Pickler(pickle.Pickler):
    """Writes cards by number, and dataclasses as calls, which are read faster than states."""

    def __init__(self, file: io.BytesIO, number: Callable[[Card], int]) -> None:
        super().__init__(file, protocol=5)
        self._number = number

    def persistent_id(self, value: object) -> int | None:
        return self._number(value) if isinstance(value, Card) else None

    def reducer_override(self, value: object) -> tuple[type, tuple[object, ...]]:
        if not is_dataclass(value) or isinstance(value, type):
            return NotImplemented  # type: ignore[no-any-return]
        return type(value), tuple(getattr(value, field.name) for field in fields(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, cards: Sequence[Card]) -> None:
        super().__init__(file)
        self._known = cards

    def persistent_load(self, number: int) -> Card:
        return self._known[number]


def _blocks(values: Iterable[_Value]) -> Iterator[tuple[_Value, ...]]:
    coming = iter(values)
    while block := tuple(islice(coming, BLOCK)):
        yield block
