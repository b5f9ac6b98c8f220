"""An SMTP server by hand, byte for byte, so that each moment of a session can go wrong, with or without pipelining."""

import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress

END = b"\r\n.\r\n"
EXTENSIONS = ("PIPELINING", "8BITMIME", "SIZE 1000000")
CHUNKING = (*EXTENSIONS, "CHUNKING")
BROKEN = ("drop", "hang", "drip", "noise")
YES = {"AUTH": "235 welcome", "DATA": "354 go on", "QUIT": "221 bye"}


class Drop(Exception):
    pass


class Session(socketserver.StreamRequestHandler):
    """`play` answers a verb, or does what the script says: a reply, drop, hang, drip, or noise."""

    disable_nagle_algorithm = True  # last words leave before the connection is closed
    recipient, has_sender, stuck = None, False, ()

    def handle(self):
        with suppress(Drop, ConnectionError):
            self.server.connections += 1
            self.server.lines.append(self.request)
            self.play("CONNECT", "220 hello")
            while line := self.rfile.readline():
                self.obey(line)

    def obey(self, line):
        verb = line.decode().split()[0].upper()
        self.server.commands.append(line.decode().strip())
        if verb in ("EHLO", "HELO"):
            lines = ["250-here", *(f"250-{name}" for name in self.server.extensions), "250 HELP"]
            return self.play("EHLO", "\r\n".join(lines))
        if verb == "STARTTLS":
            return self.start_tls()
        if verb == "BDAT":
            return self.take_chunk(int(line.split()[1]))
        if verb in self.stuck:
            return self.say("503 5.5.1 bad sequence of commands")
        if verb == "RSET":
            self.stuck = ()
        if verb in ("MAIL", "RSET"):
            self.recipient = None
        if verb == "RCPT" and not self.has_sender:
            return self.say("503 5.5.1 no sender")
        reply = self.play(verb, YES.get(verb, "250 OK"))
        if verb == "MAIL":
            self.has_sender = reply.startswith("250")
        if verb == "RCPT" and reply.startswith("250"):
            self.recipient = line.decode().split("<")[1].split(">")[0]
        if verb == "DATA" and reply.startswith("354"):
            self.take_mail()
        return None

    def start_tls(self):
        if not self.play("STARTTLS", "220 go on").startswith("220"):
            return
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.setup()

    def take_mail(self):
        """BODY: before the mail's end. END: the server has it all, and answers or not."""
        if fault := self.server.next_fault("BODY"):
            self.rfile.read(100)
            self.act(fault, "")
            raise Drop
        content = bytearray()
        while not (content.endswith(END) or content == b".\r\n"):
            line = self.rfile.readline()
            if not line:
                raise Drop
            content += line
        if content == b".\r\n":
            return self.say("554 no recipient")
        return self.accept(bytes(content).replace(b"\r\n..", b"\r\n.")[:-3])

    def take_chunk(self, size):
        """A chunk that nobody is to get is read all the same (RFC 3030, 2). DATA is here: before its first byte."""
        if fault := self.server.next_fault("BODY"):
            self.rfile.read(100)
            self.act(fault, "")
            raise Drop
        fault = self.server.next_fault("DATA") if self.recipient else "503 5.5.1 no recipient"
        if fault in BROKEN:
            self.act(fault, "")
        content = self.rfile.read(size)
        if len(content) < size:
            raise Drop
        if not self.recipient:
            self.stuck = self.server.stuck_on
        return self.act(fault, "") if fault else self.accept(content)

    def accept(self, content):
        fault = self.server.next_fault("END") or "250 2.0.0 queued"
        if not fault.startswith(("4", "5")):
            self.server.accepted.append((self.recipient, content))
        return self.act(fault, "250 2.0.0 queued")

    def play(self, verb, reply):
        return self.act(self.server.next_fault(verb) or reply, reply)

    def act(self, fault, reply):
        if fault == "drop":
            raise Drop
        if fault == "hang":
            self.server.over.wait(20)
            raise Drop
        if fault == "drip":  # each byte well within any time-out for one, and never a whole line
            while not self.server.over.wait(0.05):
                self.wfile.write(b"2")
            raise Drop
        if fault == "noise":
            self.say("HTTP/1.1 400 Bad Request")
            raise Drop
        self.say(fault)
        if fault.startswith("421"):
            raise Drop
        return fault

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    """`accepted`: (recipient, bytes) of every mail whose end has arrived and was not refused.

    `faults` maps a verb (EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, RSET, QUIT) or CONNECT, BODY or END to what goes
    wrong; a list is used up one by one. `stuck_on`: verbs refused after a mail for nobody, until RSET.
    """

    daemon_threads = allow_reuse_address = True
    block_on_close = False

    def __init__(self, extensions, context, is_tls_at_once):
        super().__init__(("127.0.0.1", 0), Session)
        self.extensions, self.context, self.port = extensions, context, self.server_address[1]
        self.is_tls_at_once = is_tls_at_once
        self.accepted, self.commands, self.faults, self.connections, self.lines = [], [], {}, 0, []
        self.stuck_on = ()
        self.over, self.lock = threading.Event(), threading.Lock()

    def get_request(self):
        connection, address = super().get_request()
        if self.context and self.is_tls_at_once:
            connection = self.context.wrap_socket(connection, server_side=True)
        return connection, address

    def next_fault(self, place):
        with self.lock:
            fault = self.faults.get(place)
            if isinstance(fault, list):
                return fault.pop(0) if fault else None
            return fault

    def hang_up(self):
        """End all connections, in the middle of whatever they do."""
        for line in self.lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request, client_address):
        """A client that goes away is what these tests are about."""

    @property
    def recipients(self):
        return sorted(recipient for recipient, _content in self.accepted)


@contextmanager
def raw_smtp(extensions=EXTENSIONS, certificate=None, is_tls_at_once=True):
    """A running Server; `certificate`: (certificate, key) for TLS, from the first byte or by STARTTLS."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
    with Server(extensions, context, is_tls_at_once) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
