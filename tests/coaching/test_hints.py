from __future__ import annotations

import json
from collections.abc import Callable

from tests.models.chat_server import Endpoint
from tutor.cards.points import ask
from tutor.coaching.hints import hint_ladder, plain_ladder
from tutor.grading.asking import Asking

CARD = ask("What limits a cell's size?", "The ratio of surface to volume falls as radius grows.")
GOOD = {
    "topic": "Think of geometry.",
    "direction": "What must pass the border, and what does it feed?",
    "nearly": "Compare how the surface and what it encloses change.",
}
By = Callable[[str], Asking]


def reply(**hints: object) -> dict[str, str]:
    return {"content": json.dumps(hints)}


def test_hints_that_keep_the_answer_are_the_models(endpoint: Endpoint, by: By) -> None:
    endpoint.will(reply(**GOOD))

    ladder = hint_ladder(by("hints"), CARD)

    assert [hint.text for hint in ladder.hints] == [*GOOD.values()]
    assert ladder.reason == ""
    assert len(endpoint.requests()) == 1


def test_a_hint_with_the_answer_is_asked_for_again(endpoint: Endpoint, by: By) -> None:
    endpoint.will(reply(**GOOD | {"topic": "The ratio to volume."}), reply(**GOOD))

    ladder = hint_ladder(by("hints"), CARD)

    assert all(hint.by_model for hint in ladder.hints)
    _, again = endpoint.requests()
    assert "too much of the answer" in again["messages"][1]["content"]


def test_a_hint_that_gives_the_answer_away_twice_is_a_plain_one(endpoint: Endpoint, by: By) -> None:
    endpoint.will(reply(**GOOD | {"direction": "It is about v-o-l-u-m-e."}))

    ladder = hint_ladder(by("hints"), CARD)

    assert [hint.by_model for hint in ladder.hints] == [True, False, True]
    assert "volume" not in ladder.hints[1].text
    assert ladder.reason == "1 of 3 gave the answer away."


def test_the_last_hint_may_say_a_quarter_of_the_answers_words_and_no_more(
    endpoint: Endpoint, by: By
) -> None:
    endpoint.will(reply(**GOOD | {"nearly": "The ratio of surface to volume."}))

    ladder = hint_ladder(by("hints"), CARD)

    assert [hint.by_model for hint in ladder.hints] == [True, True, False]


def test_without_a_usable_reply_all_hints_are_plain(endpoint: Endpoint, by: By) -> None:
    endpoint.will({"content": "I would rather not."})

    ladder = hint_ladder(by("hints"), CARD)

    assert not any(hint.by_model for hint in ladder.hints)
    assert "could not be used" in ladder.reason


def test_without_an_endpoint_all_hints_are_plain(endpoint: Endpoint, by: By) -> None:
    endpoint.will({"status": 401})

    assert "refuses the key" in hint_ladder(by("hints"), CARD).reason


def test_of_an_answer_without_words_of_its_own_no_model_is_asked(
    endpoint: Endpoint, by: By
) -> None:
    endpoint.will(reply(**GOOD))

    ladder = hint_ladder(by("hints"), ask("Is it larger or smaller?", "Smaller"))

    assert ladder.reason == "The answer has no word that the question lacks."
    assert endpoint.requests() == []


def test_a_hint_cannot_command_a_terminal(endpoint: Endpoint, by: By) -> None:
    endpoint.will(reply(**GOOD | {"topic": "Think \x1b[2J of\ngeometry."}))

    assert hint_ladder(by("hints"), CARD).hints[0].text == "Think of geometry."


def test_plain_hints_show_how_many_and_how_they_begin() -> None:
    ladder = plain_ladder(ask("Name two.", "- oxygen\n- 3 kg of iron"))

    assert [hint.text for hint in ladder.hints] == [
        "The answer has 2 points.",
        "Its points begin so: o…, (a number).",
        "Its words begin so: o…; (a number) … i….",
    ]
