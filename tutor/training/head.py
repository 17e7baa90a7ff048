"""Fit the grader: `python -m tutor.training.head --answers DIR --pairs FILE --work DIR`.

It goes on from the network that `tutor.training.cross_encoder` left in the work folder.

1. By cross-validation over questions, the cross-encoder learns from graded answers to some
   questions (learners', machines', and those written for this project, with made variations and
   some pairs mixed in), and estimates the answers to the others.
2. The head, a logistic regression, learns from those estimates and from the evidence how to weigh
   the two; the scale, how scores are to be read. Each fold is measured with a head that was
   fitted on the others.
3. The cross-encoder then learns from all questions, and is written into the package with the
   head, and the figures of step 2 beside them.

What a fold came to is kept in the work folder, so that an interrupted run goes on where it was.
Nothing is chosen on any official test split, and nothing is fitted on held-out responses: where one
of them, or a near copy, is in any of the files, it is named and the program ends.
"""

from __future__ import annotations

import json
import math
import platform
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypeAlias

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from scipy.optimize import minimize
from sklearn.preprocessing import StandardScaler

from tutor.grading.coherence import Coherence
from tutor.grading.evidence import FEATURES, claimed, gather
from tutor.grading.matching import PASSAGE
from tutor.grading.reading import Reading, read, read_answer
from tutor.grading.similarity import INPUTS, Head, Scale, put_together
from tutor.grading.text import Segment, passage, says_more, segments
from tutor.grading.verdict import OUTPUTS, Encoder, Encoding, Floats
from tutor.models.cross_encoder import BundledCrossEncoder
from tutor.models.encoder import BundledEncoder
from tutor.models.head import save_head
from tutor.training import calibration, coherence
from tutor.training.cross_encoder import (
    IGNORE,
    Example,
    Network,
    States,
    exact_encoder,
    load_taught,
    logits,
    pair_example,
    train,
    untaught,
    write,
)
from tutor.training.data import (
    WRITTEN,
    GradedAnswer,
    Pair,
    digest,
    read_answers,
    read_pairs,
    read_written,
    refuse_leaks,
)
from tutor.training.variations import Variation, vary

VERSION = "6"
FOLDS = 5
FITTED = "fitted.safetensors"
EPOCHS = 2
BLOCKS_RATE, INTERACTION_RATE = 5e-5, 3e-4  # peak learning rates, on answers
AUXILIARY_SHARE = 0.3  # of the machine-written answers, that each epoch learns from
IN_PARTS_SHARE = 0.5  # of the written answers beside one point of several, likewise
PAIRS_MIXED_IN = 0.2  # pairs per example, so that what they taught is not forgotten
INVERSE_PENALTY = 0.1  # C, as scikit-learn calls it
RAISING = frozenset(
    (
        "coverage", "coverage_content", "coverage_lowest_third", "exact_recall", "exact_recall_new",
        "cosine", "cosine_demoted", "coverage_semantic",
        "entails", "full", "some", "conveys", "touches",
    )
)  # fmt: skip
LOWERING = frozenset(("contradicts", "claimed"))
"""Inputs of which more may only raise, or only lower, what an answer is worth. Left free, the head
learns from answers written for contrast that to say a point's own words is suspicious."""

CONTRASTING_SAY = 0.5
"""The weight in the head of answers written for contrast, all together, beside natural ones' 1."""

WRONGLY_CONTRADICTED = 0.02  # share of correct answers that may be taken for contradictions

Rows: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]
Masks: TypeAlias = list[Flags]


