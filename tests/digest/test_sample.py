"""The shipped day: what it tells, and what it does not pretend to know."""

import pytest

from digest import sample
from digest.models import Activity, Coverage, Repository, Topic
from digest.stories import statements
from tests.factories import make_repository

pytestmark = pytest.mark.django_db


@pytest.fixture
def digest():
    digest = sample.load_day()
    statements.prepare(digest)
    return digest


def of(full_name, **fields):
    return Activity.objects.filter(repository__full_name=full_name, **fields)


def test_flashinfer_has_exactly_the_six_commits_of_the_day(digest):
    commits = of("flashinfer-ai/flashinfer", kind="commit")

    assert {commit.key[:7] for commit in commits} == {"1d3ac82", "f1e6fdc", "0b85658", "11537c7", "9e5ec6a", "1556d78"}
    assert all(len(commit.key) == 40 and commit.files_total and commit.occurred_at for commit in commits)


def test_what_nobody_recorded_is_empty(digest):
    commits = of("sgl-project/sglang", kind="commit")

    assert {len(commit.key) for commit in commits} == {7}
    assert {(commit.occurred_at, commit.additions, commit.files_total) for commit in commits} == {(None, None, None)}


def test_a_record_that_ends_says_so(digest):
    rows = Coverage.objects.filter(digest=digest, status="partial", reason="sample_ends")

    assert {row.repository.name for row in rows} == {"vllm", "sglang"}
    assert rows.get(repository__full_name="vllm-project/vllm", kind="commits").found == 10
    assert rows.get(repository__full_name="sgl-project/sglang", kind="commits").found == 15


def test_quiet_repositories_were_read_to_the_end(digest):
    moved = set(Activity.objects.values_list("repository", flat=True))
    quiet = Repository.objects.exclude(pk__in=moved)

    assert {one.name for one in quiet} == {"DeepGEMM", "FlashMLA", "cutlass", "cutile-python"}
    assert set(Coverage.objects.filter(repository__in=quiet).values_list("status", "found")) == {("ok", 0)}


def test_the_keys_of_the_day_are_what_a_maintainer_would_tell_first(digest):
    keys = digest.statements.filter(importance=5).order_by("-score")

    assert [statement.main.key for statement in keys] == ["v0.6.4", "18070", "34914"]


def test_the_report_that_was_filed_twice_is_one_story(digest):
    [statement] = digest.statements.filter(evidence__key="2596")

    assert {activity.key for activity in statement.evidence.all()} == {"2596", "2597"}


def test_every_topic_and_repository_is_named_in_both_languages(digest):
    named = [*(topic.names for topic in Topic.objects.all()), *(one.lines for one in Repository.objects.all())]

    assert all(names["zh-hans"] and names["en"] for names in named)
    assert all(one.group for one in Repository.objects.all())


def test_topics_recognise_the_day_but_not_all_of_it(digest):
    stories = digest.statements.count()
    met = {topic.slug: topic.statements.count() for topic in Topic.objects.all()}

    assert min(met.values()) >= 1
    assert max(met.values()) < stories * 0.6
    assert digest.statements.filter(topics=None).count() <= stories * 0.1


def test_the_sample_does_not_mix_with_rows_of_its_own():
    make_repository()

    with pytest.raises(sample.NotEmptyError, match="empty database"):
        sample.load_day()
