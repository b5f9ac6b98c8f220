"""Counts requests and tokens of made-up repository-days, and of the recorded ones."""

import datetime as dt
import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F

from benchmarks import days, recordings
from digest import build, sample
from digest.collect import collect_digest
from digest.github.patches import FoundPatch
from digest.interface.reading import read_interfaces
from digest.models import Completion, Digest, Patch, Repository, RepositoryGroup, Statement, Topic
from digest.pass_rates import read_twice
from digest.patches import choice
from digest.patches.reading import MAX_READ, changes_worth_reading, read_patches
from digest.stories.statements import prepare
from digest.writing import pricing
from digest.writing.second_reader import SENTENCES_A_CALL
from digest.writing.stories import MAX_CALLS, STORIES_A_CALL

DATE = dt.date(2026, 3, 10)
BUDGET = 5000  # requests an hour for one token
QUIET = 1000
STORIES_A_DAY = 120
MAX_GROWTH = 2.5  # of the sample day's tokens in, by diffs
HUNK = (
    "@@ -{at},1 +{at},1 @@\n-    scheduler.batch(requests, limit={at})\n+    scheduler.batch(requests, limit=2 * {at})"
)
LARGE_PATCH = {"a.py": "\n".join(HUNK.format(at=10 * number) for number in range(1, 60))}


@dataclass(frozen=True)
class Load:
    """A repository-day of so many activities."""

    name: str
    most: str  # what the specification allows
    merged: int = 0  # pull requests, each with its squashed commit
    pushed: int = 0  # commits without a pull request
    issues: int = 0


LOADS = [
    Load("quiet", "2"),
    Load("60 merged pull requests with their commits, 20 issues", "10", merged=60, issues=20),
    Load("20 commits pushed without pull requests", "–", pushed=20),
    Load("300 merged pull requests with their commits, 150 issues", "–", merged=300, issues=150),
]


def measure(github, recorded):
    """The tables as Markdown."""
    parts = [f"## Cost of a day\n\nCounted at our own doors, with a token, model {settings.ANTHROPIC_MODEL}."]
    parts += [github_table(github), budget_line(github), model_table(github, recorded)]
    return "\n\n".join(parts)


# --- GitHub -----------------------------------------------------------------------------------------------------------


def github_table(github):
    """Requests of a first day, and of one whose three days before are published: late commits are looked for.

    Beside them those of what its changes did: the files before and after, and the diffs of the best stories.
    """
    rows = []
    for number, load in enumerate(LOADS, start=1):
        repository = make(github, f"load/repository{number}", number, load)
        first = requests_of(github, repository, DATE)
        for back in (3, 2, 1):
            make_published(DATE - dt.timedelta(days=back), repository)
        Digest.objects.filter(date=DATE).delete()
        later = requests_of(github, repository, DATE)
        interfaces, diffs = requests_of_changes(github, repository, build.digest_of(DATE))
        rows.append([load.name, str(first), str(later), load.most, str(interfaces), str(diffs)])
        Digest.objects.all().delete()
    heading = ["repository-day", "requests", "with days before it published", "allowed", "+ interfaces", "+ diffs"]
    note = f"Interfaces: at most 2 for 20 changed Python files. Diffs: at most {MAX_READ} for a repository-day."
    return f"### Requests to GitHub\n\n{table(heading, rows)}\n\n{note}"


def budget_line(github):
    """All quiet repositories of one token, in one day."""
    for number in range(QUIET):
        github.add(f"quiet/repository{number}", 10_000 + number)
        Repository.objects.create(full_name=f"quiet/repository{number}")
    quiet = Repository.objects.filter(full_name__startswith="quiet/")
    github.requests.clear()
    began = time.monotonic()
    collect_digest(build.digest_of(DATE), list(quiet))
    seconds, requests = time.monotonic() - began, len(github.requests)
    quiet.delete()
    Digest.objects.all().delete()
    verdict = "fits" if requests <= BUDGET else "does not fit"
    return (
        f"{QUIET} quiet repositories: {requests} requests in {seconds:.0f} s against a GitHub on the same machine; "
        f"that {verdict} into the {BUDGET} an hour of one token."
    )


def make(github, name, ident, load):
    """A repository of the fake GitHub that had this load on DATE."""
    fake = github.add(name, ident)
    for number in range(1, load.merged + 1):
        sha, at = f"{ident:04x}{number:036x}", moment(number)
        body = f"This changes part {number} of the scheduler so that requests are batched. " * 8
        fake.commit(sha, at, message=f"[Core] Change number {number} (#{number})")
        fake.pull(number, at, at, merge_sha=sha, title=f"[Core] Change number {number}", body=body)
        fake.blobs |= {f"{sha}^:a.py": "def schedule(size=8): ...", f"{sha}:a.py": "def schedule(size=16): ..."}
        fake.patches[number] = LARGE_PATCH
    for number in range(1, load.pushed + 1):
        sha = f"{ident:04x}ff{number:034x}"
        fake.commit(sha, moment(number), message=f"Push number {number}")
        fake.patches[sha] = LARGE_PATCH
    for number in range(1001, 1001 + load.issues):
        fake.issue(number, moment(number - 1000), body="It fails with an error on the second request. " * 10)
    return Repository.objects.create(full_name=name)


