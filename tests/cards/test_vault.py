"""Where a vault begins, and what its plugin was told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tutor.cards.markdown.obsidian import DEFAULTS
from tutor.cards.vault import Vaults


def vault(root: Path, data: str) -> Path:
    path = root / ".obsidian" / "plugins" / "obsidian-spaced-repetition" / "data.json"
    path.parent.mkdir(parents=True)
    path.write_text(data, encoding="utf-8")
    return path


def test_outside_every_vault_there_are_the_defaults(tmp_path: Path) -> None:
    found = Vaults().around(tmp_path)
    assert (found.settings, found.root) == (DEFAULTS, None)


def test_the_settings_are_read_from_the_vault_above(tmp_path: Path) -> None:
    vault(tmp_path, json.dumps({"settings": {"singleLineCardSeparator": ";;"}}))
    below = tmp_path / "Science" / "Cells"
    below.mkdir(parents=True)
    assert Vaults().around(below).settings.single_line_separator == ";;"


def test_a_vault_without_the_plugin_has_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    vaults = Vaults()
    assert vaults.around(tmp_path).settings == DEFAULTS
    assert vaults.faults == []


@pytest.mark.parametrize("data", ["{", "[]", '{"settings": 3}', "[" * 100_000])
def test_malformed_settings_are_a_fault_and_the_defaults_stand_in(
    tmp_path: Path, data: str
) -> None:
    path = vault(tmp_path, data)
    vaults = Vaults()
    assert vaults.around(tmp_path).settings == DEFAULTS
    assert [fault.path for fault in vaults.faults] == [path.resolve()]
    assert "defaults" in vaults.faults[0].advice


def test_a_fault_is_told_once_for_all_folders(tmp_path: Path) -> None:
    vault(tmp_path, "{")
    (tmp_path / "below").mkdir()
    vaults = Vaults()
    vaults.around(tmp_path / "below")
    vaults.around(tmp_path)
    assert len(vaults.faults) == 1


def test_the_folder_of_a_file_is_named_from_the_vault(tmp_path: Path) -> None:
    vault(tmp_path, "{}")
    below = tmp_path / "Science" / "Cells"
    below.mkdir(parents=True)
    found = Vaults().around(below)
    assert found.folder_of(below / "notes.md") == "Science/Cells"
    assert found.folder_of(tmp_path / "notes.md") == ""


@pytest.mark.parametrize(
    ("pattern", "ignored"),
    [
        ("Drafts", True),
        ("Drafts/", True),
        ("Drafts/old.md", True),
        ("Draft", False),
        ("old.md", False),
        ("**/*.md", True),
        ("**/*.excalidraw.md", False),
        ("Drafts/*", True),
    ],
)
def test_the_plugin_can_be_told_to_ignore_files(
    tmp_path: Path, pattern: str, ignored: bool
) -> None:
    vault(tmp_path, json.dumps({"settings": {"noteFoldersToIgnore": [pattern, 3]}}))
    (tmp_path / "Drafts").mkdir()
    found = Vaults().around(tmp_path / "Drafts")
    assert found.ignores(tmp_path / "Drafts" / "old.md") is ignored
