"""Collecting into rows: once, twice, late, and when GitHub does not answer."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from digest import collect as collecting
from digest.collect import collect_digest
from digest.coverage_reasons import REASONS
from digest.models import Activity, Coverage, Digest, Repository
from tests.factories import DAY, make_activity, make_digest, make_repository

pytestmark = pytest.mark.django_db

NAME = "flashinfer-ai/flashinfer"
NOON = "2026-02-19T12:00:00Z"
LIMITED = json.dumps({"message": "API rate limit exceeded for user ID 1."})


@pytest.fixture
def repo(github):
    repo = github.add(NAME, ident=7)
    repo.commit("a" * 40, NOON, "Fix NaN (#12)", files=["x.py"])
    repo.pull(12, "2026-02-18T09:00:00Z", NOON, merge_sha="a" * 40, files=["x.py"])
    repo.issue(11, "2026-02-19T01:00:00Z", NOON)
    repo.release("v0.6.4", NOON)
    return repo


@pytest.fixture
def digest():
    make_repository(NAME)
    return make_digest()


def publish(digest):
    digest.status, digest.published_at = Digest.Status.PUBLISHED, digest.ends_at
    digest.save()


def rows():
    """Every activity and every coverage, whole, but for the time of the last attempt."""
    return list(Activity.objects.values()), list(
        Coverage.objects.order_by("pk").values("kind", "status", "found", "reason")
    )


def coverage(digest, name=NAME):
    found = digest.coverages.filter(repository__full_name=name)
    return {row.kind: (row.status, row.found, row.reason) for row in found}


def test_a_day_becomes_activities_and_coverage(repo, digest):
    collect_digest(digest)

    assert set(digest.activities.values_list("kind", "action", "key", "late")) == {
        ("commit", "pushed", "a" * 40, False),
        ("pull_request", "merged", "12", False),
        ("issue", "opened", "11", False),
        ("issue", "closed", "11", False),
        ("release", "published", "v0.6.4", False),
    }
    assert coverage(digest) == {
        "commits": ("ok", 1, ""),
        "pull_requests": ("ok", 1, ""),
        "issues": ("ok", 2, ""),
        "releases": ("ok", 1, ""),
        "advisories": ("ok", 0, ""),
    }
    assert Repository.objects.get().github_id == 7


def test_collecting_twice_changes_nothing(repo, digest):
    collect_digest(digest)
    before = rows()
    collect_digest(digest)

    assert rows() == before


def test_what_changed_on_github_is_mended(repo, digest):
    collect_digest(digest)
    repo.issues[0]["title"] = "A better title"
    collect_digest(digest)

    assert set(digest.activities.filter(kind="issue").values_list("title", flat=True)) == {"A better title"}


def test_files_that_were_read_before_stay_when_they_cannot_be_read_again(repo, digest, settings):
    collect_digest(digest)
    settings.GITHUB_TOKEN = ""
    collect_digest(digest)

    assert digest.activities.get(kind="commit").files == [{"path": "x.py", "additions": 10, "deletions": 1}]


def test_a_published_digest_is_never_touched(repo, digest, github):
    publish(digest)
    collect_digest(digest)

    assert rows() == ([], [])
    assert github.requests == []


def test_a_digest_published_while_github_was_asked_is_not_touched_either(repo, digest, monkeypatch):
    ask = collecting.GitHub.day

    def publish_and_ask(*args):
        publish(Digest.objects.get())
        return ask(*args)

    monkeypatch.setattr(collecting.GitHub, "day", publish_and_ask)
    collect_digest(digest)

    assert not Activity.objects.exists()


def test_an_activity_that_another_digest_tells_stays_there(repo, digest):
    other = make_digest(DAY - dt.timedelta(days=1))
    make_activity(Repository.objects.get(), "issue", "opened", key="11", digest=other, title="As told")
    collect_digest(digest)

    assert other.activities.get().title == "As told"
    assert coverage(digest)["issues"] == ("ok", 1, "")


def test_repositories_that_are_not_asked_for_are_pending(repo, digest):
    other = make_repository("deepseek-ai/FlashMLA")
    make_repository("switched/off", is_active=False)
    collect_digest(digest, [Repository.objects.get(full_name=NAME)])

    assert set(coverage(digest, other.full_name).values()) == {("pending", 0, "")}
    assert coverage(digest)["commits"][0] == "ok"
    assert coverage(digest, "switched/off") == {}


def test_a_repository_that_fails_does_not_stop_the_next(repo, digest):
    vanished = make_repository("a/vanished")
    collect_digest(digest)
    vanished.refresh_from_db()

    assert set(coverage(digest, "a/vanished").values()) == {("failed", 0, "not_found")}
    assert vanished.trouble == Repository.Trouble.VANISHED
    assert coverage(digest)["commits"] == ("ok", 1, "")


def test_a_repository_that_comes_back_is_no_longer_in_trouble(repo, digest):
    Repository.objects.update(trouble=Repository.Trouble.VANISHED)
    collect_digest(digest)

    assert Repository.objects.get().trouble == ""


@pytest.mark.parametrize(
    ("settings_of_repo", "trouble"),
    [({"archived": True}, "archived"), ({"empty": True}, "empty"), ({"status": 451}, "blocked")],
)
def test_trouble_is_kept_with_the_repository(digest, github, settings_of_repo, trouble):
    github.add(NAME, ident=7, **settings_of_repo)
    collect_digest(digest)

    assert Repository.objects.get().trouble == trouble
    assert coverage(digest)["commits"][2] == trouble


def test_a_later_failure_does_not_undo_what_was_fetched(repo, digest, github):
    collect_digest(digest)
    before = rows()
    github.fail("POST")
    collect_digest(digest)

    assert rows() == before


def test_a_renamed_repository_takes_its_new_name(github, digest):
    Repository.objects.update(full_name="old/name")
    github.add(NAME, ident=7, former=("old/name",))
    collect_digest(digest)

    assert Repository.objects.values_list("full_name", "github_id").get() == (NAME, 7)


def test_a_repository_tracked_under_two_names_is_collected_once(repo, digest):
    repo.former = ("old/name",)
    make_repository("old/name")
    collect_digest(digest)
    collect_digest(digest)

    told = {coverage(digest, name)["commits"] for name in (NAME, "old/name")}

    assert told == {("ok", 1, ""), ("failed", 0, "tracked_twice")}
    assert Activity.objects.filter(kind="commit").count() == 1


def test_a_day_that_is_not_over_is_fetched_in_part(repo, digest, time_machine):
    time_machine.move_to(digest.ends_at - dt.timedelta(hours=1))
    collect_digest(digest)

    assert coverage(digest)["issues"] == ("partial", 2, "day_not_over")


def test_where_the_rate_limit_ends_an_attempt_the_next_one_begins_with_what_is_missing(repo, digest, github):
    github.add("z/last", ident=8)
    make_repository("z/last")
    github.fail("GET /repos/z", 403, LIMITED, times=1)
    collect_digest(digest)
    github.requests.clear()
    collect_digest(digest)

    assert github.requests[0] == "GET /repos/z/last"
    assert coverage(digest, "z/last")["commits"] == ("ok", 0, "")


def test_a_commit_pushed_after_its_day_was_published_is_told_late_by_the_next(repo, digest):
    collect_digest(digest)
    publish(digest)
    repo.commit("b" * 40, "2026-02-19T22:00:00Z")
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)
    collect_digest(following)

    assert list(following.activities.values_list("key", "late")) == [("b" * 40, True)]
    assert coverage(following)["commits"] == ("ok", 1, "")


def test_looking_for_what_came_late_costs_a_quiet_repository_no_request_of_its_own(digest, github):
    github.add(NAME, ident=7)
    collect_digest(digest)
    publish(digest)
    github.requests.clear()
    collect_digest(make_digest(DAY + dt.timedelta(days=1)))

    assert len(github.requests) == 3


def test_a_digest_that_is_made_anew_finds_the_commits_that_its_forerunner_had(repo, digest):
    publish(make_digest(DAY - dt.timedelta(days=1)))
    Coverage.objects.create(
        digest=Digest.objects.earliest("date"), repository=Repository.objects.get(), kind="commits", status="ok"
    )
    collect_digest(digest)
    digest.delete()
    again = make_digest()
    collect_digest(again)

    assert again.activities.filter(kind="commit").count() == 1


def test_what_failed_on_a_day_that_was_published_is_told_late_by_the_next(repo, digest, github):
    github.fail("POST Day.*issues", times=6)
    collect_digest(digest)
    assert coverage(digest)["issues"] == ("failed", 0, "unavailable")
    publish(digest)
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    assert set(following.activities.values_list("action", "late")) == {("opened", True), ("closed", True)}


def test_a_day_without_a_digest_is_not_late_but_missed(repo):
    make_repository(NAME)
    collect_digest(make_digest(DAY + dt.timedelta(days=1)))

    assert not Activity.objects.exists()


def test_a_repository_tracked_since_yesterday_does_not_bring_its_past_along(repo, github):
    publish(make_digest())
    make_repository(NAME)
    collect_digest(make_digest(DAY + dt.timedelta(days=1)))

    assert not Activity.objects.exists()


def test_commits_that_the_sample_knows_by_seven_letters_are_not_told_again(repo, digest):
    make_activity(Repository.objects.get(), "commit", "pushed", key="a" * 7, digest=digest)
    Coverage.objects.create(digest=digest, repository=Repository.objects.get(), kind="commits", status="ok")
    publish(digest)
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    assert not following.activities.exists()


def test_the_number_of_queries_does_not_grow_with_the_day(repo, digest):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as context:
            collect_digest(digest)
        return len(context)

    few = queries()
    for number in range(100, 160):
        repo.issue(number, NOON)
    many = queries()

    assert many <= few


def test_every_reason_that_coverage_stores_has_a_sentence(repo, digest):
    make_repository("a/vanished")
    collect_digest(digest)

    assert set(Coverage.objects.exclude(reason="").values_list("reason", flat=True)) <= set(REASONS)


def test_a_branch_merged_on_the_next_day_is_told_by_the_day_of_its_merge(repo, digest):
    repo.commit("b" * 40, "2026-02-19T15:00:00Z", "Part 1")
    repo.commit("c" * 40, "2026-02-20T08:00:00Z", "Merge pull request #13 from ada/branch")
    shas = ["b" * 40, "c" * 40]
    repo.pull(13, "2026-02-19T16:00:00Z", "2026-02-20T08:00:00Z", merge_sha="c" * 40, shas=shas)
    collect_digest(digest)
    publish(digest)
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    assert not digest.activities.filter(key="b" * 40).exists()
    assert set(following.activities.values_list("key", "late")) == {
        ("b" * 40, True),
        ("c" * 40, False),
        ("13", False),
    }


def test_a_commit_of_a_pull_request_that_was_told_is_not_told_again(repo, digest, github):
    github.fail("POST Day.*commits", times=6)
    collect_digest(digest)
    assert set(digest.activities.values_list("kind", flat=True)) == {"pull_request", "issue", "release"}
    publish(digest)
    repo.commit("d" * 40, "2026-02-20T00:00:00Z", "Fix NaN (#12)", files=["x.py"])
    repo.pulls[0]["shas"] = ["d" * 40]
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    assert not following.activities.exists()


def test_a_pull_request_whose_commit_was_told_is_not_told_again(repo, digest, github):
    github.fail("POST Day.*pullRequests", times=6)
    collect_digest(digest)
    assert digest.activities.get(kind="commit").pull_request == 12
    publish(digest)
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    assert not following.activities.exists()


def test_without_a_token_a_branch_of_an_earlier_day_is_told_with_its_merge(repo, digest, settings):
    settings.GITHUB_TOKEN = ""
    collect_digest(digest)
    publish(digest)
    repo.commit(
        "c" * 40, "2026-02-20T08:00:00Z", "Merge pull request #13 from ada/branch", parents=["a" * 40, "b" * 40]
    )
    repo.commit("b" * 40, "2026-02-19T15:00:00Z", "Part 1", parents=["a" * 40])
    repo.pull(13, "2026-02-19T16:00:00Z", "2026-02-20T08:00:00Z")
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    commits = following.activities.filter(kind="commit")
    assert set(commits.values_list("key", "pull_request")) == {("b" * 40, 13), ("c" * 40, 13)}


def test_without_a_token_a_commit_that_names_a_pull_request_that_was_told_is_not_told_again(repo, digest, settings):
    commits, repo.commits = repo.commits, []
    settings.GITHUB_TOKEN = ""
    collect_digest(digest)
    publish(digest)
    repo.commits = commits
    following = make_digest(DAY + dt.timedelta(days=1))
    collect_digest(following)

    assert not following.activities.exists()
