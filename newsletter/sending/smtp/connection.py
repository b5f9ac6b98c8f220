"""One SMTP session that never waits: it carries finished mails, one after another, over an open connection.

Whoever watches its socket calls `go_on` when there is something to read or room to write.
"""

import re
import smtplib
import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from time import monotonic

from newsletter.models import Delivery
from newsletter.sending.outcomes import Outcome, of_error
from newsletter.sending.smtp import envelope

SEVEN_BIT = policy.compat32.clone(cte_type="7bit", linesep="\r\n")
REPLY = re.compile(rb"(?P<code>[2-5]\d\d)(?:(?P<more>-)|\s)?(?P<text>.*)\r?\n", re.S)
MAX_REPLY, MOST_LINES = 4096, 100
AT_ONCE = 65536  # bytes read
CLOSING = 421
LATER = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Session:
    """Takes an opened smtplib connection over.

    A mail takes one round trip where others take four: where the server can take that (RFC 2920), MAIL, RCPT and DATA
    go in one packet, which also ends the mail before. `next_mail` is asked for what may follow, and gives it or None.

    Whatever is done returns the Outcomes of the mails that came to their end, in the order in which they were begun;
    what has none when the session has nothing more to say was never sent.
    """

    def __init__(self, connection, next_mail):
        self.connection, self.socket, self.next_mail = connection, connection.sock, next_mail
        self.extensions = connection.esmtp_features
        self.socket.setblocking(False)
        self.dialogue, self.unsent, self.got = None, b"", bytearray()
        self.expected, self.replies, self.texts = 0, [], []
        self.carried, self.ended, self.sent, self.is_open = None, [], 0, True
        # The packet holds a mail and so many bytes after it; the server may hold the whole mail.
        self.is_content, self.after_content, self.in_data = False, 0, False
        self.began_at = self.moved_at = monotonic()

    def begin(self, mail):
        """Send this Prepared mail, and what follows."""
        return self._start(self._transactions(mail))

    def leave(self):
        """Say goodbye; the session is closed once the server has answered."""
        return self._start(self._farewell())

    def go_on(self):
        """Read and write what can be read and written now."""
        return self._try(self._read_and_write)

    def fail(self, error):
        """Break off for this reason."""
        return self._try(lambda: self._break_off(error))

    def close(self):
        if self.is_open:
            self.is_open = False
            self.connection.close()

    # The dialogue: generators that yield (bytes, number of replies) and are sent the replies, each (code, text)

    def _transactions(self, mail):
        self._take_up(mail)
        replies = yield from self._introduce(mail)
        while mail:
            if envelope.refused(replies) is not None:
                yield from self._turn_away(mail, replies)
                return
            following = self.next_mail() if "pipelining" in self.extensions else None
            ended, *replies = yield self._packet(mail, following)
            self._end(ended)
            if not self.is_open:
                return
            if following and (self.ended[-1].stops or self.ended[-1].way_is_shut):
                yield from self._clear(replies)
                return
            if mail := following:
                self._take_up(mail)

    def _introduce(self, mail):
        """The replies to the envelope, up to the first refusal."""
        replies = []
        commands = envelope.commands(mail, self.extensions)
        for packet in [commands] if "pipelining" in self.extensions else [[command] for command in commands]:
            replies += yield b"".join(packet), len(packet)
            if envelope.refused(replies) is not None:
                break
        return replies

    def _packet(self, mail, following):
        """The mail's content, and the envelope of the one that follows."""
        ahead = b"".join(envelope.commands(following, self.extensions)) if following else b""
        self.is_content, self.after_content = True, len(ahead)
        return b"".join([self._content(mail), b".\r\n", ahead]), 4 if following else 1

    def _turn_away(self, mail, replies):
        place = envelope.refused(replies)
        code, text = replies[place]
        if code < 400:
            raise _broken(f"out of turn: {code} {text[:100]!r}")
        self._note(of_error(envelope.refusal(mail, place, code, text)), place)
        if self.is_open:
            yield from self._clear(replies)

    def _take_up(self, mail):
        self.carried, self.began_at = mail, monotonic()

    def _end(self, reply):
        """What the server said of the whole mail."""
        code, text = reply
        self.is_content = self.in_data = False
        if code // 100 == 2:
            self.sent += 1
            return self._note(Outcome(Delivery.Status.SENT, f"{code} {text.decode(errors='replace')}"))
        return self._note(of_error(smtplib.SMTPDataError(code, text)))

    def _note(self, outcome, place=None):
        """A server that is closing the session before it heard of the mail takes no other either."""
        if outcome.reply.startswith(str(CLOSING)):
            self.close()
            if place == 0:
                outcome = replace(outcome, is_untried=True, way_is_shut=True)
        self.ended.append(outcome)
        self.carried = None

    def _content(self, mail):
        """The bytes after DATA: leading dots doubled, and re-encoded for the rare server without 8BITMIME."""
        content, has_dots = mail.content, mail.has_dots
        if mail.is_8bit and "8bitmime" not in self.extensions:
            content, has_dots = message_from_bytes(content, policy=SEVEN_BIT).as_bytes(), True
        return content.replace(b"\r\n.", b"\r\n..") if has_dots else content

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
        try:
            work()
        except StopIteration:
            self.dialogue = None
            if self.got or self.unsent:  # what comes unasked is no answer to the next mail, nor is a half one its begin
                self.close()
        except (OSError, UnicodeError) as error:  # SMTPException is an OSError
            self._break_off(error)
        ended, self.ended = self.ended, []
        return ended

    def _break_off(self, error):
        """The mail's fate is what the server had said of it before, or what the error leaves possible."""
        self.dialogue = None
        self.close()
        if self.carried and self.is_content and self.replies:
            self._end(self.replies[0])
        elif self.carried:
            error.nothing_was_sent = not self.in_data
            is_untried = isinstance(error, OSError) and not self.in_data
            self._note(replace(of_error(error), is_untried=is_untried))

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
                self.in_data = self.is_content and len(self.unsent) <= self.after_content
        except LATER:
            return
        except ConnectionError:
            self._read()  # who hangs up in the middle of a mail has mostly said why
            raise

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


def _broken(words):
    return smtplib.SMTPServerDisconnected(words)
