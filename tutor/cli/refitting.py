"""What `tutor refit` reads, changes and shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.notes import note_problems
from tutor.cli.scope import known_ids, places, read_scope
from tutor.grading.findings import CORRECT_FROM
from tutor.grading.threshold import DeckThreshold, Refitted, Sample, Unmoved, filed_under, refit
from tutor.scheduling.overrules import Evidence, evidence
from tutor.scheduling.review import Review
from tutor.store.store import Store
from tutor.text import counted, one_line

_ASIDE = "a point was missing, another stage decided, or the card or the grader has changed"
_NOTHING = Evidence((), "", 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a deck's threshold, which may also stay.

    Attributes:
        deck: The deck.
        before: The threshold that it had.
        found: The one that fits better, or why there is none; None where nothing was fitted.
        evidence: What it was fitted to.
    """

    deck: str
    before: float
    found: Refitted | Unmoved | None = None
    evidence: Evidence = _NOTHING

    @property
    def after(self) -> float:
        """The threshold that it gets."""
        return self.found.threshold if isinstance(self.found, Refitted) else CORRECT_FROM


def read_fits(wanted: Sequence[str], default: Sequence[Path], store: Store) -> list[Change]:
    """Refit the decks of the cards that are wanted, each to all of its cards; nothing is kept.

    Args:
        wanted: Paths and names of decks, as `tutor.cli.scope.read_scope` takes them.
        default: Where decks are looked up by name.
        store: Where the reviews are.

    Raises:
        UsageError, ReadError: As `read_scope` does.
    """
    found = places(default, store.known_cards())
    decks, cards = _read_cards(wanted, found)
    practised = _practised(cards, decks, store)
    before = store.thresholds()
    return [
        Change(
            deck=deck,
            before=before[deck].threshold if deck in before else CORRECT_FROM,
            found=refit((said := evidence(practised[deck])).answers),
            evidence=said,
        )
        for deck in decks
    ]


def read_resets(wanted: Sequence[str], default: Sequence[Path], store: Store) -> list[Change]:
    """Return the decks with a threshold of their own, of those wanted; also decks that are gone.

    Raises:
        UsageError, ReadError: As `read_scope` does.
    """
    own = store.thresholds()
    if wanted:
        decks, _ = _read_cards(wanted, places(default, store.known_cards()))
        own = {deck: each for deck, each in own.items() if deck in decks}
    return [Change(deck, own[deck].threshold) for deck in sorted(own)]


def save(changes: Iterable[Change], store: Store, at: datetime) -> None:
    """Keep the thresholds that were found at `at`; the other decks get the shipped one."""
    own = store.thresholds()
    for change in changes:
        if isinstance(change.found, Refitted):
            store.keep_threshold(change.deck, _to_keep(change.found, change.evidence.grader, at))
        elif change.deck in own:
            store.drop_threshold(change.deck)


def _to_keep(found: Refitted, grader: str, at: datetime) -> DeckThreshold:
    return DeckThreshold(
        threshold=found.threshold,
        grader=grader,
        answers=found.sample.answers,
        overrules=found.sample.overrules,
        agreement=found.agreement,
        at=at,
    )


def _read_cards(wanted: Sequence[str], found: Sequence[Path]) -> tuple[list[str], tuple[Card, ...]]:
    """Return the decks that are wanted, and every card there is: a deck may lie in many files."""
    scope = read_scope(wanted, found)
    note_problems(scope.problems)
    decks = dict.fromkeys(filed_under(card) for card, _ in scope.cards)
    if not wanted:
        return [*decks], scope.loaded
    named = [Path(name).absolute() for name in wanted if Path(name).exists()]
    return [*decks], load([*named, *found], mode=Mode.REPAIR).cards


def _practised(
    cards: Sequence[Card], decks: Collection[str], store: Store
) -> dict[str, list[tuple[Card, list[Review]]]]:
    """Return the cards of each deck that were ever practised, with their reviews."""
    practised: dict[str, list[tuple[Card, list[Review]]]] = defaultdict(list)
    for card, card_id in known_ids(cards, store.known_cards()).items():
        if filed_under(card) in decks:
            practised[filed_under(card)].append((card, store.reviews(card_id)))
    return practised


# --- shown --------------------------------------------------------------------------------------


def change_lines(changes: Sequence[Change], *, saved: bool) -> Iterator[str]:
    """Yield what a learner reads of the changes."""
    for change in changes:
        stays = change.before == change.after
        became = (
            f"stays at {change.after:.2f}" if stays else f"{change.before:.2f} → {change.after:.2f}"
        )
        yield f"{one_line(change.deck)}: {became}"
        yield from (f"  {line}" for line in _why(change))
    if not changes:
        yield "No deck has a threshold of its own."
    if not saved:
        yield "Nothing was changed: leave out --dry-run for that."


def _why(change: Change) -> Iterator[str]:
    if change.found is None:
        return
    yield _told(change.found.sample)
    if isinstance(change.found, Unmoved):
        yield from [change.found.reason] * bool(change.found.sample.answers)
    else:
        yield (
            f"You disagreed with {CORRECT_FROM:.2f} on {change.found.before} of them, and with"
            f" thresholds fitted to the other cards on {change.found.after}."
        )
    if aside := change.evidence.aside:
        yield f"{aside} more overruled, and not counted: {_ASIDE}."


def _told(sample: Sample) -> str:
    if not sample.answers:
        return "No answer yet that a threshold decides."
    answers, cards = counted(sample.answers, "answer"), counted(sample.cards, "card")
    return f"{answers} that a threshold decides; {sample.overrules} overruled, on {cards}."


def change_record(change: Change) -> str:
    """Return a change as one object of JSON."""
    found = change.found
    record: dict[str, object] = {
        "deck": change.deck,
        "before": change.before,
        "threshold": change.after,
    }
    if found is not None:
        record |= {
            **asdict(found.sample),
            "aside": change.evidence.aside,
            "held_out": _held_out(found),
            "reason": found.reason if isinstance(found, Unmoved) else "",
            "grader": change.evidence.grader,
        }
    return json.dumps(record)


def _held_out(found: Refitted | Unmoved) -> dict[str, int] | None:
    return None if isinstance(found, Unmoved) else {"before": found.before, "after": found.after}
