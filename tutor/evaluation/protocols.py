"""What a baseline is fitted on, and which responses are judged then: each way is a value.

No response of a test split is judged by what was fitted on it; where the parting is done here, nor
by what was fitted on another answer to its question. What a protocol was stands in the run's
settings, and `protocol_of` reads it from there, so that a report finds the very responses that were
judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from tutor.errors import ReadError, UsageError
from tutor.evaluation.datasets.protocols import leave_questions_out, said, split_by_question
from tutor.evaluation.packed import packed
from tutor.evaluation.suite import Split, Suite

SPLIT = "split"
LEAVE_QUESTIONS_OUT = "leave-questions-out"


@dataclass(frozen=True, slots=True)
class OwnSplit:
    """Fit on the dev split that the suite has; judge whichever responses are asked for."""

    @property
    def settings(self) -> dict[str, str]:
        """What stands in a run file: nothing."""
        return {}

    def judged(self, suite: Suite) -> Suite:
        """Return the suite as it is."""
        return suite

    def fits(self, suite: Suite) -> tuple[Suite, ...]:
        """Return suites whose dev splits are fitted on; the test split of each is judged so."""
        return (suite,)


OWN_SPLIT = OwnSplit()


@dataclass(frozen=True, slots=True)
class ByQuestion:
    """Fit on a share of the questions, and judge the others.

    Attributes:
        dev: The share to fit on, in (0, 1).
        seed: Chooses the questions.
    """

    dev: float
    seed: int

    @property
    def settings(self) -> dict[str, str]:
        """What stands in a run file."""
        return {"protocol": SPLIT, "dev_share": f"{self.dev:g}", "seed": str(self.seed)}

    def judged(self, suite: Suite) -> Suite:
        """Return the suite, split anew.

        Raises:
            UsageError: It has a single question, or `dev` is no share.
        """
        return split_by_question(suite, dev=self.dev, seed=self.seed)

    def fits(self, suite: Suite) -> tuple[Suite, ...]:
        """Return suites whose dev splits are fitted on; errors are as of `judged`."""
        return (self.judged(suite),)


@dataclass(frozen=True, slots=True)
class LeaveQuestionsOut:
    """Judge every response by what was fitted on other questions, fold by fold.

    Attributes:
        folds: How many, ≥ 2; where there are fewer questions, each is a fold of its own.
        seed: Deals the questions out.
    """

    folds: int
    seed: int

    @property
    def settings(self) -> dict[str, str]:
        """What stands in a run file."""
        return {"protocol": LEAVE_QUESTIONS_OUT, "folds": str(self.folds), "seed": str(self.seed)}

    def judged(self, suite: Suite) -> Suite:
        """Return the suite with all of its responses for testing."""
        return suite.only(replace(one, split=Split.TEST) for one in suite.responses)

    def fits(self, suite: Suite) -> tuple[Suite, ...]:
        """Return a suite for each fold, whose dev split is fitted on and whose test split judged.

        Raises:
            UsageError: The suite has a single question, or there are fewer than 2 folds.
        """
        questions = len({one.question for one in suite.responses})
        return leave_questions_out(suite, folds=min(self.folds, questions), seed=self.seed)


@dataclass(frozen=True, slots=True)
class OnAnother:
    """Fit on another suite as a whole, but for the answers that both have.

    Attributes:
        suite: What is fitted on.
    """

    suite: Suite

    @property
    def settings(self) -> dict[str, str]:
        """What stands in a run file of a grader that was fitted."""
        return {"fit_on": f"{self.suite.name}, version {self.suite.digest}"}

    def judged(self, suite: Suite) -> Suite:
        """Return the suite as it is."""
        return suite

    def fits(self, suite: Suite) -> tuple[Suite, ...]:
        """Return what is fitted on, all of it for development.

        Its `duplicates` are the answers that were left out since `suite` has them, too.

        Raises:
            UsageError: Nothing is left.
        """
        known = {said(one) for one in suite.responses}
        kept = packed(
            replace(one, split=Split.DEV) for one in self.suite.responses if said(one) not in known
        )
        if not kept:
            raise UsageError(
                f"{self.suite.name}: every answer of it is in {suite.name}, too",
                "Name another set with --fit-on, or choose a --protocol.",
            )
        return (
            replace(self.suite, responses=kept, duplicates=len(self.suite.responses) - len(kept)),
        )


Protocol: TypeAlias = OwnSplit | ByQuestion | LeaveQuestionsOut | OnAnother


def protocol_of(settings: Mapping[str, str]) -> Protocol:
    """Return the protocol that a run's settings state, as far as it says what was judged.

    Raises:
        ReadError: They make no sense.
    """
    try:
        match settings.get("protocol"):
            case None:
                return OWN_SPLIT
            case "split":
                return ByQuestion(float(settings["dev_share"]), int(settings["seed"]))
            case "leave-questions-out":
                return LeaveQuestionsOut(int(settings["folds"]), int(settings["seed"]))
            case other:
                raise ValueError(f"there is no protocol {other}")
    except (KeyError, ValueError) as fault:
        raise ReadError(
            f"a run's settings make no sense: {fault}", "Judge its responses again."
        ) from fault
