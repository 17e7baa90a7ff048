"""What is counted of attacks and of harmless variations, and how it is told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.cards.card import Card, Deck
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.errors import ReadError
from tutor.estimate import wilson
from tutor.evaluation.attacks import ATTACKS, Attack, Expected, Family
from tutor.evaluation.robustness import Robustness, Row, measure
from tutor.evaluation.robustness_records import (
    Source,
    examples,
    read_robustness,
    record,
    table,
)
from tutor.evaluation.shares import Share
from tutor.evaluation.workers import judges
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict

DECK = """#flashcards/enzymes

What does an enzyme do?
?
It lowers the activation energy.

What does heat do to it?
?
Heat breaks the weak bonds that hold it in shape.
"""

SCORES = {Level.INCORRECT: 0.0, Level.PARTIAL: 0.4, Level.CORRECT: 1.0}
FIRST = "It lowers the activation energy."  # the reference of the first card
SOURCE = Source("0.1.0", "2026-11-23", {"cores": "2"}, 3, (("enzymes.md", "0123", 2),))


class Judge:
    """A grader that decides by the text alone."""

    name = "made up"

    def __init__(self, decide: Callable[[str], Level | None]) -> None:
        self.decide = decide

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        level = self.decide(answer.text)
        if level is None:
            return Unjudged("no idea")
        findings = tuple(Finding(point, Status.MISSING, 0.0, "") for point in card.points)
        return Verdict(findings, SCORES[level], level, 1.0, Stage.EXACT, "made up")


def always(level: Level | None) -> Judge:
    return Judge(lambda _: level)


def fixed(name: str, family: Family, expected: Expected, *texts: str) -> Attack:
    return Attack(name, family, expected, lambda card, others, chance: texts)


NOISE = fixed("noise", Family.NOISE, Expected.REFUSED, "bla", "blub")
FLIP = fixed("flip", Family.FLIP, Expected.REFUSED, "the contrary")
KEPT = fixed("kept", Family.HARMLESS, Expected.KEPT, "the same")


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    path = tmp_path / "enzymes.md"
    path.write_text(DECK, encoding="utf-8")
    return load([path], mode=Mode.REPAIR).decks[0]


def measured(
    grader: Judge, deck: Deck, *attacks: Attack, seed: int = 0, limit: int | None = None
) -> Robustness:
    with judges(lambda: grader, 1, None, time.perf_counter) as judge:
        return measure(judge, [deck], seed, attacks=attacks or ATTACKS, limit=limit)


def counts(share: Share | None) -> tuple[int, int]:
    assert share
    return share.count, share.of


# -- counting --------------------------------------------------------------------------------


def test_what_is_judged_correct_is_counted(deck: Deck) -> None:
    judge = Judge(lambda text: Level.CORRECT if text == "bla" else Level.PARTIAL)
    [row] = measured(judge, deck, NOISE).rows
    assert (counts(row.correct), row.unjudged, row.errors) == ((2, 4), 0, 0)


def test_an_answer_to_be_refused_fails_by_being_called_correct(deck: Deck) -> None:
    judge = Judge(lambda text: Level.CORRECT if text == "bla" else Level.INCORRECT)
    failures = measured(judge, deck, NOISE).failures
    assert [failure.answer for failure in failures] == ["bla", "bla"]


def test_an_answer_to_be_kept_fails_by_not_being_called_correct(deck: Deck) -> None:
    failures = measured(always(Level.PARTIAL), deck, KEPT).failures
    assert [failure.level for failure in failures] == [Level.PARTIAL, Level.PARTIAL]


def test_what_cannot_be_judged_is_counted_apart(deck: Deck) -> None:
    [row] = measured(always(None), deck, NOISE).rows
    assert (row.correct, row.unjudged, row.errors) == (Share(0, 0, None), 4, 0)


def test_a_grader_that_crashes_is_counted_apart(deck: Deck) -> None:
    [row] = measured(Judge(lambda text: SCORES_BY_TEXT[text]), deck, NOISE).rows
    assert (counts(row.correct), row.unjudged, row.errors) == ((0, 2), 0, 2)


SCORES_BY_TEXT = {"bla": Level.INCORRECT}  # and a KeyError for any other text


def test_a_variation_that_gets_another_level_violates_an_invariance(deck: Deck) -> None:
    judge = Judge(lambda text: Level.PARTIAL if text == FIRST else Level.CORRECT)
    found = measured(judge, deck, KEPT)
    assert counts(found.rows[0].changed) == (1, 2)
    assert counts(found.totals["invariances violated"]) == (1, 2)


def test_a_grader_that_always_says_the_same_violates_no_invariance(deck: Deck) -> None:
    found = measured(always(Level.INCORRECT), deck, KEPT)
    assert counts(found.totals["invariances violated"]) == (0, 2)
    assert counts(found.totals["kept answers not called correct"]) == (2, 2)


def test_the_reference_itself_is_no_variation(deck: Deck) -> None:
    same = fixed("as it is", Family.HARMLESS, Expected.KEPT, FIRST)
    found = measured(always(Level.CORRECT), deck, same)
    assert counts(found.rows[0].changed) == (0, 1)  # to the second card it is another text


def test_games_flips_and_what_is_to_be_kept_are_summed_apart(deck: Deck) -> None:
    totals = measured(always(Level.CORRECT), deck, NOISE, FLIP, KEPT).totals
    assert {name: counts(share) for name, share in totals.items()} == {
        "games called correct": (4, 4),
        "flips called correct": (2, 2),
        "kept answers not called correct": (0, 2),
        "invariances violated": (0, 2),
    }


def test_answers_that_all_came_out_alike_are_as_sure_as_their_cards(deck: Deck) -> None:
    [row] = measured(always(Level.CORRECT), deck, NOISE).rows
    assert row.correct.estimate == wilson(2, 2)  # four answers, to two cards


def test_answers_to_one_card_are_drawn_together(deck: Deck) -> None:
    by_card = Attack(
        "said",
        Family.NOISE,
        Expected.REFUSED,
        lambda card, others, chance: ("bla", "bla bla") if "heat" in card.question else ("no",),
    )
    judge = Judge(lambda text: Level.CORRECT if "bla" in text else Level.INCORRECT)
    estimate = measured(judge, deck, by_card).rows[0].correct.estimate
    assert estimate
    assert (estimate.value, estimate.interval) == (pytest.approx(2 / 3), (0.0, 1.0))


def test_every_attack_has_a_row(deck: Deck) -> None:
    rows = measured(always(Level.CORRECT), deck).rows
    assert [row.name for row in rows if row.name != "all"] == [one.name for one in ATTACKS]


def test_a_family_of_several_attacks_is_summed(deck: Deck) -> None:
    other = fixed("more noise", Family.NOISE, Expected.REFUSED, "hm")
    rows = measured(always(Level.PARTIAL), deck, NOISE, other).rows
    assert [(row.name, row.correct.of) for row in rows] == [
        ("noise", 4),
        ("more noise", 2),
        ("all", 6),
    ]


def test_only_the_first_cards_are_asked_where_so_many_are_wanted(deck: Deck) -> None:
    found = measured(always(Level.CORRECT), deck, NOISE, limit=1)
    assert (found.cards, found.rows[0].correct.of) == (1, 2)


def test_the_same_seed_gives_the_same_figures(deck: Deck) -> None:
    one, two = (measured(always(Level.CORRECT), deck, seed=7) for _ in range(2))
    assert one == two


# -- telling ---------------------------------------------------------------------------------


def test_the_table_has_attacks_variations_and_totals(deck: Deck) -> None:
    lines = table(measured(always(Level.CORRECT), deck, NOISE, FLIP, KEPT)).splitlines()
    assert [line.split()[:4] for line in lines[:3]] == [
        ["judged", "correct", "share", "(95"],
        ["noise,", "to", "be", "refused"],
        ["noise", "4", "4", "100.0"],
    ]
    assert "invariances violated" in lines[-1]


def test_the_table_is_no_wider_than_a_terminal(deck: Deck) -> None:
    judge = Judge(lambda text: None if len(text) % 5 == 0 else Level.CORRECT)
    assert max(map(len, table(measured(judge, deck)).splitlines())) <= 80


def test_what_got_no_verdict_has_a_column(deck: Deck) -> None:
    judge = Judge(lambda text: None if text == "bla" else Level.CORRECT)
    shown = table(measured(judge, deck, NOISE))
    assert shown.splitlines()[0].endswith("no verdict")
    assert shown.splitlines()[2].endswith("  2")


def test_an_attack_without_a_handle_has_an_empty_row(deck: Deck) -> None:
    none = fixed("none", Family.NOISE, Expected.REFUSED)
    shown = table(measured(always(Level.CORRECT), deck, none))
    assert shown.splitlines()[2].split() == ["none", "0"]


def test_examples_are_as_many_as_asked_for_and_harmless(deck: Deck) -> None:
    evil = fixed("evil", Family.NOISE, Expected.REFUSED, "a\x1b[2Jb\nc")
    shown = examples(measured(always(Level.CORRECT), deck, evil).failures, 1)
    assert shown.splitlines() == [
        "evil: correct, to be refused",
        "  asked     What does an enzyme do?",
        "  reference It lowers the activation energy.",
        "  answer    a␛[2Jb c",
    ]


def test_a_record_is_read_back(deck: Deck) -> None:
    found = measured(always(Level.CORRECT), deck, NOISE, KEPT)
    written = json.loads(json.dumps(record([found], SOURCE), allow_nan=False))
    source, [read] = read_robustness(written, "robustness.json")
    assert (source, read.grader, read.cards) == (SOURCE, "made up", 2)
    assert table(read) == table(found)
    assert isinstance(read.rows[0], Row)


def test_a_record_of_another_shape_is_refused_by_its_name() -> None:
    with pytest.raises(ReadError, match=r"old\.json: a record of robustness without schema"):
        read_robustness({"attacks": []}, "old.json")
