"""What parameters are fitted to, and those that were fitted, from rows and to rows."""

from __future__ import annotations

import json
from typing import NamedTuple, cast

from tutor.scheduling.certainty import Basis, GivenGrade
from tutor.scheduling.preset import Fitted
from tutor.scheduling.review import Grade, Mode
from tutor.store.codec import Row, text_from_column, text_to_column
from tutor.store.history import LAST_GRADE, LAST_GRADER, LIVE
from tutor.store.moments import microseconds, moment

FITTED_COLUMNS = "deck, parameters, trials, log_loss_before, log_loss_after, at"

READ_GIVEN = f"""
SELECT card_id, id, at, mode, {LAST_GRADE}, proposed, seconds,
  coalesce(json_extract(verdict, '$.doubt'), '') <> '', json_extract(verdict, '$.confidence'),
  {LAST_GRADER} <> ''
FROM review WHERE {LIVE}
UNION ALL
SELECT card_id, id, at, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM seed
ORDER BY card_id, id"""
"""Every review that was not undone, and every seed, card by card, in SQL."""


class _GivenRow(NamedTuple):
    """A row of `READ_GIVEN`."""

    card_id: str
    id: str
    at: int
    mode: str | None
    grade: int
    proposed: int | None
    seconds: float
    is_doubted: int
    confidence: float | None
    is_regraded: int


def given_from_row(row: Row) -> GivenGrade:
    """Return the review or seed in a row of `READ_GIVEN`.

    Raises:
        ValueError, TypeError, OverflowError: There is none; the store is damaged.
    """
    stored = _GivenRow(*cast("_GivenRow", row))
    at = moment(stored.at)
    if stored.mode is None:
        return GivenGrade(stored.card_id, at, None)
    basis = Basis(
        mode=Mode(stored.mode),
        grade=Grade(stored.grade),
        proposed=None if stored.proposed is None else Grade(stored.proposed),
        is_doubted=bool(stored.is_doubted),
        confidence=stored.confidence,
        is_regraded=bool(stored.is_regraded),
    )
    return GivenGrade(stored.card_id, at, basis, stored.seconds)


def fitted_to_row(deck: str, fitted: Fitted) -> Row:
    """Return the columns of what was fitted to a deck; "" for all."""
    parameters = json.dumps(fitted.parameters)
    losses = (fitted.log_loss_before, fitted.log_loss_after)
    return (text_to_column(deck), parameters, fitted.trials, *losses, microseconds(fitted.at))


def fitted_from_row(row: Row) -> tuple[str, Fitted]:
    """Return the deck and what was fitted to it.

    Raises:
        ValueError, TypeError, OverflowError: There is nothing; the store is damaged.
    """
    deck, parameters, trials, before, after, at = cast(
        "tuple[str | bytes, str, int, float, float, int]", row
    )
    return text_from_column(deck), Fitted(
        parameters=tuple(map(float, json.loads(parameters))),
        trials=trials,
        log_loss_before=before,
        log_loss_after=after,
        at=moment(at),
    )
