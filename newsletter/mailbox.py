"""The local mailbox: an e-mail backend that keeps mails in a Maildir, where a page shows them and nobody gets them."""

import mailbox

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

# Django's own backends that show or keep a mail; whatever else is configured may reach a stranger.
HARMLESS_BACKENDS = {
    "newsletter.mailbox.EmailBackend",
    "anymail.backends.test.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
}
# RFC 2606: nobody owns an address there, so a provider counts each mail to one as our bounce.
SAMPLE_DOMAINS = ("example.org", "example.com", "example.net")


def is_harmless():
    """Whether no mail leaves this machine with the configured backend."""
    return settings.EMAIL_BACKEND in HARMLESS_BACKENDS


def is_sample(address):
    """Whether this address belongs to nobody, as those of the sample readers do."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == sample or domain.endswith(f".{sample}") for sample in SAMPLE_DOMAINS)


def open_maildir():
    """The Maildir in settings.MAILBOX_DIR, made where it is missing; several processes may open it at once."""
    for folder in ("tmp", "new", "cur"):
        (settings.MAILBOX_DIR / folder).mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(settings.MAILBOX_DIR, create=False)


class EmailBackend(BaseEmailBackend):
    """Delivers each message as one file, exactly as it would have gone over the wire."""

    def send_messages(self, messages):
        maildir = open_maildir()
        for message in messages:
            maildir.add(message.message().as_bytes())
        return len(messages)
