"""What a report says, that it can be read by everyone, and that no response can break out of it."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint
from tutor.errors import ReadError
from tutor.evaluation import metrics
from tutor.evaluation.metric_records import as_record, comparison_record, read_summary
from tutor.evaluation.metrics import Summary
from tutor.evaluation.report import (
    Change,
    Condition,
    Report,
    as_json,
    compared,
    html,
    junit,
    markdown,
    names,
    read_comparison,
    read_entries,
    style,
)
from tutor.evaluation.report.charts import case_bars, hardest_first, reliability, risk_coverage
from tutor.evaluation.report.drawing import Axis, legend, line, marker
from tutor.evaluation.report.elements import Markup, element, text
from tutor.evaluation.report.graders import short_names
from tutor.evaluation.report.junit_xml import EVERY_RESPONSE
from tutor.evaluation.report.markdown_page import code
from tutor.evaluation.report.mistakes import Sort, not_judged, worst
from tutor.evaluation.report.names import Unit
from tutor.evaluation.report.sections import sections
from tutor.evaluation.results import Kind, Result, Run
from tutor.evaluation.suite import LEVELS, Label, Response, Suite
from tutor.grading.verdict import Level, Status
from tutor.text import plain

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

CARD = Card(
    "Why do ships float?",
    "They displace water of their own weight.",
    (KeyPoint("They displace water."), KeyPoint("It weighs as much.", required=False)),
    1,
)
RECORD: dict[str, Any] = {
    "schema": 1,
    "suite": "ships",
    "digest": "0123456789abcdef",
    "grader": "offline 1",
    "label_map": "as labelled",
    "responses": 10,
    "judged": 8,
    "unjudged": 1,
    "errors": 1,
    "level": {
        "accuracy": {"value": 0.75, "interval": [0.5, 0.9]},
        "false_accept": {"value": 0.125},
    },
    "cost": {"seconds_median": {"value": 0.0125}},
    "confusion": {"levels": ["incorrect", "correct"], "counts": [[3, 1], [1, 3]]},
    "reliability": [
        {"confidence": 0.5, "accuracy": 0.4, "count": 4},
        {"confidence": 0.9, "accuracy": 1.0, "count": 4},
    ],
    "risk_coverage": [{"coverage": 0.5, "risk": 0.0}, {"coverage": 1.0, "risk": 0.25}],
    "cases": {
        "negated": {
            "responses": 5,
            "judged": 4,
            "passed": {"value": 0.25, "interval": [0.05, 0.7]},
            "accuracy": {"value": 0.5, "interval": [0.15, 0.85]},
        },
        "paraphrase": {
            "responses": 5,
            "judged": 4,
            "accuracy": {"value": 1.0, "interval": [0.51, 1.0]},
        },
    },
    "lengths": [{"words": [1, 9], "responses": 10, "judged": 8, "accuracy": {"value": 0.75}}],
    "bands": {"incorrect": {"responses": 5, "judged": 4, "accuracy": {"value": 0.75}}},
}


def response(
    name: str, level: Level, answer: str = "They are hollow.", case: str = "", card: Card = CARD
) -> Response:
    return Response(name, card, answer, Label(level, 0.0), case)


def verdict(name: str, level: Level, confidence: float = 0.8, reason: str = "") -> Result:
    return Result(name, Kind.VERDICT, level, 0.0, confidence, reason=reason)


def suite_of(*responses: Response) -> Suite:
    return Suite("ships", responses, LEVELS, "as labelled", has_scores=False, has_points=False)


def run_of(*results: Result, grader: str = "offline 1") -> Run:
    return Run("ships", "0123456789abcdef", "as labelled", grader, results, {}, {})


def report_of(
    record: dict[str, Any] = RECORD,
    judged: Sequence[tuple[Suite, Run]] = (),
    conditions: Sequence[Condition] = (),
    machine: Mapping[str, str] | None = None,
) -> Report:
    return Report(
        "0.1.0",
        (read_summary(record),),
        judged=tuple(judged),
        conditions=tuple(conditions),
        machine=machine or {},
    )


def report_on(answer: str) -> Report:
    """A report that shows one answer, called correct though it is not."""
    suite = suite_of(response("r1", Level.INCORRECT, answer))
    return report_of(judged=((suite, run_of(verdict("r1", Level.CORRECT))),))


# -- reading ---------------------------------------------------------------------------------


def test_a_metric_is_found_under_its_group_and_name() -> None:
    assert read_summary(RECORD).metrics["level.accuracy"].interval == (0.5, 0.9)


def test_the_summaries_that_metrics_make_can_be_read() -> None:
    suite = suite_of(response("r1", Level.CORRECT), response("r2", Level.INCORRECT))
    run = dataclasses.replace(
        run_of(verdict("r1", Level.CORRECT), verdict("r2", Level.CORRECT)), digest=suite.digest
    )
    record = as_record(metrics.summary(suite, run, seed=0, resamples=10))
    assert read_summary(record).metrics["level.accuracy"].value == 0.5


def test_the_comparisons_that_metrics_make_can_be_read() -> None:
    suite = suite_of(response("r1", Level.CORRECT), response("r2", Level.INCORRECT))
    good = run_of(verdict("r1", Level.CORRECT), verdict("r2", Level.INCORRECT), grader="good")
    poor = run_of(verdict("r1", Level.CORRECT), verdict("r2", Level.CORRECT), grader="poor")
    runs = [dataclasses.replace(run, digest=suite.digest) for run in (good, poor)]
    record = comparison_record(
        metrics.compare(suite, *runs, seed=0, metrics=["level.accuracy"], resamples=10)
    )
    read = read_comparison(record)
    assert (read.grader, read.baseline) == ("good", "poor")
    assert [(one.before, one.after) for one in read.changes] == [(0.5, 1.0)]


def test_a_summary_of_another_schema_is_refused() -> None:
    with pytest.raises(ReadError, match=r"old\.json: .*schema is 2, not 1"):
        read_summary(RECORD | {"schema": 2}, "old.json")


def test_what_a_summary_lacks_is_named() -> None:
    record = {key: value for key, value in RECORD.items() if key != "judged"}
    with pytest.raises(ReadError, match=r"old\.json: a summary without judged"):
        read_summary(record, "old.json")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "0.5", True, None])
def test_a_value_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ReadError, match="not a finite number"):
        read_summary(RECORD | {"level": {"accuracy": {"value": value}}})


def test_official_labels_have_a_matrix_of_their_own() -> None:
    own = {
        "official": {"accuracy": {"value": 0.625}},
        "official_confusion": {"labels": ["correct", "contradictory"], "counts": [[3, 1], [2, 2]]},
    }
    page = html(report_of(RECORD | own))
    assert (
        Reader(page).tags.count("caption")
        == Reader(html(report_of(RECORD))).tags.count("caption") + 1
    )
    assert "contradictory" in Reader(page).data
    assert "accuracy, official labels" in Reader(page).data


def test_a_matrix_that_is_not_square_is_refused() -> None:
    with pytest.raises(ReadError, match="confusion matrix"):
        read_summary(RECORD | {"confusion": {"levels": ["incorrect", "correct"], "counts": [[1]]}})


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"summaries": [3]}', '{"summaries": 3}'])
def test_a_file_that_is_no_report_is_refused_by_its_name(content: str) -> None:
    with pytest.raises(ReadError, match=r"^old\.json"):
        read_entries(content, "old.json")


def test_a_report_as_json_is_read_back() -> None:
    written = json.dumps(as_json(report_of(machine={"cores": "2"})))
    assert read_entries(written, "report.json") == (read_summary(RECORD),)


def test_json_names_the_version_and_the_machine() -> None:
    written = as_json(report_of(machine={"cores": "2"}))
    assert (written["schema"], written["tutor"], written["machine"]) == (1, "0.1.0", {"cores": "2"})


# -- comparing -------------------------------------------------------------------------------


def test_a_baseline_is_the_same_grader_if_it_is_there() -> None:
    other, same = RECORD | {"grader": "length"}, RECORD
    made = compared([read_summary(RECORD)], [read_summary(other), read_summary(same)])
    assert [one.baseline for one in made] == ["offline 1"]


def test_a_baseline_may_be_another_version_of_the_only_grader() -> None:
    former = read_summary(RECORD | {"grader": "offline 0"})
    assert [one.baseline for one in compared([read_summary(RECORD)], [former])] == ["offline 0"]


def test_nothing_is_compared_where_the_baseline_could_be_either() -> None:
    former = [read_summary(RECORD | {"grader": grader}) for grader in ("length", "overlap")]
    assert compared([read_summary(RECORD)], former) == ()


def test_a_suite_that_has_changed_is_told() -> None:
    former = read_summary(RECORD | {"digest": "fedcba9876543210"})
    assert "not comparable" in compared([read_summary(RECORD)], [former])[0].basis


def test_a_metric_that_only_one_of_them_has_is_not_compared() -> None:
    former = read_summary(RECORD | {"level": {"accuracy": {"value": 0.5}}})
    changes = compared([read_summary(RECORD)], [former])[0].changes
    assert [one.metric for one in changes] == ["level.accuracy", "cost.seconds_median"]


# -- names and numbers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (0.71875, Unit.SHARE, "71.9 %"),
        (-0.25, Unit.NUMBER, "−0.250"),
        (-0.0001, Unit.NUMBER, "0.000"),
        (0.0123, Unit.SECONDS, "12.3 ms"),
        (0.25, Unit.SECONDS, "250 ms"),
        (2.5, Unit.SECONDS, "2.50 s"),
        (12345.0, Unit.COUNT, "12,345"),
        (0.0042, Unit.DOLLARS, "$0.0042"),
        (12.5, Unit.DOLLARS, "$12.50"),
    ],
)
def test_a_value_has_its_unit(amount: float, unit: Unit, shown: str) -> None:
    assert names.value(amount, unit).replace("\u202f", " ") == shown


def test_a_metric_nobody_has_named_is_called_by_its_key() -> None:
    assert names.metric("level.some_new_one").name == "some new one"


def test_every_metric_that_is_made_has_a_name() -> None:
    known = (*metrics.HEADLINES, *names.MAIN)
    assert all(names.metric(path).better is not names.Better.NEITHER for path in known)


def test_the_difference_of_shares_is_in_percentage_points() -> None:
    assert names.difference(Change("level.accuracy", 0.75, 0.5)) == "−25.0\u202fpp"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (Change("level.accuracy", 0.5, 0.7), "better"),
        (Change("level.false_accept", 0.5, 0.7), "worse"),
        (Change("level.accuracy", 0.5, 0.7, p=0.2), "within chance"),
        (Change("level.accuracy", 0.5, 0.7, p=0.01), "better"),
        (Change("level.accuracy", 0.5, 0.5), "same"),
        (Change("consequence.in_doubt", 0.5, 0.7), "differs"),
    ],
)
def test_an_outcome_heeds_the_direction_and_chance(change: Change, outcome: str) -> None:
    assert names.outcome(change) == outcome


# -- graders ---------------------------------------------------------------------------------


def test_a_grader_is_called_as_short_as_tells_it_apart() -> None:
    overlap = "baseline: word overlap (partial from 0.3, correct from 0.5, fit 01234567)"
    cosine = "baseline: cosine, a-model (int8 weights) (partial from 0.3, correct from inf, fit 0)"
    assert short_names(["offline 3, a-model (int8 weights)", overlap, cosine]) == {
        "offline 3, a-model (int8 weights)": "offline 3",
        overlap: "word overlap",
        cosine: "cosine",
    }


def test_graders_of_one_short_name_keep_what_tells_them_apart() -> None:
    graders = ["rubric 2 (0123), small", "rubric 2 (0123), large"]
    assert short_names(graders) == {name: name for name in graders}


@given(st.lists(st.text(), max_size=6))
def test_no_two_graders_are_called_alike(graders: list[str]) -> None:
    called = short_names(graders)
    assert len(set(called.values())) == len(set(graders))


def test_a_baseline_is_one_grader_whatever_suite_it_is_fitted_to() -> None:
    entries = [
        read_summary(RECORD | {"suite": suite, "grader": f"baseline: length (fit {suite})"})
        for suite in ("ships", "trees")
    ]
    assert "1 grader · 2 suites" in html(Report("0.1.0", tuple(entries)))


def test_the_grader_that_ships_comes_first() -> None:
    graders = ("baseline: majority (correct, 0.4)", "rubric 2 (01), small", "offline 3, a-model")
    entries = tuple(read_summary(RECORD | {"grader": grader}) for grader in graders)
    [section] = sections(Report("0.1.0", entries))
    assert [one.grader for one in section.entries] == ["offline 3", "rubric 2", "majority"]


# -- mistakes --------------------------------------------------------------------------------


def test_the_worst_mistakes_are_further_off_and_then_surer() -> None:
    suite = suite_of(
        response("near", Level.PARTIAL),
        response("unsure", Level.INCORRECT),
        response("sure", Level.INCORRECT),
    )
    run = run_of(
        verdict("near", Level.CORRECT, 0.99),
        verdict("unsure", Level.CORRECT, 0.5),
        verdict("sure", Level.CORRECT, 0.9),
    )
    found = worst(suite, run, Sort.FALSE_ACCEPT, most=9)
    assert [one.response.id for one in found] == ["sure", "unsure", "near"]


def test_a_correct_response_called_partial_is_a_false_reject() -> None:
    suite, run = suite_of(response("r1", Level.CORRECT)), run_of(verdict("r1", Level.PARTIAL))
    assert len(worst(suite, run, Sort.FALSE_REJECT, most=9)) == 1
    assert not worst(suite, run, Sort.FALSE_ACCEPT, most=9)


def test_a_response_without_a_verdict_is_no_mistake() -> None:
    suite, run = suite_of(response("r1", Level.CORRECT)), run_of(Result("r1", Kind.UNJUDGED))
    assert not worst(suite, run, Sort.FALSE_REJECT, most=9)


def test_reasons_for_no_verdict_are_counted_apart_from_errors() -> None:
    run = run_of(
        Result("r1", Kind.UNJUDGED, reason="in French"),
        Result("r2", Kind.UNJUDGED, reason="in French"),
        Result("r3", Kind.ERROR, reason="too slow"),
    )
    assert not_judged(run, Kind.UNJUDGED, most=9) == (("in French", 2),)


def test_statuses_are_left_out_where_they_are_not_one_per_point() -> None:
    suite = suite_of(response("r1", Level.INCORRECT))
    run = run_of(
        dataclasses.replace(verdict("r1", Level.CORRECT), points=(Status.COVERED, Status.MISSING))
    )
    (mistake,) = worst(suite, run, Sort.FALSE_ACCEPT, most=9)
    assert [(one.label, one.found) for one in mistake.points] == [
        (None, Status.COVERED),
        (None, Status.MISSING),
    ]


# -- markup ----------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Keeps what a page is made of, and asserts that every tag is closed where it must be."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.data.append(data)

    def values(self, attribute: str) -> list[str]:
        return [found for _, attrs in self.attributes if (found := attrs.get(attribute))]


@given(st.text())
def test_any_text_stays_text(said: str) -> None:
    read = Reader(element("p", said))
    assert (read.tags, "".join(read.data)) == (["p"], plain(said))


@given(st.text(min_size=1))
def test_any_text_stays_in_its_attribute(said: str) -> None:
    assert Reader(element("p", title=said)).values("title") == [plain(said)]


def test_markup_in_markup_is_not_escaped_again() -> None:
    assert element("p", element("b", "a & b")) == "<p><b>a &amp; b</b></p>"


def test_a_terminal_escape_is_made_visible() -> None:
    assert text("\x1b[31m") == "␛[31m"


# -- colours ---------------------------------------------------------------------------------


def channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def luminance(rgb: Iterable[float]) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [value / 255 for value in rgb]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Iterable[float], other: Iterable[float]) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PALETTES = pytest.mark.parametrize("palette", [style.LIGHT, style.DARK], ids=["light", "dark"])


@PALETTES
@pytest.mark.parametrize("colour", ["ink", "quiet", "good", "bad", "series-1"])
def test_what_is_read_has_contrast_enough(palette: dict[str, str], colour: str) -> None:
    for ground in ("paper", "raised"):
        assert contrast(channels(palette[colour]), channels(palette[ground])) >= 4.5


@PALETTES
def test_what_a_chart_is_read_by_has_contrast_enough(palette: dict[str, str]) -> None:
    for name in ("axis", *(f"series-{at + 1}" for at in range(style.SERIES))):
        assert contrast(channels(palette[name]), channels(palette["paper"])) >= 3


@PALETTES
def test_the_darkest_cell_of_a_matrix_can_be_read(palette: dict[str, str]) -> None:
    share = style.SHADED / 100
    pairs = zip(channels(palette["series-1"]), channels(palette["paper"]), strict=True)
    cell = [share * over + (1 - share) * under for over, under in pairs]
    assert contrast(channels(palette["ink"]), cell) >= 4.5


# -- charts ----------------------------------------------------------------------------------


def test_an_axis_goes_from_nothing_to_its_end() -> None:
    axis = Axis("risk", highest=0.5, step=0.1, start=300, end=0)
    assert [axis.at(share) for share in (0, 0.25, 0.5, 0.9)] == [300, 150, 0, 0]


def test_graders_are_told_apart_without_colour() -> None:
    def uncoloured(series: int) -> str:
        drawn = marker(series, 10, 10) + line(series, [(0, 0), (9, 9)])
        return re.sub(r'class="[^"]*"', "", drawn)

    assert len({uncoloured(series) for series in range(30)}) == 30


def test_a_single_grader_needs_no_legend() -> None:
    assert legend(["offline 1"]) == ""


@pytest.mark.parametrize(
    ("draw", "labels"),
    [
        (reliability, ("confidence of the verdict", "share that was right")),
        (risk_coverage, ("coverage: verdicts that stand", "risk: share of them that is wrong")),
        (case_bars, ("accuracy", "negated")),
    ],
)
def test_a_chart_labels_what_it_measures(
    draw: Callable[[Sequence[Summary], str], Markup], labels: tuple[str, ...]
) -> None:
    data = " ".join(Reader(draw([read_summary(RECORD)], "chart")).data)
    assert all(label in data for label in labels)


def test_a_point_stands_where_its_values_say() -> None:
    drawn = reliability([read_summary(RECORD)], "chart")
    places = [
        (float(attrs["cx"] or ""), float(attrs["cy"] or ""))
        for tag, attrs in Reader(drawn).attributes
        if tag == "circle"
    ]
    # the plot is 326 by 300 pixels with its corner at (60, 312): 50 % and 40 %, 90 % and 100 %
    assert places == [(223.0, 192.0), (353.4, 12.0)]


def test_a_bar_is_as_long_as_its_value() -> None:
    record = RECORD | {"cases": {"all": {"responses": 4, "judged": 4, "accuracy": {"value": 0.5}}}}
    attributes = Reader(case_bars([read_summary(record)], "chart")).attributes
    (bar,) = [attrs for tag, attrs in attributes if tag == "rect"]
    assert float(bar["width"] or "") == 166  # of 332 pixels


def test_the_hardest_case_comes_first() -> None:
    assert hardest_first([read_summary(RECORD)]) == ["negated", "paraphrase"]


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    record = RECORD | {"reliability": [], "risk_coverage": [], "cases": {}}
    for draw in (reliability, risk_coverage, case_bars):
        assert "title" in Reader(draw([read_summary(record)], "chart")).tags


# -- the page --------------------------------------------------------------------------------


def full_report() -> Report:
    """Two graders over two suites, with everything that a report can have."""
    suite = suite_of(
        response("r1", Level.INCORRECT, "They are hollow.", "negated"),
        response("r2", Level.CORRECT, "Water gives way."),
        response("r3", Level.CORRECT),
    )
    run = run_of(
        verdict("r1", Level.CORRECT, 0.97, "Both points are there."),
        verdict("r2", Level.INCORRECT, 0.6),
        Result("r3", Kind.ERROR, reason="TimeoutError: 30 s"),
    )
    entries = [
        read_summary(RECORD | {"suite": suite, "grader": grader})
        for suite in ("ships", "trees")
        for grader in ("offline 1", "overlap")
    ]
    return Report(
        tutor="0.1.0",
        entries=tuple(entries),
        judged=((suite, run),),
        comparisons=compared(entries[:1], entries[1:2]),
        conditions=(
            Condition("ships", "offline 1", "accuracy at least 70 %"),
            Condition("ships", "offline 1", "false accepts at most 5 %", "12.5 %"),
        ),
        machine={"processor": "a slow one"},
        on="22 November 2025",
    )


def test_the_page_is_well_formed() -> None:
    assert Reader(html(full_report())).tags[0] == "html"


def test_the_page_loads_nothing() -> None:
    page = html(full_report())
    read = Reader(page)
    assert "http" not in page.replace("http-equiv", "")
    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    assert not read.values("src")
    assert all(target.startswith("#") for target in read.values("href"))
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_forbids_itself_to_load_anything() -> None:
    (policy,) = [
        attrs["content"]
        for _, attrs in Reader(html(full_report())).attributes
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_the_page_has_no_script_that_a_response_brings() -> None:
    page = html(report_on("<script>document.title = 'taken'</script>"))
    assert "script" not in Reader(page).tags
    assert "&lt;script&gt;" in page


@given(st.text())
def test_no_response_changes_what_the_page_is_made_of(answer: str) -> None:
    assert Reader(html(report_on(answer))).tags == Reader(html(report_on("a"))).tags


def test_a_name_from_outside_changes_nothing_either() -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    record = RECORD | {
        "suite": hostile,
        "grader": hostile,
        "cases": {hostile: {"responses": 1, "judged": 0}},
    }
    assert "img" not in Reader(html(report_of(record))).tags


def test_the_page_is_for_every_reader() -> None:
    read = Reader(html(full_report()))
    names_of_parts = read.values("id")
    assert dict(read.attributes)["html"] == {"lang": "en-GB"}
    assert "width=device-width, initial-scale=1" in read.values("content")
    assert len(names_of_parts) == len(set(names_of_parts))
    for labels in read.values("aria-labelledby"):
        assert set(labels.split()) <= set(names_of_parts)


def test_headings_skip_no_level() -> None:
    levels = [
        int(tag[1]) for tag in Reader(html(full_report())).tags if re.fullmatch("h[1-6]", tag)
    ]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_head_of_a_row_or_column_says_which_it_is() -> None:
    heads = [attrs for tag, attrs in Reader(html(full_report())).attributes if tag == "th"]
    assert heads
    assert all(attrs.get("scope") for attrs in heads)


def test_every_chart_has_a_title_and_a_description() -> None:
    read = Reader(html(full_report()))
    charts = [attrs for tag, attrs in read.attributes if tag == "svg" and attrs.get("role")]
    assert len(charts) == 6  # three for each of two suites
    assert read.tags.count("desc") == 6


def test_what_got_no_verdict_is_on_the_page() -> None:
    page = " ".join(Reader(html(full_report())).data)
    assert "TimeoutError: 30 s" in page
    assert "Without a verdict" in page


def test_a_mistake_is_shown_with_all_that_explains_it() -> None:
    page = " ".join(Reader(html(full_report())).data)
    for shown in (
        "Why do ships float?",
        "They are hollow.",
        "They displace water.",
        "Both points are there.",
        "case negated",
    ):
        assert shown in page


def test_a_missed_condition_is_told_in_words() -> None:
    page = " ".join(Reader(html(full_report())).data)
    assert "Gate: 1 of 2 conditions met" in page
    assert "false accepts at most 5 %; found: 12.5 %" in page


def test_what_does_not_apply_has_no_section() -> None:
    bare = {key: RECORD[key] for key in list(RECORD)[:9]}
    headings = Reader(html(report_of(bare))).data
    assert not {"Confidence", "Confusion", "Cases", "Length", "Quality"} & set(headings)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here to open the page in")
def test_a_browser_shows_the_page(tmp_path: Path) -> None:
    assert CHROMIUM
    page = tmp_path / "report.html"
    hostile = "<script>document.title = 'taken'</script><img src=x onerror='document.title=1'>"
    report = dataclasses.replace(report_on(hostile), on="22 November 2025")
    page.write_text(html(report), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'own'}"]
    shown = subprocess.run(
        [CHROMIUM, *options, "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        text=True,
        timeout=300,
    ).stdout
    assert "<title>Evaluation of grading: ships</title>" in shown
    assert "<h5>Why do ships float?</h5>" in shown
    assert "Reliability diagram" in shown
    assert not {"script", "img"} & set(Reader(shown).tags)


# -- Markdown --------------------------------------------------------------------------------


@given(st.text(min_size=1))
def test_no_text_ends_its_code_span(said: str) -> None:
    span = code(said, width=0)
    assert "\n" not in span
    if span != "–":
        fence = (re.match("`+", span) or [""])[0]
        inside = span.removeprefix(fence).removesuffix(fence)
        assert fence not in re.findall("`+", inside)
        assert not inside.startswith("`")
        assert not inside.endswith("`")


def test_a_long_response_is_cut() -> None:
    assert len(code("word " * 500)) < 310


def test_a_bar_in_a_name_does_not_end_its_cell() -> None:
    lines = markdown(report_of(RECORD | {"grader": "a|b"})).splitlines()
    head = next(line for line in lines if line.startswith("| metric"))
    assert head == "| metric | `a¦b` |"


def test_the_head_of_the_comment_has_values_with_intervals() -> None:
    assert "| accuracy ↑ | 75.0\u202f% (50.0–90.0) |" in markdown(report_of()).splitlines()


def test_the_comment_counts_what_got_no_verdict() -> None:
    assert "| judged | 8 of 10, 1 error |" in markdown(report_of()).splitlines()


def test_the_comment_has_a_row_per_case() -> None:
    assert "| `negated` | 5 | 50.0\u202f% (15.0–85.0) |" in markdown(report_of()).splitlines()


def test_the_comment_says_what_changed() -> None:
    entry = read_summary(RECORD)
    former = read_summary(RECORD | {"level": {"accuracy": {"value": 0.5}}})
    made = Report("0.1.0", (entry,), comparisons=compared([entry], [former]))
    row = "| accuracy | 50.0\u202f% | 75.0\u202f% | +25.0\u202fpp | – | better |"
    assert row in markdown(made).splitlines()


def test_the_comment_shows_few_mistakes() -> None:
    ids = [f"r{at}" for at in range(9)]
    suite = suite_of(*(response(name, Level.INCORRECT) for name in ids))
    run = run_of(*(verdict(name, Level.CORRECT) for name in ids))
    shown = markdown(report_of(judged=((suite, run),)))
    assert shown.count("  - response ") == 3


def test_a_response_cannot_mention_anyone() -> None:
    shown = markdown(report_on("`@everyone` <b>x</b>"))
    assert "  - response `` `@everyone` <b>x</b> ``" in shown.splitlines()


def test_a_reference_is_shown_without_the_comments_of_its_deck() -> None:
    marked = dataclasses.replace(CARD, answer="They displace water. <!-- also: they float -->")
    suite = suite_of(response("r1", Level.INCORRECT, card=marked))
    shown = markdown(report_of(judged=((suite, run_of(verdict("r1", Level.CORRECT))),)))
    assert "  - reference `They displace water.`" in shown.splitlines()


def test_every_metric_and_full_name_is_folded_below_the_main_ones() -> None:
    lines = markdown(report_of(RECORD | {"grader": "offline 3, a-model"})).splitlines()
    assert "| median time ↓ | 12.5\u202fms |" in lines
    assert "- `offline 3`: `offline 3, a-model`" in lines


def test_intervals_are_explained_where_there_are_any() -> None:
    without = report_of(RECORD | {"level": {"accuracy": {"value": 0.75}}})
    for write in (markdown, html):
        assert "Intervals are of 95" in write(report_of())
        assert "Intervals are of 95" not in write(without)


def test_every_row_of_a_table_has_as_many_cells() -> None:
    widths: list[set[int]] = [set()]
    for row in markdown(full_report()).splitlines():
        if row.startswith("|"):
            widths[-1].add(row.count("|"))
        else:
            widths.append(set())
    assert {len(found) for found in widths} == {0, 1}


# -- JUnit -----------------------------------------------------------------------------------


def test_a_missed_condition_is_a_failure_with_a_message() -> None:
    root = ElementTree.fromstring(junit(full_report()))
    (failure,) = root.iter("failure")
    assert failure.get("message") == "asked: false accepts at most 5 %; found: 12.5 %"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")


def test_there_is_a_test_suite_per_suite_and_grader() -> None:
    root = ElementTree.fromstring(junit(full_report()))
    assert [suite.get("name") for suite in root] == [
        "ships × offline 1",
        "ships × overlap",
        "trees × offline 1",
        "trees × overlap",
    ]


def test_without_a_gate_each_case_is_a_test_case() -> None:
    root = ElementTree.fromstring(junit(report_of()))
    assert [case.get("name") for case in root.iter("testcase")] == [
        EVERY_RESPONSE,
        "negated",
        "paraphrase",
    ]


def test_without_a_gate_a_grader_that_crashed_is_an_error() -> None:
    (error,) = ElementTree.fromstring(junit(report_of())).iter("error")
    assert error.get("message") == "1 of 10 responses ended in an error"


def test_a_condition_on_a_run_that_is_not_there_is_not_lost() -> None:
    asked = Condition("ships", "rubric 2", "accuracy at least 70 %", "no such run")
    root = ElementTree.fromstring(junit(report_of(conditions=(asked,))))
    assert (root.get("tests"), root.get("failures")) == ("1", "1")


def test_metrics_are_properties() -> None:
    root = ElementTree.fromstring(junit(report_of()))
    told = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert told["level.accuracy"] == "0.75"


@given(st.text())
def test_test_results_are_well_formed_for_any_text(said: str) -> None:
    record = RECORD | {"grader": said, "cases": {said: {"responses": 1, "judged": 0}}}
    asked = Condition("ships", said, said, said)
    for conditions in ((), (asked,)):
        ElementTree.fromstring(junit(report_of(record, conditions=conditions)))
