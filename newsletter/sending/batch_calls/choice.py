"""Which batch API the settings choose, and how many mails share a call."""

from collections.abc import Callable

from django.conf import settings

from newsletter.sending.batch_calls.batch_api import BatchApi
from newsletter.sending.batch_calls.postmark import Postmark
from newsletter.sending.batch_calls.resend import Resend

# All others take one mail a call: their batches have one body for all, and every reader's mail differs.
APIS: dict[str, Callable[[], BatchApi]] = {
    "anymail.backends.postmark.EmailBackend": Postmark,
    "anymail.backends.resend.EmailBackend": Resend,
}


def get_batch_api() -> BatchApi | None:
    """That of settings.EMAIL_BACKEND, or None where each mail is sent by itself."""
    api = APIS.get(settings.EMAIL_BACKEND)
    return api() if api and settings.MAIL_PER_CALL != 1 else None


def mails_per_call(api: BatchApi) -> int:
    """As many as the provider takes, unless settings say less; with a limit a second no more than a second's."""
    limits = [api.max_mails, settings.MAIL_PER_CALL or api.max_mails]
    if settings.MAIL_RATE_PER_SECOND:
        limits.append(max(int(settings.MAIL_RATE_PER_SECOND), 1))
    return min(limits)
