"""SMTP sessions beside one another: none waits for another, and whatever a server says is taken for what it is."""

import time

import pytest

from newsletter.mail.raw_message import Prepared
from newsletter.sending.smtp.pool import Sessions
from tests.newsletter.sending.mails_owed import use_smtp
from tests.newsletter.sending.smtp.raw_smtp import EXTENSIONS, raw_smtp

LARGE = b"x" * 76 + b"\r\n"
LARGE_MAIL = LARGE * 100_000  # no socket's buffer holds it


@pytest.fixture(params=[EXTENSIONS, ("8BITMIME",)], ids=["pipelining", "lock-step"])
def smtp(request, settings):
    with raw_smtp(request.param) as server:
        use_smtp(settings, server.port, connections=2)
        yield server


@pytest.fixture
def sessions(smtp):
    sessions = Sessions()
    yield sessions
    sessions.dismiss()


def mail(number, content=b"Subject: news\r\n\r\nnews\r\n"):
    return Prepared("daily@news.test", f"reader{number}@reader.test", content)


def outcomes(sessions, count, seconds=10):
    """{what was given: its outcome} of so many that come back."""
    ends, found = time.monotonic() + seconds, {}
    while len(found) < count and time.monotonic() < ends:
        if result := sessions.result(0.1):
            found[result[0]] = result[1]
    return found


def statuses(sessions, count):
    return {given: outcome.status for given, outcome in outcomes(sessions, count).items()}


def test_a_mail_arrives_as_it_is_with_its_leading_dots(smtp, sessions):
    content = b"Subject: dots\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n"

    sessions.give(1, mail(1, content))

    assert statuses(sessions, 1) == {1: "sent"}
    assert smtp.accepted == [("reader1@reader.test", content)]


def test_a_mail_of_many_megabytes_arrives_whole(smtp, sessions):
    sessions.give(1, mail(1, b"Subject: large\r\n\r\n" + LARGE_MAIL))

    assert statuses(sessions, 1) == {1: "sent"}
    assert smtp.accepted[0][1].endswith(LARGE_MAIL)


def test_a_server_that_stops_reading_holds_up_nobody_else(smtp, sessions, settings):
    settings.EMAIL_TIMEOUT = 1
    smtp.faults["BODY"] = ["hang"]
    sessions.give(0, mail(0, b"Subject: large\r\n\r\n" + LARGE_MAIL))
    while not any(session.unsent for session in sessions.busy):
        assert sessions.result(0.1) is None
    for number in range(1, 6):
        sessions.give(number, mail(number))

    first = outcomes(sessions, 5)
    last = outcomes(sessions, 1)

    assert {number: outcome.status for number, outcome in first.items()} == dict.fromkeys(range(1, 6), "sent")
    assert [(number, outcome.status, outcome.is_untried) for number, outcome in last.items()] == [(0, "retry", True)]


def test_a_refusal_before_the_end_of_a_large_mail_is_heard(smtp, sessions):
    sessions.most = 1
    smtp.faults["BODY"] = ["552 5.3.4 too large"]
    sessions.give(1, mail(1, b"Subject: large\r\n\r\n" + LARGE_MAIL))
    sessions.give(2, mail(2))

    found = outcomes(sessions, 2)

    assert (found[1].status, found[1].reply) == ("failed", "552 5.3.4 too large")
    assert found[2].status == "sent"


def test_what_the_server_says_unasked_is_not_taken_for_an_answer(smtp, sessions):
    sessions.most = 1
    smtp.faults["END"] = ["250 2.0.0 queued\r\n250 2.0.0 and more", "450 4.2.0 later"]
    for number in (1, 2, 3):
        sessions.give(number, mail(number))

    assert statuses(sessions, 3) == {1: "sent", 2: "retry", 3: "sent"}


def test_a_connection_that_the_server_closed_between_two_mails_costs_nothing(smtp, sessions):
    sessions.most = 1
    smtp.faults["END"] = ["421 4.4.2 never heard of it", None]
    sessions.give(1, mail(1))
    assert statuses(sessions, 1) == {1: "retry"}
    sessions.give(2, mail(2))
    assert statuses(sessions, 1) == {2: "sent"}
    smtp.hang_up()

    sessions.give(3, mail(3))

    assert statuses(sessions, 1) == {3: "sent"}
    assert smtp.recipients == ["reader2@reader.test", "reader3@reader.test"]


@pytest.mark.parametrize("address", ["lin\r\nRCPT TO:<eve@evil.test>", "lin<x>@reader.test", "林@reader.test"])
def test_an_address_that_cannot_stand_in_an_envelope_fails_alone(smtp, sessions, address):
    sessions.give(1, Prepared("daily@news.test", address, b"Subject: x\r\n\r\nx\r\n"))
    sessions.give(2, mail(2))

    assert statuses(sessions, 2) == {1: "failed", 2: "sent"}
    assert not any("evil" in command for command in smtp.commands)


def test_those_that_nobody_began_to_carry_can_be_taken_back(smtp, sessions):
    smtp.faults["CONNECT"] = "hang"
    for number in range(3):
        sessions.give(number, mail(number))

    assert sessions.take_back() == [0, 1, 2]
    assert sessions.abroad == 0


def test_sessions_end_with_a_farewell(smtp, sessions):
    sessions.give(1, mail(1))
    outcomes(sessions, 1)

    sessions.dismiss()

    assert smtp.commands[-1] == "QUIT"


def test_a_refusal_outlives_a_server_that_hangs_up_over_it(smtp, sessions):
    sessions.most = 1
    smtp.faults |= {"RCPT": ["550 5.1.1 unknown"], "RSET": ["drop"]}
    sessions.give(1, mail(1))
    sessions.give(2, mail(2))

    found = outcomes(sessions, 2)

    assert (found[1].status, found[1].reply) == ("failed", "550 5.1.1 unknown")
    assert found[2].status == "sent"
    assert sum("reader1" in command for command in smtp.commands) == 1


def test_what_stops_sending_stops_the_mail_that_was_announced_with_it(smtp, sessions):
    sessions.most = 1
    smtp.faults["END"] = ["550 5.7.1 not from you"]
    for number in (1, 2, 3):
        sessions.give(number, mail(number))

    found = outcomes(sessions, 1)

    assert found[1].stops
    assert sessions.result(0.2) is None
    assert sessions.take_back() == [2, 3]
    assert smtp.accepted == []


def test_a_server_that_refuses_the_mail_announced_has_taken_the_one_before(smtp, sessions):
    sessions.most = 1
    smtp.faults["RCPT"] = [None, "450 4.2.1 busy", None]
    for number in (1, 2, 3):
        sessions.give(number, mail(number))

    assert statuses(sessions, 3) == {1: "sent", 2: "retry", 3: "sent"}
    assert smtp.connections == 1


def test_a_server_that_hangs_up_after_a_mail_gets_the_one_announced_on_another_connection(smtp, sessions):
    sessions.most = 1
    smtp.faults["MAIL"] = [None, "drop"]
    for number in (1, 2, 3):
        sessions.give(number, mail(number))

    assert statuses(sessions, 3) == dict.fromkeys((1, 2, 3), "sent")
    assert smtp.connections == 2
    assert smtp.recipients == [f"reader{number}@reader.test" for number in (1, 2, 3)]
