"""The local mailbox: an e-mail backend that keeps mails in a Maildir, where a page shows them and nobody gets them."""

import mailbox
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def open_maildir() -> mailbox.Maildir:
    """The Maildir in settings.MAILBOX_DIR, made where it is missing; several processes may open it at once."""
    for folder in ("tmp", "new", "cur"):
        (settings.MAILBOX_DIR / folder).mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(settings.MAILBOX_DIR, create=False)


class EmailBackend(BaseEmailBackend):
    """Delivers each message as one file, exactly as it would have gone over the wire."""

    delivers_locally = True  # no mail leaves this machine

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        maildir = open_maildir()
        for message in messages:
            maildir.add(message.message().as_bytes())
        return len(messages)
