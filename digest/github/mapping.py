"""GitHub's words in ours: JSON of GraphQL (nodes) and of REST (rows) becomes FoundActivity values."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from digest.github.types import FoundActivity, FoundRepository, Window, is_bot, moment
from digest.references import NUMBER
from digest.text import clean, title_line

CLOSE_REASONS = ("completed", "not_planned", "duplicate")
SUBJECT_NUMBER = re.compile(rf"\(#({NUMBER})\)$|^Merge pull request #({NUMBER}) from ")


def activities(
    kind: str, fields: dict[str, Any], moments: dict[str, datetime | None], window: Window
) -> list[FoundActivity]:
    """One FoundActivity for each action whose moment lies in the window; `moments` is action → time."""
    return [
        FoundActivity(kind=kind, action=action, occurred_at=at, **fields)
        for action, at in moments.items()
        if at is not None and at in window
    ]


def message_fields(message: str) -> dict[str, Any]:
    title, _, body = clean(message).strip().partition("\n")
    return {"title": title_line(title), "body": body.strip()}


# --- GraphQL ----------------------------------------------------------------------------------------------------------


def actor_fields(actor: dict[str, Any] | None) -> dict[str, Any]:
    """Login and whether it is a bot; GraphQL leaves out the "[bot]" that REST and the pages show."""
    login = (actor or {}).get("login") or ""
    if login and actor and actor["__typename"] == "Bot" and not login.endswith("[bot]"):
        login += "[bot]"
    return {"author": login, "is_bot": is_bot(login)}


def names_of(labels: dict[str, Any]) -> tuple[str, ...]:
    return tuple(label["name"] for label in (labels or {}).get("nodes") or ())


def item_fields(node: dict[str, Any]) -> dict[str, Any]:
    """What issues and pull requests have in common."""
    return {
        "key": str(node["number"]),
        "number": node["number"],
        "title": title_line(node["title"]),
        "body": clean(node["body"]),
        "url": node["url"],
        "labels": names_of(node["labels"]),
        **actor_fields(node["author"]),
    }


def node_issue(node: dict[str, Any], window: Window) -> list[FoundActivity]:
    moments = {"opened": moment(node["createdAt"]), "closed": moment(node["closedAt"])}
    return with_close_reason(activities("issue", item_fields(node), moments, window), node.get("stateReason"))


def with_close_reason(rows: Iterable[FoundActivity], reason: str | None) -> list[FoundActivity]:
    """The same activities of an issue, the closing one with GitHub's word for why: REOPENED says nothing of it."""
    said = (reason or "").lower()
    known = said if said in CLOSE_REASONS else ""
    return [replace(row, close_reason=known) if row.action == "closed" else row for row in rows]


def node_pull(node: dict[str, Any], found: FoundRepository, window: Window) -> list[FoundActivity]:
    """The activities of a pull request of a FoundRepository; it closes only issues of its own repository."""
    closing = (node.get("closingIssuesReferences") or {}).get("nodes") or ()
    fields = item_fields(node) | {
        "files": tuple(node["files"]["nodes"]),
        "files_total": node["changedFiles"],
        "additions": node["additions"],
        "deletions": node["deletions"],
        "closes": tuple(sorted(i["number"] for i in closing if i and i["repository"]["databaseId"] == found.github_id)),
        "branch": "" if node["baseRefName"] == found.default_branch else clean(node["baseRefName"], 255),
        "head": clean(node["headRefName"], 255),
        "is_draft": node["isDraft"],
    }
    merge_sha = (node["mergeCommit"] or {}).get("oid") or ""
    moments = {"opened": moment(node["createdAt"]), "merged": moment(node["mergedAt"])}
    rows = activities("pull_request", fields, moments, window)
    return [replace(row, merge_sha=merge_sha) if row.action == "merged" else row for row in rows]


def pull_of_commit(node: dict[str, Any], github_id: int) -> dict[str, Any] | None:
    """The merged pull request of this repository that brought the commit, as a small node; None for a direct push."""
    pulls = (node["associatedPullRequests"] or {}).get("nodes") or ()
    merged = [pull for pull in pulls if pull["mergedAt"] and pull["repository"]["databaseId"] == github_id]
    exact = [pull for pull in merged if (pull["mergeCommit"] or {}).get("oid") == node["oid"]]
    return next(iter(exact + merged), None)


