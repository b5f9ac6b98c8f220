"""Publishing makes one delivery for each reader, once, and merges the days owed after an outage."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from digest.models import Digest
from digest.search.find import find
from newsletter.deliveries import batch, bulk_insert
from newsletter.deliveries import publish as publishing
from newsletter.deliveries.publish import create_deliveries, deliveries_to_make, make_due_now, publish, publish_ready
from newsletter.models import Delivery
from subscribers.models import Subscriber
from subscribers.privacy import erase
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement, make_subscriber

pytestmark = pytest.mark.django_db

END = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
HOUR, ONE_DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def make_ready(days=0):
    return make_digest(DAY + ONE_DAY * days, status="ready")


def states(**filters):
    return list(Delivery.objects.filter(**filters).order_by("digest__date").values_list("status", "skip_reason"))


def test_each_mailable_reader_is_owed_one_mail_at_their_hour():
    lin = make_subscriber(time_zone="Asia/Shanghai", minute=450)
    ada = make_subscriber(time_zone="Europe/London", minute=480)
    digest = make_ready()

    publish([digest], END + HOUR / 6)

    assert digest.status == Digest.Status.PUBLISHED
    assert Delivery.objects.get(subscriber=lin).due_at == dt.datetime(2026, 2, 20, 23, 30, tzinfo=dt.UTC)
    assert Delivery.objects.get(subscriber=lin).local_date == dt.date(2026, 2, 21)
    assert Delivery.objects.get(subscriber=ada).due_at == dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC)
    assert Delivery.objects.get(subscriber=ada).selection == ada.selection


def test_publishing_twice_makes_nothing_new():
    make_subscriber()
    digest = make_ready()

    publish([digest], END)
    publish([digest], END + HOUR)

    assert Delivery.objects.count() == 1
    assert digest.published_at == END


def test_who_may_not_be_mailed_is_owed_nothing():
    make_subscriber(status="pending")
    make_subscriber(status="unsubscribed")
    make_subscriber(suppressed=True)
    make_subscriber(paused_until=dt.date(2026, 3, 1))
    make_subscriber(confirmed_at=END + HOUR)

    publish([make_ready()], END + 2 * HOUR)

    assert not Delivery.objects.exists()


def test_a_pause_that_ends_on_the_readers_own_date_holds_nothing_back():
    reader = make_subscriber(paused_until=dt.date(2026, 2, 21), time_zone="Pacific/Auckland", minute=480)

    publish([make_ready()], END)

    assert Delivery.objects.get(subscriber=reader).local_date == dt.date(2026, 2, 21)


def test_days_published_together_become_one_mail_that_carries_all():
    reader = make_subscriber()
    digests = [make_ready(days) for days in range(3)]
    at = END + 2 * ONE_DAY + HOUR

    publish(digests, at)

    assert states(subscriber=reader) == [("skipped", "merged"), ("skipped", "merged"), ("queued", "")]
    mail = Delivery.objects.get(status="queued")
    assert mail.covers_from == DAY
    assert mail.digests() == digests


def test_what_did_not_go_out_is_told_with_the_next_day():
    reader = make_subscriber()
    publish([make_ready()], END)

    publish([make_ready(1)], END + ONE_DAY)

    assert states(subscriber=reader) == [("skipped", "merged"), ("queued", "")]


def test_a_mail_that_went_out_is_not_told_again():
    reader = make_subscriber()
    publish([make_ready()], END)
    Delivery.objects.update(status="sent")

    publish([make_ready(1)], END + ONE_DAY)

    assert states(subscriber=reader) == [("sent", ""), ("queued", "")]
    assert Delivery.objects.get(status="queued").covers_from == DAY + ONE_DAY


def test_an_older_day_that_comes_late_joins_the_newer_mail_that_waits():
    reader = make_subscriber(minute=1200)
    late = make_ready()
    publish([make_ready(1)], END + ONE_DAY)

    publish([late], END + ONE_DAY + HOUR)

    assert states(subscriber=reader) == [("skipped", "merged"), ("queued", "")]
    assert Delivery.objects.get(status="queued").digests() == [late, Digest.objects.get(date=DAY + ONE_DAY)]


def test_two_mails_never_have_one_local_date():
    reader = make_subscriber(minute=480)
    late, newer = make_ready(), make_ready(1)
    publish([newer], END + ONE_DAY)
    Delivery.objects.update(status="sent")

    publish([late], END + ONE_DAY + 9 * HOUR)

    mail = Delivery.objects.get(subscriber=reader, digest=late)
    assert mail.local_date == dt.date(2026, 2, 22)
    assert mail.due_at == dt.datetime(2026, 2, 22, 8, tzinfo=dt.UTC)


def test_a_digest_that_another_publisher_made_meanwhile_is_completed_not_doubled():
    first, second = make_subscriber(), make_subscriber()
    publish([make_ready(-1)], END - ONE_DAY)  # so that both have mails to merge
    digest = make_ready()

    def other_publisher_first(execute, sql, *rest):
        if sql.startswith('INSERT INTO "newsletter_delivery"') and not made:
            made.append(True)
            values = {"covers_from": DAY, "local_date": DAY + ONE_DAY, "due_at": END, "selection": first.selection}
            made.append(Delivery.objects.create(digest=digest, subscriber=first, **values))
        return execute(sql, *rest)

    made = []
    with connection.execute_wrapper(other_publisher_first):
        publish([digest], END)

    assert made
    assert set(Delivery.objects.filter(digest=digest).values_list("subscriber", flat=True)) == {first.pk, second.pk}


def test_of_a_range_of_readers_those_are_made_that_are_missing():
    first, second = make_subscriber(), make_subscriber()
    digest = make_ready()
    create_deliveries(digest, Subscriber.objects.filter(pk=first.pk), END)
    earlier = Delivery.objects.get()

    publish([digest], END + HOUR)

    assert Delivery.objects.get(subscriber=first) == earlier
    assert Delivery.objects.get(subscriber=second).digest == digest


def test_every_mail_has_a_random_name_of_its_own_for_links():
    for _ in range(50):
        make_subscriber()

    publish([make_ready()], END)

    names = set(Delivery.objects.values_list("public_id", flat=True))
    assert len(names) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{12}", name) for name in names)


def test_a_mail_made_for_thousands_is_as_one_made_alone():
    zones = ["UTC", "Asia/Kathmandu", "America/New_York", "Mars/Olympus"]
    for number in range(8):
        make_subscriber(time_zone=zones[number % 4], minute=number * 150, language="zh-hans" if number % 3 else "en")
    digest, at = make_ready(), END + HOUR
    fields = [field.attname for field in Delivery._meta.concrete_fields]
    alone = {row.subscriber_id: row for row in deliveries_to_make(digest, Subscriber.objects.all(), at)}

    publish([digest], at)

    differ = {"id", "public_id", "created_at"}
    for row in Delivery.objects.all():
        expected = alone[row.subscriber_id]
        assert all(getattr(row, name) == getattr(expected, name) for name in fields if name not in differ)
        assert row.created_at == at


def test_ranges_reach_everybody_once(monkeypatch):
    monkeypatch.setattr(bulk_insert, "INSERT_CHUNK", 3)
    for number in range(8):
        make_subscriber(status="active" if number % 4 else "unsubscribed")

    publish([make_ready()], END)

    assert Delivery.objects.count() == 6


def test_one_reader_who_has_a_mail_on_that_date_holds_up_nobody_of_a_range():
    readers = [make_subscriber() for _ in range(5)]
    publish([make_ready()], END)
    at = END + HOUR
    Delivery.objects.exclude(subscriber=readers[2]).delete()
    Delivery.objects.update(status="sent")
    following = make_digest(END.date(), status="ready")
    Delivery.objects.update(local_date=(END + ONE_DAY).date())

    publish([following], max(at, following.ends_at))

    mails = Delivery.objects.filter(digest=following)
    assert mails.count() == 5
    late = mails.get(subscriber=readers[2])
    assert {late.local_date} | set(mails.exclude(pk=late.pk).values_list("local_date", flat=True)) == {
        (END + ONE_DAY).date(),
        (END + 2 * ONE_DAY).date(),
    }


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite asks Python for each name")
def test_names_that_are_made_together_begin_alike(monkeypatch):
    monkeypatch.setattr(bulk_insert, "INSERT_CHUNK", 4)
    for _ in range(8):
        make_subscriber()

    publish([make_ready()], END)

    begin = [name[:3] for name in Delivery.objects.order_by("subscriber").values_list("public_id", flat=True)]
    assert len(set(begin[:4])) == len(set(begin[4:])) == 1


def test_a_range_that_cannot_be_made_at_once_is_made_reader_by_reader(monkeypatch):
    def erased_meanwhile(*_arguments):
        raise IntegrityError

    monkeypatch.setattr(bulk_insert, "_insert", erased_meanwhile)
    readers = {make_subscriber().pk for _ in range(3)}

    publish([make_ready()], END)

    assert set(Delivery.objects.values_list("subscriber", flat=True)) == readers


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads so few rows without any index")
def test_who_is_due_is_found_by_an_index_of_what_is_queued():
    assert "USING INDEX delivery_due" in Delivery.objects.queued(END)[:32].explain()
    assert "USING INDEX delivery_retry" in Delivery.objects.retrying(END)[:32].explain()


def test_a_digest_through_clocks_set_back_and_forth_comes_once_on_each_date():
    spring, autumn = dt.date(2026, 3, 27), dt.date(2026, 10, 23)
    for minute in (0, 30, 90, 150, 480, 1410):
        make_subscriber(time_zone="Europe/London", minute=minute)
    for first in (spring, autumn):
        for days in range(5):
            digest = make_digest(first + ONE_DAY * days, status="ready")
            publish([digest], digest.ends_at)
            Delivery.objects.open().filter(due_at__lte=digest.ends_at + ONE_DAY - HOUR / 60).update(status="sent")

    for reader in Subscriber.objects.all():
        mails = reader.deliveries.exclude(skip_reason="merged")
        dates = list(mails.order_by("due_at").values_list("local_date", flat=True))
        assert dates == sorted(set(dates))
        assert len(dates) >= 9  # of ten digests at most two share a mail, where a day has 25 hours
        told = [one for mail in mails for one in mail.digests()]
        assert len(told) == len(set(told)) == 10


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_is_erased_while_mails_are_made_holds_up_nobody(monkeypatch):
    batch = [make_subscriber(), make_subscriber()]
    digest = make_ready()
    monkeypatch.setattr(publishing, "batches", lambda subscribers: [batch])  # read before the erasure
    erase(Subscriber.objects.get(pk=batch[0].pk))

    publish([digest], END)

    assert Delivery.objects.get().subscriber == batch[1]


def test_the_number_of_queries_does_not_grow_with_the_readers():
    digests = [make_ready(days) for days in range(4)]
    make_subscriber()
    publish([digests[0]], END)
    with CaptureQueriesContext(connection) as few:
        publish([digests[1]], END + ONE_DAY)
    for _ in range(40):
        make_subscriber()
    with CaptureQueriesContext(connection) as some_merged:
        publish([digests[2]], END + 2 * ONE_DAY)
    with CaptureQueriesContext(connection) as all_merged:
        publish([digests[3]], END + 3 * ONE_DAY)

    assert len(some_merged) <= len(few) + 3  # those of the many who have nothing to merge
    assert len(all_merged) == len(few)
    assert Delivery.objects.filter(digest=digests[3]).count() == 41


def test_batches_reach_everybody(monkeypatch):
    monkeypatch.setattr(batch, "SUBSCRIBER_BATCH", 3)
    for _ in range(7):
        make_subscriber()

    publish([make_ready()], END)

    assert Delivery.objects.count() == 7


def test_ready_days_wait_while_another_of_the_last_week_is_being_built(settings):
    settings.GITHUB_TOKEN = "token"
    make_repository(created_at=END)
    type(make_repository()).objects.update(created_at=END)
    make_digest(DAY, status="writing")
    ready = make_ready(1)
    at = END + ONE_DAY + HOUR

    assert publish_ready(at) == []
    Digest.objects.filter(date=DAY).update(retry_at=at + HOUR)
    assert publish_ready(at) == [ready]


def test_a_day_built_by_hand_from_long_ago_is_not_mailed_by_the_clock():
    make_subscriber()
    digest = make_ready()

    assert publish_ready(END + 20 * ONE_DAY) == []
    assert not Delivery.objects.exists()
    digest.refresh_from_db()
    assert digest.status == "ready"


def test_held_digests_are_not_published():
    make_digest(DAY, status="held")

    assert publish_ready(END + HOUR) == []


def test_bringing_forward_keeps_to_one_mail_a_local_date():
    make_subscriber(minute=480)
    reader = make_subscriber(minute=480)
    digest = make_ready()
    publish([digest], END)
    other = make_digest(DAY - ONE_DAY, status="published", published_at=END)
    values = {"covers_from": other.date, "due_at": END, "selection": reader.selection, "status": "sent"}
    Delivery.objects.filter(subscriber=reader).update(local_date=DAY + 2 * ONE_DAY)
    Delivery.objects.create(digest=other, subscriber=reader, local_date=DAY + ONE_DAY, **values)

    assert make_due_now(Delivery.objects.filter(digest=digest), END + HOUR) == 1
    assert Delivery.objects.filter(due_at=END + HOUR).count() == 1


def test_what_is_published_is_found_at_once():
    digest = make_ready()
    story = make_statement(digest, make_activity(digest=digest, title="Softmax is faster"))

    publish([digest], END)

    assert find(["softmax"]) == [story.pk]
