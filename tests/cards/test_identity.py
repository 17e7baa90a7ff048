"""Histories outlive edits: what continues what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint, Place, fingerprint
from tutor.cards.identity import Reconciled, identified, reconcile, without_duplicates
from tutor.cards.likeness import KnownCard

NONE_DECLINED: frozenset[tuple[str, str]] = frozenset()


def card(question: str, answer: str = "yes", path: str = "a.md", block_id: str = "") -> Card:
    points = (KeyPoint(answer),)
    return Card(question, answer, points, 1, place=Place(path, 1), block_id=block_id)


def known(
    card_id: str, question: str, answer: str = "yes", path: str = "a.md", block_id: str = ""
) -> KnownCard:
    return KnownCard(card_id, fingerprint(question), question, answer, path, "deck", block_id)


def remembered(found: Iterable[tuple[Card, str]]) -> list[KnownCard]:
    return [
        known(card_id, one.question, one.answer, one.place.path, one.block_id)
        for one, card_id in found
    ]


def ids(reconciled: Reconciled) -> dict[tuple[str, str, str], str]:
    pairs = reconciled.matched + reconciled.new
    return {(one.question, one.answer, one.place.path): card_id for one, card_id in pairs}


def test_an_edited_answer_keeps_the_history() -> None:
    found = reconcile([card("Q?", "new")], [known("h", "Q?", "old")], NONE_DECLINED)
    assert [card_id for _, card_id in found.matched] == ["h"]


def test_a_moved_file_keeps_the_history() -> None:
    found = reconcile([card("Q?", path="b.md")], [known("h", "Q?", path="a.md")], NONE_DECLINED)
    assert [card_id for _, card_id in found.matched] == ["h"]


def test_case_spacing_and_quotes_of_the_question_do_not_matter() -> None:
    found = reconcile([card("What is  “IT”?")], [known("h", 'what is "it"?')], NONE_DECLINED)
    assert [card_id for _, card_id in found.matched] == ["h"]


def test_a_block_id_carries_the_history_to_another_question() -> None:
    cards = [card("Entirely new words?", block_id="^k1")]
    found = reconcile(cards, [known("h", "Q?", block_id="^k1")], NONE_DECLINED)
    assert [card_id for _, card_id in found.matched] == ["h"]


def test_a_block_id_of_another_file_carries_nothing() -> None:
    cards = [card("Entirely new words?", path="b.md", block_id="^k1")]
    found = reconcile(cards, [known("h", "Q?", path="a.md", block_id="^k1")], NONE_DECLINED)
    assert found.matched == ()


def test_of_a_block_of_two_cards_each_keeps_its_own_history() -> None:
    before = [
        known("there", "cat", "Katze", block_id="^k"),
        known("back", "Katze", "cat", block_id="^k"),
    ]
    after = [card("the cat", "Katze", block_id="^k"), card("Katze", "the cat", block_id="^k")]
    found = ids(reconcile(after, before, NONE_DECLINED))
    assert found == {("the cat", "Katze", "a.md"): "there", ("Katze", "the cat", "a.md"): "back"}


def test_a_new_card_has_its_fingerprint_for_an_id() -> None:
    found = reconcile([card("Q?")], [], NONE_DECLINED)
    assert found.new == ((card("Q?"), fingerprint("Q?")),)


def test_a_new_card_takes_no_id_that_somebody_has() -> None:
    renamed = replace(known("h", "Quite another question?"), id=fingerprint("Q?"))
    ((_, card_id),) = reconcile([card("Q?")], [renamed], NONE_DECLINED).new
    assert card_id != fingerprint("Q?")
    assert len(card_id) == 16


def test_equal_questions_with_other_answers_keep_apart() -> None:
    found = ids(reconcile([card("Q?", "one"), card("Q?", "two")], [], NONE_DECLINED))
    assert len(set(found.values())) == 2


def test_equal_questions_go_by_their_answers() -> None:
    before = [known("1", "Q?", "one"), known("2", "Q?", "two")]
    found = ids(reconcile([card("Q?", "two"), card("Q?", "one")], before, NONE_DECLINED))
    assert found == {("Q?", "one", "a.md"): "1", ("Q?", "two", "a.md"): "2"}


def test_of_equal_questions_the_edited_answer_takes_what_is_left() -> None:
    before = [known("1", "Q?", "one"), known("2", "Q?", "two")]
    found = ids(reconcile([card("Q?", "two"), card("Q?", "edited")], before, NONE_DECLINED))
    assert found == {("Q?", "edited", "a.md"): "1", ("Q?", "two", "a.md"): "2"}


def test_equal_answers_go_by_their_files() -> None:
    before = [known("a", "Q?", "one", path="a.md"), known("b", "Q?", "two", path="b.md")]
    cards = [card("Q?", "edited", path="b.md"), card("Q?", "mended", path="a.md")]
    found = ids(reconcile(cards, before, NONE_DECLINED))
    assert found == {("Q?", "edited", "b.md"): "b", ("Q?", "mended", "a.md"): "a"}


def test_the_second_of_two_equal_questions_is_new() -> None:
    found = reconcile(
        [card("Q?", "one"), card("Q?", "two")], [known("h", "Q?", "two")], NONE_DECLINED
    )
    assert [(one.answer, card_id) for one, card_id in found.matched] == [("two", "h")]
    assert [one.answer for one, _ in found.new] == ["one"]


def test_equal_cards_are_one() -> None:
    assert without_duplicates([card("Q?", "a  b"), card("q?", "a b", "b.md")]) == [
        card("Q?", "a  b")
    ]


def test_the_case_of_an_answer_tells_cards_apart() -> None:
    assert len(without_duplicates([card("Unit?", "M"), card("Unit?", "m")])) == 2


def test_a_suggested_card_is_new_until_it_is_adopted() -> None:
    cards = [card("What is the unit of force?", "newton")]
    found = reconcile(cards, [known("h", "What is the unit of forse?", "newton")], NONE_DECLINED)
    assert [one.known.id for one in found.suggestions] == ["h"]
    assert [one for one, _ in found.new] == cards


CARDS = st.lists(
    st.builds(
        card,
        st.sampled_from(["What is it?", "what is  it?", "What is that?", "Who was it?", "", "?"]),
        st.sampled_from(["one", "two", "Two", ""]),
        st.sampled_from(["a.md", "b.md"]),
        st.sampled_from(["", "^k1", "^k2"]),
    ),
    max_size=8,
)


@given(CARDS)
def test_a_second_look_finds_every_history_again(cards: list[Card]) -> None:
    first = reconcile(cards, [], NONE_DECLINED)
    again = reconcile(cards, remembered(first.new), NONE_DECLINED)
    assert ids(again) == ids(first)
    assert (again.new, again.suggestions) == ((), ())


@given(CARDS, CARDS)
def test_every_card_gets_an_id_of_its_own(before: list[Card], after: list[Card]) -> None:
    histories = remembered(reconcile(before, [], NONE_DECLINED).new)
    found = reconcile(after, histories, NONE_DECLINED)
    given_ids = [card_id for _, card_id in found.matched + found.new]
    assert len(set(given_ids)) == len(given_ids) == len(without_duplicates(after))
    assert not {card_id for _, card_id in found.new} & {one.id for one in histories}


@given(CARDS, CARDS)
def test_a_look_without_suggestions_finds_the_same_histories(
    before: list[Card], after: list[Card]
) -> None:
    histories = remembered(reconcile(before, [], NONE_DECLINED).new)
    found = reconcile(after, histories, NONE_DECLINED)

    assert identified(after, histories) == dict((*found.matched, *found.new))


@given(CARDS, CARDS, st.randoms(use_true_random=False))
def test_the_order_of_files_changes_no_id(
    before: list[Card], after: list[Card], random: Random
) -> None:
    histories = remembered(reconcile(before, [], NONE_DECLINED).new)
    after = without_duplicates(after)
    found = ids(reconcile(after, histories, NONE_DECLINED))
    random.shuffle(after)
    random.shuffle(histories)
    assert ids(reconcile(after, histories, NONE_DECLINED)) == found


@given(CARDS, CARDS)
def test_suggestions_are_one_to_one_and_only_of_cards_that_have_gone(
    before: list[Card], after: list[Card]
) -> None:
    histories = remembered(reconcile(before, [], NONE_DECLINED).new)
    found = reconcile(after, histories, NONE_DECLINED)
    offered = [one.known.id for one in found.suggestions]
    assert len(set(offered)) == len(offered)
    assert not set(offered) & {card_id for _, card_id in found.matched}
    assert all(one.card in [new for new, _ in found.new] for one in found.suggestions)
