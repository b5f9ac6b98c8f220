"""What an operator does by hand asks first, can be stopped, and can be tried on oneself."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from newsletter import tasks
from newsletter.deliveries.claim_queue import due_queue
from newsletter.models import Delivery, SendingState
from tests.factories import make_activity, make_delivery, make_digest, make_statement, make_subscriber

pytestmark = pytest.mark.django_db

DIGESTS = reverse("admin:digest_digest_changelist")
SENDING = reverse("admin:newsletter_sendingstate_changelist")
TEST = reverse("admin:newsletter_delivery_preview_test")


@pytest.fixture
def rung(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.publish_days, "delay_on_commit", lambda *given, **named: calls.append((given, named)))
    return calls


def ready(days_ago):
    return make_digest(timezone.now().date() - dt.timedelta(days=days_ago), status="ready")


def publish(admin_client, digest, **fields):
    return admin_client.post(DIGESTS, {"action": "publish", "_selected_action": digest.pk, **fields})


def test_publishing_asks_first_and_says_what_it_does(admin_client, rung):
    make_subscriber("ada@reader.test")
    make_subscriber("lin@reader.test", paused_until=timezone.now().date() + dt.timedelta(days=9))

    page = publish(admin_client, ready(1)).content.decode()

    assert "1 reader will get it." in page
    assert "1 active reader will not" in page
    assert "It is their regular mail" in page
    assert rung == []


def test_after_the_yes_it_is_published(admin_client, rung):
    digest = ready(1)

    publish(admin_client, digest, confirmed="yes")

    assert rung == [(([str(digest.date)],), {"as_regular": False})]


def test_an_old_day_needs_a_second_yes(admin_client, rung):
    digest = ready(30)

    page = publish(admin_client, digest, confirmed="yes").content.decode()
    assert "although it is older than a week" in page
    assert "beside their regular mail" in page
    assert rung == []

    publish(admin_client, digest, confirmed="yes", old="on", as_regular="on")
    assert rung == [(([str(digest.date)],), {"as_regular": True})]


def test_sending_is_stopped_by_hand_and_nothing_is_claimed(admin_client):
    digest = make_digest(status="published", published_at=timezone.now())
    make_delivery(digest, due_at=timezone.now())

    admin_client.post(SENDING, {"action": "stop", "_selected_action": SendingState.objects.row().pk})

    assert SendingState.objects.row().reason == "operator"
    assert due_queue(timezone.now()).next_batch() == []
    assert Delivery.objects.get().status == "queued"


def test_it_goes_on_where_it_stopped(admin_client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_delivery(make_digest(status="published", published_at=timezone.now()), due_at=timezone.now())
    admin_client.post(SENDING, {"action": "stop", "_selected_action": SendingState.objects.row().pk})

    admin_client.post(SENDING, {"action": "resume", "_selected_action": 1})

    assert len(due_queue(timezone.now()).next_batch()) == 1


def test_the_first_page_offers_to_stop_and_then_to_go_on(admin_client):
    index = reverse("admin:index")
    assert "Stop sending" in admin_client.get(index).content.decode()

    admin_client.post(SENDING, {"action": "stop", "_selected_action": SendingState.objects.row().pk})

    page = admin_client.get(index).content.decode()
    assert "Go on sending" in page
    assert "Stop sending" not in page


@pytest.fixture
def held():
    digest = make_digest(status="held")
    make_statement(digest, make_activity(title="Fix a kernel", digest=digest), importance=5)
    return digest


def test_a_test_goes_to_the_operator_alone_whatever_the_state(admin_client, admin_user, held, mailoutbox):
    admin_user.email = "operator@reader.test"
    admin_user.save()
    make_subscriber("ada@reader.test")

    admin_client.post(f"{TEST}?digest={held.pk}&language=zh-hans")

    (message,) = mailoutbox
    assert message.to == ["operator@reader.test"]
    assert message.subject.startswith("[Test] ")
    assert not Delivery.objects.exists()


def test_without_an_address_a_test_says_so(admin_client, admin_user, held, mailoutbox):
    admin_user.email = ""
    admin_user.save()

    page = admin_client.post(f"{TEST}?digest={held.pk}", follow=True).content.decode()

    assert "no address to which a mail could go" in page
    assert mailoutbox == []


def test_looking_sends_nothing(admin_client, held, mailoutbox):
    assert admin_client.get(f"{TEST}?digest={held.pk}").status_code == 405
    assert mailoutbox == []
