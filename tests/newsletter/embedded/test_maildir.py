"""The local mailbox keeps what would have been mailed, and knows whose address is nobody's."""

import mailbox

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from newsletter.embedded.maildir import EmailBackend
from subscribers.mail.safety import is_local_backend, is_reserved_address


def test_a_mail_is_kept_whole(settings):
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"
    message = EmailMultiAlternatives("今日要闻", "text", to=["lin@example.org"], headers={"List-Id": "daily"})
    message.attach_alternative("<p>要闻</p>", "text/html")

    assert message.send() == 1
    (kept,) = mailbox.Maildir(settings.MAILBOX_DIR, create=False)
    assert kept["To"] == "lin@example.org"
    assert kept["List-Id"] == "daily"
    assert [part.get_content_type() for part in kept.get_payload()] == ["text/plain", "text/html"]


def test_the_default_backend_keeps_mail_on_this_machine(settings):
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"

    assert isinstance(get_connection(), EmailBackend)
    assert is_local_backend()


@pytest.mark.parametrize(
    "backend", ["newsletter.sending.smtp.backend.EmailBackend", "anymail.backends.postmark.EmailBackend"]
)
def test_a_real_backend_is_not_harmless(settings, backend):
    settings.EMAIL_BACKEND = backend

    assert not is_local_backend()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ada@example.org", True),
        ("ada@mail.Example.com", True),
        ("ada@notexample.org", False),
        ("ada@example.org.cn", False),
    ],
)
def test_a_sample_address_is_known_by_its_domain(address, expected):
    assert is_reserved_address(address) is expected
