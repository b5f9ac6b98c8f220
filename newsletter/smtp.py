"""SMTP: Django's backend for single mails, and connections that take prepared bytes, one mail after another.

Both know what the server said, and whether a broken connection may have taken the mail along.
"""

import re
import smtplib
import socket
from email import message_from_bytes, policy

from django.core.mail.backends import smtp

ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>\x00-\x1f\x7f]+")
SEVEN_BIT = policy.compat32.clone(cte_type="7bit", linesep="\r\n")
REPLY = re.compile(rb"(?P<code>[2-5]\d\d)(?:(?P<more>-)|\s)?(?P<text>.*)\r?\n", re.S)
MAX_REPLY, MOST_LINES = 4096, 100
CLOSING = 421


class Connection:
    """Mixed into smtplib's classes: no waiting for full packets, and a mail in two round trips where others take four.

    `in_data` is set from the moment that the server may hold the whole mail until its reply is read.
    """

    in_data = False
    last_reply = ""

    def _get_socket(self, host, port, timeout):
        sock = super()._get_socket(host, port, timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # with TLS Nagle's algorithm costs 40 ms a mail
        return sock

    def data(self, message):
        """For single mails, by smtplib's own way."""
        self.in_data, self.last_reply = True, ""
        code, reply = super().data(message)
        self.in_data, self.last_reply = False, f"{code} {reply.decode(errors='replace')}"
        return code, reply

    def deliver(self, mail):
        """Hand over a Prepared mail. Returns the reply; raises smtplib's errors with what the server said."""
        self.in_data = False
        self._envelope(mail)
        self._send_bytes(self._content(mail))
        self.in_data = True
        code, reply = self._reply()
        self.in_data = False
        if code // 100 != 2:
            raise smtplib.SMTPDataError(code, reply)
        return f"{code} {reply.decode(errors='replace')}"

    def abort(self):
        """From another thread: whoever waits for this connection is woken with an error."""
        if self.sock:
            self.sock.shutdown(socket.SHUT_RDWR)

    def _envelope(self, mail):
        """MAIL, RCPT and DATA, in one packet where the server can take that (RFC 2920). All three were accepted, or
        what was refused is raised, and the connection is ready for the next mail (unless it is closing)."""
        replies = []
        for commands in self._packets(mail):
            self._send_bytes(b"".join(command + b"\r\n" for command in commands))
            for _command in commands:
                replies.append(self._reply())
                if replies[-1][0] == CLOSING:
                    break
            refused = next((place for place, (code, _reply) in enumerate(replies) if not _is_yes(place, code)), None)
            if refused is None:
                continue
            self._clear(replies)
            self._raise(mail, refused, *replies[refused])

    def _packets(self, mail):
        if not ADDRESS.fullmatch(mail.sender) or not ADDRESS.fullmatch(mail.recipient):
            raise UnicodeError("an address that cannot stand in an envelope")
        options = f" SIZE={len(mail.content)}" if self.has_extn("size") else ""
        if mail.is_8bit and self.has_extn("8bitmime"):
            options += " BODY=8BITMIME"
        commands = [f"MAIL FROM:<{mail.sender}>{options}", f"RCPT TO:<{mail.recipient}>", "DATA"]
        commands = [command.encode("ascii") for command in commands]
        return [commands] if self.has_extn("pipelining") else [[command] for command in commands]

    def _clear(self, replies):
        """After a refusal: a server that wants the mail all the same gets an empty one for nobody, and forgets it."""
        if replies[-1][0] == CLOSING:
            return
        if len(replies) == 3 and replies[2][0] == 354:
            self._send_bytes(b".\r\n")
            self._reply()
        self._send_bytes(b"RSET\r\n")
        self._reply()

    def _raise(self, mail, place, code, reply):
        if code < 400:
            raise _broken(f"out of turn: {code} {reply[:100]!r}")
        if place == 0:
            raise smtplib.SMTPSenderRefused(code, reply, mail.sender)
        if place == 1:
            raise smtplib.SMTPRecipientsRefused({mail.recipient: (code, reply)})
        raise smtplib.SMTPDataError(code, reply)

    def _content(self, mail):
        """The bytes after DATA: leading dots doubled, and re-encoded for the rare server without 8BITMIME."""
        content = mail.content
        if mail.is_8bit and not self.has_extn("8bitmime"):
            content = message_from_bytes(content, policy=SEVEN_BIT).as_bytes()
        if b"\r\n." in content:
            content = content.replace(b"\r\n.", b"\r\n..")
        return content + b".\r\n"

    def _send_bytes(self, content):
        """All of it: an error before the last byte has left means that the server never saw the mail's end."""
        if not self.sock:
            raise _broken("not connected")
        sent = self.sock.send(content)
        rest = memoryview(content)[sent:]
        while rest:
            rest = rest[self.sock.send(rest) :]

    def _reply(self):
        """(code, text) of one complete reply. What is none (another protocol, a torn line) is a broken connection:
        smtplib would take a lone "25" from a dying server for a code, and a torn 250 for a yes."""
        if self.file is None:
            self.file = self.sock.makefile("rb")
        texts, found = [], None
        while found is None or found["more"]:
            line = self.file.readline(MAX_REPLY)
            found = REPLY.fullmatch(line)
            if not found or len(texts) == MOST_LINES:
                raise _broken(f"not a reply of SMTP: {line[:100]!r}" if line else "the connection was closed")
            texts.append(found["text"].strip())
        return int(found["code"]), b"\n".join(texts)


def _is_yes(place, code):
    """Whether the server goes on after MAIL (0), RCPT (1) or DATA (2)."""
    return code == 354 if place == 2 else code // 100 == 2


def _broken(words):
    return smtplib.SMTPServerDisconnected(words)


class Plain(Connection, smtplib.SMTP):
    pass


class OverTLS(Connection, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Errors raised before the mail's own bytes were begun carry `nothing_was_sent`."""

    @property
    def connection_class(self):
        return OverTLS if self.use_ssl else Plain

    @property
    def last_reply(self):
        return self.connection.last_reply if self.connection else ""

    def send_messages(self, messages):
        try:
            return super().send_messages(messages)
        except OSError as error:  # SMTPException is one
            error.nothing_was_sent = not (self.connection and self.connection.in_data)
            raise
