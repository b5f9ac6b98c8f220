"""The door to GitHub, against a GitHub on this machine."""

import datetime as dt
import json

import pytest

from digest.github.client import GitHub, GitHubError

START, END = dt.datetime(2026, 2, 19, tzinfo=dt.UTC), dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
NOON = "2026-02-19T12:00:00Z"
NAME = "flashinfer-ai/flashinfer"


def read(name=NAME, starts_at=START, ends_at=END):
    with GitHub() as client:
        return client.day(client.repository(name), starts_at, ends_at)


def keys(day, kind):
    return [(row.action, row.key) for row in day.activities if row.kind == kind]


def told(day):
    """Kind → (status, found, reason)."""
    return {row.kind: (row.status, row.found, row.reason) for row in day.coverage}


def one(day, kind, action):
    (row,) = (row for row in day.activities if (row.kind, row.action) == (kind, action))
    return row


@pytest.fixture
def repo(github):
    """A day with one of each: a squashed pull request, an issue opened and closed, a release, an advisory."""
    repo = github.add(NAME, ident=7)
    repo.commit("a" * 40, NOON, "Fix NaN (#12)\n\nCloses #11", files=["x.py", "y.py"])
    repo.pull(12, "2026-02-18T09:00:00Z", NOON, merge_sha="a" * 40, files=["x.py", "y.py"], closes=[(7, 11), (8, 5)])
    repo.issue(11, "2026-02-19T01:00:00Z", NOON)
    repo.release("v0.6.4", NOON)
    repo.advisory("GHSA-2222-3333-4444", NOON, summary="Reading past the end", cve="CVE-2026-12345")
    return repo


@pytest.fixture
def without_token(settings, github):
    settings.GITHUB_TOKEN = ""


def test_a_day_with_a_token_costs_four_requests(repo, github):
    read()

    assert github.requests == [
        f"GET /repos/{NAME}",
        "POST Day commits pullRequests issues releases",
        "POST Pulls",
        f"GET /repos/{NAME}/security-advisories?direction=desc&per_page=100&sort=published&state=published",
    ]


def test_advisories_of_the_window_are_read_with_their_versions(repo):
    repo.advisory("GHSA-5555-6666-7777", "2026-02-01T00:00:00Z")

    day = read()

    (advisory,) = (row for row in day.activities if row.kind == "advisory")
    assert (advisory.key, advisory.title) == ("GHSA-2222-3333-4444", "Reading past the end")
    assert advisory.advisory == {
        "severity": "high",
        "cve": "CVE-2026-12345",
        "packages": [{"name": "flashinfer", "affected": "< 0.6.4", "fixed": "0.6.4"}],
    }
    assert told(day)["advisories"] == ("ok", 1, "")


@pytest.mark.parametrize(
    ("status", "known"), [(404, ("partial", 0, "no_advisories")), (403, ("failed", 0, "forbidden"))]
)
def test_advisories_that_cannot_be_read_cost_only_themselves(repo, github, status, known):
    github.fail("security-advisories", status=status, body="{}")

    day = read()

    assert told(day)["advisories"] == known
    assert told(day)["commits"] == ("ok", 1, "")


def test_without_a_token_advisories_are_not_asked_for_and_the_coverage_says_so(repo, github, without_token):
    day = read()

    assert told(day)["advisories"] == ("partial", 0, "no_token_no_advisories")
    assert not [request for request in github.requests if "advisories" in request]


def test_a_squash_commit_has_the_files_and_the_number_of_its_pull_request(repo):
    commit = one(read(), "commit", "pushed")

    assert (commit.title, commit.body, commit.pull_request) == ("Fix NaN (#12)", "Closes #11", 12)
    assert [row["path"] for row in commit.files] == ["x.py", "y.py"]
    assert (commit.files_total, commit.additions, commit.deletions) == (2, 20, 2)


def test_a_merged_pull_request_names_its_commit_and_the_issues_it_closes_in_its_own_repository(repo):
    pull = one(read(), "pull_request", "merged")

    assert (pull.merge_sha, pull.closes, pull.number) == ("a" * 40, (11,), 12)


