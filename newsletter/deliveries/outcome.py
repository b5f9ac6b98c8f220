"""An outcome: what became of one attempt to send, in the states of a delivery."""

import re
from dataclasses import dataclass

# Unknown mailbox, domain, syntax, moved, or a domain that takes no mail (RFC 3463, RFC 7505). Not 5.1.0, 5.1.7 and
# 5.1.8, which blame our sender, nor 5.2.1, by which Gmail also says that somebody gets too much mail.
DEAD_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)\b")


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
