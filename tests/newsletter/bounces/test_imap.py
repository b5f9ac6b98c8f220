"""A bounce mailbox on an IMAP server, spoken to over a socket."""

import socket

import pytest

from newsletter.bounces.imap import ImapMailbox
from tests.newsletter.bounces.imap_server import Store, imap_server

FIRST, SECOND = b"Subject: first\r\n\r\n", b"Subject: second\r\n\r\n"


def contents(address, max_bytes=1_000):
    with ImapMailbox(address, max_bytes) as box:
        return [content for _key, content in box.waiting()]


def test_what_waits_is_brought_and_stays_until_it_is_filed():
    with imap_server(Store(FIRST, SECOND)) as address:
        assert contents(address) == contents(address) == [FIRST, SECOND]


def test_an_empty_mailbox_has_nothing_waiting():
    with imap_server(Store()) as address:
        assert contents(address) == []


def test_of_a_huge_mail_the_beginning_is_fetched():
    with imap_server(Store(FIRST + b"x" * 9_000)) as address:
        assert contents(address, max_bytes=20) == [FIRST + b"xx"]


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 MOVE", "IMAP4rev1"])
def test_a_filed_mail_is_in_its_folder_and_waits_no_more(capabilities):
    store = Store(FIRST, SECOND, capabilities=capabilities)
    with imap_server(store) as address, ImapMailbox(address, 1_000) as box:
        for key, _content in box.waiting():
            box.file(key, "Read")

    assert store.folders == {"INBOX": {}, "Read": {1: FIRST, 2: SECOND}}
    assert ("UID MOVE" in store.log) == ("MOVE" in capabilities)


def test_a_folder_that_exists_is_used():
    store = Store(FIRST)
    store.folders["Read"] = {9: SECOND}
    with imap_server(store) as address, ImapMailbox(address, 1_000) as box:
        box.file("1", "Read")

    assert store.folders["Read"] == {9: SECOND, 1: FIRST}


def test_broken_off_between_copy_and_deletion_it_is_read_again():
    store = Store(FIRST, capabilities="IMAP4rev1")
    store.refused.add("UID STORE")
    with imap_server(store) as address, ImapMailbox(address, 1_000) as box:
        with pytest.raises(OSError, match="refused"):
            box.file("1", "Read")

        assert [content for _key, content in box.waiting()] == [FIRST]


def test_a_mail_that_the_server_cannot_bring_holds_up_none_behind_it():
    store = Store(FIRST, SECOND)
    store.refused.add(("FETCH", 1))

    with imap_server(store) as address:
        assert contents(address) == [SECOND]


def test_a_wrong_password_is_an_error_that_does_not_tell_it():
    with imap_server(Store()) as address, pytest.raises(OSError, match="refused") as error:
        contents(address.replace("pass%40word", "guess"))

    assert "guess" not in str(error.value)


def test_a_server_that_is_away_is_an_error():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    with pytest.raises(OSError, match="refused"):
        contents(f"imap://reader:word@127.0.0.1:{port}/INBOX")
