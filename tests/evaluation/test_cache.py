"""Verdicts are found again by what was judged, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.evaluation.graders import CARD, POINT, response
from tutor.cards.card import Card, Place
from tutor.evaluation.cache import Cache, content_key, program_version
from tutor.evaluation.results import Cost, Kind, Result
from tutor.grading.verdict import Level, Status

ASKED = response("r0", "good")
VERDICT = Result(
    "r0", Kind.VERDICT, Level.PARTIAL, 0.3, 0.8, (Status.PARTLY,), "similarity", cost=Cost(1.5)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "verdicts"


def opened(folder: Path, grader: str = "offline 7", version: str = "0.1.0") -> Cache:
    return Cache(folder, grader, version)


def put(folder: Path, result: Result = VERDICT) -> None:
    with opened(folder) as cache:
        cache.put(ASKED, result)


def test_a_verdict_is_found_by_a_later_run_with_its_cost(folder: Path) -> None:
    put(folder)
    with opened(folder) as cache:
        assert cache.get(ASKED) == VERDICT


def test_a_verdict_is_found_by_the_same_run(folder: Path) -> None:
    with opened(folder) as cache:
        cache.put(ASKED, VERDICT)
        assert cache.get(ASKED) == VERDICT


def test_a_verdict_on_the_same_answer_has_the_id_of_the_one_that_is_asked_for(folder: Path) -> None:
    put(folder)
    with opened(folder) as cache:
        assert cache.get(replace(ASKED, id="r9")) == replace(VERDICT, id="r9")


@pytest.mark.parametrize("kind", [Kind.ERROR, Kind.UNJUDGED])
def test_what_is_no_verdict_is_not_kept(folder: Path, kind: Kind) -> None:
    put(folder, Result("r0", kind, reason="The network is down."))
    with opened(folder) as cache:
        assert cache.get(ASKED) is None


@pytest.mark.parametrize(("grader", "version"), [("offline 8", "0.1.0"), ("offline 7", "0.2.0")])
def test_another_grader_or_version_finds_nothing(folder: Path, grader: str, version: str) -> None:
    put(folder)
    with opened(folder, grader, version) as cache:
        assert cache.get(ASKED) is None


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, question="What makes ATP?"),
        replace(CARD, answer="The mitochondria"),
        replace(CARD, accepted=("the chloroplast",)),
        replace(CARD, needed=0),
        replace(CARD, points=(replace(POINT, accepted=("mitochondria",)),)),
        replace(CARD, points=(replace(POINT, required=False),)),
        replace(CARD, points=(POINT, POINT)),
    ],
)
def test_a_card_that_asks_something_else_has_another_key(card: Card) -> None:
    keys = {content_key(replace(ASKED, card=one), "g", "v", 1) for one in (CARD, card)}
    assert len(keys) == 2


def test_a_card_that_was_moved_keeps_its_key() -> None:
    moved = replace(CARD, place=Place("other.md", 7), decks=("other",))
    keys = {content_key(replace(ASKED, card=one), "g", "v", 1) for one in (CARD, moved)}
    assert len(keys) == 1


def test_an_answer_that_no_stream_can_encode_has_a_key() -> None:
    assert len(content_key(replace(ASKED, text="\ud800"), "g", "v", 1)) == 64


@pytest.mark.parametrize("damage", [b'{"key": "ab', b"[]\n", b'{"key": 7}\n', b"\xff\xfe\n"])
def test_lines_that_make_no_sense_do_not_count(folder: Path, damage: bytes) -> None:
    put(folder)
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes() + damage)
    other = replace(ASKED, text="bad")
    with opened(folder) as cache:
        cache.put(other, VERDICT)
    with opened(folder) as cache:
        assert cache.get(ASKED) == VERDICT
        assert cache.get(other) == VERDICT


def test_a_cache_that_cannot_be_opened_keeps_nothing_and_says_why(folder: Path) -> None:
    folder.write_text("a file where a folder should be")
    with opened(folder) as cache:
        cache.put(ASKED, VERDICT)
        assert cache.get(ASKED) is None
        assert str(folder) in cache.fault


def test_a_cache_that_is_sound_has_no_fault(folder: Path) -> None:
    with opened(folder) as cache:
        cache.put(ASKED, VERDICT)
        assert cache.fault == ""


def test_two_runs_may_have_it_open(folder: Path) -> None:
    other = replace(ASKED, text="bad")
    with opened(folder) as one, opened(folder) as two:
        one.put(ASKED, VERDICT)
        two.put(other, VERDICT)
        one.put(replace(ASKED, text="half"), VERDICT)
    with opened(folder) as cache:
        assert cache.get(ASKED) == cache.get(other) == VERDICT


def test_the_version_says_what_the_program_judges_with() -> None:
    number, _, digest = program_version().partition("+")
    assert number
    assert len(digest) == 8