@dataclass(slots=True)
class Texts:
    """Encodes every text once, and keeps what evidence needs of it."""

    encoder: Encoder
    kept: dict[str, Encoding] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The encoder's name."""
        return self.encoder.name

    def knows(self, word: str) -> bool:
        """Return whether the encoder knows a word."""
        return self.encoder.knows(word)

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode as an Encoder does."""
        new = sorted(set(texts) - self.kept.keys(), key=len)
        for start in range(0, len(new), 128):
            batch = new[start : start + 128]
            self.kept.update(zip(batch, self.encoder.encode(batch), strict=True))
        return [self.kept[text] for text in texts]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Graded answers with their evidence, one row per (answer, reference).

    Attributes:
        answers: The n answers.
        owner: Shape (r,): the answer of each row.
        closest: Shape (n,): of each answer's rows, the one whose reference is closest.
        stretch: The r stretches of answers that speak most for the reference.
        passage: What stands around them; the cross-encoder learns from both.
        is_near: Shape (r,): whether the stretch is read at run time; else the passage only.
        is_wide: Shape (r,): whether the passage is, since it says something besides.
        point: The r references.
        evidence: Shape (r, len(FEATURES)).
        question: Shape (n,): number of the answer's question.
    """

    answers: list[GradedAnswer]
    owner: Rows
    closest: Rows
    stretch: list[str]
    passage: list[str]
    is_near: Flags
    is_wide: Flags
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
    near: list[Segment] = []
    around: list[Segment] = []
    point: list[str] = []
    evidence: list[Floats] = []
    for number, one in enumerate(answers):
        answer = read_answer(texts, one.answer, in_parts=one.in_parts)
        first = len(owner)
        for text in (one.question, *one.references):
            if text not in readings:
                readings[text] = read(texts, [text])[0]
        for reference in one.references:
            found = gather(readings[one.question], readings[reference], answer)
            near.append(answer.segments[found.segment])
            around.append(passage(answer.text, near[-1], PASSAGE))
            owner.append(number)
            point.append(reference)
            evidence.append(found.features)
        closeness = [
            row[FEATURES.index("cosine")] + row[FEATURES.index("coverage")]
            for row in evidence[first:]
        ]
        closest.append(first + int(np.argmax(closeness)))
    _claim([answers[number] for number in owner], owner, near, evidence)
    questions = {text: i for i, text in enumerate(sorted({one.question for one in answers}))}
    said = [answers[number].answer for number in owner]
    return Measured(
        answers=answers,
        owner=np.array(owner),
        closest=np.array(closest),
        stretch=[text[s.start : s.end] for text, s in zip(said, near, strict=True)],
        passage=[text[s.start : s.end] for text, s in zip(said, around, strict=True)],
        is_near=np.array([answers[number].in_parts for number in owner]),
        is_wide=_wide([answers[number] for number in owner], near, around),
        point=point,
        evidence=np.array(evidence, np.float32),
        question=np.array([questions[one.question] for one in answers]),
    )


def _claim(
    answers: Sequence[GradedAnswer], owner: list[int], near: list[Segment], evidence: list[Floats]
) -> None:
    """Tell the evidence of several points by how much their stretches speak more for others."""
    cosine, coverage, last = (FEATURES.index(n) for n in ("cosine", "coverage", "claimed"))
    cards: dict[tuple[str, str], list[int]] = {}
    for row, one in enumerate(answers):
        if one.in_parts:
            cards.setdefault((one.question, one.answer), []).append(row)
    for rows in cards.values():
        closeness = [float(evidence[row][cosine] + evidence[row][coverage]) for row in rows]
        points = [owner[row] for row in rows]
        for row, claim in zip(
            rows, claimed(closeness, [near[row] for row in rows], points), strict=True
        ):
            evidence[row][last] = claim


def _wide(answers: Sequence[GradedAnswer], near: list[Segment], around: list[Segment]) -> Flags:
    """Return whether each passage is read: it says what no stretch of its answer does."""
    claimed: dict[tuple[str, str], list[Segment]] = {}
    for one, stretch in zip(answers, near, strict=True):
        claimed.setdefault((one.question, one.answer), []).append(stretch)
    return np.array(
        [
            not one.in_parts or says_more(one.answer, part, claimed[one.question, one.answer])
            for one, part in zip(answers, around, strict=True)
        ]
    )


