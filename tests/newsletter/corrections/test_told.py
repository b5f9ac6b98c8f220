"""What a mail told its reader, worked out from its row."""

import datetime as dt

import pytest

from newsletter.corrections.told import told_in
from newsletter.models import Delivery
from subscribers.models import Selection, Subscriber
from tests.factories import make_delivery, make_digest, make_repository, make_sentence, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
CLAIMED_AT = dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC)


@pytest.fixture
def digest():
    return make_digest(status="published")


def tell(digest, headline="Told", **fields):
    return make_statement(digest, texts={"en": (headline, "")}, **fields)


def mailed(digest, **fields):
    return make_delivery(digest, make_subscriber(**fields), status="sent", claimed_at=CLAIMED_AT)


def test_stories_and_sentences_of_the_mail_are_told(digest):
    stories = [tell(digest, f"Told {number}") for number in range(5)]
    sentence = make_sentence(digest, stories[:2])
    other = make_sentence(digest, stories[2:])

    assert told_in(mailed(digest)) == {sentence.pk, other.pk, *(story.pk for story in stories)}


def test_what_is_counted_only_is_not_told(digest):
    told, folded = tell(digest), tell(digest, fold="ci")

    assert folded.pk not in told_in(mailed(digest))
    assert told.pk in told_in(mailed(digest))


def test_what_the_choices_left_out_is_not_told(digest):
    tell(digest)
    vllm = make_repository("vllm-project/vllm")
    chosen = tell(digest, repository=vllm)

    assert told_in(mailed(digest, repositories=[vllm.pk])) == {chosen.pk}


def test_the_choices_of_the_row_count_and_not_those_of_today(digest):
    told = tell(digest)
    delivery = mailed(digest)
    other = Selection.objects.of("en", [make_repository("vllm-project/vllm").pk], [], [])
    Subscriber.objects.filter(pk=delivery.subscriber_id).update(selection=other)

    assert told_in(Delivery.objects.get(pk=delivery.pk)) == {told.pk}


def test_a_mail_that_nobody_has_made_yet_told_nothing(digest):
    tell(digest)

    assert told_in(make_delivery(digest)) == frozenset()
