"""The command `load_sample`: a fresh machine shows a true day in two different mails."""

import mailbox

import pytest
from django.core.management import CommandError, call_command

from digest.models import Digest, Repository
from newsletter.models import Delivery
from subscribers.models import Subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_mailbox(settings):
    settings.EMAIL_BACKEND = "newsletter.embedded.maildir.EmailBackend"


def test_two_readers_find_the_day_in_the_mailbox(settings):
    call_command("load_sample")

    assert Repository.objects.count() == 8
    assert Digest.objects.get().status == Digest.Status.PUBLISHED
    mails = {mail["To"]: mail for mail in mailbox.Maildir(settings.MAILBOX_DIR, create=False)}
    assert set(mails) == {"lin@example.org", "ada@example.org"}
    assert mails["lin@example.org"]["Content-Language"] == "zh-Hans"
    assert mails["ada@example.org"]["Content-Language"] == "en"
    assert mails["lin@example.org"]["Subject"] != mails["ada@example.org"]["Subject"]


def test_the_day_is_told_in_sentences_that_say_they_were_written_by_hand(settings, client):
    call_command("load_sample")
    date = Digest.objects.get().date

    mails = [mail.as_bytes() for mail in mailbox.Maildir(settings.MAILBOX_DIR, create=False)]
    page = client.get(f"/en/{date:%Y/%m/%d}/").content.decode()

    assert sum(b"written by hand" in mail for mail in mails) == 1
    assert sum("手写".encode() in mail for mail in mails) == 1
    assert "written by hand" in page
    assert client.get(f"/en/{date:%Y/%m/%d}.json").json()["written_by"] == "hand"


def test_it_refuses_a_database_in_use():
    call_command("load_sample")

    with pytest.raises(CommandError, match="empty database"):
        call_command("load_sample")
    assert Subscriber.objects.count() == 2


def test_no_provider_is_given_the_sample_readers(settings, capsys):
    settings.EMAIL_BACKEND = "newsletter.sending.smtp.backend.EmailBackend"

    call_command("load_sample")

    assert set(Delivery.objects.values_list("skip_reason", flat=True)) == {"sample"}
    assert "get none" in capsys.readouterr().err
