"""Graders that ask a language model, as `tutor eval` measures them: live, recorded or replayed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli import wiring
from tutor.cli.evaluate.options import GraderName
from tutor.errors import UsageError
from tutor.settings import LLM_PRICES, LLM_SECOND_MODEL, LLM_SECOND_PRICES

if TYPE_CHECKING:
    from tutor.evaluation.judging import GraderFactory
    from tutor.grading.opinions import SecondOpinion
    from tutor.grading.referral import Referring
    from tutor.grading.rubric import RubricGrader
    from tutor.settings import Settings

TWO_MODELS = frozenset({GraderName.SECOND_OPINION, GraderName.UNSURE_SECOND})
"""Those that ask the second model as well."""

CASCADES = frozenset({GraderName.WHEN_UNSURE, GraderName.UNSURE_SECOND})
"""Those that are offline, and ask where that is unsure."""


_STARTING = 20.0  # seconds; importing the client and loading the offline grader, on a busy machine


def make_asking_factory(
    name: GraderName,
    record: Path | None = None,
    replay: Path | None = None,
    *,
    priced: bool = False,
) -> GraderFactory:
    """Return what makes a grader of `ASKING`, also in other processes.

    Args:
        name: Which.
        record: The recording that the models' replies are added to; None for none.
        replay: The recording that is asked in their place; None for the models themselves.
        priced: Whether it must be known what they cost.

    Raises:
        UsageError: A model may not be asked, or is not configured, or its prices are not known; or
            the recording is of other models, or cannot be written.
        ReadError: There is no such recording.
    """
    is_two = name in TWO_MODELS
    judges = _replayed(replay, is_two=is_two) if replay else _live(record, priced, is_two=is_two)
    judge = partial(_together, *judges) if is_two else judges[0]
    if name not in CASCADES:
        return judge
    from tutor.cli.judges import unsure_band

    return partial(_when_unsure, judge, unsure_band())


def longest(name: GraderName) -> float:
    """Return the seconds that an answer may take before its models are given up for good."""
    from tutor.models.chat import TIMEOUT

    models = 2 if name in TWO_MODELS else 1
    return _STARTING + models * (wiring.settings().llm_timeout or TIMEOUT)


def _replayed(path: Path, *, is_two: bool) -> list[GraderFactory]:
    """Return what makes the judge by each model of a recording."""
    made = [partial(_replayed_judge, path, number) for number in range(1 + is_two)]
    for one in made:
        one()  # what hinders it is said before any process is
    return [*made]


def _live(record: Path | None, priced: bool, *, is_two: bool) -> list[GraderFactory]:
    """Return what makes the judge by each configured model."""
    models = _models(wiring.askable(wiring.settings()), is_two=is_two)
    for one, variable in zip(models, (LLM_PRICES, LLM_SECOND_PRICES), strict=False):
        wiring.make_rubric_grader(one)
        if priced:
            from tutor.cli.llm.options import refuse_unpriced

            refuse_unpriced(one, variable)
    if not record:
        return [partial(wiring.make_rubric_grader, one) for one in models]
    from tutor.evaluation.recording import begin_recording

    begin_recording(record, models[0].llm_model, models[0].llm_second_model, needs_second=is_two)
    return [partial(_recording_judge, one, record) for one in models]


def _models(chosen: Settings, *, is_two: bool) -> list[Settings]:
    if not is_two:
        return [chosen]
    if not chosen.llm_second_model:
        raise UsageError(
            "No second model is configured for a second opinion.",
            f"Run `tutor llm setup`, or set {LLM_SECOND_MODEL}.",
        )
    from tutor.cli.judges import second_settings

    return [chosen, second_settings(chosen)]


def _recording_judge(chosen: Settings, path: Path) -> RubricGrader:
    from tutor.evaluation.recording import FENCE_KEY, RecordingChat

    return wiring.by_rubric(RecordingChat(wiring.make_chat(chosen), path), FENCE_KEY)


def _replayed_judge(path: Path, number: int) -> RubricGrader:
    from tutor.evaluation.recording import FENCE_KEY, ReplayedChat

    return wiring.by_rubric(ReplayedChat(path, number), FENCE_KEY)


def _together(first: GraderFactory, second: GraderFactory) -> SecondOpinion:
    from tutor.grading.opinions import SecondOpinion

    return SecondOpinion(first(), second())


def _when_unsure(judge: GraderFactory, band: float) -> Referring:
    from tutor.grading.referral import Referring, unsure_from

    return Referring(
        wiring.make_loaded_grader(), judge(), unsure_from(band), f"from {band:g} doubt on"
    )
