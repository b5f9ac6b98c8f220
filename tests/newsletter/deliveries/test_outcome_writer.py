"""Outcomes come to the rows in batches, and an address that is dead is never mailed again."""

import pytest

from newsletter.deliveries.outcome import Outcome
from newsletter.deliveries.outcome_writer import OutcomeWriter
from newsletter.sending import sender
from subscribers.models import Subscriber, Suppression
from tests.newsletter.sending.mails_owed import EIGHT, make_ready_digest, owe, state, use_smtp
from tests.newsletter.sending.smtp.smtp_server import smtp_server

pytestmark = pytest.mark.django_db

UNKNOWN = "550 5.1.1 <ada@reader.test>: user unknown"


def claimed():
    """Ada's row, as a sender has claimed it."""
    (delivery,) = owe(make_ready_digest(), "ada")
    delivery.claim, delivery.status = "mine", "sending"
    delivery.save()
    return delivery


def write(*outcomes):
    writer = OutcomeWriter()
    for delivery, outcome in outcomes:
        writer.add(delivery, outcome)
    writer.flush()


def test_a_dead_address_is_suppressed_as_after_a_hard_bounce_and_its_note_names_nobody():
    delivery = claimed()

    write((delivery, Outcome("failed", UNKNOWN, dead_address=True)))

    assert state(delivery) == "failed"
    assert Subscriber.objects.get().suppressed
    row = Suppression.objects.get()
    assert row.reason == "hard_bounce"
    assert "5.1.1" in row.note
    assert "ada@" not in row.note


def test_other_failures_suppress_nobody():
    delivery = claimed()

    write((delivery, Outcome("failed", "554 5.7.1 relay access denied")))

    assert state(delivery) == "failed"
    assert not Suppression.objects.exists()
    assert not Subscriber.objects.get().suppressed


def test_the_same_refusal_written_twice_is_one_suppression():
    delivery = claimed()

    for _time in range(2):
        write((delivery, Outcome("failed", UNKNOWN, dead_address=True)))

    assert Suppression.objects.count() == 1


def test_a_dead_address_does_not_touch_who_was_mailed_beside_it():
    ada, lin = owe(make_ready_digest(), "ada", "lin")

    write((ada, Outcome("failed", UNKNOWN, dead_address=True)), (lin, Outcome("sent", "250 OK")))

    assert list(Subscriber.objects.filter(suppressed=True)) == [ada.subscriber]


@pytest.mark.parametrize(
    ("verb", "reply", "is_suppressed"),
    [
        ("RCPT", "550 5.1.1 unknown", True),
        ("DATA", "550 5.1.1 unknown", True),
        ("RCPT", "554 5.7.1 relay access denied", False),
        ("MAIL", "550 5.1.1 unknown", False),
    ],
)
def test_a_server_s_refusal_suppresses_by_where_and_how_it_was_said(settings, verb, reply, is_suppressed):
    owe(make_ready_digest(), "ada")
    with smtp_server() as smtp:
        use_smtp(settings, smtp.port)
        smtp.faults[verb] = reply

        sender.send_due(EIGHT)

    assert Suppression.objects.covers("ada@reader.test") is is_suppressed
