"""What ends a command: one small tree of errors, each with its exit code.

A fault *in data* (a deck's line, an unreadable judge) is returned as a value, never raised.
What is raised here reaches exactly one place, `tutor.cli.main.run`, which prints it on stderr
and exits with `exit_code`. Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations


class TutorError(Exception):
    """A fault that ends the command.

    Args:
        message: What happened, and where (a path, a line, an option).
        hint: What the reader can do next; a sentence.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(TutorError):
    """What was asked for makes no sense; exit code 2."""

    exit_code = 2


class ReadError(TutorError):
    """A deck or another input cannot be read at all; exit code 2."""

    exit_code = 2


class StoreError(TutorError):
    """The store cannot be opened, read or written; exit code 3."""

    exit_code = 3


class OutputError(TutorError):
    """A file cannot be written, for the disk is full or fails; exit code 3."""

    exit_code = 3


class ModelError(TutorError):
    """An encoder or its weights cannot be loaded; exit code 4."""

    exit_code = 4


class ChatError(ModelError):
    """A language model gives no reply; a grader makes an unjudged answer of the message."""
