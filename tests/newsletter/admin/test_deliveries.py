"""The list of deliveries among many: searched by what is exact, counted only so far, filtered by day."""

import pytest
from django.urls import reverse
from django.utils import timezone

from digest.admin import bounded
from newsletter.models import Delivery, DeliveryEvent
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db

LIST = reverse("admin:newsletter_delivery_changelist")
EVENTS = reverse("admin:newsletter_deliveryevent_changelist")


@pytest.fixture
def two():
    digest = make_digest(status="published", published_at=timezone.now())
    ada, bob = (make_delivery(digest, make_subscriber(email=f"{name}@reader.test")) for name in ("ada", "bob"))
    Delivery.objects.filter(pk=ada.pk).update(esp_message_id="esp-1", reply="550 no such mailbox")
    return ada, bob


def found(admin_client, address, **query):
    return list(admin_client.get(address, query).context["cl"].queryset)


@pytest.mark.parametrize("term", ["ada@reader.test", "ADA@Reader.test", " ada@reader.test ", "esp-1"])
def test_a_whole_address_or_id_finds_the_mail(admin_client, two, term):
    assert found(admin_client, LIST, q=term) == [two[0]]


def test_a_public_id_finds_the_mail(admin_client, two):
    assert found(admin_client, LIST, q=two[1].public_id) == [two[1]]


@pytest.mark.parametrize("term", ["ada@reader", "esp", "mailbox", "nobody@reader.test"])
def test_a_part_of_a_word_finds_nothing(admin_client, two, term):
    assert found(admin_client, LIST, q=term) == []


def test_the_newest_stand_first_and_can_be_filtered_by_day(admin_client, two):
    digest = two[0].digest

    assert found(admin_client, LIST) == [two[1], two[0]]
    assert found(admin_client, LIST, digest__id__exact=digest.pk) == [two[0], two[1]]
    assert found(admin_client, LIST, digest__id__exact=digest.pk + 1) == []


@pytest.mark.parametrize("wrong", ["x", "", "1 OR 1=1", "٣"])
def test_a_day_that_is_none_filters_nothing(admin_client, two, wrong):
    assert len(found(admin_client, LIST, digest__id__exact=wrong)) == 2


def test_a_longer_list_is_not_counted_to_its_end(admin_client, two, monkeypatch):
    monkeypatch.setattr(bounded, "MAX_COUNTED", 1)
    monkeypatch.setattr(bounded.BoundedPaginator, "max_counted", 1)

    page = admin_client.get(LIST)

    assert page.context["cl"].result_count == 1
    assert "1+" in page.content.decode()


def test_events_are_found_by_the_reader_and_by_the_mail(admin_client, two):
    event = DeliveryEvent.objects.create(
        delivery=two[0], kind="bounced", esp="Postmark", event_id="e1", occurred_at=two[0].due_at
    )

    assert found(admin_client, EVENTS, q="ada@reader.test") == [event]
    assert found(admin_client, EVENTS, q="esp-1") == [event]
    assert found(admin_client, EVENTS, q="bob@reader.test") == []


def test_the_list_of_events_says_in_words_what_happened(admin_client):
    delivery = make_delivery(make_digest(), status="bounced")
    fields = {"esp": "Postmark", "kind": "deferred", "reject_reason": "timed_out", "description": "x" * 200}
    delivery.events.create(event_id="1", **fields)

    page = admin_client.get(reverse("admin:newsletter_deliveryevent_changelist")).text

    assert "delayed" in page
    assert "given up after a while: xxx" in page
    assert "x" * 100 not in page


def test_a_long_reply_is_shortened_in_the_list_and_whole_on_the_page(admin_client):
    delivery = make_delivery(make_digest(), status="failed", reply="550 " + "x" * 200)

    assert "x" * 100 not in admin_client.get(reverse("admin:newsletter_delivery_changelist")).text
    assert "x" * 200 in admin_client.get(reverse("admin:newsletter_delivery_change", args=[delivery.pk])).text
