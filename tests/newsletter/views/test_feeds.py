"""Feeds: what they tell, by which ids, and when they are sent again."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from newsletter.views import feeds
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def later(days=1, **fields):
    at = dt.datetime(2026, 2, 20 + days, 1, tzinfo=dt.UTC)
    return make_digest(DAY + dt.timedelta(days=days), **{"status": "published", "published_at": at} | fields)


def items(client, path):
    return client.get(path).json()["items"]


def test_a_day_is_an_entry_with_its_stories_and_an_address(client):
    make_a_day()

    feed = client.get("/en/feed.json").json()
    entry = feed["items"][0]

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "en"
    assert entry["url"].endswith("/en/2026/02/19/")
    assert entry["title"] == "19 February 2026 · Skip-Softmax covers MLA"
    assert entry["summary"] == "MLA is covered."
    assert "https://github.com/flashinfer-ai/flashinfer/pull/2547" in entry["content_html"]
    assert entry["date_published"] == "2026-02-20T01:00:00+00:00"


def test_atom_tells_the_same(client):
    make_a_day()

    answer = client.get("/zh/feed.atom")
    feed = ET.fromstring(answer.content)
    entry = feed.find(f"{ATOM}entry")

    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    assert entry.find(f"{ATOM}id").text == items(client, "/zh/feed.json")[0]["id"]
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert "Skip-Softmax 扩展到 <code" in entry.find(f"{ATOM}content").text


def test_a_feed_of_a_repository_or_a_topic_has_only_its_stories(client):
    make_a_day()
    make_repository("vllm-project/vllm")

    for path in ("/en/t/moe/feed.json", "/en/r/FlashInfer-AI/flashinfer/feed.json"):
        assert "fp8_kernel" in items(client, path)[0]["content_html"]
    assert "Skip-Softmax" not in items(client, "/en/t/moe/feed.json")[0]["content_html"]
    assert items(client, "/en/r/vllm-project/vllm/feed.json") == []
    assert client.get("/en/t/cooking/feed.json").status_code == 404
    assert client.get("/en/r/nobody/nothing/feed.atom").status_code == 404


def test_an_id_is_stable_and_of_its_own_feed(client):
    make_a_day()
    paths = ("/en/feed.json", "/zh/feed.json", "/en/t/moe/feed.json", "/en/r/flashinfer-ai/flashinfer/feed.json")

    ids = [items(client, path)[0]["id"] for path in paths]

    assert len(set(ids)) == len(ids)
    assert ids == [items(client, path)[0]["id"] for path in paths]
    assert ids[0] == "tag:127.0.0.1,2026:en/2026-02-19"


def test_the_newest_days_come_first_and_there_are_only_so_many(client, monkeypatch):
    monkeypatch.setattr(feeds, "DAYS", 2)
    make_a_day()
    for days in (1, 2):
        digest = later(days)
        make_statement(digest, make_activity(digest=digest))

    assert [one["url"][-11:] for one in items(client, "/en/feed.json")] == ["2026/02/21/", "2026/02/20/"]


def test_a_day_that_is_not_published_is_in_no_feed(client, admin_client):
    make_a_day(status="ready", published_at=None)

    for path in ("/en/feed.json", "/en/t/moe/feed.json", "/en/r/flashinfer-ai/flashinfer/feed.json"):
        assert items(admin_client, path) == []


def test_a_feed_that_has_not_changed_is_not_sent_again(client):
    make_a_day()
    first = client.get("/en/feed.atom")
    asked = {"If-Modified-Since": first.headers["Last-Modified"]}

    assert client.get("/en/feed.atom", headers=asked).status_code == 304
    later()
    assert client.get("/en/feed.atom", headers=asked).status_code == 200


def test_titles_of_strangers_are_text_in_a_feed(client):
    make_a_day()

    content = items(client, "/en/feed.json")[0]["content_html"]

    assert "&lt;b&gt;NaN&lt;/b&gt;" in content
    assert "<b>" not in content


def test_pages_name_their_feeds(client):
    make_a_day()

    assert (
        'type="application/atom+xml" title="AI Infra Daily" href="/en/feed.atom"' in client.get("/en/2026/02/19/").text
    )
    assert 'href="/en/t/moe/feed.json"' in client.get("/en/t/moe/").text
