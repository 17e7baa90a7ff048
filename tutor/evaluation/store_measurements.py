"""What a large store costs whoever practises with it, looks at it, or takes it along."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tutor.evaluation.figures import Figure, Measured
from tutor.evaluation.repeating import (
    REVIEWS_EACH,
    TUTOR,
    Bench,
    in_ms,
    practised,
    repeated,
    seconds_of,
)
from tutor.evaluation.volume import fill_store, made_up_cards, new_id, review_of
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.queue import Queue, Queued
from tutor.scheduling.review import Grade
from tutor.store.store import Store

SITTING = 200
"""Cards that are answered to measure how the next one is chosen."""


def next_card(bench: Bench) -> Iterator[Measured]:
    """Measure a sitting over a large store: what comes before it, and its single steps."""
    path, now = _large_store(bench), datetime.now(UTC)
    cards = made_up_cards(bench.reviews // REVIEWS_EACH)
    store_name, queue_name = f"store of {bench.reviews:,} reviews", f"queue of {len(cards):,} cards"
    opened = repeated(bench, lambda: seconds_of(lambda: Store.open(path).close()))
    yield Figure(f"{store_name}: opened", "ms", in_ms(opened), at_most=100)
    with Store.open(path) as store:
        read = repeated(bench, lambda: seconds_of(store.schedules))
        yield Figure(f"{store_name}: all schedules read", "ms", in_ms(read))
        queued = [Queued(card.fingerprint, 0, at) for at, card in enumerate(cards)]
        schedules = store.schedules()
        built = repeated(bench, lambda: seconds_of(lambda: Queue(queued, schedules, now)))
        yield Figure(f"{queue_name}: built", "ms", in_ms(built))
        chosen, recorded = _sitting(store, Queue(queued, schedules, now), now)
    yield Figure(f"{queue_name}: next card chosen", "ms", in_ms(chosen), at_most=20)
    what = f"{store_name}: review recorded, on the disk"
    yield Figure(what, "ms", in_ms(recorded), at_most=10)


def log_carried(bench: Bench) -> Iterator[Measured]:
    """Measure taking the log of a store along, and a new machine taking it in."""
    path, file = practised(bench.folder), bench.folder / "log.jsonl"
    export = [*TUTOR, "log", "export", str(file), "--store", str(path)]
    seconds = repeated(bench, lambda: bench.home.seconds(export))
    with Store.open(path) as store:
        count = store.health().reviews
    yield Figure(f"`tutor log export` of {count:,} reviews, whole process", "s", seconds)
    fresh = (bench.folder / f"fresh-{number}.db" for number in itertools.count())
    merge = [*TUTOR, "log", "merge", str(file), "--store"]
    seconds = repeated(bench, lambda: bench.home.seconds([*merge, str(next(fresh))]))
    yield Figure(f"`tutor log merge` of {count:,} reviews, whole process", "s", seconds)


def _large_store(bench: Bench) -> Path:
    """Return a store of as many reviews as were asked for, `REVIEWS_EACH` of each card."""
    path = bench.folder / "volume.db"
    if not path.exists():
        cards = made_up_cards(bench.reviews // REVIEWS_EACH)
        fill_store(path, cards, REVIEWS_EACH, datetime.now(UTC))
    return path


def _sitting(
    store: Store, queue: Queue, now: datetime
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Answer cards, and return the seconds to choose each and to record each review."""
    scheduler, schedules = Scheduler(), store.schedules()
    last = int(store.last_id(), 16)
    chosen, recorded = [], []
    card_id = queue.next(now)
    for number in range(1, SITTING + 1):
        if card_id is None:
            break
        at = now + timedelta(seconds=10 * number)
        after = scheduler.step(schedules.get(card_id), Grade.GOOD, at)
        review = review_of(card_id, new_id(last + number), at, Grade.GOOD)
        start = time.perf_counter()
        store.record(review, after)
        between = time.perf_counter()
        queue.answered(card_id, after)
        card_id = queue.next(at)
        recorded.append(between - start)
        chosen.append(time.perf_counter() - between)
    return tuple(chosen), tuple(recorded)
