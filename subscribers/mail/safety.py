"""Whether a mail may leave this machine, and whether its address belongs to anybody."""

from django.conf import settings
from django.utils.module_loading import import_string

# Others' backends that show or keep a mail; ours says so itself. Whatever else is configured may reach a stranger.
LOCAL_BACKENDS = {
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
    return settings.EMAIL_BACKEND in LOCAL_BACKENDS or delivers_locally()


def delivers_locally() -> bool:
    """Whether the configured backend puts mails into the local mailbox."""
    try:
        return getattr(import_string(settings.EMAIL_BACKEND), "delivers_locally", False)
    except ImportError:  # it is opened before a mail is sent, and says what is wrong then
        return False


def may_leave(address: str) -> bool:
    """Whether a mail to this address may be handed to the configured backend: to nobody's only where it stays here."""
    return not is_reserved_address(address) or is_local_backend()


def is_reserved_address(address: str) -> bool:
    """Whether this address belongs to nobody, as those of the sample readers do."""
    domain = address.rpartition("@")[2].lower()
    return any(domain == sample or domain.endswith(f".{sample}") for sample in RESERVED_DOMAINS)
