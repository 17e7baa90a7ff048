"""An endpoint of chat completions in a process of its own, which replies as a test tells it.

Run as a script it prints its address and serves until it is ended. Each reply to come is an
object: `content` makes a chat completion, `usage` goes with it; `status` and `body` make anything
else; with `length` more is announced than is sent; `silent` never replies; `endless` never stops.
The last one is given again and again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, ClassVar
from urllib.request import Request, urlopen

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
    server = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
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
        self._reply(self.to_come[0] if len(self.to_come) == 1 else self.to_come.pop(0), key)

    def _reply(self, reply: Json, key: str) -> None:
        if "content" in reply:
            message = {"role": "assistant", "content": reply["content"]}
            usage = {"usage": reply["usage"]} if "usage" in reply else {}
            self._send(200, json.dumps({"choices": [{"index": 0, "message": message}], **usage}))
        elif "silent" in reply:
            Event().wait()
        elif "endless" in reply:
            self._send(200, "", length=1 << 40)
            while True:
                self.wfile.write(b" " * 65_536)
        else:
            body = reply.get("body", json.dumps({"error": {"message": f"{key} is not wanted"}}))
            self._send(reply["status"], body, reply.get("length", 0))

    def _send(self, status: int, body: str, length: int = 0) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length or len(content)))
        self.send_header("Retry-After-Ms", "1")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Stay quiet: the requests are asked for, not read."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet where a client hangs up."""


if __name__ == "__main__":
    with _Server(("127.0.0.1", 0), _Handler) as running:
        print(f"http://127.0.0.1:{running.server_port}", flush=True)  # noqa: T201
        running.serve_forever()
