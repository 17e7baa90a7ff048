"""The wheel: it carries what the program needs and nothing else, and works where no checkout is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_BYTES = 40_000_000
WEIGHTS = ["encoder.onnx", "encoder.json", "tokenizer.json", "head.npz", "head.json"]
LICENCES = ["LICENSE", "MODEL_CARD.md"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> frozenset[str]:
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(unpacked: Path, home: Path, *command: str, typed: str = "") -> str:
    """Run Python on the unpacked wheel, elsewhere and in an empty home, and return what it says."""
    return subprocess.run(
        [sys.executable, *command],
        input=typed,
        capture_output=True,
        text=True,
        cwd=home,
        env={"PYTHONPATH": str(unpacked), "HOME": str(home), "XDG_DATA_HOME": str(home)},
        check=True,
    ).stdout


def test_the_wheel_carries_every_module(names: frozenset[str]) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tutor").rglob("*.py")}

    assert modules <= names


def test_the_wheel_carries_the_weights_with_their_licence(names: frozenset[str]) -> None:
    assert {f"tutor/models/weights/{name}" for name in (*WEIGHTS, *LICENCES)} <= names


@pytest.mark.parametrize("kind", ["seeds", "prompts"])
def test_the_wheel_carries_the_bundled_decks_and_prompts(names: frozenset[str], kind: str) -> None:
    held = {f"tutor/_data/{kind}/{path.name}" for path in (ROOT / kind).glob("*.md")}

    assert held
    assert held <= names


def test_the_wheel_carries_the_stores_migrations(names: frozenset[str]) -> None:
    migrations = {path.name for path in (ROOT / "tutor/store/migrations").glob("*.sql")}

    assert migrations
    assert {f"tutor/store/migrations/{name}" for name in migrations} <= names


def test_the_wheel_says_that_it_has_types(names: frozenset[str]) -> None:
    assert "tutor/py.typed" in names


def test_the_wheel_carries_nothing_else(names: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"tutor"}
    assert {Path(name).suffix for name in names if name.startswith("tutor/")} <= {
        *(".py", ".typed", ".sql", ".md", ".json", ".npz", ".onnx", ""),
    }


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def test_the_licences_are_in_the_metadata(names: frozenset[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    for licence in project["license-files"]:
        assert any(name.endswith(f".dist-info/licenses/{licence}") for name in names)


def test_an_unpacked_wheel_finds_its_own_decks_and_prompts(unpacked: Path, tmp_path: Path) -> None:
    program = "from tutor import resources as r; print(r.seeds()); print(r.prompts())"

    found = run(unpacked, tmp_path, "-c", program).splitlines()

    assert found == [str(unpacked / "tutor/_data" / kind) for kind in ("seeds", "prompts")]


def test_an_unpacked_wheel_grades_an_answer_to_a_bundled_card(
    unpacked: Path, tmp_path: Path
) -> None:
    said = run(unpacked, tmp_path, "-m", "tutor", "practice", typed="Nobody knows.\n\n")

    assert "Verdict: " in said
    assert "Recorded: " in said


def test_a_checkout_finds_its_decks_and_prompts(tmp_path: Path) -> None:
    for name in ("tutor", "seeds", "prompts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("weights"))
    program = "from tutor import resources as r; print(r.seeds()); print(r.prompts())"

    found = run(tmp_path, tmp_path, "-c", program).splitlines()

    assert found == [str(tmp_path / kind) for kind in ("seeds", "prompts")]
