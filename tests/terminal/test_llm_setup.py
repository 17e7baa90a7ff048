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
        ("second opinion [none]", ""),
        ("Number [2]", ""),
        ("sitting may cost, at most [none]", ""),
        ("day may cost, at most [0.5]", "0.25"),
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


def test_a_second_model_its_prices_and_both_budgets_are_asked_for(tmp_path: Path) -> None:
    with setup(tmp_path) as terminal:
        for question, answer in [
            ("Number [1]", "6"),
            ("name there", "parrot-1"),
            ("Prices [none]", "0.4/1.6"),
            ("second opinion [none]", "parrot-1"),
            ("It is to be another model than the first one.", "owl-2"),
            ("Its prices [none]", "1/4"),
            ("Number [2]", "3"),
            ("sitting may cost, at most [none]", "0.05"),
            ("day may cost, at most [0.5]", "none"),
            ("Write it? [Y/n]", ""),
        ]:
            terminal.wait_for(question)
            terminal.type(answer + ENTER)
        assert terminal.ended() == 0
    assert (tmp_path / "my.toml").read_text() == (
        'grader = "always"\n\n[llm]\nbase_url = "https://openrouter.ai/api/v1"\n'
        'model = "parrot-1"\nprices = "0.4/1.6"\nsecond_model = "owl-2"\n'
        'second_prices = "1/4"\nmax_cost_sitting = 0.05\n'
    )


def test_enter_keeps_all_that_the_file_says(tmp_path: Path) -> None:
    text = (
        'grader = "always"\n\n[llm]\nbase_url = "https://openrouter.ai/api/v1"\n'
        'model = "parrot-1"\nprices = "0.4/1.6"\nsecond_model = "owl-2"\n'
        'second_prices = "1/4"\nmax_cost_sitting = 0.05\nmax_cost_day = 0.2\n'
    )
    (tmp_path / "my.toml").write_text(text)
    with setup(tmp_path) as terminal:
        for question in [
            "Number [6]",
            "name there [parrot-1]",
            "Prices [0.4/1.6]",
            "second opinion [owl-2]",
            "Its prices [1/4]",
            "Number [3]",
            "sitting may cost, at most [0.05]",
            "day may cost, at most [0.2]",
        ]:
            terminal.wait_for(question)
            terminal.type(ENTER)
        assert terminal.ended() == 0
        assert "says all of this already" in " ".join(terminal.shown.split())
    assert (tmp_path / "my.toml").read_text() == text


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
