"""What is measured is what it is said to be; no time is asserted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from math import inf
from pathlib import Path

import pytest

from tutor import resources
from tutor.evaluation.bench import attempted
from tutor.evaluation.figures import Figure, Measured, Met, NotMeasured
from tutor.evaluation.grading_cost import ANSWERS, POINTS, answers, four_points, peak_megabytes
from tutor.evaluation.import_cost import anki_imported
from tutor.evaluation.machine import describe_machine, required, requirement_names
from tutor.evaluation.measurements import MEASUREMENTS, help_shown, rubric
from tutor.evaluation.processes import CommandError
from tutor.evaluation.repeating import Bench
from tutor.evaluation.rubric_cost import Ready
from tutor.evaluation.store_measurements import log_carried, next_card
from tutor.grading.exact import says_wording
from tutor.grading.fencing import fence_by
from tutor.grading.rubric import RubricGrader, read_rubric
from tutor.grading.verdict import Answer, Verdict

PROMPT = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))


def small(folder: Path) -> Bench:
    return Bench(folder, runs=1, reviews=30)


def figures(found: Iterable[Measured]) -> dict[str, Figure]:
    return {one.what: one for one in found if isinstance(one, Figure)}


def test_the_card_that_is_answered_has_four_points() -> None:
    assert tuple(point.text for point in four_points().points) == POINTS


def test_no_two_answers_are_alike() -> None:
    assert len(set(answers(ANSWERS + 1))) == ANSWERS + 1


def test_every_answer_has_about_sixty_words() -> None:
    assert all(50 <= len(text.split()) <= 70 for text in answers(256))


def test_no_answer_words_a_point_as_the_reference_does() -> None:
    assert not [text for text in answers(256) if says_wording(POINTS, text)]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's own count")
def test_the_memory_of_this_process_is_counted_in_megabytes() -> None:
    resident = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    assert peak_megabytes() * 1e6 >= resident * os.sysconf("SC_PAGE_SIZE")


def test_requirements_of_extras_are_left_out() -> None:
    lines = ["numpy>=1.26", "typer (>=0.15)", 'torch>=2.4; extra == "train"', 'tzdata; os=="nt"']
    assert list(requirement_names(lines)) == ["numpy", "typer", "tzdata"]


def test_what_a_requirement_requires_is_required() -> None:
    assert {"tutor", "tokenizers", "huggingface-hub"} <= required("tutor")


def test_what_only_developers_need_is_not_required() -> None:
    assert not required("tutor") & {"pytest", "mypy", "ruff"}


def test_the_machine_is_described_without_its_name() -> None:
    assert os.uname().nodename not in "".join(describe_machine().values())


def test_a_measurement_that_fails_keeps_what_it_found_and_says_what_stopped_it(
    tmp_path: Path,
) -> None:
    found = Figure("start", "s", (0.2,))

    def failing(_: Bench) -> Iterator[Measured]:
        yield found
        raise CommandError("tutor due: no deck")

    assert list(attempted("due", failing, small(tmp_path))) == [
        found,
        NotMeasured("due", "tutor due: no deck"),
    ]


def test_a_sitting_over_a_large_store_gives_a_figure_for_every_step(tmp_path: Path) -> None:
    found = figures(next_card(small(tmp_path)))
    assert found.keys() == {
        "store of 30 reviews: opened",
        "store of 30 reviews: all schedules read",
        "queue of 3 cards: built",
        "queue of 3 cards: next card chosen",
        "store of 30 reviews: review recorded, on the disk",
    }


def test_the_figures_of_a_store_and_its_log_are_of_whole_commands(tmp_path: Path) -> None:
    found = figures(log_carried(small(tmp_path)))
    assert [*found] == [
        "`tutor log export` of 1,000 reviews, whole process",
        "`tutor log merge` of 1,000 reviews, whole process",
    ]


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    *_, imports = figures(help_shown(small(tmp_path))).values()
    assert (imports.met, imports.note) == (Met.YES, "")


def test_the_rubric_is_measured_with_and_without_an_endpoint_and_a_store(tmp_path: Path) -> None:
    found = figures(rubric(small(tmp_path)))
    assert [len(one.values) for one in found.values()] == [ANSWERS] * 4


def test_what_the_made_up_model_says_is_looked_up_in_every_way() -> None:
    card = four_points()
    verdict = RubricGrader(Ready(), PROMPT, fence_by(b"any")).grade(card, Answer(answers(1)[0]))
    assert isinstance(verdict, Verdict)
    assert [one.evidence for one in verdict.findings] == [
        "a weakened version of the virus",
        "that cannot make you ill,",
        "The body gets to see a weakened version",
        "",
    ]


def test_stats_are_measured_over_the_usual_period_and_over_the_whole_log(tmp_path: Path) -> None:
    found = figures(MEASUREMENTS["stats"](small(tmp_path)))

    what = "`tutor stats` of a log of 30 reviews"
    assert {name: one.at_most for name, one in found.items()} == {
        what: 2,
        f"{what}, all of it": inf,
    }


def test_taking_a_collection_of_anki_over_is_measured_twice(tmp_path: Path) -> None:
    what = "`tutor import` of 30 cards of Anki's with 120 reviews"

    found = figures(anki_imported(small(tmp_path)))

    assert list(found) == [what, f"{what}, once more"]
    assert sum(path.read_text("utf-8").count(" ^anki-") for path in tmp_path.rglob("*.md")) > 0
