"""GitHub's raw words about the days that are judged: from the shipped sample, or asked from GitHub by plain HTTP.

Nothing here uses the service's own code for GitHub: who checks a mail must not ask the one who wrote it.
"""

import datetime as dt
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "digest" / "fixtures" / "sample.json"
LATE = dt.timedelta(hours=72)  # so long after its digest a commit may still be told, marked late
TIMEOUT, TRIES, PAGE = 30, 3, 100
NAMED = re.compile(
    r"(?:https?://github\.com/(?P<url>[\w.-]+/[\w.-]+)/(?:issues|pull)/|(?P<name>[\w.-]+/[\w.-]+)?#|GH-)(?P<number>\d+)"
)
NAMED_COMMIT = re.compile(
    r"(?:This reverts commit |https?://github\.com/[\w.-]+/[\w.-]+/commit/)(?P<sha>[0-9a-f]{7,40})"
)


@dataclass(frozen=True)
class Activity:
    """Something that happened: what ("commit pushed", "issue opened" …) and the item it happened to."""

    what: str
    item: tuple  # as finished_mail.item_of


class Facts:
    """What GitHub says; `texts(item)` and `happened(repository, date)` come from the kinds of facts below."""

    def named(self, item):
        """The items that this one's own title, body or links name, and its pull request or commit."""
        repository = item[0]
        for text in self.texts(item):
            for found in NAMED.finditer(text):
                yield (found["url"] or found["name"] or repository).lower(), "number", found["number"]
            for found in NAMED_COMMIT.finditer(text):
                yield repository, "commit", found["sha"]
        yield from self.linked(item)

    def around(self, item):
        """The texts of this item and of its own commit or pull request."""
        items = [item, *self.linked(item)]
        return [text for one in dict.fromkeys(items) for text in self.texts(one)]


class SampleFacts(Facts):
    """The shipped sample day."""

    requests = 0

    def __init__(self, path=SAMPLE):
        recorded = json.loads(path.read_text(encoding="utf-8"))
        self.date = dt.date.fromisoformat(recorded["date"])
        self.repositories = [row["full_name"] for row in recorded["repositories"]]
        self.rows = {}
        for row in recorded["activities"]:
            self.rows.setdefault(sample_item(row), []).append(row)

    def happened(self, repository, _date):
        return [
            Activity(f"{row['kind']} {row['action']}", item)
            for item, rows in self.rows.items()
            for row in rows
            if item[0] == repository.lower()
        ]

    def lately(self, repository, date):
        return self.happened(repository, date)

    def texts(self, item):
        rows = self.rows.get(item, ())
        parts = [[row["title"], row.get("body", ""), *row.get("labels", ()), row["key"]] for row in rows]
        return [text for part in parts for text in part if text] + [
            path for row in rows for path, _added, _deleted in row.get("files", ())
        ]

    def linked(self, item):
        for row in self.rows.get(item, ()):
            yield from ((item[0], "number", str(number)) for number in row.get("closes", ()))
            if row.get("pull_request"):
                yield item[0], "number", str(row["pull_request"])
            if row.get("merge_sha"):
                yield item[0], "commit", row["merge_sha"]


def sample_item(row):
    kind = {"commit": "commit", "release": "release"}.get(row["kind"], "number")
    return row["repository"].lower(), kind, row["key"]


