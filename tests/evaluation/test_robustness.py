"""What is counted as passed, and how it is told."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from typer.testing import Result as Invoked

from tutor.cards.card import Card, Deck
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.evaluation.attacks import ATTACKS, Attack, Expected, Family
from tutor.evaluation.robustness import (
    Result,
    Share,
    examples,
    flips,
    gaming,
    kept_failed,
    main,
    measure,
    record,
    table,
)
from tutor.grading.verdict import Answer, Level, Stage, Unjudged, Verdict

DECK = """#flashcards/enzymes

What does an enzyme do?
?
It lowers the activation energy.

What does heat do to it?
?
Heat breaks the weak bonds that hold it in shape.
"""


class Judge:
    """A grader that decides by the text alone."""

    name = "made up"

    def __init__(self, decide: Callable[[str], Level | None]) -> None:
        self.decide = decide

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        level = self.decide(answer.text)
        if level is None:
            return Unjudged("no idea")
        return Verdict((), 1.0, level, 1.0, Stage.EXACT, "made up")


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


def test_what_is_judged_correct_has_passed(deck: Deck) -> None:
    judge = Judge(lambda text: Level.CORRECT if text == "bla" else Level.PARTIAL)
    (result,) = measure(judge, [deck], 0, [NOISE])
    assert (result.tried, result.passed, result.unjudged) == (4, 2, 0)


def test_a_refused_answer_fails_by_passing(deck: Deck) -> None:
    judge = Judge(lambda text: Level.CORRECT if text == "bla" else Level.INCORRECT)
    (result,) = measure(judge, [deck], 0, [NOISE])
    assert [failure.answer for failure in result.failures] == ["bla", "bla"]


def test_a_kept_answer_fails_by_not_passing(deck: Deck) -> None:
    (result,) = measure(always(Level.PARTIAL), [deck], 0, [KEPT])
    assert [failure.level for failure in result.failures] == [Level.PARTIAL, Level.PARTIAL]


def test_what_cannot_be_judged_is_counted_apart(deck: Deck) -> None:
    (result,) = measure(always(None), [deck], 0, [NOISE])
    assert (result.tried, result.passed, result.unjudged, result.failures) == (0, 0, 4, ())


def test_every_attack_has_a_result(deck: Deck) -> None:
    results = measure(always(Level.CORRECT), [deck], 0)
    assert [result.attack for result in results] == list(ATTACKS)


def test_the_same_seed_gives_the_same_answers(deck: Deck) -> None:
    one, two = (measure(always(Level.CORRECT), [deck], 7) for _ in range(2))
    assert one == two


def test_flips_gaming_and_what_should_be_kept_are_summed_apart() -> None:
    results = (
        Result(NOISE, tried=10, passed=1, unjudged=0, failures=()),
        Result(FLIP, tried=20, passed=5, unjudged=0, failures=()),
        Result(KEPT, tried=30, passed=28, unjudged=0, failures=()),
    )
    assert gaming(results) == Share(1, 10)
    assert flips(results) == Share(5, 20)
    assert kept_failed(results) == Share(2, 30)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 4, 0.0456, 0.6994)],
)
def test_the_interval_is_wilsons(count: int, of: int, low: float, high: float) -> None:
    assert Share(count, of).interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_no_number() -> None:
    assert math.isnan(Share(0, 0).value)
    assert all(map(math.isnan, Share(0, 0).interval))


def test_the_table_has_attacks_families_and_totals(deck: Deck) -> None:
    shown = table(measure(always(Level.CORRECT), [deck], 0, [NOISE, FLIP, KEPT]))
    assert shown.splitlines()[1].split() == (
        "noise noise refused 4 4 100.0% 51.0% - 100.0%".split()
    )
    assert shown.splitlines()[-3:] == [
        "gaming, judged correct  4  4  100.0%  51.0% - 100.0%",
        "flips, judged correct   2  2  100.0%  34.2% - 100.0%",
        "kept, failed            2  0  0.0%    0.0% - 65.8%",
    ]


def test_a_family_of_several_attacks_is_summed(deck: Deck) -> None:
    other = fixed("more noise", Family.NOISE, Expected.REFUSED, "hm")
    shown = table(measure(always(Level.PARTIAL), [deck], 0, [NOISE, other]))
    assert shown.splitlines()[3].split()[:5] == ["noise", "=", "all", "refused", "6"]


def test_an_attack_without_a_handle_has_an_empty_row(deck: Deck) -> None:
    none = fixed("none", Family.NOISE, Expected.REFUSED)
    shown = table(measure(always(Level.CORRECT), [deck], 0, [none]))
    assert shown.splitlines()[1].split() == ["noise", "none", "refused", "0"]


def test_examples_are_as_many_as_asked_for_and_harmless(deck: Deck) -> None:
    evil = fixed("evil", Family.NOISE, Expected.REFUSED, "a\x1b[2Jb\nc")
    shown = examples(measure(always(Level.CORRECT), [deck], 0, [evil]), 1)
    assert shown.splitlines() == [
        "evil: correct, to be refused",
        "  asked     What does an enzyme do?",
        "  reference It lowers the activation energy.",
        "  answer    a␛[2Jb c",
    ]


def test_the_record_is_json_and_says_what_was_measured(deck: Deck) -> None:
    results = measure(always(Level.CORRECT), [deck], 3, [NOISE])
    told = json.loads(json.dumps(record(results, "made up", [deck], 3), allow_nan=False))
    assert (told["grader"], told["seed"]) == ("made up", 3)
    assert [one["file"] for one in told["decks"]] == ["enzymes.md"]
    assert told["attacks"][0]["passed"]["count"] == 4


def test_the_command_measures_a_deck_and_writes_the_record(deck: Deck, tmp_path: Path) -> None:
    target = tmp_path / "robustness.json"
    arguments = [deck.path, "--seed", "1", "--show", "1", "--json", str(target)]
    done = run(*arguments)
    assert done.exit_code == 0
    assert "gaming, judged correct" in done.output
    assert json.loads(target.read_text(encoding="utf-8"))["seed"] == 1


def test_a_folder_that_is_missing_is_told_before_anything_is_judged(tmp_path: Path) -> None:
    done = run("--json", str(tmp_path / "none" / "robustness.json"))
    assert "no such folder" in str(done.exception)


def run(*arguments: str) -> Invoked:
    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, list(arguments))
