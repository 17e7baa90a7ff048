"""What a shell offers in the place of a deck's name; files it completes by itself."""

from __future__ import annotations

from collections.abc import Iterator


def deck_names(incomplete: str) -> list[str]:
    """Return the names of decks that begin with what was typed; none where decks cannot be read.

    "art/music" is offered as "music" as well, which is enough to find it. Nothing that goes wrong
    is said in the middle of a line that somebody types.
    """
    from tutor.cards.library import load
    from tutor.cards.markdown.obsidian import Mode
    from tutor.cli import wiring
    from tutor.errors import TutorError
    from tutor.text import plain

    try:
        library = load(wiring.default_decks(), mode=Mode.REPAIR)
    except TutorError:
        return []
    names = {deck.name for deck in library.decks}
    names |= {name for card in library.cards for name in card.decks}
    offered = (end for name in sorted(names) for end in _ends(name) if end == plain(end))
    return [*dict.fromkeys(end for end in offered if end.startswith(incomplete))]


def _ends(name: str) -> Iterator[str]:
    parts = name.split("/")
    for start in range(len(parts)):
        if end := "/".join(parts[start:]):
            yield end
