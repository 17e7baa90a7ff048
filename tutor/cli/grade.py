"""`tutor grade`: one answer for a person, or JSON Lines for scripts."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tutor.cli.options import EncoderOption, ExplainOption, JsonOption, NoNetworkOption
from tutor.errors import UsageError
from tutor.settings import GraderChoice

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.grading.explanation import Explanation
    from tutor.grading.verdict import Grader, Unjudged, Verdict

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

DIGITS = 4  # of scores and confidences in JSON; more would pretend to more than is known

_FIELDS = "id, question, reference (a string or a list) and answer"


class JudgeName(StrEnum):
    """Who judges."""

    OFFLINE = "offline"
    RUBRIC = "rubric"
    WHEN_UNSURE = "when-unsure"
    ALWAYS = "always"


def register(app: typer.Typer) -> None:
    """Add `grade` to `app`."""
    app.command()(grade)


def grade(
    question: Annotated[str, typer.Option(help="The question that was asked.")] = "",
    reference: Annotated[
        list[str] | None, typer.Option(help="The reference answer; repeat it for accepted others.")
    ] = None,
    answer: Annotated[str | None, typer.Option(help="The answer to judge.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help=f"Judge JSON Lines from stdin: {_FIELDS}.")
    ] = False,
    as_json: JsonOption = False,
    explain: ExplainOption = False,
    encoder: EncoderOption = "",
    judge: Annotated[
        JudgeName,
        typer.Option(
            help="Judge offline, ask the configured language model, or ask it when the offline"
            " grader is unsure, or always where meaning is judged."
        ),
    ] = JudgeName.OFFLINE,
    no_network: NoNetworkOption = False,
) -> None:
    """Judge an answer against a reference, point by point."""
    from tutor.cards.points import ask

    if jsonl:
        if answer is not None or reference or question:
            raise UsageError(
                "--jsonl reads everything from stdin.",
                "Leave out --question, --reference and --answer, or leave out --jsonl.",
            )
        with _grader(judge, encoder) as grader:
            for line in grade_lines(grader, _stdin_lines(), explain=explain):
                typer.echo(line)
                sys.stdout.flush()
        return
    if answer is None or not reference or not all(one.strip() for one in reference):
        raise UsageError(
            "There is nothing to judge.", "Give --reference and --answer, or --jsonl and stdin."
        )
    with _grader(judge, encoder) as grader:
        _grade_one(grader, ask(question, *reference), answer, as_json, explain)


def grade_lines(
    grader: Grader, lines: Iterable[str | bytes], *, explain: bool = False
) -> Iterator[str]:
    """Judge each line of JSON and give one line of JSON for it, in order.

    Lines without any text are passed over. A line that cannot be judged gives an `error` in its
    place, with its `id` where it has one and its number, counted from 1. With `explain`, every
    verdict says what it rests on, where the grader can.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield dump({**_grade_line(grader, line, number, explain)})


def as_record(verdict: Verdict | Unjudged) -> dict[str, Json]:
    """Return a verdict as JSON's own values; an unjudged answer has only its reason.

    `doubt` says why the level is too unsure to stand unasked; "" where it is not.
    """
    from tutor.grading.verdict import Unjudged

    if isinstance(verdict, Unjudged):
        return {"unjudged": verdict.reason}
    return {
        "level": verdict.level.value,
        "score": round(verdict.score, DIGITS),
        "confidence": round(verdict.confidence, DIGITS),
        "decided_by": verdict.decided_by.value,
        "reason": verdict.reason,
        "doubt": verdict.doubt,
        "points": [
            {
                "text": finding.point.text,
                "status": finding.status.value,
                "coverage": round(finding.coverage, DIGITS),
                "evidence": finding.evidence,
                "required": finding.point.required,
            }
            for finding in verdict.findings
        ],
    }


def dump(record: dict[str, Json]) -> str:
    """Return `record` as one line of ASCII JSON, which no terminal can take for a command."""
    return json.dumps(record)


