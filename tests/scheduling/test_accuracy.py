"""Log loss and RMSE(bins)."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from tutor.scheduling.accuracy import Kinds, accuracy, losses, rmse_bins


def alike(count: int) -> Kinds:
    """Return what makes so many reviews fall into one bin."""
    return Kinds(np.full(count, 5.0), np.full(count, 3), np.zeros(count, dtype=np.int64))


def test_the_loss_of_a_review_is_the_surprise_at_what_happened() -> None:
    found = losses(np.array([0.9, 0.9, 0.5]), np.array([True, False, True]))

    assert found.tolist() == pytest.approx([-log(0.9), -log(0.1), log(2)])


def test_no_single_review_costs_all() -> None:
    assert np.isfinite(losses(np.array([1.0, 0.0]), np.array([False, True]))).all()


def test_a_bin_is_off_by_the_share_recalled_less_the_one_foretold() -> None:
    recalled = np.array([True, True, True, False])

    assert rmse_bins(np.full(4, 0.9), recalled, alike(4)) == pytest.approx(0.15)


def test_bins_are_weighted_by_their_size() -> None:
    days = np.array([1.0, 1.0, 1.0, 30.0])
    kinds = Kinds(days, np.full(4, 2), np.zeros(4, dtype=np.int64))
    foretold, recalled = np.array([0.8, 0.8, 0.8, 0.6]), np.array([True, True, True, False])

    expected = sqrt((3 * 0.2**2 + 1 * 0.6**2) / 4)
    assert rmse_bins(foretold, recalled, kinds) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("one", "other", "is_one_bin"),
    [
        ((4, 2, 0), (13, 2, 0), True),  # days: from 3.62 to 13.1
        ((3, 2, 0), (4, 2, 0), False),
        ((5, 4, 0), (5, 6, 0), True),  # reviews: from 3.57 to 6.75
        ((5, 3, 0), (5, 4, 0), False),
        ((5, 4, 3), (5, 4, 5), True),  # lapses: from 2.99 to 5.18
        ((5, 4, 0), (5, 4, 1), False),
    ],
)
def test_bins_grow_as_in_the_benchmark(
    one: tuple[int, int, int], other: tuple[int, int, int], is_one_bin: bool
) -> None:
    days, reviews, lapses = np.array([one, other]).T
    kinds = Kinds(days.astype(np.float64), reviews, lapses)

    # in one bin, one that is too high makes up for one that is too low
    off = rmse_bins(np.array([0.9, 0.1]), np.array([False, True]), kinds)

    assert (off < 0.01) is is_one_bin


def test_both_are_told_together() -> None:
    found = accuracy(np.array([0.5, 0.5]), np.array([True, False]), alike(2))

    assert (found.log_loss, found.rmse_bins) == pytest.approx((log(2), 0.0))
