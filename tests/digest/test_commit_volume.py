"""What usually happens in a repository is told in words, from days that were fetched and published."""

import datetime as dt

import pytest

from digest.commit_volume import in_words, weekly_commits
from digest.models import Coverage
from tests.factories import DAY, make_digest, make_repository

pytestmark = pytest.mark.django_db


def make_days(repository, found, status="ok", ends=DAY):
    """A published day for each number of commits, the last one on `ends`."""
    for age, count in enumerate(reversed(found)):
        date = ends - dt.timedelta(days=age)
        digest = make_digest(date, status="published", published_at=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))
        Coverage.objects.create(digest=digest, repository=repository, kind="commits", status=status, found=count)


def test_the_usual_week_is_the_median_of_the_weeks_in_a_row():
    repository = make_repository()
    make_days(repository, [5, 5, 5, 5, 3, 0, 0] * 4)

    assert weekly_commits() == {repository.pk: 23}


def test_one_wild_day_is_not_the_usual():
    repository = make_repository()
    make_days(repository, [1] * 10 + [400] + [1] * 17)

    assert weekly_commits() == {repository.pk: 7}


def test_nothing_is_said_of_fewer_than_seven_days():
    make_days(make_repository(), [4] * 6)

    assert weekly_commits() == {}


def test_a_day_that_was_not_fetched_is_no_quiet_day():
    repository = make_repository()
    make_days(repository, [0, 0, 0], status="failed")
    make_days(repository, [2] * 7, ends=DAY - dt.timedelta(days=3))

    assert weekly_commits() == {repository.pk: 14}


def test_only_the_last_28_published_days_count():
    repository = make_repository()
    make_days(repository, [90] * 30 + [1] * 28)
    unpublished = make_digest(DAY + dt.timedelta(days=1))
    Coverage.objects.create(digest=unpublished, repository=repository, kind="commits", status="ok", found=500)

    assert weekly_commits() == {repository.pk: 7}


def test_pull_requests_and_issues_are_no_commits():
    repository = make_repository()
    make_days(repository, [1] * 7)
    Coverage.objects.filter(digest__date=DAY).update(kind="issues")

    assert weekly_commits() == {}


@pytest.mark.parametrize(
    ("weekly", "words"),
    [
        (0, "rarely"),
        (1, "about 1 commit a week"),
        (23, "about 23 commits a week"),
        (35, "daily"),
        (300, "daily"),
    ],
)
def test_a_number_is_said_where_it_says_something(weekly, words):
    assert in_words(weekly) == words


def test_many_repositories_take_one_query(django_assert_num_queries):
    for number in range(5):
        make_repository(f"owner/name{number}")
    make_days(make_repository(), [1] * 9)

    with django_assert_num_queries(1):
        weekly_commits()
