"""Claiming: up to 32 rows become ours in two statements, if their readers may be mailed; nobody waits for another."""

import datetime as dt
import itertools
from threading import Thread

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from digest.models import Digest
from newsletter.deliveries import claim_queue
from newsletter.deliveries.publish import publish
from newsletter.mail.compose import compose_delivery
from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.models import Delivery
from subscribers.models import Selection, Subscriber
from tests.factories import make_delivery, make_digest, make_subscriber
from tests.newsletter.sending.mails_owed import (
    EIGHT,
    END,
    HOUR,
    MINUTE,
    make_ready_digest,
    owe,
    state,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def digest():
    return make_ready_digest()


def alike(one, other, names):
    return all(getattr(one, name) == getattr(other, name) for name in names.split())


def lists(chosen):
    return [chosen.repositories, chosen.topics, chosen.kinds]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_worker_does_not_wait_for_the_rows_of_another(digest, monkeypatch):
    monkeypatch.setattr(claim_queue, "CLAIM_BATCH", 2)
    owe(digest, "ada", "lin", "kim")
    theirs = []

    def work():
        theirs.extend(claim_queue.due_queue(EIGHT).next_batch())
        connection.close()

    with transaction.atomic():
        mine = claim_queue.due_queue(EIGHT).next_batch()
        worker = Thread(target=work)
        worker.start()
        worker.join(10)
        assert len(theirs) == 1

    assert {mail.pk for mail in (*mine, *theirs)} == set(Delivery.objects.values_list("pk", flat=True))


def test_exactly_the_mailable_are_claimed_and_all_others_are_skipped(digest):
    date = dt.date(2026, 2, 20)
    pauses = [None, date - dt.timedelta(days=1), date, date + dt.timedelta(days=1)]
    kinds = itertools.product(Subscriber.Status.values, [False, True], pauses)
    readers = [
        make_subscriber(status=status, suppressed=suppressed, paused_until=until) for status, suppressed, until in kinds
    ]
    Digest.objects.update(status="published", published_at=END)
    for reader in readers:
        make_delivery(digest, reader, local_date=date, due_at=EIGHT)

    claimed = {mail.subscriber.pk for mail in claim_queue.due_queue(EIGHT).next_batch()}

    assert len(readers) == 24
    assert claimed == set(Subscriber.objects.mailable(date).values_list("pk", flat=True))
    assert set(Delivery.objects.filter(status="sending").values_list("subscriber", flat=True)) == claimed
    skipped = Delivery.objects.filter(status="skipped")
    assert set(skipped.values_list("subscriber", flat=True)) == {reader.pk for reader in readers} - claimed
    assert set(skipped.values_list("skip_reason", flat=True)) == {"unsubscribed", "suppressed", "paused"}


@pytest.mark.parametrize("status", Delivery.Status.values)
def test_a_row_that_moved_on_since_it_was_found_is_claimed_only_if_it_is_open(digest, status):
    (delivery,) = owe(digest, "ada")
    found = claim_queue.QueueSource(Delivery.objects.all()).rows()
    Delivery.objects.update(status=status, skip_reason="merged" if status == "skipped" else "")

    taken = [mail.pk for mail in claim_queue.claim(found, EIGHT)]

    assert taken == ([delivery.pk] if status in ("queued", "retry") else [])
    assert state(delivery) == ("sending" if taken else status)


def test_who_unsubscribes_between_finding_and_taking_is_not_claimed(digest):
    owe(digest, "ada", "lin")
    found = claim_queue.QueueSource(Delivery.objects.order_by("pk")).rows()
    Subscriber.objects.filter(email="ada@reader.test").update(status="unsubscribed")

    assert [mail.subscriber.email for mail in claim_queue.claim(found, EIGHT)] == ["lin@reader.test"]


def test_a_claimed_mail_says_of_itself_what_its_rows_say(digest):
    repository = digest.activities.get().repository
    owe(digest, "ada", "lin", language="zh-hans", repositories=[repository.pk], kinds=["merged"], minute=485)
    reader = Subscriber.objects.get(email="lin@reader.test")
    reader.choose(language="en", topics=["moe"])
    Delivery.objects.filter(subscriber=reader).update(status="retry", retry_at=EIGHT + 5 * MINUTE, attempts=2)

    mails = claim_queue.ClaimQueue(EIGHT, Delivery.objects.order_by("pk")).next_batch()
    rows = list(Delivery.objects.order_by("pk"))

    assert [mail.attempts for mail in mails] == [1, 3]
    for mail, row in zip(mails, rows, strict=True):
        assert alike(mail, row, "pk public_id claim attempts retry_at covers_from digest")
        assert alike(mail.digest, row.digest, "pk date status starts_at ends_at")
        assert alike(mail.subscriber, row.subscriber, "pk email public_id link_version time_zone minute frequency")
        for chosen in ((mail.selection, row.selection), (mail.subscriber.selection, row.subscriber.selection)):
            assert alike(*chosen, "pk language")
            assert [list(values) for values in lists(chosen[0])] == lists(chosen[1])
    assert mails[1].selection.pk == Selection.objects.get(topics=["moe"]).pk


def test_a_mail_made_of_what_was_claimed_is_that_made_of_the_rows(digest):
    owe(digest, "ada")
    owe(digest, "lin", language="zh-hans", time_zone="Asia/Shanghai", kinds=["merged"])
    Subscriber.objects.get(email="ada@reader.test").choose(language="zh-hans", kinds=["merged"])

    mails = claim_queue.ClaimQueue(EIGHT, Delivery.objects.order_by("pk")).next_batch()

    assert len(mails) == 2
    for mail, row in zip(mails, Delivery.objects.order_by("pk"), strict=True):
        assert compose_raw(mail) == compose_raw(row)
        message, expected = compose_delivery(mail), compose_delivery(row)
        assert (message.to, message.subject, message.body) == (expected.to, expected.subject, expected.body)
        assert message.extra_headers == expected.extra_headers
        assert message.alternatives == expected.alternatives


def test_a_merged_mail_carries_the_same_days_claimed_or_not(digest):
    (older,) = owe(digest, "ada")
    newer = make_digest(digest.date + dt.timedelta(days=1), status="ready")
    publish([newer], END + 24 * HOUR)

    (mail,) = claim_queue.due_queue(EIGHT + 24 * HOUR).next_batch()

    assert state(older) == "skipped"
    assert mail.digests() == Delivery.objects.get(pk=mail.pk).digests() == [digest, newer]


def test_a_group_is_claimed_in_the_order_of_its_hours(digest):
    first, second, third = owe(digest, "ada", minute=479) + owe(digest, "lin", "kim", minute=480)
    Delivery.objects.filter(pk=second.pk).update(due_at=EIGHT - 2 * HOUR)

    assert [mail.pk for mail in claim_queue.due_queue(EIGHT).next_batch()] == [second.pk, first.pk, third.pk]


def test_claiming_a_group_takes_three_statements_however_large_it_is(digest):
    owe(digest, *"abcdefgh")

    with CaptureQueriesContext(connection) as asked:
        assert len(claim_queue.due_queue(EIGHT).next_batch()) == 8

    statements = [query["sql"].split()[0] for query in asked]
    assert [verb for verb in statements if verb in ("SELECT", "UPDATE")] == ["SELECT", "SELECT", "UPDATE"]
    assert set(statements) <= {"SELECT", "UPDATE", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}
