"""Changing the configuration: what is not changed stays, and nothing is half written."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path

import pytest

from tutor.errors import UsageError
from tutor.settings.writing import Change, edited, replace_file

MINE = """\
# my settings
decks = [ "notes" ]   # all of them

[llm]
# cheap
model = "parrot-1"    # for now
max_cost_day = 1.0

# the end
"""


def test_comments_and_order_stay() -> None:
    changed = edited(MINE, {"llm.model": "owl", "llm.max_cost_day": None, "grader": "always"})

    assert changed == (
        MINE.replace('"parrot-1"', '"owl"')
        .replace("max_cost_day = 1.0\n", "")
        .replace("\n[llm]", 'grader = "always"\n\n[llm]')
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing yet",
        MINE,
        MINE.replace("\n", "\r\n"),
        'llm.model = "m"\n',
        'llm = { model = "m", timeout = 3 }\n',
        '[llm]\n"model" = """m"""\n\n\n# a table to come?\n',
        'offline = false\n\n[llm]\nmodel = "m"',
    ],
)
@pytest.mark.parametrize(
    "changes",
    [
        {"llm.model": "owl", "llm.base_url": "http://localhost:1/v1"},
        {"llm.model": None, "llm.prices": None},
        {"grader": "always", "llm.max_cost_day": 0.5},
    ],
    ids=["set", "taken out", "in two tables"],
)
def test_a_change_says_what_it_is_to_say(text: str, changes: dict[str, Change]) -> None:
    said = tomllib.loads(edited(text, changes))

    for name, value in changes.items():
        table, _, key = name.rpartition(".")
        assert (said.get(table, {}) if table else said).get(key) == value


def test_nothing_to_take_out_changes_nothing() -> None:
    assert edited("# mine\n", {"llm.prices": None, "grader": None}) == "# mine\n"


@pytest.mark.parametrize("text", ["= =", "llm = 3\n", "[[llm]]\n"])
def test_what_cannot_be_changed_is_left_to_its_owner(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be changed"):
        edited(text, {"llm.model": "owl"})


def test_the_file_is_its_owners_alone_and_so_is_its_folder(tmp_path: Path) -> None:
    replace_file(tmp_path / "new" / "config.toml", "# mine\n")

    assert stat.S_IMODE((tmp_path / "new" / "config.toml").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["config.toml"]


def test_a_file_that_everybody_could_read_no_longer_can_be(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("# old\n")
    (tmp_path / "config.toml").chmod(0o644)

    replace_file(tmp_path / "config.toml", "# new\n")

    assert stat.S_IMODE((tmp_path / "config.toml").stat().st_mode) == 0o600


def test_a_link_stays_and_its_file_is_changed(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "config.toml").symlink_to(tmp_path / "dotfiles" / "tutor.toml")

    replace_file(tmp_path / "config.toml", "# mine\n")

    assert (tmp_path / "config.toml").is_symlink()
    assert (tmp_path / "dotfiles" / "tutor.toml").read_text() == "# mine\n"


@pytest.mark.parametrize("place", [Path(os.devnull), Path()], ids=["a device", "a folder"])
def test_only_a_file_is_replaced(place: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        replace_file(place, "# mine\n")
    assert place.exists()
