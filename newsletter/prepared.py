"""A mail that is ready to go: finished bytes for one recipient, as the SMTP engine and the mailbox take them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prepared:
    """One message to one person.

    `content` is the whole RFC 5322 message: lines end in CRLF, the last one too, none is longer than 998 bytes, and
    leading dots are not doubled (that is the transport's). `is_8bit` tells whether it needs a server that offers
    8BITMIME.
    """

    sender: str  # the envelope's address: neither name nor brackets
    recipient: str
    content: bytes
    is_8bit: bool = False