@dataclass(frozen=True, slots=True, eq=False)
class Workshop:
    """What every fit shares.

    Attributes:
        data: The graded answers, measured.
        pairs: Sentence pairs, of which some are mixed in.
        states: The lower states of texts.
        work: The folder of the taught network, and of what folds came to.
        report: Takes a line now and then.
    """

    data: Measured
    pairs: list[Pair]
    states: States
    work: Path
    report: Callable[[str], None]

    def network(self, answers: Rows, seed: int) -> Network:
        """Return the taught network after training on some answers."""
        chance = random.Random(seed)
        chosen = [self.data.answers[number] for number in answers]
        varied = [one for one in chosen if one.primary or one.written]
        stages = []
        for _ in range(EPOCHS):
            graded = [self._example(int(i), chance) for i in answers if self._is_drawn(i, chance)]
            made = [_variation_example(one) for one in vary(varied, chance)]
            mixed = chance.sample(self.pairs, int(len(graded) * PAIRS_MIXED_IN))
            stages.append([*graded, *made, *map(pair_example, mixed)])
        self.states.read(
            text
            for stage in stages
            for one in stage
            for text in (one.question, one.said, one.point)
        )
        network = load_taught(self.work)
        train(network, self.states, stages, (BLOCKS_RATE, INTERACTION_RATE), seed, self.report)
        return network

    def asked(self, rows: Rows) -> list[tuple[str, str, str]]:
        """Return what is read of some rows: question, stretch and point, then all with passages."""
        data = self.data
        return [
            (data.answers[data.owner[row]].question, said[row], data.point[row])
            for said in (data.stretch, data.passage)
            for row in rows
        ]

    def shipped_logits(self, network: Network, rows: Rows) -> Floats:
        """Return what some rows come to as the package would compute it, (2, len(rows), outputs).

        Of the two, the first is by stretch and the second by passage.
        """
        asked = self.asked(rows)
        pairs: dict[str, dict[tuple[str, str], Floats]] = {}
        for question, said, point in asked:
            pairs.setdefault(question, {})[said, point] = np.zeros(0, np.float32)
        with TemporaryDirectory() as folder:
            write(network, Path(folder), {})
            shipped = BundledCrossEncoder(BundledEncoder(1), Path(folder))
            for question, found in pairs.items():
                found |= zip(found, shipped.compare(question, list(found)), strict=True)
        each = [pairs[question][said, point] for question, said, point in asked]
        return np.array(each, np.float32).reshape(2, len(rows), len(OUTPUTS))

    def _is_drawn(self, number: int, chance: random.Random) -> bool:
        one = self.data.answers[number]
        share = IN_PARTS_SHARE if one.in_parts else AUXILIARY_SHARE
        return one.natural or (one.written and not one.in_parts) or chance.random() < share

    def _example(self, number: int, chance: random.Random) -> Example:
        one, row = self.data.answers[number], self.data.closest[number]
        levels = (float(one.full), float(one.some))
        contradicts = float(one.contradictory) if one.written else IGNORE
        targets = (IGNORE, contradicts, *levels, IGNORE, IGNORE)
        if one.written and not one.natural:
            targets = (IGNORE, contradicts, IGNORE, IGNORE, *levels)
        is_near = one.in_parts and chance.random() < 0.5
        said = self.data.stretch[row] if is_near else self.data.passage[row]
        return Example(one.question, said, self.data.point[row], targets)


def _variation_example(one: Variation) -> Example:
    kept = float(one.kept)
    contradicts = float(one.contradicts) if one.kept or one.contradicts else IGNORE
    return Example(one.question, one.said, one.point, (IGNORE, contradicts, kept, kept, kept, kept))


def folds(questions: Rows, count: int, seed: int) -> Masks:
    """Return `count` masks over answers; each question's answers are in exactly one of them."""
    found = np.unique(questions)
    number = np.random.default_rng(seed).permutation(len(found)) % count
    of_answer = number[np.searchsorted(found, questions)]
    return [of_answer == fold for fold in range(count)]


