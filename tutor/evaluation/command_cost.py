"""Runs a module as `python -m` does, and tells the most memory that any of its processes held.

`python -m tutor.evaluation.command_cost FILE MODULE [ARGUMENT]…` writes FILE when MODULE has ended:
10⁶ bytes, of the largest among its own process and the ended ones that it started. For POSIX.
"""

from __future__ import annotations

import resource
import runpy
import sys
from pathlib import Path

from tutor.evaluation.grading_cost import peak_megabytes

_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of what `getrusage` counts in


def main() -> None:
    """Run the command."""
    target, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=False)
    finally:
        Path(target).write_text(f"{max(peak_megabytes(), _children_megabytes())}", "ascii")


def _children_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * _UNIT / 1e6


if __name__ == "__main__":
    main()
