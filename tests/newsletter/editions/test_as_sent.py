"""A day as it read before it was corrected."""

import datetime as dt

import pytest

from digest.corrections import correct
from digest.writing.gate import Words
from newsletter.editions.as_sent import as_of
from newsletter.editions.content import load_content
from tests.factories import make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def digest():
    return make_digest(status="published")


@pytest.fixture
def statement(digest):
    return make_statement(digest, texts={"en": ("First", "Long. " * 200)})


def content_of(digest):
    return load_content([digest], "en")


def corrected(statement, headline, detail="", at=AT):
    correct(statement, {"en": Words(headline, detail)}, {"en": "Why."}, at, None)


def test_before_a_correction_the_story_says_what_it_said(digest, statement):
    corrected(statement, "Second")
    now = content_of(digest)

    then = as_of(now, AT - HOUR)

    assert [story.headline for story in now.stories] == ["Second"]
    assert [(story.headline, story.corrections) for story in then.stories] == [("First", ())]
    assert then.minutes[statement.pk] > now.minutes[statement.pk]


def test_between_two_corrections_it_says_what_the_first_made_of_it(digest, statement):
    corrected(statement, "Second")
    corrected(statement, "Third", at=AT + 2 * HOUR)

    (story,) = as_of(content_of(digest), AT + HOUR).stories

    assert (story.headline, len(story.corrections)) == ("Second", 1)


def test_a_sentence_about_the_day_says_what_it_said(digest, statement):
    sentence = make_sentence(digest, [statement])
    corrected(sentence, "", "All is well.")
    now = content_of(digest)

    assert now.summary[0].text == "All is well."
    assert as_of(now, AT - HOUR).summary[0].text == "Sentence 1."


def test_after_all_corrections_it_is_the_content_itself(digest, statement):
    corrected(statement, "Second")
    now = content_of(digest)

    assert as_of(now, AT + HOUR) is now


def test_it_is_worked_out_once_for_many_mails(digest, statement):
    corrected(statement, "Second")
    now = content_of(digest)

    assert as_of(now, AT - HOUR) is as_of(now, AT - 2 * HOUR)
