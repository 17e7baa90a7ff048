"""From rows, as every reader makes them, to a suite: labels, cards, ids and repeats."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress

import numpy as np

from tutor.cards.card import Card, Place
from tutor.cards.points import ask
from tutor.errors import ReadError
from tutor.evaluation.datasets.faults import HINT, Faults
from tutor.evaluation.datasets.labels import LabelMap, Scheme, ScoreMap, normal
from tutor.evaluation.datasets.parts import UNNAMED, Part
from tutor.evaluation.datasets.protocols import repeats
from tutor.evaluation.packed import Passing, packed
from tutor.evaluation.suite import WORTH, Label, Official, Response, Suite
from tutor.text import one_line

_OUT_OF_SCALE = (
    "Correct it, or say with --full-marks what a perfect answer scores, of jsonl: and csv:; or "
    "leave out what is faulty with --keep-going."
)
_SHOWN = 40  # characters of a stranger's text in a message


@dataclass(frozen=True, slots=True)
class Row:
    """A graded answer as its set has it, not yet checked.

    Attributes:
        place: Where it stands.
        question: The question.
        references: Accepted references, best first.
        answer: The response; may be blank.
        id: The set's own name for it, or one that its reader gave it.
        label: The set's own label; "" where it has none.
        score: The set's own score, in [0, `full_marks`]; None where it has none.
        full_marks: The score of a perfect answer, > 0.
        part: The official part that it belongs to.
    """

    place: Place
    question: str
    references: tuple[str, ...]
    answer: str
    id: str
    label: str = ""
    score: float | None = None
    full_marks: float = 1.0
    part: Part = UNNAMED


@dataclass(frozen=True, slots=True)
class Naming:
    """What a suite says of itself.

    Attributes:
        name: As given on the command line.
        origin: Who wrote the responses, and how they were labelled, in one line.
    """

    name: str
    origin: str


class _FaultError(Exception):
    """A row cannot be made a response."""

    def __init__(self, message: str, hint: str = HINT) -> None:
        super().__init__(message)
        self.hint = hint


def make_suite(
    rows: Iterable[Row],
    naming: Naming,
    labels: LabelMap,
    scores: ScoreMap,
    faults: Faults,
    *,
    keep_duplicates: bool = False,
) -> Suite:
    """Make a suite of rows.

    Where any row has a label, each must have one, and levels are made of labels; else they are
    made of scores. Where any row has a score, each must have one.

    Args:
        rows: What a reader found.
        naming: What the suite says of itself.
        labels: What becomes of labels.
        scores: What becomes of scores where there are no labels.
        faults: Takes rows of which no response can be made.
        keep_duplicates: Whether to keep answers that stand twice, as the sets' own figures do.

    Raises:
        ReadError: A row is faulty and faults are not collected; a label holds answers of several
            levels, whether or not they are; or no response is left.
    """
    noted = _Noted(labels)
    waiting = Passing(noted.as_they_pass(rows))
    maker = _Maker(
        labels if noted.has_labels else scores,
        has_scores=noted.has_scores,
        repeated_ids=noted.repeated_ids(),
        official=labels.official(noted.labels) if noted.labels else None,
    )
    responses = packed(_responses(waiting, maker, faults))
    if not responses:
        raise ReadError(f"{naming.name}: no responses", _why_empty(faults))
    found = repeats(responses)
    if keep_duplicates or found.kept.all():
        kept = responses
    else:
        kept = packed(compress(responses, found.kept))
    return Suite(
        name=naming.name,
        responses=kept,
        levels=maker.mapping.levels,
        label_map=_in_one_line(maker.mapping, maker.official),
        has_scores=maker.has_scores,
        has_points=False,
        origin=naming.origin,
        duplicates=len(responses) - len(kept),
        contradicting=0 if keep_duplicates else found.contradicting,
        official=maker.official,
    )


def _in_one_line(mapping: LabelMap | ScoreMap, official: Official | None) -> str:
    return f"{mapping.name}; beside it {official.label_map}" if official else mapping.name


def _responses(rows: Iterable[Row], maker: _Maker, faults: Faults) -> Iterator[Response]:
    for row in rows:
        try:
            response = maker.response(row)
        except _FaultError as fault:
            faults.found(row.place, str(fault), fault.hint)
        else:
            yield response


class _Noted:
    """What must be known of all rows before a response is made of any; 8 bytes for each."""

    def __init__(self, mapping: LabelMap) -> None:
        self._mapping = mapping
        self.has_labels = False
        self.has_scores = False
        self.labels: set[str] = set()
        """Those that the map knows, in their normal form."""
        self._ids = array("Q")

    def as_they_pass(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows, and take note of them."""
        for row in rows:
            self.has_labels = self.has_labels or bool(row.label)
            self.has_scores = self.has_scores or row.score is not None
            if self._mapping.knows(row.label):
                self.labels.add(normal(row.label))
            self._ids.append(_short(row.id))
            yield row

    def repeated_ids(self) -> frozenset[int]:
        """Return the short digests of ids that several rows have."""
        ids, counts = np.unique(np.frombuffer(self._ids, dtype=np.uint64), return_counts=True)
        return frozenset(ids[counts > 1].tolist())


