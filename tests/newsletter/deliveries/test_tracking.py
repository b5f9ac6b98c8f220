"""What a provider reports: proven to be from it, stored once, and never lowering what is known."""

import datetime as dt
import hmac
from base64 import b64encode
from itertools import permutations

import pytest
from anymail.signals import AnymailTrackingEvent
from django.utils import timezone

from newsletter.deliveries.outcome import Outcome
from newsletter.deliveries.outcome_writer import OutcomeWriter
from newsletter.deliveries.publish import publish
from newsletter.deliveries.sweep import sweep
from newsletter.deliveries.tracking import store
from newsletter.models import Delivery, DeliveryEvent
from subscribers.models import MailRequest, Suppression
from subscribers.models.suppression import address_hash
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db

# As in Postmark's documentation of its bounce webhook.
HARD_BOUNCE = {
    "RecordType": "Bounce",
    "MessageStream": "outbound",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Tag": "",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Metadata": {},
    "ServerID": 23,
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
    "Email": "ada@reader.test",
    "From": "daily@news.test",
    "BouncedAt": "2026-02-20T08:00:05Z",
    "DumpAvailable": True,
    "Inactive": True,
    "CanActivate": True,
    "Subject": "Test subject",
    "Content": "",
}


@pytest.fixture(autouse=True)
def postmark(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"


@pytest.fixture
def delivery():
    """A mail that was sent to Ada."""
    make_subscriber("ada@reader.test")
    digest = make_digest(status="ready")
    publish([digest], digest.ends_at)
    Delivery.objects.update(status="sent", esp_message_id=HARD_BOUNCE["MessageID"])
    return Delivery.objects.get()


def event(kind, delivery=None, **fields):
    metadata = {"delivery": delivery.public_id} if delivery else {}
    defaults = {"event_id": None, "message_id": None, "recipient": "ada@reader.test", "timestamp": None}
    return AnymailTrackingEvent(event_type=kind, metadata=metadata, **defaults | fields)


def status(delivery):
    delivery.refresh_from_db()
    return delivery.status


def post(client, payload, secret="user:word"):
    headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"}
    return client.post("/anymail/postmark/tracking/", payload, content_type="application/json", headers=headers)


def test_a_hard_bounce_is_stored_and_suppresses(client, settings, delivery):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:word", "POSTMARK_SERVER_TOKEN": "token"}

    assert post(client, HARD_BOUNCE).status_code == 200
    assert post(client, HARD_BOUNCE).status_code == 200

    assert status(delivery) == "bounced"
    assert DeliveryEvent.objects.get().delivery == delivery
    assert Suppression.objects.get().reason == "hard_bounce"
    delivery.subscriber.refresh_from_db()
    assert delivery.subscriber.suppressed


def test_a_forged_event_changes_nothing(client, settings, delivery):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "user:word", "POSTMARK_SERVER_TOKEN": "token"}

    assert post(client, HARD_BOUNCE, secret="user:guess").status_code == 400
    assert status(delivery) == "sent"
    assert not DeliveryEvent.objects.exists()


def test_what_outlives_the_reader_names_no_address(delivery):
    said = "550 5.1.1 <ada@reader.test>: Recipient address rejected: ada@reader.test unknown"
    store(event("bounced", delivery, reject_reason="bounced", mta_response=said), "Postmark")

    told = "550 5.1.1 <…@…>: Recipient address rejected: …@… unknown"
    assert (Suppression.objects.get().note, DeliveryEvent.objects.get().description) == (told, told)


@pytest.mark.filterwarnings("ignore:Your Anymail webhooks are insecure")
def test_without_a_secret_a_provider_that_signs_nothing_is_not_believed(client, settings, delivery):
    settings.ANYMAIL = {}

    assert post(client, HARD_BOUNCE).status_code == 400
    assert status(delivery) == "sent"
    assert not Suppression.objects.exists()


def test_a_signed_event_needs_no_secret(client, settings, delivery):
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    data = {"event": "delivered", "id": "1", "timestamp": 1771574405, "recipient": "ada@reader.test"}
    data |= {"user-variables": {"delivery": delivery.public_id}}
    stamp = {"timestamp": "1771574405", "token": "t"}
    stamp["signature"] = hmac.new(b"key", b"1771574405t", "sha256").hexdigest()

    answer = client.post("/anymail/mailgun/tracking/", {"signature": stamp, "event-data": data}, "application/json")

    assert answer.status_code == 200
    assert status(delivery) == "delivered"