def node_commit(node: dict[str, Any], small_pull: dict[str, Any] | None, pull: dict[str, Any] | None) -> FoundActivity:
    """A commit; `small_pull` names its pull request, `pull` is the same with its files, where it was read."""
    git_author = node["author"] or {}
    login = (git_author.get("user") or {}).get("login") or ""
    if not login and (git_author.get("name") or "").endswith("[bot]"):  # a bot is no User, its name is its login
        login = git_author["name"]
    commit = FoundActivity(
        kind="commit",
        action="pushed",
        key=node["oid"],
        url=node["url"],
        author=clean(login, 100),
        is_bot=is_bot(login),
        occurred_at=moment(node["committedDate"]),
        additions=node["additions"],
        deletions=node["deletions"],
        pull_request=small_pull["number"] if small_pull else None,
        landed_at=moment(small_pull["mergedAt"]) if small_pull else None,
        **message_fields(node["message"]),
    )
    if not pull or not is_same_change(node, pull):
        return commit
    return replace(commit, files=tuple(pull["files"]["nodes"]), files_total=pull["changedFiles"])


def is_same_change(commit: dict[str, Any], pull: dict[str, Any]) -> bool:
    """Whether the commit is all of its pull request (a squash or a merge), and not one of several (a rebase)."""
    ours = commit["additions"], commit["deletions"], commit["changedFilesIfAvailable"]
    return ours == (pull["additions"], pull["deletions"], pull["changedFiles"])


def node_release(node: dict[str, Any], window: Window) -> list[FoundActivity]:
    fields = {
        "key": node["tagName"],
        "title": title_line(node["name"] or node["tagName"]),
        "body": clean(node["description"]),
        "url": node["url"],
        "is_prerelease": node["isPrerelease"],
        **actor_fields(node["author"]),
    }
    published_at = None if node["isDraft"] else moment(node["publishedAt"])
    return activities("release", fields, {"published": published_at}, window)


# --- REST -------------------------------------------------------------------------------------------------------------


def user_fields(user: dict[str, Any] | None) -> dict[str, Any]:
    login = (user or {}).get("login") or ""
    return {"author": login, "is_bot": is_bot(login, (user or {}).get("type") or "")}


def row_item(row: dict[str, Any], window: Window) -> list[FoundActivity]:
    """The activities of a row of /issues, which lists issues and pull requests alike."""
    fields = {
        "key": str(row["number"]),
        "number": row["number"],
        "title": title_line(row["title"]),
        "body": clean(row["body"]),
        "url": row["html_url"],
        "labels": tuple(label["name"] for label in row["labels"]),
        **user_fields(row["user"]),
    }
    opened_at, pull = moment(row["created_at"]), row.get("pull_request")
    if pull:
        fields["is_draft"] = bool(row.get("draft"))
        return activities("pull_request", fields, {"opened": opened_at, "merged": moment(pull["merged_at"])}, window)
    rows = activities("issue", fields, {"opened": opened_at, "closed": moment(row["closed_at"])}, window)
    return with_close_reason(rows, row.get("state_reason"))


def row_pull(row: dict[str, Any], known_pulls: Collection[int]) -> int | None:
    """The pull request that the subject of a commit names, believed if that pull request is known; else None."""
    found = SUBJECT_NUMBER.search(message_fields(row["commit"]["message"])["title"])
    number = int(found[1] or found[2]) if found else None
    return number if number in known_pulls else None


def row_commit(row: dict[str, Any], number: int | None) -> FoundActivity:
    """A commit without files, which came with the pull request of this number, or with none."""
    return FoundActivity(
        kind="commit",
        action="pushed",
        key=row["sha"],
        url=row["html_url"],
        occurred_at=moment(row["commit"]["committer"]["date"]),
        pull_request=number,
        **user_fields(row["author"]),
        **message_fields(row["commit"]["message"]),
    )


def row_file(row: dict[str, Any]) -> dict[str, Any]:
    return {"path": row["filename"], "additions": row["additions"], "deletions": row["deletions"]}


def row_release(row: dict[str, Any], window: Window) -> list[FoundActivity]:
    fields = {
        "key": row["tag_name"],
        "title": title_line(row["name"] or row["tag_name"]),
        "body": clean(row["body"]),
        "url": row["html_url"],
        "is_prerelease": row["prerelease"],
        **user_fields(row["author"]),
    }
    published_at = None if row["draft"] else moment(row["published_at"])
    return activities("release", fields, {"published": published_at}, window)


def row_advisory(row: dict[str, Any], window: Window) -> list[FoundActivity]:
    """A published advisory: its summary is the title; versions are written as GitHub has them, never compared."""
    fields = {
        "key": row["ghsa_id"],
        "title": title_line(row["summary"]),
        "body": clean(row["description"]),
        "url": row["html_url"],
        "advisory": {
            "severity": clean(row["severity"], 20),
            "cve": clean(row["cve_id"], 40),
            "packages": [_package(one) for one in row["vulnerabilities"] or ()],
        },
        **user_fields(row.get("author")),
    }
    return activities("advisory", fields, {"published": moment(row["published_at"])}, window)


def _package(row):
    return {
        "name": title_line((row["package"] or {}).get("name"))[:200],
        "affected": title_line(row["vulnerable_version_range"])[:200],
        "fixed": title_line(row["patched_versions"])[:200],
    }
