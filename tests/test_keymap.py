"""Which keys do what, and which choices of keys are refused."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from tutor.errors import UsageError
from tutor.settings import read_settings
from tutor.settings.keymap import ACTIONS, DEFAULT, Clash, Keymap, Where, keys_of, shown, types


def configured(folder: Path, text: str, **variables: str) -> dict[str, str]:
    """Write a configuration, and return an environment that names it."""
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return {"TUTOR_CONFIG": str(folder / "config.toml"), **variables}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("f5", ("f5",)),
        ("Ctrl+G", ("c-g",)),
        ("ctrl+g c-g", ("c-g",)),
        ("Alt+Enter", ("a-enter",)),
        ("a-x", ("a-x",)),
        ("enter Space", ("enter", "space")),
        ("R r ?", ("R", "r", "?")),
        ("F12 PageUp", ("f12", "pageup")),
    ],
)
def test_keys_are_named_as_they_are_shown_or_shortly(text: str, keys: tuple[str, ...]) -> None:
    assert keys_of(text) == keys


@pytest.mark.parametrize("text", ["", " ", "f13", "f0", "ctrl+c", "c-i", "c-m", "escape", "ab"])
def test_what_is_no_key_or_is_not_to_be_had_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is to name keys"):
        keys_of(text)


def test_what_is_shown_of_a_key_names_it() -> None:
    for action in ACTIONS:
        assert keys_of(" ".join(map(shown, action.default))) == action.default


def test_the_defaults_do_not_clash_and_every_action_has_a_key_wherever_it_can_be_done() -> None:
    assert [*DEFAULT.clashes()] == []
    for action in ACTIONS:
        assert all(DEFAULT.at(action.name, where) for where in action.places)


def test_no_key_of_a_question_types_something() -> None:
    for action, where in product(ACTIONS, [Where.QUESTION]):
        assert not any(map(types, DEFAULT.at(action.name, where)))


def test_an_action_whose_chosen_keys_type_keeps_its_default_where_an_answer_is_typed() -> None:
    chosen = Keymap((("skip", ("z",)),))

    assert chosen.at("skip", Where.QUESTION) == ("f3",)
    assert chosen.at("skip", Where.VERDICT) == ("z",)


def test_one_key_may_do_two_things_in_two_places_and_not_in_one() -> None:
    assert [*Keymap((("dont_know", ("f11",)), ("finish", ("f11",)))).clashes()] == []
    assert [*Keymap((("right", ("w",)),)).clashes()] == [
        Clash("right", "wrong", "w", Where.VERDICT)
    ]


def test_what_ends_everywhere_does_nothing_else() -> None:
    [clash] = Keymap((("right", ("c-d",)),)).clashes()

    assert (clash.first, clash.second, clash.key) == ("", "right", "c-d")


def test_keys_are_read_from_the_file_and_a_variable_goes_before_it(tmp_path: Path) -> None:
    text = """[keys]\nhint = ["F11", "h"]\nright = "y"\n"""

    keymap = read_settings(configured(tmp_path, text, TUTOR_KEYS_RIGHT="j")).keymap

    assert keymap.at("hint", Where.QUESTION) == ("f11",)
    assert keymap.at("hint", Where.REVEAL) == ("f11", "h")
    assert keymap.at("right", Where.VERDICT) == ("j",)
    assert keymap.at("wrong", Where.VERDICT) == ("w",)


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = """[keys]\nhint = "f5"\nunod = "z"\nright = "escape"\nwhy = 3\n"""

    with pytest.raises(UsageError) as refused:
        read_settings(configured(tmp_path, text, TUTOR_KEYS_WRONG="ctrl+d"))

    told = refused.value.message
    file = tmp_path / "config.toml"
    assert f"{file}:3: keys.unod is no setting; did you mean keys.undo?" in told
    assert f"{file}:4: keys.right is to name keys" in told
    assert f"{file}:5: keys.why is to be a string of keys, or a list of them" in told
    assert f"{file}:2: keys.hint and keys.reveal are both F5 while an answer is typed" in told
    assert "TUTOR_KEYS_WRONG: keys.wrong is Ctrl+D, which ends a sitting at a verdict" in told
    assert "5 faults" in told
