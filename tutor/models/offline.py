"""The offline grader, put together from the bundled models."""

from __future__ import annotations

from tutor.grading.cascade import CascadeGrader
from tutor.models.cross_encoder import BundledCrossEncoder
from tutor.models.encoder import BundledEncoder, load_encoder
from tutor.models.head import load_head


def load_grader(encoder: str | None = None) -> CascadeGrader:
    """Return the offline grader over the bundled encoder, or a SentenceTransformer.

    The cross-encoder goes on from the bundled encoder's lower blocks in either case.

    Raises:
        ModelError: The encoder or the head cannot be loaded.
    """
    chosen = load_encoder(encoder)
    below = chosen if isinstance(chosen, BundledEncoder) else BundledEncoder()
    return CascadeGrader(chosen, BundledCrossEncoder(below), load_head())
