"""A document's blocks are rewritten from results, and nothing else of it is."""

from __future__ import annotations

import pytest

from tutor.errors import ReadError
from tutor.evaluation.readme import block_in, with_block

TEXT = """Before.

<!-- held_out: written by make held-out -->

the old table

<!-- end of held_out -->

After.
"""


def test_only_what_stands_in_the_block_changes() -> None:
    assert with_block(TEXT, "held_out", "a new table\n") == TEXT.replace("the old", "a new")


def test_a_block_is_read_as_it_was_written() -> None:
    assert block_in(with_block(TEXT, "held_out", r"a \1 table" + "\n"), "held_out") == (
        r"a \1 table" + "\n"
    )


@pytest.mark.parametrize("text", ["", TEXT + TEXT])
def test_a_document_with_no_such_block_or_two_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="blocks of held_out") as found:
        with_block(text, "held_out", "")
    assert "<!-- end of held_out -->" in found.value.hint
