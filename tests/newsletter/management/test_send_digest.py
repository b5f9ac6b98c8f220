"""The command `send_digest`: hour and age do not count; what was sent, and who may not be mailed, does."""

import datetime as dt

import pytest
import time_machine
from django.core.management import CommandError, call_command

from newsletter.models import Delivery, SendingState
from subscribers.models import Suppression
from tests.factories import DAY, make_delivery, make_digest, make_subscriber
from tests.newsletter.sending.mails_owed import make_ready_digest

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 20, 6, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def digest():
    """A month old."""
    return make_ready_digest()


def send(*arguments, date=DAY):
    call_command("send_digest", str(date), *arguments)


def test_everybody_gets_it_now_and_nobody_twice(digest, mailoutbox):
    make_subscriber("ada@reader.test", minute=23 * 60)
    make_subscriber("lin@reader.test", status="unsubscribed")

    send()
    send()

    assert [message.to for message in mailoutbox] == [["ada@reader.test"]]
    digest.refresh_from_db()
    assert digest.status == "published"


def test_one_reader_gets_it_alone_also_one_who_came_later(digest, mailoutbox):
    make_subscriber("ada@reader.test")
    make_subscriber("lin@reader.test", confirmed_at=NOW)

    send("--to", "Lin@reader.test")
    send("--to", "lin@reader.test")

    assert [message.to for message in mailoutbox] == [["lin@reader.test"]]
    digest.refresh_from_db()
    assert digest.status == "ready"


def test_publishing_afterwards_does_not_mail_that_reader_again(digest, mailoutbox):
    make_subscriber("ada@reader.test")
    make_subscriber("lin@reader.test")
    send("--to", "lin@reader.test")

    send()

    assert [message.to for message in mailoutbox] == [["lin@reader.test"], ["ada@reader.test"]]


def test_a_suppressed_address_is_never_mailed(digest, mailoutbox):
    make_subscriber("ada@reader.test")
    Suppression.objects.suppress("ada@reader.test", Suppression.Reason.COMPLAINT)

    with pytest.raises(CommandError, match="suppressed"):
        send("--to", "ada@reader.test")
    send()

    assert mailoutbox == []


def test_a_stranger_is_no_subscriber(digest):
    with pytest.raises(CommandError, match="not an active subscriber"):
        send("--to", "nobody@reader.test")


def test_a_rehearsal_writes_nothing(digest, mailoutbox, capsys):
    make_subscriber("ada@reader.test")
    make_subscriber("kim@reader.test", kinds=["releases"])
    make_delivery(digest, make_subscriber("lin@reader.test"), status="sent")

    send("--dry-run")

    assert capsys.readouterr().out.strip() == "1 already sent, 1 nothing selected, 1 to be sent"
    assert mailoutbox == []
    assert Delivery.objects.count() == 1
    digest.refresh_from_db()
    assert digest.status == "ready"


def test_a_digest_that_is_not_ready_is_refused(mailoutbox):
    make_digest(status="held")

    with pytest.raises(CommandError, match="not ready: held for approval"):
        send()
    with pytest.raises(CommandError, match="no digest"):
        send(date=DAY + dt.timedelta(days=1))


def test_who_had_a_mail_today_gets_an_old_day_beside_it(digest, mailoutbox):
    reader = make_subscriber("ada@reader.test", minute=480)
    newer = make_digest(NOW.date() - dt.timedelta(days=1), status="published", published_at=NOW)
    make_delivery(newer, reader, local_date=NOW.date(), status="sent")

    send()

    assert len(mailoutbox) == 1
    assert Delivery.objects.get(digest=digest).local_date == DAY


def test_one_readers_next_mail_stays_where_it_is(digest, mailoutbox):
    reader = make_subscriber("ada@reader.test")
    regular = make_delivery(make_digest(NOW.date()), reader, local_date=NOW.date(), due_at=NOW + dt.timedelta(hours=2))

    send("--to", "ada@reader.test")

    regular.refresh_from_db()
    assert len(mailoutbox) == 1
    assert (regular.status, regular.local_date) == ("queued", NOW.date())


def test_one_readers_mail_that_cannot_be_sent_leaves_no_row(digest, mailoutbox):
    make_subscriber("ada@reader.test")
    SendingState.objects.create(pk=1, stopped_at=NOW, reason="operator")

    with pytest.raises(CommandError, match="nothing is kept"):
        send("--to", "ada@reader.test")

    assert not Delivery.objects.exists()
