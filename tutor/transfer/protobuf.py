"""As much of the protocol buffers' wire format as Anki's files need: fields of one message.

Source: https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator

Value = int | bytes

_VARINT, _EIGHT, _LENGTH, _FOUR = 0, 1, 2, 5
_MOST_BYTES = 10  # of a varint


def fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Yield the number and the value of each field, in order; bytes for everything but varints.

    Raises:
        ValueError: It is no message.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire = tag & 7
        if wire == _VARINT:
            value, at = _varint(message, at)
            yield tag >> 3, value
            continue
        if wire == _LENGTH:
            size, at = _varint(message, at)
        elif wire in (_EIGHT, _FOUR):
            size = 8 if wire == _EIGHT else 4
        else:
            raise ValueError(f"wire type {wire} at {at}")
        if size > len(message) - at:
            raise ValueError(f"a field of {size} bytes at {at}, past the end")
        yield tag >> 3, message[at : at + size]
        at += size


def number(message: bytes, field: int) -> int:
    """Return the last varint under a field's number; 0 where there is none.

    Raises:
        ValueError: It is no message.
    """
    found = [value for key, value in fields(message) if key == field and isinstance(value, int)]
    return found[-1] if found else 0


def text(message: bytes, field: int) -> str:
    """Return the last string under a field's number; "" where there is none.

    Raises:
        ValueError: It is no message.
    """
    found = [value for key, value in fields(message) if key == field and isinstance(value, bytes)]
    return found[-1].decode("utf-8", "replace") if found else ""


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for step, byte in enumerate(message[at : at + _MOST_BYTES]):
        value |= (byte & 0x7F) << 7 * step
        if byte < 0x80:
            return value, at + step + 1
    raise ValueError(f"no number at {at}")
