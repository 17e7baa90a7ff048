"""Fit the grading head: `python -m tutor.training.head --answers DIR --pairs FILE`.

1. The interaction learns from sentence pairs.
2. By cross-validation over questions, everything that follows is fitted on some questions and
   measured on others: the interaction goes on to graded answers; a logistic regression weighs the
   evidence; the logits of the two are averaged, and calibrated on questions of other folds.
3. The same is then fitted on all questions, and written as the bundled head, with the figures of
   step 2 beside it. Nothing is chosen on any official test split.
"""

from __future__ import annotations

import json
import platform
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeAlias

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from tutor.grading.evidence import FEATURES, Reading, gather, read, read_answer
from tutor.grading.similarity import INPUTS, OUTPUTS, Head, Interaction, Scale
from tutor.grading.text import segments
from tutor.grading.verdict import Encoder, Encoding, Floats
from tutor.models.encoder import BundledEncoder
from tutor.models.head import save_head
from tutor.training import calibration
from tutor.training.data import GradedAnswer, Pair, digest, read_answers, read_pairs
from tutor.training.interaction import (
    ANSWERS_RATE,
    IGNORE,
    PAIRS_RATE,
    Example,
    Network,
    logits,
    train,
)

VERSION = "1"
FOLDS = 5
MEMBERS = 2  # interactions of different seeds, whose logits are averaged
SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""What the interactions may weigh in the averaged logits; the regressions have the rest."""
PAIR_EPOCHS, ANSWER_EPOCHS = 3, 3
AUXILIARY_WEIGHT = 0.3  # of a machine-written answer, beside 1 for a learner's
PAIRS_MIXED_IN = 0.5  # pairs per graded answer in the second training
INVERSE_PENALTY = 0.1  # scikit-learn's C
WRONGLY_CONTRADICTED = 0.01  # share of correct answers that may be taken for contradictions

JUDGED = [OUTPUTS.index("full"), OUTPUTS.index("some")]

Rows: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]
Masks: TypeAlias = list[Flags]


@dataclass(slots=True)
class Texts:
    """Encodes every text once, and keeps what evidence and the interaction need of it."""

    encoder: Encoder
    kept: dict[str, Encoding] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The encoder's name."""
        return self.encoder.name

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode as an Encoder does."""
        new = sorted(set(texts) - self.kept.keys(), key=len)
        for start in range(0, len(new), 128):
            batch = new[start : start + 128]
            self.kept.update(zip(batch, self.encoder.encode(batch), strict=True))
        return [self.kept[text] for text in texts]

    def token_vectors(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Return the token vectors of each text, in half precision: there are millions."""
        new = sorted(set(texts), key=len)
        vectors: dict[str, Floats] = {}
        for start in range(0, len(new), 128):
            batch = new[start : start + 128]
            for text, encoding in zip(batch, self.encoder.encode(batch), strict=True):
                vectors[text] = encoding.token_vectors[:64].astype(np.float16)
        return vectors


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Graded answers with their evidence, one row per (answer, reference).

    Attributes:
        answers: The n answers.
        owner: Shape (r,): the answer of each row.
        closest: Shape (n,): of each answer's rows, the one whose reference is closest.
        stretch: The r stretches of answers that were measured.
        point: The r references.
        evidence: Shape (r, len(FEATURES)).
        question: Shape (n,): number of the answer's question.
    """

    answers: list[GradedAnswer]
    owner: Rows
    closest: Rows
    stretch: list[str]
    point: list[str]
    evidence: Floats
    question: Rows

    def rows_of(self, answers: Rows) -> Rows:
        """Return the rows of some answers."""
        return np.flatnonzero(np.isin(self.owner, answers))

    def highest(self, values: Floats) -> Floats:
        """Shape (r,) -> (n,): the highest over each answer's references."""
        result = np.full(len(self.answers), -np.inf, np.float32)
        np.maximum.at(result, self.owner, values)
        return result


