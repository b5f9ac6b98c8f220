"""The envelope of a mail in SMTP: its commands, and what the replies to them mean."""

import re
import smtplib

ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")  # ASCII, without spaces, control characters and angle brackets


def has_envelope(mail):
    """Whether its addresses can stand in an envelope, and nothing else with them."""
    return bool(ADDRESS.fullmatch(mail.sender) and ADDRESS.fullmatch(mail.recipient))


def commands(mail, extensions):
    """MAIL, RCPT and DATA as lines of bytes, for a server with these extensions (names in small letters).

    Raises UnicodeError for an address that cannot stand there.
    """
    if not has_envelope(mail):
        raise UnicodeError("an address that cannot stand in an envelope")
    options = f" SIZE={len(mail.content)}" if "size" in extensions else ""
    if mail.is_8bit and "8bitmime" in extensions:
        options += " BODY=8BITMIME"
    lines = (f"MAIL FROM:<{mail.sender}>{options}\r\n", f"RCPT TO:<{mail.recipient}>\r\n", "DATA\r\n")
    return [line.encode("ascii") for line in lines]


def refused(replies):
    """The place of the first no among the replies to MAIL (0), RCPT (1) and DATA (2), or None."""
    return next((place for place, (code, _text) in enumerate(replies) if not _is_yes(place, code)), None)


def refusal(mail, place, code, text):
    """As smtplib would raise it."""
    if place == 0:
        return smtplib.SMTPSenderRefused(code, text, mail.sender)
    if place == 1:
        return smtplib.SMTPRecipientsRefused({mail.recipient: (code, text)})
    return smtplib.SMTPDataError(code, text)


def _is_yes(place, code):
    return code == 354 if place == 2 else code // 100 == 2
