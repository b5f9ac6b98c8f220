"""Opening the configured e-mail backend, and closing it whatever its state."""

from contextlib import suppress

from django.core.mail import get_connection

from newsletter.sending.outcomes import of_opening


def open_backend():
    """(the open backend, None), or (None, the Outcome for whatever waits)."""
    backend = get_connection()
    try:
        backend.open()
    except Exception as error:  # refused, unknown host, wrong password, wrong setting: nothing was sent
        close(backend)
        return None, of_opening(error)
    return backend, None


def close(backend):
    with suppress(Exception):  # one that cannot be closed in good order is gone all the same
        backend.close()
