"""The last seven days of a repository."""

import datetime as dt

import pytest

from newsletter.editions.week import Week, weeks
from tests.factories import make_coverage, make_digest, make_repository

pytestmark = pytest.mark.django_db
DATE = dt.date(2026, 2, 19)


def read(repository, back, found, **statuses):
    digest = make_digest(DATE - dt.timedelta(days=back))
    make_coverage(digest, repository, **statuses)
    digest.coverages.filter(repository=repository, kind="commits").update(found=found)
    digest.coverages.filter(repository=repository).exclude(kind="commits").update(found=0)


@pytest.fixture
def vllm():
    return make_repository("vllm-project/vllm")


def test_days_stand_in_their_order_and_what_was_not_read_is_unknown(vllm):
    read(vllm, 0, 5)
    read(vllm, 2, 3)
    read(vllm, 4, 9, commits="failed", pull_requests="failed", issues="failed")

    assert weeks(DATE)[vllm.pk] == Week((None, None, None, None, 3, None, 5))


def test_a_single_day_compares_with_nothing(vllm):
    read(vllm, 0, 5)

    assert weeks(DATE) == {}


def test_the_week_before_counts_only_where_every_day_was_read(vllm):
    for back in range(13):
        read(vllm, back, 10)
    assert weeks(DATE)[vllm.pk].before is None

    read(vllm, 13, 10)
    assert weeks(DATE)[vllm.pk].before == 70


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [(98, 70, 40), (35, 70, -50), (80, 70, None), (9, 70, None), (98, 5, None), (98, None, None)],
)
def test_a_change_is_told_where_it_says_something(now, before, change):
    assert Week((now, 0, 0, 0, 0, 0, 0), before).change == change
