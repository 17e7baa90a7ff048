"""The settings put together: file below variables, with the origin of each and every fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tutor.errors import UsageError
from tutor.scheduling.options import DeckOptions, Regime
from tutor.settings import CONFIG, LLM_KEY, OPENAI_KEY, Settings, config_path
from tutor.settings.keymap import Keymap, shown
from tutor.settings.keys import DECK, KEYS, OPTIONS, PRESSED, Key, Option
from tutor.settings.toml_file import MalformedError, TomlFile, dotted, parts_of, read_text

DEFAULT = "default"
"""The origin of what nobody chose."""

FILE = "file"
"""The origin of what the configuration file says."""

_OURS = "TUTOR_"
_OPENAI_HOST = "api.openai.com"
_SECRETS = ("key", "apikey", "token", "secret", "password")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Settings, and where they come from.

    Attributes:
        settings: What holds.
        values: The same by a setting's name, without the options of single decks.
        origins: By a setting's name: a variable, "file" or `DEFAULT`.
        file: The configuration file; None where there is none.
        key_variable: The variable that holds the key; "" where none does.
    """

    settings: Settings
    values: Mapping[str, object]
    origins: Mapping[str, str]
    file: TomlFile | None
    key_variable: str

    def places(self) -> dict[str, str]:
        """Return where each setting's value comes from, with the line of what is in the file."""
        lines = self.file.places() if self.file else {}
        return {
            name: lines.get(name, str(self.file.path)) if origin == FILE and self.file else origin
            for name, origin in self.origins.items()
        }


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    decks: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def resolve(environment: Mapping[str, str]) -> Resolved:
    """Read file and variables.

    Raises:
        UsageError: They have faults; all of them are named.
        ReadError: The file cannot be read.
    """
    reading = _Reading()
    path = config_path(environment)
    file = _open(path, reading, is_chosen=bool(environment.get(CONFIG, "")))
    if file:
        _read_file(file, reading)
    _read_variables(environment, reading)
    reading.faults += _clashes(reading, file)
    if reading.faults:
        raise _error(reading.faults)
    for key in KEYS:
        if key.name not in reading.values:
            reading.values[key.name] = key.default()
            reading.origins[key.name] = DEFAULT
    variable = key_variable(environment, reading.values["llm.base_url"])
    settings = _settings(reading, environment.get(variable, "").strip())
    return Resolved(settings, reading.values, reading.origins, file, variable)


def _settings(reading: _Reading, llm_key: str) -> Settings:
    options = {option.name: reading.values[option.key.name] for option in OPTIONS}
    held = {option.key.name for option in OPTIONS} | {key.name for key in _pressed()}
    others = [key for key in KEYS if key.name not in held]
    return Settings(
        **{key.attribute: reading.values[key.name] for key in others},
        regime=Regime(DeckOptions(**options), reading.decks),
        keymap=_keymap(reading),
        llm_key=llm_key,
    )


def _pressed() -> list[Key]:
    return [key for key in KEYS if key.name.startswith(f"{PRESSED}.")]


def _keymap(reading: _Reading) -> Keymap:
    """Return the keys of a sitting: the chosen ones, where they are not the default."""
    said = ((key, reading.values.get(key.name)) for key in _pressed())
    return Keymap(tuple((parts_of(k.name)[1], v) for k, v in said if v and v != k.default()))


def _clashes(reading: _Reading, file: TomlFile | None) -> Iterator[str]:
    """Yield what is wrong with the chosen keys, each with the place where one was chosen."""
    places = file.places() if file else {}
    for clash in _keymap(reading).clashes():
        pair = [f"{PRESSED}.{name}" for name in (clash.second, clash.first) if name]
        chosen = next((name for name in pair if name in reading.origins), pair[0])
        other = next((name for name in pair if name != chosen), "")
        key = shown(clash.key)
        what = f"{chosen} and {other} are both {key} {clash.where}"
        if not other:
            what = f"{chosen} is {key}, which ends a sitting {clash.where}"
        origin = reading.origins.get(chosen, DEFAULT)
        yield f"{places.get(chosen, '') if origin == FILE else origin}: {what}"


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return what is to be said of variables that look like the tutor's, and that it does not read.

    They are no faults: another program, or another version, may read them.
    """
    known = [CONFIG, LLM_KEY, *(key.variable for key in KEYS)]
    strangers = (name for name in environment if name.startswith(_OURS) and name not in known)
    return [f"{name} is not read{_guess(name, known)}" for name in sorted(strangers)]


def is_openai(base_url: str) -> bool:
    """Whether `base_url` is OpenAI's own, to which alone `OPENAI_API_KEY` goes."""
    parts = urlsplit(base_url)
    return not base_url or (parts.scheme == "https" and parts.hostname == _OPENAI_HOST)


