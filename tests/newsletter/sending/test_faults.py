"""Whatever an SMTP server does: at most one accepted mail a reader, and nobody missing without a row that says why."""

from collections import Counter

import pytest

from newsletter.models import Delivery, SendingState
from newsletter.sending import sender
from newsletter.sending.smtp import pool
from tests.factories import make_subscriber
from tests.newsletter.sending.mails_owed import EIGHT, addresses, fates, owe_many, send_until_settled, use_smtp
from tests.newsletter.sending.smtp.raw_smtp import BROKEN, CHUNKING, EXTENSIONS, raw_smtp
from tests.servers.certificate import make_certificate

pytestmark = pytest.mark.django_db

LOCK_STEP = ("8BITMIME",)
READERS = 6


def configure(settings, server):
    use_smtp(settings, server.port, connections=2, timeout=0.5)


@pytest.fixture(params=[EXTENSIONS, LOCK_STEP, CHUNKING], ids=["pipelining", "lock-step", "chunking"])
def smtp(request, settings):
    with raw_smtp(request.param) as server:
        configure(settings, server)
        yield server


@pytest.fixture(autouse=True)
def owed():
    """Readers who are owed a mail at eight."""
    owe_many(READERS)


# What one session does wrong, and what becomes of the mail that met it.
ONCE = [
    *(("CONNECT", fault, "sent") for fault in ("421 4.3.2 too busy", "451 later", "554 no", "drop", "hang", "noise")),
    *(("EHLO", fault, "sent") for fault in ("421 4.3.2 closing", "451 later", "502 what?", "drop", "hang", "noise")),
    *((verb, "421 4.3.2 closing", "sent") for verb in ("MAIL", "RCPT", "DATA", "END")),
    *((verb, "451 4.3.0 later", "sent") for verb in ("MAIL", "RCPT", "DATA", "END")),
    *((verb, "550 5.1.1 unknown", "failed") for verb in ("MAIL", "RCPT", "DATA", "END")),
    *((verb, fault, "sent") for verb in ("MAIL", "RCPT", "DATA") for fault in ("drop", "hang", "noise")),
    ("BODY", "drop", "uncertain"),  # our side had handed over the whole small mail when the other side went
    *(("END", fault, "uncertain") for fault in ("drop", "hang", "noise")),
]


@pytest.mark.parametrize(("verb", "fault", "fate"), ONCE, ids=[f"{verb} {fault}" for verb, fault, _fate in ONCE])
def test_a_fault_meets_one_mail_and_all_others_arrive(smtp, verb, fault, fate):
    if verb == "DATA" and fault in BROKEN and "CHUNKING" in smtp.extensions:
        fate = "uncertain"  # as after BODY: by BDAT the mail leaves with the command
    smtp.faults[verb] = [fault]

    send_until_settled()

    assert fates() == Counter({"sent": READERS - (fate != "sent")}) + Counter({fate: int(fate != "sent")})
    assert max(Counter(smtp.recipients).values()) == 1
    assert addresses("sent") <= set(smtp.recipients) <= addresses("sent", "uncertain")


@pytest.mark.parametrize("fault", ["421 4.3.2 closing", "451 later", "550 no", "drop", "hang", "noise"])
def test_a_server_that_will_not_forget_a_refused_mail_mixes_it_up_with_no_other(smtp, fault):
    smtp.faults["RCPT"], smtp.faults["RSET"] = ["550 5.1.1 unknown"], [fault]

    send_until_settled()

    assert fates() == {"failed": 1, "sent": READERS - 1}
    assert set(smtp.recipients) == addresses("sent")
    assert max(Counter(smtp.recipients).values()) == 1


@pytest.mark.parametrize("fault", ["421 4.3.2 closing", "550 no", "drop", "hang", "noise"])
def test_a_farewell_that_goes_wrong_changes_nothing(smtp, settings, fault):
    settings.MAIL_PER_CONNECTION = 2
    smtp.faults["QUIT"] = fault

    sender.send_due(EIGHT)

    assert fates() == {"sent": READERS}
    assert len(smtp.accepted) == READERS


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
def test_a_server_that_says_later_to_every_mail_is_asked_six_times_and_then_each_row_says_why(smtp, verb):
    smtp.faults[verb] = "451 4.3.0 later"

    send_until_settled()

    assert set(Delivery.objects.values_list("status", "attempts", "reply")) == {("failed", 6, "451 4.3.0 later")}
    assert smtp.accepted == []


def test_a_server_that_drips_its_answer_is_left_and_the_mail_is_uncertain(smtp, monkeypatch):
    monkeypatch.setattr(pool, "MAIL_TIMEOUT", 1)
    smtp.faults["END"] = ["drip"]

    send_until_settled()

    assert fates() == {"uncertain": 1, "sent": READERS - 1}
    assert Counter(smtp.recipients).most_common(1)[0][1] == 1


