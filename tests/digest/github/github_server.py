"""A small GitHub on this machine: a few repositories over REST and the four GraphQL queries that we ask."""

import base64
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit


class FakeRepository:
    """One repository; rows are dicts with the keys that the make methods take."""

    def __init__(self, full_name, ident=1, **settings):
        self.full_name, self.ident = full_name, ident
        self.former, self.status, self.archived, self.empty = (), 200, False, False
        self.commits, self.pulls, self.issues, self.releases = [], [], [], []
        self.advisories = []
        self.blobs = {}  # "SHA:path" to a text, or to the fields of an object that is none
        self.patches = {}  # a pull request's number or a commit's SHA to {path: hunks, or None where GitHub gives none}
        vars(self).update(settings)

    def commit(self, sha, at, message="A change", **fields):
        self.commits.append({"sha": sha, "at": at, "message": message, "login": "ada", "files": ["a.py"]} | fields)

    def pull(self, number, created_at, merged_at=None, **fields):
        fixed = {
            "number": number,
            "created_at": created_at,
            "merged_at": merged_at,
            "updated_at": merged_at or created_at,
        }
        self.pulls.append({"title": f"Pull {number}", "body": "", "login": "ada", "files": ["a.py"]} | fixed | fields)

    def issue(self, number, created_at, closed_at=None, **fields):
        fixed = {"number": number, "created_at": created_at, "closed_at": closed_at}
        self.issues.append({"title": f"Issue {number}", "body": "", "login": "ada", "labels": ["bug"]} | fixed | fields)

    def release(self, tag, at, **fields):
        self.releases.append({"tag": tag, "at": at, "created_at": at, "draft": False, "prerelease": False} | fields)

    def advisory(self, ghsa, at, **fields):
        row = {"ghsa": ghsa, "at": at, "summary": "A flaw", "description": "", "cve": None, "severity": "high"}
        self.advisories.append(row | {"packages": [("pip", "flashinfer", "< 0.6.4", "0.6.4")]} | fields)

    def pull_of(self, commit):
        return next(
            (pull for pull in self.pulls if commit["sha"] in (pull.get("merge_sha"), *pull.get("shas", ()))), None
        )


def listed(full_name, ident, **fields):
    """A row of a list of repositories, with what we read of it."""
    row = {"id": ident, "full_name": full_name, "description": f"About {full_name}", "archived": False}
    return row | {"private": False, "fork": False, "stargazers_count": 10 * ident} | fields


def lines(files):
    """Ten lines added and one deleted in each file."""
    return {"additions": 10 * len(files), "deletions": len(files)}


class Rest:
    """REST rows, with what we read of them."""

    def repository(self, repo):
        return {
            "id": repo.ident,
            "full_name": repo.full_name,
            "description": None,
            "default_branch": "main",
            "archived": repo.archived,
            "private": False,
        }

    def commits(self, repo, query):
        rows = [row for row in repo.commits if query["since"] <= row["at"] <= query["until"]]
        return [self.commit(repo, row) for row in rows]

    def commit(self, repo, row):
        git = {"message": row["message"], "committer": {"date": row["at"]}}
        url = f"https://github.com/{repo.full_name}/commit/{row['sha']}"
        author, parents = {"login": row["login"], "type": "User"}, [{"sha": sha} for sha in row.get("parents", ())]
        return {"sha": row["sha"], "html_url": url, "commit": git, "author": author, "parents": parents}

    def issues(self, repo, query):
        rows = [self.item(repo, row) for row in repo.issues]
        for row in repo.pulls:
            pull = {"pull_request": {"merged_at": row["merged_at"]}, "draft": row.get("draft", False)}
            rows.append(self.item(repo, row) | pull)
        return rows

    def item(self, repo, row):
        labels = [{"name": name} for name in row.get("labels", ())]
        url = f"https://github.com/{repo.full_name}/issues/{row['number']}"
        user = {"login": row["login"], "type": "User"}
        copied = {key: row.get(key) for key in ("number", "title", "body", "created_at", "closed_at")}
        reason = (row.get("state_reason") or "").lower() or None
        return copied | {"html_url": url, "user": user, "labels": labels, "state_reason": reason}

    def files(self, patches):
        return [
            {"filename": path, "status": "modified", "additions": 10, "deletions": 1}
            | ({} if hunks is None else {"patch": hunks})
            for path, hunks in patches.items()
        ]

    def releases(self, repo, query):
        copied = ("draft", "prerelease", "created_at")
        return [
            {key: row[key] for key in copied}
            | {"tag_name": row["tag"], "name": row["tag"], "body": "", "published_at": row["at"]}
            | {"author": None, "html_url": f"https://github.com/{repo.full_name}/releases/tag/{row['tag']}"}
            for row in repo.releases
        ]

    def advisories(self, repo, query):
        """As GitHub documents "List repository security advisories", with what we read of it."""
        base = f"https://github.com/{repo.full_name}/security/advisories"
        return [
            {
                "ghsa_id": row["ghsa"],
                "cve_id": row["cve"],
                "html_url": f"{base}/{row['ghsa']}",
                "summary": row["summary"],
                "description": row["description"],
                "severity": row["severity"],
                "author": None,
                "state": "published",
                "published_at": row["at"],
                "vulnerabilities": [
                    {
                        "package": {"ecosystem": ecosystem, "name": name},
                        "vulnerable_version_range": affected,
                        "patched_versions": fixed,
                        "vulnerable_functions": [],
                    }
                    for ecosystem, name, affected, fixed in row["packages"]
                ],
            }
            for row in sorted(repo.advisories, key=lambda row: row["at"], reverse=True)
        ]


