"""GitHub's words in ours: what GraphQL and REST say of the same becomes the same."""

import datetime as dt

import pytest

from digest.github import mapping
from digest.github.types import FoundRepository, Window

START, END = dt.datetime(2026, 2, 19, tzinfo=dt.UTC), dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
WINDOW = Window.of(START, END)
NOON, BEFORE = "2026-02-19T12:00:00Z", "2026-02-18T12:00:00Z"
FOUND = FoundRepository("acme/core", 7, "", "main", archived=False, private=False)
ITEM = {"number": 12, "title": "Fix\n NaN", "body": "a\r\nb\0", "url": "https://github.com/acme/core/issues/12"}
NODE = ITEM | {"labels": {"nodes": [{"name": "bug"}]}, "author": {"__typename": "User", "login": "ada"}}
PULL = NODE | {
    "files": {"nodes": [{"path": "a.py", "additions": 2, "deletions": 1}]},
    "changedFiles": 1,
    "additions": 2,
    "deletions": 1,
    "closingIssuesReferences": {
        "nodes": [None, *({"number": n, "repository": {"databaseId": i}} for n, i in ((9, 7), (8, 5)))]
    },
    "baseRefName": "main",
    "headRefName": "fix-nan",
    "isDraft": False,
    "mergeCommit": {"oid": "a" * 40},
    "createdAt": BEFORE,
    "mergedAt": NOON,
}
COMMIT = {
    "oid": "a" * 40,
    "message": "Fix NaN (#12)\n\nOn SM90.",
    "url": "https://github.com/acme/core/commit/" + "a" * 40,
    "committedDate": NOON,
    "additions": 2,
    "deletions": 1,
    "changedFilesIfAvailable": 1,
    "author": {"name": "Ada", "user": {"login": "ada"}},
    "associatedPullRequests": {"nodes": []},
}


def test_a_message_is_a_title_of_one_line_and_a_body():
    assert mapping.message_fields("  Fix\tNaN\n\n\nOn SM90.\n") == {"title": "Fix NaN", "body": "On SM90."}
    assert mapping.message_fields("") == {"title": "", "body": ""}


@pytest.mark.parametrize(
    ("actor", "author", "is_bot"),
    [
        (None, "", False),
        ({"__typename": "User", "login": "ada"}, "ada", False),
        ({"__typename": "Bot", "login": "dependabot"}, "dependabot[bot]", True),
        ({"__typename": "Bot", "login": "dependabot[bot]"}, "dependabot[bot]", True),
        ({"__typename": "User", "login": "flashinfer-bot"}, "flashinfer-bot", True),
        ({"__typename": "Mannequin", "login": ""}, "", False),
    ],
)
def test_an_actor_is_named_as_the_pages_name_it(actor, author, is_bot):
    assert mapping.actor_fields(actor) == {"author": author, "is_bot": is_bot}


def test_opening_and_closing_are_two_activities_where_both_lie_in_the_window():
    rows = mapping.node_issue(NODE | {"createdAt": NOON, "closedAt": NOON, "stateReason": "NOT_PLANNED"}, WINDOW)

    assert [(row.action, row.close_reason) for row in rows] == [("opened", ""), ("closed", "not_planned")]
    assert (rows[0].title, rows[0].body, rows[0].labels, rows[0].key) == ("Fix NaN", "a\nb", ("bug",), "12")


@pytest.mark.parametrize(
    ("said", "known"), [("REOPENED", ""), (None, ""), ("COMPLETED", "completed"), ("duplicate", "duplicate")]
)
def test_only_a_reason_to_close_is_one(said, known):
    [row] = mapping.node_issue(NODE | {"createdAt": BEFORE, "closedAt": NOON, "stateReason": said}, WINDOW)

    assert row.close_reason == known


def test_a_merge_names_its_commit_and_closes_issues_of_its_own_repository_only():
    [row] = mapping.node_pull(PULL, FOUND, WINDOW)

    assert (row.action, row.merge_sha, row.closes, row.branch, row.head) == ("merged", "a" * 40, (9,), "", "fix-nan")


def test_a_pull_request_into_another_branch_names_it_and_a_proposal_has_no_merge_commit():
    [row] = mapping.node_pull(PULL | {"baseRefName": "dev", "createdAt": NOON, "mergedAt": None}, FOUND, WINDOW)

    assert (row.action, row.branch, row.merge_sha) == ("opened", "dev", "")


def test_links_that_the_token_must_not_see_cost_only_themselves():
    [row] = mapping.node_pull(PULL | {"closingIssuesReferences": None}, FOUND, WINDOW)

    assert row.closes == ()


