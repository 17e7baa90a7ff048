"""The documents against the live objects: what they promise is there, and what is there is told."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

import tutor
from tests.program.program import COMMAND, Program
from tutor import errors, settings
from tutor.cards.library import load
from tutor.cards.markdown import Mode
from tutor.cli.main import INTERRUPTED, app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]

COMMANDS = sorted(getattr(get_command(app), "commands", {}))
VARIABLES = sorted(
    value for value in vars(settings).values() if isinstance(value, str) and "TUTOR_" in value[:6]
)
EXIT_CODES = sorted(
    {0, INTERRUPTED}
    | {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.TutorError)
    }
)
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tutor").rglob("*.py"))


def section(heading: str) -> str:
    """Return what stands in README under a heading."""
    return README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def blocks(text: str) -> list[str]:
    """Return the indented blocks of a document, as they are without their indentation."""
    found = re.findall(r"(?:^(?: {4}.*|)\n)+", text, re.MULTILINE)
    return [textwrap.dedent(block).strip("\n") for block in found if block.strip()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_told(command: str) -> None:
    assert f"`tutor {command}" in README


@pytest.mark.parametrize("variable", VARIABLES)
def test_every_variable_is_told(variable: str) -> None:
    assert f"`{variable}`" in section("Settings and exit codes")


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_told(code: int) -> None:
    assert re.search(rf"^\| {code} \| .+ \|$", section("Settings and exit codes"), re.MULTILINE)
    assert re.search(rf"\b{code} \w", app.info.epilog or "")


@pytest.mark.parametrize("target", ["practice", "test"])
def test_the_two_commands_of_make_are_told_and_there(target: str) -> None:
    assert re.search(rf"^    make {target}\b", section("Start"), re.MULTILINE)
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_links_to_is_there(document: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)", (ROOT / document).read_text(encoding="utf-8"))

    missing = [to for to in targets if "://" not in to and not (ROOT / to).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_says_to_run_with_make_is_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")

    for target in re.findall(r"(?:^    |`)make (?!PYTHON)([\w-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    latest = re.search(r"^## (\S+)", CHANGELOG, re.MULTILINE)

    assert latest
    assert project["version"] == tutor.__version__ == latest[1]


def test_the_deck_in_the_readme_has_no_problem(tmp_path: Path) -> None:
    (tmp_path / "deck.md").write_text(blocks(section("Decks"))[0], encoding="utf-8")

    library = load([tmp_path], mode=Mode.REPAIR)

    assert library.problems == ()
    assert len(library.cards) == 5


def test_the_python_in_the_readme_runs(tmp_path: Path) -> None:
    [program] = [block for block in blocks(section("Use")) if "offline_grader()" in block]

    told = subprocess.run(
        [sys.executable, "-c", f"{program}\nprint(verdict.level)"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert told.stdout.strip() in ("correct", "partial", "incorrect")


@pytest.mark.skipif(os.name != "posix", reason="the line is for a POSIX shell")
def test_the_shell_line_in_the_readme_gives_a_verdict(tmp_path: Path) -> None:
    [line] = [block[2:] for block in blocks(section("Use")) if block.startswith("$ echo")]
    found = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])

    told = subprocess.run(
        line,
        shell=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PATH": found},
        check=True,
    )
    assert told.stdout.startswith('{"id": 1, "level": ')


def options_of(command: object) -> Iterator[str]:
    """Yield the options of a command and of every command below it."""
    for one in getattr(command, "params", ()):
        yield from one.opts
    for below in getattr(command, "commands", {}).values():
        yield from options_of(below)


def test_the_options_that_the_readme_names_exist() -> None:
    known = set(options_of(get_command(app)))

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= {*known, "--help"}


def test_every_option_has_a_help() -> None:
    group = getattr(get_command(app), "commands", {})

    assert all(one.help for command in group.values() for one in command.params)
    assert all(command.help for command in group.values())


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is(module: str) -> None:
    assert ast.get_docstring(ast.parse((ROOT / module).read_text(encoding="utf-8")))


def tracked() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every text file that is in git, or not yet."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            data = path.read_bytes()
            if b"\0" not in data:
                yield name, data.decode()


# Written in parts, for this file to pass its own test.
_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("piwheels", "org"),
        ("conda", "anaconda", "org"),
        ("registry", "npmjs", "org"),
        ("download", "pytorch", "org"),
        ("static", "crates", "io"),
    )
]
_MACHINE = "/".join(("", "work", ""))


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        (name, needle)
        for name, text in tracked()
        for needle in (*_HOSTS, _MACHINE)
        if needle in text
    ]
    assert found == []


def test_the_installed_command_is_the_one_that_is_tested() -> None:
    assert Path(COMMAND).is_file()
    assert Program(ROOT, ROOT)("--version").out == f"tutor {tutor.__version__}\n"