def _open(path: Path, reading: _Reading, *, is_chosen: bool) -> TomlFile | None:
    text = None if str(path).startswith("~") else read_text(path)
    if text is None:
        if is_chosen:
            reading.faults.append(f"{path}: there is no such file, which {CONFIG} names")
        return None
    try:
        return TomlFile.parse(path, text)
    except MalformedError as fault:
        reading.faults.append(str(fault))
        return None


def _read_file(file: TomlFile, reading: _Reading) -> None:
    faults: dict[str, str] = {}
    known = {key.name: key for key in KEYS}
    for name, value in file.values.items():
        if parts_of(name)[0] == DECK:
            if fault := _read_deck(name, value, file.path.parent, reading):
                faults[name] = fault
            continue
        if name not in known:
            if fault := _unknown(name, value, known):
                faults[name] = fault
            continue
        try:
            reading.values[name] = known[name].kind.of_toml(value, file.path.parent)
            reading.origins[name] = FILE
        except ValueError as fault:
            faults[name] = f"{name} {fault}"
    if faults:
        places = file.places()
        reading.faults += [
            f"{places.get(name, file.path)}: {what}" for name, what in faults.items()
        ]


def _read_deck(name: str, value: object, folder: Path, reading: _Reading) -> str:
    """Take in an option of a single deck; return what is wrong with it, or ""."""
    if value == {}:  # a table that says nothing
        return ""
    *deck, option = parts_of(name)[1:] or [name]
    known = {one.name: one for one in OPTIONS}
    if not deck:
        return f'{name} is to stand below the name of a deck, [deck."…"]'
    if len(deck) > 1:
        wanted = dotted(DECK, "/".join(deck))
        return f"{name} is no option of a deck; a deck in another is written [{wanted}]"
    if option not in known:
        return f"{name} is no option of a deck{_guess(option, known)}"
    return _read_option(name, value, folder, known[option], reading.decks.setdefault(deck[0], {}))


def _read_option(
    name: str, value: object, folder: Path, option: Option, said: dict[str, Any]
) -> str:
    try:
        said[option.name] = option.kind.of_toml(value, folder)
    except ValueError as fault:
        return f"{name} {fault}"
    return ""


def _read_variables(environment: Mapping[str, str], reading: _Reading) -> None:
    for key in KEYS:
        if text := environment.get(key.variable, "").strip():
            try:
                reading.values[key.name] = key.kind.of_text(text)
                reading.origins[key.name] = key.variable
            except ValueError as fault:
                reading.faults.append(f"{key.variable} {fault}")


def _unknown(name: str, value: object, known: Iterable[str]) -> str:
    """Return what is wrong with a name that is no setting's; "" for a known table without any."""
    tables = {one.partition(".")[0] for one in known if "." in one}
    if name in tables:
        return "" if value == {} else f"{name} is to be a table of settings, below a line [{name}]"
    if _is_secret(name):
        return (
            f"{name}: a key does not belong in a file; take it out, and set {LLM_KEY} or run"
            " `tutor llm setup`, which offers the keyring"
        )
    return f"{name} is no setting{_guess(name, known)}"


def _guess(name: str, known: Iterable[str]) -> str:
    near = _nearest(name, known)
    return f"; did you mean {near}?" if near else ""


def _is_secret(name: str) -> bool:
    last = name.rpartition(".")[2].casefold().replace("-", "_")
    return any(last == one or last.endswith(f"_{one}") for one in _SECRETS)


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the setting whose name, or its last part, is most like `name`; "" where none is."""
    from difflib import get_close_matches

    candidates = {called.casefold(): one for called, one in _called(known)}
    wanted = [name.casefold(), name.rpartition(".")[2].casefold()]
    found = [one for text in wanted for one in get_close_matches(text, candidates, n=1)]
    return candidates[found[0]] if found else ""


def _called(known: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in known:
        yield name, name
        yield name.rpartition(".")[2], name


def key_variable(environment: Mapping[str, str], base_url: str) -> str:
    """Return the variable that holds the key of the endpoint at `base_url`; "" where none does."""
    allowed = (LLM_KEY, OPENAI_KEY) if is_openai(base_url) else (LLM_KEY,)
    return next((name for name in allowed if environment.get(name, "").strip()), "")


def _error(faults: Sequence[str]) -> UsageError:
    hint = "Mend the settings; `tutor config path` names the file, the README lists what it holds."
    if len(faults) == 1:
        return UsageError(faults[0], hint)
    listed = "".join(f"\n  {fault}" for fault in faults)
    return UsageError(f"the settings have {len(faults)} faults:{listed}", hint)
