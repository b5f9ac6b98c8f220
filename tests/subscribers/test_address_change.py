"""Moving to another address: the new one says yes, the old one may object, and nobody else's is taken."""

import pytest

from subscribers.address_change import ask_new_address, confirm_new_address, keep_address
from subscribers.models import MailRequest, Subscriber, Suppression
from tests.factories import make_subscriber

pytestmark = pytest.mark.django_db
NEW = "new@reader.test"


@pytest.fixture
def reader():
    return make_subscriber("old@reader.test")


def kinds():
    return sorted(MailRequest.objects.values_list("kind", flat=True))


def test_asking_moves_nothing_and_writes_to_both(reader, client_info):
    ask_new_address(reader, NEW, client_info)
    reader.refresh_from_db()

    assert (reader.email, reader.new_email) == ("old@reader.test", NEW)
    assert kinds() == ["new_address", "old_address"]


@pytest.mark.parametrize("same", ["old@reader.test", "OLD@Reader.test"])
def test_the_address_one_has_is_no_other(reader, client_info, same):
    ask_new_address(reader, same, client_info)
    reader.refresh_from_db()

    assert reader.new_email == ""
    assert kinds() == []


def test_an_address_that_was_asked_enough_becomes_nobodys_wish(reader, client_info):
    ask_new_address(reader, NEW, client_info)
    other = make_subscriber("other@reader.test")
    ask_new_address(other, NEW, client_info)
    reader.refresh_from_db(), other.refresh_from_db()

    assert (reader.new_email, other.new_email) == (NEW, "")


def test_confirmed_the_reader_moves_and_old_links_are_dead(reader):
    reader.new_email = NEW
    reader.save()
    version = reader.link_version

    assert confirm_new_address(reader)
    assert (reader.email, reader.new_email, reader.link_version) == (NEW, "", version + 1)


def test_keeping_the_address_calls_it_off_and_revokes_links(reader):
    reader.new_email = NEW
    reader.save()
    version = reader.link_version
    keep_address(reader)

    assert (reader.email, reader.new_email, reader.link_version) == ("old@reader.test", "", version + 1)
    assert not confirm_new_address(reader)


def test_an_address_that_another_reader_proved_is_not_taken_over(reader):
    owner = make_subscriber("New@reader.test")
    reader.new_email = NEW
    reader.save()

    assert not confirm_new_address(reader)
    assert (reader.email, Subscriber.objects.filter(pk=owner.pk).exists()) == ("old@reader.test", True)


def test_a_row_that_nobody_confirmed_gives_way(reader):
    squatter = make_subscriber(NEW, status="pending")
    reader.new_email = NEW
    reader.save()

    assert confirm_new_address(reader)
    assert not Subscriber.objects.filter(pk=squatter.pk).exists()


@pytest.mark.parametrize("stored", ["", "a@reader.test,b@reader.test", "no address"])
def test_what_is_not_one_plain_address_is_never_moved_to(reader, stored):
    reader.new_email = stored
    reader.save()

    assert not confirm_new_address(reader)
    assert reader.email == "old@reader.test"


def test_a_suppressed_address_stays_suppressed_under_its_new_reader(reader):
    Suppression.objects.suppress(NEW, Suppression.Reason.COMPLAINT)
    reader.new_email = NEW
    reader.save()
    confirm_new_address(reader)

    assert reader.suppressed
