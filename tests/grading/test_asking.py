"""What is asked of a model is asked once more where the reply cannot be used, and no oftener."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from tutor.errors import ChatError
from tutor.grading.asking import Asking, Wanted
from tutor.grading.fencing import MAX_DATA
from tutor.grading.prompt import read_prompt
from tutor.grading.verdict import Schema, Unjudged

PROMPT = read_prompt(
    "---\nname: a\nversion: 1\nvariables: [fence]\nreply: a word\n---\nGo. $fence\n"
)


class Parrot:
    """Says one text after another; a None is no reply."""

    name = "parrot"

    def __init__(self, *says: str | None) -> None:
        self._says: Iterator[str | None] = iter(says)
        self.heard: list[str] = []

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        self.heard.append(user)
        said = next(self._says)
        if said is None:
            raise ChatError("The language model is away.")
        return said


def word(text: str) -> str | Unjudged:
    return text if text.isalpha() else Unjudged("It is no word.")


def asked(parrot: Parrot, objection: Callable[[str], str] = lambda _: "") -> str | Unjudged:
    asking = Asking(parrot, PROMPT, lambda _: "====")
    return asking.ask({"data": "x"}, Wanted({}, word, objection))


@pytest.mark.parametrize(
    ("says", "found"),
    [
        (["yes"], "yes"),
        (["?", "yes"], "yes"),
        (["?", "!"], Unjudged("It is no word.")),
        ([None], Unjudged("The language model is away.")),
        (["?", None], Unjudged("The language model is away.")),
    ],
)
def test_a_reply_is_read_or_told_back_once(
    says: Sequence[str | None], found: str | Unjudged
) -> None:
    parrot = Parrot(*says)

    assert asked(parrot) == found
    assert len(parrot.heard) == len(says)


def test_what_is_objected_to_is_told_and_the_second_reply_is_taken() -> None:
    parrot = Parrot("no", "maybe")

    assert asked(parrot, lambda said: f"{said} is not yes") == "maybe"
    assert '"fault": "no is not yes"' in parrot.heard[1]


def test_a_first_reply_is_better_than_a_second_that_cannot_be_read() -> None:
    assert asked(Parrot("no", "?"), lambda said: "not yes") == "no"


def test_more_than_is_sent_is_not_asked() -> None:
    parrot = Parrot()
    asking = Asking(parrot, PROMPT, lambda _: "====")

    found = asking.ask({"data": "x" * MAX_DATA}, Wanted({}, word))

    assert isinstance(found, Unjudged)
    assert parrot.heard == []