def test_a_pull_request_that_was_opened_before_the_window_is_only_told_as_merged(repo):
    assert keys(read(), "pull_request") == [("merged", "12")]


def test_opening_and_closing_an_issue_on_one_day_are_two_activities(repo):
    day = read()

    assert keys(day, "issue") == [("opened", "11"), ("closed", "11")]
    assert one(day, "issue", "opened").labels == ("bug",)


def test_a_pull_request_says_where_it_goes_and_whether_it_is_a_draft(repo):
    repo.pull(13, NOON, NOON, base="release/2.4")
    repo.pull(14, NOON, draft=True)

    told = {(row.number, row.action): row for row in read().activities if row.kind == "pull_request"}

    assert (told[12, "merged"].branch, told[12, "merged"].is_draft) == ("", False)
    assert told[13, "merged"].branch == "release/2.4"
    assert (told[14, "opened"].branch, told[14, "opened"].is_draft) == ("", True)


@pytest.mark.parametrize("token", ["token", ""])
def test_a_closed_issue_says_why(repo, settings, token):
    settings.GITHUB_TOKEN = token
    repo.issue(15, "2026-02-01T00:00:00Z", NOON, state_reason="NOT_PLANNED")

    told = {row.number: row.close_reason for row in read().activities if row.kind == "issue" and row.action == "closed"}

    assert told[15] == "not_planned"


def test_an_issue_that_was_opened_and_closed_says_why_only_where_it_is_closed(repo):
    reasons = {row.action: row.close_reason for row in read().activities if row.kind == "issue"}

    assert reasons == {"opened": "", "closed": "completed"}


def test_drafts_are_no_releases_and_prereleases_are_marked(repo):
    repo.release("v0.7", NOON, draft=True)
    repo.release("v0.7.0rc1", NOON, prerelease=True)

    marks = {row.key: row.is_prerelease for row in read().activities if row.kind == "release"}

    assert marks == {"v0.6.4": False, "v0.7.0rc1": True}


def test_a_release_published_today_of_an_old_tag_is_found(repo):
    for number in range(40):
        repo.release(f"nightly-{number}", f"2026-02-18T{number % 24:02}:00:00Z")
    repo.release("v0.5.9", NOON, created_at="2026-02-01T00:00:00Z")

    assert ("published", "v0.5.9") in keys(read(), "release")


def test_the_window_is_half_open(repo):
    repo.commit("b" * 40, "2026-02-19T00:00:00Z")
    repo.commit("c" * 40, "2026-02-20T00:00:00Z")
    repo.issue(20, "2026-02-20T00:00:00Z")

    day = read()

    assert {key[0] for _action, key in keys(day, "commit")} == {"a", "b"}
    assert ("opened", "20") not in keys(day, "issue")


@pytest.mark.parametrize("token", ["token", ""])
def test_a_window_in_another_zone_is_converted_to_utc(repo, settings, token):
    settings.GITHUB_TOKEN = token
    shanghai = dt.timezone(dt.timedelta(hours=8))
    repo.commit("b" * 40, "2026-02-18T16:30:00Z")
    start = dt.datetime(2026, 2, 19, tzinfo=shanghai)

    day = read(starts_at=start, ends_at=start + dt.timedelta(hours=1))

    assert keys(day, "commit") == [("pushed", "b" * 40)]


def test_every_page_is_read(repo):
    for number in range(100, 230):
        repo.commit(f"{number:040}", NOON)
        repo.pull(number, NOON, NOON, merge_sha=f"{number:040}")
        repo.issue(1000 + number, NOON)

    assert {kind: found for kind, (_status, found, _reason) in told(read()).items()} == {
        "commits": 131,
        "pull_requests": 261,
        "issues": 132,
        "releases": 1,
        "advisories": 1,
    }


def test_all_files_of_a_large_pull_request_are_read(repo):
    paths = [f"{number}.py" for number in range(250)]
    repo.commit("b" * 40, NOON, files=paths)
    repo.pull(13, NOON, NOON, merge_sha="b" * 40, files=paths)

    commit = next(row for row in read().activities if row.key == "b" * 40)

    assert len(commit.files) == commit.files_total == 250


