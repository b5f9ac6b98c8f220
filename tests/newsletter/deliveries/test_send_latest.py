"""Who has just confirmed may have the newest edition mailed at once; the regular mails come as if they had not."""

import datetime as dt

import pytest
import time_machine

from newsletter import tasks
from newsletter.deliveries.publish import publish
from newsletter.deliveries.send_latest import mail_latest
from newsletter.editions.links import mail_latest_path
from newsletter.models import Delivery
from newsletter.sending.sender import send_due
from subscribers import signed_links
from subscribers.models import Consent, Subscriber
from tests.factories import DAY, make_delivery, make_digest, make_repository, make_statement, make_subscriber

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def digest():
    digest = make_digest(status="published", published_at=NOW - ONE_DAY / 3)
    make_statement(digest)
    return digest


@pytest.fixture
def ada(digest):
    """Confirmed just now, after the newest digest was published."""
    return make_subscriber("ada@example.org", confirmed_at=NOW, time_zone="Asia/Shanghai", minute=510)


def confirmed_page(client, reader):
    """What this reader sees after pressing the button to confirm."""
    Subscriber.objects.filter(pk=reader.pk).update(status="pending")
    Consent.objects.create(subscriber=reader, requested_at=NOW, wording="yes", language="en")
    return client.post(signed_links.confirm_url(reader)).text


def press(client, reader):
    return client.post(mail_latest_path(reader))


def test_the_button_on_the_confirmed_page_mails_the_newest_edition(client, ada, digest, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    path = mail_latest_path(ada)
    assert f'action="{path}"' in confirmed_page(client, ada)

    answer = client.post(path)
    send_due(NOW)

    assert "on its way" in answer.text
    assert [message.to for message in mailoutbox] == [["ada@example.org"]]
    assert Delivery.objects.get().digest == digest


def test_a_second_click_mails_nothing_more(client, ada, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    press(client, ada)
    send_due(NOW)

    again = press(client, ada)
    send_due(NOW)

    assert "on its way" in again.text
    assert len(mailoutbox) == 1
    assert mail_latest_path(ada) not in confirmed_page(client, ada)


def test_the_senders_are_woken_at_once(client, ada, monkeypatch, django_capture_on_commit_callbacks):
    woken = []
    monkeypatch.setattr(tasks.send_due, "delay", lambda: woken.append(True))

    with django_capture_on_commit_callbacks(execute=True):
        press(client, ada)

    assert woken == [True]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_next_regular_mail_keeps_its_hour(digest, zone):
    asked = make_subscriber(time_zone=zone, minute=510)
    waits = make_subscriber(time_zone=zone, minute=510)
    mail_latest(asked, NOW)
    Delivery.objects.update(status="sent")
    tomorrow = make_digest(DAY + ONE_DAY, status="ready")

    publish([tomorrow], NOW + ONE_DAY)

    planned, as_others = (Delivery.objects.get(digest=tomorrow, subscriber=reader) for reader in (asked, waits))
    assert (planned.due_at, planned.local_date) == (as_others.due_at, as_others.local_date)
    assert planned.status == "queued"


def test_who_came_back_and_had_a_mail_on_that_date_gets_it_all_the_same(ada, digest):
    before = make_digest(DAY - ONE_DAY, status="published", published_at=NOW - ONE_DAY)
    make_delivery(before, ada, status="sent", local_date=DAY)

    assert mail_latest(ada, NOW).local_date == DAY - ONE_DAY


def test_nothing_is_offered_or_made_where_there_is_nothing_to_mail(client, ada):
    ada.choose(repositories=[make_repository("vllm-project/vllm").pk])

    assert mail_latest_path(ada) not in confirmed_page(client, ada)
    assert "nothing to mail" in press(client, ada).text
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"status": "unsubscribed"}, {"suppressed": True}, {"paused_until": dt.date(2026, 3, 1)}]
)
def test_who_may_not_be_mailed_is_not(client, digest, fields):
    reader = make_subscriber(**fields)

    assert "nothing to mail" in press(client, reader).text
    assert not Delivery.objects.exists()


def test_before_the_first_digest_there_is_no_button(client):
    reader = make_subscriber()

    assert "Mail it to me" not in confirmed_page(client, reader)
    assert press(client, reader).status_code == 200


def test_a_regular_mail_of_that_digest_is_not_doubled(client, ada, digest):
    regular = make_delivery(digest, ada)

    press(client, ada)

    assert Delivery.objects.get() == regular


def test_looking_mails_nothing(client, ada):
    assert client.get(mail_latest_path(ada)).status_code == 405
    assert not Delivery.objects.exists()


def test_a_token_for_something_else_does_not_open_it(client, ada):
    token = signed_links.token(ada.public_id, "unsubscribe")

    assert client.post(f"/latest/{token}/").status_code == 404
    assert not Delivery.objects.exists()


def test_where_the_newest_day_has_nothing_the_last_within_two_weeks_is_shown_and_mailed(client, ada, digest):
    vllm = make_repository("vllm-project/vllm")
    ada.choose(repositories=[vllm.pk])
    earlier = make_digest(DAY - 3 * ONE_DAY, status="published")
    make_statement(earlier, repository=vllm, texts={"en": ("FP8 holds", "It does.")})
    page = confirmed_page(client, ada)

    assert "Your latest edition is here to read already" in page
    assert "FP8 holds" in page
    press(client, ada)
    press(client, ada)
    assert Delivery.objects.get().digest == earlier


def test_what_is_older_than_two_weeks_is_no_news_to_a_new_reader(client, ada, digest):
    vllm = make_repository("vllm-project/vllm")
    ada.choose(repositories=[vllm.pk])
    make_statement(make_digest(DAY - 15 * ONE_DAY, status="published"), repository=vllm)

    assert "latest edition" not in confirmed_page(client, ada)
    press(client, ada)
    assert not Delivery.objects.exists()
