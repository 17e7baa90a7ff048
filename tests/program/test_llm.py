"""`tutor llm` as a learner's shell runs it: setup, check and preview."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.models.able_server import able_endpoint
from tests.models.chat_server import Endpoint, serving
from tests.models.file_keyring import ENVIRONMENT
from tests.program.powers import needs_permissions, obey_permissions, write_no_more
from tests.program.program import Program
from tutor import resources

AIR_IS = "Air is mostly nitrogen, and a fifth of it is oxygen."
AIR = f"#flashcards/air\n\nWhat is air made of?\n?\n{AIR_IS}\n"
SETUP = ("llm", "setup", "--preset", "ollama", "--model", "parrot-1")


@pytest.fixture(scope="module")
def able() -> Iterator[str]:
    with able_endpoint() as address:
        yield address


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture
def config(tutor: Program) -> Path:
    tutor.environment["XDG_CONFIG_HOME"] = str(tutor.home / "settings")
    return tutor.home / "settings" / "tutor" / "config.toml"


@pytest.fixture
def keyring(tutor: Program) -> Path:
    place = tutor.home / "keyring.json"
    tutor.environment |= {**ENVIRONMENT, "KEYRING_FILE": str(place)}
    return place


# Setup


def test_options_are_written_without_a_question(tutor: Program, config: Path) -> None:
    said = tutor(*SETUP, "--grader", "when-unsure", "--max-cost-day", "0.25")

    assert said.code == 0
    assert config.read_text() == (
        'grader = "when-unsure"\n\n[llm]\nbase_url = "http://localhost:11434/v1"\n'
        'model = "parrot-1"\nprices = "0/0"\nmax_cost_day = 0.25\n'
    )
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert '    model = "parrot-1"' in said.out  # what is to be written is shown


def test_what_is_written_is_what_holds(tutor: Program, config: Path) -> None:
    tutor(*SETUP)

    told = {one["setting"]: one["value"] for one in tutor("config", "show", "--json").records}
    assert (told["llm.model"], told["llm.base_url"]) == ("parrot-1", "http://localhost:11434/v1")
    assert told["grader"] == "offline"  # nobody asked for another


def test_what_else_the_file_says_stays(tutor: Program, config: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_text('# mine\nencoder = ""\n\n[llm]\nmodel = "owl"  # old\ntimeout = 5\n')

    tutor(*SETUP)

    assert config.read_text() == (
        '# mine\nencoder = ""\n\n[llm]\nmodel = "parrot-1"  # old\ntimeout = 5\n'
        'base_url = "http://localhost:11434/v1"\nprices = "0/0"\n'
    )


def test_prices_of_another_model_do_not_stay(tutor: Program, config: Path) -> None:
    tutor("llm", "setup", "--preset", "openai", "--model", "owl", "--prices", "1/2")
    tutor("llm", "setup", "--preset", "openai", "--model", "parrot-1")

    assert config.read_text() == '\n[llm]\nmodel = "parrot-1"\n'.lstrip()


def test_a_second_model_and_budgets_are_written_by_options(tutor: Program, config: Path) -> None:
    asked = ("llm", "setup", "--preset", "openrouter", "--model", "parrot-1", "--prices", "1/2")
    tutor(
        *(*asked, "--second-model", "owl-2", "--second-prices", "3/4"),
        *("--max-cost-sitting", "0.05", "--max-cost-day", "1"),
    )

    assert config.read_text() == (
        '[llm]\nbase_url = "https://openrouter.ai/api/v1"\nmodel = "parrot-1"\nprices = "1/2"\n'
        'second_model = "owl-2"\nsecond_prices = "3/4"\nmax_cost_sitting = 0.05\n'
        "max_cost_day = 1.0\n"
    )
    tutor(*asked)
    assert 'second_model = "owl-2"' in config.read_text()  # what no option names stays
    tutor(*asked, "--second-model", "none")
    assert "second" not in config.read_text()


def test_a_second_model_of_another_endpoint_does_not_stay(tutor: Program, config: Path) -> None:
    tutor(*SETUP, "--second-model", "owl-2")
    tutor("llm", "setup", "--preset", "openai", "--model", "parrot-1")

    assert config.read_text() == '[llm]\nmodel = "parrot-1"\n'


def test_a_budget_without_the_prices_of_both_models_is_told(tutor: Program, config: Path) -> None:
    asked = ("llm", "setup", "--preset", "openai", "--model", "parrot-1", "--prices", "1/2")

    said = tutor(*asked, "--second-model", "owl-2", "--max-cost-day", "1").out

    assert "No model is asked as long as a budget stands without llm.second_prices." in said


def test_the_same_again_writes_nothing(tutor: Program, config: Path) -> None:
    tutor(*SETUP)

    assert "says all of this already" in tutor(*SETUP).out


def test_a_dry_run_writes_nothing(tutor: Program, config: Path) -> None:
    assert 'model = "parrot-1"' in tutor(*SETUP, "--dry-run").out
    assert not config.parent.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "No model is named"),
        (("--preset", "azure", "--model", "m"), "No address is named"),
        (("--base-url", "ftp://x", "--model", "m"), "http or https"),
        (("--base-url", "http://u:p@x", "--model", "m"), "neither a user"),
        (("--model", "sk-aaaaaaaaaaaaaaaaaaaaaaaa"), "looks like a key"),
        (("--model", "m", "--prices", "cheap"), "--prices is to be"),
        (("--model", "m", "--second-model", "m"), "--second-model is to be another"),
        (("--model", "m", "--second-model", "n", "--second-prices", "x"), "--second-prices is to"),
        (("--preset", "nobody", "--model", "m"), "nobody"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(
    tutor: Program, config: Path, arguments: tuple[str, ...], said: str
) -> None:
    ended = tutor("llm", "setup", *arguments)

    assert ended.code == 2
    assert said in " ".join(ended.err.replace("│", " ").split())
    assert not config.parent.exists()


def test_a_faulty_file_is_not_written_over(tutor: Program, config: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_text("= =\n")

    assert tutor(*SETUP).refused(2, f"{config}:1: is not TOML")
    assert config.read_text() == "= =\n"


def test_a_file_that_a_variable_names_is_begun(tutor: Program) -> None:
    place = tutor.here / "new" / "mine.toml"

    assert tutor(*SETUP, setting={"TUTOR_CONFIG": str(place)}).code == 0
    assert 'model = "parrot-1"' in place.read_text()


@needs_permissions
def test_a_folder_that_may_not_be_written_is_named(tutor: Program, config: Path) -> None:
    config.parent.mkdir(parents=True)
    config.parent.chmod(0o500)

    assert tutor(*SETUP, first=obey_permissions).refused(2, str(config), "nothing was written")
    assert [*config.parent.iterdir()] == []


def test_a_full_disk_leaves_the_file_as_it_was(tutor: Program, config: Path) -> None:
    tutor(*SETUP)
    before = config.read_text()

    ended = tutor(*SETUP[:-1], "owl", first=write_no_more)

    assert ended.refused(3, str(config), "the disk is full")
    assert config.read_text() == before
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("command", [SETUP, ("config", "path"), ("config", "show")])
def test_without_a_home_there_is_an_end_or_an_answer(
    tutor: Program, command: tuple[str, ...]
) -> None:
    del tutor.environment["HOME"]
    tutor.environment["TUTOR_CONFIG"] = "~nobody-of-that-name/config.toml"

    assert tutor(*command).refused(2, "~nobody-of-that-name/config.toml")
    assert [*tutor.here.iterdir()] == []


def test_a_variable_that_goes_before_the_file_is_named(tutor: Program, config: Path) -> None:
    said = tutor(*SETUP, setting={"TUTOR_LLM_MODEL": "owl"}).out

    assert "TUTOR_LLM_MODEL is set, and goes before the file." in said


def test_the_key_goes_into_the_keyring_and_nowhere_else(
    tutor: Program, config: Path, keyring: Path, endpoint: Endpoint
) -> None:
    asked = ("llm", "setup", "--base-url", endpoint.base_url, "--model", "parrot-1", "--store-key")
    endpoint.will({"content": "ready"})

    said = tutor(*asked, typed="sk-mine\n")
    tutor("llm", "check")

    assert "The keyring has the key for 127.0.0.1" in said.out
    assert "sk-mine" not in said.out + said.err + config.read_text()
    assert {one["authorization"] for one in endpoint.requests()} == {"Bearer sk-mine"}


def test_a_variable_goes_before_the_keyring(
    tutor: Program, config: Path, keyring: Path, endpoint: Endpoint
) -> None:
    asked = ("llm", "setup", "--base-url", endpoint.base_url, "--model", "parrot-1", "--store-key")
    endpoint.will({"content": "ready"})
    tutor(*asked, typed="sk-mine\n")

    tutor("llm", "check", setting={"TUTOR_LLM_KEY": "sk-other"})

    assert {one["authorization"] for one in endpoint.requests()} == {"Bearer sk-other"}


def test_a_key_of_one_host_goes_to_no_other(
    tutor: Program, config: Path, keyring: Path, endpoint: Endpoint
) -> None:
    keyring.write_text('{"tutor api.openai.com": "sk-mine", "tutor 127.0.0.1": "sk-mine"}')
    endpoint.will({"content": "ready"})

    tutor("llm", "check", "--base-url", endpoint.base_url, "--model", "parrot-1")

    assert {one["authorization"] for one in endpoint.requests()} == {"Bearer none"}


def test_without_a_keyring_the_variable_is_named(tutor: Program, config: Path) -> None:
    nowhere = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}

    ended = tutor(*SETUP, "--store-key", typed="sk-mine\n", setting=nowhere)

    assert ended.code == 2
    assert "TUTOR_LLM_KEY" in ended.err
    assert not config.exists()


def test_a_keyring_that_cannot_be_loaded_is_none(tutor: Program, endpoint: Endpoint) -> None:
    endpoint.will({"content": "ready"})
    broken = {"PYTHON_KEYRING_BACKEND": "nothing.of.Thekind"}

    ended = tutor("llm", "check", "--base-url", endpoint.base_url, "--model", "m", setting=broken)

    assert ended.code == 0


# Check


def test_the_table_tells_what_the_endpoint_can_do(tutor: Program, able: str) -> None:
    said = tutor("llm", "check", "--base-url", able, "--model", "able")

    rows = {line[:13].strip(): line[13:].split() for line in said.out.splitlines()}
    assert rows["JSON schema"] == ["yes"]
    assert rows["seed"][0] == "yes"
    assert rows["latency"][1] == "ms,"
    assert "7 requests, 60 tokens sent and 18 received; the cost is unknown." in said.out


def test_what_it_cost_is_told_where_prices_are_known(tutor: Program, able: str) -> None:
    able_to = {"TUTOR_LLM_BASE_URL": able, "TUTOR_LLM_MODEL": "able"}
    setting = {**able_to, "TUTOR_LLM_PRICES": "1000/10000"}

    assert "; $0.2400." in tutor("llm", "check", setting=setting).out
    other = tutor("llm", "check", "--model", "plain", setting=setting)
    assert "the cost is unknown" in other.out  # they are another model's prices


def test_json_holds_the_same(tutor: Program, able: str) -> None:
    [told] = tutor("llm", "check", "--base-url", able, "--model", "able", "--json").records

    assert told["usable"]
    assert told["capabilities"]["json_schema"] == {"state": "yes", "note": ""}
    assert told["tokens"] == {"read": 60, "written": 18, "uncounted": 0}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=str)
def test_an_endpoint_that_cannot_be_used_is_exit_code_4(
    tutor: Program, form: tuple[str, ...], endpoint: Endpoint
) -> None:
    endpoint.will({"status": 401})

    ended = tutor("llm", "check", "--base-url", endpoint.base_url, "--model", "m", *form)

    assert ended.refused(4, "refuses the key (HTTP 401)")
    assert "401" in ended.out


def test_without_a_model_there_is_nothing_to_check(tutor: Program) -> None:
    assert tutor("llm", "check").refused(2, "No language model is configured")


def test_what_cannot_be_a_key_is_not_sent(tutor: Program, endpoint: Endpoint) -> None:
    endpoint.will({"content": "ready"})
    asked = ("llm", "check", "--base-url", endpoint.base_url, "--model", "m")

    assert tutor(*asked, setting={"TUTOR_LLM_KEY": "schlüssel"}).refused(2, "no key has")
    assert endpoint.requests() == []


def test_a_forbidden_network_is_not_checked(tutor: Program, endpoint: Endpoint) -> None:
    endpoint.will({"content": "ready"})
    asked = ("llm", "check", "--base-url", endpoint.base_url, "--model", "m", "--no-network")

    assert tutor(*asked).refused(2, "no language model may be asked")
    assert endpoint.requests() == []


def test_what_a_check_asked_for_stands_in_the_usage(tutor: Program, able: str) -> None:
    setting = {"TUTOR_LLM_BASE_URL": able, "TUTOR_LLM_MODEL": "able"}
    tutor("llm", "check", setting=setting | {"TUTOR_LLM_PRICES": "1000/10000"})

    [used] = tutor("llm", "usage", "--json").records

    assert (used["purpose"], used["model"], used["calls"]) == ("check", "able", 6)
    assert (used["tokens_read"], used["tokens_written"], used["failed"]) == (60, 18, 0)
    assert (used["dollars"], used["unknown"]) == (pytest.approx(0.24), 0)


def test_a_check_of_unknown_cost_is_entered_as_unknown(tutor: Program, endpoint: Endpoint) -> None:
    endpoint.will({"status": 401})
    tutor("llm", "check", "--base-url", endpoint.base_url, "--model", "m")

    [used] = tutor("llm", "usage", "--json").records

    assert (used["calls"], used["failed"], used["unknown"]) == (1, 1, 1)


@pytest.mark.parametrize("prices", ["1000/1000", ""], ids=["known prices", "unknown prices"])
def test_a_check_that_a_day_may_not_cost_is_not_made(
    tutor: Program, endpoint: Endpoint, prices: str
) -> None:
    endpoint.will({"content": "ready"})
    setting = {"TUTOR_LLM_MAX_COST_DAY": "0.0001", "TUTOR_LLM_PRICES": prices}
    asked = ("llm", "check", "--base-url", endpoint.base_url, "--model", "m")

    assert tutor(*asked, setting=setting).refused(2, "Nothing was asked.")
    assert endpoint.requests() == []


def test_a_check_ends_where_the_budget_does_and_tells_what_it_found(
    tutor: Program, endpoint: Endpoint
) -> None:
    endpoint.will({"content": "ready", "usage": {"prompt_tokens": 900, "completion_tokens": 100}})
    setting = {"TUTOR_LLM_MAX_COST_DAY": "0.0012", "TUTOR_LLM_MODEL": "m"}

    said = tutor(
        *("llm", "check", "--base-url", endpoint.base_url, "--prices", "1/1"), setting=setting
    )

    assert said.code == 0
    assert "not asked, for its budget" in said.out
    assert "of the $0.0012 that a day may cost is spent" in said.out
    assert len(endpoint.requests()) == 1


def test_the_second_model_is_tried_out_at_its_own_prices(tutor: Program, able: str) -> None:
    setting = {
        "TUTOR_LLM_BASE_URL": able,
        "TUTOR_LLM_MODEL": "plain",
        "TUTOR_LLM_SECOND_MODEL": "able",
        "TUTOR_LLM_SECOND_PRICES": "1000/10000",
    }

    first = tutor("llm", "check", setting=setting)
    second = tutor("llm", "check", "--model", "able", setting=setting)

    assert "The second model is tried out by `tutor llm check --model able`." in first.out
    assert "; $0.2400." in second.out
    assert "second model" not in second.out


def test_prices_of_a_model_that_is_tried_out_can_be_named(tutor: Program, able: str) -> None:
    asked = ("llm", "check", "--base-url", able, "--model", "able")

    assert "; $0.2400." in tutor(*asked, "--prices", "1000/10000").out
    assert tutor(*asked, "--prices", "cheap").refused(2, "--prices is to be")


# Preview


def test_the_preview_is_what_is_sent(tutor: Program, deck: str, endpoint: Endpoint) -> None:
    setting = {
        "TUTOR_DECKS": deck,
        "TUTOR_LLM_BASE_URL": endpoint.base_url,
        "TUTOR_LLM_MODEL": "parrot-1",
    }
    endpoint.will({"content": "?"})
    question = ("--question", "What is the capital of France?", "--reference", "Paris")
    tutor("grade", *question, "--answer", "A town", "--judge", "rubric", setting=setting)
    assert endpoint.requests()
    sent = endpoint.requests()[0]

    [told] = tutor(
        "llm", "preview", "France", "--answer", "A town", "--json", setting=setting
    ).records

    # The fence is another one each time, and as long.
    shown = told["requests"][0]
    fences = [
        text["user"].partition("\n")[0]
        for text in (shown, {"user": sent["messages"][1]["content"]})
    ]
    assert shown["system"].replace(fences[0], fences[1]) == sent["messages"][0]["content"]
    assert shown["user"].replace(fences[0], fences[1]) == sent["messages"][1]["content"]
    assert (told["endpoint"], told["models"]) == (endpoint.base_url, ["parrot-1"])


USES = [
    ("points", ()),
    ("hints", ()),
    ("why", ("--answer", "a gas")),
    ("reword", ()),
]


@pytest.mark.parametrize(("use", "answer"), USES, ids=[use for use, _ in USES])
def test_the_preview_of_any_use_is_what_is_sent(
    tutor: Program, endpoint: Endpoint, use: str, answer: tuple[str, ...]
) -> None:
    setting = {
        "TUTOR_DECKS": tutor.write("air.md", AIR),
        "TUTOR_LLM_BASE_URL": endpoint.base_url,
        "TUTOR_LLM_MODEL": "parrot-1",
        "TUTOR_LLM_SECOND_MODEL": "owl-2",
    }
    endpoint.will({"content": "?"})

    [told] = tutor(
        "llm", "preview", "air", "--for", use, *answer, "--json", setting=setting
    ).records

    assert endpoint.requests() == []
    tutor("llm", use, "air", *answer, setting=setting)
    first = endpoint.requests()[0]
    [shown] = told["requests"]
    for part, sent in zip(("system", "user"), first["messages"], strict=True):
        assert unfenced(shown, part) == unfenced(message(first), part)
        assert sent["content"]
    assert shown["schema"] == first["response_format"]["json_schema"]["schema"]
    assert told["models"] == ["parrot-1"]  # the second one gives opinions on answers alone


def message(request: dict[str, Any]) -> dict[str, str]:
    system, user = (one["content"] for one in request["messages"])
    return {"system": system, "user": user}


def unfenced(request: dict[str, str], part: str) -> str:
    """Return a part of a request without its fence, which is another one each time."""
    return request[part].replace(request["user"].partition("\n")[0], "FENCE")


def test_the_preview_of_notes_is_what_is_sent(tutor: Program, endpoint: Endpoint) -> None:
    notes = tutor.write("notes.md", "# Ice\n\nFirn is snow.\n\n# Air\n\nAir is a mixture.\n")
    setting = {"TUTOR_LLM_BASE_URL": endpoint.base_url, "TUTOR_LLM_MODEL": "parrot-1"}
    endpoint.will({"content": "?"})

    said = tutor("draft", notes, "--preview", setting=setting)

    assert endpoint.requests() == []
    assert [path.name for path in tutor.here.iterdir()] == ["notes.md"]
    tutor("draft", notes, setting=setting)
    sent = [request["messages"][1]["content"] for request in endpoint.requests()]
    for text in sent[::2]:  # each unusable reply is asked for once more
        assert text.split("\n")[1] in said.out
    assert f"To    parrot-1, at {endpoint.base_url}" in said.out
    assert "=== 2 of 2" in said.out


def test_the_preview_of_notes_needs_neither_a_network_nor_a_model(tutor: Program) -> None:
    notes = tutor.write("notes.md", "Firn is snow that has survived a summer.\n")

    said = tutor("--no-network", "draft", notes, "--preview")

    assert said.code == 0
    assert "Firn is snow" in said.out
    assert "no model, for none is configured" in said.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--for", "why", "--answer", AIR_IS), "Nothing is missing from this answer."),
        (("--for", "grade", "--answer", AIR_IS), "It is judged without a model: correct"),
    ],
    ids=["nothing to explain", "nothing to judge"],
)
def test_why_nothing_would_be_sent_is_told(
    tutor: Program, arguments: tuple[str, ...], why: str
) -> None:
    setting = {"TUTOR_DECKS": tutor.write("air.md", AIR)}

    said = tutor("llm", "preview", "air", *arguments, setting=setting).out

    assert said.startswith(f"Nothing would be sent. {why}")


def test_an_answer_that_is_not_sent_is_not_taken(tutor: Program, deck: str) -> None:
    asked = ("llm", "preview", "France", "--for", "hints", "--answer", "A town")

    assert tutor(*asked, setting={"TUTOR_DECKS": deck}).refused(2, "For hints, no answer is sent")


def test_the_preview_sends_nothing(tutor: Program, deck: str, endpoint: Endpoint) -> None:
    endpoint.will({"content": "?"})
    setting = {"TUTOR_DECKS": deck, "TUTOR_LLM_BASE_URL": endpoint.base_url, "TUTOR_LLM_MODEL": "m"}

    said = tutor("llm", "preview", "France", "--answer", "A town", setting=setting).out

    assert endpoint.requests() == []
    assert '"A town"' in said
    assert '"Paris"' in said
    assert "Lima" not in said
    assert f"To    m, at {endpoint.base_url}" in said


def test_the_preview_needs_neither_a_network_nor_a_model(tutor: Program, deck: str) -> None:
    said = tutor("--no-network", "llm", "preview", "France", setting={"TUTOR_DECKS": deck})

    assert said.code == 0
    assert "no model, for none is configured" in said.out


def test_the_preview_waits_for_no_reply_and_keeps_no_secret(tutor: Program, deck: str) -> None:
    nobody = {"TUTOR_LLM_BASE_URL": "http://127.0.0.1:9/v1", "TUTOR_LLM_KEY": "sk-x"}

    ended = tutor("llm", "preview", "France", setting=nobody | {"TUTOR_DECKS": deck})

    assert (ended.code, ended.err) == (0, "")
    assert "sk-x" not in ended.out


def test_a_card_is_found_by_its_id(tutor: Program, deck: str) -> None:
    tutor("practice", deck, typed="Paris\n\n")
    card = tutor("history", "France", "--json").records[0]["card"]

    assert '"What is the capital of France?"' in tutor("llm", "preview", card).out


def test_what_is_judged_without_a_model_is_not_sent(tutor: Program, deck: str) -> None:
    said = tutor("llm", "preview", "France", "--answer", "", setting={"TUTOR_DECKS": deck}).out

    assert said.startswith("Nothing would be sent")


@pytest.mark.parametrize(("wanted", "said"), [("capital", "2 cards fit"), ("moon", "no card of")])
def test_a_card_that_is_not_one_is_refused(
    tutor: Program, deck: str, wanted: str, said: str
) -> None:
    assert tutor("llm", "preview", wanted, setting={"TUTOR_DECKS": deck}).refused(2, said)


def test_a_preview_commands_no_terminal(tutor: Program) -> None:
    text = "#flashcards\n\nWhat is \x1b[31mred\u202e?::A \x9b0m colour\n"
    deck = tutor.write("red.md", text)

    assert tutor("llm", "preview", "red", setting={"TUTOR_DECKS": deck}).code == 0


def test_the_instruction_is_the_one_that_lies_in_the_prompts(tutor: Program, deck: str) -> None:
    [told] = tutor("llm", "preview", "France", "--json", setting={"TUTOR_DECKS": deck}).records

    begin = (resources.prompts() / "rubric.md").read_text(encoding="utf-8").split("---\n", 2)[2]
    assert told["requests"][0]["system"].startswith(begin.strip().splitlines()[0])
    assert json.dumps(told["requests"][0]["characters"]).isdecimal()