def test_a_direct_push_costs_one_request_for_its_files(repo, github):
    repo.commit("b" * 40, NOON, files=["z.py"])

    commit = next(row for row in read().activities if row.key == "b" * 40)

    assert [row["path"] for row in commit.files] == ["z.py"]
    assert commit.pull_request is None
    assert len([request for request in github.requests if "/commits/" in request]) == 1


def test_a_commit_that_is_only_a_part_of_its_pull_request_has_its_own_files(repo):
    repo.commit("b" * 40, NOON, files=["z.py"])
    repo.pull(13, NOON, NOON, shas=["b" * 40], files=["z.py", "others.py"])

    commit = next(row for row in read().activities if row.key == "b" * 40)

    assert [row["path"] for row in commit.files] == ["z.py"]
    assert commit.pull_request == 13


def test_after_fifty_direct_pushes_the_rest_is_told_without_files(repo, github):
    for number in range(60):
        repo.commit(f"{number:040}", NOON)

    day = read()

    assert told(day)["commits"] == ("partial", 61, "files_cut")
    assert len([row for row in day.activities if row.kind == "commit" and row.files_total is None]) == 10
    assert len([request for request in github.requests if "/commits/" in request]) == 50


def test_bots_are_known_by_type_and_by_name(repo):
    repo.pull(13, NOON, login="dependabot", type="Bot")
    repo.issue(14, NOON, login="flashinfer-bot")
    repo.commit("b" * 40, NOON, login=None, name="github-actions[bot]")

    bots = {(row.key[:3], row.author) for row in read().activities if row.is_bot}

    assert bots == {("13", "dependabot[bot]"), ("14", "flashinfer-bot"), ("bbb", "github-actions[bot]")}


def test_text_that_no_database_takes_is_mended(repo):
    repo.issue(15, NOON, title="a\0b\ud800", body="x" * 30_000)

    issue = next(row for row in read().activities if row.key == "15")

    assert issue.title == "ab?"
    assert len(issue.body) == 20_000


@pytest.mark.usefixtures("without_token")
def test_without_a_token_plain_lists_tell_the_same_without_files(repo, github):
    day = read()

    assert told(day) == {
        "commits": ("partial", 1, "no_token_no_files"),
        "pull_requests": ("partial", 1, "no_token_no_files"),
        "issues": ("ok", 2, ""),
        "releases": ("ok", 1, ""),
        "advisories": ("partial", 0, "no_token_no_advisories"),
    }
    assert (one(day, "commit", "pushed").files_total, one(day, "commit", "pushed").pull_request) == (None, 12)
    assert len(github.requests) == 4


@pytest.mark.usefixtures("without_token")
def test_without_a_token_a_number_in_a_subject_is_believed_only_of_a_known_pull_request(repo):
    repo.commit("b" * 40, NOON, "Revert what broke (#99)")

    assert next(row for row in read().activities if row.key == "b" * 40).pull_request is None


@pytest.mark.usefixtures("without_token")
def test_without_a_token_every_page_is_read(repo):
    for number in range(100, 330):
        repo.commit(f"{number:040}", NOON)

    assert told(read())["commits"][1] == 231


@pytest.mark.parametrize("token", ["token", ""])
def test_a_renamed_repository_is_followed_and_its_window_kept(repo, settings, token):
    settings.GITHUB_TOKEN = token
    repo.former = ("old/name",)
    repo.commit("b" * 40, "2026-01-01T00:00:00Z")

    with GitHub() as client:
        found = client.repository("old/name")
        day = client.day(found, START, END)

    assert (found.full_name, found.github_id) == (NAME, 7)
    assert keys(day, "commit") == [("pushed", "a" * 40)]


def test_the_id_wins_over_a_name_that_a_stranger_has_taken(repo, github):
    github.add("old/name", ident=666)

    with GitHub() as client:
        assert client.repository("old/name", github_id=7).full_name == NAME


