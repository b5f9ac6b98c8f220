"""What an earlier digest told of the same matter, and which tie counts where there are several."""

import datetime as dt

import pytest

from digest.models import Digest
from digest.stories import follow_ups, grouping
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
Status = Digest.Status


@pytest.fixture
def today():
    return make_digest()


def told(number, days_ago=1, status=Status.PUBLISHED, **fields):
    """A statement about this number that an earlier digest told."""
    date = DAY - dt.timedelta(days=days_ago)
    digest = Digest.objects.filter(date=date).first() or make_digest(date)
    fields_of_status = {"published_at": digest.ends_at} if status == Status.PUBLISHED else {}
    Digest.objects.filter(pk=digest.pk).update(status=status, **fields_of_status)
    main = make_activity(digest=digest, number=number, action=fields.pop("action", "opened"))
    return make_statement(digest, main, **fields)


def found(today, *activities):
    """{number of the story: (statement, word)}."""
    formed = grouping.form(list(activities))
    by_key = follow_ups.earlier(today, make_repository(), formed)
    return {story.main.number: by_key[story.key] for story in formed if story.key in by_key}


def test_a_fix_leads_back_to_its_report(today):
    report = told(20, label="open")
    fix = make_activity(digest=today, number=30, body="Fixes #20")

    assert found(today, fix) == {30: (report, "fixes")}


def test_what_was_told_itself_is_remembered_but_not_as_a_proposal(today):
    told(20, label="proposed")
    merged = told(21, label="open")

    tied = found(today, make_activity(number=20), make_activity(number=21))

    assert tied == {21: (merged, "own")}


def test_the_strongest_tie_counts_then_the_latest_day(today):
    told(20, days_ago=1, label="open")
    reverted = told(25, days_ago=9, label="new")
    revert = make_activity(number=30, title='Revert "Add it"', body="Reverts #25. See #20.")

    assert found(today, revert) == {30: (reverted, "reverts")}


def test_of_two_days_the_later_one_is_named(today):
    told(20, days_ago=5, label="open", action="opened")
    later = told(20, days_ago=2, label="closed", action="closed")

    assert found(today, make_activity(number=30, body="Fixes #20"))[30][0] == later


@pytest.mark.parametrize("status", [Status.COLLECTING, Status.WRITING])
def test_an_unfinished_day_told_nothing(today, status):
    told(20, status=status, label="open")

    assert found(today, make_activity(number=30, body="Fixes #20")) == {}


def test_what_was_only_counted_or_is_of_last_season_is_not_remembered(today):
    told(20, label="open", fold="chore")
    told(21, days_ago=91, label="open")

    assert found(today, make_activity(number=30, body="Fixes #20, fixes #21")) == {}


def test_another_repository_has_numbers_of_its_own(today):
    report = told(20, label="open")
    vllm = make_repository("vllm-project/vllm")
    [story] = grouping.form([make_activity(vllm, number=30, body="Fixes #20")])

    assert follow_ups.earlier(today, vllm, [story]) == {}
    assert report.repository != vllm


SHA, GHSA = "44ab752" + "0" * 33, "GHSA-2222-3333-4444"


def earlier_statement(**fields):
    """What the day before told of this activity."""
    yesterday = make_digest(DAY - dt.timedelta(days=1), status=Status.READY)
    return make_statement(yesterday, make_activity(digest=yesterday, **fields))


def test_an_advisory_leads_back_to_the_commit_from_a_private_fork_that_it_names(today):
    fork = earlier_statement(kind="commit", action="pushed", key=SHA, title="Merge commit from fork")
    body = f"Patched in https://github.com/flashinfer-ai/flashinfer/commit/{SHA.upper()}."
    advisory = make_activity(digest=today, kind="advisory", action="published", key=GHSA, body=body)
    [story] = grouping.form([advisory])

    assert follow_ups.earlier(today, make_repository(), [story]) == {story.key: (fork, "own")}


def test_a_commit_from_a_private_fork_leads_back_to_the_advisory_that_it_names(today):
    advisory = earlier_statement(kind="advisory", action="published", key=GHSA)
    fork = make_activity(kind="commit", action="pushed", title="Merge commit from fork", body=f"* fix {GHSA.lower()}")
    other = make_activity(kind="commit", action="pushed", title="Refuse long paths", body=f"Not {GHSA}")
    stories = {story.main: story for story in grouping.form([fork, other])}

    tied = follow_ups.earlier(today, make_repository(), stories.values())

    assert tied == {stories[fork].key: (advisory, "own")}


def test_a_short_sha_leads_back_to_nothing(today):
    earlier_statement(kind="commit", action="pushed", key=SHA, title="Merge commit from fork")
    advisory = make_activity(kind="advisory", action="published", key=GHSA, body=f"Patched in {SHA[:12]}.")

    assert follow_ups.earlier(today, make_repository(), grouping.form([advisory])) == {}