@dataclass(frozen=True, slots=True)
class Task:
    """One training of the cross-encoder.

    Attributes:
        seed: Of the folds, the order and the dropout.
        fold: The fold that is held out and estimated; -1 to learn from everything.
    """

    seed: int
    fold: int

    @property
    def network(self) -> str:
        """The name of the network that it leaves in the work folder."""
        return FITTED if self.fold < 0 else f"fold-{self.seed}-{self.fold}.safetensors"

    @property
    def result(self) -> str:
        """The name of the last that it leaves there: the held-out logits, or the network."""
        return FITTED if self.fold < 0 else f"fold-{self.seed}-{self.fold}.npy"

    def run(self, shop: Workshop) -> None:
        """Do it, and leave its result."""
        held = np.zeros(len(shop.data.answers), np.bool_)
        if self.fold >= 0:
            held = folds(shop.data.question, FOLDS, self.seed)[self.fold]
        place = shop.work / self.network
        if not place.exists():
            save_file(shop.network(np.flatnonzero(~held), self.seed).state_dict(), place)
        if self.fold >= 0:
            rows = shop.data.rows_of(np.flatnonzero(held))
            np.save(shop.work / self.result, shop.shipped_logits(saved(place), rows))


def do(tasks: Sequence[Task], shop: Workshop, workers: int) -> None:
    """Run the tasks, so many at a time, each on one core of its own."""
    if workers < 2:
        for task in tasks:
            task.run(shop)
        return
    # Forked, so that the data is shared; nothing has used torch's threads yet.
    forked = get_context("fork")
    with ProcessPoolExecutor(workers, forked, initializer=_begin, initargs=(shop,)) as pool:
        list(pool.map(_run, tasks))


_SHOP: list[Workshop] = []  # of a worker process


def _begin(shop: Workshop) -> None:
    torch.set_num_threads(1)
    shop.states.encoder = exact_encoder(shop.work)  # a session's threads outlive no fork
    _SHOP.append(shop)


def _run(task: Task) -> None:
    task.run(_SHOP[0])