def _short(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


class _Maker:
    """Makes responses of rows; remembers cards, which are dear to make, and ids.

    Args:
        mapping: What becomes of labels, or of scores.
        has_scores: Whether each row must have a score.
        repeated_ids: The short digests of ids that several rows have: no other is remembered.
        official: What is measured of the set's own labels; None for nothing.
    """

    def __init__(
        self,
        mapping: LabelMap | ScoreMap,
        has_scores: bool,
        repeated_ids: Collection[int],
        official: Official | None,
    ) -> None:
        self.mapping = mapping
        self.official = official
        self.has_scores = has_scores
        self._repeated = repeated_ids
        self._cards: dict[tuple[str, tuple[str, ...]], Card] = {}
        self._places: dict[str, Place] = {}

    def response(self, row: Row) -> Response:
        """Return the response of a row.

        Raises:
            _FaultError: None can be made of it.
            ReadError: None can be made of any row with its label.
        """
        _check_text(row)
        label, card = self._label(row), self._card(row)
        return Response(
            id=self._id(row),
            card=card,
            text=row.answer,
            label=label,
            case=row.part.name,
            split=row.part.split,
        )

    def _label(self, row: Row) -> Label:
        score = self._score(row)
        if isinstance(self.mapping, ScoreMap):
            if score is None:
                raise _FaultError("neither a label nor a score")
            return Label(self.mapping.level(score), score)
        level = self.mapping.level(row.label)
        if level is None:
            raise _unknown(row, self.mapping)
        official = normal(row.label) if self.official else ""
        return Label(level, WORTH[level] if score is None else score, official=official)

    def _score(self, row: Row) -> float | None:
        if not self.has_scores:
            return None
        if row.score is None:
            raise _FaultError("no score, though other responses have one")
        if not 0 <= row.score <= row.full_marks:
            raise _FaultError(
                f"the score {row.score:g} is not from 0 to {row.full_marks:g}", _OUT_OF_SCALE
            )
        return row.score / row.full_marks

    def _card(self, row: Row) -> Card:
        key = row.question, row.references
        if key not in self._cards:
            card = ask(row.question, *row.references)
            if not card.points:
                raise _FaultError("the reference answer has no points")
            self._cards[key] = card
        return self._cards[key]

    def _id(self, row: Row) -> str:
        if _short(row.id) not in self._repeated:
            return row.id
        first = self._places.setdefault(row.id, row.place)
        if first is not row.place:
            raise _FaultError(f'the id "{one_line(row.id, _SHOWN)}" stands at {first}, too')
        return row.id


def _check_text(row: Row) -> None:
    if not row.question.strip():
        raise _FaultError("the question is blank")
    if not row.references or not row.references[0].strip():
        raise _FaultError("there is no reference answer")
    for text in (row.id, row.question, row.answer, *row.references):
        if not _is_unicode(text):
            raise _FaultError("half a character (a lone surrogate)")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unknown(row: Row, labels: LabelMap) -> _FaultError:
    """Return the fault of a label that no level can be made of; or end the reading.

    A merged label does end it: to go on without its responses would leave out most wrong ones.
    """
    shown = f'"{one_line(row.label, _SHOWN)}"'
    if labels.is_merged(row.label):
        raise ReadError(
            f"{row.place}: the label {shown} is of the official 2-way or 3-way labels, which do "
            "not tell partially correct answers from wrong ones",
            f"Read the 5-way labels, or ask for {Scheme.TWO_WAY}, beside which the official 3-way "
            "labels are measured.",
        )
    if not row.label:
        return _FaultError("no label, though other responses have one")
    return _FaultError(
        f"the label {shown} is unknown; known are {', '.join(labels.becomes)}",
        "Give it a level if the set's labels are yours to map, or leave out what is faulty with "
        "--keep-going.",
    )


def _why_empty(faults: Faults) -> str:
    count = len(faults.problems)
    if not count:
        return "Name a file or folder that holds some."
    return f"All were faulty; the first: {faults.problems[0]}"
