"""A fast SMTP server that keeps nothing: it counts, and writes down who got a mail when. In a process of its own.

`python -m benchmarks.sink READY LOG [EXTENSION …]` writes its port to READY, and for each accepted mail a line to LOG:
when its MAIL reached the kernel (seconds; this process may come to read it later; with TLS when it was read), bytes,
recipient. CHUNKING and STARTTLS are offered only when asked for; TLS with the certificate and key beside LOG.

Nothing is copied and nothing allocated for the mails' bytes: with a fresh buffer for each read, glibc served some
runs by `mmap` and others from its heap, at half or twice the speed.
"""

import re
import selectors
import socket
import ssl
import struct
import sys
import time
from pathlib import Path

END = b"\r\n.\r\n"
LINE = b"\r\n"
EXTENSIONS = ["PIPELINING", "SIZE 0", "8BITMIME"]
REPLIES = {b"HELO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}
COUNT = b"XCOU"  # of XCOUNT: how many mails were accepted; all of them are in the log then
OK = b"250 OK\r\n"
ADDRESS = re.compile(rb"<([^>]*)>")
START = 4096  # the buffer's first bytes, where an unfinished line or end goes in front of what is read next
BUFFER = bytearray(START + 256 * 1024)
ROOM = memoryview(BUFFER)[START:]
TIMES, TIME = 35, struct.Struct("@ll")  # Linux: SO_TIMESTAMPNS, timespec


class Session:
    """One client; all share the buffer, since each read is taken in at once."""

    def __init__(self, client):
        self.client, self.rest, self.in_data = client, b"", False
        self.began_at, self.size, self.recipient = 0.0, 0, ""
        self.starts_tls = False
        self.of_chunk, self.is_last = 0, False  # so many bytes of a chunk are still to come
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.setsockopt(socket.SOL_SOCKET, TIMES, 1)
        client.sendall(b"220 sink\r\n")

    def read(self, log):
        """Take in what has come and answer. Returns whether the client is still there."""
        if isinstance(self.client, ssl.SSLSocket):
            count, log.now = self.client.recv_into(ROOM), time.time()
        else:
            count = self._receive(log)
        self._take_in(count, log)
        return count > 0

    def _receive(self, log):
        count, times, _flags, _address = self.client.recvmsg_into([ROOM], socket.CMSG_SPACE(TIME.size))
        log.now = time.time()
        if times:  # the kernel begins to keep them a moment after it was asked to
            seconds, nanoseconds = TIME.unpack(times[0][2])
            log.now = seconds + nanoseconds / 1e9
        return count

    def _take_in(self, count, log):
        place, end = START - len(self.rest), START + count
        BUFFER[place:START] = self.rest
        replies = []
        while reply := self._next_reply(place, end, log):
            place, answer = reply
            replies.append(answer)
        if answers := b"".join(replies):
            self.client.sendall(answers)
        if self.starts_tls:
            self.starts_tls = False
            self.client = log.context.wrap_socket(self.client, server_side=True)

    def _next_reply(self, place, end, log):
        """(where the rest begins, reply to the next command or mail), or None where it is not complete."""
        if self.of_chunk:
            return self._take_chunk(place, end, log)
        mark = END if self.in_data else LINE
        found = BUFFER.find(mark, place, end)
        if found < 0:
            self._keep(place, end)
            return None
        after = found + len(mark)
        if self.in_data:
            self.in_data = False
            log.accept(self.began_at, self.size + found - place, self.recipient)
            return after, OK
        reply = self._obey(bytes(BUFFER[place:found]), log)
        # The end of DATA's own line may be the beginning of a mail's end: an empty mail is only a dot.
        return (found if self.in_data else after), reply

    def _take_chunk(self, place, end, log):
        taken = min(self.of_chunk, end - place)
        self.of_chunk, self.size = self.of_chunk - taken, self.size + taken
        if self.of_chunk:
            self.rest = b""
            return None
        if self.is_last:
            log.accept(self.began_at, self.size, self.recipient)
        return place + taken, OK

    def _keep(self, place, end):
        start = max(place, end - len(END) + 1) if self.in_data else place
        self.rest = bytes(BUFFER[start:end])
        self.size += start - place

    def _obey(self, line, log):
        verb = line[:4].upper()
        if verb == b"MAIL":
            self.began_at, self.size = log.now, 0
        elif verb == b"RCPT":
            self.recipient = ADDRESS.search(line)[1].decode()
        elif verb == b"DATA":
            self.in_data, self.size = True, 0
        elif verb == b"BDAT":
            _verb, size, *last = line.split()
            self.of_chunk, self.is_last = int(size), bool(last)
            return b""
        elif verb == b"EHLO":
            return log.greeting
        elif verb == b"STAR":
            self.starts_tls = True
            return b"220 go on\r\n"
        elif verb == COUNT:
            return b"250 %d\r\n" % log.written()
        return REPLIES.get(verb, OK)


class Log:
    """What was accepted, and what is offered to whoever says EHLO."""

    def __init__(self, path, extensions):
        self.file, self.count, self.now = path.open("w"), 0, 0.0
        self.context = _tls(path.parent) if "STARTTLS" in extensions else None
        *others, last = ["sink", *extensions]  # the first line names the server (RFC 5321, 4.1.1.1)
        self.greeting = "".join([*(f"250-{line}\r\n" for line in others), f"250 {last}\r\n"]).encode()

    def accept(self, began_at, size, recipient):
        self.count += 1
        self.file.write(f"{began_at:.6f} {size} {recipient}\n")

    def written(self):
        """How many there are, once all are in the file."""
        self.file.flush()
        return self.count


def _tls(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


def serve(listener, log):
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while True:
            for key, _events in selector.select():
                if key.fileobj is listener:
                    client = listener.accept()[0]
                    selector.register(client, selectors.EVENT_READ, Session(client))
                elif not is_there(key.data, log):
                    selector.unregister(key.fileobj)
                    key.data.client.close()


def is_there(session, log):
    """Whether there is still a client, after its words were taken in; a killed one breaks off anywhere."""
    try:
        return session.read(log)
    except ConnectionError:
        return False


def main(ready, log, *extensions):
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    Path(ready).write_text(str(listener.getsockname()[1]))
    serve(listener, Log(Path(log), [*EXTENSIONS, *extensions]))


if __name__ == "__main__":
    main(*sys.argv[1:])
