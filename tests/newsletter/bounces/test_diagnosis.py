"""What the words of a mail server say of an address."""

import pytest

from newsletter.bounces.diagnosis import MAX_WORDS, is_gone, own_words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", ""),
        ("5.1.2", "Bad destination system"),
        ("5.1.10", "does not accept mail (nullMX)"),
        ("5.0.0", "550 5.1.1 unknown"),
        ("5.0.0", "smtp; 550 No Such User Here"),
        ("", "550 Invalid recipient"),
        ("", "This user doesn't have a yahoo.com account"),
        ("5.1.1 (bad destination mailbox address)", ""),
    ],
)
def test_the_address_is_gone(status, words):
    assert is_gone(status, words)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("", ""),
        ("5.0.0", "550 refused"),
        ("5.2.1", "no such user"),
        ("5.2.2", "Mailbox full"),
        ("5.7.1", "user unknown to our whitelist"),
        ("4.4.7", "delivery time expired; user unknown"),
        ("5.1.8", "sender address rejected"),
        ("5.0.0", "550 5.7.1 no such user is on our list"),
        ("", "see http://5.1.1.9/ for this"),
        ("2.0.0", "no such user"),
    ],
)
def test_the_address_may_be_fine(status, words):
    assert not is_gone(status, words)


def test_words_end_where_the_copy_of_our_mail_begins():
    assert own_words("It failed.\n\nReturn-Path: <x@y>\nSubject: no such user") == "It failed."
    assert own_words("It failed.\n--- Below this line is a copy\nno such user") == "It failed."


def test_words_are_one_short_line():
    assert own_words(" a\n\tb ") == "a b"
    assert len(own_words("word " * 100_000)) == MAX_WORDS
