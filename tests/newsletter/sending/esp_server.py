"""A provider's API on this machine, in the words of Postmark, which can be told to misbehave at each call."""

import json
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OK = {"ErrorCode": 0, "Message": "OK"}


class Drop(Exception):
    pass


class Call(BaseHTTPRequestHandler):
    """Takes one mail a call, over a connection that is kept open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes, the second of them 40 ms late otherwise

    def handle(self):
        with suppress(Drop, ConnectionError):
            super().handle()

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.counted():
            self.server.over.wait(self.server.seconds)  # so that the others come meanwhile
            self.act(json.loads(content)["To"], self.server.next_fault())

    def act(self, recipient, fault):
        """A fault: (status, body, headers), which refuses the mail, or what happens after it was taken."""
        if isinstance(fault, tuple):
            return self.answer(*fault)
        if fault == "inactive":
            words = f"Found inactive addresses: {recipient}. Inactive recipients are ones that have generated a bounce."
            return self.answer(422, {"ErrorCode": 406, "Message": words})
        if fault == "drop before":
            raise Drop
        self.server.accepted.append(recipient)
        if fault == "drop":
            raise Drop
        if fault == "hang":
            self.server.over.wait(20)
            raise Drop
        if fault == "drip":  # each byte well within any time-out for one, and never a whole answer
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.over.wait(0.05):
                self.wfile.write(b"x")
            raise Drop
        if fault == "broken":
            return self.answer(200, "<html>")
        return self.answer(200, OK | {"MessageID": f"id of {recipient}", "To": recipient})

    def answer(self, status, body, headers=()):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in {"Content-Length": len(data), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


class Provider(ThreadingHTTPServer):
    """`accepted`: whose mails were taken. `calls` so far, at most `together` of them at once, each of `seconds`.

    `faults` are met by one call after another, None by none; after the last there is none.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, call):
        super().__init__(("127.0.0.1", 0), call)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        self.accepted, self.faults, self.calls, self.inside, self.together, self.seconds = [], [], 0, 0, 0, 0.02
        self.over, self.lock = threading.Event(), threading.Lock()

    @contextmanager
    def counted(self):
        with self.lock:
            self.calls, self.inside = self.calls + 1, self.inside + 1
            self.together = max(self.together, self.inside)
        try:
            yield
        finally:
            with self.lock:
                self.inside -= 1

    def next_fault(self):
        with self.lock:
            return self.faults.pop(0) if self.faults else None


@contextmanager
def esp_server(call=Call):
    """A running Provider, whose calls are of this class."""
    with Provider(call) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
