"""How graders are called: in full where it counts, and as short as tells them apart in tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

_BASELINE = "baseline: "
_SHIPPED = "offline "
_FIT = re.compile(r" \([^()]*\)$")
_DETAIL = re.compile(r", | \(")


def kind(grader: str) -> str:
    """Return a grader's name without what was fitted for one suite: it is the same over all."""
    return _FIT.sub("", grader) if grader.startswith(_BASELINE) else grader


def short_names(graders: Iterable[str]) -> dict[str, str]:
    """Return by each name the shortest that no other of the graders has, in their order.

    "offline 3, all-MiniLM-L6-v2" is "offline 3", and "baseline: majority (correct, 0.44)" is
    "majority", unless there are two of that name.
    """
    full = list(dict.fromkeys(graders))
    found: dict[str, str] = {}
    shortenings: tuple[Callable[[str], str], ...] = (_shortest, kind)
    for shorten in shortenings:
        shorter = {one: shorten(one) for one in full if one not in found}
        counts = Counter([*shorter.values(), *found.values()])
        found |= {one: name for one, name in shorter.items() if counts[name] == 1}
    return {one: found.get(one, one) for one in full}


def rank(grader: str) -> int:
    """Return where a grader stands among others: the one that ships first, baselines last."""
    if grader.startswith(_SHIPPED):
        return 0
    return 2 if grader.startswith(_BASELINE) else 1


def _shortest(grader: str) -> str:
    return _DETAIL.split(grader.removeprefix(_BASELINE))[0] or grader
