"""`tutor grade --explain`, over explanations that are made here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from typing import Literal

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points import ask
from tutor.cli.explaining import Span, as_record, joined, said
from tutor.cli.explanation_page import page
from tutor.cli.grade import grade_lines
from tutor.grading.evidence import FEATURES, Evidence
from tutor.grading.explanation import Explanation
from tutor.grading.matching import Match
from tutor.grading.similarity import Estimate
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.practice import screen

CARD = ask("What do ribosomes do?", "They build proteins.")
ANSWER = "ribosomes make  proteins, of sugar"
MET = ((10, 14), (16, 24))
LINE = json.dumps(
    {"id": 1, "question": CARD.question, "reference": CARD.answer, "answer": ANSWER}
).encode()


def match(
    *,
    wording: str = "They build proteins.",
    met: tuple[Span, ...] = MET,
    unmet: tuple[str, ...] = (),
    estimate: Estimate | None = None,
    pulls: Mapping[str, float] | None = None,
) -> Match:
    features = np.zeros(len(FEATURES), np.float32)
    evidence = Evidence(features, 0, (), "make  proteins", met, unmet)
    return Match(wording, evidence, ANSWER, estimate or Estimate(0.62, 0.7, 0.1), 0.0, pulls or {})


def finding(status: Status = Status.COVERED, evidence: str = "make  proteins") -> Finding:
    return Finding(CARD.points[0], status, 0.62, evidence)


def explanation(
    one: Match | None, judged: Finding | None = None, stage: Stage = Stage.SIMILARITY
) -> Explanation:
    reason = "1 of 1 point covered."
    found = (judged or finding(),)
    return Explanation(Verdict(found, 0.62, Level.CORRECT, 0.7, stage, reason), (one,))


def shown(
    made: Explanation,
    card: Card = CARD,
    answer: str = ANSWER,
    *,
    width: int = 80,
    styled: bool = False,
) -> str:
    system: Literal["standard"] | None = "standard" if styled else None
    console = Console(
        file=StringIO(), width=width, force_terminal=styled, color_system=system, no_color=True
    )
    screen.show(console, *page(console, card, answer, made, "stub 1"))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


class StubGrader:
    """Explains what it was made with."""

    name = "stub 1"

    def __init__(self, made: Explanation | Unjudged) -> None:
        self._made = made

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        return self._made if isinstance(self._made, Unjudged) else self._made.verdict

    def explain(self, card: Card, answer: Answer) -> Explanation | Unjudged:
        return self._made


class SilentGrader:
    """Judges, and cannot explain."""

    name = "stub 1"

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        return explanation(None).verdict


def test_the_page_tells_all_that_a_verdict_rests_on() -> None:
    pulls = {"closeness in meaning": 2.5, "negations": -1.2, "numbers": 0.4}

    assert shown(explanation(match(unmet=("build",), pulls=pulls))) == (
        "\n✓ Correct · score 62 % · the grader is fairly sure\n"
        "  Decided by: closeness in meaning. 1 of 1 point covered.\n"
        "\nYour answer\n"
        "  ribosomes [make  proteins], of sugar\n"
        "  In brackets: what counts for a point or against it.\n"
        "\n✓ covered, 62 %\n"
        "  They build proteins.\n"
        "  you:        “make proteins”\n"
        "  not found:  build\n"
        "  raised by:  +++ closeness in meaning\n"
        "              +   numbers\n"
        "  lowered by: --  negations\n"
        "\n  Graded by: stub 1\n"
        "  Confidence: 70 % that “correct” is right.\n"
        "  + and - say how far each moved a point from where an average answer leaves it.\n"
    )


def test_where_the_terminal_has_styles_the_words_are_underlined_without_any_colour() -> None:
    text = shown(explanation(match()), styled=True)

    assert "ribosomes \x1b[1;4mmake  proteins\x1b[0m, of sugar" in text
    assert "Underlined: what counts" in text


def test_words_that_stand_apart_are_told_apart() -> None:
    assert "“make … sugar”" in shown(explanation(match(met=((10, 14), (29, 34)))))


def test_spans_without_a_word_between_them_are_one() -> None:
    assert joined("a bc  de, f", [(6, 8), (2, 4), (0, 1), (10, 11), (2, 3)]) == [(0, 8), (10, 11)]


@pytest.mark.parametrize("pull", [0.29, -0.29, 0.0])
def test_what_hardly_matters_is_not_named(pull: float) -> None:
    text = shown(explanation(match(pulls={"numbers": pull})))

    assert "raised by" not in text
    assert "lowered by" not in text
    assert "+ and -" not in text


def test_of_many_pulls_the_three_largest_are_named_the_largest_first() -> None:
    pulls = {"one": 0.4, "two": 0.5, "three": 2.0, "four": 1.0}

    text = shown(explanation(match(pulls=pulls)))

    assert "+   one" not in text
    assert text.index("three") < text.index("four") < text.index("two")


@pytest.mark.parametrize(("chance", "told"), [(0.19, False), (0.2, True)])
def test_a_contradiction_is_told_where_it_is_likely_enough(chance: float, told: bool) -> None:
    text = shown(explanation(match(estimate=Estimate(0.62, 0.7, chance))))

    assert ("against it: 20 % likely to contradict the point" in text) is told


def test_terms_in_each_others_place_are_told() -> None:
    wording = "A class is the blueprint of an object."
    text = shown(
        explanation(match(wording=wording)), answer="an object is the blueprint of a class"
    )

    assert "against it: its own words, with two terms in each other's place" in text


def test_what_is_taken_back_elsewhere_is_told() -> None:
    text = shown(explanation(replace(match(), taken_back=0.7)))

    assert "against it: said again, and 70 % likely to be contradicted there" in text


def test_a_contradicted_point_shows_what_contradicts_it_and_not_what_else_was_met() -> None:
    made = explanation(match(pulls={"numbers": 3.0}), finding(Status.CONTRADICTED, "of sugar"))

    text = shown(made)

    assert "  against it: “of sugar”\n" in text
    assert "make  proteins, [of sugar]" in text
    assert "raised by" not in text


def test_a_missing_point_shows_what_comes_nearest() -> None:
    assert "nearest:    “make proteins”" in shown(explanation(match(), finding(Status.MISSING)))


def test_a_wording_other_than_the_points_own_is_named() -> None:
    assert "wording:    Polypeptides\n" in shown(explanation(match(wording="Polypeptides")))


def test_a_point_that_an_accepted_answer_raised_names_no_pulls() -> None:
    card = replace(CARD, accepted=("protein synthesis",))

    text = shown(explanation(match(estimate=Estimate(0.1, 0.2, 0.0), pulls={"numbers": 3.0})), card)

    assert "raised by:  an accepted answer, taken as a whole\n" in text
    assert "numbers" not in text


@pytest.mark.parametrize("stage", [Stage.EXACT, Stage.SIMILARITY])
def test_a_point_that_is_worded_exactly_says_so(stage: Stage) -> None:
    assert "settled by: the same words\n" in shown(explanation(None, stage=stage))


def test_a_point_that_is_judged_by_its_value_says_so() -> None:
    card = ask("How many chromosomes?", "46")
    judged = Finding(card.points[0], Status.COVERED, 1.0, "46")

    text = shown(explanation(None, judged), card, "it has 46")

    assert "it has [46]\n" in text
    assert "settled by: the numbers\n" in text


def test_without_an_answer_nothing_is_quoted() -> None:
    text = shown(explanation(None, finding(Status.MISSING, ""), Stage.EMPTY), answer=" ")

    assert "Your answer" not in text
    assert "settled by" not in text


def test_a_doubt_stands_beside_the_confidence() -> None:
    made = explanation(match())
    doubtful = replace(made, verdict=replace(made.verdict, doubt="It may mean the opposite."))

    text = shown(doubtful)

    assert text.startswith("\n? Perhaps correct · score 62 % · the grader is unsure\n")
    assert "is right.\n  In doubt: It may mean the opposite.\n" in text


def test_the_reference_follows_where_it_says_more_than_the_points() -> None:
    card = replace(CARD, answer="In the cell: they build proteins.")

    assert "\nReference answer\n  In the cell" in shown(explanation(match()), card)


@pytest.mark.parametrize("styled", [True, False])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_page(width: int, styled: bool) -> None:
    console = Console(file=StringIO(), width=width, force_terminal=styled)
    made = explanation(match(unmet=("proteins",) * 9 + ("buildings",) * 9, pulls={"numbers": 1.0}))

    lines = page(console, CARD, ANSWER * 20, made, "stub " * 30)

    assert max(cell_len(line.plain) for line in lines) <= min(width, screen.WIDEST)


def test_what_commands_a_terminal_is_harmless_wherever_it_stands() -> None:
    evil = "\x1b[2J\x9b\u202e\x07"
    judged = Finding(KeyPoint(evil), Status.COVERED, 0.6, evil)
    made = explanation(match(wording=evil + "x", met=((0, 4),), unmet=(evil,)), judged)

    text = shown(made, ask(evil, evil), f"{evil}\r\nx")

    assert not set("\x1b\x9b\u202e\x07\r") & set(text)
    assert "␛[2J" in text


@pytest.mark.parametrize("answer", ["שלום עולם", "e\u0301" * 9, "👩‍👩‍👧 细胞", "\ud800 x"])
def test_no_writing_is_too_odd_to_be_shown(answer: str) -> None:
    assert "Your answer" in shown(explanation(match(met=((0, 2), (3, 4)))), answer=answer, width=40)


def test_a_script_gets_for_every_point_what_it_rests_on() -> None:
    made = explanation(match(unmet=("build",), pulls={"numbers": -0.123456}))

    assert as_record(ANSWER, made) == {
        "points": [
            {
                "said": [[10, 14], [16, 24]],
                "wording": "They build proteins.",
                "unmet": ["build"],
                "full": 0.62,
                "some": 0.7,
                "contradicted": 0.1,
                "taken_back": 0.0,
                "pulls": {"numbers": -0.1235},
            }
        ]
    }


def test_a_point_without_a_match_has_only_the_words_that_settled_it() -> None:
    assert as_record(ANSWER, explanation(None)) == {
        "points": [
            {
                "said": [[10, 24]],
                "wording": None,
                "unmet": [],
                "full": None,
                "some": None,
                "contradicted": None,
                "taken_back": None,
                "pulls": {},
            }
        ]
    }


def test_words_that_are_not_in_the_answer_stand_nowhere() -> None:
    assert said(ANSWER, finding(evidence="lipids"), None) == ()


def test_lines_are_explained_where_that_is_wanted() -> None:
    grader = StubGrader(explanation(match()))

    [told] = map(json.loads, grade_lines(grader, [LINE], explain=True))
    [untold] = map(json.loads, grade_lines(grader, [LINE]))

    assert told["explanation"]["points"][0]["said"] == [[10, 14], [16, 24]]
    assert told == {**untold, "explanation": told["explanation"]}


def test_a_doubt_stands_beside_the_reason() -> None:
    made = explanation(match())
    grader = StubGrader(replace(made, verdict=replace(made.verdict, doubt="It may not be.")))

    [told] = map(json.loads, grade_lines(grader, [LINE]))

    assert (told["reason"], told["doubt"]) == ("1 of 1 point covered.", "It may not be.")


@pytest.mark.parametrize("grader", [SilentGrader(), StubGrader(Unjudged("It is unreadable."))])
def test_where_nothing_can_be_explained_there_is_no_explanation(
    grader: StubGrader | SilentGrader,
) -> None:
    [told] = map(json.loads, grade_lines(grader, [LINE], explain=True))

    assert "explanation" not in told
