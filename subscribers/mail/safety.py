"""Whether a mail may leave this machine, and whether its address belongs to anybody."""

from django.conf import settings

# Django's own backends that show or keep a mail, and ours; whatever else is configured may reach a stranger.
LOCAL_BACKENDS = {
    "newsletter.embedded.maildir.EmailBackend",
    "anymail.backends.test.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
    "django.core.mail.backends.filebased.EmailBackend",
    "django.core.mail.backends.locmem.EmailBackend",
}
# RFC 2606: nobody owns an address there, so a provider counts each mail to one as our bounce.
RESERVED_DOMAINS = ("example.org", "example.com", "example.net")


def is_local_backend() -> bool:
    """Whether no mail leaves this machine with the configured backend."""
    return settings.EMAIL_BACKEND in LOCAL_BACKENDS


def is_reserved_address(address: str) -> bool:
    """Whether this address belongs to nobody, as those of the sample readers do."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == sample or domain.endswith(f".{sample}") for sample in RESERVED_DOMAINS)
