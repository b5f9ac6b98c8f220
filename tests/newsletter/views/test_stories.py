"""Stories over days: of a repository, of a topic, page by page."""

import datetime as dt

import pytest

from newsletter.views import stories
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def later(days=1):
    at = dt.datetime(2026, 3, 21, 1, tzinfo=dt.UTC)
    return make_digest(DAY + dt.timedelta(days=days), status="published", published_at=at)


def test_a_repository_has_its_stories_newest_day_first_and_best_first(client):
    make_a_day()
    digest = later()
    make_statement(digest, make_activity(digest=digest, title="The day after"))

    shown = client.get("/en/r/flashinfer-ai/flashinfer/").text

    places = [
        shown.index(text)
        for text in ("20 February 2026", "The day after", "19 February 2026", "Skip-Softmax", "fp8_kernel")
    ]
    assert places == sorted(places)
    assert "3 stories" in shown
    assert "Add Hopper to CI" not in shown


def test_a_topic_has_the_stories_of_every_repository_with_their_names(client):
    make_a_day()
    digest = later()
    vllm = make_repository("vllm-project/vllm")
    make_statement(digest, make_activity(vllm, number=34914, digest=digest), topics=["moe"])

    shown = client.get("/en/t/moe/").text

    assert "vllm #34914</a>" in shown
    assert "flashinfer #2595</a>" in shown
    assert "Skip-Softmax" not in shown


def test_each_leads_to_a_sign_up_for_just_this(client):
    make_a_day()

    assert (
        'href="/?repository=flashinfer-ai/flashinfer&amp;language=en"'
        in client.get("/en/r/flashinfer-ai/flashinfer/").text
    )
    assert 'href="/?topic=moe&amp;language=zh-hans"' in client.get("/zh/t/moe/").text


def test_there_are_pages_and_a_number_beyond_leads_to_the_last(client, monkeypatch):
    monkeypatch.setattr(stories, "STORIES_PER_PAGE", 1)
    make_a_day()

    assert "Skip-Softmax" in client.get("/en/r/flashinfer-ai/flashinfer/").text
    assert "fp8_kernel" in client.get("/en/r/flashinfer-ai/flashinfer/?page=99").text


def test_what_has_no_stories_yet_says_so(client):
    make_repository("vllm-project/vllm")

    assert "No digest has told of it yet." in client.get("/en/r/vllm-project/vllm/").text


def test_what_we_do_not_follow_is_not_found(client):
    assert client.get("/en/r/nobody/nothing/").status_code == 404
    assert client.get("/en/t/cooking/").status_code == 404


def test_a_page_takes_as_many_queries_for_one_story_as_for_forty(client, django_assert_max_num_queries):
    digest = later()
    for _number in range(40):
        make_statement(digest, make_activity(digest=digest), topics=["moe"])

    with django_assert_max_num_queries(14):
        client.get("/en/t/moe/")
