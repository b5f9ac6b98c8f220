"""A day of full size and any number of readers, each with a selection that nobody else has."""

import itertools
import random

from django.utils import timezone

from digest.models import Digest
from subscribers.models import Selection, Subscriber
from subscribers.models.selection import selection_key
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_statement

REPOSITORIES, CHOSEN, STORIES = 17, 8, 3
LANGUAGES = ("zh-hans", "en")
ENGLISH = "Paged attention reads the cache once for all heads of a group, which halves the traffic of long prompts"
CHINESE = "分页注意力对同一组的所有头只读一次缓存，长提示词的显存流量因此减半，短提示词不受影响"
INSERT_BATCH = 2000


def make_day(date):
    """A ready digest of this date, in both languages: 17 repositories of which a mail tells two stories and names one.

    So a mail of 8 has about 46 KB of HTML and 7 KB of text, 54 KB on the wire.
    """
    digest = make_digest(date, status=Digest.Status.READY)
    for number in range(REPOSITORIES):
        repository = make_repository(f"example-{number}/engine-{number}", github_id=number + 1)
        make_coverage(digest, repository)
        for story in range(STORIES):
            make_story(digest, repository, story)
    return digest


def make_story(digest, repository, number):
    title = f"[Kernel] {ENGLISH[:60]} ({number})"
    activity = make_activity(repository, digest=digest, title=title, number=1000 + number)
    words = {"en": (f"{ENGLISH[:58]} {number}", f"{ENGLISH}."), "zh-hans": (f"{CHINESE[:24]} {number}", f"{CHINESE}。")}
    make_statement(digest, activity, words, label="changed", importance=1 + 2 * number)


def make_readers(count, repositories):
    """Active readers in UTC, each with 8 of the repositories and a language: no two choose the same."""
    choices = list(itertools.product(LANGUAGES, itertools.combinations(sorted(repositories), CHOSEN)))
    random.Random(1).shuffle(choices)
    chosen = itertools.cycle(choices)  # 48,620; above that, choices come again
    for first in range(0, count, INSERT_BATCH):
        numbers = range(first, min(first + INSERT_BATCH, count))
        selections = _selections([next(chosen) for _number in numbers])
        Subscriber.objects.bulk_create(
            Subscriber(
                email=f"reader{number}@reader.test",
                status=Subscriber.Status.ACTIVE,
                selection=selection,
                minute=0,
                confirmed_at=timezone.now().replace(year=2025),
            )
            for number, selection in zip(numbers, selections, strict=True)
        )


def _selections(choices):
    rows = []
    for language, repositories in choices:
        fields = {"language": language, "repositories": list(repositories), "topics": [], "kinds": []}
        rows.append(Selection(key=selection_key(fields), **fields))
    Selection.objects.bulk_create(rows, ignore_conflicts=True)
    found = Selection.objects.in_bulk([row.key for row in rows], field_name="key")
    return [found[row.key] for row in rows]
