from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tutor.errors import ModelError
from tutor.models.head import ARRAYS, CARD, load_head, save_head


def test_a_saved_head_is_read_back_as_it_was(tmp_path: Path) -> None:
    head = load_head()

    save_head(head, {"provenance": {}}, tmp_path)

    again = load_head(tmp_path)
    assert again.scale == head.scale
    assert again.version == head.version
    assert np.array_equal(again.weights, head.weights)
    assert again.contradicted_from == head.contradicted_from


def test_a_missing_head_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_head(tmp_path)


@pytest.mark.parametrize("name", [ARRAYS, CARD])
def test_a_damaged_head_is_a_clear_error(tmp_path: Path, name: str) -> None:
    save_head(load_head(), {}, tmp_path)
    (tmp_path / name).write_bytes(b"{")

    with pytest.raises(ModelError, match="cannot be read"):
        load_head(tmp_path)


def test_a_head_for_other_inputs_is_refused(tmp_path: Path) -> None:
    save_head(load_head(), {}, tmp_path)
    card = (tmp_path / CARD).read_text(encoding="utf-8")
    (tmp_path / CARD).write_text(card.replace('"cosine"', '"sine"', 1), encoding="utf-8")

    with pytest.raises(ModelError, match="other inputs"):
        load_head(tmp_path)
