"""The configuration file as a learner meets it, and a network that is forbidden."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.program.powers import needs_permissions, obey_permissions
from tests.program.program import Program

ASKED = ("grade", "--reference", "light", "--answer", "sun")
FULL = {"TUTOR_LLM_MODEL": "parrot-1", "TUTOR_LLM_KEY": "sk-tell-nobody"}
MODELS = """
import sys
from tutor.cli.main import exit_code
code = exit_code()
print([name for name in ("openai", "keyring", "httpx", "httpx2") if name in sys.modules], code)
"""


TOUCHED = 99
GUARD = f"""
import os, sys
def guard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        os._exit({TOUCHED})
sys.addaudithook(guard)
from tutor.cli.main import run
run()
"""


@pytest.fixture
def config(tutor: Program) -> Path:
    place = tutor.home / "settings" / "tutor" / "config.toml"
    place.parent.mkdir(parents=True)
    tutor.environment["XDG_CONFIG_HOME"] = str(tutor.home / "settings")
    return place


def imported_by(tutor: Program, *arguments: str, **setting: str) -> str:
    """Return which of a language model's libraries a command imports, and its exit code."""
    told = subprocess.run(
        [sys.executable, "-c", MODELS, *arguments],
        env=tutor.environment | setting,
        cwd=tutor.here,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.splitlines()[-1]


def guarded(tutor: Program, *arguments: str, typed: str = "") -> int:
    """Run a command whose first use of a network would end it, and return its exit code."""
    before = [one for one in arguments if one == "--no-network"]
    after = [one for one in arguments if one != "--no-network"]
    return subprocess.run(
        [sys.executable, "-c", GUARD, *before, *after],
        env=tutor.environment | FULL,
        cwd=tutor.here,
        input=typed.encode(),
        capture_output=True,
        check=False,
    ).returncode


def test_the_file_in_the_configuration_folder_is_read(tutor: Program, config: Path) -> None:
    tutor.write("seas.md", "#flashcards\n\nWhich sea is dead?::The Dead Sea\n")
    config.write_text(f'decks = ["{tutor.here}"]\nstore = "{tutor.here}/mine.db"\n')

    assert tutor("practice", typed="The Dead Sea\n\n").code == 0
    assert (tutor.here / "mine.db").exists()
    assert "The Dead Sea" in tutor("cards").out


def test_the_encoder_of_the_file_is_the_one_that_is_taken(tutor: Program, config: Path) -> None:
    config.write_text('encoder = "nobody/has-this"\n')

    assert tutor(*ASKED).code == 4
    assert tutor("practice", typed="?\n\n").code == 4


def test_faults_end_a_command_with_2_and_their_places(tutor: Program, config: Path) -> None:
    config.write_text("ofline = true\n")

    assert tutor("due").refused(2, f"{config}:1: ofline is no setting; did you mean offline?")


@needs_permissions
def test_a_file_that_may_not_be_read_is_named(tutor: Program, config: Path) -> None:
    config.write_text("")
    config.chmod(0)

    assert tutor("due", first=obey_permissions).refused(2, str(config), "cannot be read")


def test_the_path_is_told_though_the_file_is_faulty(tutor: Program, config: Path) -> None:
    config.write_text("= =")

    assert tutor("config", "path").out == f"{config}\n"


def test_the_table_shows_values_with_their_origins(tutor: Program, config: Path) -> None:
    config.write_text('\n[llm]\nmodel = "parrot-1"\n')

    rows = [
        line.split()
        for line in tutor("config", "show", setting={"TUTOR_OFFLINE": "1"}).out.splitlines()
    ]

    assert ["llm.model", "parrot-1", "config.toml:3"] in rows
    assert ["offline", "true", "TUTOR_OFFLINE"] in rows
    assert ["grader", "offline", "default"] in rows


def test_json_has_the_whole_place(tutor: Program, config: Path) -> None:
    config.write_text("[llm]\ntimeout = 5\n")

    told = {record["setting"]: record for record in tutor("config", "show", "--json").records}

    assert told["llm.timeout"] == {
        "setting": "llm.timeout",
        "value": 5.0,
        "origin": "file",
        "place": f"{config}:2",
    }


def test_a_variable_that_nobody_reads_is_told(tutor: Program) -> None:
    said = tutor("config", "show", setting={"TUTOR_OFLINE": "1", "TUTOR_XYZZYX": "1"}).err

    assert "TUTOR_OFLINE is not read; did you mean TUTOR_OFFLINE?\n" in said
    assert "TUTOR_XYZZYX is not read" in said


def test_a_file_that_could_be_read_only_once_is_refused(tutor: Program) -> None:
    os.mkfifo(tutor.here / "pipe")

    ended = tutor("due", setting={"TUTOR_CONFIG": str(tutor.here / "pipe")})

    assert ended.refused(2, "pipe: is a pipe")


@pytest.mark.parametrize("form", [(), ("--json",)], ids=str)
def test_of_a_key_only_its_being_there_is_shown(tutor: Program, form: tuple[str, ...]) -> None:
    shown = tutor("config", "show", *form, setting=FULL).out

    assert "sk-tell-nobody" not in shown
    assert "TUTOR_LLM_KEY" in shown
    assert "not set" in tutor("config", "show", *form).out


@pytest.mark.parametrize(
    "arguments",
    [("--no-network", *ASKED, "--judge", "rubric"), (*ASKED, "--judge", "rubric", "--no-network")],
    ids=["before the command", "after it"],
)
def test_no_network_means_no_client(tutor: Program, arguments: tuple[str, ...]) -> None:
    assert imported_by(tutor, *arguments, **FULL) == "[] 2"
    assert "no language model may be asked" in tutor(*arguments, setting=FULL).err


def test_the_files_word_is_as_good(tutor: Program, config: Path) -> None:
    config.write_text("offline = true\n")

    assert imported_by(tutor, *ASKED, "--judge", "rubric", **FULL) == "[] 2"


def test_no_network_goes_before_a_variable_that_allows_it(tutor: Program) -> None:
    asked = ("--no-network", "config", "show", "--json")

    told = tutor(*asked, setting={"TUTOR_OFFLINE": "0"}).records

    assert [record["value"] for record in told if record["setting"] == "offline"] == [True]


@pytest.mark.parametrize(
    "arguments",
    [
        ("config", "show"),
        ("llm", "preview", "ribosome", "build"),
        ("llm", "setup", "--model", "m", "--preset", "vllm", "--dry-run"),
    ],
    ids=" ".join,
)
def test_looking_makes_no_client(tutor: Program, arguments: tuple[str, ...]) -> None:
    deck = tutor.write("cells.md", "#flashcards\n\nWhat do ribosomes build?::Proteins\n")

    assert imported_by(tutor, *arguments, TUTOR_DECKS=deck, **FULL) == "[] 0"


@pytest.mark.parametrize("grader", ["offline", "when-unsure", "always"])
def test_a_sitting_without_a_network_makes_no_client(
    tutor: Program, deck: str, config: Path, grader: str
) -> None:
    config.write_text(f'grader = "{grader}"\n')

    assert imported_by(tutor, "practice", deck, "--no-network", **FULL) == "[] 0"


@pytest.mark.parametrize("command", [("practice",), ("grade", "--jsonl"), ("due",), ("decks",)])
def test_without_a_network_no_socket_is_touched(
    tutor: Program, deck: str, config: Path, command: tuple[str, ...]
) -> None:
    config.write_text('grader = "always"\n')
    asked = {"practice": "Paris\n\n", "grade": '{"reference": "a", "answer": "b c"}\n'}

    code = guarded(tutor, *command, "--no-network", typed=asked.get(command[0], ""))

    assert code == 0


def test_the_guard_of_sockets_sees_a_model_that_is_asked(tutor: Program) -> None:
    assert guarded(tutor, *ASKED, "--judge", "rubric") == TOUCHED


def test_no_runner_measures_over_a_forbidden_network(tutor: Program) -> None:
    asked = (
        "eval",
        "run",
        "--no-network",
        "--grader",
        "rubric",
        str(Path(__file__).parents[2] / "eval/held_out"),
    )

    assert imported_by(tutor, *asked, **FULL) == "[] 2"


def test_without_a_network_no_encoder_is_fetched(tutor: Program) -> None:
    program = (
        "import os\nfrom tutor.cli.wiring import make_grader\nfrom tutor.errors import ModelError\n"
        "try:\n    make_grader('nobody/has-this')\nexcept ModelError:\n"
        "    print(os.environ['HF_HUB_OFFLINE'])\n"
    )
    setting = {**tutor.environment, "TUTOR_OFFLINE": "1"}
    del setting["HF_HUB_OFFLINE"]
    told = subprocess.run(
        [sys.executable, "-c", program], env=setting, capture_output=True, text=True, check=True
    )
    assert told.stdout == "1\n"


def test_settings_are_told_in_json_without_a_home(tutor: Program) -> None:
    del tutor.environment["HOME"]

    assert json.loads(tutor("config", "show", "--json").out.splitlines()[0])["setting"] == "store"
