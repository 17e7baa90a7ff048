"""Shares with their intervals."""

from __future__ import annotations

import pytest

from tutor.estimate import wilson


@pytest.mark.parametrize(
    ("counted", "of", "interval"),
    [(8, 10, (0.4902, 0.9433)), (0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0))],
)
def test_wilsons_interval(counted: int, of: int, interval: tuple[float, float]) -> None:
    found = wilson(counted, of)

    assert found is not None
    assert found.value == counted / of
    assert found.interval == pytest.approx(interval, abs=1e-4)


def test_a_share_of_nothing_is_none() -> None:
    assert wilson(0, 0) is None
