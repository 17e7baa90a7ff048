"""Held-out suites as they lie on disk: a folder of responses that two labellers saw blind.

    suite.toml              what the suite is (`manifest`)
    the deck it names       what was asked
    responses.jsonl         what was answered (`reading`)
    labels-NAME.jsonl       what each labeller said of it, line by line (`label_file`)
    adjudicated.jsonl       what was decided where the two differ, and why

`sealing` writes into the first what the third hashes to, `concord` measures how far the labellers
agree, `leakage` what a grader may have seen before.
"""

from tutor.evaluation.held_out.concord import Agreement, CaseCount, Concord, agreement, table
from tutor.evaluation.held_out.leakage import Leak, leaks
from tutor.evaluation.held_out.manifest import Manifest, read_manifest
from tutor.evaluation.held_out.reading import read_all, read_held_out

__all__ = [
    "Agreement",
    "CaseCount",
    "Concord",
    "Leak",
    "Manifest",
    "agreement",
    "leaks",
    "read_all",
    "read_held_out",
    "read_manifest",
    "table",
]
