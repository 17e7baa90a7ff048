"""The data sets that can be read: where they are had, and on what terms. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SetName(StrEnum):
    """What stands before the colon on the command line."""

    SCIENTSBANK = "scientsbank"
    BEETLE = "beetle"
    MOHLER = "mohler"
    SAF = "saf"
    JSONL = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """A data set.

    Attributes:
        name: What stands before the colon on the command line.
        title: What it is called.
        homes: Where it is had; () for the user's own files.
        licence: On what terms, as its homes say.
        size: How much there is of it.
        measures: What is measured on it.
        labels: What becomes of its own labels or scores.
        origin: Who wrote the responses, and how they were labelled, in one line.
    """

    name: SetName
    title: str
    homes: tuple[str, ...]
    licence: str
    size: str
    measures: str
    labels: str
    origin: str

    @property
    def spec(self) -> str:
        """How it is named on the command line."""
        return f"{self.name}:PATH"


_SEMEVAL_LICENCE = "CC BY-SA 3.0 on GitHub, CC BY 4.0 on Hugging Face; attribution either way"
_SEMEVAL_LABELS = (
    "5-way: correct; partially_correct_incomplete -> partial; contradictory, irrelevant, "
    "non_domain -> incorrect. Of the official 3-way and 2-way labels only correct or not becomes a "
    "level (--levels 2-way). The official 3-way and 5-way labels are measured beside the levels, "
    "irrelevant and non_domain as one"
)
_OWN_LABELS = (
    "correct, partial, incorrect, or as --labels says; else of scores: correct from 0.75 of full "
    "marks (1, or as --full-marks says), partial from 0.25"
)
_SEMEVAL_HOME = "GitHub myrosia/semeval-2013-task7 (XML)"

CATALOGUE = (
    Entry(
        name=SetName.SCIENTSBANK,
        title="SciEntsBank (SemEval-2013 Task 7)",
        homes=(_SEMEVAL_HOME, "Hugging Face nkazi/SciEntsBank (Parquet, by pyarrow)"),
        licence=_SEMEVAL_LICENCE,
        size="10,804 responses to 196 questions: 4,969 to train on; unseen answers 540, "
        "questions 733, domains 4,562",
        measures="levels on science questions of school classes, best on unseen domains",
        labels=_SEMEVAL_LABELS,
        origin="pupils of grades 3 to 6; one of five labels per answer, made of facet labels",
    ),
    Entry(
        name=SetName.BEETLE,
        title="Beetle (SemEval-2013 Task 7)",
        homes=(_SEMEVAL_HOME, "Hugging Face nkazi/Beetle (the same; one reference each)"),
        licence=_SEMEVAL_LICENCE,
        size="5,199 responses to 56 questions: 3,941 to train on; unseen answers 439, "
        "questions 819",
        measures="levels in a dialogue on electricity, with several references a question",
        labels=_SEMEVAL_LABELS,
        origin="students talking to a tutoring system; one of five labels per answer",
    ),
    Entry(
        name=SetName.MOHLER,
        title="Mohler (Texas)",
        homes=(
            "the authors' ShortAnswerGrading_v2.0.zip (plain text)",
            "Hugging Face nkazi/MohlerASAG (Parquet, by pyarrow)",
        ),
        licence="as its README says; CC BY 4.0 on Hugging Face",
        size="2,273 responses to 81 open questions",
        measures="scores from 0 to 5 in computer science; most are near 5",
        labels="none; of scores: correct from 3.75, partial from 1.25",
        origin="students of one course; the mean of two graders' scores",
    ),
    Entry(
        name=SetName.SAF,
        title="Short Answer Feedback",
        homes=(
            "GitHub SebOchs/SAF (XML)",
            "Hugging Face Short-Answer-Feedback/saf_communication_networks_english",
        ),
        licence="MIT on GitHub, CC BY 4.0 on Hugging Face",
        size="2,981 English responses to 31 questions",
        measures="levels and scores of long answers in computer networks",
        labels="Correct, Partially correct -> partial, Incorrect",
        origin="students of one course; a score and one of three labels per answer",
    ),
    Entry(
        name=SetName.JSONL,
        title="Your own JSON Lines",
        homes=(),
        licence="yours",
        size="any",
        measures="what your labels (correct, partial, incorrect, or others with a map) or your "
        "scores say",
        labels=_OWN_LABELS,
        origin="as its owner says",
    ),
    Entry(
        name=SetName.CSV,
        title="Your own CSV, or TSV by its suffix",
        homes=(),
        licence="yours",
        size="any",
        measures="the same as on JSON Lines",
        labels="the same as of JSON Lines",
        origin="as its owner says",
    ),
)


def entry(name: SetName) -> Entry:
    """Return a set's entry."""
    return next(one for one in CATALOGUE if one.name is name)
