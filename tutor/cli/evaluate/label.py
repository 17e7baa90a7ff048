"""`tutor eval label`: a labeller goes through a held-out suite, blind, one response at a time."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.errors import UsageError

# What is heavy is imported where it is needed: every command imports this module.
if TYPE_CHECKING:
    from tutor.cli.evaluate.label_faces import Face
    from tutor.evaluation.held_out.label_file import LabelFile
    from tutor.evaluation.held_out.material import Material
    from tutor.evaluation.labelling import Sitting


def label(
    suite: Annotated[
        Path,
        typer.Argument(metavar="SUITE", help="The folder of a suite.", show_default=False),
    ],
    as_: Annotated[
        str,
        typer.Option(
            "--as", metavar="NAME", help="Who labels: labels-NAME.jsonl.", show_default=False
        ),
    ] = "",
    agreement: Annotated[
        bool,
        typer.Option("--agreement", help="Print how far the suite's two labellers agree."),
    ] = False,
    seal: Annotated[
        bool,
        typer.Option(
            "--seal", help="Write the number and the hash of its responses to suite.toml."
        ),
    ] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Use only lines of plain text, as for a screen reader.")
    ] = False,
) -> None:
    """Label the responses of a held-out suite, or see how far its labellers agree.

    Once its responses are written, --seal keeps how many they are and what
    they hash to: a suite whose responses have changed since is refused.

    A response is shown with its question and the key points of the reference,
    in an order of your own; not what it was written to show, nor what anybody
    else said of it. Every label is on the disk before the next response is
    shown, so Ctrl+C is as good an end as any, and the same command goes on.
    """
    if [agreement, seal, bool(as_)].count(True) != 1:
        raise UsageError(
            "It takes one of --seal, --as and --agreement.",
            "Seal what was written with --seal, name the labeller with --as NAME, or see how far"
            " two agree with --agreement.",
        )
    if seal:
        _seal(suite)
        return
    if agreement:
        from tutor.evaluation.held_out import agreement as measured
        from tutor.evaluation.held_out import table
        from tutor.text import plain as harmless

        typer.echo(harmless(table(measured(suite))))
        return
    _label(suite, as_, plain)


def hold(sitting: Sitting, face: Face, labels: LabelFile) -> Sitting:
    """Hold a sitting until its labeller ends it, and return how it stands then.

    Args:
        sitting: How it stands at first.
        face: The way to ask.
        labels: Is written to after every response.

    Raises:
        TutorError: A label cannot be written.
    """
    from tutor.cli.evaluate.label_faces import kept_line
    from tutor.evaluation.labelling import Keep, Quit, Retract, advance

    while not isinstance(reply := face.ask(sitting), Quit):
        after, effect = advance(sitting, reply)
        match effect:
            case Keep(item, given):
                labels.append(item.id, given)
                face.say(kept_line(given))
            case Retract():
                labels.retract()
                face.say("↶ undone")
            case None:
                face.say("↶ back" if len(after.passed) < len(sitting.passed) else "→ skipped")
        sitting = after
    return sitting


def _seal(folder: Path) -> None:
    from tutor.evaluation.held_out.labels import sheet_path
    from tutor.evaluation.held_out.manifest import MANIFEST
    from tutor.evaluation.held_out.sealing import seal
    from tutor.text import one_line

    sealed = seal(folder)
    count = "1 response" if sealed.responses == 1 else f"{sealed.responses} responses"
    typer.echo(f"{one_line(str(folder / MANIFEST))}: {count}, sha256 {sealed.sha256}")
    if any(sheet_path(folder, name).exists() for name in sealed.manifest.labellers):
        typer.echo("Labels are kept by id: give a response that has changed a new one.")
    for name in sealed.manifest.labellers:
        typer.echo(f"Label them with: {_command(folder, name)}")


def _command(folder: Path, labeller: str) -> str:
    """Return the command by which a labeller labels a suite."""
    from tutor.text import one_line

    return f"tutor eval label {one_line(shlex.quote(str(folder)))} --as {labeller}"


def _label(folder: Path, labeller: str, plain: bool) -> None:
    from tutor.cli.evaluate.label_faces import GUIDE
    from tutor.evaluation.held_out.label_file import open_labels
    from tutor.evaluation.held_out.labels import sheet_path
    from tutor.evaluation.held_out.material import read_material
    from tutor.evaluation.held_out.records import as_error
    from tutor.evaluation.labelling import Item, begin

    _check_name(labeller)
    material = read_material(folder)
    if material.faults:
        raise as_error(folder, material.faults)
    _note_stranger(labeller, material)
    items = [Item(one.id, one.card, one.text) for one in material.responses.values()]
    with open_labels(sheet_path(folder, labeller), material) as labels, _face(plain) as face:
        sitting = begin(items, labels.ids, material.manifest.name, labeller)
        for line in GUIDE:
            face.say(line)
        ended = hold(sitting, face, labels)
        face.say("")
        face.say(closing(ended, folder, labeller))


def closing(sitting: Sitting, folder: Path, labeller: str) -> str:
    """Return the line that ends a sitting: how far it came, and how to go on."""
    line = f"{sitting.labelled} of {sitting.total} labelled."
    if sitting.labelled < sitting.total:
        line += f" Go on with: {_command(folder, labeller)}"
    return line


def _check_name(labeller: str) -> None:
    from tutor.evaluation.held_out.manifest import NAME

    if not NAME.fullmatch(labeller):
        raise UsageError(
            f"--as {labeller}: this cannot name a file of labels",
            "Use up to 40 small letters, digits, “-” and “_”, beginning with a letter or digit.",
        )


def _note_stranger(labeller: str, material: Material) -> None:
    """Say so where a labeller's labels will not count: a slip, or a third opinion."""
    named = material.manifest.labellers
    if labeller not in named:
        both = " and ".join(named)
        typer.echo(
            f"tutor: the suite's labellers are {both}; yours are kept beside them.", err=True
        )


@contextmanager
def _face(plain: bool) -> Iterator[Face]:
    """Lend the face that suits the process's own streams."""
    from tutor.cli.evaluate.label_faces import LinesFace, TerminalFace
    from tutor.cli.hosts import Manner, manner, unechoed

    source, sink = sys.stdin or io.StringIO(), sys.stdout or io.StringIO()
    seen, term = sink.isatty(), os.environ.get("TERM", "")
    if manner(typed=source.isatty(), seen=seen, term=term, plain=plain) is not Manner.FULL:
        yield LinesFace(source, sink, _columns() if seen else 0)
        return
    from rich.console import Console

    with unechoed(source):
        yield TerminalFace(Console(file=sink, markup=False, highlight=False, emoji=False))


def _columns() -> int:
    """Return how wide a line of the terminal may be."""
    try:
        return os.get_terminal_size().columns - 1
    except OSError:
        return 0