def unseen_logits(shop: Workshop, seed: int) -> Floats:
    """Return every row's logits, shape (r, outputs), by a network that never saw its question."""
    data = shop.data
    near, wide = np.zeros((2, len(data.owner), len(OUTPUTS)), np.float32)
    for number, fold in enumerate(folds(data.question, FOLDS, seed)):
        rows = data.rows_of(np.flatnonzero(fold))
        near[rows], wide[rows] = np.load(shop.work / Task(seed, number).result)
    return put_together(
        np.where(data.is_near[:, None], near, wide), np.where(data.is_wide[:, None], wide, near)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Two logistic regressions over the same inputs, towards "in full" and "at least in part".

    Attributes:
        columns: The f inputs used, as places in `INPUTS`.
        scaler: To mean 0 and spread 1.
        weights: Shape (f, 2).
        bias: Shape (2,).
    """

    columns: Rows
    scaler: StandardScaler
    weights: Floats
    bias: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """Return logits of "in full" and "at least in part", shape (r, 2)."""
        weighed: Floats = self.scaler.transform(inputs[:, self.columns]) @ self.weights + self.bias
        return weighed.astype(np.float32)


def says(answers: Sequence[GradedAnswer]) -> Floats:
    """Return each answer's weight in the head, shape (n,)."""
    natural = np.array([one.natural for one in answers])
    contrasting = np.array([one.written for one in answers]) & ~natural
    weights = natural.astype(np.float32)
    if contrasting.any():
        weights[contrasting] = CONTRASTING_SAY * natural.sum() / contrasting.sum()
    return weights


def weigh(inputs: Floats, answers: Sequence[GradedAnswer], columns: Sequence[str]) -> Weighing:
    """Fit the head on some answers, by the inputs named in `columns`, shape (n, len(INPUTS))."""
    chosen = np.array([INPUTS.index(name) for name in columns])
    says_much = says(answers)
    used = says_much > 0
    scaler = StandardScaler().fit(inputs[used][:, chosen])
    scaled = scaler.transform(inputs[used][:, chosen])
    fits = [
        regress(
            scaled, np.array(labels)[used], says_much[used], [sign_of(name) for name in columns]
        )
        for labels in ([one.full for one in answers], [one.some for one in answers])
    ]
    found = np.stack(fits, 1).astype(np.float32)
    return Weighing(chosen, scaler, found[:-1], found[-1])


def sign_of(name: str) -> int:
    """Return 1 for an input that may only raise an estimate, -1 for one that may only lower it."""
    return 1 if name in RAISING else -1 if name in LOWERING else 0


def regress(inputs: Floats, labels: Flags, weights: Floats, signs: Sequence[int]) -> Floats:
    """Fit a logistic regression whose coefficients have given signs; return them, the bias last.

    The loss is scikit-learn's, with its C as `INVERSE_PENALTY`; bounds make it a problem for
    L-BFGS-B (Byrd et al. 1995).

    Args:
        inputs: Shape (n, f).
        labels: Shape (n,).
        weights: Shape (n,): each answer's say.
        signs: Of each coefficient: 1 for at least 0, -1 for at most 0, 0 for either.
    """
    direction = np.where(labels, 1.0, -1.0)

    def loss(found: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = direction * (inputs @ found[:-1] + found[-1])
        slopes = -direction * weights / (1 + np.exp(np.clip(margins, -500, 500)))
        penalty = found[:-1] @ found[:-1] / 2
        value = INVERSE_PENALTY * (weights * np.logaddexp(0, -margins)).sum() + penalty
        gradient = INVERSE_PENALTY * np.append(inputs.T @ slopes, slopes.sum())
        gradient[:-1] += found[:-1]
        return float(value), gradient

    bounds = {1: (0, None), -1: (None, 0), 0: (None, None)}
    fitted = minimize(
        loss,
        np.zeros(inputs.shape[1] + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[*(bounds[sign] for sign in signs), bounds[0]],
        options={"maxiter": 500},
    )
    result: Floats = fitted.x
    return result


def estimate_unseen(
    data: Measured, inputs: Floats, held: Masks, columns: Sequence[str] = INPUTS
) -> Floats:
    """Return logits, shape (n, 2), each fold's by a head fitted on the others.

    Args:
        data: The answers.
        inputs: Shape (r, len(INPUTS)): the evidence and the out-of-fold logits of every row.
        held: The folds.
        columns: The inputs that the head may use.
    """
    result = np.zeros((len(data.answers), 2), np.float32)
    for fold in held:
        rest = np.flatnonzero(~fold)
        weighing = weigh(inputs[data.closest[rest]], [data.answers[i] for i in rest], columns)
        every = weighing(inputs)
        for column in range(2):
            result[fold, column] = data.highest(every[:, column])[fold]
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A cross-validation of one seed.

    Attributes:
        held: The folds.
        inputs: Shape (r, len(INPUTS)): the evidence and the out-of-fold logits of every row.
    """

    held: Masks
    inputs: Floats


def reckon(data: Measured, runs: Sequence[Run]) -> tuple[dict[str, Any], Scale, float]:
    """Return the figures of all runs; and by the first, the scale and the contradiction's cut."""
    table: dict[str, list[calibration.Judged]] = {}
    for name, columns in calibration.VARIANTS.items():
        table[name] = [
            calibration.judged(
                data.answers, data.question, estimate_unseen(data, run.inputs, run.held, columns)
            )
            for run in runs
        ]
    shipped = list(table.values())[-1]
    first = shipped[0]
    against = [run.inputs[data.closest][:, INPUTS.index("contradicts")] for run in runs]
    cut, doubts = calibration.contradiction_cut(first, against[0], WRONGLY_CONTRADICTED)
    vetoed = [logits >= math.log(cut / (1 - cut)) for logits in against]
    settled = first.part(says(data.answers) > 0)
    scale = calibration.fit_scale(settled.scores, settled.correct, settled.partial)
    majority = [calibration.majority(run) for run in shipped]
    record = {
        "head": calibration.figures(shipped),
        "ablation": {
            name: calibration.accuracies(judges)
            for name, judges in {"majority": majority, **table}.items()
        },
        "passed": calibration.passed(shipped, vetoed, scale),
        "cards_passed": calibration.cards(shipped, vetoed, scale),
        "contradiction": {"cut": cut, **doubts},
    }
    return record, scale, cut


def to_head(weighing: Weighing, scale: Scale, cut: float, coherence: Coherence) -> Head:
    """Return the head in the form in which it is shipped."""
    return Head(
        version=VERSION,
        mean=weighing.scaler.mean_.astype(np.float32),
        spread=weighing.scaler.scale_.astype(np.float32),
        weights=weighing.weights,
        bias=weighing.bias,
        contradicted_from=cut,
        scale=scale,
        coherence=coherence,
    )


def saved(place: Path) -> Network:
    """Return the network that a task left."""
    network = untaught()
    network.load_state_dict(load_file(place))
    return network


def difference(network: Network, shop: Workshop) -> float:
    """Return the mean difference between the shipped network's logits and torch's, 200 rows."""
    rows = np.arange(0, len(shop.data.owner), max(1, len(shop.data.owner) // 200))
    asked = shop.asked(rows)
    shop.states.read(text for one in asked for text in one)
    found = shop.shipped_logits(network, rows).reshape(len(asked), -1)
    return float(np.abs(found - logits(network, shop.states, asked)).mean())


def main(
    answers: Annotated[Path, typer.Option(help="Folder of the graded answers.")],
    pairs: Annotated[Path, typer.Option(help="File of the sentence pairs.")],
    work: Annotated[Path, typer.Option(help="Folder of the taught network, and of what is kept.")],
    out: Annotated[Path, typer.Option(help="Where the weights go.")] = Path("tutor/models/weights"),
    results: Annotated[Path, typer.Option(help="Where the figures go.")] = Path(
        "eval/results/head.json"
    ),
    seeds: Annotated[int, typer.Option(help="Cross-validations, of seeds 0, 1, …")] = 3,
    workers: Annotated[int, typer.Option(help="Trainings at a time, each on one core.")] = 2,
    held_out: Annotated[
        Path, typer.Option(help="Folder of the responses that nothing may be fitted on.")
    ] = Path("eval/held_out"),
) -> None:
    """Fit the grader, measure it on held-out questions, and write both."""
    refuse_leaks(held_out, answers, pairs)
    chance = random.Random(0)

    def shuffle(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return chance.sample(rows, len(rows))

    encoder, exact = BundledEncoder(), exact_encoder(work)
    graded = [*read_answers(answers, shuffle), *read_written()]
    data = measure(graded, Texts(encoder))
    typer.echo(f"{len(data.answers)} answers to {data.question.max() + 1} questions measured")
    shop = Workshop(data, read_pairs(pairs, 20_000, shuffle), States(exact), work, typer.echo)
    folded = [Task(seed, fold) for seed in range(seeds) for fold in range(FOLDS)]
    tasks = [task for task in (Task(0, -1), *folded) if not (work / task.result).exists()]
    if any(not (work / task.network).exists() for task in tasks):  # read once, for all workers
        questions = [one.question for one in graded]
        shop.states.read([*questions, *data.stretch, *data.passage, *data.point])
    do(tasks, shop, workers)
    runs = [
        Run(
            folds(data.question, FOLDS, seed),
            np.concatenate([data.evidence, unseen_logits(shop, seed)], axis=1),
        )
        for seed in range(seeds)
    ]
    record, scale, cut = reckon(data, runs)
    order, caught = coherence.fit(data.answers, BundledCrossEncoder(encoder), runs[0].held)
    head = to_head(weigh(runs[0].inputs[data.closest], data.answers, INPUTS), scale, cut, order)
    network = saved(work / FITTED)
    provenance = {
        "made_by": "python -m tutor.training.head",
        "encoder": encoder.name,
        "seeds": seeds,
        "inputs_sha256": {
            path.name: digest(path)
            for path in [*sorted(answers.glob("*.jsonl")), pairs, *sorted(WRITTEN.glob("*.jsonl"))]
        },
        "platform": f"Python {platform.python_version()}, {platform.machine()}",
    }
    write(network, out, provenance)
    provenance |= {"shipped_against_trained": difference(network, shop)}
    save_head(head, {"provenance": provenance}, out)
    results.parent.mkdir(parents=True, exist_ok=True)
    record = {"provenance": provenance, **record, "coherence": caught}
    results.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    typer.echo(json.dumps(record["head"], indent=1))


if __name__ == "__main__":
    typer.run(main)
