"""Kills sittings at random moments, and proves after each that nothing was lost: `make soak`.

`python -m tutor.evaluation.soak [--kills N] [--minutes M] [--seed N] [--json FILE]` has three
processes work on one store: they record, undo, regrade, mark, merge another machine's log, and meet
it in a folder; some are whole sittings of `tutor practice` through a pipe. One after the other is
killed by SIGKILL. After each kill, all that a process had acknowledged is to be in the store,
nothing twice, and every schedule the fold of the log. Each round has a store of its own; at its end
the log, merged into an empty store and carried by the folder, is to give the same again.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tutor.evaluation.machine import describe_machine
from tutor.evaluation.soak_round import KILLS_A_ROUND, Counts, Round

RESULTS = Path(__file__).resolve().parents[2] / "eval" / "results" / "soak.json"
KILLS = 2_000
MINUTES = 10.0
SEED = 6


@dataclass(frozen=True, slots=True)
class Soaked:
    """What a soak came to.

    Attributes:
        seconds: How long it took.
        rounds: How many stores there were.
        counts: What was done, and found wrong.
    """

    seconds: float
    rounds: int
    counts: Counts


def soak(folder: Path, kills: int, minutes: float = 0.0, seed: int = SEED) -> Soaked:
    """Kill at least `kills` processes, for at least so many minutes.

    Args:
        folder: An empty folder on a disk.
        kills: How many, ≥ 1.
        minutes: How long it is to go on at least.
        seed: What decides what is done when; the moments of the kills depend on the machine, too.
    """
    start = time.monotonic()
    counts, rounds = Counts(), 0
    while counts.kills < kills or time.monotonic() - start < minutes * 60:
        place = folder / f"round-{rounds}"
        place.mkdir()
        counts += Round(place, Random(f"{seed} {rounds}")).run(min(kills, KILLS_A_ROUND))
        rounds += 1
        print(  # noqa: T201
            f"{counts.kills} kills, {counts.reviews} reviews, {len(counts.wrong)} faults",
            file=sys.stderr,
        )
    return Soaked(time.monotonic() - start, rounds, counts)


def record(soaked: Soaked, machine: Mapping[str, str]) -> dict[str, object]:
    """Return a result as JSON's own values."""
    return {
        "command": "python -m tutor.evaluation.soak",
        "tutor": importlib.metadata.version("tutor"),
        "on": datetime.now(UTC).date().isoformat(),
        "machine": dict(machine),
        "seconds": round(soaked.seconds, 1),
        "rounds": soaked.rounds,
        **asdict(soaked.counts),
    }


def main() -> None:
    """Run the command; exit code 1 where anything was wrong."""
    parser = argparse.ArgumentParser("soak", description="Kill sittings, and look what is left.")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long at least")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", type=Path, default=RESULTS if RESULTS.parent.is_dir() else None)
    options = parser.parse_args()
    machine = describe_machine()
    # Not /tmp, which may lie in memory, where writing to the disk takes no time.
    disk = "/var/tmp" if Path("/var/tmp").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tutor-soak-", dir=disk) as folder:
        soaked = soak(Path(folder), options.kills, options.minutes, options.seed)
    text = json.dumps(record(soaked, machine), indent=1, ensure_ascii=False) + "\n"
    print(text, end="")  # noqa: T201
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    sys.exit(bool(soaked.counts.wrong))


if __name__ == "__main__":
    main()
