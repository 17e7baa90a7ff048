"""Made-up decks and stores are of the size that was asked for, and sound."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tutor.cards.markdown import parse
from tutor.evaluation.big_store import big_store
from tutor.evaluation.volume import deck_text, fill_store, made_up_cards
from tutor.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_deck_has_as_many_cards_as_were_asked_for_and_no_problem() -> None:
    deck = parse(deck_text(31), "deck.md")
    assert len({card.fingerprint for card in deck.cards}) == 31
    assert deck.problems == ()


def test_a_deck_has_cards_of_one_point_and_of_several() -> None:
    assert {len(card.points) for card in parse(deck_text(3), "deck.md").cards} == {1, 3}


def test_every_card_of_a_store_has_as_many_reviews_as_were_asked_for(tmp_path: Path) -> None:
    path, cards = tmp_path / "tutor.db", made_up_cards(20)
    fill_store(path, cards, 4, NOON)
    with Store.open(path) as store:
        assert {len(store.reviews(card.fingerprint)) for card in cards} == {4}
        last = store.last_review()
        assert last
        assert int(last.id[:12], 16) == last.at.timestamp() * 1000 // 1


def test_every_schedule_of_a_store_is_the_fold_of_its_reviews(tmp_path: Path) -> None:
    fill_store(tmp_path / "tutor.db", made_up_cards(50), 5, NOON)
    with Store.open(tmp_path / "tutor.db") as store:
        assert len(store.schedules()) == 50
        assert store.verify() == ()


def test_some_cards_of_a_store_are_due_and_some_are_not(tmp_path: Path) -> None:
    fill_store(tmp_path / "tutor.db", made_up_cards(100), 5, NOON)
    with Store.open(tmp_path / "tutor.db") as store:
        assert 20 < len(store.due(NOON)) < 80


def test_a_store_knows_its_cards(tmp_path: Path) -> None:
    fill_store(tmp_path / "tutor.db", made_up_cards(3), 1, NOON)
    with Store.open(tmp_path / "tutor.db") as store:
        assert {known.question for known in store.known_cards()} == {
            f"What is entry {i} of the register?" for i in range(3)
        }


def test_a_big_store_has_as_many_reviews_of_each_card_as_go_in(tmp_path: Path) -> None:
    big_store(tmp_path / "big.db", NOON, reviews=50, cards=10)
    with Store.open(tmp_path / "big.db") as store:
        assert [len(one) for one in store.histories().values()] == [5] * 10
