"""A real endpoint on this machine that speaks chat completions, and answers what it is told to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "key-of-the-test"
MODEL = "small-model"
TOKENS_IN, TOKENS_OUT = 1000, 50  # of each answer

Json = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What the endpoint answers: a status, and a body or the arguments of the tool call that the client asked for."""

    arguments: str = '{"facts": []}'
    status: int = 200
    body: Json | str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Endpoint:
    """The endpoint under way; `answers` says what it answers to a request, `requests` keeps what came."""

    url: str
    answers: Callable[[Json], Said]
    requests: list[Json] = field(default_factory=list)

    def texts(self) -> list[str]:
        """The last line of the text that each request is about, in their order."""
        return [asked(request).splitlines()[-1] for request in self.requests]


def facts(*told: Json) -> Said:
    """An answer with these facts."""
    return Said(json.dumps({"facts": told}))


def in_turn(*said: Said) -> Callable[[Json], Said]:
    """One answer after another; the last one again and again."""
    waiting = list(said)
    return lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]


def asked(request: Json) -> str:
    """What the user's message of a request says."""
    (said,) = [message["content"] for message in request["messages"] if message["role"] == "user"]
    return str(said)


def sent_back(request: Json) -> str:
    """What the client said last of the answer before; empty if it is the first request about a text."""
    last = request["messages"][-1]
    return str(last["content"]) if last["role"] == "tool" else ""


@contextmanager
def serving(answers: Callable[[Json], Said]) -> Iterator[Endpoint]:
    """The endpoint, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            given = self.headers["authorization"]  # other spelling
            endpoint.requests.append(request)
            if self.path != "/v1/chat/completions":
                self.send(Said(status=404, body={"error": {"message": f"no such path: {self.path}"}}))
            elif given != f"Bearer {KEY}":
                self.send(Said(status=401, body={"error": {"message": f"wrong key {given}"}}))
            else:
                said = endpoint.answers(request)
                self.send(said if said.body is not None else Said(body=completion(request, said.arguments)))

        def send(self, said: Said) -> None:
            plain = isinstance(said.body, str)
            data = said.body.encode() if isinstance(said.body, str) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "text/html" if plain else "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/v1", answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield endpoint
    server.shutdown()
    server.server_close()
    thread.join()


def completion(request: Json, arguments: str) -> Json:
    """A chat completion that calls the one tool that the request offers."""
    (tool,) = request["tools"]
    call = {"name": tool["function"]["name"], "arguments": arguments}
    message = {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": f"call-{len(request['messages'])}", "type": "function", "function": call}],
    }
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1700000000,
        "model": request["model"],
        "choices": [{"index": 0, "finish_reason": "tool_calls", "message": message}],
        "usage": {
            "prompt_tokens": TOKENS_IN,
            "completion_tokens": TOKENS_OUT,
            "total_tokens": TOKENS_IN + TOKENS_OUT,
        },
    }
