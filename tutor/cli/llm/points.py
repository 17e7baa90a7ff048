"""`tutor llm points`: key points for a card, proposed, kept, or written into its deck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.llm.asker import asker
from tutor.cli.llm.cards import card_named, failed, note_spent, print_json
from tutor.cli.options import CardArgument, JsonOption, NoNetworkOption, StoreOption
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.coaching.points import Proposed


def points(
    card: CardArgument,
    keep: Annotated[
        bool, typer.Option("--keep", help="Grade by them from now on; the deck stays as it is.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write them into the deck; shown first, and asked.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Let go of the points kept for the card.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Propose key points for a card, made of the words of its reference.

    What says more than the reference is dropped. They are only shown, unless
    --keep keeps them beside the store or --write writes them into the deck.
    Points that are kept already are taken without asking a model again.
    """
    from tutor.cli.judges import kept_asking
    from tutor.cli.kept_points import keep as keep_points
    from tutor.cli.kept_points import kept_points, key_of, place_beside
    from tutor.coaching.points import has_own_marks, propose_points
    from tutor.grading.verdict import Unjudged

    asked = card_named(card, store)
    place = place_beside(wiring.store_place(store))
    known = kept_points(place).get(key_of(asked))
    if forget:
        if known:
            keep_points(place, asked, (), "")
        typer.echo("Forgotten." if known else "No points are kept for this card.")
        return
    if has_own_marks(asked):
        raise UsageError(
            f"{asked.place}: the points of this card have other wordings, or are optional",
            "Change them in its deck, by hand.",
        )
    if known:
        found, by = known.points, known.by
        _show(asked, found, as_json)
    else:
        with kept_asking("points", store) as asking:
            proposed = propose_points(asking, asked)
        if isinstance(proposed, Unjudged):
            raise failed(proposed)
        if not proposed.points:
            raise failed(Unjudged("No point that the model proposed is made of the reference."))
        found, by = proposed.points, asking.name
        if as_json:
            print_json({"points": found, "dropped": proposed.dropped}, asking)
        else:
            _show(asked, found, as_json)
            _tell(proposed)
            note_spent(asking.spent)
    if keep:
        keep_points(place, asked, found, by)
        typer.echo(f"Kept in {place}", err=True)
    if write:
        _write(asked, found, yes=yes)


def _show(card: Card, found: Sequence[str], as_json: bool) -> None:
    from tutor.text import one_line

    if as_json:
        print_json({"points": found, "dropped": 0}, None)
        return
    typer.echo(one_line(card.question))
    for point in found:
        typer.echo(f"- {one_line(point)}")


def _tell(proposed: Proposed) -> None:
    from tutor.text import one_line

    if proposed.dropped:
        typer.echo(f"tutor: {proposed.dropped} dropped: not of the reference.", err=True)
    if proposed.left_out:
        left = one_line(", ".join(proposed.left_out), 200)
        typer.echo(f"tutor: no point says: {left}", err=True)


def _write(card: Card, found: Sequence[str], *, yes: bool) -> None:
    """Write points into the deck of a card, once they were shown and agreed to."""
    from tutor.cards.markdown.writing import with_points
    from tutor.cards.vault import Vaults
    from tutor.cli.files import replace_text

    path = Path(card.place.path)
    before = path.read_bytes()
    vault = Vaults().around(path.parent)
    try:
        text = before.decode()
        after = with_points(text, card, found, vault.settings, vault.folder_of(path))
    except ValueError as fault:  # a text that is no UTF-8 among them
        raise UsageError(
            f"{card.place}: the points cannot be written there: {fault}",
            "--keep keeps them without a change of the deck.",
        ) from fault
    for line in _changes(path, text, after):
        typer.echo(line, err=True)
    if not yes:
        who = asker(quiet=False)
        if not who.is_there:
            raise UsageError("Nobody is there to agree, so nothing was written.", "Give --yes.")
        if not who.agrees("Write it?", default=False):
            typer.echo("Nothing was written.", err=True)
            return
    replace_text(path, before, after.encode())
    typer.echo(f"Written: {path}", err=True)


def _changes(path: Path, before: str, after: str) -> Iterator[str]:
    from tutor.text import one_line, plain

    yield f"\nThis changes in {one_line(str(path))}:\n"
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    for line in [*lines][2:]:
        yield f"    {plain(line)}".rstrip()
