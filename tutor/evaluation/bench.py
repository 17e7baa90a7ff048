"""Measures what users feel, and reports it: `make bench`.

`python -m tutor.evaluation.bench [--only NAME]… [--reviews N] [--runs N] [--json FILE]` prints a
table and, where nothing was left out, writes `eval/results/bench.json`. It asserts nothing: a
machine that is small or busy has other figures, and the table says which machine it was.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tutor.evaluation.figures import Measured, NotMeasured, records, table
from tutor.evaluation.machine import describe_machine
from tutor.evaluation.measurements import MEASUREMENTS
from tutor.evaluation.processes import CommandError
from tutor.evaluation.repeating import REVIEWS_EACH, Bench, Measurement

RESULTS = Path(__file__).resolve().parents[2] / "eval" / "results" / "bench.json"
RUNS = 11
REVIEWS = 1_000_000


def main() -> None:
    """Run the command."""
    options = _options()
    machine = describe_machine()
    # Not /tmp, which may lie in memory, where writing to the disk takes no time.
    disk = "/var/tmp" if Path("/var/tmp").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tutor-bench-", dir=disk) as folder:
        bench = Bench(Path(folder), options.runs, options.reviews)
        measured = [
            one
            for name in options.only or MEASUREMENTS
            for one in attempted(name, MEASUREMENTS[name], bench)
        ]
    heading = "\n".join(f"{key:<12} {value}" for key, value in machine.items())
    print(f"{heading}\n\n{table(measured)}")  # noqa: T201
    target = options.json or (RESULTS if not options.only and RESULTS.parent.is_dir() else None)
    if target:
        _write(target, machine, measured)


def attempted(name: str, measurement: Measurement, bench: Bench) -> Iterator[Measured]:
    """Yield the figures of a measurement as far as it gets, and what stopped it."""
    print(f"measuring {name} …", file=sys.stderr)  # noqa: T201
    try:
        yield from measurement(bench)
    except CommandError as fault:
        yield NotMeasured(name, str(fault))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench", description="Measure what users feel.")
    add = parser.add_argument
    add("--only", action="append", choices=MEASUREMENTS, help="measure this; may be repeated")
    add("--runs", type=_from(1), default=RUNS, help=f"runs of each command ({RUNS})")
    add("--reviews", type=_from(REVIEWS_EACH), default=REVIEWS, help="reviews in the large store")
    add("--json", type=Path, help="where to write; eval/results/bench.json for all of it")
    return parser.parse_args()


def _from(least: int) -> Callable[[str], int]:
    """Return what reads a whole number of at least `least`."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"a whole number from {least}, not {text!r}")
        return int(text)

    return read


def _write(target: Path, machine: Mapping[str, str], measured: Sequence[Measured]) -> None:
    record = {
        "command": "python -m tutor.evaluation.bench",
        "tutor": importlib.metadata.version("tutor"),
        "on": datetime.now(UTC).date().isoformat(),
        "machine": machine,
        "measured": records(measured),
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
