"""An outcome: what became of one attempt to send, in the states of a delivery."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What is written to the row, and what it means for the mails that wait behind this one."""

    status: str
    reply: str = ""
    message_id: str = ""
    skip_reason: str = ""
    retry_after: int = 0  # seconds that the other side asked for
    transport_down: bool = False  # no fault of this mail: the next one would fail too
    stop_reason: str = ""  # why all sending must stop until the operator has looked
    not_attempted: bool = False  # the server never saw the mail
    dead_address: bool = False  # refused for ever, and for the recipient's address alone
