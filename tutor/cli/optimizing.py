"""What `tutor optimize` reads, changes and shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from tutor.cli.filing import NOWHERE, Home, decks_wanted, filed, preset_of
from tutor.scheduling.certainty import GivenGrade
from tutor.scheduling.fitting import (
    Better,
    Fit,
    HeldOut,
    NoBetter,
    Parameters,
    TooFew,
    Train,
    fit,
)
from tutor.scheduling.options import DeckOptions, Regime
from tutor.scheduling.preset import ALL_DECKS, SHIPPED, Fitted, Preset, in_force, own_fit
from tutor.scheduling.recounting import Moves, recounted
from tutor.scheduling.trials import Rated, Trials, rated
from tutor.store.store import Store
from tutor.text import counted, one_line


class Optimizer(Protocol):
    """What fits parameters, as `tutor.scheduling.fsrs_rs.train` does."""

    def __call__(self, trials: Trials, relearning_steps: int) -> Parameters:
        """Fit parameters to trials, for a deck with so many steps for a forgotten card."""
        ...


_KEPT = "The parameters stay as they are."


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the parameters of a deck, or of all decks; they may also stay.

    Attributes:
        deck: The deck; "" for all.
        before: The parameters in force.
        reviews: How many reviews there are.
        uncertain: How many of them have an uncertain grade.
        fitted_at: When the parameters in force were fitted; None where they are the shipped ones.
        found: What came of the fit; None where the shipped parameters are wanted back.
    """

    deck: str
    before: tuple[float, ...]
    reviews: int = 0
    uncertain: int = 0
    fitted_at: datetime | None = None
    found: Fit | None = None

    @property
    def is_at_home(self) -> bool:
        """Whether the parameters in force were fitted to some of the reviews held out."""
        if self.fitted_at is None or not isinstance(self.found, NoBetter | Better):
            return False
        return self.fitted_at.timestamp() > self.found.held_out.since

    @property
    def is_one(self) -> bool:
        """Whether there is anything to change."""
        return self.found is None or isinstance(self.found, Better)


def read_fits(
    wanted: Sequence[str],
    default: Sequence[Path],
    store: Store,
    regime: Regime,
    optimizer: Optimizer,
) -> list[Change]:
    """Fit parameters to the decks that are wanted, each to its own reviews; nothing is kept.

    Without anything wanted, one set is fitted to every review in the store.

    Args:
        wanted: Paths and names of decks.
        default: Where decks are looked up by name.
        store: Where the reviews are.
        regime: The options of the decks.
        optimizer: What fits.

    Raises:
        UsageError, ReadError: There is no such deck.
        ModelError: The optimizer is not installed.
    """
    fitted, given = store.fitted(), store.given_grades()
    if not wanted:
        return [_change(ALL_DECKS, given, fitted, _train(optimizer, regime.everywhere))]
    decks, homes = decks_wanted(wanted, default, store), filed(store)
    return [
        _change(
            deck,
            [one for one in given if _is_in(deck, homes, one)],
            fitted,
            _train(optimizer, regime.of(deck)),
        )
        for deck in decks
    ]


def read_resets(wanted: Sequence[str], default: Sequence[Path], store: Store) -> list[Change]:
    """Return whose own parameters go: those of the decks that are wanted, or all there are.

    Raises:
        UsageError, ReadError: There is no such deck.
    """
    fitted = store.fitted()
    decks = decks_wanted(wanted, default, store) if wanted else sorted(fitted)
    return [Change(deck, fitted[deck].parameters) for deck in decks if deck in fitted]


def after(
    changes: Iterable[Change], fitted: Mapping[str, Fitted], at: datetime
) -> dict[str, Fitted]:
    """Return what would be fitted to which deck once the changes are made."""
    changed = dict(fitted)
    for change in changes:
        if change.found is None:
            changed.pop(change.deck, None)
        elif isinstance(change.found, Better):
            changed[change.deck] = _to_keep(change.found, at)
    return changed


def save(changes: Iterable[Change], store: Store, at: datetime) -> None:
    """Keep the parameters that were found at `at`; those that are wanted no more go."""
    for change in changes:
        if change.found is None:
            store.drop_fitted(change.deck)
        elif isinstance(change.found, Better):
            store.keep_fitted(change.deck, _to_keep(change.found, at))


def read_moves(
    wanted: Sequence[str],
    default: Sequence[Path],
    store: Store,
    fitted: Mapping[str, Fitted],
    regime: Regime,
) -> Moves:
    """Return what moves if all reviews of the wanted decks count by the presets in force.

    Args:
        wanted: Paths and names of decks; all cards that are known where there is none.
        default: Where decks are looked up by name.
        store: Where the reviews are.
        fitted: The parameters that are to be in force.
        regime: The options of the decks.

    Raises:
        UsageError, ReadError: There is no such deck.
    """
    homes = filed(store)
    decks = set(decks_wanted(wanted, default, store)) if wanted else None
    histories = {
        card_id: history
        for card_id, history in store.histories().items()
        if decks is None or homes.get(card_id, NOWHERE).filed_under in decks
    }
    presets = _presets(homes, fitted, regime)
    return recounted(histories, store.schedules(), lambda key: presets[homes.get(key, NOWHERE)])


def reschedule(moves: Moves, store: Store, regime: Regime, at: datetime) -> None:
    """Have the cards that move fall due by the presets in force."""
    homes = filed(store)
    presets = _presets(homes, store.fitted(), regime)
    by_preset: dict[Preset, list[str]] = {}
    for move in moves.moves:
        preset = presets[homes.get(move.card_id, NOWHERE)]
        by_preset.setdefault(preset, []).append(move.card_id)
    for preset, card_ids in by_preset.items():
        store.recount(card_ids, preset, at)


