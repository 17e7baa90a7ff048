"""The settings: one file and variables, which of them goes before which, and every fault."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from tutor.errors import ReadError, UsageError
from tutor.scheduling.options import DeckOptions, NewOrder, Order
from tutor.settings import GraderChoice, config_path, read_settings
from tutor.settings.keymap import ACTIONS
from tutor.settings.keys import KEYS
from tutor.settings.reading import resolve

WHOLE = """\
store = "kept/tutor.db"
decks = [
  "notes",       # beside this file
  "~/decks",
]
encoder = "some/model"
grader = "when-unsure"
offline = true
day_starts = 05:30:00

[practice]
sureness = true
second_try = false
retention = 0.85
learning_steps = "30s 10m 1d"
relearning_steps = "none"
longest_interval = 400
new_per_day = 7
reviews_per_day = 80
order = "oldest"
new_order = "random"
bury_siblings = false
spread = false
leech_lapses = 5

[llm]
model = "parrot-1"
base_url = "http://localhost:11434/v1"
prices = "0.15/0.60"
timeout = 5
second_model = "parrot-2"
second_prices = "0.1/0.2"
max_cost_sitting = 0.1
max_cost_day = 1
unsure = 0.3

[sync]
folder = "carried"

[keys]
""" + "".join(f'{action.name} = "{" ".join(action.default)}"\n' for action in ACTIONS)


def configured(folder: Path, text: str, **variables: str) -> dict[str, str]:
    """Write a configuration, and return an environment that names it."""
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return {"TUTOR_CONFIG": str(folder / "config.toml"), **variables}


def faults(environment: dict[str, str]) -> str:
    with pytest.raises(UsageError) as refused:
        read_settings(environment)
    return refused.value.message


def test_the_file_says_everything(tmp_path: Path) -> None:
    read = read_settings(configured(tmp_path, WHOLE))

    assert read.store == tmp_path / "kept" / "tutor.db"
    assert read.decks == (tmp_path / "notes", Path.home() / "decks")
    assert read.sync_folder == tmp_path / "carried"
    assert (read.encoder, read.grader, read.offline) == ("some/model", "when-unsure", True)
    assert read.day_starts == time(5, 30)
    assert read.regime.everywhere == DeckOptions(
        retention=0.85,
        learning_steps=(timedelta(seconds=30), timedelta(minutes=10), timedelta(days=1)),
        relearning_steps=(),
        longest_interval=400,
        new_per_day=7,
        reviews_per_day=80,
        order=Order.OLDEST,
        new_order=NewOrder.RANDOM,
        bury_siblings=False,
        spread=False,
        leech_lapses=5,
    )
    assert (read.llm_model, read.llm_base_url) == ("parrot-1", "http://localhost:11434/v1")
    assert (read.llm_prices, read.llm_timeout, read.llm_second_model) == (
        "0.15/0.60",
        5,
        "parrot-2",
    )
    assert read.llm_second_prices == "0.1/0.2"
    assert (read.llm_max_cost_sitting, read.llm_max_cost_day, read.llm_unsure) == (0.1, 1, 0.3)
    assert (read.practice_sureness, read.practice_second_try) == (True, False)


def test_the_example_leaves_out_no_setting(tmp_path: Path) -> None:
    resolved = resolve(configured(tmp_path, WHOLE))

    assert {name: origin for name, origin in resolved.origins.items() if origin != "file"} == {}


def test_equal_settings_are_found_again_in_a_cache(tmp_path: Path) -> None:
    environment = configured(tmp_path, WHOLE + '[deck."art"]\nretention = 0.8\n')

    assert hash(read_settings(environment)) == hash(read_settings(environment))


def test_without_a_file_everything_is_a_default() -> None:
    resolved = resolve({})

    assert set(resolved.origins.values()) == {"default"}
    assert resolved.settings.grader is GraderChoice.OFFLINE
    assert not resolved.settings.offline


def test_a_variable_goes_before_the_file(tmp_path: Path) -> None:
    variables = {
        "TUTOR_STORE": "/elsewhere.db",
        "TUTOR_DECKS": "/a:/b",
        "TUTOR_ENCODER": "other",
        "TUTOR_GRADER": "always",
        "TUTOR_OFFLINE": "0",
        "TUTOR_DAY_STARTS": "3:15",
        "TUTOR_PRACTICE_RETENTION": "0.9",
        "TUTOR_PRACTICE_LEARNING_STEPS": "none",
        "TUTOR_PRACTICE_RELEARNING_STEPS": "1.5h",
        "TUTOR_PRACTICE_LONGEST_INTERVAL": "365",
        "TUTOR_PRACTICE_NEW_PER_DAY": "0",
        "TUTOR_PRACTICE_REVIEWS_PER_DAY": "50",
        "TUTOR_PRACTICE_ORDER": "deck",
        "TUTOR_PRACTICE_NEW_ORDER": "deck",
        "TUTOR_PRACTICE_BURY_SIBLINGS": "yes",
        "TUTOR_PRACTICE_SPREAD": "1",
        "TUTOR_PRACTICE_LEECH_LAPSES": "4",
        "TUTOR_LLM_MODEL": "owl",
        "TUTOR_LLM_BASE_URL": "https://owls.example/v1",
        "TUTOR_LLM_PRICES": "1/2",
        "TUTOR_LLM_TIMEOUT": "7.5",
        "TUTOR_LLM_SECOND_MODEL": "owlet",
        "TUTOR_LLM_SECOND_PRICES": "3/4",
        "TUTOR_LLM_MAX_COST_SITTING": "0",
        "TUTOR_LLM_MAX_COST_DAY": "3",
        "TUTOR_LLM_UNSURE": "0.9",
        "TUTOR_PRACTICE_SURENESS": "0",
        "TUTOR_PRACTICE_SECOND_TRY": "1",
        "TUTOR_SYNC_FOLDER": "/carried",
        **{f"TUTOR_KEYS_{one.name.upper()}": " ".join(one.default) for one in ACTIONS},
    }
    resolved = resolve(configured(tmp_path, WHOLE, **variables))

    assert set(resolved.origins.values()) == set(variables) == {key.variable for key in KEYS}
    assert resolved.settings.offline is False
    assert resolved.settings.regime.everywhere.relearning_steps == (timedelta(minutes=90),)
    assert resolved.settings.llm_max_cost_sitting == 0


def test_an_empty_variable_leaves_what_the_file_says(tmp_path: Path) -> None:
    environment = configured(tmp_path, WHOLE, TUTOR_GRADER="", TUTOR_OFFLINE=" ")

    assert read_settings(environment).grader == "when-unsure"
    assert read_settings(environment).offline


def test_an_origin_has_the_line_on_which_its_statement_begins(tmp_path: Path) -> None:
    places = resolve(configured(tmp_path, WHOLE)).places()

    lines = {name: place.rpartition(":")[2] for name, place in places.items()}
    assert (lines["store"], lines["decks"], lines["encoder"]) == ("1", "2", "6")
    assert (lines["practice.order"], lines["llm.model"], lines["llm.unsure"]) == ("20", "27", "35")


@pytest.mark.parametrize(
    "text",
    [
        'llm.model = "m"',
        'llm = { model = "m" }',
        '[llm]\nmodel = "m"',
        '[llm]\n\'model\' = """m"""',
    ],
)
def test_a_setting_is_found_however_toml_writes_it(tmp_path: Path, text: str) -> None:
    resolved = resolve(configured(tmp_path, f"# first\n{text}\n"))

    assert resolved.settings.llm_model == "m"
    assert resolved.places()["llm.model"].endswith(f":{text.count(chr(10)) + 2}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("modle = 1", ":1: modle is no setting; did you mean llm.model?"),
        ("\nofline = true", ":2: ofline is no setting; did you mean offline?"),
        ("[lmm]\nmodel = ''", ":2: lmm.model is no setting; did you mean llm.model?"),
        ("xyzzy = 1", ":1: xyzzy is no setting"),
        ("[xyzzy]", ":1: xyzzy is no setting"),
        ("store = 3", ":1: store is to be a path"),
        ("store = ''", ":1: store is to be a path"),
        ("decks = ['a', 3]", ":1: decks is to be a list of paths"),
        ("encoder = []", ":1: encoder is to be a string"),
        ("grader = 'sometimes'", ":1: grader is to be one of “offline”, “when-unsure”, “always”"),
        ("offline = 'yes'", ":1: offline is to be true or false"),
        ("llm = 3", ":1: llm is to be a table of settings"),
        ("[[llm]]\nmodel = ''", ":1: llm is to be a table of settings"),
        ("[llm]\nmodel = 3", ":2: llm.model is to be a string"),
        ("[llm]\nbase_url = 'localhost'", ":2: llm.base_url is to be an address"),
        ("[llm]\nbase_url = 'http://h:x/'", ":2: llm.base_url is to be an address"),
        ("[llm]\nbase_url = 'http://u:p@h/'", ":2: llm.base_url is to hold neither a user"),
        ("[llm]\nbase_url = 'http://h/?k=v'", ":2: llm.base_url is to hold neither a user"),
        ("[llm]\nprices = 'cheap'", ":2: llm.prices is to be the dollars"),
        ("[llm]\ntimeout = 0", ":2: llm.timeout is to be a number of seconds above 0"),
        ("[llm]\ntimeout = true", ":2: llm.timeout is to be a number of seconds above 0"),
        ("[llm]\nmax_cost_day = -1", ":2: llm.max_cost_day is to be a number of dollars"),
        ("[llm]\nmax_cost_day = nan", ":2: llm.max_cost_day is to be a number of dollars"),
        ("day_starts = 5", ":1: day_starts is to be a time of day"),
        ("day_starts = '24:00'", ":1: day_starts is to be a time of day"),
        ("[practice]\nretention = 1", ":2: practice.retention is to be a number from 0.7 to 0.99"),
        ("[practice]\nlearning_steps = '10'", ":2: practice.learning_steps is to be times"),
        ("[practice]\nlearning_steps = '0m'", ":2: practice.learning_steps is to be times"),
        ("[practice]\nnew_per_day = 1.5", ":2: practice.new_per_day is to be a whole number"),
        ("[practice]\norder = 'best'", ":2: practice.order is to be one of “forgotten”, “oldest”"),
        ("deck = 3", ":1: deck is to stand below the name of a deck"),
        ("[deck]\nretention = 0.9", ":2: deck.retention is to stand below the name of a deck"),
        (
            "[deck.a.b]\nspread = true",
            ":2: deck.a.b.spread is no option of a deck; a deck in another",
        ),
        ('[deck."c++"]\nretention = 2', ':2: deck."c++".retention is to be a number from'),
        (
            "[deck.a]\nodrer = 2",
            ":2: deck.a.odrer is no option of a deck; did you mean order?",
        ),
        ("[llm]\nunsure = 1.5", ":2: llm.unsure is to be a number from 0 to 1"),
        ("a = 1\nb = = 2", ":2: is not TOML"),
        ("a = 1\na = 2", ", at its end: is not TOML"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert f"config.toml{said}" in faults(configured(tmp_path, text))


@pytest.mark.parametrize("key", [key for key in KEYS if key.variable.startswith("TUTOR_LLM_MAX")])
def test_a_variable_that_makes_no_sense_is_named(key: object) -> None:
    variable = getattr(key, "variable", "")

    assert faults({variable: "much"}).startswith(f"{variable} is to be a number of dollars")


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    text = "ofline = true\n\n[llm]\ntimeout = -1\n"

    said = faults(configured(tmp_path, text, TUTOR_GRADER="never", TUTOR_OFFLINE="perhaps"))

    assert said.startswith("the settings have 4 faults:")
    for place in ("config.toml:1:", "config.toml:4:", "TUTOR_GRADER", "TUTOR_OFFLINE"):
        assert place in said


@pytest.mark.parametrize(
    "text",
    ['key = "sk-x"', '[llm]\napi_key = "sk-x"', 'TUTOR_LLM_KEY = "sk-x"', '[llm]\nkey = ["sk-x"]'],
)
def test_a_key_in_the_file_is_refused_and_not_repeated(tmp_path: Path, text: str) -> None:
    said = faults(configured(tmp_path, text))

    assert "a key does not belong in a file" in said
    assert "sk-x" not in said


def test_a_key_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    text = 'grader = "sk-x"\n[llm]\nbase_url = "sk-x"\nprices = "sk-x"\ntimeout = "sk-x"\n'

    assert "sk-x" not in faults(configured(tmp_path, text))


def test_a_file_that_a_variable_names_has_to_be_there(tmp_path: Path) -> None:
    said = faults({"TUTOR_CONFIG": str(tmp_path / "config.toml")})

    assert "config.toml: there is no such file, which TUTOR_CONFIG names" in said


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'encoder = "a"\nstore = "\xff"\n')

    with pytest.raises(ReadError, match=r"config\.toml:2: is not UTF-8"):
        read_settings({"TUTOR_CONFIG": str(tmp_path / "config.toml")})


def test_a_file_that_goes_on_for_ever_is_refused(tmp_path: Path) -> None:
    environment = configured(tmp_path, "# long\n" * 20_000)

    with pytest.raises(ReadError, match="too long"):
        read_settings(environment)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b'\xef\xbb\xbf# mine\r\n[llm]\r\nmodel = "m"\r\n')

    resolved = resolve({"TUTOR_CONFIG": str(tmp_path / "config.toml")})

    assert resolved.places()["llm.model"].endswith(":3")


def test_openais_own_key_goes_to_openai_only() -> None:
    own = {"OPENAI_API_KEY": "sk-x", "TUTOR_LLM_MODEL": "parrot-1"}

    assert read_settings(own).llm_key == "sk-x"
    assert read_settings({**own, "TUTOR_LLM_BASE_URL": "https://api.openai.com/v1"}).llm_key
    for other in (
        "http://localhost:1/v1",
        "http://api.openai.com/v1",
        "https://openai.com.evil.example",
    ):
        assert not read_settings({**own, "TUTOR_LLM_BASE_URL": other}).llm_key


def test_the_tutors_own_key_goes_before_openais() -> None:
    keys = {"OPENAI_API_KEY": "sk-x", "TUTOR_LLM_KEY": "sk-y"}

    assert read_settings(keys).llm_key == "sk-y"
    assert resolve(keys).key_variable == "TUTOR_LLM_KEY"


def test_what_is_said_for_a_deck_holds_for_it_alone(tmp_path: Path) -> None:
    text = '[practice]\nretention = 0.8\n\n[deck."a.b/c d"]\norder = "random"\n\n[deck.empty]\n'

    regime = read_settings(configured(tmp_path, text)).regime

    assert regime.of("a.b/c d") == DeckOptions(retention=0.8, order=Order.RANDOM)
    assert regime.of("other") == DeckOptions(retention=0.8)


def test_a_home_is_expanded_in_the_files_place() -> None:
    assert config_path({"TUTOR_CONFIG": "~/mine.toml"}) == Path.home() / "mine.toml"
