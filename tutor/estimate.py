"""A figure with what it is unsure by, and Wilson's interval of a share. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959964  # the normal distribution's 97.5th percentile


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and how sure it is.

    Attributes:
        value: The figure; never NaN.
        interval: Both ends of its 95 % interval; None where there can be none, or none was asked.
    """

    value: float
    interval: tuple[float, float] | None = None


def wilson(count: float, of: int) -> Estimate | None:
    """Return the share `count` / `of` with Wilson's 95 % interval (1927); None of nothing.

    It takes what is counted as independent, which answers to one question are not quite: over
    answers it is a little narrow. It holds for small counts, where percentiles of resamples do
    not.
    """
    if not of:
        return None
    share, weight = count / of, _Z**2 / of
    centre = (share + weight / 2) / (1 + weight)
    spread = math.sqrt(share * (1 - share) * weight + weight**2 / 4) / (1 + weight)
    return Estimate(share, (max(0.0, centre - spread), min(1.0, centre + spread)))
