from __future__ import annotations

import pytest

from tutor.cli.hosts import PRINTING_TERMINALS, Manner, manner


def test_a_terminal_at_both_ends_is_a_full_one() -> None:
    assert manner(typed=True, seen=True, term="xterm", plain=False) is Manner.FULL


def test_plain_lines_are_had_for_the_asking() -> None:
    assert manner(typed=True, seen=True, term="xterm", plain=True) is Manner.PLAIN


@pytest.mark.parametrize("term", PRINTING_TERMINALS)
def test_a_terminal_that_only_prints_gets_plain_lines(term: str) -> None:
    assert manner(typed=True, seen=True, term=term, plain=False) is Manner.PLAIN


def test_output_that_goes_elsewhere_is_plain_lines() -> None:
    assert manner(typed=True, seen=False, term="xterm", plain=False) is Manner.PLAIN


def test_input_that_nobody_types_is_a_pipe() -> None:
    assert manner(typed=False, seen=True, term="xterm", plain=False) is Manner.PIPE
    assert manner(typed=False, seen=False, term="xterm", plain=True) is Manner.PIPE
