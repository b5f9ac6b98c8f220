"""One statement per story, made from facts, kept when the model wrote it, and tied to what was told before."""

import datetime as dt

import pytest
from django.utils import timezone

from digest.models import Statement, StatementText
from digest.stories import statements
from tests.factories import DAY, make_activity, make_digest, make_repository, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest():
    return make_digest()


def write(statement, outcome="passed"):
    """As the model does: words in a language, its own label and importance."""
    Statement.objects.filter(pk=statement.pk).update(outcome=outcome, label="fixed", importance=4)
    StatementText.objects.create(statement=statement, language="en", headline="It works again")


def publish(digest):
    digest.status, digest.published_at = "published", timezone.now()
    digest.save()


def test_every_story_has_a_statement_with_its_sources_rank_and_topics(digest):
    topic = make_topic("moe", words=["moe"])
    merged = make_activity(digest=digest, number=17739, title="Fix MoE crash")
    commit = make_activity(kind="commit", action="pushed", digest=digest, title="Fix MoE crash", pull_request=17739)

    statements.prepare(digest)

    statement = digest.statements.get()
    assert statement.key == "pull_request:17739"
    assert set(statement.evidence.all()) == {merged, commit}
    assert (statement.main, statement.label, statement.outcome) == (merged, "merged", "title")
    assert list(statement.topics.all()) == [topic]
    assert statement.score > 0
    assert statement.score_reasons


def test_preparing_twice_changes_nothing(digest):
    for number in range(1, 6):
        make_activity(digest=digest, number=number, title=f"Fix {number}")
    statements.prepare(digest)
    before = list(digest.statements.order_by("pk").values())

    statements.prepare(digest)

    assert list(digest.statements.order_by("pk").values()) == before


def test_what_the_model_wrote_stays_while_its_sources_stay(digest):
    make_activity(digest=digest, title="Fix a crash")
    statements.prepare(digest)
    write(digest.statements.get())

    statements.prepare(digest)

    statement = digest.statements.get()
    assert (statement.outcome, statement.label, statement.importance) == ("passed", "fixed", 4)
    assert statement.texts.count() == 1


def test_new_sources_take_the_words_back_and_the_summary_that_rests_on_them(digest):
    make_activity(digest=digest, number=5, title="Fix a crash")
    statements.prepare(digest)
    write(digest.statements.get())
    Statement.objects.create(digest=digest, role="summary", key="1", outcome="passed")
    make_activity(kind="commit", action="pushed", digest=digest, title="Fix a crash", pull_request=5)

    statements.prepare(digest)

    statement = digest.statements.get()
    assert (statement.role, statement.outcome, statement.label) == ("story", "title", "merged")
    assert not statement.texts.exists()


def test_a_statement_goes_with_its_story(digest):
    activity = make_activity(digest=digest, title="Fix a crash")
    statements.prepare(digest)
    activity.delete()

    statements.prepare(digest)

    assert not digest.statements.exists()


def test_a_published_digest_is_closed(digest):
    make_activity(digest=digest, title="Fix a crash")
    publish(digest)

    statements.prepare(digest)

    assert not digest.statements.exists()


def test_a_day_has_at_most_three_keys_and_they_are_the_best(digest):
    for number in range(5):
        make_activity(make_repository(f"owner/{number}"), kind="release", action="published", digest=digest)
    make_activity(digest=digest, title="Add a kernel")

    statements.prepare(digest)

    assert digest.statements.filter(importance=5).count() == 3
    assert digest.statements.filter(importance=4).count() == 3


def test_what_was_reverted_and_came_back_points_to_what_was_told_the_day_before(digest):
    sglang = make_repository("sgl-project/sglang")
    make_activity(sglang, digest=digest, number=18318, title="Add SDAR model support")
    statements.prepare(digest)
    publish(digest)
    told = digest.statements.get()
    next_day = make_digest(DAY + dt.timedelta(days=1))
    title, body = 'Revert "Add SDAR model support"', "Reverts sgl-project/sglang#18318"
    make_activity(sglang, digest=next_day, number=19032, title=title, body=body)
    body = "Second attempt of #18318 after its revert in #19032."
    make_activity(sglang, digest=next_day, number=19044, title="Feature/sdar support", body=body)

    statements.prepare(next_day)

    statement = next_day.statements.get()
    assert statement.follows == told
    assert statement.label == "update"
    assert [(row["word"], row["text"]) for row in statement.relations] == [
        ("relands", "#18318"),
        ("reverted_by", "#19032"),
    ]


def test_an_issue_that_is_closed_or_fixed_later_follows_its_report(digest):
    make_activity(kind="issue", action="opened", digest=digest, number=2264, title="[Bug] Segfault")
    make_activity(kind="issue", action="opened", digest=digest, number=2266, title="[Bug] NaN")
    statements.prepare(digest)
    publish(digest)
    later = make_digest(DAY + dt.timedelta(days=8))
    make_activity(kind="issue", action="closed", digest=later, number=2264, title="[Bug] Segfault")
    make_activity(digest=later, number=2300, title="Clamp", body="Fixes #2266")

    statements.prepare(later)

    told = {one.key: (one.label, one.follows.key) for one in later.statements.all()}
    assert told == {
        "issue:2264": ("closed", "issue:2264"),
        "pull_request:2300": ("update", "issue:2266"),
    }


def test_a_merge_after_its_proposal_needs_no_reminder(digest):
    make_activity(action="opened", digest=digest, number=7, title="Add a kernel")
    statements.prepare(digest)
    publish(digest)
    later = make_digest(DAY + dt.timedelta(days=1))
    make_activity(digest=later, number=7, title="Add a kernel")

    statements.prepare(later)

    assert later.statements.get().follows is None


def test_a_number_of_another_repository_is_not_followed(digest):
    make_activity(make_repository("vllm-project/vllm"), digest=digest, number=7, title="Add a kernel")
    statements.prepare(digest)
    publish(digest)
    later = make_digest(DAY + dt.timedelta(days=1))
    make_activity(digest=later, number=9, title="Fix a kernel", body="See #7, fixes #7")

    statements.prepare(later)

    assert later.statements.get().follows is None


def test_a_big_day_costs_few_queries(digest, django_assert_max_num_queries):
    make_topic("moe", words=["moe"])
    for number in range(1, 61):
        make_activity(digest=digest, number=number, title=f"Fix MoE {number}")

    with django_assert_max_num_queries(25):
        statements.prepare(digest)


@pytest.mark.parametrize("digits", [10, 20, 5000])
def test_a_number_that_no_computer_reads_stops_nobodys_day(digest, digits):
    absurd = "#" + "9" * digits
    repository = make_repository()
    for kind, action in (("commit", "pushed"), ("pull_request", "merged"), ("issue", "opened")):
        body = f"Fixes {absurd}, reverts {absurd}, same as {repository.url}/pull/{absurd[1:]}"
        make_activity(repository, kind, action, digest=digest, title=f"Revert this ({absurd})", body=body)

    statements.prepare(digest)

    assert digest.statements.count() == 3
    assert not any(statement.relations for statement in digest.statements.all())