@pytest.mark.parametrize("token", ["token", ""])
def test_an_empty_repository_is_named_empty(github, settings, token):
    settings.GITHUB_TOKEN = token
    github.add(NAME, empty=True)

    day = read()

    assert day.trouble == "empty"
    assert told(day)["commits"] == ("ok", 0, "empty")


@pytest.mark.parametrize("token", ["token", ""])
def test_an_archived_repository_is_named_archived(repo, settings, token):
    settings.GITHUB_TOKEN = token
    repo.archived = True

    assert read().trouble == "archived"
    assert told(read())["issues"] == ("ok", 2, "archived")


@pytest.mark.parametrize(("status", "reason"), [(404, "not_found"), (451, "blocked"), (403, "blocked")])
def test_a_repository_that_github_keeps_from_us_is_a_permanent_error_with_its_reason(github, status, reason):
    github.add(NAME, status=status)

    with GitHub() as client, pytest.raises(GitHubError) as caught:
        client.repository(NAME)

    assert (caught.value.reason, caught.value.permanent) == (reason, True)
    assert len(github.requests) == 1


LIMITED = json.dumps({"message": "API rate limit exceeded for user ID 1."})
SECONDARY = json.dumps({"message": "You have exceeded a secondary rate limit. Please wait a few minutes."})


@pytest.mark.parametrize(
    ("status", "body", "headers", "wait"),
    [
        (403, LIMITED, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}, 3600),
        (403, SECONDARY, {"Retry-After": "30"}, 30),
        (403, SECONDARY, {"Retry-After": "86400"}, 3600),
        (429, SECONDARY, {}, 60),
    ],
)
def test_a_rate_limit_is_never_waited_for_here_and_the_wait_is_bounded(repo, github, status, body, headers, wait):
    github.fail("GET", status, body, headers=headers)

    with GitHub() as client, pytest.raises(GitHubError) as caught:
        client.repository(NAME)

    assert (caught.value.reason, caught.value.permanent, caught.value.retry_after) == ("rate_limited", False, wait)


def test_after_a_rate_limit_github_is_not_asked_again(repo, github):
    github.fail("POST", 403, LIMITED)

    day = read()

    assert set(told(day).values()) == {("failed", 0, "rate_limited")}
    assert len(github.requests) == 2


def test_what_was_read_before_a_rate_limit_is_kept(repo, github):
    github.fail("POST Pulls", 403, LIMITED)

    assert told(read()) == {
        "commits": ("partial", 1, "rate_limited"),
        "pull_requests": ("failed", 0, "rate_limited"),
        "issues": ("ok", 2, ""),
        "releases": ("ok", 1, ""),
        "advisories": ("failed", 0, "rate_limited"),
    }


def test_a_rate_limit_inside_a_graphql_answer_is_understood(repo, github):
    github.fail("POST", 200, json.dumps({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}))

    assert told(read())["commits"] == ("failed", 0, "rate_limited")


def test_a_refused_token_is_named_and_not_tried_twice(repo, github):
    github.fail("", 401, json.dumps({"message": "Bad credentials"}))

    with GitHub() as client:
        for _attempt in range(2):
            with pytest.raises(GitHubError) as caught:
                client.repository(NAME)

    assert caught.value.reason == "bad_token"
    assert len(github.requests) == 1


@pytest.mark.parametrize("match", ["GET /repos", "POST Day", "POST Pulls"])
@pytest.mark.parametrize("body", ["<html>", '{"data": {"repo'])
@pytest.mark.parametrize("status", [502, 200])
def test_a_hiccup_is_asked_again_for(repo, github, match, body, status):
    github.fail(match, status, body, times=1)

    assert set(told(read()).values()) == {("ok", 1, ""), ("ok", 2, "")}


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (502, "<html>", "unavailable"),
        (200, "<html>", "broken_answer"),
        (200, '{"data": {"repo', "broken_answer"),
        (200, '{"data": {"repository": {}}}', "broken_answer"),
        (200, '{"data": null, "errors": [{"message": "Something went wrong"}]}', "unavailable"),
    ],
)
def test_a_lasting_failure_is_a_failed_coverage_with_its_reason_and_never_an_empty_list(
    repo, github, status, body, reason
):
    github.fail("POST", status, body)

    known = told(read())

    assert known.pop("advisories") == ("ok", 1, "")
    assert set(known.values()) == {("failed", 0, reason)}


