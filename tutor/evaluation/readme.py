"""Puts what was measured into `eval/README.md`: `make held-out` and `make robustness` end with it.

`python -m tutor.evaluation.readme NAME…` reads `eval/results/NAME.json`, and rewrites what the
document has between `<!-- NAME: … -->` and `<!-- end of NAME -->`. A test compares the two.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tutor.errors import ReadError, TutorError
from tutor.evaluation.injection_records import read_gains
from tutor.evaluation.injection_records import table as gains_table
from tutor.evaluation.metric_records import Record
from tutor.evaluation.report import Report, overview, read_entries
from tutor.evaluation.robustness_records import read_robustness
from tutor.evaluation.robustness_records import table as robustness_table

EVAL = Path(__file__).resolve().parents[2] / "eval"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser("readme", description="Put results into eval/README.md.")
    parser.add_argument("names", nargs="+", choices=BLOCKS, help="whose results")
    try:
        for name in parser.parse_args().names:
            update(EVAL, name)
    except TutorError as fault:
        print(f"{fault.message}\n  {fault.hint}", file=sys.stderr)  # noqa: T201
        sys.exit(fault.exit_code)


def update(folder: Path, name: str) -> None:
    """Rewrite one block of the README in a folder from the results below it.

    Raises:
        ReadError: The results are not what is expected, or the document has no such block.
    """
    document = folder / "README.md"
    text = document.read_text("utf-8")
    document.write_text(with_block(text, name, block(folder, name)), "utf-8")


def block(folder: Path, name: str) -> str:
    """Return what a block should hold, by the results in a folder.

    Raises:
        ReadError: There are none, or they are not what is expected.
    """
    path = folder / "results" / f"{name}.json"
    try:
        text = path.read_text("utf-8")
    except OSError as fault:
        raise ReadError(f"{path}: {fault.strerror}", _made_by(name)) from fault
    return BLOCKS[name](text, str(path))


def block_in(text: str, name: str) -> str:
    """Return what a block of a document holds.

    Raises:
        ReadError: The document has no such block, or several.
    """
    return _found(text, name)[2]


def with_block(text: str, name: str, content: str) -> str:
    """Return a document with other content in a block.

    Raises:
        ReadError: The document has no such block, or several.
    """
    found = _found(text, name)
    return f"{text[: found.start(2)]}{content}{text[found.end(2) :]}"


def _found(text: str, name: str) -> re.Match[str]:
    around = rf"(<!-- {name}: [^\n]* -->\n\n)(.*?)\n<!-- end of {name} -->\n"
    found = list(re.finditer(around, text, re.DOTALL))
    if len(found) != 1:
        raise ReadError(
            f"README.md: {len(found)} blocks of {name}",
            f"Put <!-- {name}: … --> and <!-- end of {name} --> around where its tables belong.",
        )
    return found[0]


def _held_out(text: str, place: str) -> str:
    return overview(Report(tutor="", entries=read_entries(text, place)))


def _robustness(text: str, place: str) -> str:
    source, graders = read_robustness(_document(text, place, "robustness"), place)
    return _indented(
        source.seed, [(one.grader, one.cards, robustness_table(one)) for one in graders]
    )


def _injections(text: str, place: str) -> str:
    source, graders = read_gains(_document(text, place, "injections"), place)
    return _indented(source.seed, [(one.grader, one.cards, gains_table(one)) for one in graders])


def _document(text: str, place: str, name: str) -> Record:
    try:
        document: Record = json.loads(text)
    except ValueError as fault:
        raise ReadError(f"{place}: not JSON: {fault}", _made_by(name)) from fault
    return document


def _indented(seed: int, tables: Iterable[tuple[str, int, str]]) -> str:
    """Return tables of graders, each with its cards, as a document shows text that is laid out."""
    lines = [
        f"    {line}".rstrip()
        for grader, cards, table in tables
        for line in f"{grader}, {cards} cards\n\n{table}\n".splitlines()
    ]
    return "\n".join([f"Over the bundled decks, seed {seed}:", "", *lines, ""])


def _made_by(name: str) -> str:
    return f"Run: make {MADE_BY.get(name, name)}"


MADE_BY = {"held_out": "held-out", "injections": "robustness"}
"""What `make` makes results with, where that is called otherwise than they are."""


BLOCKS: Mapping[str, Callable[[str, str], str]] = {
    "held_out": _held_out,
    "robustness": _robustness,
    "injections": _injections,
}
"""From results to a block, by the name of both."""


if __name__ == "__main__":
    main()
