"""The ways out of the house: SMTP sessions of our own for finished mails, or couriers with any other mail backend."""

from django.conf import settings

from newsletter.sending.smtp.pool import Sessions
from newsletter.sending.thread_pool import Couriers

SMTP = "newsletter.sending.smtp.backend.EmailBackend"


def is_smtp():
    """Whether mails leave as prepared bytes."""
    return settings.EMAIL_BACKEND == SMTP


def new_way():
    """Takes mails by `give` and brings back outcomes by `result`; both kinds have the same methods.

    `at_once`: how many may be given before somebody must look what has come back.
    """
    return Sessions() if is_smtp() else Couriers()
