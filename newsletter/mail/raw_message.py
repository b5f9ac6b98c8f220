"""Raw message: finished bytes for one recipient, as the SMTP engine and the mailbox take them."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message to one person.

    `content` is the whole RFC 5322 message: lines end in CRLF, the last one too, none is longer than 998 bytes, and
    leading dots are not doubled (that is the transport's, RFC 5321, 4.5.2; `has_dots` is False where there are none).
    `is_8bit` tells whether it needs a server that offers 8BITMIME.
    """

    sender: str  # the envelope's address: neither name nor brackets
    recipient: str
    content: bytes
    is_8bit: bool = False
    has_dots: bool = True

    @classmethod
    def of(cls, message: EmailMessage) -> "RawMessage":
        """The bytes that Django would send of its EmailMessage to one person."""
        content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own messages take it
        content += b"" if content.endswith(b"\r\n") else b"\r\n"
        (recipient,) = message.recipients()
        return cls(_bare(message.from_email), _bare(recipient), content, not content.isascii())


def _bare(address):
    return parseaddr(sanitize_address(address, "utf-8"))[1]
