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
    """`script` holds the answers to come: a (status, body, headers), or a callable of the handler or of the request.

    Batches are kept in `batches`, each with its requests, and run until `batches_end` is set; `no_batches` is the
    answer to one that is not taken.
    """

    def __init__(self):
        self.script, self.requests, self.keys, self.otherwise = [], [], [], None
        self.batches, self.batches_end, self.no_batches = [], False, None

    def next(self, request):
        answer = self.script.pop(0) if self.script else self.otherwise
        return answer(request) if callable(answer) and answer not in (dropped, silent) else answer

    def create_batch(self, requests):
        if self.no_batches:
            return self.no_batches
        self.batches.append(requests)
        return self.batch(f"msgbatch_{len(self.batches)}")

    def batch(self, id, address=""):
        """The batch as the API describes it."""
        ends = {"processing_status": "ended", "results_url": address} if self.batches_end else {}
        counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
        body = {
            "id": id,
            "type": "message_batch",
            "processing_status": "in_progress",
            "results_url": None,
            "request_counts": counts,
            "created_at": "2026-03-10T00:00:00Z",
            "expires_at": "2026-03-11T00:00:00Z",
            "ended_at": None,
            "archived_at": None,
            "cancel_initiated_at": None,
        }
        return 200, json.dumps(body | ends), {}

    def results(self, id):
        """A line for each request of the batch: its answer, or that it failed."""
        lines = []
        for request in self.batches[int(id.rpartition("_")[2]) - 1]:
            status, body, _headers = self.next(request["params"])
            failed = {"type": "expired"} if status == 410 else {"type": "errored", "error": json.loads(body)}
            result = {"type": "succeeded", "message": json.loads(body)} if status == 200 else failed
            lines.append(json.dumps({"custom_id": request["custom_id"], "result": result}))
        return 200, "\n".join(reversed(lines)) + "\n", {"Content-Type": "application/x-jsonl"}


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True  # headers and body are two writes, the second of them 40 ms late otherwise

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/batches"):
            return self.reply(self.server.claude.create_batch(request["requests"]))
        self.server.claude.requests.append(request)
        self.server.claude.keys.append(self.headers.get("Authorization"))
        answer = self.server.claude.next(request)
        if callable(answer):
            return answer(self)
        return self.reply(answer)

    def do_GET(self):
        place, _slash, last = self.path.rpartition("/")
        if last == "results":
            return self.reply(self.server.claude.results(place.rpartition("/")[2]))
        address = f"http://{self.headers['Host']}{self.path}/results"
        return self.reply(self.server.claude.batch(last, address))

    def reply(self, answer):
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
