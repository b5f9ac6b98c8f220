"""Building a day: what is missing, who works on it, and what becomes of a failure."""

import datetime as dt
import logging

import pytest
import time_machine

from digest import build
from digest.models import Activity, Coverage, Digest, Repository, Statement
from tests.digest.github.github_server import github_server
from tests.factories import DAY, make_digest, make_repository

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 2, 20, 0, 5, tzinfo=dt.UTC)
HOUR, ONE_DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def github(settings):
    """A GitHub with one repository in which one pull request was merged on the day."""
    with github_server() as fake:
        settings.GITHUB_API_URL, settings.GITHUB_TOKEN = fake.url, "token"
        repository = fake.add("flashinfer-ai/flashinfer", 7)
        repository.pull(
            2547, "2026-02-18T08:00:00Z", "2026-02-19T10:00:00Z", title="Add MoE support", merge_sha="a" * 40
        )
        repository.commit("a" * 40, "2026-02-19T10:00:00Z", "Add MoE support (#2547)")
        yield fake


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def track(since, **fields):
    repository = make_repository(**fields)
    Repository.objects.filter(pk=repository.pk).update(created_at=since)
    return repository


def test_a_day_is_collected_written_and_ready(github):
    make_repository()

    digest = build.build(DAY)

    assert digest.status == Digest.Status.READY
    assert digest.claimed_at is None
    assert Statement.objects.get(digest=digest).main.number == 2547


def test_building_twice_changes_nothing(github):
    make_repository()
    build.build(DAY)
    before = list(Activity.objects.values()), list(Statement.objects.values())

    build.build(DAY)

    assert (list(Activity.objects.values()), list(Statement.objects.values())) == before


def test_a_published_day_is_closed(github):
    make_repository()
    digest = make_digest(status="published", published_at=MORNING)

    assert build.build(DAY) == digest
    assert github.requests == []


def test_a_finished_day_waits_for_approval_where_the_operator_wants_that(github, settings):
    settings.DIGEST_APPROVAL = True
    make_repository()

    digest = build.build(DAY)

    assert digest.status == Digest.Status.HELD
    assert digest.held_at is not None


def test_a_finished_day_that_waits_for_nobody_is_not_held_since_any_moment(github, settings):
    settings.DIGEST_APPROVAL = False
    make_repository()

    assert build.build(DAY).held_at is None


def test_a_day_that_is_not_over_does_not_become_ready(github, morning):
    make_repository()
    morning.move_to(MORNING - 6 * HOUR)

    assert build.build(DAY).status == Digest.Status.COLLECTING


def test_building_some_repositories_leaves_the_others_pending(github):
    one, other = make_repository(), make_repository("vllm-project/vllm")

    digest = build.build(DAY, [one])

    assert digest.status == Digest.Status.COLLECTING
    assert set(digest.coverages.filter(repository=other).values_list("status", flat=True)) == {Coverage.Status.PENDING}
    assert Statement.objects.get(digest=digest).repository == one


def test_one_repositorys_failure_does_not_stop_the_day(github):
    make_repository()
    lost = make_repository("vllm-project/vllm")

    digest = build.build(DAY)

    assert digest.status == Digest.Status.READY
    assert set(digest.coverages.filter(repository=lost).values_list("status", "reason")) == {("failed", "not_found")}


def test_a_day_of_which_every_repository_failed_is_tried_again_after_growing_pauses(github, morning, caplog):
    track(MORNING)
    github.fail(".", status=502)
    pauses = []
    for _ in range(8):
        with caplog.at_level(logging.WARNING, logger="digest.build"):
            assert build.collect_next(dt.datetime.now(dt.UTC)) is None
        digest = Digest.objects.get(date=DAY)
        pauses.append((digest.retry_at - dt.datetime.now(dt.UTC)).total_seconds() / 60)
        assert build.collect_next(dt.datetime.now(dt.UTC)) is None
        morning.move_to(digest.retry_at)

    assert pauses == [10, 20, 40, 80, 160, 320, 360, 360]
    assert digest.attempts == 8
    assert digest.status == Digest.Status.COLLECTING
    assert digest.trouble.startswith("no repository could be fetched")
    assert len([record for record in caplog.records if record.name == "digest.build"]) == 8


