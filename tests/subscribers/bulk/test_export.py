"""What is exported can be imported elsewhere, and makes the same readers there."""

import pytest
from django.utils import timezone

from subscribers.bulk import importing
from subscribers.bulk.export import csv_parts
from subscribers.models import Consent, Subscriber, SubscriberImport
from tests.factories import make_repository, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


def chosen():
    fields = ("email", "selection__language", "selection__repositories", "selection__topics", "minute", "time_zone")
    return list(Subscriber.objects.order_by("email").values_list(*fields, "frequency", "consents__confirmed_at"))


def test_readers_that_are_exported_and_imported_are_the_same():
    make_topic("attention")
    repository = make_repository("vllm-project/vllm")
    one = make_subscriber("ada@reader.test", "active", "zh-hans", repositories=[repository.pk], topics=["attention"])
    two = make_subscriber("=bo@reader.test", minute=1, time_zone="Asia/Shanghai", frequency="monday")
    at = timezone.now().replace(microsecond=0)
    for reader in (one, two):
        Consent.objects.create(subscriber=reader, requested_at=at, confirmed_at=at, wording="I ask", language="en")
    before, text = chosen(), "".join(csv_parts(Subscriber.objects.all()))
    Subscriber.objects.all().delete()

    run = SubscriberImport.objects.create(file_name="a.csv", content=text, row_count=2, state="importing")
    while importing.work(run.pk):
        pass

    assert chosen() == before
    assert set(Consent.objects.values_list("source", flat=True)) == {"sign-up form"}


def test_nobody_who_left_comes_back_by_an_export():
    make_subscriber("left@reader.test", status="unsubscribed")
    text = "".join(csv_parts(Subscriber.objects.all()))
    Subscriber.objects.all().delete()

    run = SubscriberImport.objects.create(file_name="a.csv", content=text, row_count=1, state="importing")
    importing.work(run.pk)

    run.refresh_from_db()
    assert run.counts == {"not_active": 1}
    assert not Subscriber.objects.exists()
