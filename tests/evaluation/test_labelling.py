"""The two machines of labelling: a response, and a sitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.points import ask
from tutor.evaluation.labelling import (
    Asked,
    Given,
    Item,
    Keep,
    LevelAsked,
    NothingAsked,
    Passed,
    PointAsked,
    Quit,
    Reply,
    Retract,
    Sitting,
    Skip,
    Undo,
    advance,
    begin,
    choices,
    chosen,
)
from tutor.evaluation.suite import Label
from tutor.grading.verdict import Level, Status

ONE_POINT = Item("one", ask("Which organelle makes ATP?", "The mitochondrion"), "a mitochondrion")
TWO_POINTS = Item(
    "two",
    ask("What pairs?", "- Adenine pairs with thymine.\n- Guanine pairs with cytosine."),
    "A with T",
)
ITEMS = [Item(f"r{at}", ONE_POINT.card, f"answer {at}") for at in range(20)]


def pressed(item: Item, keys: str, *, undoable: bool = True) -> Asked | Reply | None:
    """Return where keys lead, one after the other, from a response's first question."""
    to: Asked | Reply | None = LevelAsked(item, undoable)
    for key in keys:
        assert isinstance(to, LevelAsked | PointAsked | NothingAsked)
        to = chosen(to, key)
    return to


def keys(asked: Asked) -> str:
    return "".join(choice.key for choice in choices(asked))


# --- one response ---


@pytest.mark.parametrize(
    ("pressing", "label"),
    [
        ("c", Label(Level.CORRECT, 1.0, (Status.COVERED,))),
        ("p", Label(Level.PARTIAL, 0.5, (Status.PARTLY,))),
        ("im", Label(Level.INCORRECT, 0.0, (Status.MISSING,))),
        ("ix", Label(Level.INCORRECT, 0.0, (Status.CONTRADICTED,))),
    ],
)
def test_the_level_says_what_became_of_an_only_point_but_how_it_was_missed(
    pressing: str, label: Label
) -> None:
    assert pressed(ONE_POINT, pressing) == Given(label)


def test_several_points_are_asked_for_one_by_one() -> None:
    assert pressed(TWO_POINTS, "pc") == PointAsked(
        LevelAsked(TWO_POINTS, undoable=True), Level.PARTIAL, (Status.COVERED,)
    )
    assert pressed(TWO_POINTS, "pcx") == Given(
        Label(Level.PARTIAL, 0.5, (Status.COVERED, Status.CONTRADICTED))
    )


def test_undo_leads_back_point_by_point_and_to_the_level() -> None:
    assert pressed(TWO_POINTS, "pcu") == pressed(TWO_POINTS, "p")
    assert pressed(TWO_POINTS, "pcuu") == pressed(TWO_POINTS, "")
    assert pressed(TWO_POINTS, "pcuuu") == Undo()


@pytest.mark.parametrize("before", ["", "p", "pc"])
def test_a_response_can_be_skipped_or_the_sitting_ended_at_any_point(before: str) -> None:
    assert pressed(TWO_POINTS, before + "s") == Skip()
    assert pressed(TWO_POINTS, before + "q") == Quit()


def test_a_key_without_a_meaning_leads_nowhere() -> None:
    assert pressed(TWO_POINTS, "x") is None
    assert pressed(TWO_POINTS, "pi") is None
    assert pressed(ONE_POINT, "ic") is None


@pytest.mark.parametrize("said", ["p", "P", "partial", " Partial\n"])
def test_names_and_capitals_do_as_well_as_keys(said: str) -> None:
    asked = LevelAsked(TWO_POINTS, undoable=False)

    assert chosen(asked, said) == PointAsked(asked, Level.PARTIAL)


def test_nothing_is_undone_where_nothing_was_done() -> None:
    assert keys(LevelAsked(TWO_POINTS, undoable=False)) == "cpisq"
    assert keys(NothingAsked(undoable=False)) == "q"
    assert keys(NothingAsked(undoable=True)) == "uq"


