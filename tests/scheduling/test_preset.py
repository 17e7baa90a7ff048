"""Presets: their ids, their JSON, their ranges."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from tutor.scheduling.preset import FSRS_6, SHIPPED, Preset, preset_from_json

steps = st.lists(st.timedeltas(timedelta(seconds=1), timedelta(days=3)), max_size=3).map(tuple)
presets = st.builds(
    Preset,
    desired_retention=st.floats(0.01, 0.99),
    learning_steps=steps,
    relearning_steps=steps,
    longest=st.integers(1, 36_500),
)


def test_the_shipped_parameters_are_those_of_the_package() -> None:
    assert FSRS_6 == DEFAULT_PARAMETERS


def test_the_shipped_preset_has_no_id() -> None:
    assert SHIPPED.id == ""


@given(presets)
def test_a_preset_comes_back_from_its_json(preset: Preset) -> None:
    assert preset_from_json(preset.to_json()) == preset


@given(presets, presets)
def test_presets_have_one_id_where_they_are_equal(one: Preset, other: Preset) -> None:
    assert (one.id == other.id) is (one == other)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"longest": 0}, "longest interval"),
        ({"learning_steps": (timedelta(0),)}, "step"),
        ({"relearning_steps": (timedelta(minutes=-1),)}, "step"),
    ],
)
def test_a_value_out_of_its_range_is_refused(odd: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Preset(**odd)  # type: ignore[arg-type]
