"""The Obsidian vault around a file: where it begins, and what its plugin was told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from tutor.cards.files import Unreadable, is_file, is_folder, read_text, real_path
from tutor.cards.markdown.obsidian import DEFAULTS, PluginSettings

_MARK = ".obsidian"
_SETTINGS = Path(_MARK, "plugins", "obsidian-spaced-repetition", "data.json")


@dataclass(frozen=True, slots=True)
class Vault:
    """A vault, or the lack of one.

    Attributes:
        settings: The plugin's.
        ignored: Folders, files and patterns of files that the plugin was told not to read.
        root: Its folder with all links followed, or None outside every vault.
    """

    settings: PluginSettings = DEFAULTS
    ignored: tuple[str, ...] = ()
    root: Path | None = None

    def folder_of(self, file: Path) -> str:
        """Return the folder of a file in the vault, as in `Science/Cells`; "" for its root."""
        return self._place(file).rpartition("/")[0]

    def ignores(self, file: Path) -> bool:
        """Return whether the plugin was told not to read `file`, which may be a folder."""
        if not self.ignored:
            return False
        place = self._place(file)
        return any(_matches(place, pattern.strip("/")) for pattern in self.ignored)

    def _place(self, file: Path) -> str:
        if self.root is None:
            return file.name
        return (real_path(file.parent).relative_to(self.root) / file.name).as_posix()


def _matches(place: str, pattern: str) -> bool:
    within = place == pattern or place.startswith(f"{pattern}/")
    return within or fnmatchcase(f"/{place}", f"/{pattern}".replace("/**/", "*/"))


@dataclass(slots=True)
class Vaults:
    """The vaults met so far.

    Attributes:
        faults: What is wrong with their settings; the defaults stand in.
    """

    faults: list[Unreadable] = field(default_factory=list)
    _known: dict[Path, Vault] = field(default_factory=dict)

    def around(self, folder: Path) -> Vault:
        """Return the innermost vault that holds `folder`."""
        real = real_path(folder)
        if real not in self._known:
            self._known[real] = self._found(real)
        return self._known[real]

    def _found(self, real: Path) -> Vault:
        if is_folder(real / _MARK):
            return self._opened(real)
        return self.around(real.parent) if real != real.parent else Vault()

    def _opened(self, root: Path) -> Vault:
        settings = _settings(root / _SETTINGS)
        if isinstance(settings, Unreadable):
            self.faults.append(settings)
            return Vault(root=root)
        ignored = settings.get("noteFoldersToIgnore")
        patterns = ignored if isinstance(ignored, list) else []
        return Vault(
            PluginSettings.from_json(settings),
            tuple(pattern for pattern in patterns if isinstance(pattern, str) and pattern),
            root,
        )


def _settings(path: Path) -> Mapping[str, object] | Unreadable:
    """Return what `data.json` holds under `settings`; nothing where there is no such file."""
    text = read_text(path) if is_file(path) else "{}"
    if isinstance(text, Unreadable):
        return text
    advice = "The plugin's defaults are used; save its settings again in Obsidian."
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return Unreadable(path, "the plugin's settings are not JSON", advice, error.lineno)
    except RecursionError:
        return Unreadable(path, "the plugin's settings are nested too deeply", advice)
    settings = data.get("settings", {}) if isinstance(data, dict) else None
    if isinstance(settings, dict):
        return settings
    return Unreadable(path, "the plugin's settings are not a JSON object", advice)
