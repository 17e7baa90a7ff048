"""Training the cross-encoder: `python -m tutor.training.cross_encoder --pairs FILE --work DIR`.

Both texts pass the frozen lower blocks of the sentence encoder apart; its upper blocks, copied
and trained further, then read them together, and an interaction turns what they made of the two
into logits. Encoding apart below and together above follows Cao et al. 2020, "DeFormer:
decomposing pre-trained transformers for faster question answering": it keeps what the sentence
encoder knows of similarity, lets a text be read once for many partners, and leaves half of the
network to train. The interaction is the decomposable attention of Parikh et al. 2016.

This command is the first stage: sentence pairs, where word overlap tells nothing about the label.
`tutor.training.head` goes on from its result to graded answers.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from tutor.grading.verdict import OUTPUTS, Floats
from tutor.models.cross_encoder import ARRAYS, CARD, NETWORK, WINDOW, save_interaction
from tutor.models.cross_encoder import Interaction as NumpyInteraction
from tutor.models.encoder import BundledEncoder
from tutor.training.bert import Weights, upper
from tutor.training.data import Pair, digest, read_pairs
from tutor.training.encoder import (
    CHOSEN,
    EXACT,
    LOWER_BLOCKS,
    STORAGES,
    network_width,
    published_shape,
    source,
)
from tutor.training.encoder import write as write_encoder

HIDDEN = 128  # of the interaction
DROPOUT = 0.1
BATCH = 32
PAIR_EPOCHS = 2
BLOCKS_RATE, INTERACTION_RATE = 1e-4, 1e-3  # peak learning rates of AdamW, on pairs
IGNORE = -1.0  # a target that the label leaves open
TAUGHT = "taught.safetensors"
REPORTED = 200  # steps between two lines of the log

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Example:
    """One training example.

    Attributes:
        question: What was asked; "" where nothing was.
        said: The learner's text.
        point: The point's text.
        targets: One per output, in [0, 1], or `IGNORE`.
    """

    question: str
    said: str
    point: str
    targets: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two texts in each of b comparisons.

    Attributes:
        states: Shape (b, n, d): the lower states, padded.
        mask: Shape (b, n): which of them are there.
        given: Shape (b, n), in [0, 1]: each token's highest cosine with one of the question.
    """

    states: Tensor
    mask: Tensor
    given: Tensor


