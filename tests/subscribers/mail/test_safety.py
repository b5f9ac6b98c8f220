"""Whether a mail may leave this machine, and whether its address belongs to anybody."""

import pytest

from subscribers.mail.safety import LOCAL_BACKENDS, delivers_locally, is_local_backend, is_reserved_address, may_leave

MAILDIR = "newsletter.embedded.maildir.EmailBackend"


@pytest.mark.parametrize("backend", sorted(LOCAL_BACKENDS - {"anymail.backends.test.EmailBackend"}))
def test_a_backend_that_shows_or_keeps_mails_is_local_and_no_mailbox(settings, backend):
    settings.EMAIL_BACKEND = backend

    assert is_local_backend()
    assert not delivers_locally()


def test_our_own_mailbox_says_of_itself_that_it_is_local(settings):
    settings.EMAIL_BACKEND = MAILDIR

    assert is_local_backend()
    assert delivers_locally()


@pytest.mark.parametrize(
    "backend",
    [
        "newsletter.sending.smtp.backend.EmailBackend",
        "django.core.mail.backends.smtp.EmailBackend",
        "anymail.backends.postmark.EmailBackend",
        "no.such.module.EmailBackend",
        "newsletter.embedded.maildir.NoSuchBackend",
    ],
)
def test_whatever_else_is_configured_may_reach_a_stranger(settings, backend):
    settings.EMAIL_BACKEND = backend

    assert not is_local_backend()


@pytest.mark.parametrize(
    ("address", "is_reserved"),
    [
        ("ada@example.org", True),
        ("ada@EXAMPLE.com", True),
        ("ada@mail.example.net", True),
        ("ada@myexample.org", False),
        ("ada@example.org.evil.net", False),
        ("example.org@letters.dev", False),
        ("example.org", True),
        ("", False),
    ],
)
def test_only_the_domains_that_belong_to_nobody_are_reserved(address, is_reserved):
    assert is_reserved_address(address) is is_reserved


@pytest.mark.parametrize(
    ("backend", "address", "may"),
    [
        (MAILDIR, "ada@example.org", True),
        (MAILDIR, "ada@letters.dev", True),
        ("anymail.backends.postmark.EmailBackend", "ada@example.org", False),
        ("anymail.backends.postmark.EmailBackend", "ada@letters.dev", True),
    ],
)
def test_a_mail_to_nobody_leaves_only_into_a_mailbox_of_this_machine(settings, backend, address, may):
    settings.EMAIL_BACKEND = backend

    assert may_leave(address) is may
