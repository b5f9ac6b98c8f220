"""Which stories are one matter over days, and that nothing unpublished is among them."""

import datetime as dt

import pytest

from newsletter.editions import threads
from newsletter.editions.threads import thread_of
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db


def published(days_later=0, **fields):
    date = DAY + dt.timedelta(days=days_later)
    return make_digest(date, **{"status": "published", "published_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)} | fields)


def told(digest, number, action="merged", **fields):
    return make_statement(digest, make_activity(number=number, action=action, digest=digest), **fields)


def thread(number, kind="pull_request"):
    return thread_of(make_repository(), kind, str(number))


def test_what_follows_belongs_to_what_it_follows_whichever_is_asked_for():
    first = told(published(), 18318)
    revert = told(published(1), 19032, follows=first)
    again = told(published(2), 19044, follows=revert)

    assert [thread(number) for number in (18318, 19032, 19044)] == [[first, revert, again]] * 3


def test_a_proposal_and_its_merge_are_one_though_neither_names_the_other():
    merged = told(published(1), 7)
    proposed = told(published(), 7, action="opened")

    assert thread(7) == [proposed, merged]


def test_issues_and_pull_requests_share_their_numbers():
    story = told(published(), 7)

    assert thread(7, "issue") == [story]


def test_a_report_and_the_change_that_closes_it_later_are_one():
    issue = make_activity(kind="issue", action="opened", number=5)
    report = make_statement(published(), issue)
    closed = make_activity(kind="issue", action="closed", number=5)
    later = published(1)
    fix = make_statement(later, change := make_activity(number=9, digest=later), evidence=[change, closed])

    assert thread(5) == thread(9) == [report, fix]


def test_a_commit_and_a_release_are_found_by_their_keys():
    commit = make_statement(published(), make_activity(kind="commit", action="pushed", key="a" * 40))
    release = make_statement(published(1), make_activity(kind="release", action="published", key="v0.6.4"))

    assert thread("a" * 40, "commit") == [commit]
    assert thread("v0.6.4", "release") == [release]


def test_another_repository_has_numbers_of_its_own():
    told(published(), 7)

    assert thread_of(make_repository("vllm-project/vllm"), "pull_request", "7") == []


@pytest.mark.parametrize("status", ["collecting", "writing", "held", "ready"])
def test_nothing_of_an_unpublished_day_is_told(status):
    first = told(published(), 1)
    told(make_digest(DAY + dt.timedelta(days=1), status=status), 2, follows=first)

    assert thread(1) == [first]
    assert thread(2) == []


def test_a_matter_without_end_is_told_by_its_first_days(monkeypatch):
    monkeypatch.setattr(threads, "MAX_THREAD", 3)
    stories = []
    for number in range(5):
        digest = published(number)
        stories.append(told(digest, 100 + number, follows=stories[-1] if stories else None))

    assert thread(100) == stories[:3]