def _padded(texts: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    length = max(1, *(len(each) for each in texts))
    padded = torch.zeros(len(texts), length, texts[0].shape[1])
    mask = torch.zeros(len(texts), length, dtype=torch.bool)
    for row, each in enumerate(texts):
        padded[row, : len(each)] = each
        mask[row, : len(each)] = True
    return padded, mask


def _unit(vectors: Tensor) -> Tensor:
    return nn.functional.normalize(vectors, dim=-1)


@dataclass(slots=True)
class States:
    """The lower states of every text that training reads, in half precision: there are millions.

    Attributes:
        encoder: What makes them.
        kept: Shape (t, d) by text.
    """

    encoder: BundledEncoder
    kept: dict[str, Tensor] = field(default_factory=dict)

    def read(self, texts: Iterable[str]) -> None:
        """Make the states of `texts`, unless they are there."""
        new = sorted(set(texts) - self.kept.keys(), key=len)
        for start in range(0, len(new), 128):
            batch = new[start : start + 128]
            for text, states in zip(batch, self.encoder.lower_states(batch), strict=True):
                self.kept[text] = torch.from_numpy(states.astype(np.float16))

    def side(self, questions: Sequence[str], texts: Sequence[str]) -> Side:
        """Return one side of a batch of comparisons, and how near its tokens are to a question."""
        states, mask = _padded([self.kept[text][:WINDOW] for text in texts])
        nothing = torch.zeros(0, states.shape[-1])
        asked, asked_mask = _padded([self.kept[q][1:-1] if q else nothing for q in questions])
        cosine = _unit(states) @ _unit(asked).mT
        # Clamped from below, as where nothing was asked.
        given = cosine.masked_fill(~asked_mask[:, None, :], 0).amax(-1).clamp(min=0)
        return Side(states, mask, given)


def exact_encoder(work: Path, threads: int = 1) -> BundledEncoder:
    """Return the encoder that training reads: the shipped weights, the arithmetic in float32.

    Args:
        work: Where it is written, unless it is there.
        threads: As of `BundledEncoder`.
    """
    folder = work / "exact"
    if not (folder / "encoder.json").exists():  # which is written last
        write_encoder(source(), folder, STORAGES[EXACT])
    return BundledEncoder(threads, folder)


class Block(nn.Module):
    """A transformer block of BERT's shape (Devlin et al. 2019), named as `Weights` are."""

    def __init__(self, width: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.mixed, self.mixed_norm = nn.Linear(width, width), nn.LayerNorm(width, epsilon)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norm = nn.LayerNorm(width, epsilon)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Shapes (b, n, d) and (b, n) -> (b, n, d)."""
        batch, length, width = states.shape
        query, key, value = (
            part(states).view(batch, length, self.heads, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        # Written out: the fused operator's backward pass takes three times as long on a CPU.
        scores = (query / math.sqrt(width // self.heads)) @ key.mT
        shares = scores.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1).to(value.dtype)
        together = (shares @ value).transpose(1, 2).reshape(batch, length, width)
        states = self.mixed_norm(states + self.drop(self.mixed(together)))
        wide = nn.functional.gelu(self.widen(states))
        normed: Tensor = self.norm(states + self.drop(self.narrow(wide)))
        return normed


PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "mixed_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}
"""A block's parts, and what `transformers.BertModel` calls them."""


class Interaction(nn.Module):
    """Reads two sequences of token vectors against each other."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.project = nn.Linear(width, HIDDEN)
        self.attend = nn.Linear(width, HIDDEN, bias=False)
        self.sharpness = nn.Parameter(torch.tensor(8.0))
        self.compare = nn.Linear(4 * HIDDEN + 1, HIDDEN)
        self.mix = nn.Linear(4 * HIDDEN + 2 * width, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(OUTPUTS))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, said: Tensor, said_mask: Tensor, point: Tensor, point_mask: Tensor) -> Tensor:
        """Shapes (b, n, d), (b, n), (b, m, d), (b, m) -> logits (b, outputs)."""
        said, point = nn.functional.normalize(said, dim=-1), nn.functional.normalize(point, dim=-1)
        left, right = torch.tanh(self.project(said)), torch.tanh(self.project(point))
        cosine = said @ point.mT
        attention = self.sharpness * cosine + self.attend(said) @ self.attend(point).mT
        both = [
            self._side(left, said_mask, right, point_mask, attention, cosine),
            self._side(right, point_mask, left, said_mask, attention.mT, cosine.mT),
            _beside(said, said_mask, point, point_mask),
        ]
        logits: Tensor = self.out(self.drop(torch.relu(self.mix(self.drop(torch.cat(both, -1))))))
        return logits

    def _side(
        self,
        own: Tensor,
        mask: Tensor,
        other: Tensor,
        others: Tensor,
        attention: Tensor,
        cosine: Tensor,
    ) -> Tensor:
        hidden = ~others[:, None, :]
        shares = torch.softmax(attention.masked_fill(hidden, -1e4), -1)
        counterpart = shares.to(other.dtype) @ other
        closest = cosine.masked_fill(hidden, -1).amax(-1, keepdim=True)
        beside = [own, counterpart, (own - counterpart).abs(), own * counterpart, closest]
        compared = torch.relu(self.compare(torch.cat(beside, -1)))
        kept = mask[..., None].to(compared.dtype)
        highest = (compared - (1 - kept) * 1e4).amax(1).clamp(min=0)
        return torch.cat([_mean(compared, mask), highest], -1)


def _mean(values: Tensor, mask: Tensor) -> Tensor:
    kept = mask[..., None].to(values.dtype)
    return (values * kept).sum(1) / kept.sum(1).clamp(min=1)


def _beside(said: Tensor, said_mask: Tensor, point: Tensor, point_mask: Tensor) -> Tensor:
    """Shape (b, 2d): difference and product of the two texts' mean vectors, at unit scale."""
    one = nn.functional.normalize(_mean(said, said_mask), dim=-1)
    other = nn.functional.normalize(_mean(point, point_mask), dim=-1)
    return torch.cat([(one - other).abs(), one * other], -1) * math.sqrt(said.shape[-1])


class Network(nn.Module):
    """The upper blocks over two texts at once, and the interaction over what they give."""

    def __init__(self, width: int, heads: int, blocks: int, epsilon: float) -> None:
        super().__init__()
        self.sides = nn.Parameter(torch.zeros(2, width))  # tells the two texts apart
        self.given = nn.Parameter(torch.zeros(width))  # marks what the question already gave
        self.blocks = nn.ModuleList(Block(width, heads, epsilon) for _ in range(blocks))
        self.interaction = Interaction(width)

    def forward(self, said: Side, point: Side) -> Tensor:
        """Return the logits, shape (b, outputs)."""
        states = torch.cat([self._marked(said, 0), self._marked(point, 1)], 1)
        mask = torch.cat([said.mask, point.mask], 1)
        for block in self.blocks:
            states = block(states, mask)
        one, other = states.split([said.states.shape[1], point.states.shape[1]], 1)
        logits: Tensor = self.interaction(one, said.mask, other, point.mask)
        return logits.float()

    def _marked(self, side: Side, number: int) -> Tensor:
        return side.states + self.sides[number] + side.given[..., None] * self.given


def untaught() -> Network:
    """Return a network whose blocks are the sentence encoder's upper ones, as published."""
    folder = source()
    shape = published_shape(folder)
    blocks = shape.layers - shape.lower
    network = Network(network_width(folder), shape.heads, blocks, shape.epsilon)
    published = load_file(folder / "model.safetensors")
    for number, block in enumerate(network.blocks, start=LOWER_BLOCKS):
        for part, name in PARTS.items():
            for each in ("weight", "bias"):
                values = published[f"encoder.layer.{number}.{name}.{each}"]
                getattr(getattr(block, part), each).data.copy_(values)
    return network


def block_weights(network: Network) -> Weights:
    """Return the blocks' weights by the names that `tutor.training.bert` knows them by."""
    return {
        f"encoder.layer.{number}.{name}.{each}": getattr(getattr(block, part), each)
        .detach()
        .numpy()
        for number, block in enumerate(network.blocks, start=LOWER_BLOCKS)
        for part, name in PARTS.items()
        for each in ("weight", "bias")
    }


def train(
    network: Network,
    states: States,
    stages: Sequence[Sequence[Example]],
    rates: tuple[float, float],
    seed: int,
    report: Report,
) -> None:
    """Train `network` in place.

    Args:
        network: What to train.
        states: The lower states of every text that the examples name.
        stages: The examples of each epoch.
        rates: Peak learning rates of the blocks and of the interaction, under a one-cycle schedule.
        seed: Of order and dropout.
        report: Takes a line every `REPORTED` steps.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    inner = list(network.interaction.parameters())
    blocks = [network.sides, network.given, *network.blocks.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": blocks, "lr": rates[0]}, {"params": inner, "lr": rates[1]}], weight_decay=0.01
    )
    batches = [batch for stage in stages for batch in _batches(stage, states, chance)]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        list(rates),
        total_steps=len(batches) + 1,
        pct_start=0.1,
        anneal_strategy="linear",
    )
    network.train()
    start, total = time.monotonic(), 0.0
    for step, batch in enumerate(batches, start=1):
        loss = _loss(network, states, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        total += float(loss.detach())
        if step % REPORTED == 0:
            speed = step * BATCH / (time.monotonic() - start)
            report(f"step {step}/{len(batches)}: loss {total / REPORTED:.4f}, {speed:.0f} a second")
            total = 0.0
    network.eval()


def logits(network: Network, states: States, asked: Sequence[tuple[str, str, str]]) -> Floats:
    """Return the logits, shape (len(asked), outputs), of each (question, said, point)."""
    network.eval()
    result = np.zeros((len(asked), len(OUTPUTS)), np.float32)
    order = sorted(range(len(asked)), key=lambda i: len(states.kept[asked[i][1]]))
    with torch.no_grad(), _half():
        for start in range(0, len(order), 4 * BATCH):
            chosen = order[start : start + 4 * BATCH]
            questions, said, points = zip(*(asked[i] for i in chosen), strict=True)
            found = network(states.side(questions, said), states.side(questions, points))
            result[chosen] = found.numpy()
    return result


def _half() -> torch.autocast:
    """Matrix products in bfloat16: twice as fast where the processor has them."""
    return torch.autocast("cpu", torch.bfloat16)


def _batches(
    examples: Sequence[Example], states: States, chance: random.Random
) -> list[list[Example]]:
    """Shuffle, then batch texts of like length together within windows of 50 batches."""
    shuffled = chance.sample(examples, len(examples))
    batches = []
    for start in range(0, len(shuffled), 50 * BATCH):
        window = shuffled[start : start + 50 * BATCH]
        window.sort(key=lambda one: len(states.kept[one.said]) + len(states.kept[one.point]))
        parts = [window[i : i + BATCH] for i in range(0, len(window), BATCH)]
        batches += chance.sample(parts, len(parts))
    return batches


def _loss(network: Network, states: States, batch: Sequence[Example]) -> Tensor:
    questions = [example.question for example in batch]
    said = states.side(questions, [example.said for example in batch])
    point = states.side(questions, [example.point for example in batch])
    targets = torch.tensor([example.targets for example in batch])
    is_told = targets >= 0
    with _half():
        found = network(said, point)
    losses = nn.functional.binary_cross_entropy_with_logits(
        found, targets.clamp(min=0), reduction="none"
    )
    loss: Tensor = (losses * is_told).sum() / is_told.sum().clamp(min=1)
    return loss


def pair_example(pair: Pair) -> Example:
    """Return what a pair teaches."""
    open_ones = [IGNORE] * (len(OUTPUTS) - 2)
    return Example("", pair.said, pair.point, (float(pair.entails), pair.contradicts, *open_ones))


def load_taught(work: Path) -> Network:
    """Return the network that this command left in `work`.

    What only graded answers teach starts where entailment stands.
    """
    network, taught = untaught(), load_file(work / TAUGHT)
    for part in ("interaction.out.weight", "interaction.out.bias"):
        learnt = taught[part][:2]
        taught[part] = torch.cat([learnt, *[learnt[:1]] * (len(OUTPUTS) - 2)])
    network.load_state_dict(taught)
    return network


def write(network: Network, out: Path, provenance: Mapping[str, object]) -> None:
    """Write the network's three files into `out`, the blocks as they ship."""
    shape = published_shape(source())
    graph = upper(block_weights(network), shape, STORAGES[CHOSEN])
    (out / NETWORK).write_bytes(graph.SerializeToString(deterministic=True))
    save_interaction(exported(network), out)
    described = {
        "outputs": OUTPUTS,
        "licence": "CC-BY-SA-4.0",
        "provenance": provenance,
        "files": {name: {"sha256": digest(out / name)} for name in (NETWORK, ARRAYS)},
    }
    (out / CARD).write_text(json.dumps(described, indent=2) + "\n", "utf-8")


def exported(network: Network) -> NumpyInteraction:
    """Return the interaction in numpy, which computes the same logits."""
    inner = network.interaction

    def array(parameter: Tensor) -> Floats:
        values: Floats = parameter.detach().numpy().astype(np.float32).copy()
        return values

    return NumpyInteraction(
        sides=array(network.sides),
        given=array(network.given),
        project=array(inner.project.weight.T),
        project_bias=array(inner.project.bias),
        attend=array(inner.attend.weight.T),
        sharpness=array(inner.sharpness),
        compare=array(inner.compare.weight.T),
        compare_bias=array(inner.compare.bias),
        mix=array(inner.mix.weight.T),
        mix_bias=array(inner.mix.bias),
        out=array(inner.out.weight.T),
        out_bias=array(inner.out.bias),
    )


def held_out(network: Network, states: States, pairs: Sequence[Pair]) -> Mapping[str, float]:
    """Return the shares of pairs whose entailment and whose contradiction are told rightly."""
    states.read(text for pair in pairs for text in (pair.said, pair.point))
    found = logits(network, states, [("", pair.said, pair.point) for pair in pairs]) > 0
    entails = np.array([pair.entails for pair in pairs])
    contradicts = np.array([pair.contradicts for pair in pairs])
    known = contradicts >= 0
    return {
        "entails": float((found[:, 0] == entails).mean()),
        "contradicts": float((found[known, 1] == (contradicts[known] > 0)).mean()),
    }


def main(
    pairs: Annotated[Path, typer.Option(help="File of the sentence pairs.")],
    work: Annotated[Path, typer.Option(help="Where the taught network goes.")],
    dev: Annotated[
        Path | None, typer.Option(help="Pairs to measure on, not to learn from.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Pairs to learn from; 0 for all.")] = 0,
    threads: Annotated[int, typer.Option(help="Cores to train on.")] = 2,
    seed: Annotated[int, typer.Option(help="Of order and dropout.")] = 0,
) -> None:
    """Teach the cross-encoder by sentence pairs."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    found = read_pairs(pairs, limit, lambda rows: chance.sample(rows, len(rows)))
    states = States(exact_encoder(work))
    states.read(text for pair in found for text in (pair.said, pair.point))
    typer.echo(f"{len(found)} pairs of {len(states.kept)} texts; {pairs.name} {digest(pairs)}")
    network = untaught()
    stages = [[pair_example(pair) for pair in found]] * PAIR_EPOCHS
    train(network, states, stages, (BLOCKS_RATE, INTERACTION_RATE), seed, typer.echo)
    work.mkdir(parents=True, exist_ok=True)
    save_file(network.state_dict(), work / TAUGHT)
    if dev:
        typer.echo(f"held out: {dict(held_out(network, states, read_pairs(dev, 0, list)))}")


if __name__ == "__main__":
    typer.run(main)
