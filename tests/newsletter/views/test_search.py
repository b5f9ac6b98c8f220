"""The search page: a form with a shareable address, what it finds, and what it never shows."""

import pytest

from digest.search.index import index_published
from newsletter.views import search
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def day():
    digest = make_a_day()
    index_published()
    return digest


def shown(client, query, language="en"):
    return client.get(f"/{language}/search/?{query}").text


def test_stories_are_found_in_both_languages_from_either_page(client, day):
    assert "Skip-Softmax covers" in shown(client, "q=默认关闭")
    assert "Skip-Softmax 扩展到" in shown(client, "q=hopper+default", "zh") or "Skip-Softmax 扩展到" in shown(
        client, "q=off+by+default", "zh"
    )
    assert "1 story" in shown(client, "q=%232547")


def test_what_was_asked_stays_in_the_form_and_in_the_other_language(client, day):
    page = shown(client, "q=mla&label=new&topic=attention&month=2026-02")

    assert 'value="mla"' in page
    assert '<option value="new" selected>' in page
    assert '<option value="attention" selected>' in page
    assert '<option value="2026-02" selected>' in page
    assert "/zh/search/?q=mla&amp;label=new" in page


def test_filters_alone_are_a_search(client, day):
    page = shown(client, "repository=FlashInfer-AI/flashinfer&label=open")

    assert "fp8_kernel" in page
    assert "Skip-Softmax" not in page


def test_a_query_of_signs_finds_nothing_and_says_so(client, day):
    assert "Nothing was found." in shown(client, "q=%22%22&label=open")


def test_without_a_question_there_is_only_the_form(client, day):
    page = shown(client, "")

    assert 'role="search"' in page
    assert 'role="status"' not in page


@pytest.mark.parametrize("query", ["label=loud", "month=2026-13", "month=1", "topic=cooking", "repository=a/b"])
def test_what_nobody_can_choose_is_not_found(client, day, query):
    assert client.get(f"/en/search/?{query}").status_code == 404


def test_a_query_is_text_and_never_markup(client, day):
    assert "&lt;script&gt;" in shown(client, "q=<script>")
    assert "<script>" not in shown(client, "q=<script>")


def test_pages_keep_the_question(client, day, monkeypatch):
    monkeypatch.setattr(search, "STORIES_PER_PAGE", 1)

    assert 'href="?q=flashinfer&amp;page=2" rel="next"' in shown(client, "q=flashinfer")


def test_more_than_are_looked_at_are_said_to_be_the_newest(client, day, monkeypatch):
    monkeypatch.setattr(search, "MAX_FOUND", 4)

    assert "The newest 4 stories" in shown(client, "q=flashinfer")


def test_no_draft_is_found(client, admin_client):
    make_a_day(status="ready", published_at=None)
    index_published()

    assert "Skip-Softmax" not in shown(client, "q=mla")
    assert "Skip-Softmax" not in shown(admin_client, "q=mla")


def test_search_engines_index_no_searches(client, day):
    assert client.get("/en/search/?q=mla").headers["X-Robots-Tag"] == "noindex"


def test_the_archive_has_the_form(client, day):
    assert 'action="/en/search/"' in client.get("/en/archive/").text
