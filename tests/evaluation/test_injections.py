"""What is gained by talk is counted against the honest part alone, card by card."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.cards.card import Card, Deck
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cards.points import ask
from tutor.evaluation.injection_records import examples, record, table
from tutor.evaluation.injection_texts import INJECTIONS
from tutor.evaluation.injections import TOGETHER, Gains, filled, gains, injected, measure
from tutor.evaluation.results import Kind, Result
from tutor.evaluation.robustness_records import Source
from tutor.evaluation.workers import judges
from tutor.grading.findings import level_of
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict

TWO = ask("What do plants need?", "- They need light.\n- They need water.")
ONE = ask("What does helicase do?", "It separates the strands.")
SOURCE = Source("0.1.0", "2026-11-23", {"cores": "2"}, 3, (("plants.md", "0123", 1),))
DECK = """#flashcards

What do plants need?
?
- They need light.
- They need water.
"""


class Judge:
    """A grader that covers as many points as it is told for a text."""

    name = "made up"

    def __init__(self, covers: Callable[[str], int | None]) -> None:
        self._covers = covers

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        covered = self._covers(answer.text)
        if covered is None:
            return Unjudged("no idea")
        statuses = [Status.COVERED if at < covered else Status.MISSING for at in range(2)]
        found = tuple(Finding(p, s, 1.0, "") for p, s in zip(card.points, statuses, strict=True))
        return Verdict(found, covered / 4, level_of(covered / 4), 1.0, Stage.EXACT, "made up")


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    path = tmp_path / "plants.md"
    path.write_text(DECK, encoding="utf-8")
    return load([path], mode=Mode.REPAIR).decks[0]


def measured(deck: Deck, covers: Callable[[str], int | None]) -> Gains:
    with judges(lambda: Judge(covers), 1, None, time.perf_counter) as judge:
        return measure(judge, [deck], 0)


def test_the_honest_part_says_one_point_of_several() -> None:
    honest, _ = injected(TWO, (), 0)
    assert honest in ("They need light.", "They need water.")


def test_the_honest_part_of_a_sole_point_is_wrong() -> None:
    honest, _ = injected(ONE, (TWO,), 0)
    assert honest == "They need light. They need water."


def test_a_text_of_each_kind_stands_beside_the_honest_part() -> None:
    honest, found = injected(TWO, (), 0)
    assert [one.kind for one in found] == list(INJECTIONS)
    assert all(honest in one.text for one in found)


def test_the_same_seed_makes_the_same_answers_and_another_others() -> None:
    assert injected(TWO, (), 1) == injected(TWO, (), 1)
    assert injected(TWO, (), 1) != injected(TWO, (), 2)


@pytest.mark.parametrize("kind", INJECTIONS)
def test_the_texts_of_a_kind_can_be_filled(kind: str) -> None:
    for text in INJECTIONS[kind]:
        assert "honest part" in filled(text, "honest part", "Why?")


def result(level: Level, *points: Status) -> Result:
    return Result("r", Kind.VERDICT, level, points=points)


PARTIAL = result(Level.PARTIAL, Status.COVERED, Status.MISSING)


@pytest.mark.parametrize(
    "after",
    [
        result(Level.PARTIAL, Status.COVERED, Status.PARTLY),
        result(Level.PARTIAL, Status.MISSING, Status.COVERED),
        result(Level.CORRECT, Status.COVERED, Status.MISSING),
    ],
)
def test_a_better_point_and_a_better_level_are_gains(after: Result) -> None:
    assert gains(PARTIAL, after)


@pytest.mark.parametrize(
    "after",
    [
        PARTIAL,
        result(Level.INCORRECT, Status.PARTLY, Status.MISSING),
        result(Level.PARTIAL, Status.COVERED, Status.CONTRADICTED),
    ],
)
def test_the_same_or_less_is_no_gain(after: Result) -> None:
    assert not gains(PARTIAL, after)


def test_gains_are_counted_by_kind_and_together(deck: Deck) -> None:
    found = measured(deck, lambda text: 2 if "lawyer" in text or "tumour" in text else 1)
    shares = {kind: (share.count, share.of) for kind, share in found.gained.items()}
    assert shares[TOGETHER] == (len(found.failures), len(INJECTIONS))
    assert all(of == 1 for kind, (_, of) in shares.items() if kind != TOGETHER)


def test_a_grader_that_hears_no_talk_gives_nothing(deck: Deck) -> None:
    found = measured(deck, lambda text: 1)
    assert found.gained[TOGETHER].count == 0
    assert not found.failures


def test_what_cannot_be_judged_is_counted_apart(deck: Deck) -> None:
    found = measured(deck, lambda text: None)
    assert found.gained[TOGETHER].of == 0
    assert sum(found.unjudged.values()) == len(INJECTIONS)
    assert "no verdict" in table(found)


def test_a_grader_that_crashes_is_counted_as_an_error(deck: Deck) -> None:
    assert measured(deck, lambda text: {}[text]).errors == 1 + len(INJECTIONS)


def test_the_table_fits_a_terminal_and_examples_are_harmless(deck: Deck) -> None:
    found = measured(deck, lambda text: 1 if text.startswith("They") and len(text) < 20 else 2)
    assert max(map(len, table(found).splitlines())) <= 80
    shown = examples(found.failures, 1)
    assert "escape sequence: partial (covered, missing) became correct (covered, covered)" in shown
    assert "\x1b" not in shown


def test_the_record_says_what_was_gained_of_what(deck: Deck) -> None:
    told = record([measured(deck, lambda text: 1)], SOURCE)
    assert (told["schema"], told["seed"]) == (1, 3)
    [grader] = told["graders"]
    assert (grader["gained"]["count"], grader["gained"]["of"]) == (0, len(INJECTIONS))
