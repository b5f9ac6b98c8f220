"""One SMTP session that never waits: it carries finished mails, one after another, over an open connection.

Whoever watches its socket calls `go_on` when there is something to read or room to write.
"""

import re
import smtplib
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from time import monotonic

from newsletter.outcomes import accepted, of_error

ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>\x00-\x1f\x7f]+")
SEVEN_BIT = policy.compat32.clone(cte_type="7bit", linesep="\r\n")
REPLY = re.compile(rb"(?P<code>[2-5]\d\d)(?:(?P<more>-)|\s)?(?P<text>.*)\r?\n", re.S)
DOT = re.compile(rb"\n\.")  # finds it in half the time of bytes.find
MAX_REPLY, MOST_LINES = 4096, 100
AT_ONCE = 65536  # bytes read
CLOSING = 421
LATER = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
REPLIES = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


class Session:
    """Takes an opened smtplib connection over.

    A mail takes two round trips where others take four: MAIL, RCPT and DATA go in one packet where the server can take
    that (RFC 2920), its content in another. `in_data` is set from the moment that the server may hold the whole mail
    until its reply is read.
    """

    def __init__(self, connection):
        self.connection, self.socket = connection, connection.sock
        self.socket.setblocking(False)
        self.dialogue, self.unsent, self.got = None, b"", bytearray()
        self.expected, self.replies, self.texts = 0, [], []
        self.is_content, self.in_data, self.is_open, self.sent = False, False, True, 0
        self.began_at = self.moved_at = monotonic()

    def begin(self, mail):
        """Send this Prepared mail. Returns the Outcome as soon as there is one, here or from `go_on`."""
        return self._start(self._transaction(mail))

    def leave(self):
        """Say goodbye; the session is closed once the server has answered."""
        return self._start(self._farewell())

    def go_on(self):
        """Read and write what can be read and written now."""
        return self._try(self._read_and_write)

    def fail(self, error):
        """Break off for this reason."""
        return self._settle(self._refused(error))

    def close(self):
        if self.is_open:
            self.is_open = False
            self.connection.close()

    # The dialogue

    def _transaction(self, mail):
        """Yields (bytes, number of replies to them) and is sent the replies, each (code, text)."""
        replies = []
        for commands in self._packets(mail):
            replies += yield b"".join(commands), len(commands)
            refused = next((place for place, (code, _text) in enumerate(replies) if not _is_yes(place, code)), None)
            if refused is not None:
                yield from self._clear(replies)
                _refuse(mail, refused, *replies[refused])
        self.is_content = True
        ((code, text),) = yield self._content(mail), 1
        self.is_content = self.in_data = False
        if code // 100 != 2:
            raise smtplib.SMTPDataError(code, text)
        self.sent += 1
        return accepted(mail, 1, f"{code} {text.decode(errors='replace')}")

    def _packets(self, mail):
        if not ADDRESS.fullmatch(mail.sender) or not ADDRESS.fullmatch(mail.recipient):
            raise UnicodeError("an address that cannot stand in an envelope")
        options = f" SIZE={len(mail.content)}" if self.connection.has_extn("size") else ""
        if mail.is_8bit and self.connection.has_extn("8bitmime"):
            options += " BODY=8BITMIME"
        commands = [f"MAIL FROM:<{mail.sender}>{options}\r\n", f"RCPT TO:<{mail.recipient}>\r\n", "DATA\r\n"]
        commands = [command.encode("ascii") for command in commands]
        return [commands] if self.connection.has_extn("pipelining") else [[command] for command in commands]

    def _content(self, mail):
        """The bytes after DATA: leading dots doubled, and re-encoded for the rare server without 8BITMIME."""
        content = mail.content
        if mail.is_8bit and not self.connection.has_extn("8bitmime"):
            content = message_from_bytes(content, policy=SEVEN_BIT).as_bytes()
        if DOT.search(content):
            content = content.replace(b"\r\n.", b"\r\n..")
        return content + b".\r\n"

    def _clear(self, replies):
        """After a refusal: a server that wants the mail all the same gets an empty one for nobody, and forgets it."""
        if replies[-1][0] == CLOSING:
            return
        if len(replies) == 3 and replies[2][0] == 354:
            yield b".\r\n", 1
        yield b"RSET\r\n", 1

    def _farewell(self):
        yield b"QUIT\r\n", 1
        self.close()

    # The line

    def _start(self, dialogue):
        self.dialogue, self.began_at = dialogue, monotonic()
        return self._try(lambda: self._say(next(dialogue)))

    def _try(self, work):
        """The Outcome where this work brings the dialogue to its end."""
        try:
            work()
        except StopIteration as end:
            return self._settle(end.value)
        except (OSError, UnicodeError) as error:  # SMTPException is an OSError
            return self._settle(self._refused(error))
        return None

    def _settle(self, outcome):
        """What the server says unasked (a farewell, mostly) must not be taken for its next answer."""
        self.dialogue = None
        if self.got:
            self.close()
        return outcome

    def _say(self, packet):
        data, self.expected = packet
        self.unsent, self.replies = memoryview(data), []
        self._write()

    def _read_and_write(self):
        if self.unsent:
            self._write()
        self._read()

    def _write(self):
        """An error before the last byte has left means that the server never saw the mail's end."""
        self.moved_at = monotonic()
        try:
            while self.unsent:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
        except LATER:
            return
        except ConnectionError:
            self._read()  # who hangs up in the middle of a mail has mostly said why
            raise
        self.in_data = self.is_content

    def _read(self):
        try:
            data = self.socket.recv(AT_ONCE)
        except LATER:
            return
        if not data:
            raise _broken("the connection was closed")
        self.moved_at = monotonic()
        self.got += data
        self._take_replies()

    def _take_replies(self):
        """What is no reply (another protocol, a torn line) is a broken connection: a lone "25" from a dying server is
        no code, and a torn 250 no yes."""
        while (end := self.got.find(b"\n") + 1) and self.dialogue:
            self._take_line(bytes(self.got[:end]))
            del self.got[:end]
            if len(self.replies) == self.expected:
                self._answer()
        if self.got and (not self.dialogue or len(self.got) > MAX_REPLY):
            raise _broken(f"not a reply of SMTP: {bytes(self.got[:100])!r}")

    def _take_line(self, line):
        found = REPLY.fullmatch(line)
        if not found or len(self.texts) == MOST_LINES:
            raise _broken(f"not a reply of SMTP: {line[:100]!r}")
        self.texts.append(found["text"].strip())
        if not found["more"]:
            code = int(found["code"])
            self.replies.append((code, b"\n".join(self.texts)))
            self.texts = []
            if code == CLOSING:
                self.expected = len(self.replies)

    def _answer(self):
        """Before we were done only a mail can be answered, and only by a no."""
        if self.unsent and (not self.is_content or self.replies[-1][0] < 400):
            raise _broken("an answer before the end of what was said")
        self._say(self.dialogue.send(self.replies))

    def _refused(self, error):
        """A complete reply leaves the session as it is, unless the server is closing it or has not heard us out."""
        error.nothing_was_sent = not self.in_data
        outcome = of_error(error)
        is_broken = isinstance(error, OSError) and not isinstance(error, REPLIES)
        is_closing = outcome.reply.startswith(str(CLOSING))
        self.is_content = self.in_data = False
        if is_broken or is_closing or self.unsent:
            self.close()
        if is_closing and isinstance(error, smtplib.SMTPSenderRefused):
            return replace(outcome, is_untried=True, way_is_shut=True)
        return replace(outcome, is_untried=is_broken and error.nothing_was_sent)


def _refuse(mail, place, code, text):
    """Raise what smtplib raises of this reply to MAIL (0), RCPT (1) or DATA (2)."""
    if code < 400:
        raise _broken(f"out of turn: {code} {text[:100]!r}")
    if place == 0:
        raise smtplib.SMTPSenderRefused(code, text, mail.sender)
    if place == 1:
        raise smtplib.SMTPRecipientsRefused({mail.recipient: (code, text)})
    raise smtplib.SMTPDataError(code, text)


def _is_yes(place, code):
    """Whether the server goes on after MAIL (0), RCPT (1) or DATA (2)."""
    return code == 354 if place == 2 else code // 100 == 2


def _broken(words):
    return smtplib.SMTPServerDisconnected(words)
