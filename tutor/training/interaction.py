"""Training the token interaction: `tutor.grading.similarity.Interaction`, in torch.

First on sentence pairs (does one entail, does it contradict the other?), where word overlap tells
little about the label; then on graded answers (is the point there in full, at least in part, or
contradicted?) with pairs mixed in, so that what was learnt of contradiction is not forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from tutor.grading.similarity import MAX_TOKENS, OUTPUTS, Interaction
from tutor.grading.verdict import Floats

HIDDEN = 96
DROPOUT = 0.2
BATCH = 64
PAIRS_RATE, ANSWERS_RATE = 2e-3, 5e-4  # peak learning rates of AdamW
IGNORE = -1.0  # a target that the label leaves open


@dataclass(frozen=True, slots=True)
class Example:
    """One training example.

    Attributes:
        said: Key of the learner's text among the token vectors.
        point: Key of the point's text.
        targets: One per output, in [0, 1], or `IGNORE`.
        weight: Its say in the loss, > 0.
    """

    said: str
    point: str
    targets: tuple[float, ...]
    weight: float = 1.0


class Network(nn.Module):
    """The interaction as a torch module; `export` gives it to numpy."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.project = nn.Linear(dimension, HIDDEN)
        self.attend = nn.Linear(dimension, HIDDEN, bias=False)
        self.sharpness = nn.Parameter(torch.tensor(8.0))
        self.compare = nn.Linear(4 * HIDDEN + 1, HIDDEN)
        self.mix = nn.Linear(4 * HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(OUTPUTS))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, said: Tensor, said_mask: Tensor, point: Tensor, point_mask: Tensor) -> Tensor:
        """Shapes (b, n, d), (b, n), (b, m, d), (b, m) -> logits (b, outputs)."""
        left, right = torch.tanh(self.project(said)), torch.tanh(self.project(point))
        cosine = said @ point.transpose(1, 2)
        attention = self.sharpness * cosine + self.attend(said) @ self.attend(point).transpose(1, 2)
        both = torch.cat(
            [
                self._side(left, said_mask, right, point_mask, attention, cosine),
                self._side(right, point_mask, left, said_mask, attention.mT, cosine.mT),
            ],
            dim=-1,
        )
        logits: Tensor = self.out(self.drop(torch.relu(self.mix(self.drop(both)))))
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
        counterpart = torch.softmax(attention.masked_fill(hidden, -1e4), -1) @ other
        closest = cosine.masked_fill(hidden, -1).amax(-1, keepdim=True)
        beside = [
            self.drop(own),
            self.drop(counterpart),
            (own - counterpart).abs(),
            own * counterpart,
            closest,
        ]
        compared = torch.relu(self.compare(torch.cat(beside, -1)))
        kept = mask[..., None].float()
        mean = (compared * kept).sum(1) / kept.sum(1).clamp(min=1)
        highest = (compared - (1 - kept) * 1e4).amax(1).clamp(min=0)
        return torch.cat([mean, highest], -1)

    def export(self) -> Interaction:
        """Return the numpy form, which computes the same logits."""

        def array(parameter: Tensor) -> Floats:
            values: Floats = parameter.detach().numpy().astype(np.float32).copy()
            return values

        return Interaction(
            project=array(self.project.weight.T),
            project_bias=array(self.project.bias),
            attend=array(self.attend.weight.T),
            sharpness=float(self.sharpness.detach()),
            compare=array(self.compare.weight.T),
            compare_bias=array(self.compare.bias),
            mix=array(self.mix.weight.T),
            mix_bias=array(self.mix.bias),
            out=array(self.out.weight.T),
            out_bias=array(self.out.bias),
        )


def train(
    network: Network,
    vectors: Mapping[str, Floats],
    stages: Sequence[Sequence[Example]],
    rate: float,
    seed: int,
    report: Callable[[str], None],
) -> None:
    """Train `network` in place.

    Args:
        network: What to train.
        vectors: Token vectors, shape (t, d), of every text that the examples name.
        stages: The examples of each epoch.
        rate: Peak learning rate, under a one-cycle schedule.
        seed: Of order and dropout.
        report: Takes a line at the end of each epoch.
    """
    torch.set_num_threads(1)  # small matrices: a second thread mostly waits
    torch.manual_seed(seed)
    chance = random.Random(seed)
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.01)
    batches = [_batches(examples, vectors, chance) for examples in stages]
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rate, total_steps=sum(map(len, batches)) + 1, pct_start=0.1
    )
    network.train()
    for epoch, parts in enumerate(batches, start=1):
        total = 0.0
        for batch in parts:
            loss = _loss(network, vectors, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        report(f"epoch {epoch}/{len(batches)}: loss {total / max(1, len(parts)):.4f}")
    network.eval()


def logits(
    network: Network, vectors: Mapping[str, Floats], pairs: Sequence[tuple[str, str]]
) -> Floats:
    """Return the logits, shape (len(pairs), outputs), of each (said, point)."""
    network.eval()
    result = np.zeros((len(pairs), len(OUTPUTS)), np.float32)
    order = sorted(range(len(pairs)), key=lambda i: len(vectors[pairs[i][0]]))
    with torch.no_grad():
        for start in range(0, len(order), 4 * BATCH):
            chosen = order[start : start + 4 * BATCH]
            said = _padded([vectors[pairs[i][0]] for i in chosen])
            point = _padded([vectors[pairs[i][1]] for i in chosen])
            result[chosen] = network(*said, *point).numpy()
    return result


def _batches(
    examples: Sequence[Example], vectors: Mapping[str, Floats], chance: random.Random
) -> list[list[Example]]:
    """Shuffle, then batch texts of like length together within windows of 50 batches."""
    shuffled = chance.sample(examples, len(examples))
    batches = []
    for start in range(0, len(shuffled), 50 * BATCH):
        window = shuffled[start : start + 50 * BATCH]
        window.sort(key=lambda example: len(vectors[example.said]))
        parts = [window[i : i + BATCH] for i in range(0, len(window), BATCH)]
        batches += chance.sample(parts, len(parts))
    return batches


def _loss(network: Network, vectors: Mapping[str, Floats], batch: Sequence[Example]) -> Tensor:
    said = _padded([vectors[example.said] for example in batch])
    point = _padded([vectors[example.point] for example in batch])
    targets = torch.tensor([example.targets for example in batch])
    weights = torch.tensor([[example.weight] for example in batch]) * (targets >= 0)
    losses = nn.functional.binary_cross_entropy_with_logits(
        network(*said, *point), targets.clamp(min=0), reduction="none"
    )
    loss: Tensor = (losses * weights).sum() / weights.sum().clamp(min=1)
    return loss


def _padded(texts: Sequence[Floats]) -> tuple[Tensor, Tensor]:
    length = max(1, *(min(MAX_TOKENS, len(text)) for text in texts))
    padded = np.zeros((len(texts), length, texts[0].shape[1]), np.float32)
    mask = np.zeros((len(texts), length), bool)
    for row, text in enumerate(texts):
        kept = text[:length]
        padded[row, : len(kept)] = kept
        mask[row, : max(1, len(kept))] = True
    return torch.from_numpy(padded), torch.from_numpy(mask)