class GitHubFacts(Facts):
    """Any day of any GitHub, over REST; every answer is asked for once."""

    def __init__(self, api_url, token, repositories):
        self.api_url, self.token, self.repositories = api_url.rstrip("/"), token, repositories
        self.requests, self._answers = 0, {}

    def happened(self, repository, date):
        """The activities of this UTC day."""
        start = dt.datetime.combine(date, dt.time(), dt.UTC)
        return self._between(repository, start, start + dt.timedelta(days=1))

    def lately(self, repository, date):
        """Those of the day, and of the days before that could be told late."""
        start = dt.datetime.combine(date, dt.time(), dt.UTC)
        return self._between(repository, start - LATE, start + dt.timedelta(days=1))

    def _between(self, repository, start, end):
        name = repository.lower()
        return [
            Activity(what, (name, kind, str(key)))
            for what, kind, key, at in _moments(self._recent(repository, start))
            if at and start <= dt.datetime.fromisoformat(at) < end
        ]

    def _recent(self, repository, start):
        """The lists since then; what their rows already tell is not asked for again."""
        since = start.strftime("%Y-%m-%dT%H:%M:%SZ")
        base = f"/repos/{repository.lower()}"
        newest = {"state": "all", "sort": "updated", "direction": "desc"}
        lists = {
            "commits": list(self._pages(f"{base}/commits", {"since": since})),
            "issues": list(self._pages(f"{base}/issues", {"since": since, "state": "all"})),
            "pulls": list(self._pages(f"{base}/pulls", newest, ("updated_at", since))),
            "releases": list(self._pages(f"{base}/releases", {}, ("published_at", since))),
        }
        for kind in ("issues", "pulls"):
            for row in lists[kind]:
                self._answers.setdefault(f"{base}/{kind}/{row['number']}", row)
        return lists

    def texts(self, item):
        """Title, body, labels, paths and diff; the message, paths and diff of a commit; tag and notes of a release."""
        repository, kind, key = item
        base = f"/repos/{repository}"
        if kind == "commit":
            row = self._get(f"{base}/commits/{key}") or {"commit": {"message": ""}}
            return [row["commit"]["message"], *_of_files(row.get("files", ()))]
        if kind == "release":
            row = self._get(f"{base}/releases/tags/{urllib.parse.quote(key)}") or {}
            return [text for text in (key, row.get("name"), row.get("body")) if text]
        row = self._get(f"{base}/issues/{key}")
        return self._texts_of_issue(base, key, row) if row else []

    def _texts_of_issue(self, base, key, row):
        texts = [row["title"], row["body"] or "", *(label["name"] for label in row["labels"])]
        if "pull_request" in row:
            texts += _of_files(self._pages(f"{base}/pulls/{key}/files", {}))
        return texts

    def linked(self, item):
        """The merge commit of a pull request, and the pull requests of a commit."""
        repository, kind, key = item
        base = f"/repos/{repository}"
        if kind == "number" and "pull_request" in (self._get(f"{base}/issues/{key}") or {}):
            sha = (self._get(f"{base}/pulls/{key}") or {}).get("merge_commit_sha")
            yield from [(repository, "commit", sha)] if sha else []
        if kind == "commit":
            pulls = self._get(f"{base}/commits/{key}/pulls") or ()
            yield from ((repository, "number", str(pull["number"])) for pull in pulls)

    def _pages(self, path, parameters, until=None):
        """Rows, page by page; `until` is (field, moment): no page is asked for behind a row that is older."""
        query = urllib.parse.urlencode({**parameters, "per_page": PAGE})
        number = 1
        while rows := self._get(f"{path}?{query}&page={number}") or ():
            yield from rows
            oldest = until and rows[-1][until[0]]
            if len(rows) < PAGE or (oldest and oldest < until[1]):
                return
            number += 1

    def _get(self, path):
        """The answer; None where GitHub has nothing there."""
        if path not in self._answers:
            self._answers[path] = self._ask(path)
        return self._answers[path]

    def _ask(self, path):
        headers = {"Accept": "application/vnd.github+json", "User-Agent": "newsletter-evaluation"}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = urllib.request.Request(self.api_url + path, headers=headers)
        for number in range(1, TRIES + 1):
            self.requests += 1
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code in (404, 409, 410, 422, 451):
                    return None
                if number == TRIES or error.code in (401, 403):
                    sys.exit(f"GitHub answers {error.code} to {path}: {error.reason}; no verdict without its facts")
            except (urllib.error.URLError, TimeoutError, ValueError):
                if number == TRIES:
                    raise
            time.sleep(number)
        return None


class Library:
    """Looks items up in facts, each once, as sources of words."""

    def __init__(self, facts, make_source):
        self.facts, self.make_source, self._sources = facts, make_source, {}

    def source(self, items):
        """One source for these items, with their own commits and pull requests, and their repositories' names."""
        items = tuple(dict.fromkeys(items))
        if items not in self._sources:
            names = [item[0] for item in items]
            self._sources[items] = self.make_source([*names, *(t for item in items for t in self.facts.around(item))])
        return self._sources[items]

    @cached_property
    def tracked(self):
        return {name.lower() for name in self.facts.repositories}


def _of_files(rows):
    """The paths of these files, and their changed lines where GitHub gives them."""
    return [text for row in rows for text in (row["filename"], row.get("patch")) if text]


def _moments(rows):
    """(what happened, kind, key, when) of all these rows; when may be None."""
    for row in rows["commits"]:
        yield "commit pushed", "commit", row["sha"], row["commit"]["committer"]["date"]
    for row in rows["pulls"]:
        for what, name in (("opened", "created"), ("merged", "merged")):
            yield f"pull_request {what}", "number", row["number"], row[f"{name}_at"]
    for row in rows["issues"]:
        if "pull_request" not in row:
            for what, name in (("opened", "created"), ("closed", "closed")):
                yield f"issue {what}", "number", row["number"], row[f"{name}_at"]
    for row in rows["releases"]:
        if not row["draft"]:
            yield "release published", "release", row["tag_name"], row["published_at"]
