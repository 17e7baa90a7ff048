from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.cards.card import KeyPoint
from tutor.cards.points import ask
from tutor.grading.cascade import CascadeGrader
from tutor.grading.formulas import judge_formula
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Verdict

SAME = {
    "F = ma": """F=ma | ma = F | a = F/m | f = m*a | F = m × a | F = m x a | F/m = a | ma
        | F − ma = 0 | F equals m times a | $F = m \\cdot a$ | 1. F = ma | - F = ma
        | F = ma = 2 kg × 3 m/s² = 6 N
        | it's F=ma, force is mass times acceleration | Newton's law (F = ma) | F = ma (m is mass)
        | so F = ma as we saw | it is not F = m/a but F = ma | F = ma, so a = F/m""",
    "E = mc²": "I think E = m c^2 | E = mc**2 | e = mc2 | c = √(E/m) | E=mc squared | mc²",
    "V = I·R": "V=IR | I = V/R | v = i r | V equals I times R | V=I*R or I=V/R",
    "a² + b² = c²": "a^2+b^2=c^2 | c = \\sqrt{a^2+b^2} | b = √(c²−a²) | c² − b² = a²",
    "y = mx + b": "y = b + m x | b = y - mx | x = (y-b)/m | mx + b",
    "(a+b)(a−b)": "(a-b)(a+b) | a² − b²",
    "$v^2 = u^2 + 2as$": "v² = u² + 2as | v = √(u² + 2as) | s = (v²-u²)/2a | v^2-u^2=2as",
    "\\frac{1}{2}mv^2": "½mv² | 1/2 mv^2 | 0,5 m v² | mv²/2 | E = ½ m v^2 | half m v squared",
    "E_k = ½ m v²": "Ek = ½mv² | E_{k} = 0.5 mv^2 | E = 1/2 m v² | Eₖ = ½ m v² | v = √(2E_k/m)",
    "sin²x + cos²x = 1": "\\sin^2 x + \\cos^2 x = 1 | (sin x)² + cos(x)² = 1 | cos²x = 1 − sin²x",
    "A = πr²": "A = pi r^2 | A=pir^2 | πr² | A = 3.14 r² | r = √(A/π)",
    "2πr": "2 pi r | C = 2πr",
    "pV = nRT": "PV = nRT | p = nRT/V | T = pV/nR",
    "d/t": "v = d/t | \\frac{d}{t} | d over t | d divided by t | speed = d/t",
    "λ = h/p": "lambda = h/p | p = h/λ | \\lambda = \\frac{h}{p}",
    "O(n log n)": "O(log n · n) | O(nlogn) | n log n | O(N log N) | O(n log₂ n)",
    "ΔU = Q − W": "Q = ΔU + W | delta U = Q - W | \\Delta U = Q - W",
    "F = G m1 m2 / r²": "F = Gm₁m₂/r² | F = G\\frac{m_1 m_2}{r^2}",
    "1/f = 1/u + 1/v": "f = uv/(u+v) | 1/v = 1/f - 1/u",
    "N = N_0 e^{-λt}": "N = N0 exp(-λt) | ln(N/N0) = -λt",
    "x = (−b ± √(b² − 4ac)) / (2a)": "x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}",
    "n₁ sin θ₁ = n₂ sin θ₂": "n1 sin(theta1) = n2 sin(theta2) | sin θ₁/sin θ₂ = n₂/n₁",
    "A = l x w": "A = lw | A = l × w",
    "K = C + 273.15": "K = C + 273 | C = K - 273.15",
    "f(x) = x² + 1": "f(x) = 1 + x^2 | y = x² + 1",
}
OTHER = {
    "F = ma": "F = m/a | F = m + a | F = m a^2 | F = -ma | a = m/F | m/a | it is F = m/a",
    "E = mc²": "E = mc³ | E = mc | E=(mc)² | m = Ec²",
    "V = I·R": "V = I/R | I = VR",
    "a² + b² = c²": "a² + b² = c | c = a + b",
    "y = mx + b": "y = mx - b | y = m(x+b)",
    "(a+b)(a−b)": "(a+b)² | a² + b²",
    "\\frac{1}{2}mv^2": "mv² | ½mv | 2mv²",
    "E_k = ½ m v²": "E_k = mv² | E = ½ m v",
    "A = πr²": "A = 2πr | A = r²",
    "pV = nRT": "p/V = nRT | V = nRTp",
    "d/t": "t/d | d·t",
    "λ = h/p": "λ = p/h",
    "O(n log n)": "O(n²) | O(n) | O(log n)",
    "K = C + 273.15": "K = C − 273.15",
    "(a+b)² = a² + 2ab + b²": "(a+b)² = a² + b²",
}
OPEN = {
    "F = ma": """force equals mass times acceleration | not F = m/a | F = ma is wrong | F = mg
        | I am | I don't think that it is F = m/a | F = ma or F = m/a | F = ma or p = mv | p = m*a
        | momentum = ma | F is proportional to m*a | F ∝ ma | F = ma + friction | F ≠ ma""",
    "E = mc²": "E = hf | E = mc 2 | E = mc root",
    "y = mx + b": "y = mx + c",
    "sin²x + cos²x = 1": "tan x = sin x / cos x | sin x + cos x = 1",
    "a = (v − u)/t": "a = v - u / t",
    "pV + PV = E": "pv + pV = E",
    "W = Fd cos θ": "W = F cos θ d",
    "S = k ln W": "S = k log W",
    "O(n log n)": "linearithmic | O(n log n) or O(n²)",
}
NO_FORMULA = """
    H2O | 2H₂ + O₂ → 2H₂O | N2 + 3H2 = 2NH3 | x | a | GDP | DNA | C | AI/ML | read/write
    | TCP/IP | and/or | he/she | I/O | A/B | A-T | C–H | Aa × Aa | n/a | b/c | 1/2 | 24/7 |
    Na+ | Ca2+ | C++ | n | p < 0.05 | 2x | 2n | 4x4 | 5-6 cm | p2p | x-axis | T-cell | -ed |
    since | pink | cost | 9.81 m/s² | g = 9.81 m/s² | x = 5 | pH = 7 | a is b + c | P(A) +
    P(B) | Ctrl+C | mRNA"""


