"""An endpoint in a process of its own that can do what is asked of it, or lacks what a test names.

The model's name says how it behaves: "able" can do everything; "thinker" takes no `max_tokens`, and
no sampling; "plain" ignores what it does not know; "strict" refuses it; "dribbler" never comes to
an end, a byte at a time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODELS = ("able", "thinker", "plain", "strict", "dribbler")
_EXTRAS = {"response_format", "logprobs", "seed"}


@contextmanager
def able_endpoint() -> Iterator[str]:
    """Lend the address of a running server."""
    server = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    with server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


class _Handler(BaseHTTPRequestHandler):
    replies = 0

    def do_GET(self) -> None:
        self._send(200, {"data": [{"id": name} for name in MODELS]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model = asked["model"]
        if model not in MODELS:
            self._send(404, {"error": {"message": "no such model"}})
        elif (model == "strict" and _EXTRAS & set(asked)) or (
            model == "thinker" and {"max_tokens", "logprobs", "seed"} & set(asked)
        ):
            self._send(400, {"error": {"message": "unknown parameter"}})
        elif model == "dribbler":
            self._dribble()
        else:
            self._send(200, _completion(asked if model in ("able", "thinker") else {}))

    def _dribble(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        while True:
            self.wfile.write(b" ")
            time.sleep(0.01)

    def _send(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Stay quiet."""


def _completion(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a completion that heeds what is asked for."""
    _Handler.replies += 1
    form = asked.get("response_format", {}).get("type")
    texts = {
        "json_schema": '{"verdict": "covered", "count": 2}',
        "json_object": '{"colour": "red"}',
    }
    text = texts.get(form, "ready" if "seed" in asked else f"ready {_Handler.replies}")
    choice: dict[str, Any] = {"index": 0, "message": {"role": "assistant", "content": text}}
    if asked.get("logprobs"):
        choice["logprobs"] = {"content": [{"token": "ready", "logprob": -0.1}]}
    usage = {"usage": {"prompt_tokens": 10, "completion_tokens": 3}} if asked else {}
    return {"choices": [choice], **usage}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet where a client hangs up."""


if __name__ == "__main__":
    with _Server(("127.0.0.1", 0), _Handler) as running:
        print(f"http://127.0.0.1:{running.server_port}/v1", flush=True)  # noqa: T201
        running.serve_forever()
