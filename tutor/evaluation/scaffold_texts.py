"""The texts that a suite of one's own begins with; `tutor.evaluation.scaffold` fills them in."""

from __future__ import annotations

import json
from dataclasses import dataclass

SAID_OF_GRADES = "Again is incorrect, Hard partial, Good and Easy correct"


@dataclass(frozen=True, slots=True)
class Said:
    """What the README of a suite names; paths as a shell takes them, from the repository's root.

    Attributes:
        name: The suite's.
        suite: Its folder.
        gate: The file of conditions.
        baseline: Where a blessed run is to go.
        workflow: What GitHub runs.
    """

    name: str
    suite: str
    gate: str
    baseline: str
    workflow: str


def readme(said: Said, examples: str) -> str:
    """Return what a suite's README says.

    Args:
        said: What it names.
        examples: Lines of `responses.jsonl`.
    """
    return f"""# {said.name}

A suite to measure grading by: answers to the cards of a deck, labelled twice. The commands below
are for the root of the repository.

## 1. Write responses

One a line in `responses.jsonl`. Write them from memory and in learners' words, right and wrong
ones, before you have seen what the tutor makes of them. `case` says what an answer was written to
show ("terse", "typos", "negated", …), or is "". All answers to one card are in one split: choices
are made on `dev`, and `test` is only reported on; the gate asks of `test`.

Two examples, to be written anew; the question is the card's, word for word:

```json
{examples}
```

Then seal them. This names every fault by its line, or writes how many responses there are and what
they hash to into `suite.toml`; make the rest of that file say what is true.

    tutor eval label {said.suite} --seal

Seal again whenever a response changes. Labels are kept by id: a response that has changed after it
was labelled needs a new one.

## 2. Have them labelled twice

By two people who do not talk about it; or by you, twice, some days apart.

    tutor eval label {said.suite} --as first
    tutor eval label {said.suite} --as second
    tutor eval label {said.suite} --agreement

Where the two differ, decide in `adjudicated.jsonl`, one line each, with a status for each key point
of the card; `tutor eval run` names what is still undecided.

```json
{{"id": "r1", "level": "partial", "points": ["covered", "missing"], "why": "It says half of it."}}
```

## 3. Measure, and bless

    tutor eval run {said.suite} --split dev --out eval-runs/dev
    tutor eval run {said.suite} --split test --out eval-runs/test

To keep what came out on `test` as the baseline that later runs are compared with:

    tutor eval bless eval-runs/test/{said.name}-offline-*.jsonl --as {said.baseline}

## 4. The gate

    tutor eval gate {said.gate}

It passes where every condition is met (exit code 0; 1 where one is not). What it asks of this suite
stands in `{said.gate}`; set the limits to what you want to hold:

```toml
{_suite(said.name).strip()}
```

Take the `#` away from `baseline` and from the last two lines once a run is blessed.

## 5. On GitHub

`{said.workflow}` runs the gate on every change, by the action in `.github/actions/eval`.
Where it does not say yet where tutor is installed from, write that behind `tutor:` there:

- a Git URL with a commit: `git+https://HOST/OWNER/tutor@COMMIT`;
- or a wheel that lies in this repository, as `vendor/tutor-0.1.0-py3-none-any.whl`. In a checkout
  of tutor, `python -m pip wheel --no-deps --wheel-dir vendor .` makes one.

A bare name is refused, since it could be another project's. The deck has to lie in the repository,
too.
"""


GATE_HEAD = """# What grading is asked for before a change is let through: `tutor eval gate`.

schema = 1
"""


def gate_part(name: str, overrules: str) -> str:
    """Return what a gate asks of a suite.

    Args:
        name: The suite's.
        overrules: The path of overruled answers, from the gate; "" for none. Where there are some,
            the suite itself, which is still to be written, is not asked of yet.
    """
    if not overrules:
        return f"\n{_suite(name)}"
    later = "".join(f"# {line}".rstrip() + "\n" for line in _suite(name).splitlines())
    asked = _OVERRULES.replace("@OVERRULES@", json.dumps(f"jsonl:{overrules}"))
    return f"\n{asked}\n# Once the suite is written and labelled:\n#\n{later}"


