"""The options of decks and the keys in the README against the live ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tutor.settings import read_settings
from tutor.settings.keymap import ACTIONS, Where, shown
from tutor.settings.keys import KEYS, OPTIONS, Option

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SCHEDULING = README.partition("\n## Scheduling\n")[2].partition("\n## ")[0]


def test_every_option_is_told_and_no_other() -> None:
    told = re.findall(r"^\| `(\w+)` \|", SCHEDULING, re.MULTILINE)

    assert told == [option.name for option in OPTIONS]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_its_default_is_told(option: Option) -> None:
    found = re.search(rf"^\| `{option.name}` \|\s*`?([^|`]*?)`?\s*\|", SCHEDULING, re.MULTILINE)
    default = option.kind.written(option.key.default())

    assert found
    assert found[1].strip() == ("" if default is None else str(default).lower())


def test_the_example_is_read(tmp_path: Path) -> None:
    lines = [line[4:] for line in SCHEDULING.splitlines() if line.startswith("    ")]
    (tmp_path / "config.toml").write_text("\n".join(lines), encoding="utf-8")

    regime = read_settings({"TUTOR_CONFIG": str(tmp_path / "config.toml")}).regime

    assert regime.of("flashcards/art/music/strings").retention == 0.95
    assert regime.of("flashcards/geology").new_per_day == 15


def test_the_variables_are_called_as_it_says() -> None:
    variables = {key.variable for key in KEYS}

    assert all(f"TUTOR_PRACTICE_{option.name.upper()}" in variables for option in OPTIONS)


def test_every_action_of_a_sitting_is_told_with_its_keys_and_no_other() -> None:
    table = README.partition("| action | keys |")[2].partition("\n\n")[0]
    told = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", table, re.MULTILINE)

    assert told == [(one.name, ", ".join(map(shown, one.default))) for one in ACTIONS]


def test_the_example_of_keys_is_read(tmp_path: Path) -> None:
    lines = [line[4:] for line in README.partition("    [keys]")[2].split("\n\n")[0].split("\n")]
    (tmp_path / "config.toml").write_text("\n".join(["[keys]", *lines[1:]]), encoding="utf-8")

    keymap = read_settings({"TUTOR_CONFIG": str(tmp_path / "config.toml")}).keymap

    assert keymap.at("submit", Where.QUESTION) == ("enter",)
    assert keymap.at("hint", Where.QUESTION) == ("f12",)