class Graph:
    """GraphQL nodes, with what we ask of them."""

    def day(self, repo, v):
        answer = {"databaseId": repo.ident, "isEmpty": repo.empty}
        if v["commits"]:
            rows = [row for row in repo.commits if v["since"] <= row["at"] <= v["until"]]
            history = page([self.commit(repo, row) for row in rows], v["size"], v["afterCommits"])
            answer["defaultBranchRef"] = None if repo.empty else {"target": {"history": history}}
        if v["pullRequests"]:
            rows = sorted(repo.pulls, key=lambda row: row["updated_at"], reverse=True)
            times = {"createdAt": "created_at", "mergedAt": "merged_at", "updatedAt": "updated_at"}
            nodes = [{ours: row[theirs] for ours, theirs in times.items()} | self.pull_id(repo, row) for row in rows]
            answer["pullRequests"] = page(nodes, v["many"], v["afterPullRequests"])
        if v["issues"]:
            answer["issues"] = page([self.item(repo, row) for row in repo.issues], v["size"], v["afterIssues"])
        if v["releases"]:
            rows = sorted(repo.releases, key=lambda row: row["created_at"], reverse=True)
            answer["releases"] = page([self.release(repo, row) for row in rows], v["few"], v["afterReleases"])
        return answer

    def pull_id(self, repo, row):
        return {"id": f"{repo.ident}/{row['number']}"}

    def commit(self, repo, row):
        pull, sha = repo.pull_of(row), row["sha"]
        small = pull and self.pull_id(repo, pull) | {
            "number": pull["number"],
            "mergedAt": pull["merged_at"],
            "mergeCommit": {"oid": pull.get("merge_sha")},
            "repository": {"databaseId": repo.ident},
        }
        return {
            "oid": sha,
            "message": row["message"],
            "url": f"https://github.com/{repo.full_name}/commit/{sha}",
            "committedDate": row["at"],
            "changedFilesIfAvailable": len(row["files"]),
            **lines(row["files"]),
            "author": {"name": row.get("name", "Ada"), "user": row["login"] and {"login": row["login"]}},
            "associatedPullRequests": {"nodes": [small] if small else []},
        }

    def item(self, repo, row):
        return {
            "number": row["number"],
            "title": row["title"],
            "body": row["body"],
            "url": f"https://github.com/{repo.full_name}/issues/{row['number']}",
            "createdAt": row["created_at"],
            "closedAt": row.get("closed_at"),
            "stateReason": row.get("state_reason", "COMPLETED" if row.get("closed_at") else None),
            "author": row["login"] and {"__typename": row.get("type", "User"), "login": row["login"]},
            "labels": {"nodes": [{"name": name} for name in row.get("labels", ())]},
        }

    def pull(self, repo, row):
        closing = [{"number": number, "repository": {"databaseId": ident}} for ident, number in row.get("closes", ())]
        return (
            self.item(repo, row)
            | self.pull_id(repo, row)
            | {
                "mergedAt": row["merged_at"],
                "mergeCommit": {"oid": row["merge_sha"]} if row.get("merge_sha") else None,
                "closingIssuesReferences": {"nodes": closing},
                "isDraft": row.get("draft", False),
                "baseRefName": row.get("base", "main"),
                "headRefName": row.get("head", f"branch-{row['number']}"),
                "changedFiles": len(row["files"]),
                "files": self.files(row, None),
                **lines(row["files"]),
            }
        )

    def blob(self, found):
        if found is None:
            return None
        text = {"__typename": "Blob", "isBinary": False, "isTruncated": False}
        return text | ({"text": found} if isinstance(found, str) else found)

    def files(self, row, after):
        return page([{"path": path, "additions": 10, "deletions": 1} for path in row["files"]], 100, after)

    def release(self, repo, row):
        return {
            "tagName": row["tag"],
            "name": row["tag"],
            "description": None,
            "url": f"https://github.com/{repo.full_name}/releases/tag/{row['tag']}",
            "isDraft": row["draft"],
            "isPrerelease": row["prerelease"],
            "createdAt": row["created_at"],
            "publishedAt": row["at"],
            "author": None,
        }


def page(nodes, first, after):
    start = int(base64.b64decode(after)) if after else 0
    end = start + first
    cursor = base64.b64encode(str(end).encode()).decode()
    return {"nodes": nodes[start:end], "pageInfo": {"hasNextPage": end < len(nodes), "endCursor": cursor}}


