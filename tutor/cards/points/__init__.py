"""From a reference answer to its key points.

`reference` puts together what `marks` (the deck's own comments), `asked` (how many the question
wants), `lists`, `sentences` and `enumerations` (where a text may be cut, `cutting` it) find.
"""

from tutor.cards.points.reference import Reference, ask, mark_problems, read_reference

__all__ = ["Reference", "ask", "mark_problems", "read_reference"]
