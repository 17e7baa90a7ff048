"""What a language model costs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.errors import UsageError
from tutor.text import one_line

_PRICES = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*/\s*([0-9]+(?:\.[0-9]+)?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a model costs.

    Attributes:
        read: Dollars for a million tokens that are sent to it, ≥ 0.
        written: Dollars for a million tokens of its replies, ≥ 0.
    """

    read: float
    written: float

    @classmethod
    def parse(cls, text: str) -> Prices:
        """Read prices as they are configured, "0.15/0.60".

        Raises:
            UsageError: They are not written so.
        """
        if not (found := _PRICES.fullmatch(text)):
            raise UsageError(
                f"“{one_line(text, 40)}” are no prices of a language model.",
                "Set TUTOR_LLM_PRICES to the dollars for a million tokens that it reads, and that"
                " it writes, such as 0.15/0.60; to 0/0 for a model that costs nothing.",
            )
        return cls(float(found[1]), float(found[2]))

    def dollars(self, read: int, written: int) -> float:
        """Return what so many tokens cost."""
        return (read * self.read + written * self.written) / 1_000_000
