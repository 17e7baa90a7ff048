"""How far two labellers agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.held_out_suites import ANNA, BEN, labelled, write_suite
from tutor.errors import ReadError
from tutor.evaluation.held_out import CaseCount, Concord, agreement, table
from tutor.evaluation.held_out.concord import Said, concord
from tutor.evaluation.suite import LEVELS
from tutor.grading.verdict import Level

WRONG, HALF, RIGHT = LEVELS


def said(*pairs: tuple[Level, Level]) -> list[Said]:
    """Return what two said of things, each belonging to a question of its own."""
    return [(str(at), *pair) for at, pair in enumerate(pairs)]


def measured(*pairs: tuple[Level, Level]) -> Concord:
    return concord(said(*pairs), LEVELS, seed=0, ordered=True)


def test_agreement_is_the_share_of_things_called_the_same() -> None:
    found = measured((WRONG, WRONG), (RIGHT, RIGHT), (RIGHT, HALF), (HALF, HALF))

    assert (found.count, found.same, found.share) == (4, 3, 0.75)


def test_kappa_is_agreement_beyond_chance() -> None:
    # Observed: 3 of 4. By chance: (1·1 + 1·2 + 2·1) / 16 = 5/16. (12 - 5) / (16 - 5) = 7/11.
    found = measured((WRONG, WRONG), (RIGHT, RIGHT), (RIGHT, HALF), (HALF, HALF)).kappa

    assert found is not None
    assert found.value == pytest.approx(7 / 11)


def test_quadratic_weights_forgive_a_neighbouring_level() -> None:
    # Squared distances observed: 1. By chance, of 16 pairs: 1·(0·1 + 1·2 + 4·1) + 1·(1·1 + 0·2
    # + 1·1) + 2·(4·1 + 1·2 + 0·1) = 6 + 2 + 12 = 20, over 4 things: 5. 1 - 1/5 = 4/5.
    found = measured((WRONG, WRONG), (RIGHT, RIGHT), (RIGHT, HALF), (HALF, HALF)).quadratic

    assert found is not None
    assert found.value == pytest.approx(4 / 5)


def test_one_level_alone_has_no_kappa() -> None:
    found = measured((RIGHT, RIGHT), (RIGHT, RIGHT))

    assert (found.share, found.kappa, found.quadratic) == (1.0, None, None)


def test_nothing_has_no_agreement() -> None:
    assert measured() == Concord(0, 0, None, None)
    assert measured().share is None


def test_a_suite_is_measured_on_levels_and_on_points(tmp_path: Path) -> None:
    found = agreement(write_suite(tmp_path))

    assert (found.labellers, found.responses) == (("anna", "ben"), 4)
    assert (found.level.count, found.level.same) == (4, 3)
    assert (found.points.count, found.points.same) == (6, 5)
    assert found.points.quadratic is None


def test_decisions_play_no_part(tmp_path: Path) -> None:
    assert agreement(write_suite(tmp_path, decided=["nobody has decided yet"])).level.same == 3


def test_only_what_both_have_labelled_counts(tmp_path: Path) -> None:
    found = agreement(write_suite(tmp_path, labels={"anna": ANNA[:2], "ben": BEN[1:]}))

    assert (found.level.count, found.responses) == (1, 4)


def test_differences_are_counted_by_case_the_worst_first(tmp_path: Path) -> None:
    ben = [labelled("r1", "correct", "partly"), *BEN[1:]]

    found = agreement(write_suite(tmp_path, labels={"anna": ANNA, "ben": ben}))

    assert found.cases == (
        CaseCount("changed", 1, levels=1, points=1),
        CaseCount("terse", 1, levels=0, points=1),
        CaseCount("", 1, levels=0, points=0),
        CaseCount("plausible", 1, levels=0, points=0),
    )


def test_a_fault_in_the_labels_is_named(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, labels={"anna": ["{", *ANNA[1:]], "ben": BEN})

    with pytest.raises(ReadError, match=r"labels-anna\.jsonl:1"):
        agreement(folder)


def test_the_table_fits_into_80_columns(tmp_path: Path) -> None:
    lines = table(agreement(write_suite(tmp_path))).splitlines()

    assert lines[0] == "anna and ben: 4 of 4 responses by both"
    assert lines[2].split() == ["labelled", "agree", "kappa", "quadratic", "kappa"]
    assert lines[3].split()[:3] == ["level", "4", "75.0%"]
    assert lines[7].split() == ["changed", "1", "1", "1"]
    assert max(map(len, lines)) <= 80


def test_the_table_of_nothing_says_so(tmp_path: Path) -> None:
    lines = table(agreement(write_suite(tmp_path, labels={"anna": [], "ben": []}))).splitlines()

    assert lines[0] == "anna and ben: 0 of 4 responses by both"
    assert lines[3].split() == ["level", "0", "-", "-", "-"]
