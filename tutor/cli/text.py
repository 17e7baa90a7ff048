"""Making foreign text harmless before it reaches a terminal: `tutor.text`, at the door."""

from tutor.text import one_line, plain

__all__ = ["one_line", "plain"]