def test_one_kind_that_fails_does_not_take_the_others_along(repo, github):
    github.fail("POST Day.* issues")

    assert told(read()) == {
        "commits": ("ok", 1, ""),
        "pull_requests": ("ok", 1, ""),
        "issues": ("failed", 0, "unavailable"),
        "releases": ("ok", 1, ""),
        "advisories": ("ok", 1, ""),
    }


def test_pull_requests_whose_details_cannot_be_read_are_failed_also_where_the_lists_came_one_by_one(repo, github):
    github.fail("POST Day commits pullRequests")
    github.fail("POST Pulls")

    assert told(read())["pull_requests"] == ("failed", 0, "unavailable")
    assert told(read())["commits"] == ("ok", 1, "")


@pytest.mark.usefixtures("without_token")
def test_one_list_that_fails_does_not_take_the_others_along(repo, github):
    github.fail("/releases", 500)

    assert told(read())["releases"] == ("failed", 0, "unavailable")
    assert told(read())["issues"] == ("ok", 2, "")


def test_links_to_issues_that_the_token_must_not_see_cost_only_the_links(repo, github):
    hidden = {"path": ["nodes", 0, "closingIssuesReferences"], "type": "FORBIDDEN", "message": "SAML"}
    pull = github.graph.pull(repo, repo.pulls[0]) | {"closingIssuesReferences": None}
    github.fail("POST Pulls", 200, json.dumps({"data": {"nodes": [pull]}, "errors": [hidden]}))

    pull = one(read(), "pull_request", "merged")

    assert (pull.closes, pull.files_total) == ((), 2)


@pytest.mark.usefixtures("without_token")
def test_commits_from_outside_the_window_are_refused_since_github_lost_our_filter(repo, github):
    repo.commit("b" * 40, "2025-01-01T00:00:00Z")
    everything = {"since": "0", "until": "9"}
    github.fail("/commits", 200, json.dumps(github.rest.commits(repo, everything)))

    assert told(read())["commits"] == ("failed", 0, "broken_answer")


def test_a_github_that_cannot_be_reached_is_given_up_soon(settings):
    settings.GITHUB_API_URL = "http://127.0.0.1:9"

    with GitHub() as client:
        for _attempt in range(10):
            with pytest.raises(GitHubError) as caught:
                client.repository(NAME)
        stopped_by = client._stopped_by

    assert caught.value is stopped_by
    assert caught.value.reason == "unreachable"


def test_without_a_token_a_merge_brings_the_commits_of_its_branch_and_none_of_the_main_line(repo, without_token):
    sha = dict(zip(("merge", "tip", "from_main", "first", "main"), ("b", "c", "d", "e", "f"), strict=True))
    parents = {
        "merge": ["main", "tip"],
        "tip": ["from_main"],
        "from_main": ["first", "main"],
        "first": ["old"],
        "main": ["old"],
    }
    for name, before in parents.items():
        title = "Merge pull request #13 from ada/branch" if name == "merge" else name
        repo.commit(sha[name] * 40, NOON, title, parents=[sha.get(one, "0") * 40 for one in before])
    repo.pull(13, "2026-02-18T09:00:00Z", NOON)

    numbers = {row.key[0]: row.pull_request for row in read().activities if row.kind == "commit"}

    assert numbers == {"a": 12, "b": 13, "c": 13, "d": 13, "e": 13, "f": None}


def test_a_merge_of_a_pull_request_that_is_not_known_brings_nothing(repo, without_token):
    repo.commit("b" * 40, NOON, "Merge pull request #99 from ada/branch", parents=["a" * 40, "c" * 40])
    repo.commit("c" * 40, NOON, "Part 1", parents=["a" * 40])

    assert {row.pull_request for row in read().activities if row.key[0] in "bc"} == {None}
