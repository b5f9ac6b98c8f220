"""Return paths: each mail's own, proved by a signature, and none where no address for them is set."""

from base64 import urlsafe_b64decode

import pytest

from newsletter.mail.fragments.fast_compose import compose_raw
from newsletter.mail.return_path import deliveries_in, return_path
from subscribers.signed_links import token
from tests.factories import make_activity, make_delivery, make_digest, make_statement

ID = "Abc-_defghij"


@pytest.fixture(autouse=True)
def bounce_address(settings):
    settings.MAIL_BOUNCE_ADDRESS = "bounces@news.test"


def test_a_return_path_tells_its_delivery():
    address = return_path(ID)

    assert address.startswith("bounces+")
    assert len(address.partition("@")[0]) <= 64  # RFC 5321, 4.5.3.1.1
    assert deliveries_in([f"<{address}>"]) == {ID}


def test_it_does_so_however_a_server_wrote_its_letters():
    assert deliveries_in([return_path(ID).upper()]) == {ID}


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("bounces+", "bounces+0", 1),
        lambda address: address.replace("bounces+", "other+"),
        lambda address: address.replace("news.test", "news.test.evil.test"),
        lambda address: address.replace("bounces+", "my-bounces+"),
        lambda address: address.replace("@", "0@"),
        lambda address: return_path("AAAAAAAAAAAA")[:-20] + address[-20:],
    ],
)
def test_a_changed_one_tells_nothing(change):
    assert deliveries_in([change(return_path(ID))]) == set()


def test_links_of_mails_prove_no_return_path():
    proof = urlsafe_b64decode(token(ID, "unsubscribe") + "==").hex()

    assert deliveries_in([f"bounces+{proof}@news.test"]) == set()


def test_it_stays_good_after_the_key_was_changed(settings):
    address = return_path(ID)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the same length as before, or so"

    assert deliveries_in([address]) == {ID}


def test_without_an_address_nothing_is_told(settings):
    address = return_path(ID)
    settings.MAIL_BOUNCE_ADDRESS = ""

    assert deliveries_in([address]) == set()


@pytest.fixture
def delivery():
    digest = make_digest(status="published")
    make_statement(digest, make_activity(title="Add MoE support", digest=digest))
    return make_delivery(digest)


@pytest.mark.django_db
def test_each_mail_leaves_from_its_own_return_path(delivery):
    message = compose_raw(delivery)

    assert message.sender == return_path(delivery.public_id)
    assert b"bounces+" not in message.content  # the receiving server writes Return-Path, not we


@pytest.mark.django_db
def test_without_an_address_for_bounces_it_leaves_from_the_sender(delivery, settings):
    settings.MAIL_BOUNCE_ADDRESS = ""
    settings.DEFAULT_FROM_EMAIL = "News <daily@news.test>"

    assert compose_raw(delivery).sender == "daily@news.test"
