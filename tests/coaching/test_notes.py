from __future__ import annotations

from tutor.coaching.notes import MOST, Part, parts


def test_notes_are_cut_at_headings_and_without_front_matter() -> None:
    notes = "---\ntags: x\n---\nabove\n\n# One\n\nfirst\n\nsecond\n## Two #\nthird\n"

    assert parts(notes) == [Part("", "above"), Part("One", "first\n\nsecond"), Part("Two", "third")]


def test_a_number_sign_in_a_fence_is_no_heading() -> None:
    assert parts("```\n# a comment\n```\n") == [Part("", "```\n# a comment\n```")]


def test_a_long_section_is_cut_between_paragraphs() -> None:
    found = parts("\n\n".join(f"{number} " + "word " * 200 for number in range(10)))

    assert len(found) > 1
    assert all(len(one.text) <= MOST for one in found)
    assert found[0].text.startswith("0 word")
    assert "".join(one.text for one in found).count("word") == 2_000


def test_a_long_paragraph_is_cut_between_sentences_and_loses_nothing() -> None:
    text = "A sentence ends here. " * 400
    found = parts(text)

    assert all(len(one.text) <= MOST for one in found)
    assert "".join(one.text for one in found).count("sentence") == 400


def test_notes_without_text_have_no_parts() -> None:
    assert parts("# Heading\n\n \n") == []
