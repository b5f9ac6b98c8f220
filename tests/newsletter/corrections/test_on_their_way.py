"""Corrections on their way: from the mail with the error to the one that corrects it, through the sender itself."""

import datetime as dt

import pytest

from digest.corrections import correct
from digest.models import Digest
from digest.writing.gate import Words
from newsletter.deliveries.publish import publish
from newsletter.editions.links import edition_url
from newsletter.models import CorrectionDelivery, Delivery
from newsletter.sending import sender
from subscribers.models import Selection, Subscriber
from tests.factories import make_digest, make_repository, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 2, 19)
ONE_DAY = dt.timedelta(days=1)
REASONS = {"en": "The benchmark says 20%.", "zh-hans": "基准测试写的是 20%。"}
RIGHT = {"en": Words("It is 20% faster", "")}


def eight(date):
    """The hour at which the mails of this day's digest are due."""
    return dt.datetime.combine(date + ONE_DAY, dt.time(8), dt.UTC)


def tell(date, headline, **fields):
    """A ready digest that tells one story."""
    digest = make_digest(date, status="ready")
    return make_statement(digest, texts={"en": (headline, "")}, **fields)


def send(date):
    """Publish the digest of this day and send what is due at eight."""
    digest = Digest.objects.get(date=date)
    publish([digest], digest.ends_at)
    sender.send_due(eight(date))


@pytest.fixture
def wrong():
    """The statement of a day that was mailed to Ada and then corrected at noon."""
    make_subscriber("ada@reader.test")
    statement = tell(DAY, "It is 2x faster")
    send(DAY)
    correct(statement, RIGHT, REASONS, eight(DAY) + dt.timedelta(hours=4), None)
    return statement


def test_the_next_mail_begins_with_the_correction_and_the_one_after_it_does_not(wrong, mailoutbox):
    for number in (1, 2):
        tell(DAY + number * ONE_DAY, f"News {number}")
        send(DAY + number * ONE_DAY)

    first, second, third = (mail.body for mail in mailoutbox)
    assert "It is 2x faster" in first
    assert "Correction: 19 February" in second
    assert second.index("It is 20% faster") < second.index("News 1")
    assert "Correction" not in third


def test_a_day_with_nothing_for_the_reader_still_brings_the_correction_and_only_once(wrong, mailoutbox):
    quiet = make_repository("vllm-project/vllm")
    Subscriber.objects.update(selection=Selection.objects.of("en", [quiet.pk], [], []))
    for number in (1, 2):
        tell(DAY + number * ONE_DAY, f"News {number}")
        send(DAY + number * ONE_DAY)

    assert [mail.subject for mail in mailoutbox[1:]] == ["Correction: It is 20% faster"]
    assert list(Delivery.objects.order_by("pk").values_list("status", "skip_reason"))[1:] == [
        ("sent", ""),
        ("skipped", "nothing_selected"),
    ]


def test_a_weekly_reader_reads_it_in_the_mail_of_the_week_after(mailoutbox):
    make_subscriber("ada@reader.test", frequency="friday")  # the day's digest is due on one
    statement = tell(DAY, "It is 2x faster")
    send(DAY)
    correct(statement, RIGHT, REASONS, eight(DAY) + dt.timedelta(hours=4), None)
    for number in range(1, 8):
        tell(DAY + number * ONE_DAY, f"News {number}")
        send(DAY + number * ONE_DAY)

    first, second = (mail.body for mail in mailoutbox)
    assert "Correction" not in first
    assert "Correction: 19 February" in second
    assert "News 1" in second


def test_a_reader_who_came_later_reads_no_correction(wrong, mailoutbox):
    make_subscriber("lin@reader.test")
    tell(DAY + ONE_DAY, "News")
    send(DAY + ONE_DAY)

    bodies = {mail.to[0]: mail.body for mail in mailoutbox[1:]}
    assert "Correction" in bodies["ada@reader.test"]
    assert "Correction" not in bodies["lin@reader.test"]


def test_sent_twice_over_nothing_is_told_twice(wrong, mailoutbox):
    tell(DAY + ONE_DAY, "News")
    send(DAY + ONE_DAY)
    sender.send_due(eight(DAY + ONE_DAY))

    assert len(mailoutbox) == 2
    assert CorrectionDelivery.objects.count() == 1


def test_a_mail_made_after_the_correction_says_what_is_right_and_corrects_nothing(mailoutbox):
    make_subscriber("ada@reader.test")
    statement = tell(DAY, "It is 2x faster")
    digest = statement.digest
    publish([digest], digest.ends_at)
    correct(statement, RIGHT, REASONS, digest.ends_at, None)
    sender.send_due(eight(DAY))

    (mail,) = mailoutbox
    assert "It is 20% faster" in mail.body
    assert "Correction" not in mail.body


def test_the_page_behind_the_mail_shows_the_correction_as_the_mail_did(wrong, client, mailoutbox):
    tell(DAY + ONE_DAY, "News")
    send(DAY + ONE_DAY)

    first, second = (edition_url(row) for row in Delivery.objects.select_related("subscriber").order_by("pk"))
    assert "Right is: " in client.get(second).text
    assert "Right is: " not in client.get(first).text