def _train(optimizer: Optimizer, options: DeckOptions) -> Train:
    """Return what fits the parameters of a deck with these options."""
    return partial(optimizer, relearning_steps=len(options.relearning_steps))


def _presets(
    homes: Mapping[str, Home], fitted: Mapping[str, Fitted], regime: Regime
) -> dict[Home, Preset]:
    return {home: preset_of(home, fitted, regime) for home in {*homes.values(), NOWHERE}}


def _is_in(deck: str, homes: Mapping[str, Home], given: GivenGrade) -> bool:
    return homes.get(given.card_id, NOWHERE).filed_under == deck


def _change(
    deck: str, given: Sequence[GivenGrade], fitted: Mapping[str, Fitted], train: Train
) -> Change:
    before = in_force(SHIPPED, deck, fitted).parameters
    own = own_fit(deck, fitted)
    reviews: list[Rated] = [rated(one) for one in given]
    return Change(
        deck=deck,
        before=before,
        reviews=sum(one.basis is not None for one in given),
        uncertain=sum(
            one.basis is not None and not review.is_certain
            for one, review in zip(given, reviews, strict=True)
        ),
        fitted_at=own.at if own else None,
        found=fit(Trials.of(reviews), before, train),
    )


def _to_keep(found: Better, at: datetime) -> Fitted:
    held_out = found.held_out
    losses = (held_out.before.log_loss, held_out.after.log_loss)
    return Fitted(found.parameters, found.trials, *losses, at)


# --- shown --------------------------------------------------------------------------------------


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what a learner reads of the changes."""
    if not changes:
        yield "Nothing to go back from: the parameters are those that are shipped."
    for change in changes:
        yield f"{_name(change.deck)}: {_outcome(change)}"
        yield from (f"  {line}" for line in _why(change))


def _name(deck: str) -> str:
    return one_line(deck) if deck else "All decks"


def _outcome(change: Change) -> str:
    match change.found:
        case None:
            return "back to the parameters that hold without its own."
        case TooFew():
            return "too few reviews to fit parameters to."
        case NoBetter():
            return "no better parameters were found."
        case Better():
            return "better parameters were found."


def _why(change: Change) -> Iterator[str]:
    found = change.found
    if found is None:
        return
    yield _trials(change, found.trials)
    if isinstance(found, TooFew):
        yield f"It takes {found.needed:,}. {_KEPT}"
        return
    yield from _compared(found.held_out)
    if change.is_at_home:
        yield "Those in force were fitted to some of these, so it takes more to be better."
    if isinstance(found, NoBetter):
        yield _KEPT


def _trials(change: Change, trials: int) -> str:
    """Return how many reviews count, in one line."""
    uncertain = f", {change.uncertain:,} of them uncertain" if change.uncertain else ""
    return (
        f"{trials:,} reviews count, a day or more after another, of {change.reviews:,}{uncertain}."
    )


def _compared(held_out: HeldOut) -> Iterator[str]:
    before, after = held_out.before, held_out.after
    fell = "falls" if held_out.gain >= 0 else "rises"
    yield f"Fitted to the earlier ones and held against the last {held_out.trials:,}:"
    yield "             log loss   RMSE(bins)"
    yield f"  in force   {before.log_loss:8.4f}   {before.rmse_bins:10.4f}"
    yield f"  fitted     {after.log_loss:8.4f}   {after.rmse_bins:10.4f}"
    yield f"The log loss {fell} by {abs(held_out.gain):.4f}, give or take {held_out.error:.4f}."


def moves_lines(moves: Moves, now: datetime) -> Iterator[str]:
    """Yield what a learner reads of what would move."""
    yield (
        f"Rescheduling: {counted(len(moves.moves), 'card')} of {moves.cards:,} would fall due at"
        " another time;"
    )
    yield (
        f"  {counted(moves.newly_due(now), 'card')} would become due now, and"
        f" {moves.no_longer_due(now):,} would no longer be."
    )


def change_record(change: Change, *, applied: bool) -> str:
    """Return a change as one object of JSON."""
    found = change.found
    record: dict[str, object] = {
        "deck": change.deck,
        "outcome": _OUTCOMES[type(found)],
        "applied": applied and change.is_one,
        "before": change.before,
    }
    if found is not None:
        record |= {
            "reviews": change.reviews,
            "uncertain": change.uncertain,
            "fitted_at": change.fitted_at.isoformat() if change.fitted_at else None,
            "trials": found.trials,
            "held_out": None if isinstance(found, TooFew) else asdict(found.held_out),
            "parameters": found.parameters if isinstance(found, Better) else None,
        }
    if isinstance(found, TooFew):
        record["needed"] = found.needed
    return json.dumps(record)


_OUTCOMES: Mapping[type[Fit] | type[None], str] = {
    type(None): "reset",
    TooFew: "too-few",
    NoBetter: "no-better",
    Better: "better",
}


def moves_record(moves: Moves, now: datetime, *, applied: bool) -> str:
    """Return what would move as one object of JSON."""
    return json.dumps(
        {
            "rescheduled": applied,
            "cards": moves.cards,
            "moved": len(moves.moves),
            "newly_due": moves.newly_due(now),
            "no_longer_due": moves.no_longer_due(now),
        }
    )
