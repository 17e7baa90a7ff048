"""Sealing a suite: what is written to its manifest, and when nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.held_out_suites import RESPONSES, write_suite
from tutor.errors import ReadError
from tutor.evaluation.held_out.manifest import read_manifest
from tutor.evaluation.held_out.material import read_material
from tutor.evaluation.held_out.sealing import seal


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """Return a suite whose manifest knows nothing yet of its four responses."""
    return write_suite(tmp_path / "cells", responses=0, sha256="0" * 64)


def test_a_sealed_suite_has_no_fault(begun: Path) -> None:
    assert len(read_material(begun).faults) == 2

    sealed = seal(begun)

    assert sealed.responses == 4
    assert read_material(begun).faults == ()


def test_an_unsealed_suite_says_how_it_is_sealed(begun: Path) -> None:
    told = str(read_material(begun).faults[1])

    assert f"where it is meant to hold what it holds: tutor eval label {begun} --seal" in told


def test_nothing_else_in_the_manifest_changes(begun: Path) -> None:
    path = begun / "suite.toml"
    before = "# Ours.\r\n" + path.read_text().replace("responses = 0", "responses = 0  # so many")
    path.write_bytes(before.encode())

    sealed = seal(begun)

    after = before.replace("= 0 ", "= 4 ").replace("0" * 64, sealed.sha256)
    assert path.read_bytes().decode() == after
    assert read_manifest(begun).sha256 == sealed.sha256
    assert not [one for one in begun.iterdir() if one.name.startswith(".")]


def test_responses_with_a_fault_are_not_sealed(begun: Path) -> None:
    write_suite(begun, lines=[*RESPONSES, RESPONSES[0]], responses=0, sha256="0" * 64)
    before = (begun / "suite.toml").read_bytes()

    with pytest.raises(ReadError, match=r"responses\.jsonl:5: the id “r1” stands in line 1"):
        seal(begun)

    assert (begun / "suite.toml").read_bytes() == before


def test_a_suite_without_responses_is_not_sealed(begun: Path) -> None:
    (begun / "responses.jsonl").write_text("\n")

    with pytest.raises(ReadError, match=r"responses\.jsonl:1: the suite is empty"):
        seal(begun)
