"""The address in the settings chooses which kind of mailbox is opened."""

from mailbox import Maildir

import pytest

from newsletter.bounces.imap import ImapMailbox
from newsletter.bounces.mailbox import open_mailbox
from newsletter.bounces.maildir import MaildirMailbox
from tests.newsletter.bounces.imap_server import Store, imap_server


def test_a_maildir_by_its_folder(tmp_path):
    Maildir(tmp_path / "bounces", create=True)

    with open_mailbox(f"maildir://{tmp_path}/bounces") as box:
        assert isinstance(box, MaildirMailbox)


def test_a_mailbox_on_a_server_by_its_address_and_left_politely():
    store = Store()

    with imap_server(store) as address, open_mailbox(address) as box:
        assert isinstance(box, ImapMailbox)

    assert store.log[-1] == "LOGOUT"


def test_what_is_not_there_is_an_error(tmp_path):
    with pytest.raises(OSError, match="no Maildir"), open_mailbox(f"maildir://{tmp_path}/none"):
        pass
