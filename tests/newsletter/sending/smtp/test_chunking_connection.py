"""Several mails in flight by BDAT: each gets its own answer, and whatever breaks, none is sent twice or lost."""

from collections import Counter

import pytest

from newsletter.sending.smtp.chunking_connection import MAX_UNANSWERED
from newsletter.sending.smtp.pool import SmtpPool
from tests.newsletter.sending.mails_owed import use_smtp
from tests.newsletter.sending.smtp.raw_smtp import CHUNKING, raw_smtp
from tests.newsletter.sending.smtp.test_pool import mail, outcomes, statuses

MANY = 30


@pytest.fixture
def smtp(settings):
    with raw_smtp(CHUNKING) as server:
        use_smtp(settings, server.port, connections=1)
        yield server


@pytest.fixture
def pool(smtp):
    pool = SmtpPool()
    yield pool
    pool.close()


def submit(pool, count=MANY):
    for number in range(count):
        pool.submit(number, mail(number))


def in_flight(pool):
    return sum(len(jobs) for jobs in pool.busy.values())


def wait_for(pool, number):
    """What came back, up to this mail."""
    found = {}
    while number not in found:
        found |= outcomes(pool, 1)
    return found


def hang_at(smtp, number):
    """The server takes so many mails and says nothing of the next, nor of any after it."""
    smtp.faults["END"] = [None] * number + ["hang"]


def test_mails_follow_one_another_without_waiting_for_an_answer(smtp, pool):
    hang_at(smtp, 20)
    submit(pool)

    wait_for(pool, 19)

    assert in_flight(pool) == MAX_UNANSWERED
    assert not any(command.startswith("DATA") for command in smtp.commands)


def test_a_connection_begins_with_one_mail_and_takes_more_as_they_are_accepted(smtp, pool):
    seen = []
    submit(pool)
    while len(seen) < MANY and (result := pool.next_result(5)):
        seen.append((result[0], in_flight(pool)))

    assert [number for number, _count in seen] == list(range(MANY))
    assert max(count for _number, count in seen) <= MAX_UNANSWERED


def test_a_new_connection_risks_one_mail(smtp, pool):
    hang_at(smtp, 0)
    submit(pool, 5)

    assert pool.next_result(0.1) is None
    assert (in_flight(pool), len(pool.work)) == (1, 4)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "END"])
def test_a_refusal_is_told_of_the_mail_that_it_was_about(smtp, pool, verb):
    smtp.faults[verb] = [*[None] * 9, "550 5.1.1 unknown", *[None] * 3, "450 4.2.1 busy"]
    submit(pool)

    found = statuses(pool, MANY)

    assert Counter(found.values()) == {"sent": MANY - 2, "failed": 1, "retry": 1}
    assert (found[9], found[13]) == ("failed", "retry")
    assert sorted(smtp.recipients) == sorted(f"reader{number}@reader.test" for number in set(range(MANY)) - {9, 13})


def test_after_a_refusal_the_server_is_asked_to_forget_it_before_there_is_another(smtp, pool):
    smtp.faults["RCPT"] = [*[None] * 9, "550 5.1.1 unknown"]
    submit(pool)
    outcomes(pool, MANY)

    verbs = [command.split()[0] for command in smtp.commands if command.split()[0] in ("MAIL", "RSET")]

    assert verbs.count("RSET") == 1
    assert verbs.index("RSET") <= 10 + MAX_UNANSWERED


@pytest.mark.parametrize("stuck_on", [("MAIL",), ("MAIL", "RCPT")])
def test_mails_behind_a_refused_one_that_the_server_has_not_forgotten_arrive_once(smtp, pool, stuck_on):
    """Exim keeps the transaction of a refused recipient open; stricter ones say 503 to whatever follows until RSET."""
    smtp.stuck_on = stuck_on
    smtp.faults["RCPT"] = [*[None] * 9, "550 5.1.1 unknown"]
    submit(pool)

    found = statuses(pool, MANY)

    assert Counter(found.values()) == {"sent": MANY - 1, "failed": 1}
    assert Counter(smtp.recipients) == Counter(f"reader{number}@reader.test" for number in range(MANY) if number != 9)


