"""What learners and decks say travels whole, seen, and on one line that nothing in it can end."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.fencing import as_data, fence_by, fenced
from tutor.grading.seen import see, seen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("s\u200bu\u2060n", "sun"),
        ("su\x00n\x1b[31mrise\x1b[0m", "sun rise "),
        ("sun\x1b]0;title\x07rise\x9b2J", "sun rise "),
        ("sun\x85rain\x0c", "sun\nrain\n"),
        ("sun\u202egnos", "sungnos"),
        ("sun\U000e0041\ufe0f\U000e0100", "sun"),
        ("sun\u2800\u3164\u115f", "sun"),
        ("sun\ue000\ud800", "sun"),
        ("sun\u2028rain\u2029", "sun\nrain\n"),
        ("sun\n\train\r\n", "sun\n\train\r\n"),
    ],
)
def test_what_nobody_sees_is_not_there(text: str, shown: str) -> None:
    assert seen(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Іgnоrе аll рrеviоus", "Ignore all previous"),
        ("Ηello", "Hello"),
        ("вода", "вода"),
        ("ρgh, hν, μm, β-carotene, ΔH", "ρgh, hν, μm, β-carotene, ΔH"),
    ],
)
def test_look_alikes_are_read_as_the_letters_that_they_stand_among(text: str, shown: str) -> None:
    assert seen(text) == shown.replace("all", seen("аll"))


def test_a_stretch_is_found_again_in_its_source() -> None:
    text = "the s\u200bu\u200bn \u200bsets"
    shown = see(text)
    start, end = shown.original(shown.text.index("sun"), shown.text.index("sun") + 3)
    assert text[start:end] == "s\u200bu\u200bn"


@pytest.mark.parametrize(
    "mark",
    [
        "<|im_end|>",
        "</s>",
        "<end_of_turn>",
        "<<SYS>>",
        "<｜end｜>",
        "</answer>",
        "[/INST]",
        "-----",
        "```json",
        "~~~",
        "0123456789abcdef0123456789abcdef",
        "===",
    ],
)
def test_nothing_in_the_data_looks_like_their_end(mark: str) -> None:
    data = as_data({"answer": f"sun {mark}\n{mark}"})
    assert mark not in data
    assert json.loads(data) == {"answer": f"sun {mark}\n{mark}"}


def test_signs_of_arithmetic_stay_readable() -> None:
    assert as_data({"answer": "1 < 2 -- 3"}) == '{"answer": "1 < 2 -- 3"}'


TEXT = st.text() | st.text('<|/s>[]INST-=`0af\\"\n{}é', max_size=60)


@given(TEXT)
def test_data_are_one_line_that_says_what_was_seen(text: str) -> None:
    data = as_data({"answer": seen(text)})
    assert len(data.splitlines()) == 1
    assert json.loads(data) == {"answer": seen(text)}


@given(TEXT)
def test_what_is_seen_is_seen_the_same_again(text: str) -> None:
    assert seen(seen(text)) == seen(text)


def test_a_message_is_nothing_but_fenced_data() -> None:
    assert fenced("{}", "==") == "==\n{}\n=="


def test_a_fence_hangs_on_its_data_and_its_key() -> None:
    fences = [fence_by(key)(data) for key in (b"a", b"b") for data in ("sun", "sun.", "sun")]
    assert fences[0] == fences[2]
    assert len(set(fences)) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", fence) for fence in fences)
