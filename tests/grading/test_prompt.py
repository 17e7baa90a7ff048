"""Every instruction that ships says truly what it is, and what it takes and gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor import resources
from tutor.grading.prompt import Prompt, read_prompt

FILES = sorted(resources.prompts().iterdir())
HEADER = "name: a\nversion: 1\nvariables: [fence]\nreply: JSON\n"


def prompt(header: str = HEADER, body: str = "Between $fence and $fence.") -> Prompt:
    return read_prompt(f"---\n{header}---\n{body}\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_bundled_prompt_has_a_true_header(path: Path) -> None:
    read = read_prompt(path.read_text(encoding="utf-8"))
    assert f"{read.name}.md" == path.name
    assert int(read.version) >= 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_bundled_prompt_with_data_calls_them_no_instructions(path: Path) -> None:
    read = read_prompt(path.read_text(encoding="utf-8"))
    assert "fence" in read.variables
    assert "never instructions" in read.template.template


def test_a_prompt_is_what_its_header_says() -> None:
    read = prompt()
    assert (read.name, read.version, read.reply, read.variables) == ("a", "1", "JSON", {"fence"})


def test_a_prompt_needs_no_variables() -> None:
    assert prompt("name: a\nversion: 1\nvariables: []\nreply: JSON\n", "Go.").variables == set()


def test_values_are_put_in_for_every_variable() -> None:
    assert prompt().render(fence="==") == "Between == and ==."


@pytest.mark.parametrize("values", [{}, {"fence": "=", "count": 2}])
def test_values_that_are_not_the_variables_are_refused(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a has the variables fence"):
        prompt().render(**values)


def test_an_edited_template_has_another_label() -> None:
    assert prompt().label != prompt(body="Between  $fence and $fence.").label
    assert prompt().label == f"a 1 ({prompt().digest})"


@pytest.mark.parametrize(
    ("header", "body", "why"),
    [
        ("name: a\nversion: 1\nvariables: [count]\nreply: JSON\n", "$fence", "other variables"),
        (HEADER, "$fence costs $5", "other variables"),
        ("name: a\nvariables: [fence]\n", "$fence", "holds “name, variables”"),
        (HEADER.replace("1", "one"), "$fence", "no whole number"),
        (HEADER.replace(" JSON", ""), "$fence", "or no reply"),
    ],
)
def test_a_faulty_header_is_refused(header: str, body: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        prompt(header, body)


def test_a_file_without_a_header_is_refused() -> None:
    with pytest.raises(ValueError, match="holds “”"):
        read_prompt("Judge.\n")