@pytest.mark.parametrize("fault", ["drop", "hang", "noise"])
def test_when_a_connection_breaks_what_had_left_is_uncertain_and_the_rest_is_sent_by_another(
    smtp, pool, settings, fault
):
    settings.EMAIL_TIMEOUT = 0.3
    smtp.faults["END"] = [*[None] * 9, fault]
    submit(pool)

    found = statuses(pool, MANY)

    assert Counter(found.values()).keys() == {"sent", "uncertain"}
    assert 1 <= Counter(found.values())["uncertain"] <= MAX_UNANSWERED
    assert found[9] == "uncertain"
    assert max(Counter(smtp.recipients).values()) == 1
    assert {f"reader{number}@reader.test" for number, status in found.items() if status == "sent"} <= set(
        smtp.recipients
    )


def test_a_mail_that_was_taken_in_the_transaction_of_a_refused_one_is_not_sent_again_when_its_answer_is_lost(
    smtp, pool
):
    """A 503 to MAIL refuses nothing where the server goes on with the transaction that it has not forgotten."""
    smtp.stuck_on = ("MAIL",)
    smtp.faults |= {"RCPT": [*[None] * 9, "550 5.1.1 unknown"], "END": [*[None] * 9, "drop"]}
    submit(pool)

    found = statuses(pool, MANY)

    assert (found[9], found[10]) == ("failed", "uncertain")
    assert max(Counter(smtp.recipients).values()) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "END"])
def test_a_server_that_closes_has_taken_nothing_behind_its_last_words(smtp, pool, verb):
    smtp.faults[verb] = [*[None] * 9, "421 4.3.2 closing"]
    submit(pool)

    found = statuses(pool, MANY)

    assert Counter(found.values()) - Counter({"retry": 1}) == {"sent": MANY - 1 + (verb == "MAIL")}
    assert max(Counter(smtp.recipients).values()) == 1


def test_what_stops_sending_stops_all_that_wait(smtp, pool):
    smtp.faults["END"] = ["550 5.7.1 not from you"]
    submit(pool)

    found = outcomes(pool, 1)

    assert found[0].stop_reason
    assert pool.cancel_pending() == list(range(1, MANY))
    assert smtp.accepted == []


def test_a_connection_carries_so_many_mails_however_many_are_in_flight(smtp, pool, settings):
    settings.MAIL_PER_CONNECTION = 7
    submit(pool, 28)

    assert Counter(statuses(pool, 28).values()) == {"sent": 28}
    assert smtp.connections == 4


def test_a_yes_before_the_whole_mail_was_said_is_none(smtp, pool):
    pool.max_connections = 1
    smtp.faults["BODY"] = ["250 2.0.0 queued"]
    pool.submit(1, mail(1, b"Subject: large\r\n\r\n" + (b"x" * 76 + b"\r\n") * 100_000))

    found = outcomes(pool, 1)

    assert (found[1].status, found[1].not_attempted) == ("retry", True)


def test_it_can_be_switched_off(smtp, pool, settings):
    settings.MAIL_CHUNKING = False
    submit(pool, 3)

    assert Counter(statuses(pool, 3).values()) == {"sent": 3}
    assert not any(command.startswith("BDAT") for command in smtp.commands)
    assert sum(command.startswith("DATA") for command in smtp.commands) == 3


def test_with_a_rate_limit_another_mail_would_leave_at_once_while_there_is_room(smtp, pool):
    hang_at(smtp, 3)
    submit(pool, 4)
    wait_for(pool, 2)

    assert in_flight(pool) == 1
    assert pool.has_capacity()