def measure(answers: list[GradedAnswer], texts: Texts) -> Measured:
    """Gather the evidence for every answer beside each of its references."""
    wanted = [part for one in answers for part in (one.question, *one.references)]
    wanted += [one.answer[s.start : s.end] for one in answers for s in segments(one.answer, 16)]
    texts.encode(wanted)
    readings: dict[str, Reading] = {}
    owner: list[int] = []
    closest: list[int] = []
    stretch: list[str] = []
    point: list[str] = []
    evidence: list[Floats] = []
    for number, one in enumerate(answers):
        said = read_answer(texts, one.answer)
        first = len(owner)
        for text in (one.question, *one.references):
            if text not in readings:
                readings[text] = read(texts, [text])[0]
        for reference in one.references:
            found = gather(readings[one.question], readings[reference], said)
            segment = said.segments[found.segment]
            owner.append(number)
            stretch.append(said.text[segment.start : segment.end])
            point.append(reference)
            evidence.append(found.features)
        near = [
            row[FEATURES.index("cosine")] + row[FEATURES.index("coverage")]
            for row in evidence[first:]
        ]
        closest.append(first + int(np.argmax(near)))
    questions = {text: i for i, text in enumerate(sorted({one.question for one in answers}))}
    return Measured(
        answers, np.array(owner), np.array(closest), stretch, point, np.array(evidence, np.float32),
        np.array([questions[one.question] for one in answers]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Interactions, and the regressions over the evidence that they are averaged with."""

    networks: list[Network]
    scaler: StandardScaler
    regressions: tuple[LogisticRegression, LogisticRegression]

    def weigh(self, evidence: Floats) -> Floats:
        """Return the regressions' logits of "in full" and "at least in part", shape (r, 2)."""
        scaled = self.scaler.transform(evidence)
        logits = np.stack([model.decision_function(scaled) for model in self.regressions], axis=1)
        weighed: Floats = logits.astype(np.float32)
        return weighed


@dataclass(frozen=True, slots=True, eq=False)
class Workshop:
    """What every fit shares: data, vectors, the interaction taught by pairs, and the seed."""

    data: Measured
    pairs: list[Pair]
    vectors: dict[str, Floats]
    taught: dict[str, object]
    seed: int
    report: Callable[[str], None]

    def network(self, answers: Rows, member: int) -> Network:
        """Return one interaction after training on some answers, with pairs mixed in."""
        network = Network(next(iter(self.vectors.values())).shape[1])
        network.load_state_dict(self.taught)
        seed = self.seed + member
        chance = random.Random(seed)
        examples = [self._example(int(number)) for number in answers]
        stages = [
            [
                *examples,
                *map(pair_example, chance.sample(self.pairs, int(len(examples) * PAIRS_MIXED_IN))),
            ]
            for _ in range(ANSWER_EPOCHS)
        ]
        train(network, self.vectors, stages, ANSWERS_RATE, seed, lambda line: None)
        return network

    def interaction(self, networks: Sequence[Network], rows: Rows) -> Floats:
        """Return the averaged logits for some rows, shape (len(rows), len(OUTPUTS))."""
        said = [(self.data.stretch[row], self.data.point[row]) for row in rows]
        averaged: Floats = np.mean([logits(one, self.vectors, said) for one in networks], axis=0)
        return averaged

    def fit(self, answers: Rows) -> Fitted:
        """Fit the interaction and the regressions on some answers."""
        chosen = [self.data.answers[number] for number in answers]
        evidence = self.data.evidence[self.data.closest[answers]]
        weights = [1.0 if one.primary else AUXILIARY_WEIGHT for one in chosen]
        scaler = StandardScaler().fit(evidence)
        targets = ([one.full for one in chosen], [one.some for one in chosen])
        full, some = (
            LogisticRegression(C=INVERSE_PENALTY, max_iter=2000).fit(
                scaler.transform(evidence), target, weights
            )
            for target in targets
        )
        networks = [self.network(answers, member) for member in range(MEMBERS)]
        return Fitted(networks, scaler, (full, some))

    def _example(self, number: int) -> Example:
        one, row = self.data.answers[number], self.data.closest[number]
        contradicts = float(one.contradictory) if one.primary else IGNORE
        return Example(
            self.data.stretch[row],
            self.data.point[row],
            (IGNORE, contradicts, float(one.full), float(one.some)),
            1.0 if one.primary else AUXILIARY_WEIGHT,
        )


def pair_example(pair: Pair) -> Example:
    """Return what a pair teaches."""
    return Example(pair.said, pair.point, (float(pair.entails), pair.contradicts, IGNORE, IGNORE))


def folds(questions: Rows, count: int, seed: int) -> list[NDArray[np.bool_]]:
    """Return `count` masks over answers; each question's answers are in exactly one of them."""
    found = np.unique(questions)
    number = np.random.default_rng(seed).permutation(len(found)) % count
    of_answer = number[np.searchsorted(found, questions)]
    return [of_answer == fold for fold in range(count)]


def teach(
    pairs: Sequence[Pair], vectors: dict[str, Floats], seed: int, report: Callable[[str], None]
) -> Network:
    """Train a new interaction on pairs."""
    import torch

    torch.manual_seed(seed)
    network = Network(next(iter(vectors.values())).shape[1])
    examples = [pair_example(pair) for pair in pairs]
    train(network, vectors, [examples] * PAIR_EPOCHS, PAIRS_RATE, seed, report)
    return network


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """What was estimated of every row by a fit that had not seen its question.

    Attributes:
        data: What was estimated.
        read: Shape (r, 2): the interactions' logits of "in full" and "at least in part".
        weighed: Shape (r, 2): the regressions' logits of the same.
        contradicted: Shape (n,): the logit that each answer contradicts its closest reference.
    """

    data: Measured
    read: Floats
    weighed: Floats
    contradicted: Floats

    def average(self, share: float) -> Floats:
        """Return averaged logits, shape (n, 2), the highest over each answer's references."""
        averaged = share * self.read + (1 - share) * self.weighed
        return np.stack([self.data.highest(averaged[:, column]) for column in range(2)], axis=1)

    def choose_share(self, among: Flags) -> float:
        """Return the share by which most of some answers are told right from wrong."""
        correct = np.array([one.full for one in self.data.answers])
        met = [((self.average(share)[:, 0] > 0) == correct)[among].mean() for share in SHARES]
        return SHARES[int(np.argmax(met))]

    def average_unseen(self, held: Masks) -> Floats:
        """Return averaged logits, shape (n, 2), each fold's share chosen on the other folds."""
        primary = np.array([one.primary for one in self.data.answers])
        logits = np.zeros((len(primary), 2), np.float32)
        for fold in held:
            logits[fold] = self.average(self.choose_share(~fold & primary))[fold]
        return logits


def cross_validate(shop: Workshop, held: Masks) -> OutOfFold:
    """Estimate every answer by a fit on the questions of the other folds."""
    data = shop.data
    read_, weighed = (np.zeros((len(data.owner), 2), np.float32) for _ in range(2))
    contradicted = np.zeros(len(data.owner), np.float32)
    for number, fold in enumerate(held, start=1):
        fitted = shop.fit(np.flatnonzero(~fold))
        rows = data.rows_of(np.flatnonzero(fold))
        interaction = shop.interaction(fitted.networks, rows)
        read_[rows], weighed[rows] = interaction[:, JUDGED], fitted.weigh(data.evidence[rows])
        contradicted[rows] = interaction[:, OUTPUTS.index("contradicts")]
        shop.report(f"fold {number}/{FOLDS} done")
    return OutOfFold(data, read_, weighed, contradicted[data.closest])


def to_head(
    fitted: Fitted, share: float, scaling: calibration.Scaling, scale: Scale, cut: float
) -> Head:
    """Fold averaging and calibration into one matrix: the form in which the head is shipped."""
    slope = np.array([scaling.full[0], scaling.some[0]])
    weights = np.zeros((len(INPUTS), 2))
    for column, model in enumerate(fitted.regressions):
        weights[: len(FEATURES), column] = (1 - share) * slope[column] * model.coef_[0]
        weights[len(FEATURES) + JUDGED[column], column] = share * slope[column]
    own = np.array([model.intercept_[0] for model in fitted.regressions])
    intercept = np.array([scaling.full[1], scaling.some[1]])
    untouched = len(OUTPUTS)
    return Head(
        version=VERSION,
        interactions=tuple(network.export() for network in fitted.networks),
        mean=np.append(fitted.scaler.mean_, np.zeros(untouched)).astype(np.float32),
        spread=np.append(fitted.scaler.scale_, np.ones(untouched)).astype(np.float32),
        weights=weights.astype(np.float32),
        bias=((1 - share) * slope * own + intercept).astype(np.float32),
        contradicted_from=cut,
        scale=scale,
    )


def check_export(interaction: Interaction, network: Network, shop: Workshop) -> float:
    """Return the largest difference between numpy's and torch's logits on 200 rows."""
    rows = np.arange(0, len(shop.data.owner), max(1, len(shop.data.owner) // 200))
    said = [(shop.data.stretch[row], shop.data.point[row]) for row in rows]
    vectors = {text: shop.vectors[text].astype(np.float32) for pair in said for text in pair}
    expected = logits(network, vectors, said)
    got = np.array([interaction(vectors[one], vectors[other]) for one, other in said])
    return float(np.abs(expected - got).max())


def main(
    answers: Annotated[Path, typer.Option(help="Folder of the graded answers.")],
    pairs: Annotated[Path, typer.Option(help="File of the sentence pairs.")],
    out: Annotated[Path, typer.Option(help="Where the head goes.")] = Path("tutor/models/weights"),
    results: Annotated[Path, typer.Option(help="Where the figures go.")] = Path(
        "eval/results/head.json"
    ),
    limit: Annotated[int, typer.Option(help="Pairs to learn from; 0 for all.")] = 60_000,
    seed: Annotated[int, typer.Option(help="Of order, folds and dropout.")] = 0,
) -> None:
    """Fit the head, measure it on held-out questions, and write both."""
    chance = random.Random(seed)
    texts = Texts(BundledEncoder())
    data = measure(read_answers(answers, lambda rows: chance.sample(rows, len(rows))), texts)
    typer.echo(f"{len(data.answers)} answers to {data.question.max() + 1} questions measured")
    sentences = read_pairs(pairs, limit, lambda rows: chance.sample(rows, len(rows)))
    vectors = texts.token_vectors([text for pair in sentences for text in (pair.said, pair.point)])
    vectors |= texts.token_vectors([*data.stretch, *data.point])
    taught = teach(sentences, vectors, seed, typer.echo)
    shop = Workshop(data, sentences, vectors, taught.state_dict(), seed, typer.echo)
    held = folds(data.question, FOLDS, seed)
    unseen = cross_validate(shop, held)
    scaling, scale, figures = calibration.measure(
        data.answers, data.question, unseen.average_unseen(held), held
    )
    cut, doubts = calibration.contradiction_cut(
        data.answers, unseen.contradicted, WRONGLY_CONTRADICTED
    )
    share = unseen.choose_share(np.array([one.primary for one in data.answers]))
    fitted = shop.fit(np.arange(len(data.answers)))
    head = to_head(fitted, share, scaling, scale, cut)
    provenance = {
        "made_by": "python -m tutor.training.head",
        "encoder": texts.name,
        "seed": seed,
        "pairs": len(sentences),
        "share": share,
        "inputs_sha256": {
            path.name: digest(path) for path in [*sorted(answers.glob("*.jsonl")), pairs]
        },
        "platform": f"Python {platform.python_version()}, {platform.machine()}",
        "numpy_against_torch": check_export(head.interactions[0], fitted.networks[0], shop),
    }
    save_head(head, {"provenance": provenance}, out)
    closest = data.evidence[data.closest]
    baselines = calibration.baselines(data.answers, data.question, closest, held)
    record = {
        "provenance": provenance,
        "head": figures,
        "contradiction": doubts,
        "baselines": baselines,
    }
    results.parent.mkdir(parents=True, exist_ok=True)
    results.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    typer.echo(json.dumps(figures, indent=1))


if __name__ == "__main__":
    typer.run(main)
