"""Keys of language models in the system's keyring, by the host that they belong to.

It needs the extra `[keyring]`. Nothing here imports that library before a key is looked for: some
keyrings take their time, and some ask to be unlocked.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tutor.errors import ModelError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "tutor"
"""Under which name the keys are kept."""

EXTRA = "pip install 'tutor[keyring]'"

_OPENAI_HOST = "api.openai.com"


def account(base_url: str) -> str:
    """Return the name of an endpoint's key: its host, with a port where it names one."""
    parts = urlsplit(base_url)
    if not parts.hostname:
        return _OPENAI_HOST
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname


def is_installed() -> bool:
    """Whether the library is there, which says nothing of a keyring behind it."""
    return find_spec("keyring") is not None


def is_usable() -> bool:
    """Whether there is a keyring that can keep a key."""
    return _backend() is not None


def stored_key(base_url: str) -> str:
    """Return the key that is kept for an endpoint; "" where there is none, or no open keyring."""
    if backend := _backend():
        try:
            return (backend.get_password(SERVICE, account(base_url)) or "").strip()
        except Exception:  # each system's keyring has errors of its own; without one, no key is had
            return ""
    return ""


def store_key(base_url: str, key: str) -> None:
    """Keep the key of an endpoint.

    Raises:
        ModelError: There is no keyring, or it refuses.
    """
    backend = _backend()
    if backend is None:
        raise ModelError("There is no keyring to keep the key in.", "Set TUTOR_LLM_KEY instead.")
    try:
        backend.set_password(SERVICE, account(base_url), key)
    except Exception as fault:  # as above
        raise ModelError(
            "The keyring does not keep the key.", "Unlock it, or set TUTOR_LLM_KEY instead."
        ) from fault


def _backend() -> KeyringBackend | None:
    """Return the system's keyring; None where there is none."""
    if not is_installed():
        return None
    import keyring

    try:
        backend = keyring.get_keyring()
        return backend if backend.priority > 0 else None
    except Exception:  # of a backend that a configuration names and that cannot be loaded
        return None