@pytest.mark.parametrize(
    "forgery",
    [
        {"signature": {"timestamp": "1771574405", "token": "t", "signature": "0" * 64}},
        {"signature": {"timestamp": "1771574405", "token": "t"}},
        {},
    ],
    ids=["wrong", "none", "nothing"],
)
def test_an_event_with_a_forged_signature_changes_nothing(client, settings, delivery, forgery):
    settings.EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": "key"}
    data = {"event": "complained", "id": "1", "timestamp": 1771574405, "recipient": "ada@reader.test"}
    data |= {"user-variables": {"delivery": delivery.public_id}}

    answer = client.post("/anymail/mailgun/tracking/", {"event-data": data} | forgery, "application/json")

    assert answer.status_code == 400
    assert status(delivery) == "sent"
    assert not DeliveryEvent.objects.exists()
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        ("sending", "delivered", "delivered"),
        ("uncertain", "sent", "sent"),
        ("uncertain", "delivered", "delivered"),
        ("retry", "delivered", "delivered"),
        ("sent", "delivered", "delivered"),
        ("sent", "bounced", "bounced"),
        ("delivered", "bounced", "bounced"),
        ("bounced", "delivered", "bounced"),
        ("bounced", "complained", "complained"),
        ("complained", "bounced", "complained"),
        ("sent", "deferred", "sent"),
        ("sent", "opened", "sent"),
        ("failed", "delivered", "failed"),
    ],
)
def test_events_only_raise(delivery, before, kind, after):
    Delivery.objects.update(status=before)

    store(event(kind, delivery), "Postmark")

    assert status(delivery) == after


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "bounced", "complained"])), ids="-".join)
def test_events_in_any_order_come_to_the_same_end(delivery, order):
    for kind in order:
        store(event(kind, delivery), "Postmark")

    assert status(delivery) == "complained"
    assert DeliveryEvent.objects.count() == 4


@pytest.mark.parametrize("outcome", ["sent", "uncertain", "retry", "failed"])
@pytest.mark.parametrize("kind", ["delivered", "bounced", "complained"])
def test_an_event_may_come_before_our_own_record_which_lowers_nothing(delivery, kind, outcome):
    Delivery.objects.update(status="sending", claim="ours", esp_message_id="")
    delivery.refresh_from_db()

    store(event(kind, delivery, message_id="m-1"), "Postmark")
    writer = OutcomeWriter()
    writer.add(delivery, Outcome(outcome, "the provider's words", message_id="m-1"))
    writer.flush()

    assert status(delivery) == kind
    assert (delivery.esp_message_id, delivery.reply) == ("m-1", "the provider's words")
    assert bool(delivery.sent_at) is (outcome == "sent")


@pytest.mark.parametrize("kind", ["sent", "delivered", "bounced", "complained"])
def test_an_event_settles_what_a_killed_worker_left_and_it_is_not_sent_again(delivery, kind):
    at = delivery.due_at
    Delivery.objects.update(status="sending", claim="of the dead", claimed_at=at, esp_message_id="")
    sweep(at + dt.timedelta(minutes=16))
    assert status(delivery) == "uncertain"

    store(event(kind, delivery, message_id="m-1"), "Postmark")

    assert status(delivery) == kind
    assert Delivery.objects.all().requeue() == 0


@pytest.mark.parametrize("event_id", ["e-1", None])
def test_a_doubled_event_is_stored_once(delivery, event_id):
    at = dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC)
    for _ in range(2):
        store(event("delivered", delivery, event_id=event_id, timestamp=at), "Postmark")

    assert DeliveryEvent.objects.count() == 1


def test_an_event_about_a_mail_that_we_do_not_know_is_kept(delivery):
    store(event("delivered", message_id="unknown"), "Postmark")

    assert DeliveryEvent.objects.get().delivery is None
    assert status(delivery) == "sent"


def test_a_complaint_suppresses(delivery):
    store(event("complained", delivery), "Postmark")

    assert Suppression.objects.get().reason == "complaint"


def test_unsubscribing_at_the_provider_is_unsubscribing(delivery):
    store(event("unsubscribed", delivery), "Postmark")

    delivery.subscriber.refresh_from_db()
    assert delivery.subscriber.status == "unsubscribed"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("kind", "reason", "words", "suppressed"),
    [
        ("bounced", "bounced", "550 5.1.1 user unknown", True),
        ("rejected", "invalid", "", True),
        ("bounced", "bounced", "552 5.2.2 mailbox full", False),
        ("bounced", "bounced", "550 5.7.515 sender not authenticated", False),
        ("bounced", "bounced", "SoftBounce", False),
        ("bounced", "bounced", "550 5.1.1 says Microsoft's software at 172.4.26.27 and 52.4.31.7", True),
        ("bounced", "bounced", "Transient: General", False),
        ("bounced", "blocked", "550 5.1.1 blocked", False),
        ("deferred", "bounced", "450 4.2.1 busy", False),
    ],
)
def test_only_an_address_that_does_not_work_is_suppressed(delivery, kind, reason, words, suppressed):
    store(event(kind, delivery, reject_reason=reason, description=words), "Postmark")

    assert Suppression.objects.exists() is suppressed


@pytest.mark.parametrize("kind", ["bounced", "complained", "unsubscribed"])
def test_a_report_of_an_address_that_we_never_mailed_ends_nothing(delivery, kind):
    victim = make_subscriber("victim@reader.test")
    make_delivery(delivery.digest, victim, status="queued")
    MailRequest.objects.create(kind="confirm", address_hash=address_hash(victim.email), created_at=delivery.due_at)

    store(event(kind, delivery, recipient=victim.email, reject_reason="bounced"), "Postmark")

    victim.refresh_from_db()
    assert (victim.status, victim.suppressed) == ("active", False)
    assert not Suppression.objects.exists()


def test_a_mail_that_was_asked_for_and_sent_is_a_mail_to_that_address():
    request = {"kind": "confirm", "address_hash": address_hash("ada@reader.test")}
    MailRequest.objects.create(**request, created_at=timezone.now(), sent_at=timezone.now())

    store(event("complained", recipient="Ada@Reader.test"), "Postmark")

    assert Suppression.objects.get().reason == "complaint"
