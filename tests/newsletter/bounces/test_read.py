"""The bounce mailbox, read: what proves itself changes a delivery and its reader, and nothing else does."""

import datetime as dt
from mailbox import Maildir

import pytest
from django.db import OperationalError

from newsletter import tasks
from newsletter.alerts import mails as alerts
from newsletter.bounces import read
from newsletter.bounces.read import read_bounces
from newsletter.mail.return_path import return_path
from newsletter.models import Delivery, DeliveryEvent
from subscribers.models import MailRequest, Subscriber, Suppression
from tests.factories import make_delivery, make_digest, make_subscriber
from tests.newsletter.bounces.imap_server import Store, imap_server
from tests.newsletter.bounces.mails import mail
from tests.newsletter.bounces.test_report import COMPLAINED, GONE, SAID, STAYS, WAITS

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
STATUS = {GONE: "bounced", STAYS: "bounced", WAITS: "sent", COMPLAINED: "complained", None: "sent"}


@pytest.fixture
def box(settings, tmp_path):
    """The Maildir that the settings name."""
    settings.MAIL_BOUNCE_ADDRESS = "bounces@news.test"
    settings.MAIL_BOUNCE_MAILBOX = f"maildir://{tmp_path}/bounces"
    return Maildir(tmp_path / "bounces", create=True)


@pytest.fixture
def delivery():
    """A mail that was sent to Ada."""
    return sent_to("ada@reader.test")


def sent_to(address):
    digest = make_digest(status="published") if not Delivery.objects.exists() else Delivery.objects.get().digest
    return make_delivery(digest, make_subscriber(address), status="sent", sent_at=AT - HOUR)


def arrive(box, name, delivery):
    return box.add(mail(name, return_path(delivery.public_id)))


def status(delivery):
    delivery.refresh_from_db()
    return delivery.status


def is_suppressed(address):
    return Suppression.objects.covers(address)


@pytest.mark.parametrize("name", SAID)
def test_each_kind_of_mail_does_what_it_says_and_no_more(box, delivery, name):
    arrive(box, name, delivery)

    read_bounces(AT)

    assert status(delivery) == STATUS[SAID[name]]
    assert is_suppressed("ada@reader.test") == (SAID[name] in (GONE, COMPLAINED))
    assert len(box) == 0
    assert len(box.get_folder("Read" if SAID[name] else "Other")) == 1


def test_a_bounce_is_an_event_of_its_delivery_without_addresses_in_it(box, delivery):
    arrive(box, "postfix", delivery)

    read_bounces(AT)

    event = DeliveryEvent.objects.get()
    assert (event.delivery, event.esp, event.kind, event.occurred_at) == (delivery, "mailbox", "bounced", AT)
    assert "Recipient address rejected" in event.description
    assert "ada@reader.test" not in event.description


def test_the_same_mail_read_twice_is_one_event(box, delivery):
    for _time in range(2):
        arrive(box, "postfix", delivery)

        read_bounces(AT)

    assert DeliveryEvent.objects.count() == 1
    assert len(box.get_folder("Read")) == 2


def test_a_report_that_names_another_reader_is_about_the_one_whose_mail_it_was(box, delivery):
    sent_to("lin@reader.test")
    box.add(mail("postfix", return_path(delivery.public_id)).replace(b"ada@reader.test", b"lin@reader.test"))

    read_bounces(AT)

    assert is_suppressed("ada@reader.test")
    assert not is_suppressed("lin@reader.test")


@pytest.mark.parametrize("name", [name for name in SAID if SAID[name]])
def test_a_report_without_a_good_return_path_changes_nothing(box, delivery, name):
    other = sent_to("lin@reader.test")
    forged = return_path(other.public_id)[:-25] + return_path(delivery.public_id)[-25:]
    box.add(mail(name, forged))
    box.add(mail(name, "daily@news.test"))

    read_bounces(AT)

    assert status(delivery) == status(other) == "sent"
    assert not Suppression.objects.exists()
    assert len(box.get_folder("Other")) == 2


def test_a_report_with_the_return_paths_of_two_mails_changes_neither(box, delivery):
    other = sent_to("lin@reader.test")
    both = f"{return_path(delivery.public_id)}, {return_path(other.public_id)}"
    box.add(mail("postfix", both))

    read_bounces(AT)

    assert status(delivery) == status(other) == "sent"


