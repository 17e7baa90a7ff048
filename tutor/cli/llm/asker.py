"""Asking somebody at a terminal, or nobody: then every question has its default for an answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Protocol

import typer

from tutor.errors import UsageError

NONE = "none"
"""What is typed for no value."""


class Asker(Protocol):
    """Somebody who answers, or a stand-in."""

    is_there: bool

    def text(
        self, question: str, default: str, check: Callable[[str], object], *, needed: bool = True
    ) -> str:
        """Return an answer that passes `check`, which raises ValueError; "" for none."""
        ...

    def choice(self, question: str, labels: Sequence[str], default: int) -> int:
        """Return which of `labels` is chosen, counted from 0."""
        ...

    def agrees(self, question: str, default: bool) -> bool:
        """Return whether the answer is yes."""
        ...


class Nobody:
    """Every question has its default for an answer."""

    is_there = False

    def text(
        self, question: str, default: str, check: Callable[[str], object], *, needed: bool = True
    ) -> str:
        """Return the default, which nobody checks again."""
        return default

    def choice(self, question: str, labels: Sequence[str], default: int) -> int:
        """Return the default."""
        return default

    def agrees(self, question: str, default: bool) -> bool:
        """Return the default."""
        return default


class Person:
    """Somebody at a terminal, who may press Ctrl+C at any question."""

    is_there = True

    def text(
        self, question: str, default: str, check: Callable[[str], object], *, needed: bool = True
    ) -> str:
        """Ask until an answer passes `check`; Enter takes the default.

        Of what is not needed, "none" says that there is none, and is the default where there is no
        other.
        """
        default = default or ("" if needed else NONE)
        while True:
            said = _line(f"{question}{f' [{default}]' if default else ''}: ") or default
            if said == NONE and not needed:
                return ""
            try:
                _check(said, check)
            except ValueError as fault:
                typer.echo(f"  It {fault}.")
            else:
                return said

    def choice(self, question: str, labels: Sequence[str], default: int) -> int:
        """Ask for a number; Enter takes the default."""
        for number, label in enumerate(labels, start=1):
            typer.echo(f"  {number}  {label}")

        def check(said: str) -> None:
            if not (said.isdecimal() and 1 <= int(said) <= len(labels)):
                raise ValueError(f"is to be a number from 1 to {len(labels)}")

        return int(self.text(question, str(default + 1), check)) - 1

    def agrees(self, question: str, default: bool) -> bool:
        """Ask for yes or no; Enter takes the default."""
        said = _line(f"{question} [{'Y/n' if default else 'y/N'}] ").casefold()
        return said in ("y", "yes") if said else default


def asker(*, quiet: bool) -> Asker:
    """Return whom to ask: whoever sits at the terminal, unless no question is wanted."""
    typed = sys.stdin is not None and sys.stdin.isatty()
    return Person() if typed and not quiet else Nobody()


def secret(question: str) -> str:
    """Return a line that is typed unseen, or the first line of what is piped in.

    Raises:
        UsageError: There is none, or it cannot be a key.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        said = _line(question, unseen=True)
    else:
        said = (sys.stdin.readline() if sys.stdin else "").strip()
    if not said or not (said.isascii() and said.isprintable()) or " " in said:
        raise UsageError(
            "There is no key to keep, so nothing was written.",
            "Type it when asked, or give it as the first line of stdin.",
        )
    return said


def _check(said: str, check: Callable[[str], object]) -> None:
    if not said:
        raise ValueError("is needed")
    check(said)


def _line(question: str, *, unseen: bool = False) -> str:
    """Return a line that is typed; Ctrl+C is a key here, which comes in time, and no signal."""
    from prompt_toolkit import prompt

    try:
        return prompt(question, is_password=unseen).strip()
    except EOFError:
        raise UsageError(
            "A question was left open, so nothing was written.",
            "Answer them all, or none: `tutor llm setup --help` has options for each.",
        ) from None