def small(number, sha="", ident=7, merged_at=NOON):
    return {"number": number, "mergedAt": merged_at, "mergeCommit": {"oid": sha}, "repository": {"databaseId": ident}}


@pytest.mark.parametrize(
    ("pulls", "number"),
    [
        ([], None),
        ([small(1), small(2, "a" * 40)], 2),
        ([small(1), small(2)], 1),
        ([small(1, ident=5), small(2)], 2),
        ([small(1, merged_at=None)], None),
    ],
)
def test_a_commit_came_with_the_pull_request_that_it_became(pulls, number):
    found = mapping.pull_of_commit(COMMIT | {"associatedPullRequests": {"nodes": pulls}}, 7)

    assert (found or {}).get("number") == number


def test_a_squash_has_the_files_of_its_pull_request_and_a_part_of_it_has_none():
    whole = mapping.node_commit(COMMIT, small(12), PULL)
    part = mapping.node_commit(COMMIT | {"additions": 1}, small(12), PULL)

    assert (whole.pull_request, whole.files_total, whole.landed_at) == (12, 1, START.replace(hour=12))
    assert (part.pull_request, part.files, part.files_total) == (12, (), None)


def test_a_bot_that_is_no_user_is_known_by_its_name():
    commit = mapping.node_commit(COMMIT | {"author": {"name": "renovate[bot]", "user": None}}, None, None)
    nobody = mapping.node_commit(COMMIT | {"author": None}, None, None)

    assert (commit.author, commit.is_bot) == ("renovate[bot]", True)
    assert (nobody.author, nobody.is_bot) == ("", False)


RELEASE = {
    "tagName": "v1",
    "name": None,
    "description": None,
    "url": "https://x.y/v1",
    "isPrerelease": True,
    "author": None,
}


@pytest.mark.parametrize(
    ("draft", "at", "number"), [(False, NOON, 1), (True, NOON, 0), (False, None, 0), (False, BEFORE, 0)]
)
def test_a_release_is_published_once_it_is_no_draft(draft, at, number):
    rows = mapping.node_release(RELEASE | {"isDraft": draft, "isPrerelease": True, "publishedAt": at}, WINDOW)

    assert [(row.title, row.is_prerelease) for row in rows] == [("v1", True)] * number


ROW = ITEM | {
    "html_url": ITEM["url"],
    "labels": [{"name": "bug"}],
    "user": {"login": "ada", "type": "User"},
    "created_at": BEFORE,
    "closed_at": NOON,
    "state_reason": "completed",
}


def test_rest_says_of_an_issue_what_graphql_says():
    [row] = mapping.row_item(ROW, WINDOW)
    [node] = mapping.node_issue(NODE | {"createdAt": BEFORE, "closedAt": NOON, "stateReason": "COMPLETED"}, WINDOW)

    assert row == node


def test_a_pull_request_of_the_list_of_issues_is_no_issue():
    [row] = mapping.row_item(ROW | {"pull_request": {"merged_at": NOON}, "draft": True}, WINDOW)

    assert (row.kind, row.action, row.is_draft, row.close_reason) == ("pull_request", "merged", True, "")


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("Fix NaN (#12)", 12),
        ("Merge pull request #12 from ada/fix", 12),
        ("Fix NaN (#13)", None),
        ("See #12", None),
        ("Fix NaN (#12) again", None),
    ],
)
def test_a_subject_is_believed_where_its_pull_request_is_known(subject, number):
    assert mapping.row_pull({"commit": {"message": f"{subject}\n\n(#12)"}}, {12}) == number


def test_an_advisory_keeps_githubs_versions_as_they_are_written():
    row = {
        "ghsa_id": "GHSA-2222-3333-4444",
        "summary": "A\nflaw",
        "description": None,
        "html_url": "https://x.y/a",
        "severity": "high",
        "cve_id": None,
        "vulnerabilities": [{"package": None, "vulnerable_version_range": "< 1.2", "patched_versions": None}],
        "published_at": NOON,
    }

    [advisory] = mapping.row_advisory(row, WINDOW)

    assert (advisory.key, advisory.title, advisory.body, advisory.author) == ("GHSA-2222-3333-4444", "A flaw", "", "")
    packages = [{"name": "", "affected": "< 1.2", "fixed": ""}]
    assert advisory.advisory == {"severity": "high", "cve": "", "packages": packages}
    assert mapping.row_advisory(row | {"published_at": BEFORE}, WINDOW) == []


def test_what_lacks_a_field_is_no_answer_of_github():
    with pytest.raises(KeyError):
        mapping.node_issue({"number": 12}, WINDOW)
