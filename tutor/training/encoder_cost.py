"""Time one encoder in a process of its own: `python -m tutor.training.encoder_cost FOLDER THREADS`.

It prints JSON: milliseconds to import the libraries, to load the weights, for the first text, and
the fastest warm run, since what else the machine does can only add; and the peak memory of the
whole process in 10⁶ bytes (Linux only).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tutor.models.encoder import BundledEncoder

RUNS = 30


def main() -> None:
    """Run the command."""
    folder, threads = sys.argv[1:]
    encoder = BundledEncoder(threads=int(threads), weights=Path(folder))
    cost = {"import_ms": _ms(_libraries), "load_ms": _ms(encoder.load)}
    # One word of one token each, and two special tokens.
    clause, sentence = " ".join(["water"] * 10), " ".join(["water"] * 23)
    cost["first_ms"] = _ms(lambda: encoder.encode([sentence]))
    cost["single_ms"] = _warm(lambda: encoder.encode([sentence]))
    cost["batch_ms"] = _warm(lambda: encoder.encode([sentence] * 8))
    cost["answer_ms"] = _warm(lambda: encoder.encode([clause] * 6))
    cost["peak_mb"] = _peak_mb()
    print(json.dumps(cost))  # noqa: T201


def _libraries() -> None:
    import onnxruntime  # noqa: F401
    import tokenizers  # noqa: F401


def _ms(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return round((time.perf_counter() - start) * 1e3, 2)


def _warm(run: Callable[[], object]) -> float:
    _ms(run)
    return min(_ms(run) for _ in range(RUNS))


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    kibibytes = int(status.partition("VmHWM:")[2].split()[0])
    return round(kibibytes * 1024 / 1e6, 1)


if __name__ == "__main__":
    main()
