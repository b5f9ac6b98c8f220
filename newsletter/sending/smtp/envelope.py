"""The envelope of a mail in SMTP: its commands, and what the replies to them mean."""

import re
import smtplib
from collections.abc import Container, Iterable

from newsletter.mail.raw_message import RawMessage
from newsletter.sending.smtp.replies import Reply

ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # ASCII, without spaces, control characters and angle brackets


def has_envelope(message: RawMessage) -> bool:
    """Whether its addresses can stand in an envelope, and nothing else with them."""
    return bool(ADDRESS.fullmatch(message.sender) and ADDRESS.fullmatch(message.recipient))


def commands(message: RawMessage, extensions: Container[str]) -> list[bytes]:
    """MAIL, RCPT and DATA as lines of bytes, for a server with these extensions (names in small letters).

    SIZE is that of the content as it is, so whoever re-encodes it does that before (RFC 1870).

    Raises UnicodeError for an address that cannot stand there.
    """
    if not has_envelope(message):
        raise UnicodeError("an address that cannot stand in an envelope")
    options = f" SIZE={len(message.content)}" if "size" in extensions else ""
    if message.is_8bit and "8bitmime" in extensions:
        options += " BODY=8BITMIME"
    lines = (f"MAIL FROM:<{message.sender}>{options}\r\n", f"RCPT TO:<{message.recipient}>\r\n", "DATA\r\n")
    return [line.encode("ascii") for line in lines]


def refused(replies: Iterable[Reply]) -> int | None:
    """The place of the first no among the replies to MAIL (0), RCPT (1) and DATA (2), or None."""
    return next((place for place, reply in enumerate(replies) if not _is_yes(place, reply.code)), None)


def refusal(message: RawMessage, place: int, reply: Reply) -> smtplib.SMTPException:
    """As smtplib would raise it."""
    if place == 0:
        return smtplib.SMTPSenderRefused(reply.code, reply.text, message.sender)
    if place == 1:
        return smtplib.SMTPRecipientsRefused({message.recipient: (reply.code, reply.text)})
    return smtplib.SMTPDataError(reply.code, reply.text)


def _is_yes(place: int, code: int) -> bool:
    return code == 354 if place == 2 else code // 100 == 2
