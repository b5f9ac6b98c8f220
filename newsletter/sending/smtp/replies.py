"""Replies of an SMTP server, read out of bytes as they come in; no socket, no clock (sans-I/O)."""

import smtplib
from typing import NamedTuple

MAX_LINE, MAX_LINES = 4096, 100  # bytes of a line that has no end yet, and lines of one reply
CLOSING = 421


class Reply(NamedTuple):
    """`text`: its lines without codes, joined by newlines."""

    code: int
    text: bytes


class ReplyParser:
    """Fed with bytes, gives one Reply after another.

    What is no reply (another protocol, a torn line) is a broken connection, smtplib.SMTPServerDisconnected: a lone "25"
    from a dying server is no code, and a torn 250 no yes.
    """

    def __init__(self) -> None:
        self.rest = b""  # what has come in and belongs to no reply that was given
        self._texts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        self.rest += data

    def next_reply(self) -> Reply | None:
        """The next complete reply, or None until more has come in."""
        while b"\n" in self.rest:
            line, _end, self.rest = self.rest.partition(b"\n")
            if reply := self._take_line(line):
                return reply
        if len(self.rest) > MAX_LINE:
            raise not_a_reply(self.rest)
        return None

    def _take_line(self, line: bytes) -> Reply | None:
        code, more = line[:3], line[3:4] == b"-"
        if not (len(code) == 3 and code.isdigit() and b"2" <= code < b"6") or len(self._texts) == MAX_LINES:
            raise not_a_reply(line)
        self._texts.append(line[3 + more :].strip())
        if more:
            return None
        reply, self._texts = Reply(int(code), b"\n".join(self._texts)), []
        return reply


def not_a_reply(data: bytes) -> smtplib.SMTPServerDisconnected:
    return smtplib.SMTPServerDisconnected(f"not a reply of SMTP: {data[:100]!r}")
