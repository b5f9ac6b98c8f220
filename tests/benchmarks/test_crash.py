"""Who lost a mail and who got two is told from what arrived and what the deliveries say."""

import pytest

from benchmarks.crash import verdict
from newsletter.models import Delivery
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    digest = make_digest()
    return lambda name, status: make_delivery(digest, make_subscriber(f"{name}@reader.test"), status=status)


def judged(*arrived):
    return verdict([(0.0, 1000, f"{name}@reader.test") for name in arrived], Delivery.objects.all())


def test_who_got_the_mail_or_a_row_that_admits_it_is_not_lost(row):
    row("ada", "sent")
    row("bob", "uncertain")
    row("eve", "uncertain")

    found = judged("ada", "eve")

    assert (found["lost"], found["twice"], found["uncertain that arrived"]) == (0, 0, 1)


def test_a_row_that_says_sent_without_a_mail_is_lost(row):
    row("ada", "sent")

    assert judged()["lost"] == 1


@pytest.mark.parametrize("status", ["queued", "sending", "retry", "failed"])
def test_a_row_that_nobody_finished_is_lost(row, status):
    row("ada", status)

    assert judged()["lost"] == 1


@pytest.mark.parametrize("status", ["sent", "uncertain"])
def test_two_mails_are_two_whatever_the_row_says(row, status):
    row("ada", status)

    assert judged("ada", "ada")["twice"] == 1
