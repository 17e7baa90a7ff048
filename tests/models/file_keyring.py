"""A keyring in a file that KEYRING_FILE names, for the programs that tests start."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

ENVIRONMENT = {
    "PYTHON_KEYRING_BACKEND": "tests.models.file_keyring.FileKeyring",
    "PYTHONPATH": str(Path(__file__).parents[2]),
}


class FileKeyring(KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return _kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        _place().write_text(json.dumps(_kept() | {f"{service} {username}": password}))


def _place() -> Path:
    return Path(os.environ["KEYRING_FILE"])


def _kept() -> dict[str, str]:
    return dict(json.loads(_place().read_text())) if _place().exists() else {}
