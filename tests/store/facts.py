"""Facts that Hypothesis draws: of few names, so that some are the same and some in conflict."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.scheduling.examples import NOON
from tests.store.examples import VERDICT, texts
from tutor.scheduling.marks import MarkKind
from tutor.scheduling.preset import Preset
from tutor.store.codec import text_to_column
from tutor.store.facts import SORTS, Fact
from tutor.store.moments import microseconds
from tutor.store.reviews import verdict_to_json

KEEN = Preset(desired_retention=0.97)
HOUR = 3_600_000_000

ids = st.sampled_from([f"{number:032x}" for number in range(1, 6)])
cards = st.sampled_from(["a", "b"])
moments = st.integers(0, 200).map(lambda hours: microseconds(NOON) + hours * HOUR)
grades = st.integers(1, 4)
presets = st.sampled_from(["", KEEN.id])
columns = texts.map(text_to_column)
none = st.none()

_ROWS = {
    "card": (cards, ids, columns, columns, columns, ids, moments, moments),
    "review": (
        *(ids, cards, moments, columns, st.floats(0, 60), st.just(verdict_to_json(VERDICT))),
        *(st.just("grader 1"), grades | none, grades, ids, presets, st.floats(0, 1) | none),
        *(st.sampled_from(["typed", "revealed"]), st.integers(0, 2), st.just('["a"]'), none),
    ),
    "retraction": (ids, moments),
    "opinion": (ids, moments, st.just(verdict_to_json(VERDICT)), ids, grades | none),
    "regrade": (ids, st.sampled_from([microseconds(NOON), 0]), grades, ids),
    "mark": (
        ids,
        cards,
        moments,
        st.sampled_from([kind.value for kind in MarkKind]),
        columns,
        none,
    ),
    "recount": (cards, moments, presets),
    "seed": (ids, cards, moments, moments, st.floats(0.1, 100), st.floats(1, 10), ids),
}
PRESET = Fact("preset", (KEEN.id, KEEN.to_json()))

facts = st.one_of(
    [st.tuples(*_ROWS[name]).map(lambda row, name=name: Fact(name, row)) for name in _ROWS]
)
assert _ROWS.keys() | {"preset"} == SORTS.keys()
