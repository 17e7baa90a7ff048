"""A whole sitting, screen by screen. `python -m tests.terminal.screens` keeps what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.terminal.driver import ALT_ENTER, CTRL_D, CTRL_G, CTRL_Z, ENTER, F4, Terminal

SIZES = ((40, 15), (80, 24), (200, 60))
"""Columns and rows. What the screens hold is all that pyte draws: emoji that are joined from
several it does not."""

FOLDER = Path(__file__).with_name("screens")


DECK = """#flashcards/all sorts

What is the capital of France?
?
Paris

What does a green plant need to live, to grow, and to bear fruit, apart from the care of a gardener?
?
- light
- water
- carbon dioxide from the air

日本の首都はどこですか。首都とは国の中央政府が置かれている都市のことです。
?
東京

מהי עיר הבירה של צרפת, ומה שם הנהר שעובר בה (Seine)?
?
פריז, והנהר הוא הסן

Is the word naïve spelt alike with ï and with ï, and what of ｆｕｌｌ ｗｉｄｔｈ letters and 👪?
?
three
"""

STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("The first question", "", ("1 of 5", "Ctrl+G I don't know")),
    ("An answer is typed", "Paris", ("> Paris", "submit")),
    ("It is right", ALT_ENTER, ("[3 good 10 min]", "Enter accept")),
    ("A question of several points", ENTER, ("2 of 5", "Ctrl+G I don't know")),
    (
        "A long answer",
        f"It cannot do without water, which its roots take up, and without some light{ENTER}- air",
        ("- air", "submit"),
    ),
    ("It is partly right", ALT_ENTER, ("t try again",)),
    ("All keys", "?", ("F10", "t try again")),
    ("What it lacks", ENTER, ("[2 hard 6 min]", "Enter accept")),
    ("A question in wide characters", ENTER, ("3 of 5", "Ctrl+G I don't know")),
    ("A hint", F4, ("Hint 1 of", "Ctrl+G I don't know")),
    ("A wrong answer", "京都" + ALT_ENTER, ("t try again",)),
    ("What was missing", ENTER, ("[1 again 1 min]", "Enter accept")),
    ("A question from right to left", ENTER, ("4 of 5", "Ctrl+G I don't know")),
    ("The last grade undone", CTRL_Z, ("undone", "[1 again 1 min]", "Enter accept")),
    ("Graded again", "1", ("4 of 5", "Ctrl+G I don't know")),
    ("Not known", CTRL_G, ("[1 again 1 min]", "Enter accept")),
    ("Combined characters", ENTER, ("5 of 5", "Ctrl+G I don't know")),
)
"""Each a name, the keys that lead there, and what stands there then."""


def sitting(columns: int, rows: int, home: Path) -> Iterator[str]:
    """Yield each screen of the sitting under its name, and last what a terminal has kept of it."""
    deck = home / "deck.md"
    deck.write_text(DECK, encoding="utf-8")
    arguments = (str(deck), str(home / "tutor.db"))
    program = "tests.terminal.quiet_sitting"
    with Terminal(*arguments, home=home, columns=columns, rows=rows, program=program) as terminal:
        for name, keys, waits in STEPS:
            terminal.type(keys)
            terminal.wait_for(*waits)
            terminal.settle()
            yield f"=== {name} ===\n{terminal.shown}\n"
        terminal.type(CTRL_D)
        assert terminal.ended() == 0
        yield f"=== The end ===\n{terminal.shown}\n"


def place(columns: int, rows: int) -> Path:
    """Return where the screens of a size are kept."""
    return FOLDER / f"{columns}x{rows}.txt"


def main() -> None:
    """Keep the screens of every size."""
    for columns, rows in SIZES:
        with TemporaryDirectory() as home:
            place(columns, rows).write_text(
                "\n".join(sitting(columns, rows, Path(home))), encoding="utf-8"
            )


if __name__ == "__main__":
    main()
