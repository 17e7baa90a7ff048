"""Options that the commands of `tutor eval` share. Light: every command imports this module."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

GATE_FAILED = 1
RUN_HAD_ERRORS = 3
INTERRUPTED = 130

TIMEOUT = 120.0
"""Seconds for a response, unless told otherwise. The offline grader takes some hundredths of one;
a language model's endpoint is given up after `llm.timeout`, for each model that is asked, which is
waited for though it be longer."""

HELD_OUT = Path("eval/held_out")
"""Where suites are looked for by name, seen from the folder that the command runs in."""

SEED = 20_260
"""Of every resample: the same runs give the same intervals."""


class GraderName(StrEnum):
    """Who is to be measured."""

    OFFLINE = "offline"
    RUBRIC = "rubric"
    WHEN_UNSURE = "when-unsure"
    SECOND_OPINION = "second-opinion"
    UNSURE_SECOND = "unsure-second-opinion"
    MAJORITY = "majority"
    LENGTH = "length"
    OVERLAP = "overlap"
    COSINE = "cosine"
    NO_REFERENCE = "no-reference"


ASKING = frozenset(
    {
        GraderName.RUBRIC,
        GraderName.WHEN_UNSURE,
        GraderName.SECOND_OPINION,
        GraderName.UNSURE_SECOND,
    }
)
"""Graders that ask a language model."""


class SplitName(StrEnum):
    """Which responses are judged."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


class LevelsName(StrEnum):
    """What the labels of a data set are made into."""

    TWO_WAY = "2-way"
    THREE_LEVELS = "3-levels"


class Format(StrEnum):
    """What a report is written as."""

    MARKDOWN = "markdown"
    OVERVIEW = "overview"
    HTML = "html"
    JUNIT = "junit"
    JSON = "json"


SuitesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SUITE|PATH",
        help="Suites by name, folders of suites, or data sets as scientsbank:PATH.",
        show_default=f"every suite below {HELD_OUT}",
    ),
]
SuiteOption = Annotated[
    list[str] | None,
    typer.Option(
        "--suite",
        metavar="SUITE|PATH",
        help="Where the suites of the runs are; repeat it for several.",
        show_default=f"every suite below {HELD_OUT}",
    ),
]
LevelsOption = Annotated[
    LevelsName, typer.Option("--levels", help="What the labels of a data set are made into.")
]
ColumnsOption = Annotated[
    str,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,…",
        help="Which column holds what, of jsonl: and csv:.",
        show_default=False,
    ),
]
LabelsOption = Annotated[
    str,
    typer.Option(
        "--labels",
        metavar="LABEL=LEVEL,…",
        help="What becomes of each label, of jsonl: and csv:.",
        show_default=False,
    ),
]
KeepGoingOption = Annotated[
    bool, typer.Option("--keep-going", help="Leave out faulty responses, and say which.")
]
RunsArgument = Annotated[
    list[Path],
    typer.Argument(metavar="RUN", help="Files that `tutor eval run` wrote.", show_default=False),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", min=1, help="How many responses are judged at a time.")
]
TimeoutOption = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        min=0.0,
        help="After how long a response counts as an error; 0: never.",
        show_default=f"{TIMEOUT:g}, or what llm.timeout needs; never for baselines without a model",
    ),
]
NoCacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Judge again what was judged in an earlier run.")
]
MaxCostOption = Annotated[
    float | None,
    typer.Option(
        "--max-cost",
        metavar="DOLLARS",
        min=0.0,
        help="Stop before the language model costs more.",
        show_default="any sum",
    ),
]
RecordOption = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="Keep the language model's replies there; ask only for what is not in it.",
        show_default="not kept",
    ),
]
ReplayOption = Annotated[
    Path | None,
    typer.Option(
        "--replay",
        metavar="FILE",
        help="Take its replies from there; ask nobody.",
        show_default="it is asked",
    ),
]