def workflow(gate: str, source: str) -> str:
    """Return the workflow that runs a gate by the action.

    Args:
        gate: The file of conditions, seen from the root of the repository.
        source: What pip installs tutor from; "" where that is still to be said.
    """
    return _WORKFLOW.replace("@SOURCE@", json.dumps(source)).replace("@GATE@", json.dumps(gate))


def _suite(name: str) -> str:
    return _SUITE.replace("@NAME@", name)


_SUITE = """[[suite]]
path = "held_out/@NAME@"
split = "test"
grader = "offline"
# baseline = "baselines/@NAME@.jsonl"  # kept by `tutor eval bless`

[[suite.threshold]]
metric = "level.accuracy"
at_least = 0.7

[[suite.threshold]]
metric = "level.false_accept"
at_most = 0.2

# [suite.no_worse]  # than the baseline, beyond chance
# alpha = 0.05
"""

_OVERRULES = f"""# Answers whose grade was overruled, labelled by their learners' own grades:
# {SAID_OF_GRADES}.
# Learners graded with the verdict before them, and only where they differed: the figures tell
# whether a change mends these answers, and nothing of how good grading is.
[[suite]]
path = @OVERRULES@
split = "dev"
grader = "offline"

[[suite.threshold]]
metric = "judged.share"
at_least = 1.0
"""

_WORKFLOW = """# Grading is measured on every change: `tutor eval gate`.
name: Grading

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - uses: ./.github/actions/eval
        with:
          # Where tutor is installed from: a Git URL with a commit, as
          # git+https://HOST/OWNER/tutor@COMMIT, or a wheel that lies in this repository.
          tutor: @SOURCE@
          gate: @GATE@
"""

ACTION_TEXT = """name: Grading gate
description: Install tutor, judge held-out answers, and see that grading is as good as is asked.

inputs:
  tutor:
    description: >-
      What pip installs tutor from: a Git URL with a commit, or a path in this repository. Where it
      is empty, the repository that the action comes from, if that is tutor's.
    default: ""
  suite:
    description: A suite's folder, to judge and print before the gate; none where empty.
    default: ""
  gate:
    description: The file of conditions.
    default: eval/gate.toml
  python-version:
    description: The Python to run with, 3.11 or newer.
    default: "3.12"

runs:
  using: composite
  steps:
    - uses: actions/setup-python@v6
      with:
        python-version: ${{ inputs.python-version }}

    - name: Install tutor
      shell: bash
      env:
        TUTOR: ${{ inputs.tutor }}
        HOME_OF_ACTION: ${{ github.action_path }}/../../..
      run: |
        if [ -z "$TUTOR" ] && grep -qsx 'name = "tutor"' "$HOME_OF_ACTION/pyproject.toml"; then
          TUTOR=$HOME_OF_ACTION
        fi
        if [[ "$TUTOR" != *://* && ! -e "$TUTOR" ]]; then
          echo "::error title=Where is tutor installed from?::Say it as tutor: in the workflow," \\
            "beside gate: a Git URL with a commit (git+https://HOST/OWNER/tutor@COMMIT)," \\
            "or the path of a wheel that lies in this repository."
          exit 1
        fi
        python -m pip --disable-pip-version-check install --quiet "$TUTOR"

    - name: Judge the suite
      if: inputs.suite != ''
      shell: bash
      env:
        SUITE: ${{ inputs.suite }}
      run: tutor eval run "$SUITE" --timeout 60 --out eval-reports/runs

    - name: Gate
      shell: bash
      env:
        GATE: ${{ inputs.gate }}
      run: |
        tutor eval gate "$GATE" --timeout 60 --out eval-reports/runs \\
          --junit eval-reports/gate.xml --markdown eval-reports/gate.md \\
          --html eval-reports/gate.html

    - name: Summary
      if: always()
      shell: bash
      run: |
        if [ -f eval-reports/gate.md ]; then
          cat eval-reports/gate.md >> "$GITHUB_STEP_SUMMARY"
        fi

    - uses: actions/upload-artifact@v7
      if: always()
      with:
        name: eval-reports
        path: eval-reports
        if-no-files-found: ignore
"""
"""The composite action; the project's own is the same, to the letter."""