def test_a_return_path_in_the_copy_of_a_failed_mail_proves_nothing(box, delivery):
    content = mail("postfix", return_path(delivery.public_id))
    head, _empty_line, body = content.partition(b"\n\n")
    box.add(head.replace(return_path(delivery.public_id).encode(), b"daily@news.test") + b"\n\n" + body)

    read_bounces(AT)

    assert status(delivery) == "sent"


def test_a_reader_who_moved_does_not_lose_the_new_address_for_the_old_one(box, delivery):
    reader = delivery.subscriber
    MailRequest.objects.create(
        kind="new_address", subscriber=reader, address_hash="x", created_at=AT - 30 * MINUTE, sent_at=AT - 29 * MINUTE
    )
    Subscriber.objects.filter(pk=reader.pk).update(email="new@reader.test")
    arrive(box, "postfix", delivery)

    read_bounces(AT)

    assert status(delivery) == "bounced"
    assert not Suppression.objects.exists()


def test_a_mail_that_breaks_a_parser_holds_up_none_behind_it(box, delivery, monkeypatch):
    box.add(b"Subject: broken\n\n")
    arrive(box, "postfix", delivery)
    whole = read.read_report
    monkeypatch.setattr(read, "read_report", lambda content: 1 / 0 if b"broken" in content else whole(content))

    read_bounces(AT)

    assert status(delivery) == "bounced"
    assert len(box.get_folder("Other")) == 1


def test_a_mail_that_could_not_be_stored_waits(box, delivery, monkeypatch):
    arrive(box, "postfix", delivery)

    def away(*_arguments):
        raise OperationalError("the server closed the connection")

    with monkeypatch.context() as broken:
        broken.setattr(read, "store", away)
        with pytest.raises(OperationalError):
            read_bounces(AT)
    read_bounces(AT)

    assert status(delivery) == "bounced"


def test_broken_off_before_a_mail_was_filed_it_is_read_again_and_counts_once(box, delivery, monkeypatch):
    arrive(box, "postfix", delivery)

    def killed(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("newsletter.bounces.maildir.MaildirMailbox.file", killed)
        with pytest.raises(KeyboardInterrupt):
            read_bounces(AT)
    read_bounces(AT)

    assert DeliveryEvent.objects.count() == 1
    assert len(box.get_folder("Read")) == 1


def test_more_than_one_task_may_read_goes_on_in_another(box, delivery, monkeypatch):
    monkeypatch.setattr(read, "AT_ONCE", 2)
    rung = []
    monkeypatch.setattr(tasks.read_bounces, "delay", lambda: rung.append(len(box)))
    for _number in range(3):
        box.add(b"Subject: spam\n\n")

    tasks.read_bounces()
    tasks.read_bounces()

    assert rung == [1]
    assert len(box) == 0


def test_without_a_mailbox_nobody_asks(settings):
    settings.MAIL_BOUNCE_MAILBOX = ""

    assert read_bounces(AT) is False
    assert list(alerts.unread_bounces(AT)) == []


def test_mails_on_a_server_are_read_as_those_in_a_folder(settings, delivery):
    settings.MAIL_BOUNCE_ADDRESS = "bounces@news.test"
    store = Store(mail("gmail", return_path(delivery.public_id)), b"Subject: spam\r\n\r\n")

    with imap_server(store) as settings.MAIL_BOUNCE_MAILBOX:
        read_bounces(AT)

    assert is_suppressed("ada@reader.test")
    assert {name: len(mails) for name, mails in store.folders.items()} == {"INBOX": 0, "Read": 1, "Other": 1}


def test_a_mailbox_that_cannot_be_read_is_a_problem_until_it_can(box, settings):
    there, settings.MAIL_BOUNCE_MAILBOX = settings.MAIL_BOUNCE_MAILBOX, "maildir:///nowhere"
    read_bounces(AT)
    never = list(alerts.unread_bounces(AT))
    settings.MAIL_BOUNCE_MAILBOX = there
    read_bounces(AT + MINUTE)
    mended = list(alerts.unread_bounces(AT + MINUTE))

    assert [problem.kind for problem in never] == ["bounce_mailbox"]
    assert mended == []


def test_one_failed_try_is_no_problem_and_an_hour_of_them_is(box, settings):
    read_bounces(AT)
    settings.MAIL_BOUNCE_MAILBOX = "maildir:///nowhere"

    read_bounces(AT + 5 * MINUTE)
    soon = list(alerts.unread_bounces(AT + 5 * MINUTE))
    read_bounces(AT + HOUR + MINUTE)
    later = list(alerts.unread_bounces(AT + HOUR + MINUTE))

    assert (len(soon), len(later)) == (0, 1)
