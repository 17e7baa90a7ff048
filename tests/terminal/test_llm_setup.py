"""`tutor llm setup` asking somebody at a terminal."""

from __future__ import annotations

from pathlib import Path

from tests.terminal.driver import CTRL_C, CTRL_D, ENTER, Terminal


def setup(home: Path) -> Terminal:
    return Terminal("llm", "setup", home=home, environment={"TUTOR_CONFIG": str(home / "my.toml")})


def answer_all(terminal: Terminal) -> None:
    """Answer up to the question whether to write."""
    for question, answer in [
        ("Number [1]", "6"),
        ("name there", "parrot-1"),
        ("Prices [none]", "0.4/1.6"),
        ("Number [2]", ""),
        ("may cost, at most [0.5]", "0.25"),
    ]:
        terminal.wait_for(question)
        terminal.type(answer + ENTER)
    terminal.wait_for("Write it? [Y/n]")


def test_questions_lead_to_a_file_that_was_shown_first(tmp_path: Path) -> None:
    with setup(tmp_path) as terminal:
        answer_all(terminal)
        assert '    model = "parrot-1"' in terminal.shown
        assert not (tmp_path / "my.toml").exists()
        terminal.type(ENTER)
        assert terminal.ended() == 0
    assert (tmp_path / "my.toml").read_text() == (
        'grader = "when-unsure"\n\n[llm]\nbase_url = "https://openrouter.ai/api/v1"\n'
        'model = "parrot-1"\nprices = "0.4/1.6"\nmax_cost_day = 0.25\n'
    )


def test_ctrl_c_at_any_question_writes_nothing(tmp_path: Path) -> None:
    with setup(tmp_path) as terminal:
        terminal.wait_for("Number [1]")
        terminal.type(CTRL_C)
        assert terminal.ended() == 130
        assert "Nothing was written." in terminal.shown
    with setup(tmp_path) as terminal:
        answer_all(terminal)
        terminal.type(CTRL_C)
        assert terminal.ended() == 130
    assert [*tmp_path.glob("*.toml")] == []


def test_an_end_of_input_writes_nothing(tmp_path: Path) -> None:
    with setup(tmp_path) as terminal:
        terminal.wait_for("Number [1]")
        terminal.type(CTRL_D)
        assert terminal.ended() == 2
        assert "nothing was written" in terminal.shown
    assert [*tmp_path.glob("*.toml")] == []


def test_no_is_no(tmp_path: Path) -> None:
    with setup(tmp_path) as terminal:
        answer_all(terminal)
        terminal.type("n" + ENTER)
        assert terminal.ended() == 0
        assert "Nothing was written." in terminal.shown
    assert [*tmp_path.glob("*.toml")] == []


def test_what_makes_no_sense_is_asked_again(tmp_path: Path) -> None:
    with setup(tmp_path) as terminal:
        terminal.wait_for("Number [1]")
        terminal.type("9" + ENTER)
        terminal.wait_for("It is to be a number from 1 to 8.")
        terminal.type("8" + ENTER)
        terminal.wait_for("Its address")
        terminal.type("localhost" + ENTER)
        terminal.wait_for("It is to be an address of http or https")
        terminal.type("http://localhost:1/v1" + ENTER)
        terminal.wait_for("name there")
        terminal.type(ENTER)
        terminal.wait_for("It is needed.")
