"""SMTP sessions beside one another: none waits for another, and whatever a server says is taken for what it is."""

import time

import pytest

from newsletter.mail.raw_message import RawMessage
from newsletter.sending.smtp.pool import SmtpPool
from tests.newsletter.sending.mails_owed import use_smtp
from tests.newsletter.sending.smtp.raw_smtp import CHUNKING, EXTENSIONS, raw_smtp

LARGE = b"x" * 76 + b"\r\n"
LARGE_MAIL = LARGE * 100_000  # no socket's buffer holds it


@pytest.fixture(params=[EXTENSIONS, ("8BITMIME",), CHUNKING], ids=["pipelining", "lock-step", "chunking"])
def smtp(request, settings):
    with raw_smtp(request.param) as server:
        use_smtp(settings, server.port, connections=2)
        yield server


@pytest.fixture
def pool(smtp):
    pool = SmtpPool()
    yield pool
    pool.close()


def mail(number, content=b"Subject: news\r\n\r\nnews\r\n"):
    return RawMessage("daily@news.test", f"reader{number}@reader.test", content)


def outcomes(pool, count, seconds=10):
    """{what was given: its outcome} of so many that come back."""
    ends, found = time.monotonic() + seconds, {}
    while len(found) < count and time.monotonic() < ends:
        if result := pool.next_result(0.1):
            found[result[0]] = result[1]
    return found


def statuses(pool, count):
    return {given: outcome.status for given, outcome in outcomes(pool, count).items()}


def test_a_mail_arrives_as_it_is_with_its_leading_dots(smtp, pool):
    content = b"Subject: dots\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n"

    pool.submit(1, mail(1, content))

    assert statuses(pool, 1) == {1: "sent"}
    assert smtp.accepted == [("reader1@reader.test", content)]


def test_a_mail_of_many_megabytes_arrives_whole(smtp, pool):
    pool.submit(1, mail(1, b"Subject: large\r\n\r\n" + LARGE_MAIL))

    assert statuses(pool, 1) == {1: "sent"}
    assert smtp.accepted[0][1].endswith(LARGE_MAIL)


def test_a_server_that_stops_reading_holds_up_nobody_else(smtp, pool, settings):
    settings.EMAIL_TIMEOUT = 1
    smtp.faults["BODY"] = ["hang"]
    pool.submit(0, mail(0, b"Subject: large\r\n\r\n" + LARGE_MAIL))
    while smtp.faults["BODY"]:  # until the server has begun to read the mail, and stopped
        assert pool.next_result(0.1) is None
    for number in range(1, 6):
        pool.submit(number, mail(number))

    first = outcomes(pool, 5)
    last = outcomes(pool, 1)

    assert {number: outcome.status for number, outcome in first.items()} == dict.fromkeys(range(1, 6), "sent")
    assert [(number, outcome.status, outcome.not_attempted) for number, outcome in last.items()] == [(0, "retry", True)]


def test_a_refusal_before_the_end_of_a_large_mail_is_heard(smtp, pool):
    pool.max_connections = 1
    smtp.faults["BODY"] = ["552 5.3.4 too large"]
    pool.submit(1, mail(1, b"Subject: large\r\n\r\n" + LARGE_MAIL))
    pool.submit(2, mail(2))

    found = outcomes(pool, 2)

    assert (found[1].status, found[1].reply) == ("failed", "552 5.3.4 too large")
    assert found[2].status == "sent"


def test_what_the_server_says_unasked_is_not_taken_for_an_answer(smtp, pool):
    pool.max_connections = 1
    smtp.faults["END"] = ["250 2.0.0 queued\r\n250 2.0.0 and more", "450 4.2.0 later"]
    for number in (1, 2, 3):
        pool.submit(number, mail(number))

    assert statuses(pool, 3) == {1: "sent", 2: "retry", 3: "sent"}


def test_a_connection_that_the_server_closed_between_two_mails_costs_nothing(smtp, pool):
    pool.max_connections = 1
    smtp.faults["END"] = ["421 4.4.2 never heard of it", None]
    pool.submit(1, mail(1))
    assert statuses(pool, 1) == {1: "retry"}
    pool.submit(2, mail(2))
    assert statuses(pool, 1) == {2: "sent"}
    smtp.hang_up()

    pool.submit(3, mail(3))

    assert statuses(pool, 1) == {3: "sent"}
    assert smtp.recipients == ["reader2@reader.test", "reader3@reader.test"]


@pytest.mark.parametrize("address", ["lin\r\nRCPT TO:<eve@evil.test>", "lin<x>@reader.test", "林@reader.test"])
def test_an_address_that_cannot_stand_in_an_envelope_fails_alone(smtp, pool, address):
    pool.submit(1, RawMessage("daily@news.test", address, b"Subject: x\r\n\r\nx\r\n"))
    pool.submit(2, mail(2))

    assert statuses(pool, 2) == {1: "failed", 2: "sent"}
    assert not any("evil" in command for command in smtp.commands)


def test_those_that_nobody_began_to_carry_can_be_taken_back(smtp, pool):
    smtp.faults["CONNECT"] = "hang"
    for number in range(3):
        pool.submit(number, mail(number))

    assert pool.cancel_pending() == [0, 1, 2]
    assert pool.in_flight == 0


def test_sessions_end_with_a_farewell(smtp, pool):
    pool.submit(1, mail(1))
    outcomes(pool, 1)

    pool.close()

    assert smtp.commands[-1] == "QUIT"


def test_a_refusal_outlives_a_server_that_hangs_up_over_it(smtp, pool):
    pool.max_connections = 1
    smtp.faults |= {"RCPT": ["550 5.1.1 unknown"], "RSET": ["drop"]}
    pool.submit(1, mail(1))
    pool.submit(2, mail(2))

    found = outcomes(pool, 2)

    assert (found[1].status, found[1].reply) == ("failed", "550 5.1.1 unknown")
    assert found[2].status == "sent"
    assert sum("reader1" in command for command in smtp.commands) == 1


def test_what_stops_sending_stops_the_mail_that_was_announced_with_it(smtp, pool):
    pool.max_connections = 1
    smtp.faults["END"] = ["550 5.7.1 not from you"]
    for number in (1, 2, 3):
        pool.submit(number, mail(number))

    found = outcomes(pool, 1)

    assert found[1].stop_reason
    assert pool.next_result(0.2) is None
    assert pool.cancel_pending() == [2, 3]
    assert smtp.accepted == []


def test_a_server_that_refuses_the_mail_announced_has_taken_the_one_before(smtp, pool):
    pool.max_connections = 1
    smtp.faults["RCPT"] = [None, "450 4.2.1 busy", None]
    for number in (1, 2, 3):
        pool.submit(number, mail(number))

    assert statuses(pool, 3) == {1: "sent", 2: "retry", 3: "sent"}
    assert smtp.connections == 1


def test_a_server_that_hangs_up_after_a_mail_gets_the_one_announced_on_another_connection(smtp, pool):
    pool.max_connections = 1
    smtp.faults["MAIL"] = [None, "drop"]
    for number in (1, 2, 3):
        pool.submit(number, mail(number))

    assert statuses(pool, 3) == dict.fromkeys((1, 2, 3), "sent")
    assert smtp.connections == 2
    assert smtp.recipients == [f"reader{number}@reader.test" for number in (1, 2, 3)]