@pytest.mark.parametrize("before", ["", "p", "pc"])
def test_every_choice_has_a_key_of_its_own(before: str) -> None:
    asked = pressed(TWO_POINTS, before)
    assert isinstance(asked, LevelAsked | PointAsked)

    assert len(set(keys(asked))) == len(keys(asked))


def test_labellers_see_neither_case_nor_split_nor_label() -> None:
    assert [field.name for field in fields(Item)] == ["id", "card", "text"]


# --- a sitting ---

RIGHT = Given(Label(Level.CORRECT, 1.0, (Status.COVERED,)))


def order(labeller: str, labelled: Sequence[str] = (), suite: str = "cells") -> list[str]:
    return [item.id for item in begin(ITEMS, labelled, suite, labeller).waiting]


def test_each_labeller_has_an_order_of_their_own() -> None:
    assert sorted(order("anna")) == sorted(order("ben")) == sorted(item.id for item in ITEMS)
    assert order("anna") != order("ben") != [item.id for item in ITEMS]


def test_the_order_is_the_same_in_every_sitting() -> None:
    first = order("anna")

    assert order("anna", labelled=first[:5]) == first[5:]


def test_a_sitting_goes_on_after_what_was_labelled() -> None:
    sitting = begin(ITEMS, ["r3", "r1"], "cells", "anna")

    assert (sitting.labelled, sitting.total) == (2, 20)
    assert sitting.passed[-1] == Passed(ITEMS[1], labelled=True)


def test_a_label_is_kept_and_the_next_response_asked() -> None:
    sitting = Sitting((ONE_POINT, TWO_POINTS), ())

    after, effect = advance(sitting, RIGHT)

    assert effect == Keep(ONE_POINT, RIGHT.label)
    assert after == Sitting((TWO_POINTS,), (Passed(ONE_POINT, labelled=True),))
    assert after.asked == LevelAsked(TWO_POINTS, undoable=True)


def test_what_is_skipped_leaves_no_label() -> None:
    after, effect = advance(Sitting((ONE_POINT,), ()), Skip())

    assert effect is None
    assert (after.labelled, after.total) == (0, 1)
    assert after.asked == NothingAsked(undoable=True)


def test_undo_takes_the_last_label_back_and_asks_again() -> None:
    before = Sitting((ONE_POINT, TWO_POINTS), ())
    labelled, _ = advance(before, RIGHT)

    assert advance(labelled, Undo()) == (before, Retract(ONE_POINT))


def test_undo_after_a_skip_takes_no_label_back() -> None:
    before = Sitting((ONE_POINT, TWO_POINTS), (Passed(ITEMS[0], labelled=True),))
    skipped, _ = advance(before, Skip())

    assert advance(skipped, Undo()) == (before, None)


def test_undo_reaches_into_earlier_sittings() -> None:
    sitting = begin(ITEMS, ["r3"], "cells", "anna")

    after, effect = advance(sitting, Undo())

    assert effect == Retract(ITEMS[3])
    assert after.asked == LevelAsked(ITEMS[3], undoable=False)


@pytest.mark.parametrize("reply", [RIGHT, Skip(), Undo(), Quit()])
def test_a_reply_to_nothing_changes_nothing(reply: Reply) -> None:
    assert advance(Sitting((), ()), reply) == (Sitting((), ()), None)


@given(st.lists(st.sampled_from([RIGHT, Skip(), Undo()]), max_size=60))
def test_what_was_kept_and_not_taken_back_is_what_counts_as_labelled(replies: list[Reply]) -> None:
    sitting = begin(ITEMS, [], "cells", "anna")
    kept: list[str] = []
    for reply in replies:
        sitting, effect = advance(sitting, reply)
        match effect:
            case Keep(item):
                kept.append(item.id)
            case Retract(item):
                assert kept.pop() == item.id

    assert [one.item.id for one in sitting.passed if one.labelled] == kept
    assert sitting.total == len(ITEMS)
