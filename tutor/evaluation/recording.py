"""A language model's replies on file, so that what it judged can be judged again without it.

The file is one line about it, `{"schema": 1, "model": …}`, with the `second` model where there is
one, and one for each reply (`KeyedLines`): `{"key": …, "value": {"reply": …, "tokens": …,
"dollars": …}}`, under a key that tells the models apart. Neither requests nor keys of an endpoint
stand in it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tutor.errors import ReadError, TutorError, UsageError
from tutor.evaluation.journal import Journal, KeyedLines, in_our_words, lines
from tutor.grading.verdict import Chat, Schema, Spent, begin, spent_by

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; readers refuse any other."""

FENCE_KEY = b"recorded"
"""Of fences in requests that are told again by their content (`tutor.grading.rubric.fence_by`)."""


class RecordingError(TutorError):
    """A reply is not in the recording; a run makes an error of the response."""


class RecordingChat:
    """Asks a model for what a recording lacks, and adds the replies to it.

    Args:
        chat: The model.
        path: The recording, as `begin_recording` leaves it.

    Raises:
        UsageError: It cannot be opened.
    """

    def __init__(self, chat: Chat, path: Path) -> None:
        self._chat = chat
        self._path = path
        self._replies = KeyedLines(path)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._chat.name

    @property
    def spent(self) -> Spent:
        """What the model has used since this was made; what was on record costs nothing again."""
        return spent_by(self._chat)

    def begin(self) -> None:
        """Have the patience with the model begin."""
        begin(self._chat)

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the reply that is on record, or the model's.

        Raises:
            ChatError: The model gives none, which is not recorded.
            OutputError: The disk is full, or fails.
        """
        key = request_key(self.name, system, user, schema)
        if known := _reply(self._replies.get(key)):
            return known[0]
        before = self.spent
        reply = self._chat.complete(system, user, schema)
        spent = self.spent - before
        dollars = None if spent.unpriced else spent.dollars
        with Journal(self._path, alone=False) as journal:
            value = {"reply": reply, "tokens": spent.tokens, "dollars": dollars}
            self._replies.put(journal, key, value)
        return reply


class ReplayedChat:
    """Gives the replies of a recording, at the cost that they had; asks nobody.

    Args:
        path: The recording.
        number: 0 for its model, 1 for its second one.

    Raises:
        ReadError: It is none, or has no second model.
        UsageError: It cannot be opened.
    """

    def __init__(self, path: Path, number: int = 0) -> None:
        self._path = path
        models = recorded_models(path)
        if number >= len(models):
            raise ReadError(
                f"{path}: the recording is of {models[0]} alone, and has no second opinion",
                "Record one with `--grader second-opinion`.",
            )
        self._name = models[number]
        self._replies = KeyedLines(path)
        self._spent = Spent()

    @property
    def name(self) -> str:
        """The name of the model that was recorded."""
        return self._name

    @property
    def spent(self) -> Spent:
        """What the replies cost when they were recorded."""
        return self._spent

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the reply that is on record.

        Raises:
            RecordingError: There is none.
        """
        known = _reply(self._replies.get(request_key(self.name, system, user, schema)))
        if not known:
            raise RecordingError(f"no reply to this request is in {self._path}")
        reply, spent = known
        self._spent += spent
        return reply


def begin_recording(
    path: Path, model: str, second: str = "", *, needs_second: bool = False
) -> None:
    """Have a recording of a model stand at `path`, be it new or one that is to be gone on with.

    Args:
        path: Where.
        model: The model's name.
        second: The name of the configured second model; "" for none.
        needs_second: Whether that one is recorded now, and not only perhaps later.

    Raises:
        ReadError: There is another file.
        UsageError: It is of another model, or cannot be written.
    """
    with in_our_words(path):
        if not path.exists() or not path.stat().st_size:
            path.parent.mkdir(parents=True, exist_ok=True)
            header = {"schema": SCHEMA, "model": model} | ({"second": second} if second else {})
            with Journal(path, alone=True) as journal:
                journal.append(json.dumps(header))
            return
    wanted = (model, second) if needs_second else (model,)
    recorded = recorded_models(path)
    if recorded[: len(wanted)] != wanted:
        raise UsageError(
            f"{path}: the recording is of {' and '.join(recorded)}, not of {' and '.join(wanted)}",
            "Name another file; a recording is of one model, or of two that stay the same.",
        )
    with Journal(path, alone=False) as journal:
        journal.mend()


def recorded_models(path: Path) -> tuple[str, ...]:
    """Return the names of the model and, where there is one, of the second that a recording is of.

    Raises:
        ReadError: It is no recording, or one of another schema.
        UsageError: It cannot be opened.
    """
    _, line = next(lines(path), (0, b""))
    try:
        header = json.loads(line)
        named = [header["model"], *([header["second"]] if "second" in header else [])]
        if header["schema"] == SCHEMA and all(isinstance(one, str) for one in named):
            return tuple(map(str, named))
    except (LookupError, TypeError, ValueError, RecursionError):
        pass
    raise ReadError(
        f"{path}:1: this is not the first line of a recording",
        "Name a file that `tutor eval run --record` wrote with this version.",
    )


def request_key(model: str, system: str, user: str, schema: Schema | None = None) -> str:
    """Return SHA-256, as 64 hex digits, over all that a model is asked."""
    asked = [model, system, user, *([] if schema is None else [schema])]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _reply(value: object) -> tuple[str, Spent] | None:
    """Return a recorded reply and what it cost; None where there is none, or it makes no sense."""
    match value:
        case {"reply": str(reply), "tokens": int(tokens), "dollars": None}:
            return reply, Spent(tokens, unpriced=1)
        case {"reply": str(reply), "tokens": int(tokens), "dollars": int() | float() as dollars}:
            return reply, Spent(tokens, float(dollars))
        case _:
            return None