def _grade_line(grader: Grader, line: str | bytes, number: int, explain: bool) -> dict[str, Json]:
    from tutor.cards.points import ask

    record: object = None
    try:
        record = json.loads(line, parse_float=_finite, parse_constant=_finite)
        question, references, answer = _fields(record)
    except (ValueError, RecursionError) as fault:
        known = record.get("id") if isinstance(record, dict) else None
        return {"id": known, "line": number, "error": f"line {number}: {_explain(fault)}"}
    judged = _judged(grader, ask(question, *references), answer, explain)
    return {"id": record.get("id") if isinstance(record, dict) else None, **_told(answer, *judged)}


def _fields(record: object) -> tuple[str, list[str], str]:
    """Return question, references and answer of a record.

    Raises:
        ValueError: A field is missing or of another kind.
    """
    if not isinstance(record, dict):
        raise ValueError(f"not an object; give {_FIELDS}")
    question, answer = record.get("question", ""), record.get("answer")
    given = record.get("reference")
    listed = given if isinstance(given, list) else [given]
    references = [one for one in listed if isinstance(one, str) and one.strip()]
    if not isinstance(question, str):
        raise ValueError('"question" is not a string')
    if not isinstance(answer, str):
        raise ValueError('"answer" is missing or not a string')
    if not references or len(references) < len(listed):
        raise ValueError('"reference" is missing, empty, or neither a string nor a list of them')
    return question, references, answer


def _finite(number: str) -> float:
    """Return a number of JSON's own; NaN and the infinities are none, and would go out again.

    Raises:
        ValueError: It is none.
    """
    if not math.isfinite(value := float(number)):
        raise ValueError(f"{number} is not a number in JSON")
    return value


def _explain(fault: Exception) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return f"not JSON: {fault.msg.removesuffix(' at')} at character {fault.pos + 1}"
    if isinstance(fault, UnicodeDecodeError):
        return f"not UTF-8 at byte {fault.start + 1}; convert the input to UTF-8"
    return str(fault) if isinstance(fault, ValueError) else "nested too deeply"


@contextmanager
def _grader(judge: JudgeName, encoder: str) -> Iterator[Grader]:
    from tutor.cli import wiring

    if judge is JudgeName.OFFLINE:
        yield wiring.make_grader(wiring.chosen_encoder(encoder))
        return
    chosen = wiring.askable(wiring.settings())
    from tutor.cli import judges

    with judges.kept_judge(chosen, wiring.store_place(None)) as asked:
        if judge is JudgeName.RUBRIC:
            yield asked
            return
        chosen = replace(chosen, grader=GraderChoice(judge))
        first = wiring.make_grader(wiring.chosen_encoder(encoder))
        yield judges.referring(first, asked, chosen)


def _stdin_lines() -> Iterable[bytes]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("--jsonl wants JSON Lines on stdin.", "For example: < answers.jsonl")
    return sys.stdin.buffer


def _judged(
    grader: Grader, card: Card, answer: str, explain: bool
) -> tuple[Verdict | Unjudged, Explanation | None]:
    """Return the verdict, and what it rests on where that is wanted and the grader can tell."""
    from tutor.cli.explaining import Explainer
    from tutor.grading.verdict import Answer, Unjudged

    if not (explain and isinstance(grader, Explainer)):
        return grader.grade(card, Answer(answer)), None
    explained = grader.explain(card, Answer(answer))
    if isinstance(explained, Unjudged):
        return explained, None
    return explained.verdict, explained


def _told(
    answer: str, verdict: Verdict | Unjudged, explanation: Explanation | None
) -> dict[str, Json]:
    from tutor.cli.explaining import as_record as explained

    record = as_record(verdict)
    return {**record, "explanation": explained(answer, explanation)} if explanation else record


def _grade_one(grader: Grader, card: Card, answer: str, as_json: bool, explain: bool) -> None:
    verdict, explanation = _judged(grader, card, answer, explain)
    if as_json:
        typer.echo(dump(_told(answer, verdict, explanation)))
        return
    from rich.console import Console

    from tutor.practice import screen, words

    console = Console(highlight=False, markup=False)
    if explanation:
        from tutor.cli.explanation_page import page

        screen.show(console, *page(console, card, answer, explanation, grader.name))
        return
    screen.show(console, *screen.verdict(console, card, verdict))
    if explain:
        screen.show(console, *screen.explanation(console, words.judgement(grader.name, verdict)))
