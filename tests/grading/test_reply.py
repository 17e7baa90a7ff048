"""What a judge replies is read in full, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import resources
from tutor.grading.reply import MAX_AGAINST, Said, read_reply, reply_schema
from tutor.grading.rubric import read_rubric
from tutor.grading.verdict import Status, Unjudged

RUBRIC = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
COVERED, MISSING = {"verdict": "covered", "quote": "a"}, {"verdict": "missing", "quote": ""}


def told(points: object, **more: object) -> str:
    return json.dumps({"points": points, **more})


GOOD = told({"1": COVERED, "2": MISSING}, against=["b"], feedback="Add it.")
LISTED = [{"id": 2, **MISSING}, {"id": 1, **COVERED}]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        told(LISTED, against=["b"], feedback="Add it."),
        f"Let me see.\n```json\n{GOOD}\n```\nHope that helps {{really}}!",
    ],
    ids=["by the schema", "as a list", "with text around it"],
)
def test_a_good_reply_is_read(text: str) -> None:
    reply = read_reply(text, 2)
    assert not isinstance(reply, Unjudged)
    assert reply.points == (Said(Status.COVERED, "a"), Said(Status.MISSING, ""))
    assert (reply.against, reply.feedback) == (("b",), "Add it.")


def test_what_an_endpoint_without_a_schema_leaves_out_besides_the_points_is_empty() -> None:
    reply = read_reply(told({"1": COVERED}), 1)
    assert not isinstance(reply, Unjudged)
    assert (reply.against, reply.feedback) == ((), "")


def test_of_many_quotes_against_the_reference_some_are_kept() -> None:
    reply = read_reply(told({"1": COVERED}, against=["b"] * 99), 1)
    assert not isinstance(reply, Unjudged)
    assert len(reply.against) == MAX_AGAINST


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it holds no judgement"),
        ("Both points are covered: 10/10.", "it holds no judgement"),
        ("{}", "it holds no judgement"),
        (GOOD[:-30], "it holds no judgement"),
        (GOOD * 2, "it holds several judgements"),
        (told("covered"), "its points are no list"),
        (told([1, 2]), "one of its points has no id"),
        (told({"1": COVERED, "2": "covered"}), "one of its points has no id"),
        (told({"1": COVERED}), "it does not judge every point once"),
        (told({"1": COVERED, "2": COVERED, "3": COVERED}), "has no id, or another"),
        (told([*LISTED, {"id": 3, **COVERED}]), "it does not judge every point once"),
        (told([{"id": 1, **COVERED}, {"id": 1, **MISSING}]), "it does not judge every point once"),
        (told([{"id": "1", **COVERED}, {"id": 2, **COVERED}]), "one of its points has no id"),
        (told([{"id": True, **COVERED}, {"id": 2, **COVERED}]), "one of its points has no id"),
        (told({"1": COVERED, "2": {"verdict": "excellent"}}), "a verdict that was not on offer"),
        (told({"1": COVERED, "2": {"verdict": ["missing"]}}), "a verdict that was not on offer"),
        ('{"points": {"1": {"verdict": "missing"}, "1": {"verdict": "covered"}}}', "no judgement"),
        (told({"1": COVERED, "2": MISSING}, against="b"), "is no list of quotes"),
        (told({"1": COVERED, "2": MISSING}, against=[1]), "is no list of quotes"),
        ('{"points":' * 5_000, "it is nested too deeply"),
        (" " * 100_000 + GOOD, "it is too long"),
    ],
)
def test_a_reply_that_breaks_the_rules_is_no_judgement(text: str, why: str) -> None:
    reply = read_reply(text, 2)
    assert isinstance(reply, Unjudged)
    assert why in reply.reason


@given(st.text() | st.text('{}[]":,points1id \\', max_size=60))
def test_no_reply_raises(text: str) -> None:
    assert isinstance(read_reply(text, 1), Unjudged)


def test_the_reply_that_the_bundled_instruction_shows_can_be_read() -> None:
    shown = RUBRIC.template.template.splitlines()[-1]
    assert not isinstance(read_reply(shown, 1), Unjudged)
    assert list(json.loads(shown)) == list(reply_schema(1)["properties"])


def objects(schema: object) -> list[dict[str, Any]]:
    """Return every object that stands in a schema."""
    if not isinstance(schema, dict):
        return []
    found = [schema] if schema.get("type") == "object" else []
    return found + [one for value in schema.values() for one in objects(value)]


def test_the_schema_is_strict_in_all_its_parts() -> None:
    found = objects(reply_schema(3))
    assert len(found) == 5
    for one in found:
        assert one["required"] == list(one["properties"])
        assert one["additionalProperties"] is False


def test_the_schema_names_each_point_before_the_remark() -> None:
    schema: Any = reply_schema(2)
    assert list(schema["properties"]) == ["points", "against", "feedback"]
    assert list(schema["properties"]["points"]["properties"]) == ["1", "2"]
