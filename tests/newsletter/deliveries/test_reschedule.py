"""What a reader saves counts for the mail that waits already, and the page says when it comes."""

import datetime as dt

import pytest
import time_machine

from newsletter.deliveries import claim_queue
from newsletter.deliveries.next_mail import next_mail
from newsletter.deliveries.publish import publish
from newsletter.models import Delivery
from newsletter.sending.sender import send_due
from subscribers import preferences, signed_links
from subscribers.models import Selection, Subscriber
from tests.factories import (
    DAY,
    make_activity,
    make_delivery,
    make_digest,
    make_repository,
    make_statement,
    make_subscriber,
)

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 2, 20, 5, tzinfo=dt.UTC)  # the day's digest ended at midnight
WORDS = {
    "flashinfer-ai/flashinfer": {"en": ("A faster kernel", ""), "zh-hans": ("更快的内核", "")},
    "vllm-project/vllm": {"en": ("A steadier scheduler", ""), "zh-hans": ("更稳的调度", "")},
}


@pytest.fixture(autouse=True)
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def digest():
    digest = make_digest(status="ready")
    for name, texts in WORDS.items():
        make_statement(digest, make_activity(make_repository(name), digest=digest), texts=texts)
    return digest


@pytest.fixture
def reader():
    return make_subscriber("ada@example.org", minute=8 * 60)


@pytest.fixture
def owed(digest, reader):
    """The mail of 08:00 UTC, queued at 05:00."""
    publish([digest], NOW)
    return Delivery.objects.get()


def save(reader, **changed):
    fields = {name: getattr(preferences.of_subscriber(reader), name) for name in preferences.Preferences.__slots__}
    preferences.save(reader, preferences.Preferences(**fields | changed))


def due(row):
    row.refresh_from_db()
    return f"{row.due_at:%d %H:%M}", f"{row.local_date:%d}"


def test_a_queued_mail_shows_the_repositories_and_the_language_that_were_saved(owed, reader, mailoutbox, clock):
    save(reader, language="zh-hans", repositories=(make_repository("vllm-project/vllm").pk,))
    clock.move_to(NOW + 4 * dt.timedelta(hours=1))

    send_due(NOW + 4 * dt.timedelta(hours=1))

    [message] = mailoutbox
    assert "更稳的调度" in message.body
    assert "更快的内核" not in message.body
    owed.refresh_from_db()
    assert owed.selection == Subscriber.objects.get().selection


@pytest.mark.parametrize(
    ("changed", "moment"),
    [
        ({"minute": 9 * 60}, ("20 09:00", "20")),
        ({"minute": 6 * 60}, ("20 06:00", "20")),
        ({"minute": 4 * 60}, ("20 05:00", "20")),  # that hour has passed: at once, and not lost
        ({"minute": 23 * 60 + 30}, ("20 23:30", "20")),
        ({"time_zone": "Asia/Shanghai", "minute": 14 * 60}, ("20 06:00", "20")),
        ({"time_zone": "America/Los_Angeles"}, ("20 16:00", "20")),
        ({"time_zone": "Pacific/Kiritimati", "minute": 60}, ("20 11:00", "21")),
        ({"kinds": ("merged",)}, ("20 08:00", "20")),
    ],
)
def test_a_queued_mail_comes_at_the_hour_that_was_saved_and_the_page_says_so(client, owed, reader, changed, moment):
    save(reader, **changed)

    assert due(owed) == moment
    told = next_mail(Subscriber.objects.get(), NOW)
    assert told == owed.due_at
    page = client.get(signed_links.preferences_url(reader)).text
    assert f"{told:%H:%M} in" in page


def test_a_date_that_has_had_its_mail_gets_no_second(digest, reader):
    before = make_digest(DAY - ONE_DAY, status="published", published_at=NOW - ONE_DAY)
    make_delivery(before, reader, status="sent", local_date=DAY + ONE_DAY, due_at=NOW - ONE_DAY / 24)
    publish([digest], NOW)
    row = Delivery.objects.get(digest=digest)
    assert due(row) == ("21 08:00", "21")

    save(reader, minute=9 * 60)

    assert due(row) == ("21 09:00", "21")
    assert next_mail(reader, NOW) == row.due_at


def test_what_is_claimed_is_left_alone(owed, reader):
    [claimed] = claim_queue.ClaimQueue(NOW, Delivery.objects.all()).next_batch()
    before = due(owed)

    save(reader, minute=12 * 60, language="zh-hans")

    assert (due(owed), owed.status, owed.selection_id) == (before, "sending", claimed.selection.pk)


def test_what_was_saved_while_the_mail_was_being_made_counts_at_the_claim(owed, reader):
    chosen = Selection.objects.of("zh-hans", topics=["attention"])
    Subscriber.objects.update(selection=chosen)  # as of another process, whose update came first

    [claimed] = claim_queue.ClaimQueue(NOW, Delivery.objects.all()).next_batch()

    owed.refresh_from_db()
    assert claimed.selection.pk == owed.selection_id == chosen.pk


def test_a_mail_to_be_tried_again_keeps_its_moment_and_gets_the_new_choices(owed, reader):
    Delivery.objects.update(status="retry", retry_at=NOW + ONE_DAY / 24, attempts=1)
    before = due(owed)

    save(reader, minute=12 * 60, language="zh-hans")

    assert due(owed) == before
    assert Delivery.objects.get().selection.language == "zh-hans"
    assert next_mail(reader, NOW) == NOW + ONE_DAY / 24


def test_the_page_promises_no_mail_of_a_day_that_is_closed(digest, reader):
    publish([digest], NOW)
    Delivery.objects.update(status="sent", sent_at=NOW)

    save(reader, minute=9 * 60)

    assert f"{next_mail(reader, NOW):%d %H:%M}" == "21 09:00"


def test_who_pauses_is_told_the_day_after_the_pause(owed, reader):
    preferences.pause(reader, DAY + 10 * ONE_DAY)

    assert f"{next_mail(reader, NOW):%m-%d %H:%M}" == "03-01 08:00"


@pytest.mark.parametrize("changed", [{"status": "unsubscribed"}, {"suppressed": True}])
def test_who_gets_no_mail_is_promised_none(owed, reader, changed):
    Subscriber.objects.update(**changed)

    assert next_mail(Subscriber.objects.get(), NOW) is None
