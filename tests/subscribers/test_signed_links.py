"""Links in mails: short, for one purpose, and good for as long as they should be."""

import pytest

from subscribers import signed_links
from subscribers.signed_links import read_token, token
from tests.factories import make_subscriber

ID = "abcdefghijkl"


def test_a_token_is_read_back_to_its_public_id():
    text = token(ID, "unsubscribe")

    assert len(text) == 26
    assert read_token(text, "unsubscribe") == ID


def test_a_link_of_the_first_mails_is_still_good(settings):
    settings.SECRET_KEY = "the key of then"

    assert token(ID, "unsubscribe") == "abcdefghijklKU-EEemJyBGflA"
    assert token(ID, "preferences", 3) == "abcdefghijkl_kkSU0sNOlWQMQ"


def test_a_token_for_one_purpose_opens_nothing_else():
    assert read_token(token(ID, "unsubscribe"), "preferences") is None


def test_raising_the_version_revokes_a_token():
    text = token(ID, "preferences", 1)

    assert read_token(text, "preferences", 1) == ID
    assert read_token(text, "preferences", 2) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", ID, token(ID, "u")[:-1], token(ID, "u") + "A", "存" * 26, "A" + token(ID, "u")[1:]],
    ids=["empty", "one letter", "no signature", "cut", "longer", "Chinese", "another's"],  # the key differs by process
)
def test_a_cut_or_changed_token_is_no_token(text):
    assert read_token(text, "u") is None


def test_links_signed_with_a_former_key_stay_good(settings):
    text = token(ID, "unsubscribe")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"

    assert read_token(text, "unsubscribe") == ID
    settings.SECRET_KEY_FALLBACKS = []
    assert read_token(text, "unsubscribe") is None


@pytest.mark.django_db
def test_the_unsubscribe_header_fits_one_line(settings):
    settings.SITE_URL = "https://daily.example.org"

    assert len(f"List-Unsubscribe: <{signed_links.unsubscribe_url(make_subscriber())}>") <= 76
