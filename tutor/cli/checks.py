"""What `tutor doctor` looks at: each check says what it found, and what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.cli import wiring
from tutor.errors import TutorError
from tutor.text import counted

if TYPE_CHECKING:
    from tutor.settings import Settings
    from tutor.store.store import Store

_LEAST_FREE = 100_000_000  # bytes; a store of 100,000 reviews has 60 MB
_NARROW, _LOW = 40, 10  # columns and rows in which a card and its verdict hardly find room


class State(StrEnum):
    """What a check came to."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found.

    Attributes:
        part: What was looked at.
        state: How it is.
        said: What was found.
        advice: What to do; "" where nothing is to be done.
    """

    part: str
    state: State
    said: str
    advice: str = ""


def all_checks(store: Path | None) -> Iterator[Check]:
    """Yield what every check finds, in an order in which each builds on those before it.

    Args:
        store: The store that an option names; None for the configured one.
    """
    yield Check("program", State.OK, _program())
    settings = None
    try:
        settings = wiring.settings()
    except TutorError as fault:
        for said in fault.message.splitlines()[fault.message.count("\n") > 0 :]:
            yield Check("configuration", State.FAULT, said.strip(), fault.hint)
    else:
        yield from _configuration()
    if settings:
        yield from _guarded("store", lambda: _store(store))
        yield from _guarded("decks", lambda: _decks(store))
        yield from _guarded("grader", lambda: _grader(settings))
    yield from _terminal()
    if settings:
        yield from _guarded("endpoint", lambda: _endpoint(settings))
        yield from _guarded("sync", lambda: _sync(settings))


def _guarded(part: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """Yield what a check finds; a fault, where it ends in an error that has words for it."""
    try:
        yield from look()
    except TutorError as fault:
        yield Check(part, State.FAULT, fault.message, fault.hint)


def _program() -> str:
    from tutor import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    return f"tutor {__version__}, Python {python}, SQLite {sqlite3.sqlite_version}"


def _configuration() -> Iterator[Check]:
    from tutor.settings.reading import resolve, unknown_variables

    resolved = resolve(os.environ)
    place = str(resolved.file.path) if resolved.file else "no file; variables and defaults hold"
    yield Check("configuration", State.OK, place)
    for note in unknown_variables(os.environ):
        yield Check("configuration", State.WARN, note, "Mend its name, or unset it.")


def _store(chosen: Path | None) -> Iterator[Check]:
    place = wiring.store_place(chosen)
    if not place.exists():
        yield Check("store", State.OK, f"{place}: none yet; the first sitting makes it")
        return
    with wiring.open_store_to_read(chosen) as store:
        yield from _store_file(place, store)
        wrong = store.verify()
    if wrong:
        said = f"{len(wrong):,} schedules do not follow from the log"
        yield Check("store", State.FAULT, said, "`tutor verify --mend` computes them anew.")
    else:
        yield Check("store", State.OK, "every schedule follows from the log")
    free = shutil.disk_usage(place.parent).free
    state = State.OK if free > max(_LEAST_FREE, place.stat().st_size) else State.WARN
    advice = "" if state is State.OK else "Make room: every review, and every backup, needs some."
    yield Check("disk", state, f"{free / 1e9:,.1f} GB free beside the store", advice)
    if not (os.access(place, os.W_OK) and os.access(place.parent, os.W_OK)):
        said = "the store can be read and not written"
        yield Check("store", State.FAULT, said, "Get the right to write to it and its folder.")


def _store_file(place: Path, store: Store) -> Iterator[Check]:
    found = store.health()
    if found.faults:
        said = f"{place}: {found.faults[0]}"
        yield Check(
            "store",
            State.FAULT,
            said,
            "`tutor restore` puts a backup in its place, and keeps this one.",
        )
        return
    size = place.stat().st_size / 1e6
    reviews = counted(found.reviews, "review")
    said = f"{place}: version {found.version}, {reviews}, {size:,.1f} MB, sound"
    yield Check("store", State.OK, said)


def _decks(chosen: Path | None) -> Iterator[Check]:
    from tutor.cards.library import load
    from tutor.cards.markdown.obsidian import Mode
    from tutor.cli.scope import places

    with wiring.open_store_to_read(chosen) as store:
        found = places(wiring.default_decks(), store.known_cards())
    library = load(found, mode=Mode.REPAIR)
    count = f"{counted(len(library.cards), 'card')} in {counted(len(library.decks), 'deck')}"
    if library.problems:
        first = library.problems[0].place
        said = f"{count}; {counted(len(library.problems), 'problem')}, the first in {first}"
        yield Check("decks", State.WARN, said, "`tutor check PATH` names each, and how to mend it.")
    else:
        yield Check("decks", State.OK, f"{count}, without a problem")


def _grader(settings: Settings) -> Iterator[Check]:
    from tutor.models.installed import changed_files

    changed = changed_files()
    if changed is None:
        yield Check("model files", State.OK, "of a checkout: nothing to compare them with")
    elif changed:
        said = f"not as they were installed: {', '.join(changed)}"
        yield Check("model files", State.FAULT, said, "Install the tutor again.")
    else:
        yield Check("model files", State.OK, "as they were installed")
    wiring.look_on_this_machine_only()  # a check fetches nothing
    grader = wiring.make_loaded_grader(settings.encoder)
    yield Check("grader", State.OK, f"{grader.name}: loads, and judges")


def _terminal() -> Iterator[Check]:
    encoding = (sys.stdout.encoding if sys.stdout else "") or "none"
    if encoding.casefold().replace("-", "") not in ("utf8", "utf8sig"):
        said = f"its encoding is {encoding}, which lacks letters; they show as “?”"
        yield Check("terminal", State.WARN, said, "Set a UTF-8 locale, such as LANG=C.UTF-8.")
    if not (sys.stdout and sys.stdout.isatty()):
        yield Check("terminal", State.OK, f"none: output goes elsewhere, as {encoding}")
        return
    from tutor.cli.hosts import PRINTING_TERMINALS

    size, term = shutil.get_terminal_size(), os.environ.get("TERM", "")
    said = f"TERM={term or '(unset)'}, {size.columns} by {size.lines}, {encoding}, {_colours()}"
    if term in PRINTING_TERMINALS:
        yield Check("terminal", State.WARN, f"{said}: it only prints", "Sittings use plain lines.")
    elif size.columns < _NARROW or size.lines < _LOW:
        advice = f"Make it {_NARROW} by {_LOW} at least, or practise with --plain."
        yield Check("terminal", State.WARN, said, advice)
    else:
        yield Check("terminal", State.OK, said)


def _colours() -> str:
    from rich.console import Console

    system = Console().color_system
    return f"colours: {system}" if system and not os.environ.get("NO_COLOR") else "no colours"


def _endpoint(settings: Settings) -> Iterator[Check]:
    if not settings.llm_model:
        yield Check("endpoint", State.OK, "no language model is configured; answers stay here")
        return
    if settings.offline:
        yield Check("endpoint", State.OK, "not asked: the network is forbidden")
        return
    from tutor.models.chat import TIMEOUT
    from tutor.models.endpoint import Prober
    from tutor.models.stored_keys import account

    chosen = wiring.askable(settings)
    place = f"{settings.llm_model} at {account(settings.llm_base_url)}"
    most = settings.llm_timeout or TIMEOUT
    found = Prober(chosen.llm_base_url, chosen.llm_model, chosen.llm_key, most).probe()
    if found.fault:
        advice = "`tutor llm check` tells more; until it is mended, answers are judged offline."
        yield Check("endpoint", State.FAULT, f"{place} {found.fault}", advice)
    else:
        seconds = found.seconds or 0.0
        yield Check("endpoint", State.OK, f"{place} replies in {seconds * 1000:.0f} ms")


def _sync(settings: Settings) -> Iterator[Check]:
    from tutor.store.meeting import FILES

    folder = settings.sync_folder
    if folder is None:
        yield Check("sync", State.OK, "no folder is configured")
    elif not folder.is_dir():
        said = f"{folder}: there is no such folder"
        yield Check("sync", State.FAULT, said, "Make it or mount it, or mend sync.folder.")
    elif not os.access(folder, os.W_OK):
        said = f"{folder}: it cannot be written"
        yield Check("sync", State.FAULT, said, "Get the right to write to it.")
    else:
        count = sum(1 for _ in folder.glob(FILES))
        yield Check("sync", State.OK, f"{folder}: {counted(count, 'file')}")