class FakeGitHub:
    """The server's state: `repositories`, `requests` as they came in, and `faults` to play."""

    def __init__(self):
        self.repositories, self.requests, self.faults = [], [], []
        self.lists = {}  # the path of a list to its rows
        self.rest, self.graph = Rest(), Graph()

    def add(self, full_name, ident=1, **settings):
        self.repositories.append(FakeRepository(full_name, ident, **settings))
        return self.repositories[-1]

    def fail(self, match, status=502, body="<html>", times=-1, headers=()):
        """Spoil the next `times` requests (-1: all) whose "METHOD /path?query" or "POST Operation kinds" match."""
        self.faults.append({"match": match, "status": status, "body": body, "times": times, "headers": dict(headers)})

    def fault_of(self, request):
        for fault in self.faults:
            if fault["times"] and re.search(fault["match"], request):
                fault["times"] -= 1
                return fault["status"], fault["headers"], fault["body"]
        return None

    def by_id(self, ident):
        return next((repo for repo in self.repositories if repo.ident == ident), None)

    def by_name(self, name):
        return next((repo for repo in self.repositories if repo.full_name.lower() == name.lower()), None)

    def list_for(self, path, *rows):
        """Answer the list at this path ("/orgs/acme/repos") with these rows, as `listed` makes them."""
        self.lists[path] = list(rows)

    def answer_rest(self, path, query, url):
        """(status, headers, JSON) of a GET."""
        if path.startswith(("/orgs/", "/users/")):
            rows = self.lists.get(path)
            return (404, {}, {"message": "Not Found"}) if rows is None else self.rest_page(rows, query, url + path)
        by_id = re.fullmatch(r"/repositories/(\d+)(/.*)?", path)
        by_name = re.fullmatch(r"/repos/([^/]+/[^/]+)(/.*)?", path)
        repo, rest = (self.by_id(int(by_id[1])), by_id[2]) if by_id else (self.by_name(by_name[1]), by_name[2])
        moved = next((repo for repo in self.repositories if by_name and by_name[1] in repo.former), None)
        if moved:
            return 301, {"Location": f"{url}/repositories/{moved.ident}{rest or ''}?{urlencode(query)}"}, {}
        if not repo:
            return 404, {}, {"message": "Not Found"}
        if repo.status != 200:
            return repo.status, {}, {"message": "Repository access blocked", "block": {}}
        if not rest:
            return 200, {}, self.rest.repository(repo)
        if rest.startswith("/commits/"):
            files = next(row["files"] for row in repo.commits if row["sha"] == rest[9:])
            rows = self.rest.files(repo.patches.get(rest[9:]) or dict.fromkeys(files))
            return self.rest_page(rows, query, url + path, key="files")
        if pull := re.fullmatch(r"/pulls/(\d+)/files", rest):
            return self.rest_page(self.rest.files(repo.patches.get(int(pull[1]), {})), query, url + path)
        if rest == "/commits" and repo.empty:
            return 409, {}, {"message": "Git Repository is empty."}
        if rest == "/security-advisories":
            return self.rest_page(self.rest.advisories(repo, query), query, url + path)
        return self.rest_page(getattr(self.rest, rest[1:])(repo, query), query, url + path)

    def rest_page(self, rows, query, url, key=None):
        number, size = int(query.get("page", 1)), int(query["per_page"])
        shown = rows[(number - 1) * size : number * size]
        link = f'<{url}?{urlencode(query | {"page": number + 1})}>; rel="next"'
        return 200, {"Link": link} if number * size < len(rows) else {}, {key: shown} if key else shown

    def answer_graphql(self, operation, v):
        if operation == "Day":
            repo = self.by_name(f"{v['owner']}/{v['name']}")
            return {"repository": self.graph.day(repo, v)}
        if operation == "Blobs":
            blobs = self.by_name(f"{v.pop('owner')}/{v.pop('name')}").blobs
            return {"repository": {alias: self.graph.blob(blobs.get(expression)) for alias, expression in v.items()}}
        pulls = {f"{repo.ident}/{row['number']}": (repo, row) for repo in self.repositories for row in repo.pulls}
        if operation == "Files":
            return {"node": {"files": self.graph.files(pulls[v["id"]][1], v["after"])}}
        return {"nodes": [self.graph.pull(*pulls[ident]) for ident in v["ids"]]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes, the second of them 40 ms late otherwise

    def log_message(self, *args):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        fake, request = self.server.fake, f"GET {self.path}"
        fake.requests.append(request)
        base = f"http://{self.headers['Host']}"
        self.send(*fake.fault_of(request) or fake.answer_rest(url.path, dict(parse_qsl(url.query)), base))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fake, variables = self.server.fake, body["variables"]
        operation = re.search(r"query (\w+)", body["query"])[1]
        kinds = [name for name in ("commits", "pullRequests", "issues", "releases") if variables.get(name)]
        request = " ".join(["POST", operation, *kinds])
        fake.requests.append(request)
        self.send(*fake.fault_of(request) or (200, {}, {"data": fake.answer_graphql(operation, variables)}))

    def send(self, status, headers, body):
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(raw), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(raw)


@contextmanager
def github_server():
    """A FakeGitHub that listens at `fake.url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.fake = True, FakeGitHub()
    server.fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.fake
    finally:
        server.shutdown()
        server.server_close()
