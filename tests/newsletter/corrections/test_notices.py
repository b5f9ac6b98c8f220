"""Notices from their rows: words of the language that was read, the reason in that of the mail."""

import datetime as dt

import pytest
from django.utils import translation

from digest.corrections import correct
from digest.writing.gate import Words
from newsletter.corrections.notices import notices
from newsletter.models import CorrectionDelivery
from tests.factories import make_digest, make_sentence, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)
REASONS = {"en": "The benchmark says 20%.", "zh-hans": "基准测试写的是 20%。"}


@pytest.fixture
def digest():
    day = make_digest(status="published")
    make_statement(day, texts={"en": ("News", ""), "zh-hans": ("新闻 News", "")})
    return day


def rows_of(*corrections, language="en"):
    reader = make_subscriber()
    return [
        CorrectionDelivery(correction=correction, subscriber=reader, language=language) for correction in corrections
    ]


def test_a_notice_has_the_words_of_the_language_that_was_read(digest):
    statement = digest.statements.earliest("pk")
    words = {"en": Words("Right", "More."), "zh-hans": Words("对", "")}
    correction = correct(statement, words, REASONS, AT, None)

    with translation.override("en"):
        (english,) = notices(rows_of(correction), "en")
        (chinese,) = notices(rows_of(correction, language="zh-hans"), "en")

    assert (english.before, english.after, english.reason) == ("News", "Right. More.", REASONS["en"])
    assert (chinese.before, chinese.after, chinese.reason) == ("新闻 News", "对", REASONS["en"])
    assert english.url.endswith(f"/en/2026/02/19/#s{statement.pk}")


def test_a_sentence_about_the_whole_day_is_named_by_its_day(digest):
    sentence = make_sentence(digest, list(digest.statements.all()))
    correction = correct(sentence, {"en": Words("", "All is well.")}, REASONS, AT, None)

    with translation.override("en"):
        (notice,) = notices(rows_of(correction), "en")

        assert (notice.heading, notice.after) == ("19 February", "All is well.")
    assert notice.url.endswith("/en/2026/02/19/")


def test_only_what_changed_is_said(digest):
    statement = make_statement(digest, texts={"en": ("It is 2x faster", "On Hopper.")})
    correction = correct(statement, {"en": Words("It is 20% faster", "On Hopper.")}, REASONS, AT, None)

    (notice,) = notices(rows_of(correction), "en")

    assert (notice.before, notice.after) == ("It is 2x faster", "It is 20% faster")
