"""Somebody's own machine: only there a mailbox may be seen."""

import pytest

from subscribers.local_site import has_mailbox, is_loopback, may_see_mailbox

MAILDIR = "newsletter.embedded.maildir.EmailBackend"


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("letter.localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:203.0.113.7", False),
        ("localhost.evil.example", False),
        ("mylocalhost", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_only_names_and_addresses_of_the_machine_itself_are_loopback(host, is_ours):
    assert is_loopback(host) is is_ours


@pytest.mark.parametrize(
    ("backend", "site_url", "has"),
    [
        (MAILDIR, "http://127.0.0.1:8000", True),
        (MAILDIR, "http://localhost:8000", True),
        (MAILDIR, "https://letters.example.com", False),
        (MAILDIR, "nonsense", False),
        ("django.core.mail.backends.smtp.EmailBackend", "http://127.0.0.1:8000", False),
    ],
)
def test_a_mailbox_belongs_to_a_site_that_nobody_else_reaches(settings, backend, site_url, has):
    settings.EMAIL_BACKEND, settings.SITE_URL = backend, site_url

    assert has_mailbox() is has


@pytest.mark.parametrize(("address", "may"), [("127.0.0.1", True), ("203.0.113.7", False), ("", False)])
def test_a_browser_elsewhere_sees_no_mailbox(settings, rf, address, may):
    settings.EMAIL_BACKEND, settings.SITE_URL = MAILDIR, "http://127.0.0.1:8000"

    assert may_see_mailbox(rf.get("/mailbox/", REMOTE_ADDR=address)) is may


def test_a_forwarded_address_is_not_believed(settings, rf):
    settings.EMAIL_BACKEND, settings.SITE_URL = MAILDIR, "http://127.0.0.1:8000"
    request = rf.get("/mailbox/", REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="127.0.0.1")

    assert not may_see_mailbox(request)
