"""Published advisories of a window: newest first, no further than needed."""

import datetime as dt

import pytest

from digest.github.advisories import read_advisories
from digest.github.client import GitHub
from digest.github.types import Window

NAME = "acme/core"
WINDOW = Window.of(dt.datetime(2026, 2, 19, tzinfo=dt.UTC), dt.datetime(2026, 2, 20, tzinfo=dt.UTC))


@pytest.fixture
def repo(github):
    return github.add(NAME, ident=7)


def read():
    with GitHub() as client:
        return read_advisories(client, client.repository(NAME), WINDOW)


def test_pages_end_with_the_first_advisory_that_is_older(repo, github):
    for number in range(250):
        day = dt.datetime(2026, 2, 19, 12, tzinfo=dt.UTC) - dt.timedelta(hours=number)
        repo.advisory(f"GHSA-{number}", day.strftime("%Y-%m-%dT%H:%M:%SZ"))

    rows, coverage = read()

    assert [row.key for row in rows] == [f"GHSA-{number}" for number in range(13)]
    assert (coverage.status, coverage.found) == ("ok", 13)
    assert len([request for request in github.requests if "advisories" in request]) == 1


def test_a_repository_without_advisories_was_read_to_the_end(repo):
    rows, coverage = read()

    assert (rows, coverage.status, coverage.reason) == ([], "ok", "")


def test_an_advisory_without_a_date_is_a_broken_answer(repo):
    repo.advisory("GHSA-1", None)

    assert read()[1].reason == "broken_answer"


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "no_advisories"), (410, "switched_off"), (403, "forbidden"), (500, "unavailable")]
)
def test_what_github_answers_is_named(repo, github, status, reason):
    github.fail("security-advisories", status=status, body="{}")

    assert read()[1].reason == reason
