"""The guard against responses that a grader was fitted on."""

from __future__ import annotations

from tutor.cards.points import ask
from tutor.copies import Said
from tutor.evaluation.held_out import Leak, leaks
from tutor.evaluation.suite import LEVELS, Label, Response, Split, Suite
from tutor.grading.verdict import Level

CARD = ask("What does an enzyme do?", "It lowers the activation energy.")
SAID = "It lowers the barrier that a reaction has to pass."


def suite(*texts: str, split: Split = Split.TEST) -> Suite:
    label = Label(Level.CORRECT, 1.0)
    responses = (Response(f"r{at}", CARD, one, label, "", split) for at, one in enumerate(texts))
    return Suite("made up", tuple(responses), LEVELS, "", has_scores=False, has_points=False)


def test_a_response_that_stands_in_the_texts_is_a_leak() -> None:
    held, seen = suite("It is a protein.", SAID), Said(SAID, place="train.jsonl:2")
    assert leaks(held, [Said("Nothing."), seen]) == [Leak(held.responses[1], seen, 1.0)]


def test_a_response_with_a_word_changed_in_the_middle_is_a_leak() -> None:
    [leak] = leaks(suite(SAID), [Said(SAID.replace("reaction", "process"))])
    assert leak.similarity == 0.9


def test_a_short_response_is_looked_for_among_answers_to_its_question() -> None:
    held = suite("It is a protein.")
    assert leaks(held, [Said("It is a protein.", "What is haemoglobin?")]) == []
    assert len(leaks(held, [Said("It is a protein.", CARD.question)])) == 1


def test_responses_to_choose_by_may_be_known() -> None:
    assert leaks(suite(SAID, split=Split.DEV), [Said(SAID)]) == []


def test_a_response_without_words_is_no_leak() -> None:
    assert leaks(suite("", " …", "?"), [Said(""), Said("?"), Said("!")]) == []
