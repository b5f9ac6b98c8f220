"""A local Messages API for tests: answers what a test scripted, in order, and remembers what it was asked."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep


def message(data, **fields):
    """A 200 with this data as the text of a message, after a block of thought."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    content = [{"type": "thinking", "thinking": "", "signature": "x"}, {"type": "text", "text": text}]
    body = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": content,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1000, "output_tokens": 200},
    }
    return 200, json.dumps(body | fields), {}


def failure(status, kind="api_error", code=None, **headers):
    """An error as the API words it; headers by name, with underscores for hyphens."""
    error = {"type": kind, "message": f"{kind} happened", "details": {"error_code": code} if code else None}
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return status, json.dumps({"type": "error", "error": error}), named


def dropped(handler):
    """Closes the connection without an answer."""
    handler.connection.close()


def silent(handler):
    """Answers nothing for longer than a test's patience."""
    sleep(1)


class ClaudeServer:
    """`script` holds the answers to come: a (status, body, headers), or a callable of the handler or of the request."""

    def __init__(self):
        self.script, self.requests, self.keys, self.otherwise = [], [], [], None

    def next(self, request):
        answer = self.script.pop(0) if self.script else self.otherwise
        return answer(request) if callable(answer) and answer not in (dropped, silent) else answer


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.claude.requests.append(request)
        self.server.claude.keys.append(self.headers.get("Authorization"))
        answer = self.server.claude.next(request)
        if callable(answer):
            return answer(self)
        status, body, headers = answer
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args):
        """Quiet."""


@contextmanager
def claude_server(settings):
    """A running ClaudeServer to which the settings point, with a key."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.claude = ClaudeServer()
    thread = Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.ANTHROPIC_BASE_URL = f"http://127.0.0.1:{http.server_address[1]}"
    settings.ANTHROPIC_API_KEY = "test"
    yield http.claude
    http.shutdown()
    http.server_close()
