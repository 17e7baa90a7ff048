"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        envvar="TUTOR_STORE",
        show_envvar=True,
        help="The file that keeps reviews and schedules.",
        readable=False,  # what cannot be read is the store's own fault to name
        show_default="in the platform's data folder",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Read decks exactly as Obsidian's Spaced Repetition plugin does."
    ),
]
EncoderOption = Annotated[
    str,
    typer.Option(
        "--encoder",
        envvar="TUTOR_ENCODER",
        show_envvar=True,
        help="A SentenceTransformer by name or folder, instead of the bundled encoder.",
        show_default="bundled",
    ),
]
ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Show which stage decided, how sure it is, and why.")
]
