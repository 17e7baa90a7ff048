"""Public data sets of graded answers, read from their official distributions as suites.

`reading` is the door: `read_suite("scientsbank:PATH")`. Each set has its reader (`semeval`,
`mohler`, `saf`, `plain`), which makes `rows`; `labels` says what becomes of the set's own labels;
`protocols` splits a suite by question and finds repeats; `catalogue` says where each set is had.
None of the sets is part of the project.
"""

from tutor.evaluation.datasets.catalogue import CATALOGUE, Entry, SetName
from tutor.evaluation.datasets.labels import Scheme, read_label_map
from tutor.evaluation.datasets.protocols import (
    leave_questions_out,
    split_by_question,
    without_duplicates,
)
from tutor.evaluation.datasets.reading import Options, Reading, read_dataset, read_suite
from tutor.evaluation.datasets.tables import Columns, read_columns

__all__ = [
    "CATALOGUE",
    "Columns",
    "Entry",
    "Options",
    "Reading",
    "Scheme",
    "SetName",
    "leave_questions_out",
    "read_columns",
    "read_dataset",
    "read_label_map",
    "read_suite",
    "split_by_question",
    "without_duplicates",
]
