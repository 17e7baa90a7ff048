"""Text on its way to a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tutor.text import counted, one_line


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards"), (1_204, "1,204 cards")]
)
def test_a_count_stands_with_its_noun(count: int, said: str) -> None:
    assert counted(count, "card") == said


@given(st.text(st.sampled_from("ab 語é👪של")), st.integers(2, 30))
def test_a_line_is_cut_by_the_columns_that_it_takes(text: str, width: int) -> None:
    line = one_line(text, width)

    assert cell_len(line) <= width
    assert line == one_line(text) or line.endswith("…")
