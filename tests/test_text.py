"""Text on its way to a reader."""

from __future__ import annotations

import pytest

from tutor.text import counted


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards"), (1_204, "1,204 cards")]
)
def test_a_count_stands_with_its_noun(count: int, said: str) -> None:
    assert counted(count, "card") == said
