"""A repository-day with 300 commits and 150 issues: formed and ranked, cut, asked for in a few calls, told whole."""

import json
from time import monotonic

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from digest.models import Activity, Statement
from digest.stories import statements
from digest.writing import completions, prompts
from digest.writing import stories as write
from digest.writing.client import estimated_tokens
from newsletter.editions import content
from newsletter.editions.selection import Budget, select
from newsletter.mail.compose import compose
from newsletter.mail.size_limit import MAX_HTML
from newsletter.renderers import coverage
from subscribers.models import Selection
from tests.digest.writing.claude_server import claude_server, message
from tests.factories import make_coverage, make_digest, make_repository

pytestmark = pytest.mark.django_db

BODY = "The kernel reads past the end of its buffer when the batch is odd. " * 30


@pytest.fixture
def server(settings, monkeypatch):
    monkeypatch.setattr(completions, "sleep", lambda _seconds: None)
    with claude_server(settings) as running:
        running.otherwise = answer
        yield running


def rows_of(request):
    """The stories that were asked for; none in the question about the day."""
    return json.loads(request["messages"][0]["content"]).get("stories", [])


def answer(request, **fields):
    """True words for every story, and none of the day."""
    rows = rows_of(request)
    if not rows:
        return message({"summary": [], "takeaways": []})
    return message({"stories": [draft(story) for story in rows]}, **fields)


def draft(story):
    """A fix is told as one, and a report as what is seen."""
    name = story["title"].split()[-1]
    is_fix = story["title"].startswith("Fix")
    zh = {"headline": f"`{name}` 不再崩溃" if is_fix else f"`{name}` 算出 NaN", "detail": ""}
    en = {"headline": f"`{name}` no longer crashes" if is_fix else f"`{name}` gives NaN", "detail": ""}
    return {"id": story["id"], "label": "fixed", "importance": 3, "topics": [], "zh_hans": zh, "en": en}


@pytest.fixture
def digest():
    """300 squash commits with their pull requests, 150 issues."""
    digest, repository = make_digest(), make_repository()
    make_coverage(digest, repository)
    shared = {"repository": repository, "digest": digest, "body": BODY}
    rows = []
    for number in range(1, 301):
        title = f"Fix crash in kernel_{number}"
        files = [{"path": f"csrc/kernel_{number}.cu", "additions": number, "deletions": 1}]
        found = shared | {"title": title, "files": files, "files_total": 1, "additions": number, "deletions": 1}
        rows.append(activity("pull_request", "merged", f"{number}", found | {"number": number}))
        rows.append(activity("commit", "pushed", f"{number:040x}", found | {"pull_request": number}))
    for number in range(1001, 1151):
        rows.append(
            activity("issue", "opened", f"{number}", shared | {"number": number, "title": f"NaN in op_{number}"})
        )
    Activity.objects.bulk_create(rows)
    return digest


def activity(kind, action, key, fields):
    return Activity(kind=kind, action=action, key=key, url=f"https://github.com/a/b/{kind}/{key}", **fields)


def test_a_very_full_day_is_formed_cut_asked_for_and_told(server, digest):
    began = monotonic()
    statements.prepare(digest)
    with CaptureQueriesContext(connection) as queries:
        write.write_digest(digest)

    stories = digest.statements.filter(role=Statement.Role.STORY)
    most = write.MAX_CALLS * write.STORIES_A_CALL
    cut = [story for story in stories if story.is_cut]
    assert stories.count() == 450
    assert stories.filter(outcome="passed").count() == most
    assert len(cut) == 450 - most
    assert max(story.score for story in cut) <= min(story.score for story in stories.filter(outcome="passed"))
    assert len(server.requests) == write.MAX_CALLS + 1
    assert monotonic() - began < 60
    assert len(queries) < 12 * most


def test_no_call_of_a_very_full_day_is_dearer_than_the_cheap_size(server, digest):
    statements.prepare(digest)

    write.write_digest(digest)

    for request in server.requests:
        assert estimated_tokens(request["system"] + request["messages"][0]["content"]) < 100_000
        assert request["max_tokens"] <= prompts.TOKENS_TO_THINK + write.STORIES_A_CALL * prompts.TOKENS_A_STORY


def test_writing_a_very_full_day_again_asks_for_nothing(server, digest):
    statements.prepare(digest)
    write.write_digest(digest)
    calls = len(server.requests)

    statements.prepare(digest)
    write.write_digest(digest)

    assert len(server.requests) == calls


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_coverage_line_says_what_was_cut_and_the_mail_still_fits(server, digest, language):
    statements.prepare(digest)
    write.write_digest(digest)

    everything = content.load_content([digest], language)
    (section,) = select(everything, Selection(language=language)).sections
    with translation.override(language):
        (note,) = coverage.coverage_notes(section)
    mail = compose(select(everything, Selection(language=language), Budget()))

    assert "330" in note
    assert "".join(note.split()) in "".join(mail.body.split())
    assert len(mail.alternatives[0][0].encode()) <= MAX_HTML


def test_a_budget_that_ends_in_the_middle_leaves_the_rest_for_a_later_run(server, digest, settings):
    statements.prepare(digest)
    settings.ANTHROPIC_DAILY_BUDGET_USD = 0.02
    server.otherwise = lambda request: answer(request, usage={"input_tokens": 9_000, "output_tokens": 12_000})
    write.write_digest(digest)
    stories = digest.statements.filter(role=Statement.Role.STORY)
    told = set(stories.filter(outcome="passed").values_list("key", flat=True))

    assert len(told) == write.STORIES_A_CALL
    assert stories.filter(outcome="title", reason__startswith="budget").count() >= write.STORIES_A_CALL

    settings.ANTHROPIC_DAILY_BUDGET_USD = 1
    write.write_digest(digest)

    asked = [story["id"] for request in server.requests for story in rows_of(request)]
    assert stories.filter(outcome="passed").count() == write.MAX_CALLS * write.STORIES_A_CALL
    assert len(asked) == len(set(asked))
