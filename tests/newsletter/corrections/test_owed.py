"""Who received an error is told in their next mail, once, whatever happens on the way; nobody else is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest.corrections import correct
from digest.models import Digest
from digest.writing.gate import Words
from newsletter.corrections.owed import TOLD_FOR, corrections_for, told_rows
from newsletter.deliveries import claim_queue
from newsletter.deliveries.claim_queue import ClaimQueue
from newsletter.models import CorrectionDelivery, Delivery
from subscribers.models import Selection, Subscriber
from tests.factories import make_delivery as owe
from tests.factories import make_digest, make_repository, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
DAY, NEXT = dt.date(2026, 2, 19), dt.date(2026, 2, 20)
SENT_AT = dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC)
CORRECTED_AT = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 2, 21, 8, tzinfo=dt.UTC)
TEXTS = {"en": ("It is 2x faster", ""), "zh-hans": ("快一倍", "")}
RIGHT = {"en": Words("It is 20% faster", ""), "zh-hans": Words("快 20%", "")}
REASONS = {"en": "The benchmark says 20%.", "zh-hans": "基准测试写的是 20%。"}


@pytest.fixture
def digest():
    return make_digest(DAY, status="published")


@pytest.fixture
def statement(digest):
    return make_statement(digest, texts=TEXTS)


@pytest.fixture
def next_day(digest):
    """The day after, of which something is told."""
    day = make_digest(NEXT, status="published", published_at=NOW - dt.timedelta(hours=2))
    make_statement(day, texts={"en": ("News", ""), "zh-hans": ("新闻", "")})
    return day


def mailed(digest, reader, status="sent", **fields):
    return owe(digest, reader, status=status, **{"claimed_at": SENT_AT} | fields)


def corrected(statement, words=RIGHT, at=CORRECTED_AT):
    return correct(statement, words, REASONS, at, None)


def claimed(*deliveries, at=NOW):
    rows = Delivery.objects.filter(pk__in=[row.pk for row in deliveries])
    return ClaimQueue(at, rows.order_by("pk")).next_batch()


def told_to(*deliveries, at=NOW):
    """What these mails, claimed now, correct: the notices in the order of the deliveries."""
    notices = corrections_for(claimed(*deliveries, at=at), at)
    return [notice for row in deliveries for notice in notices.get(row.pk, ())]


def test_who_received_the_error_is_told_what_is_right(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)

    (notice,) = told_to(owe(next_day, reader))

    assert (notice.before, notice.after) == ("It is 2x faster", "It is 20% faster")
    assert (notice.day, notice.reason) == (DAY, "The benchmark says 20%.")
    assert notice.name.startswith("flashinfer #")


def test_nobody_is_told_without_a_correction(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)

    assert told_to(owe(next_day, reader)) == []


@pytest.mark.parametrize(("status", "count"), [("sent", 1), ("delivered", 1), ("uncertain", 1), ("complained", 1)])
@pytest.mark.parametrize("claimed_at", [SENT_AT, CORRECTED_AT - dt.timedelta(seconds=1)])
def test_a_mail_that_may_have_arrived_had_the_error(digest, statement, next_day, status, count, claimed_at):
    reader = make_subscriber()
    mailed(digest, reader, status, claimed_at=claimed_at)
    corrected(statement)

    assert len(told_to(owe(next_day, reader))) == count


@pytest.mark.parametrize("status", ["failed", "bounced"])
def test_a_mail_that_did_not_arrive_told_no_error(digest, statement, next_day, status):
    reader = make_subscriber()
    mailed(digest, reader, status)
    corrected(statement)

    assert told_to(owe(next_day, reader)) == []


def test_who_had_no_mail_of_the_day_is_told_nothing(statement, next_day):
    corrected(statement)

    assert told_to(owe(next_day, make_subscriber())) == []


def test_who_was_mailed_the_day_after_it_was_corrected_is_told_nothing(digest, statement, next_day):
    reader = make_subscriber()
    late = owe(digest, reader)
    corrected(statement)
    assert claimed(late, at=CORRECTED_AT - dt.timedelta(seconds=10))  # its task began before the correction
    Delivery.objects.filter(pk=late.pk).update(status="sent")

    assert told_to(owe(next_day, reader)) == []


def test_a_claim_that_sees_a_correction_is_never_older_than_it(digest, statement):
    row, correction = owe(digest), corrected(statement)

    claimed(row, at=CORRECTED_AT - dt.timedelta(seconds=10))

    row.refresh_from_db()
    assert row.claimed_at == correction.made_at


def test_whose_choice_left_the_story_out_is_told_nothing(digest, statement, next_day):
    vllm = make_repository("vllm-project/vllm")
    make_statement(digest, texts=TEXTS, repository=vllm)
    reader = make_subscriber(repositories=[vllm.pk])
    mailed(digest, reader)
    corrected(statement)

    assert told_to(owe(next_day, reader)) == []


def test_whose_mail_had_no_room_for_the_story_is_told_nothing(digest, statement, next_day, settings):
    settings.MAIL_STORIES = 1
    make_statement(digest, texts={"en": ("Best", ""), "zh-hans": ("最好", "")}, importance=5)
    type(statement).objects.filter(pk=statement.pk).update(fold="ci")
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)

    assert told_to(owe(next_day, reader)) == []


def test_a_story_that_was_only_named_by_its_headline_counts_as_told(digest, statement, next_day, settings):
    settings.MAIL_STORIES = 1
    make_statement(digest, repository=statement.repository, texts={"en": ("Best", "")}, importance=5)
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)

    assert len(told_to(owe(next_day, reader))) == 1


def test_what_a_reader_chose_since_changes_nothing(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    vllm = make_repository("vllm-project/vllm")
    Subscriber.objects.filter(pk=reader.pk).update(selection=Selection.objects.of("en", [vllm.pk], [], []))

    assert len(told_to(owe(next_day, reader))) == 1


def test_who_reads_another_language_than_was_wrong_is_told_nothing(digest, statement, next_day):
    english, chinese = make_subscriber(), make_subscriber(language="zh-hans")
    for reader in (english, chinese):
        mailed(digest, reader)
    corrected(statement, {"zh-hans": Words("快 20%", "")})

    assert told_to(owe(next_day, english)) == []
    assert [notice.after for notice in told_to(owe(next_day, chinese))] == ["快 20%"]


def test_who_changed_the_language_since_reads_the_words_as_they_were_read(digest, statement, next_day):
    reader = make_subscriber(language="zh-hans")
    mailed(digest, reader)
    corrected(statement, {"zh-hans": Words("快 20%", "")})
    Subscriber.objects.filter(pk=reader.pk).update(selection=Selection.objects.of("en", [], [], []))

    (notice,) = told_to(owe(next_day, reader))

    assert (notice.tag, notice.before, notice.reason) == ("zh-Hans", "快一倍", "The benchmark says 20%.")


def test_the_mail_after_the_next_tells_nothing(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    first = owe(next_day, reader)
    assert len(told_to(first)) == 1
    Delivery.objects.filter(pk=first.pk).update(status="sent")
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")

    assert told_to(owe(third, reader, local_date=dt.date(2026, 2, 23)), at=NOW + dt.timedelta(days=1)) == []
    assert CorrectionDelivery.objects.count() == 1


def test_a_mail_that_is_tried_again_tells_it_again(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    row = owe(next_day, reader)
    first = told_to(row)
    Delivery.objects.filter(pk=row.pk).update(status="retry", retry_at=NOW)

    assert told_to(row, at=NOW + dt.timedelta(minutes=5)) == first != []
    assert CorrectionDelivery.objects.count() == 1


def test_what_a_killed_worker_left_uncertain_counts_as_told(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    lost = owe(next_day, reader)
    assert told_to(lost)
    Delivery.objects.filter(pk=lost.pk).update(status="uncertain")
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")

    assert told_to(owe(third, reader, local_date=dt.date(2026, 2, 23))) == []


@pytest.mark.parametrize("fate", [{"status": "failed"}, {"status": "bounced"}, {"status": "retry", "retry_at": NOW}])
def test_what_did_not_arrive_is_told_by_the_mail_after_it_alone(digest, statement, next_day, fate):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    first = owe(next_day, reader)
    assert told_to(first)
    Delivery.objects.filter(pk=first.pk).update(**fate)
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")
    second = owe(third, reader, local_date=dt.date(2026, 2, 23))

    assert len(told_to(second)) == 1
    Delivery.objects.filter(pk=second.pk).update(status="sent")
    Delivery.objects.filter(pk=first.pk).update(status="retry")
    assert told_to(first) == []


def test_two_mails_of_one_reader_that_are_claimed_together_tell_it_once(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")
    rows = [owe(next_day, reader), owe(third, reader, local_date=dt.date(2026, 2, 23))]

    assert len(told_to(*rows)) == 1


def test_a_sender_beside_us_that_was_faster_has_told_it(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    correction = corrected(statement)
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")
    theirs = owe(third, reader, status="sending", local_date=dt.date(2026, 2, 23), claimed_at=NOW)
    CorrectionDelivery.objects.create(correction=correction, subscriber=reader, delivery=theirs, language="en")

    assert told_to(owe(next_day, reader)) == []


def test_a_day_that_a_mail_of_several_days_carried_counts_too(digest, statement, next_day):
    reader = make_subscriber()
    owe(digest, reader, status="skipped", skip_reason="merged")
    Digest.objects.filter(pk=next_day.pk).update(published_at=SENT_AT)
    mailed(next_day, reader, covers_from=DAY)
    corrected(statement)
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")

    assert len(told_to(owe(third, reader, local_date=dt.date(2026, 2, 23)))) == 1


def test_corrected_twice_before_the_next_mail_it_is_told_once_from_the_first_to_the_last(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    again = {"en": Words("It is 22% faster", "")}
    corrected(statement, again, CORRECTED_AT + dt.timedelta(hours=1))

    (notice,) = told_to(owe(next_day, reader))

    assert (notice.before, notice.after) == ("It is 2x faster", "It is 22% faster")


def test_a_correction_that_was_taken_back_is_told_to_nobody(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)
    back = {language: Words(*words) for language, words in TEXTS.items()}
    corrected(statement, back, CORRECTED_AT + dt.timedelta(hours=1))

    assert told_to(owe(next_day, reader)) == []


def test_deliveries_that_were_deleted_by_age_break_nothing(digest, statement, next_day):
    reader = make_subscriber()
    old = mailed(digest, reader)
    corrected(statement)
    told = owe(next_day, reader)
    assert told_to(told)
    Delivery.objects.filter(pk__in=[old.pk, told.pk]).delete()
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")

    assert told_to(owe(third, reader, local_date=dt.date(2026, 2, 23))) == []
    assert CorrectionDelivery.objects.get().delivery is None


def test_what_is_long_past_is_told_no_more(digest, statement, next_day):
    reader = make_subscriber()
    mailed(digest, reader)
    corrected(statement)

    assert corrections_for(claimed(owe(next_day, reader)), NOW + TOLD_FOR) == {}


def test_the_questions_do_not_grow_with_the_readers(digest, statement, next_day, django_assert_max_num_queries):
    corrected(statement)
    for _number in range(claim_queue.CLAIM_BATCH):
        reader = make_subscriber()
        mailed(digest, reader)
        owe(next_day, reader)
    batch = claimed(*Delivery.objects.filter(digest=next_day))

    with django_assert_max_num_queries(30):
        notices = corrections_for(batch, NOW)
    assert len(notices) == claim_queue.CLAIM_BATCH


def test_who_had_a_mail_since_costs_few_questions(digest, statement, next_day, django_assert_max_num_queries):
    corrected(statement)
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")
    for _number in range(5):
        reader = make_subscriber()
        mailed(digest, reader)
        mailed(next_day, reader, claimed_at=NOW)
        owe(third, reader, local_date=dt.date(2026, 2, 23))
    batch = claimed(*Delivery.objects.filter(digest=third))

    with django_assert_max_num_queries(6):
        assert corrections_for(batch, NOW) == {}
    assert not told_rows([row.pk for row in batch]).exists()


def test_a_second_correction_does_not_ask_again_who_was_mailed(digest, statement, next_day, django_assert_num_queries):
    reader = make_subscriber()
    mailed(next_day, reader, claimed_at=NOW)
    third = make_digest(NEXT + dt.timedelta(days=1), status="published")
    batch = claimed(owe(third, reader, local_date=dt.date(2026, 2, 23)))
    corrected(statement)
    with CaptureQueriesContext(connection) as with_one:
        assert corrections_for(batch, NOW) == {}
    corrected(statement, {"en": Words("It is 22% faster", "")}, CORRECTED_AT + dt.timedelta(hours=1))

    with django_assert_num_queries(len(with_one)):
        assert corrections_for(batch, NOW) == {}
