"""What narrows a day: its words, its queries, and what it refuses."""

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.utils import translation

from newsletter.editions.content import load_content
from newsletter.views.day_filter import read_filter
from tests.factories import make_repository
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def reading(query):
    return read_filter(QueryDict(query), "en")


def test_what_it_is_narrowed_to_is_said_in_words():
    content = load_content([make_a_day()], "en")

    narrowed = reading("repository=flashinfer-ai/flashinfer&topic=moe&label=open&importance=5")

    with translation.override("en"):
        assert narrowed.words(content) == ["flashinfer", "Moe", "Open", "only key stories"]
        assert reading("importance=3").words(content) == ["importance 3 and above"]
    assert reading("").words(content) == []


def test_a_value_is_switched_on_and_off_in_the_address():
    narrowed = reading("label=open&importance=5")

    assert narrowed.toggled("label", "new") == "?label=open&importance=5&label=new"
    assert narrowed.toggled("label", "open") == "?importance=5"
    assert reading("label=open").toggled("label", "open") == "?"


def test_one_importance_counts_at_a_time():
    assert reading("importance=5").toggled("importance", "3") == "?importance=3"
    assert reading("importance=5").toggled("importance", "5") == "?"


def test_only_what_narrows_is_kept_of_an_address():
    assert reading("page=2&topic=&utm_source=x&label=open&label=open").query == "?label=open"
    assert reading("utm_source=x").query == ""


@pytest.mark.parametrize("query", ["label=loud", "importance=9", "importance=many", "topic=cooking", "repository=a/b"])
def test_what_nobody_can_choose_is_not_found(query):
    with pytest.raises(Http404):
        reading(query)


def test_too_many_names_are_a_bad_request():
    make_repository("flashinfer-ai/flashinfer")

    with pytest.raises(BadRequest):
        reading("&".join(["repository=flashinfer-ai/flashinfer"] * 201))


def test_a_narrowed_page_says_so_in_heading_and_title(client):
    make_a_day()

    shown = client.get("/en/2026/02/19/?label=open").text

    assert "<title>19 February 2026 · Only Open · AI Infra Daily</title>" in shown
    assert '<span class="narrowed">Only Open</span></h1>' in shown
    assert "fp8_kernel" in shown
    assert "Skip-Softmax covers" not in shown


def test_a_narrowed_page_leads_to_the_same_part_in_other_formats(client):
    make_a_day()

    shown = client.get("/en/2026/02/19/?importance=5").text
    data = client.get("/en/2026/02/19.json?importance=5").json()

    assert 'href="/en/2026/02/19.json?importance=5"' in shown
    assert [one["importance"] for row in data["repositories"] for one in row["statements"]] == [5]


def test_a_day_offers_its_topics_labels_and_importance_with_counts(client):
    make_a_day()

    shown = client.get("/en/2026/02/19/").text

    assert 'href="/en/2026/02/19/?label=open" rel="nofollow">Open</a> <span class="count">1</span>' in shown
    assert 'href="/en/2026/02/19/?importance=5" rel="nofollow">only key stories</a>' in shown
