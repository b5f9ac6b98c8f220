"""A bounce mailbox in a Maildir: real files, moved once they were read."""

from mailbox import Maildir

import pytest

from newsletter.bounces.maildir import MaildirMailbox


@pytest.fixture
def maildir(tmp_path):
    return Maildir(tmp_path / "bounces", create=True)


def opened(maildir, max_bytes=1_000):
    return MaildirMailbox(maildir._path, max_bytes)


def test_what_waits_is_brought_seen_or_not(maildir):
    maildir.add(b"Subject: new\n\n")
    seen = maildir.add(b"Subject: seen\n\n")
    message = maildir[seen]
    message.set_subdir("cur")
    message.add_flag("S")
    maildir[seen] = message

    contents = [content for _key, content in opened(maildir).waiting()]

    assert contents == [b"Subject: new\n\n", b"Subject: seen\n\n"]


def test_a_filed_mail_waits_no_more_and_any_program_finds_it(maildir):
    maildir.add(b"Subject: new\n\n")
    box = opened(maildir)
    ((key, _content),) = box.waiting()

    box.file(key, "Read")

    assert list(box.waiting()) == []
    assert [message["Subject"] for message in maildir.get_folder("Read")] == ["new"]


def test_a_mail_that_another_process_has_filed_is_no_error(maildir):
    maildir.add(b"Subject: new\n\n")
    box = opened(maildir)
    ((key, _content),) = box.waiting()
    box.file(key, "Read")

    box.file(key, "Read")

    assert len(maildir.get_folder("Read")) == 1


def test_of_a_huge_mail_the_beginning_is_read(maildir):
    maildir.add(b"Subject: new\n\n" + b"x" * 5_000)

    ((_key, content),) = opened(maildir, max_bytes=20).waiting()

    assert len(content) == 20


def test_what_cannot_be_read_holds_up_nothing(maildir):
    maildir.add(b"Subject: new\n\n")
    (folder := MaildirMailbox(maildir._path, 1).path / "new" / "0.a.folder").mkdir()

    assert folder.is_dir()
    assert len(list(opened(maildir).waiting())) == 1


def test_a_folder_that_is_no_maildir_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match="no Maildir"):
        MaildirMailbox(str(tmp_path), 1)
