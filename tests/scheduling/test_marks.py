"""What marks on a card come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import DAY, NOON
from tutor.scheduling.marks import UNMARKED, Mark, Marked, MarkKind, fold_marks


def marked(*kinds: MarkKind, text: str = "") -> Marked:
    """Return what marks come to that follow one another."""
    marks = [Mark(f"{n:032x}", "card", NOON, kind, text) for n, kind in enumerate(kinds)]
    return fold_marks(marks).get("card", UNMARKED)


def test_a_suspended_card_is_not_asked() -> None:
    assert not marked(MarkKind.SUSPENDED).is_asked(NOON)


def test_a_buried_card_is_asked_when_its_time_has_come() -> None:
    buried = Marked(buried_until=NOON)

    assert [buried.is_asked(at) for at in (NOON - DAY, NOON)] == [False, True]


def test_a_flagged_card_is_asked() -> None:
    assert marked(MarkKind.FLAGGED).is_asked(NOON)


@pytest.mark.parametrize(
    ("done", "undone"),
    [
        (MarkKind.SUSPENDED, MarkKind.RESUMED),
        (MarkKind.FLAGGED, MarkKind.UNFLAGGED),
        (MarkKind.BURIED, MarkKind.UNBURIED),
        (MarkKind.ACCEPTED, MarkKind.REVOKED),
    ],
)
def test_every_mark_can_be_taken_back(done: MarkKind, undone: MarkKind) -> None:
    assert marked(done, undone, text="x") == UNMARKED


def test_an_answer_is_accepted_once() -> None:
    assert marked(MarkKind.ACCEPTED, MarkKind.ACCEPTED, text="x").accepted == ("x",)


@given(
    st.lists(st.sampled_from(MarkKind), max_size=6).flatmap(
        lambda kinds: st.permutations([*enumerate(kinds)])
    )
)
def test_marks_mean_the_same_in_whatever_order_they_came(
    shuffled: list[tuple[int, MarkKind]],
) -> None:
    marks = [Mark(f"{number:032x}", "card", NOON, kind, "x") for number, kind in shuffled]

    assert fold_marks(marks) == fold_marks(sorted(marks, key=lambda mark: mark.id))
