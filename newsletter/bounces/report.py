"""One mail of the bounce mailbox, read: what it says of a mail of ours, whoever may have written it.

Standard reports (RFC 3464, RFC 5965) are read field by field; what other servers write is known to flufl.bounce. Which
mail is meant is not read here from what they claim, but proved by the return path (newsletter.mail.return_path).
"""

import email
from collections.abc import Iterator
from email.message import Message
from email.utils import parseaddr
from typing import NamedTuple

from anymail.signals import EventType
from flufl.bounce import all_failures

from newsletter.bounces.diagnosis import is_gone, own_words

# RFC 5965 and RFC 6591; what a feedback loop sends besides (auth-failure, not-spam, virus) blames no mail of ours.
FEEDBACK = {"abuse": EventType.COMPLAINED, "fraud": EventType.COMPLAINED, "opt-out": EventType.UNSUBSCRIBED}
ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To")
SERVERS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "maildaemon")
MAX_PARTS, MAX_BLOCKS, MAX_VALUE = 50, 50, 2_000


class Report(NamedTuple):
    """`kind` in Anymail's words; `is_gone`: the address itself does not work; `addressed_to`: where a return path may
    stand that is ours to believe."""

    kind: str
    is_gone: bool
    words: str
    addressed_to: list[str]


def read_report(content: bytes) -> Report | None:
    """What this mail reports, or None: an answer of a person, an absence note, a success, or nothing that is known."""
    message = email.message_from_bytes(content)
    parts = [part for part, _number in zip(message.walk(), range(MAX_PARTS), strict=False)]
    return _of_feedback(message, parts) or _of_statuses(message, parts) or _of_plain_words(message)


def _of_feedback(message: Message, parts: list[Message]) -> Report | None:
    for fields in _blocks(parts, "message/feedback-report"):
        kind = FEEDBACK.get(_value(fields, "Feedback-Type").lower())
        if kind:
            # A feedback loop knows nothing of the envelope: the return path stands in the mail that it encloses.
            paths = [_value(fields, "Original-Mail-From"), *(_value(part, "Return-Path") for part in _enclosed(parts))]
            return Report(kind, False, _value(fields, "Feedback-Type"), _addressed_to(message) + paths)
    return None


def _of_statuses(message: Message, parts: list[Message]) -> Report | None:
    """A mail of ours has one recipient: where a report speaks of several, some of them got it from there."""
    blocks = [block for block in _status_blocks(parts) if block["Action"]]
    actions = {_action(block) for block in blocks}
    if not actions & {"failed", "delayed"}:
        return None
    if actions != {"failed"}:
        return Report(EventType.DEFERRED, False, _status_words(blocks), _addressed_to(message))
    gone = all(is_gone(_value(block, "Status"), _value(block, "Diagnostic-Code")) for block in blocks)
    return Report(EventType.BOUNCED, gone, _status_words(blocks), _addressed_to(message))


def _of_plain_words(message: Message) -> Report | None:
    """Sentences that mail servers write; those of persons and of their absence notes are not looked at."""
    if not _is_of_a_server(message):
        return None
    temporary, permanent = all_failures(message)
    if not temporary and not permanent:
        return None
    words = own_words(_text(message))
    kind = EventType.DEFERRED if temporary else EventType.BOUNCED
    return Report(kind, kind == EventType.BOUNCED and is_gone("", words), words, _addressed_to(message))


def _is_of_a_server(message: Message) -> bool:
    return parseaddr(_value(message, "From"))[1].lower().startswith(SERVERS)


def _blocks(parts: list[Message], content_type: str) -> Iterator[Message]:
    """The groups of fields in the parts of this type, which the parser takes for messages."""
    for part in parts:
        payload = part.get_payload() if part.get_content_type() == content_type else None
        if isinstance(payload, list):
            yield from (block for block in payload[:MAX_BLOCKS] if isinstance(block, Message))


def _status_blocks(parts: list[Message]) -> Iterator[Message]:
    yield from _blocks(parts, "message/delivery-status")
    # RFC 6533, for addresses beyond ASCII: the parser reads the first group and leaves the others as text.
    for block in _blocks(parts, "message/global-delivery-status"):
        payload = block.get_payload()
        for group in str(payload).split("\n\n", MAX_BLOCKS)[:MAX_BLOCKS]:
            yield email.message_from_string(group.lstrip("\n"))


def _enclosed(parts: list[Message]) -> Iterator[Message]:
    """The mails, or only their headers, that a report brings back."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            yield from (mail for mail in payload if isinstance(mail, Message))
        elif part.get_content_type() == "text/rfc822-headers" and isinstance(payload, str):
            yield email.message_from_string(payload)


def _action(block: Message) -> str:
    """Some servers add a comment, and OpenSMTPD has a word of its own."""
    action = _value(block, "Action").lower()
    known = {"fail": "failed", "error": "failed", "delay": "delayed"}
    return next((name for start, name in known.items() if action.startswith(start)), action)


def _status_words(blocks: list[Message]) -> str:
    words = (f"{_value(block, 'Status')} {_value(block, 'Diagnostic-Code')}".strip() for block in blocks)
    return "; ".join(dict.fromkeys(words))[:MAX_VALUE]


def _addressed_to(message: Message) -> list[str]:
    return [str(value)[:MAX_VALUE] for name in ENVELOPE_HEADERS for value in message.get_all(name, [])]


def _value(message: Message, name: str) -> str:
    """On one line, however it was folded; undecodable bytes are replaced."""
    return " ".join(str(message.get(name, "")).split())[:MAX_VALUE]


def _text(message: Message) -> str:
    """The first text in it."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return ""
