"""Beside each repository that a reader may choose stands what usually comes from it."""

import datetime as dt

import pytest

from subscribers import signed_links
from tests.factories import DAY, make_coverage, make_digest, make_repository, make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    """Seven published days of a repository with a line, each with three commits."""
    repository = make_repository(lines={"en": "Kernels"})
    for age in range(7):
        published_at = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
        digest = make_digest(DAY - dt.timedelta(days=age), status="published", published_at=published_at)
        make_coverage(digest, repository)
        digest.coverages.filter(kind="commits").update(found=3)


def test_sign_up_and_preferences_say_the_usual_volume(client, week):
    preferences = signed_links.preferences_url(make_subscriber())

    assert "about 21 commits a week" in client.get("/").text
    assert "about 21 commits a week" in client.get(preferences).text


def test_in_chinese_too(client, week):
    assert "每周约 21 个提交" in client.get("/", HTTP_ACCEPT_LANGUAGE="zh-CN").text


def test_a_repository_that_is_new_here_has_no_volume(client, week):
    make_repository("vllm-project/vllm")

    assert client.get("/").text.count("hint volume") == 1


def test_more_repositories_and_days_ask_no_more_queries(client, week, django_assert_max_num_queries):
    for number in range(10):
        make_repository(f"owner/name{number}")
    client.get("/")

    with django_assert_max_num_queries(8):
        client.get("/")