def test_a_server_that_drips_before_the_mail_costs_time_only(smtp, monkeypatch):
    monkeypatch.setattr(pool, "MAIL_TIMEOUT", 1)
    smtp.faults["MAIL"] = ["drip"]

    send_until_settled()

    assert fates() == {"sent": READERS}
    assert len(smtp.accepted) == READERS


def test_a_server_that_drops_every_mail_after_its_end_gets_each_once(smtp):
    smtp.faults["END"] = "drop"

    send_until_settled()

    assert fates() == {"uncertain": READERS}
    assert len(smtp.accepted) == READERS


def test_a_refused_reader_leaves_the_connection_fit_for_the_next(smtp, settings):
    settings.MAIL_CONNECTIONS = 1
    smtp.faults["RCPT"] = ["550 5.1.1 unknown"]

    sender.send_due(EIGHT)

    assert smtp.connections == 1
    assert fates() == {"failed": 1, "sent": READERS - 1}
    assert "550 5.1.1 unknown" in Delivery.objects.get(status="failed").reply


def test_each_mail_has_one_recipient_and_its_reply_is_stored(smtp):
    sender.send_due(EIGHT)

    for recipient, content in smtp.accepted:
        assert f"\r\nTo: {recipient}\r\n".encode() in content
    assert set(Delivery.objects.values_list("reply", flat=True)) == {"250 2.0.0 queued"}


def test_a_connection_carries_so_many_mails_and_is_then_opened_anew(smtp, settings):
    settings.MAIL_CONNECTIONS, settings.MAIL_PER_CONNECTION = 1, 2

    sender.send_due(EIGHT)

    assert fates() == {"sent": READERS}
    assert smtp.connections == READERS / 2


def test_a_server_that_takes_fewer_connections_than_we_would_open_gets_fewer(smtp):
    smtp.faults["CONNECT"] = [None, *["421 4.7.0 too many connections"] * 9]

    sender.send_due(EIGHT)

    assert fates() == {"sent": READERS}


def test_a_server_without_8bitmime_gets_seven_bits(settings):
    make_subscriber("lin@reader.test", language="zh-hans")
    with raw_smtp(("PIPELINING",)) as server:
        configure(settings, server)
        sender.send_due(EIGHT)

    assert all(content.isascii() for _recipient, content in server.accepted)
    assert not any("8BITMIME" in command for command in server.commands)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


def test_mails_leave_by_tls_from_the_first_byte(settings, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    with raw_smtp(certificate=certificate) as server:
        configure(settings, server)
        settings.EMAIL_USE_SSL = True
        sender.send_due(EIGHT)

    assert len(server.accepted) == READERS


def test_mails_leave_by_starttls_and_with_a_password(settings, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    with raw_smtp((*EXTENSIONS, "STARTTLS", "AUTH PLAIN"), certificate, is_tls_at_once=False) as server:
        configure(settings, server)
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "ada", "secret"
        settings.MAIL_CONNECTIONS = 1
        sender.send_due(EIGHT)

    assert len(server.accepted) == READERS
    assert [command.split()[0] for command in server.commands[:4]] == ["ehlo", "STARTTLS", "ehlo", "AUTH"]


@pytest.mark.parametrize(("verb", "fault"), [("STARTTLS", "454 4.7.0 not now"), ("AUTH", "454 4.7.0 not now")])
def test_a_server_that_cannot_let_us_in_now_is_asked_later(settings, certificate, monkeypatch, verb, fault):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    with raw_smtp((*EXTENSIONS, "STARTTLS", "AUTH PLAIN"), certificate, is_tls_at_once=False) as server:
        configure(settings, server)
        server.faults[verb] = fault
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "ada", "secret"
        sender.send_due(EIGHT)

        assert set(Delivery.objects.values_list("status", "attempts")) == {("retry", 0)}
        assert SendingState.objects.row().stopped_at is None
        assert not any(command.startswith("MAIL") for command in server.commands)
        server.faults.clear()
        send_until_settled()

    assert fates() == {"sent": READERS}
    assert len(server.accepted) == READERS


def test_a_server_whose_certificate_proves_nothing_sees_no_password_and_no_mail(settings, certificate):
    with raw_smtp((*EXTENSIONS, "STARTTLS", "AUTH PLAIN"), certificate, is_tls_at_once=False) as server:
        configure(settings, server)
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "ada", "secret"
        sender.send_due(EIGHT)

    assert set(Delivery.objects.values_list("status", "attempts")) == {("retry", 0)}
    assert {command.split()[0] for command in server.commands} <= {"ehlo", "STARTTLS"}


def test_a_wrong_password_stops_sending_and_every_mail_waits(settings, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    with raw_smtp((*EXTENSIONS, "STARTTLS", "AUTH PLAIN"), certificate, is_tls_at_once=False) as server:
        configure(settings, server)
        server.faults["AUTH"] = "535 5.7.8 wrong"
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "ada", "wrong"
        sender.send_due(EIGHT)

    assert SendingState.objects.row().reason == "provider"
    assert fates() == {"queued": READERS}
