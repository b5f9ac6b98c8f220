"""The feed instead of mails: nothing more is owed, what waits is skipped, and the subscription stays."""

import pytest
from django.utils import timezone

from newsletter.deliveries.channel import read_by
from newsletter.deliveries.next_mail import next_mail
from newsletter.deliveries.publish import publish
from newsletter.models import Delivery
from subscribers.models import Subscriber
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db


def test_who_reads_the_feed_is_owed_no_mail_and_stays_a_subscriber():
    reader, other = make_subscriber(), make_subscriber()
    read_by(reader, "feed")

    digest = make_digest(status="ready")
    publish([digest], digest.ends_at)

    assert [delivery.subscriber for delivery in Delivery.objects.all()] == [other]
    assert set(Subscriber.objects.active()) == {reader, other}


def test_mails_that_wait_are_skipped_with_the_reason():
    delivery = make_delivery(make_digest(), reader := make_subscriber())
    of_another = make_delivery(delivery.digest)

    read_by(reader, "feed")

    delivery.refresh_from_db()
    of_another.refresh_from_db()
    assert (delivery.status, delivery.skip_reason) == ("skipped", "feed")
    assert of_another.status == "queued"


def test_a_mail_that_is_on_its_way_still_comes():
    delivery = make_delivery(make_digest(), status="sending")

    read_by(delivery.subscriber, "feed")

    delivery.refresh_from_db()
    assert delivery.status == "sending"


def test_back_to_mails_the_next_digest_is_owed_again():
    reader = make_subscriber()
    read_by(reader, "feed")
    read_by(reader, "mail")

    digest = make_digest(status="ready")
    publish([digest], digest.ends_at)

    assert Delivery.objects.get().subscriber == reader


def test_no_next_mail_is_promised_to_who_reads_the_feed():
    reader = make_subscriber()
    read_by(reader, "feed")

    assert next_mail(reader, timezone.now()) is None
