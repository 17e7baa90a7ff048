"""Tables of cards, and what their columns are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transfer.examples import card, faces
from tutor.errors import ReadError, UsageError
from tutor.transfer.tables import read_table, write_table


def read(
    text: str, columns: str = "", separator: str = ","
) -> list[tuple[str, str, str, tuple[str, ...]]]:
    parcel = read_table(text, "cards.csv", separator, columns)
    return [(one.question, one.answer, one.deck, one.tags) for one in parcel.cards]


def test_headings_say_what_a_column_is() -> None:
    assert read("Tags,Answer,Question,Deck\nx y,A,Q,art\n") == [("Q", "A", "art", ("x", "y"))]


def test_the_headings_of_other_programs_are_known() -> None:
    assert read("Front\tBack\nQ\tA\n", separator="\t") == [("Q", "A", "", ())]


def test_without_headings_the_first_two_columns_are_the_card() -> None:
    assert read("Q,A,rest\nR,B\n") == [("Q", "A", "", ()), ("R", "B", "", ())]


def test_a_map_goes_before_everything_else() -> None:
    assert read("1,A,art,Q\n", "question=4,answer=2,deck=3") == [("Q", "A", "art", ())]


def test_a_map_may_name_headings() -> None:
    assert read("Word,Meaning\ndog,Hund\n", "question=word,answer=Meaning") == [
        ("dog", "Hund", "", ())
    ]


def test_a_map_of_numbers_leaves_a_heading_out_that_is_one() -> None:
    assert read("question,answer\nQ,A\n", "question=1,answer=2") == [("Q", "A", "", ())]


@pytest.mark.parametrize(
    "columns",
    [
        "question=1",
        "question=0,answer=2",
        "query=1,answer=2",
        "question,answer=1",
        "question=9x,answer=2",
    ],
)
def test_a_map_that_names_nothing_is_refused(columns: str) -> None:
    with pytest.raises(UsageError, match="names no column"):
        read("Q,A\n", columns)


def test_a_cell_may_hold_line_ends_and_separators() -> None:
    assert read('"Q, with\nlines","say ""A"""\n') == [("Q, with\nlines", 'say "A"', "", ())]


def test_what_anki_says_of_its_table_is_heeded() -> None:
    head = "#separator:tab\n#html:true\n#deck column:1\n#tags column:4\n"
    text = f"{head}Art::Old\tQ<br>R\t<b>A</b>\tx\n"

    assert read(text, "question=2,answer=3") == [("Q\nR", "**A**", "Art/Old", ("x",))]


def test_rows_without_an_answer_are_told() -> None:
    parcel = read_table("Q,A\nR,\n,B\n", "cards.csv", ",", "")

    assert faces(parcel.notes) == [("Q", "A")]
    assert parcel.remarks == ("2 rows left out without a question or an answer: lines 2, 3.",)


def test_a_quotation_that_never_ends_names_its_line() -> None:
    with pytest.raises(ReadError, match=r"cards\.csv:2: this is no table"):
        read('Q,A\n"R,B\n')


CELLS = (
    st.text(min_size=1, max_size=20)
    .filter(lambda text: text == text.strip() != "")
    .map(lambda text: text.replace("\r", "").replace("\0", ""))
    .filter(lambda text: text == text.strip() != "" and "\ud800" not in text)
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.sampled_from(",\t"))
def test_a_table_comes_back_as_it_was(pairs: list[tuple[str, str]], separator: str) -> None:
    text = write_table(
        [card(question, answer, tags=("x",)) for question, answer in pairs], separator
    )

    assert read(text, separator=separator) == [(q, a, "art", ("x",)) for q, a in pairs]