def moment(number):
    at = dt.datetime.combine(DATE, dt.time(), dt.UTC) + dt.timedelta(minutes=number)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def requests_of(github, repository, date):
    github.requests.clear()
    collect_digest(build.digest_of(date), [repository])
    return len(github.requests)


def requests_of_changes(github, repository, digest):
    """(requests for files before and after, requests for diffs)."""
    github.requests.clear()
    read_interfaces(digest, [repository])
    interfaces = len(github.requests)
    prepare(digest)
    read_patches(digest, [repository])
    return interfaces, len(github.requests) - interfaces


def make_published(date, repository):
    digest = build.digest_of(date)
    collect_digest(digest, [repository])
    Digest.objects.filter(pk=digest.pk).update(status=Digest.Status.PUBLISHED, published_at=F("ends_at"))


# --- Claude -----------------------------------------------------------------------------------------------------------


def model_table(github, recorded):
    """Calls and tokens of the recorded sample day and of a heavy one; a story is one that the model was asked for."""
    rows = []
    for name, give_diffs in (("without diffs", False), ("with the largest diff that is taken for each change", True)):
        for model in (Digest, Repository, RepositoryGroup, Topic):
            model.objects.all().delete()
        digest = sample.load_day()
        if give_diffs:
            give_largest_diffs(digest)
        days.write(digest, recorded)
        rows.append(model_row(f"sample day of {digest.date}, {name}; {recordings.NOTICE}", digest))
    before, after = (int(row[4]) for row in rows)
    heavy = Repository.objects.create(full_name="load/repository4")
    digest = build.digest_of(DATE)
    collect_digest(digest, [heavy])
    build.read_changes(digest, [heavy])
    days.write(digest, recorded)
    rows.append(model_row("300 merged pull requests and 150 issues of one repository, cut by rank", digest))
    heading = ["day", "stories", "asked for", "calls", "tokens in", "per story", "tokens out", "USD"]
    heading += ["second reading in USD", "read twice"]
    note = (
        f"Tokens are estimated (one for a Han character, one for 3.5 others); prices of {pricing.AS_OF}. One call for "
        f"each repository that moved ({MAX_CALLS} where more than {STORIES_A_CALL} stories are worth telling) and one "
        "for the day, at most one repair each; the number of subscribers does not matter. Per story: all that the "
        f"calls about stories carry, instructions included. Diffs take the sample day to {after / before:.2f} times "
        f"its tokens in at the very most (allowed: {MAX_GROWTH}). The second reader has one prompt for every "
        f"{SENTENCES_A_CALL} told stories; its answers here are a stand-in's, which agrees with everything."
    )
    return f"### Calls to Claude\n\n{table(heading, rows)}\n\n{reading_line()}\n\n{note}"


def reading_line():
    """What reading 120 stories twice costs, from what it cost for those that were."""
    read = Statement.objects.exclude(second_reading=Statement.SecondReading.NONE).count()
    calls = Completion.objects.filter(purpose=Completion.Purpose.SECOND_READING)
    cost = float(sum(call.cost_usd for call in calls)) / max(read, 1) * STORIES_A_DAY
    verdict = "within" if cost <= settings.SECOND_READER_BUDGET_USD else "above; the rest is read once"
    return (
        f"Second reading of {STORIES_A_DAY} told stories at this rate: {cost:.4f} USD a day, in a batch "
        f"{cost / 2:.4f} USD ({verdict}: at most {settings.SECOND_READER_BUDGET_USD} USD a day are spent on it)."
    )


def give_largest_diffs(digest):
    """Every change whose diff would be read has one that fills its room: more than a real day ever has."""
    prepare(digest)
    files = choice.choose(FoundPatch(path, 1, hunks) for path, hunks in LARGE_PATCH.items())
    for repository in Repository.objects.active():
        for activity in changes_worth_reading(digest, repository)[:MAX_READ]:
            Patch.objects.create(activity=activity, files=files)


def model_row(name, digest):
    stories = Statement.objects.filter(digest=digest, role=Statement.Role.STORY)
    calls = list(Completion.objects.filter(digest=digest))
    asked = stories.exclude(completion=None).count()
    tokens = {part: sum(call.usage.get(f"{part}_tokens", 0) for call in calls) for part in ("input", "output")}
    about_stories = (Completion.Purpose.REPOSITORY, Completion.Purpose.REPAIR)
    told_of = [call for call in calls if call.repository_id and call.purpose in about_stories]
    per_story = sum(call.usage.get("input_tokens", 0) for call in told_of) // max(asked, 1)
    cost = sum(call.cost_usd for call in calls)
    reading = sum(call.cost_usd for call in calls if call.purpose == Completion.Purpose.SECOND_READING)
    twice = read_twice(digest.statements)
    counts = [
        stories.count(),
        asked,
        sum(call.attempts for call in calls),
        tokens["input"],
        per_story,
        tokens["output"],
    ]
    return [name, *map(str, counts), f"{cost:.4f}", f"{reading:.4f}", f"{twice.read} of {twice.told}"]


def table(heading, rows):
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
