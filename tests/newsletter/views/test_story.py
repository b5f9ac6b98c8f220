"""A story's own page: one address, what is true now, its days, and the words of its sources."""

import datetime as dt

import pytest
from django.urls import reverse

from digest.models import InterfaceChange
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
STORY = "/en/r/flashinfer-ai/flashinfer/pull/2547/"


def next_day(**fields):
    at = dt.datetime(2026, 2, 21, 1, tzinfo=dt.UTC)
    return make_digest(DAY + dt.timedelta(days=1), **{"status": "published", "published_at": at} | fields)


def test_it_tells_what_is_true_now_and_what_was_told_on_each_day(client):
    first = make_a_day().statements.get(label="new")
    digest = next_day()
    revert = make_activity(number=2600, digest=digest)
    make_statement(digest, revert, texts={"en": ("MLA is out again", "It was slow.")}, follows=first, label="reverted")

    shown = client.get(STORY).text.partition("<main")[2]

    assert '<h1 class="long">MLA is out again' in shown
    assert "Reverted since 20 February" in shown
    first_told = shown.index('Skip-Softmax covers <code class="short">MLA</code></h2>')
    assert first_told < shown.index("<p>It was slow.</p>")
    assert f'href="/en/2026/02/19/#s{first.pk}"' in shown


def test_it_shows_sources_relations_topics_and_interface_changes(client):
    story = make_a_day().statements.get(label="new")
    commit = story.evidence.get(kind="commit")
    InterfaceChange.objects.create(
        activity=commit, kind="added_parameter", symbol="decode", parameter="scale", after="None", path="mla.py"
    )

    shown = client.get(STORY).text

    assert 'href="https://github.com/flashinfer-ai/flashinfer/issues/2500">#2500</a>' in shown
    assert 'href="/en/t/attention/">Attention</a>' in shown
    assert "decode" in shown
    assert "The words of its sources" in shown


def test_every_number_of_the_matter_leads_to_the_address_of_what_came_first(client):
    story = make_a_day().statements.get(label="new")
    digest = next_day()
    make_statement(digest, make_activity(number=2600, digest=digest), follows=story)

    for path in ("pull/2600", "issues/2547", "commit/11537c7c8ad9b6c89b021c269c3144bb71897a36"):
        assert client.get(f"/en/r/flashinfer-ai/flashinfer/{path}/").headers["Location"] == STORY
    assert client.get("/en/r/FlashInfer-AI/flashinfer/pull/2547/").headers["Location"] == STORY


def test_an_address_without_a_language_leads_to_it(client):
    make_a_day()

    answer = client.get("/r/flashinfer-ai/flashinfer/pull/2547/", headers={"Accept-Language": "zh-CN"})

    assert answer.headers["Location"] == STORY.replace("/en/", "/zh/")


def test_the_address_of_a_release_may_have_any_tag(client):
    digest = next_day()
    tag = "release/v1 β#2"
    make_statement(digest, make_activity(kind="release", action="published", key=tag, title="v1", digest=digest))
    address = reverse("newsletter:story", args=["en", "flashinfer-ai/flashinfer", "release", tag])

    assert client.get(address).status_code == 200
    assert "#" not in address


def test_a_story_of_a_day_that_is_not_published_is_nowhere(client, admin_client):
    make_a_day(status="held", published_at=None)

    assert client.get(STORY).status_code == 404
    assert admin_client.get(STORY).status_code == 404
    for path in ("/en/r/flashinfer-ai/flashinfer/", "/en/t/attention/"):
        assert "Skip-Softmax" not in client.get(path).text


def test_what_was_never_told_is_not_found(client):
    make_repository()

    for path in ("flashinfer-ai/flashinfer/pull/9/", "nobody/nothing/pull/9/", "flashinfer-ai/flashinfer/wiki/9/"):
        assert client.get(f"/en/r/{path}").status_code == 404


def test_it_asks_as_much_for_one_day_as_for_ten(client, django_assert_max_num_queries):
    story = make_a_day().statements.get(label="new")
    for number in range(1, 10):
        at = dt.datetime(2026, 3, 21, 1, tzinfo=dt.UTC)
        digest = make_digest(DAY + dt.timedelta(days=number), status="published", published_at=at)
        make_statement(
            digest, make_activity(number=2547, action="opened", key=f"{number}", digest=digest), follows=story
        )

    with django_assert_max_num_queries(22):
        assert client.get(STORY).status_code == 200
