"""Corrections in words, in both languages, and the moment that feeds tell of."""

import datetime as dt

import pytest
from django.utils import translation

from newsletter.editions.types import CorrectionNote
from newsletter.renderers.corrections import (
    corrected_on,
    correction_lines,
    last_corrected,
    running,
    said_before,
)
from tests.newsletter.edition_values import edition, section, sentence, story

AT = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
NOTE = CorrectionNote(AT, "The benchmark says 20%.", "It is 2x faster", "On Hopper.")


@pytest.mark.parametrize(("language", "words"), [("en", "Corrected on 20 February"), ("zh-hans", "2 月 20 日更正")])
def test_a_correction_names_its_day(language, words):
    with translation.override(language):
        assert corrected_on(NOTE) == words


def test_the_day_is_that_of_the_newsletters_clock(settings):
    settings.DIGEST_TIME_ZONE = "Asia/Shanghai"
    late = CorrectionNote(dt.datetime(2026, 2, 20, 20, tzinfo=dt.UTC), "", "", "")

    with translation.override("en"):
        assert corrected_on(late) == "Corrected on 21 February"


def test_headline_and_detail_read_as_one_text():
    assert said_before(NOTE) == "It is 2x faster. On Hopper."
    assert running("快一倍", "在 Hopper 上。") == "快一倍。在 Hopper 上。"
    assert (running("", "All detail."), running("Headline", "")) == ("All detail.", "Headline")


def test_a_line_says_when_why_and_what_it_said():
    with translation.override("en"):
        (line,) = correction_lines(story(corrections=(NOTE,)))

    assert line == ("Corrected on 20 February: The benchmark says 20%. Until then it said: It is 2x faster. On Hopper.")
    assert correction_lines(story()) == []


def test_an_edition_was_last_corrected_when_the_newest_of_its_stories_or_sentences_was():
    later = CorrectionNote(AT + dt.timedelta(hours=1), "", "", "")
    told = section(story(7, corrections=(NOTE,)), story(8))

    assert last_corrected(edition(told)) == AT
    assert last_corrected(edition(told, summary=(sentence(corrections=(later,)),))) == later.made_at
    assert last_corrected(edition(section(story()))) is None
