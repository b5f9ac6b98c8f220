"""What a page is about in a line or two."""

import pytest

from newsletter.editions.content import load_content
from newsletter.editions.narrow import narrow
from newsletter.editions.selection import select
from newsletter.renderers.page_description import MAX_DESCRIPTION, day_description
from subscribers.models import Selection
from tests.factories import make_activity, make_digest, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def edition_of(digest, **chosen):
    return select(load_content([digest], "en"), Selection(language="en", **chosen))


def test_a_day_is_its_summary_without_marks():
    assert day_description(edition_of(make_a_day())) == "MLA is covered."


def test_without_a_summary_it_is_the_best_headlines():
    text = day_description(narrow(edition_of(make_a_day()), labels=["open"]))

    assert text.startswith("[BUG] <b>NaN</b>")


def test_a_day_of_nothing_is_described_by_nothing():
    assert day_description(edition_of(make_digest())) == ""


def test_a_long_one_is_cut():
    digest = make_digest()
    make_statement(digest, make_activity(digest=digest, title="word " * 100))

    text = day_description(edition_of(digest))

    assert len(text) <= MAX_DESCRIPTION
    assert text.endswith("…")
