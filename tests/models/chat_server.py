"""An endpoint of chat completions in a process of its own, which replies as a test tells it.

Run as a module it prints its address and serves until it is ended. Each reply to come is an object:

- `content` makes a chat completion, and `judge` one that a judge of `tests.models.judges` gives
  after reading the request; `usage`, `refusal` and `finish` go with either;
- `status` and `body` make anything else, `latin` a body that is no UTF-8, and `bytes` a body of so
  many spaces; with `length` more is announced than is sent;
- `silent` never replies, `endless` never stops, and `dribble` sends a byte after so many seconds,
  again and again; the latter two may have a `status`;
- `dribbling_head` does so with the headers, and `hangs_up` ends the connection without a word;
- `refuses` names fields of a request to which the reply is HTTP 400: `temperature`, `max_tokens`,
  or the type of a `response_format`;
- `delay` is how many seconds pass before any of these;
- `headers` go with all of these but the last.

The last one is given again and again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event
from typing import Any, ClassVar
from urllib.request import Request, urlopen

from tests.models.judges import reply_of

ROOT = Path(__file__).resolve().parents[2]

Json = dict[str, Any]


class Endpoint:
    """The test's end of the server."""

    def __init__(self, address: str) -> None:
        self.base_url = f"{address}/v1"
        self._control = f"{address}/control"

    def will(self, *replies: Json) -> None:
        """Set the replies to come, and forget the requests so far."""
        urlopen(Request(self._control, json.dumps(replies).encode())).close()

    def requests(self) -> list[Json]:
        """Return the requests so far: their bodies, each with its `authorization`."""
        with urlopen(self._control) as response:
            return list(json.load(response))


@contextmanager
def serving() -> Iterator[Endpoint]:
    command = [sys.executable, "-m", "tests.models.chat_server"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with server:
        assert server.stdout is not None
        try:
            yield Endpoint(server.stdout.readline().strip())
        finally:
            server.kill()


class _Handler(BaseHTTPRequestHandler):
    to_come: ClassVar[list[Json]] = []
    requests: ClassVar[list[Json]] = []

    def do_GET(self) -> None:
        self._send(200, json.dumps(self.requests))

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/control":
            self.to_come[:], self.requests[:] = sent, []
            self._send(200, "")
            return
        key = self.headers["Authorization"]
        self.requests.append({**sent, "authorization": key})
        self._reply(self.to_come[0] if len(self.to_come) == 1 else self.to_come.pop(0), sent)

    def _reply(self, reply: Json, sent: Json) -> None:
        Event().wait(reply.get("delay", 0))
        status, headers = reply.get("status", 200), reply.get("headers", {})
        if any(field in reply.get("refuses", ()) for field in _fields(sent)):
            self._send(400, json.dumps({"error": {"message": "I take no such field"}}))
        elif "content" in reply or "judge" in reply:
            self._send(status, json.dumps(_completion(reply, sent)), headers=headers)
        elif "hangs_up" in reply:
            self.close_connection = True
        elif "dribbling_head" in reply:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not Event().wait(reply["dribbling_head"]):
                self.wfile.write(b"a")
        elif "silent" in reply:
            Event().wait()
        elif "endless" in reply or "dribble" in reply:
            self._send(status, "", length=1 << 40, headers=headers)
            while not Event().wait(reply.get("dribble", 0)):
                self.wfile.write(b" " * (1 if "dribble" in reply else 65_536))
        elif "latin" in reply:
            self._send(status, reply["latin"].encode("latin-1"), headers=headers)
        elif "bytes" in reply:
            self._send(status, b" " * reply["bytes"], headers=headers)
        else:
            key = self.headers["Authorization"]
            body = reply.get("body", json.dumps({"error": {"message": f"{key} is not wanted"}}))
            self._send(status, body, reply.get("length", 0), headers)

    def _send(
        self, status: int, body: str | bytes, length: int = 0, headers: Json | None = None
    ) -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length or len(content)))
        for name, value in (headers or {"Retry-After-Ms": "1"}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Stay quiet: the requests are asked for, not read."""


def _completion(reply: Json, sent: Json) -> Json:
    content = reply_of(reply["judge"], sent) if "judge" in reply else reply["content"]
    message = {"role": "assistant", "content": content}
    if "refusal" in reply:
        message |= {"refusal": reply["refusal"]}
    choice = {"index": 0, "message": message, "finish_reason": reply.get("finish", "stop")}
    return {"choices": [choice], **({"usage": reply["usage"]} if "usage" in reply else {})}


def _fields(sent: Json) -> Iterator[str]:
    """Yield the fields of a request that not every endpoint takes."""
    yield from {"temperature", "max_tokens"} & sent.keys()
    if "response_format" in sent:
        yield sent["response_format"]["type"]


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet where a client hangs up."""


if __name__ == "__main__":
    with _Server(("127.0.0.1", 0), _Handler) as running:
        print(f"http://127.0.0.1:{running.server_port}", flush=True)  # noqa: T201
        running.serve_forever()
