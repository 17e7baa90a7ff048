"""A real language model, for `make test-llm`: at an address that is named, or served for the run.

`TUTOR_LLM_BASE_URL` and `TUTOR_LLM_MODEL` name one that is there. Otherwise `LLAMA_SERVER` is
llama.cpp's server, and `LLAMA_WEIGHTS` a file of weights for it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.program.program import Program

LOADED = 300
"""Seconds that weights may take to load, and a busy machine to say a first word."""

PATIENCE = os.environ.get("TUTOR_LLM_TIMEOUT") or "60"
"""Seconds that a verdict may take."""

WRITTEN = "768"
"""Tokens after which a model that is served here is stopped, for a small one may go on for ever; a
judgement takes about 500."""

FIGURES: dict[str, str] = {}
"""What was measured, to be shown at the end."""


@pytest.fixture(scope="session")
def model() -> Iterator[dict[str, str]]:
    """Yield the variables that name the model."""
    given = {
        name: os.environ[name]
        for name in ("TUTOR_LLM_BASE_URL", "TUTOR_LLM_MODEL", "TUTOR_LLM_KEY", "TUTOR_LLM_PRICES")
        if os.environ.get(name)
    }
    defaults = {"TUTOR_LLM_PRICES": "0/0", "TUTOR_LLM_TIMEOUT": PATIENCE}
    if "TUTOR_LLM_BASE_URL" in given:
        yield defaults | {"TUTOR_LLM_MODEL": "default"} | given
        return
    with _serving() as address:
        yield defaults | {"TUTOR_LLM_BASE_URL": address, "TUTOR_LLM_MODEL": "local"}


@pytest.fixture(scope="session")
def tutor(model: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("llm")
    home, here = folder / "home", folder / "here"
    home.mkdir()
    here.mkdir()
    program = Program(home, here, patience=3600)
    program.environment |= model
    return program


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, figure in FIGURES.items():
        terminalreporter.write_line(f"{name}: {figure}")


@contextmanager
def _serving() -> Iterator[str]:
    server, weights = os.environ.get("LLAMA_SERVER", ""), os.environ.get("LLAMA_WEIGHTS", "")
    if not (server and Path(weights).is_file()):
        pytest.skip("no language model is at hand: `make test-llm` says how to have one")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [server, "-m", weights, "--host", "127.0.0.1", "--port", f"{port}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*command, "-c", "8192", "-np", "1", "-n", WRITTEN], **quiet) as running:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", running)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            running.kill()


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LOADED
    while running.poll() is None and time.monotonic() < end:
        try:
            urlopen(address).close()
        except (URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("llama.cpp's server does not come up")
