"""What a grade by the rubric costs beside the model: `python -m tutor.evaluation.rubric_cost`.

It judges answers of 60 words to four points, and prints one object of JSON with the fields of
`RubricCost`. The model is a made-up one that replies at once: first within the process, which
leaves the grader's own work, and then behind an endpoint of this machine, which adds the client,
the protocol and the endpoint's side of it; then with each call entered in a store and each grade
kept there. At last the same answers are looked up.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tutor import resources
from tutor.evaluation.grading_cost import ANSWERS, answers, four_points
from tutor.grading.fencing import fence_by
from tutor.grading.kept_grades import KeptGrades
from tutor.grading.rubric import RubricGrader, read_rubric
from tutor.grading.verdict import Answer, Chat, Grader, Schema, Verdict
from tutor.models.ledger_chat import Account, LedgerChat
from tutor.models.prices import Prices
from tutor.store.ledger import Ledger, Limits

if TYPE_CHECKING:
    from tutor.models.chat import OpenAIChat

# Of what every answer begins with: two quotes as they stand, one with a slip of its own, whose
# words are looked for one by one, and one that nobody said.
QUOTES = (
    "a weakened version of the virus",
    "that cannot make you ill",
    "The body gets to see a weakned version",
    "memory cells that live for ever",
)
REPLY = json.dumps(
    {
        "points": {
            f"{number}": {"verdict": "covered", "quote": quote}
            for number, quote in enumerate(QUOTES, start=1)
        },
        "against": [],
        "feedback": "Some cells remember the germ.",
    }
)


@dataclass(frozen=True, slots=True)
class RubricCost:
    """What it cost.

    Attributes:
        judging_ms: Milliseconds of each grade whose model is in the process.
        asking_ms: Milliseconds of each grade whose model is behind an endpoint.
        entered_ms: The same with calls and grades kept in a store on the disk.
        kept_ms: Milliseconds of each grade that was given before, from that store.
    """

    judging_ms: list[float]
    asking_ms: list[float]
    entered_ms: list[float]
    kept_ms: list[float]


class Ready:
    """A chat that has its reply ready."""

    name = "ready"

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the reply."""
        del system, user, schema
        return REPLY


def main() -> None:
    """Run the command."""
    print(json.dumps(asdict(measure())))  # noqa: T201


def measure() -> RubricCost:
    """Grade `ANSWERS` answers over each model, and look them up, after one to warm up."""
    with _endpoint() as chat:
        judging, asking = _grades(_rubric(Ready())), _grades(_rubric(chat))
        # Not /tmp, which may lie in memory, where writing to the disk takes no time.
        disk = "/var/tmp" if Path("/var/tmp").is_dir() else None
        with TemporaryDirectory(dir=disk) as folder, Ledger.open(Path(folder) / "a.db") as ledger:
            books = _Books(ledger)
            account = Account(books, "grade", Prices(1, 1), time.perf_counter)
            kept = KeptGrades(_rubric(LedgerChat(chat, account)), books)
            return RubricCost(judging, asking, _grades(kept), _grades(kept))


class _Books:
    """Enters calls, and keeps grades, in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._limits = Limits("bench", 1e6, datetime.now(UTC), 1e6)
        self.grade = ledger.grade
        self.end = ledger.end

    def begin(self, model: str, purpose: str, reserved: float | None) -> int | str:
        """Enter a call."""
        now = datetime.now(UTC)
        entered = self._ledger.begin(model, purpose, reserved, self._limits, now)
        return entered if isinstance(entered, int) else "too much"

    def keep_grade(self, key: str, verdict: Verdict) -> Verdict:
        """Keep a verdict."""
        return self._ledger.keep_grade(key, verdict, datetime.now(UTC))


def _rubric(chat: Chat) -> RubricGrader:
    prompt = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
    return RubricGrader(chat, prompt, fence_by(b"any"))


def _grades(grader: Grader) -> list[float]:
    card = four_points()
    times = []
    for text in answers(ANSWERS + 1):
        start = time.perf_counter()
        verdict = grader.grade(card, Answer(text))
        times.append((time.perf_counter() - start) * 1e3)
        assert isinstance(verdict, Verdict), verdict
    return times[1:]


@contextmanager
def _endpoint() -> Iterator[OpenAIChat]:
    """Provide a client of an endpoint in a process of its own."""
    from tutor.models.chat import OpenAIChat

    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield OpenAIChat(f"http://127.0.0.1:{ours.recv()}/v1", "ready", "")
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection) -> None:
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        pipe.send(server.server_port)
        server.serve_forever()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # which keeps the connection
    wbufsize = -1  # and the reply in one packet

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"choices": [{"index": 0, "message": {"content": REPLY}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", f"{len(body)}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Stay quiet."""


if __name__ == "__main__":
    main()
