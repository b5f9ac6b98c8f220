"""The mails that somebody asked for, rendered whole, in each language."""

import pytest
from django.utils import timezone

from subscribers.mail import transactional
from subscribers.models import MailRequest
from subscribers.models.suppression import address_hash
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", MailRequest.Kind.values)
def test_every_mail_has_a_subject_a_text_and_an_html_part_with_the_same_link(kind, language):
    status = "pending" if kind == "confirm" else "active"
    reader = make_subscriber("o'hara@example.org", status=status, language=language, new_email="new@example.org")
    reader.consents.create(requested_at=timezone.now(), wording="I ask", language=language)
    to = reader.new_email if kind == "new_address" else reader.email
    message = transactional.compose(MailRequest(kind=kind, subscriber=reader, address_hash=address_hash(to)))
    html = message.alternatives[0].content
    [url] = [word for word in message.body.split() if word.startswith("http")]

    assert "AI Infra Daily" in message.subject
    assert url in html
    assert "o'hara" not in html
    assert "&" not in message.body
    assert message.to == [to]
    assert "fonts.googleapis" not in html


def test_a_mail_that_nothing_asks_for_any_more_is_not_written():
    left = make_subscriber(status="unsubscribed")
    hashed = address_hash(left.email)

    assert transactional.compose(MailRequest(kind="confirm", subscriber=left, address_hash=hashed)) is None
    assert transactional.compose(MailRequest(kind="new_address", subscriber=left, address_hash=hashed)) is None
    assert transactional.compose(MailRequest(kind="manage", subscriber=None)) is None


def test_a_mail_never_goes_to_another_address_than_the_one_that_was_counted():
    moved = make_subscriber("new@example.org")
    request = MailRequest(kind="manage", subscriber=moved, address_hash=address_hash("old@example.org"))

    assert transactional.compose(request) is None


def test_no_real_backend_ever_sees_a_sample_address(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    sample = make_subscriber("ada@example.org")
    request = MailRequest(kind="manage", subscriber=sample, address_hash=address_hash(sample.email))

    assert transactional.compose(request) is None
