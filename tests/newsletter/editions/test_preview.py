"""The preview of a choice: the newest day, or the last that had something for it."""

import datetime as dt

import pytest

from newsletter.editions.preview import preview_of
from subscribers.preferences import Preferences
from tests.factories import DAY, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
EARLIER = DAY - dt.timedelta(days=3)


@pytest.fixture
def two_days():
    make_statement(make_digest(EARLIER, status="published"), repository=make_repository("vllm-project/vllm"))
    make_statement(make_digest(DAY, status="published"), repository=make_repository("NVIDIA/cutlass"))


def chosen(full_name):
    return preview_of(Preferences("en", repositories=(make_repository(full_name).pk,)))


def test_before_the_first_day_there_is_none():
    assert preview_of(Preferences("en")) is None


def test_the_newest_day_is_shown_where_it_has_something(two_days):
    preview = chosen("NVIDIA/cutlass")

    assert (preview.edition.date, preview.is_earlier) == (DAY, False)


def test_where_it_has_nothing_the_last_day_that_has_is_shown(two_days):
    preview = chosen("vllm-project/vllm")

    assert (preview.edition.date, preview.newest, preview.is_earlier) == (EARLIER, DAY, True)
    assert preview.edition.stories_shown == 1


def test_where_no_day_has_anything_the_edition_is_empty(two_days):
    preview = chosen("acme/other")

    assert preview.edition.is_empty
    assert preview.edition.date == DAY


@pytest.mark.parametrize(("frequency", "mails"), [("daily", 7), ("workdays", 5), ("friday", 1)])
def test_no_more_mails_a_week_are_announced_than_the_frequency_allows(frequency, mails):
    for back in range(7):
        make_statement(make_digest(DAY - dt.timedelta(days=back), status="published"))

    assert preview_of(Preferences("en", frequency=frequency)).mails_a_week == mails