def cells(row: str) -> list[str]:
    """Return what "|" parts in a row of a table."""
    return " ".join(row.split()).split(" | ")


def rows(table: dict[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of a point and an answer in a table."""
    return [(point, said) for point in table for said in cells(table[point])]


def judge(point: str, answer: str, question: str = "What is the speed?") -> Finding | None:
    return judge_formula(question, KeyPoint(point), answer)


def status(point: str, answer: str, question: str) -> Status | None:
    found = judge(point, answer, question)
    return found.status if found else None


@pytest.mark.parametrize(("point", "answer"), rows(SAME))
def test_a_formula_is_right_however_it_is_written_and_rearranged(point: str, answer: str) -> None:
    found = judge(point, answer)

    assert found is not None
    assert (found.status, found.coverage) == (Status.COVERED, 1.0)
    assert found.evidence
    assert found.evidence in answer


@pytest.mark.parametrize(("point", "answer"), rows(OTHER))
def test_another_formula_in_the_same_symbols_contradicts_it(point: str, answer: str) -> None:
    found = judge(point, answer)

    assert found is not None
    assert (found.status, found.coverage) == (Status.CONTRADICTED, 0.0)
    assert found.evidence in answer


@pytest.mark.parametrize(("point", "answer"), rows(OPEN))
def test_words_denials_guesses_and_other_symbols_are_left_to_others(
    point: str, answer: str
) -> None:
    assert judge(point, answer) is None


@pytest.mark.parametrize("point", cells(NO_FORMULA))
def test_a_point_that_may_be_another_thing_is_no_formula(point: str) -> None:
    assert judge(point, point) is None


def test_the_formula_is_quoted_from_the_prose_around_it() -> None:
    found = judge("F = ma", "As Newton says, f = m·a; so a heavy body is slow.")

    assert found is not None
    assert found.evidence == "f = m·a"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("KE = mv²/2", Status.COVERED),
        ("KE = mv²", Status.CONTRADICTED),
        ("potential energy = ½mv²", None),
    ],
)
def test_what_the_question_names_may_stand_for_its_symbol(
    answer: str, expected: Status | None
) -> None:
    assert status("E_k = ½ m v²", answer, "What is the kinetic energy?") is expected


@pytest.mark.parametrize(
    ("question", "point", "answer", "expected"),
    [
        ("Rearrange F = ma for a.", "a = F/m", "F/m = a", Status.COVERED),
        ("Rearrange F = ma for a.", "a = F/m", "ma = F", None),
        ("What is a in terms of F and m?", "a = F/m", "F = ma", None),
        ("Expand (a+b)(a-b).", "a² − b²", "a^2 - b^2", Status.COVERED),
        ("Expand (a+b)(a-b).", "a² − b²", "(a-b)(a+b)", None),
        ("What is (a+b)²?", "(a+b)² = a² + 2ab + b²", "b² + 2ab + a²", Status.COVERED),
        ("What is (a+b)²?", "(a+b)² = a² + 2ab + b²", "(a+b)^2", None),
    ],
)
def test_what_the_question_gives_is_no_answer_until_it_is_put_as_asked(
    question: str, point: str, answer: str, expected: Status | None
) -> None:
    assert status(point, answer, question) is expected


def test_a_short_form_is_a_formula_where_one_is_asked_for() -> None:
    assert judge("F/A", "F ÷ A", "What is it?") is None
    assert status("F/A", "F ÷ A", "By what formula is pressure found?") is Status.COVERED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("E = p²/(2m)", Status.COVERED),
        ("E = mv²", Status.CONTRADICTED),
        ("E = p²/(2m) = mv²", None),
    ],
)
def test_any_wording_of_a_point_may_be_met(answer: str, expected: Status | None) -> None:
    point = KeyPoint("E_k = ½ m v²", accepted=("E = p²/2m", "half the mass times speed squared"))

    found = judge_formula("?", point, answer)

    assert (found.status if found else None) is expected


@settings(max_examples=300, deadline=None)
@given(point=st.text(max_size=40), answer=st.text(max_size=120))
@example(point="a_{²} = b", answer="a_{²} = b")
def test_any_two_texts_can_be_judged(point: str, answer: str) -> None:
    found = judge(point, answer)

    assert found is None or found.evidence in answer


@settings(max_examples=600, deadline=None)
@given(
    point=st.text("Fmax=+-*/^()²½√±_1{}., πΔ\\", max_size=24),
    answer=st.text("Fmax=+-*/^()²½√±_1{}., πΔ\\\n", max_size=60),
)
def test_any_two_rows_of_signs_can_be_judged(point: str, answer: str) -> None:
    found = judge(point, answer)

    assert found is None or found.evidence in answer


@settings(max_examples=300, deadline=None)
@given(st.text("abcxyz=+-*/^()²23", min_size=3, max_size=16))
def test_no_formula_contradicts_itself(formula: str) -> None:
    found = judge(formula, formula)

    assert found is None or found.status is Status.COVERED


@pytest.mark.parametrize("said", ["(", "a^", "F=m/a,", "=F", "F=ma or ", "\\frac", "_{", "a "])
def test_what_is_no_answer_but_a_heap_of_signs_is_left_to_others(said: str) -> None:
    assert judge("F = ma", said * 4_000) is None


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("acceleration is given by a = F/m", Level.CORRECT),
        ("F=m*a", Level.CORRECT),
        ("F = m/a", Level.INCORRECT),
    ],
)
def test_a_card_that_asks_for_a_formula_is_judged_by_value(
    grader: CascadeGrader, answer: str, level: Level
) -> None:
    verdict = grader.grade(ask("What is Newton's second law?", "F = ma"), Answer(answer))

    assert isinstance(verdict, Verdict)
    assert (verdict.level, verdict.decided_by) == (level, Stage.NUMBERS)


def test_a_formula_in_words_is_left_to_the_models(grader: CascadeGrader) -> None:
    card = ask("What is Newton's second law?", "F = ma")
    verdict = grader.grade(card, Answer("force equals mass times acceleration"))

    assert isinstance(verdict, Verdict)
    assert verdict.decided_by is Stage.SIMILARITY


def test_a_formula_and_a_value_are_two_points_of_one_card(grader: CascadeGrader) -> None:
    card = ask("What is the kinetic energy of 2 kg at 3 m/s?", "- $E = \\frac{1}{2}mv^2$\n- 9 J")
    verdict = grader.grade(card, Answer("E = mv²/2 = 9 J"))

    assert isinstance(verdict, Verdict)
    assert [finding.evidence for finding in verdict.findings] == ["E = mv²/2 = 9 J", "9 J"]
    assert verdict.level is Level.CORRECT
