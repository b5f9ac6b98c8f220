"""Fragments are kept for the next reader, as long as the day says the same."""

from dataclasses import replace

import pytest

from newsletter.editions.content import load_content
from newsletter.mail.fragments.cache import MAX_DIGESTS, _cache, clear_cache, get_fragments
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    return load_content([make_a_day()], "en")


def test_the_same_content_has_the_same_fragments(content):
    assert get_fragments(content) is get_fragments(content)


def test_a_day_read_again_that_says_the_same_keeps_its_fragments(content):
    fragments, again = get_fragments(content), replace(content)

    assert get_fragments(again) is fragments
    assert fragments.content is again


def test_a_day_that_says_something_else_begins_anew(content):
    fragments = get_fragments(content)
    first, *others = content.stories
    changed = replace(content, stories=(replace(first, headline="Another headline"), *others))

    assert get_fragments(changed) is not fragments


def test_each_language_has_its_own(content):
    assert get_fragments(content) is not get_fragments(replace(content, language="zh-hans"))


@pytest.mark.parametrize("name", ["SITE_URL", "NEWSLETTER_NAME", "NEWSLETTER_POSTAL_ADDRESS"])
def test_what_the_frame_says_of_the_newsletter_makes_other_fragments(content, settings, name):
    fragments = get_fragments(content)
    setattr(settings, name, "https://another.example.com")

    assert get_fragments(content) is not fragments


def test_days_are_kept_up_to_a_bound(content):
    for number in range(MAX_DIGESTS + 3):
        get_fragments(replace(content, date=content.date.replace(day=1 + number)))

    assert len(_cache) <= MAX_DIGESTS


def test_a_cleared_cache_is_empty(content):
    fragments = get_fragments(content)
    clear_cache()

    assert get_fragments(content) is not fragments
