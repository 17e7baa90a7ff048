from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tests.practice.material import NOON, card
from tutor.cards.card import Card
from tutor.cards.likeness import KnownCard
from tutor.practice.histories import Continuation, settle
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.review import Grade

PARIS = card("What is the capital city of France?", "Paris, on the Seine")
REWORDED = card("Which city is the capital of France?", "Paris, on the Seine")
REVIEWED = {"a": Scheduler().step(None, Grade.GOOD, NOON)}


@dataclass
class MemoryRegistry:
    """What a store remembers of cards."""

    known: list[KnownCard] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)
    adopted: list[tuple[str, str]] = field(default_factory=list)

    def known_cards(self) -> list[KnownCard]:
        return self.known

    def declined(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.refused)

    def adopt(self, fingerprint: str, card_id: str) -> None:
        self.adopted.append((fingerprint, card_id))

    def decline(self, fingerprint: str, card_id: str) -> None:
        self.refused.add((fingerprint, card_id))

    def remember(self, cards: Iterable[tuple[Card, str]], at: datetime) -> None:
        known = {one.id: one for one in self.known}
        for seen, card_id in cards:
            known[card_id] = KnownCard(
                card_id, seen.fingerprint, seen.question, seen.answer, "", seen.deck, ""
            )
        self.known = list(known.values())


def knowing(one: Card) -> MemoryRegistry:
    """Return a registry that knows one card, as "a"."""
    registry = MemoryRegistry()
    registry.remember([(one, "a")], NOON)
    return registry


def nobody(_: Continuation) -> bool | None:
    raise AssertionError("nobody is to be asked")


def test_a_known_card_keeps_its_history() -> None:
    assert settle([PARIS], knowing(PARIS), REVIEWED, NOON, nobody).of(PARIS) == "a"


def test_where_nobody_can_be_asked_an_edited_card_is_new_and_nothing_is_remembered() -> None:
    registry = knowing(PARIS)

    histories = settle([REWORDED], registry, REVIEWED, NOON, None)

    assert histories.of(REWORDED) != "a"
    assert [known.question for known in registry.known] == [PARIS.question]


def test_a_new_card_is_remembered() -> None:
    registry = MemoryRegistry()

    histories = settle([PARIS], registry, {}, NOON, nobody)

    assert [known.id for known in registry.known] == [histories.of(PARIS)]


def test_a_reworded_card_that_is_the_same_continues_its_history() -> None:
    registry = knowing(PARIS)
    asked: list[Continuation] = []

    def same(continuation: Continuation) -> bool:
        asked.append(continuation)
        return True

    assert settle([REWORDED], registry, REVIEWED, NOON, same).of(REWORDED) == "a"
    assert [one.reviews for one in asked] == [1]
    assert registry.adopted == [(REWORDED.fingerprint, "a")]
    assert [known.question for known in registry.known] == [REWORDED.question]


def test_a_reworded_card_that_is_another_begins_anew_and_is_not_asked_about_again() -> None:
    registry = knowing(PARIS)

    assert settle([REWORDED], registry, REVIEWED, NOON, lambda _: False).of(REWORDED) != "a"
    assert settle([REWORDED], registry, REVIEWED, NOON, nobody).of(REWORDED) != "a"


def test_a_question_left_open_is_asked_the_next_time() -> None:
    registry = knowing(PARIS)

    settle([REWORDED], registry, REVIEWED, NOON, lambda _: None)

    assert settle([REWORDED], registry, REVIEWED, NOON, lambda _: True).of(REWORDED) == "a"


def test_nobody_is_asked_about_a_card_without_reviews() -> None:
    assert settle([REWORDED], knowing(PARIS), {}, NOON, nobody).of(REWORDED) != "a"


def test_the_second_of_two_equal_cards_has_the_history_of_the_first() -> None:
    twin = card(PARIS.question, PARIS.answer, deck="elsewhere")

    assert settle([PARIS, twin], knowing(PARIS), {}, NOON, nobody).of(twin) == "a"
