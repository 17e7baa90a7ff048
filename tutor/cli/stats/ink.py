"""What charts in a terminal are drawn with: in Unicode, or in ASCII where no more can be shown."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

_SPELLED = str.maketrans(
    {"–": "-", "…": "...", "✓": "+", "✗": "x", "“": '"', "”": '"', "’": "'", "\u202f": " "}
)


@dataclass(frozen=True, slots=True)
class Ink:
    """What can be shown.

    Attributes:
        width: In cells.
        is_ascii: Whether only ASCII can be.
    """

    width: int
    is_ascii: bool = False

    @property
    def eighths(self) -> str:
        """A cell filled from nothing to the top."""
        return " ....::##" if self.is_ascii else " ▁▂▃▄▅▆▇█"

    @property
    def heat(self) -> str:
        """From no review on a day to many."""
        return ".-+*#" if self.is_ascii else "·░▒▓█"

    @property
    def ground(self) -> str:
        """Where a track has nothing."""
        return "." if self.is_ascii else "·"

    @property
    def whisker(self) -> str:
        """Inside an interval."""
        return "-" if self.is_ascii else "─"

    @property
    def ends(self) -> tuple[str, str]:
        """Where an interval begins and ends."""
        return ("|", "|") if self.is_ascii else ("├", "┤")

    @property
    def point(self) -> str:
        """Where the value of an interval lies."""
        return "o" if self.is_ascii else "●"

    @property
    def dash(self) -> str:
        """In the place of what there is none of."""
        return "-" if self.is_ascii else "–"

    @property
    def upright(self) -> str:
        """Of an upright axis."""
        return "|" if self.is_ascii else "│"

    @property
    def corner(self) -> str:
        """Where two axes meet."""
        return "+" if self.is_ascii else "└"

    @property
    def flat(self) -> str:
        """Of a flat axis."""
        return "-" if self.is_ascii else "─"

    def shades(self, count: int) -> str:
        """Return fills for so many series, at most four, as different as can be."""
        shades = "#=+." if self.is_ascii else "█▓▒░"
        return {1: shades[:1], 2: shades[0] + shades[3]}.get(count, shades[:count])

    def spelled(self, text: str) -> str:
        """Return a text of ours, with what ASCII lacks spelled otherwise where it must be."""
        return text.translate(_SPELLED) if self.is_ascii else text

    def text(self, text: str, style: str = "") -> Text:
        """Return a line, cut to the width."""
        return self.cut(Text(self.spelled(text), style))

    def cut(self, line: Text) -> Text:
        """Return a line no wider than there is room."""
        line.truncate(self.width, overflow="crop" if self.is_ascii else "ellipsis")
        line.rstrip()
        return line
