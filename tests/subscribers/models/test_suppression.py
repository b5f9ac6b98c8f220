"""Never mail this address: kept as a hash that outlives the reader and a change of the key."""

import re

import pytest

from subscribers.models import Suppression
from subscribers.models.suppression import address_hash
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db
MANUAL = Suppression.Reason.MANUAL


def suppress(email="ada@reader.test", reason=MANUAL, **fields):
    return Suppression.objects.suppress(email, reason, **fields)


def test_nothing_of_the_address_is_stored():
    row = suppress(note="asked for")

    assert re.fullmatch("[0-9a-f]{64}", row.address_hash)
    assert "reader" not in str(row)


@pytest.mark.parametrize("email", ["ada@reader.test", " Ada@Reader.TEST ", "ada＠reader.test"])
def test_an_address_is_covered_however_it_is_written(email):
    suppress()

    assert Suppression.objects.covers(email)


def test_another_address_is_not_covered():
    suppress()

    assert not Suppression.objects.covers("bob@reader.test")
    assert not Suppression.objects.covers("")


def test_its_reader_is_marked_and_others_are_not():
    ada, bob = make_subscriber("Ada@reader.test"), make_subscriber("bob@reader.test")
    suppress()
    ada.refresh_from_db(), bob.refresh_from_db()

    assert (ada.suppressed, bob.suppressed) == (True, False)


def test_the_first_reason_stays():
    suppress(reason=Suppression.Reason.COMPLAINT, note="first")
    row = suppress(reason=Suppression.Reason.HARD_BOUNCE, note="second")

    assert (row.reason, row.note) == ("complaint", "first")
    assert Suppression.objects.count() == 1


def test_a_long_note_is_cut_and_no_error():
    assert len(suppress(note="x" * 5_000).note) == 300


def test_a_hash_of_a_former_key_still_covers(settings):
    suppress()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key"

    assert Suppression.objects.covers("ada@reader.test")
    settings.SECRET_KEY_FALLBACKS = []
    assert not Suppression.objects.covers("ada@reader.test")


def test_the_hash_is_keyed(settings):
    before = address_hash("ada@reader.test")
    settings.SECRET_KEY = "another-key"

    assert address_hash("ada@reader.test") != before


def test_a_lifted_address_is_mailed_again_and_its_status_stays():
    ada = make_subscriber("ada@reader.test", status="unsubscribed")
    suppress()
    Suppression.objects.lift("ADA@reader.test")
    ada.refresh_from_db()

    assert not Suppression.objects.covers("ada@reader.test")
    assert (ada.suppressed, ada.status) == (False, "unsubscribed")


def test_a_suppression_knows_its_reader_while_there_is_one():
    ada = make_subscriber("ada@reader.test")
    row = suppress()

    assert row.subscriber == ada
    ada.delete()
    assert row.subscriber is None


def test_a_row_lifts_itself_with_and_without_a_reader():
    make_subscriber("ada@reader.test")
    for email in ("ada@reader.test", "gone@reader.test"):
        suppress(email).lift()

    assert Suppression.objects.count() == 0