def test_a_day_that_failed_is_built_when_github_is_back(github, morning):
    track(MORNING)
    github.fail(".", status=502)
    build.collect_next(MORNING)
    github.faults.clear()
    morning.shift(HOUR)

    build.collect_next(MORNING + HOUR)
    digest = build.write_next(MORNING + HOUR)

    assert (digest.status, digest.attempts, digest.retry_at, digest.trouble) == (Digest.Status.READY, 0, None, "")


def test_the_clock_collects_one_day_at_a_time_oldest_first(github):
    track(MORNING - 2 * ONE_DAY)

    dates = [digest and digest.date for digest in (build.collect_next(MORNING) for _ in range(5))]

    assert dates == [DAY - 2 * ONE_DAY, DAY - ONE_DAY, DAY, None, None]


def test_nobody_builds_a_day_that_another_process_works_on(github):
    track(MORNING)
    make_digest(claimed_at=MORNING - 5 * dt.timedelta(minutes=1))

    assert build.collect_next(MORNING) is None
    with pytest.raises(build.NotBuilt, match="another process"):
        build.build(DAY)
    assert github.requests == []


def test_a_day_whose_worker_was_killed_is_taken_over(github):
    track(MORNING)
    make_digest(claimed_at=MORNING - HOUR)

    assert build.collect_next(MORNING).status == Digest.Status.WRITING


def test_a_failure_while_writing_lets_the_day_go_and_is_told(github, monkeypatch):
    track(MORNING)
    build.collect_next(MORNING)

    def broken(digest):
        raise ConnectionError("the database went away")

    monkeypatch.setattr("digest.writing.stories.write_digest", broken)
    with pytest.raises(ConnectionError):
        build.write_next(MORNING)

    digest = Digest.objects.get(date=DAY)
    assert (digest.status, digest.claimed_at, digest.trouble) == ("writing", None, "the database went away")
    assert digest.retry_at == MORNING + HOUR / 6


def test_a_repository_that_failed_is_tried_again_before_the_day_is_written(github, morning):
    track(MORNING)
    vllm = github.add("vllm-project/vllm", 8)
    vllm.issue(34900, "2026-02-19T12:00:00Z")
    track(MORNING, full_name="vllm-project/vllm")
    github.fail("vllm", status=502)
    assert build.collect_next(MORNING) is None
    assert "vllm-project/vllm" in Digest.objects.get().trouble
    github.faults.clear()
    github.requests.clear()
    morning.shift(HOUR / 6)

    digest = build.collect_next(MORNING + HOUR / 6)

    assert (digest.status, digest.trouble) == (Digest.Status.WRITING, "")
    assert digest.activities.filter(key="34900", late=False).exists()
    # Its day is not fetched again; what its changes did is read once the day is whole.
    assert [request for request in github.requests if "flashinfer" in request] == [
        "GET /repos/flashinfer-ai/flashinfer/pulls/2547/files?per_page=100"
    ]


def test_after_half_an_hour_the_day_is_written_without_the_repository_that_fails(github, morning):
    track(MORNING)
    github.add("vllm-project/vllm", 8)
    track(MORNING, full_name="vllm-project/vllm")
    github.fail("vllm", status=502)
    tried = []
    for _ in range(40):
        digest = build.collect_next(dt.datetime.now(dt.UTC))
        tried.append(digest and (dt.datetime.now(dt.UTC) - MORNING).total_seconds() / 60)
        morning.shift(dt.timedelta(minutes=1))

    assert [minutes for minutes in tried if minutes is not None] == [30]
    assert set(Coverage.objects.filter(repository__full_name="vllm-project/vllm").values_list("status", "reason")) == {
        ("failed", "unavailable")
    }


def test_what_asking_again_cannot_mend_holds_nobody_up(github):
    track(MORNING)
    track(MORNING, full_name="a/vanished")

    assert build.collect_next(MORNING).status == Digest.Status.WRITING
