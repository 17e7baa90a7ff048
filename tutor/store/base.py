"""What everything that is kept in the store's file shares: one connection, and its transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

from tutor.store.codec import Row, Value
from tutor.store.faults import in_our_words, sound

Made = TypeVar("Made")


class Connected:
    """A context manager over one connection, for one thread.

    Args:
        connected: A connection from `tutor.store.connection`, which this closes.
        path: Where the file is, for messages.
    """

    def __init__(self, connected: sqlite3.Connection, path: str) -> None:
        self._connection = connected
        self._path = path

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        with in_our_words(self._path):
            return self._connection.execute(sql, values).fetchall()

    def _read(
        self, make: Callable[[Row], Made], sql: str, values: Sequence[Value] = ()
    ) -> list[Made]:
        """Return what `make` makes of each row."""
        rows = self._run(sql, values)
        with sound(self._path):
            return [make(row) for row in rows]

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        """Do what is inside as one step: all of it, on the disk, or nothing."""
        try:
            self._run(begin)
            yield
            self._run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._run("ROLLBACK")
            raise


def placeholders(row: Sized) -> str:
    """Return the question marks of a statement for the columns of `row`."""
    return ", ".join("?" * len(row))
