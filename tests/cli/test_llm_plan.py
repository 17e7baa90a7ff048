"""`tutor llm plan` and `tutor llm usage`: what asking would cost, and what it did cost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tutor import resources
from tutor.cli.main import app
from tutor.evaluation.unsure import Judged, Sample, read_sample
from tutor.models.offline import load_grader
from tutor.store.ledger import Ledger, Limits

NOBODY = dict.fromkeys(
    (
        "TUTOR_LLM_MODEL",
        "TUTOR_LLM_BASE_URL",
        "TUTOR_LLM_PRICES",
        "TUTOR_LLM_UNSURE",
        "TUTOR_LLM_SECOND_MODEL",
        "TUTOR_LLM_SECOND_PRICES",
        "TUTOR_GRADER",
        "TUTOR_OFFLINE",
    ),
    "",
)
ANY = Limits("s", None, datetime(2026, 1, 1, tzinfo=UTC), None)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "tutor.db"


def tutor(store: Path, *arguments: str, **variables: str) -> Result:
    environment = NOBODY | variables
    return CliRunner().invoke(app, ["llm", *arguments, "--store", str(store)], env=environment)


def planned(store: Path, **variables: str) -> dict[str, object]:
    return dict(json.loads(tutor(store, "plan", "--json", **variables).stdout))


def called(store: Path, times: int, *, outcome: str = "replied") -> None:
    with Ledger.open(store) as ledger:
        for _ in range(times):
            number = ledger.begin("parrot-1", "grade", 0.01, ANY, datetime.now(UTC))
            assert isinstance(number, int)
            ledger.end(number, outcome, (2000, 500), 0.004, 1.0)


# --- plan -----------------------------------------------------------------------------------------


def test_the_plan_marks_the_shipped_band_and_knows_no_prices(store: Path) -> None:
    shown = tutor(store, "plan").stdout

    assert "from a doubt of 0.5 on (as shipped)" in shown
    [marked] = [line for line in shown.splitlines() if line.startswith("▸")]
    share = read_sample().share(0.5)
    told = [f"{one:.0%}" for one in (share.sent, share.mistakes, share.wrong_ways)]
    assert marked.split()[1:5] == ["0.5", *told]
    assert marked.endswith("unknown")
    assert "set TUTOR_LLM_PRICES" in shown


def test_a_band_of_ones_own_is_shown_among_the_others(store: Path) -> None:
    shown = tutor(store, "plan", TUTOR_LLM_UNSURE="0.45").stdout

    assert "from a doubt of 0.45 on (as configured)" in shown
    assert "▸ 0.45" in shown


def test_the_plan_fits_a_terminal(store: Path) -> None:
    shown = tutor(store, "plan", TUTOR_LLM_MODEL="parrot-1").stdout
    rest = [line for line in shown.splitlines() if not line.startswith(("model", "measured"))]

    assert max(map(len, rest)) <= 80


def test_a_wider_band_sends_and_costs_more(store: Path) -> None:
    bands = planned(store, TUTOR_LLM_PRICES="0.15/0.60")["bands"]

    assert isinstance(bands, list)
    for name in ("sent", "mistakes", "requests", "tokens", "dollars"):
        values = [band[name] for band in bands]
        assert values == sorted(values, reverse=True)


def test_the_cost_follows_from_tokens_and_prices(store: Path) -> None:
    plan = planned(store, TUTOR_LLM_PRICES="1/2")
    request, [first, *_] = plan["request"], plan["bands"]  # type: ignore[misc]

    each = (request["read"] * 1 + request["written"] * 2) / 1e6  # type: ignore[index]
    assert first["dollars"] == pytest.approx(first["requests"] * each)  # type: ignore[has-type]


def test_a_request_holds_the_whole_instruction(store: Path) -> None:
    instruction = (resources.prompts() / "rubric.md").read_text(encoding="utf-8")

    assert planned(store)["request"]["read"] > len(instruction) / 5  # type: ignore[index]


def test_a_second_model_doubles_the_requests_at_a_price_that_nobody_knows(store: Path) -> None:
    one = planned(store, TUTOR_LLM_PRICES="1/1")["bands"][0]  # type: ignore[index]
    two = planned(store, TUTOR_LLM_PRICES="1/1", TUTOR_LLM_SECOND_MODEL="owl")["bands"][0]  # type: ignore[index]

    assert (two["requests"], two["dollars"]) == (2 * one["requests"], None)


def test_what_both_models_cost_is_added(store: Path) -> None:
    one = planned(store, TUTOR_LLM_PRICES="1/2")["bands"][0]  # type: ignore[index]
    two = planned(
        store,
        TUTOR_LLM_PRICES="1/2",
        TUTOR_LLM_SECOND_MODEL="owl",
        TUTOR_LLM_SECOND_PRICES="3/6",
    )["bands"][0]  # type: ignore[index]

    assert two["dollars"] == pytest.approx(4 * one["dollars"])


def test_calls_so_far_go_before_an_estimate(store: Path) -> None:
    called(store, 10)

    request = planned(store, TUTOR_LLM_MODEL="parrot-1")["request"]

    assert request == {"read": 2000, "written": 500, "source": "as the last 10 calls took"}


def test_the_plan_works_where_no_network_is_allowed(store: Path) -> None:
    assert tutor(store, "plan", TUTOR_OFFLINE="1").exit_code == 0


def test_the_measured_doubts_are_the_shipped_graders() -> None:
    assert read_sample().grader == load_grader().name


def test_shares_are_counted_over_all_answers() -> None:
    judged = (
        Judged(None, is_wrong=True, is_wrong_way=False),
        Judged(0.9, is_wrong=True, is_wrong_way=True),
        Judged(0.4, is_wrong=False, is_wrong_way=False),
        Judged(0.1, is_wrong=True, is_wrong_way=False),
    )
    sample = Sample("stub", {}, 10.0, judged)

    assert (sample.share(None).sent, sample.share(None).mistakes) == (0.75, pytest.approx(2 / 3))
    share = sample.share(0.4)
    assert (share.sent, share.mistakes, share.wrong_ways) == (0.5, pytest.approx(1 / 3), 1.0)


# --- usage ----------------------------------------------------------------------------------------


def test_without_calls_there_is_nothing_to_tell(store: Path) -> None:
    assert "No language model was asked" in tutor(store, "usage").stdout
    assert tutor(store, "usage", "--json").stdout == ""
    assert not store.exists()


def test_calls_are_told_by_day_model_and_purpose(store: Path) -> None:
    called(store, 3)

    shown = tutor(store, "usage").stdout

    assert "3       0     6,000    1,500  $0.0120, parrot-1" in shown


def test_a_cost_that_nobody_knows_is_called_unknown(store: Path) -> None:
    called(store, 1)
    with Ledger.open(store) as ledger:
        ledger.begin("owl\x1b[31m", "hint", None, ANY, datetime.now(UTC))

    shown = tutor(store, "usage").stdout

    assert "unknown, owl" in shown
    assert "\x1b" not in shown
    assert "All together: 2 calls, $0.0040 and 1 unknown." in shown


def test_older_days_are_left_out(store: Path) -> None:
    with Ledger.open(store) as ledger:
        ledger.begin("parrot-1", "grade", None, ANY, datetime(2020, 1, 1, tzinfo=UTC))

    assert tutor(store, "usage", "--json").stdout == ""
    assert tutor(store, "usage", "--json", "--days", "99999").stdout != ""
