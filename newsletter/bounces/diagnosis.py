"""What a mail server's words say of an address: that it does not exist, or only that this mail was not taken."""

import re

from newsletter.deliveries.outcome import DEAD_ADDRESS

UNSAID = ("", "5.0.0", "5.1.0", "5.5.0")  # codes that leave it to the words
CODE = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
NO_MAILBOX = re.compile(
    r"\bno such (?:user|mailbox|recipient|person|address|account)\b"
    r"|\b(?:user|recipient|mailbox|account|address) (?:is )?(?:unknown|not found|does not exist|doesn't exist)\b"
    r"|\b(?:unknown|invalid|unrouteable) (?:user|recipient|mailbox|address)\b"
    r"|\bno mailbox here\b|\bdoesn't have an? \S{1,40} account\b|\bnot a valid (?:recipient|mailbox|user)\b",
    re.I,
)
# A copy of our own mail begins: its titles and versions are no words of the server.
COPY = re.compile(
    r"^-{2,} ?(?:below this line|this is a copy|original message|the message|copy of)"
    r"|^(?:return-path|received|dkim-signature|message-id|list-id): ",
    re.I | re.M,
)
MAX_WORDS = 2_000


def own_words(text: str) -> str:
    """The beginning of a report in plain words, up to the copy of the mail that it is about."""
    beginning = text[: 4 * MAX_WORDS]
    found = COPY.search(beginning)
    return " ".join(beginning[: found.start() if found else None].split())[:MAX_WORDS]


def is_gone(status: str, words: str) -> bool:
    """Whether the address does not work for good: by the code of RFC 3463, and only where it says nothing by words."""
    code = _code(status)
    if code in UNSAID:
        code = _code(words) or code
    return bool(DEAD_ADDRESS.fullmatch(code)) or (code in UNSAID and bool(NO_MAILBOX.search(words)))


def _code(text: str) -> str:
    found = CODE.search(text)
    return found[0] if found else ""
