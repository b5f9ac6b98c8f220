"""A local Messages API that answers from the recordings, so that the service's real door to Claude is used."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from benchmarks import faults, recordings

HAN_TOKENS, LETTERS_A_TOKEN = 1, 3.5  # an estimate: nothing here is the model's own tokenizer


def estimated_tokens(text):
    """Tokens: one for a Han character, one for 3.5 others."""
    han = sum("\u3400" <= char <= "\u9fff" for char in text)
    return round(han * HAN_TOKENS + (len(text) - han) / LETTERS_A_TOKEN)


class Handler(BaseHTTPRequestHandler):
    """One question, one recorded answer; the date comes from the server, for no request names it."""

    disable_nagle_algorithm = True  # headers and body are two writes, the second of them 40 ms late otherwise

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = request["messages"][0]["content"]
        answer = recordings.answer(self.server.date, json.loads(asked))
        text = json.dumps(faults.spoil(answer, self.server.fault), ensure_ascii=False)
        schema = json.dumps(request.get("output_config", {}))
        usage = {
            "input_tokens": estimated_tokens(request["system"] + asked + schema),
            "output_tokens": estimated_tokens(text),
        }
        self.reply(message(request["model"], text, usage))

    def reply(self, body):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args):
        """Quiet: the evaluation prints a table."""


def message(model, text, usage):
    return {
        "id": "msg_recorded",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": text}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }


@contextmanager
def serving(fault=""):
    """A running server with `url`; set its `date` ("2026-02-19") before the day is written.

    With a `fault` (faults.KINDS) every sentence of every answer is spoiled in that way.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.fault, server.date, server.url = fault, "", f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
