"""A corrected story wherever it can be read: both sentences, marked with day and reason."""

import datetime as dt
import re

import pytest
from django.utils.html import strip_tags

from digest.corrections import correct
from digest.writing.gate import Words
from newsletter.editions import content
from tests.factories import make_activity, make_digest, make_sentence, make_statement

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
REASONS = {"en": "The benchmark says 20%.", "zh-hans": "基准测试写的是 20%。"}


@pytest.fixture
def digest():
    return make_digest(status="published")


@pytest.fixture
def corrected(digest):
    texts = {"en": ("It is 2x faster", "On Hopper."), "zh-hans": ("快一倍", "在 Hopper 上。")}
    statement = make_statement(digest, make_activity(digest=digest, number=7), texts, importance=4)
    words = {"en": Words("It is 20% faster", "On Hopper."), "zh-hans": Words("快 20%", "")}
    correct(statement, words, REASONS, AT, None)
    return statement


def words_of(response):
    return re.sub(r"\s+", " ", strip_tags(response.text))


@pytest.mark.parametrize("path", ["/en/2026/02/19/", "/en/r/flashinfer-ai/flashinfer/pull/7/"])
def test_a_page_tells_what_is_right_and_keeps_what_was_said(client, corrected, path):
    page = client.get(path)

    assert "It is 20% faster" in page.text
    assert "Corrected on 20 February The benchmark says 20%. Until then it said: It is 2x faster. On Hopper." in (
        words_of(page)
    )
    assert "<del>It is 2x faster. On Hopper.</del>" in page.text


def test_the_chinese_page_has_its_own_words(client, corrected):
    page = words_of(client.get("/zh/2026/02/19/"))

    assert "2 月 20 日更正 基准测试写的是 20%。 此前写的是：快一倍。在 Hopper 上。" in page


def test_a_small_story_in_a_row_is_marked_as_well(client, digest, corrected):
    make_statement(digest, texts={"en": ("Best", "")}, importance=5)
    type(corrected).objects.filter(pk=corrected.pk).update(importance=1)

    assert "Corrected on 20 February" in client.get("/en/2026/02/19/").text


def test_a_sentence_of_the_summary_is_marked(client, digest, corrected):
    sentence = make_sentence(digest, [corrected])
    correct(sentence, {"en": Words("", "All is 20% faster.")}, REASONS, AT, None)

    assert "<del>Sentence 1.</del>" in client.get("/en/2026/02/19/").text


def test_json_has_what_is_right_and_each_correction(client, corrected):
    data = client.get("/en/2026/02/19.json").json()

    (statement,) = data["repositories"][0]["statements"]
    assert statement["headline"] == "It is 20% faster"
    (note,) = statement["corrections"]
    assert note["corrected_at"].startswith("2026-02-20T09:00")
    assert (note["reason"], note["headline"]) == ("The benchmark says 20%.", "It is 2x faster")


def test_markdown_has_the_correction_under_its_story(client, corrected):
    text = client.get("/en/2026/02/19.md").text

    assert "  - Corrected on 20 February: The benchmark says 20%. Until then it said: It is 2x faster" in text


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_tells_of_the_correction_and_of_its_moment(client, digest, corrected, form):
    feed = client.get(f"/en/feed.{form}")

    assert "Corrected on 20 February" in feed.text
    assert "2026-02-20T09:00:02" in feed.text


def test_a_feed_that_was_read_before_is_read_again_after_a_correction(client, digest):
    statement = make_statement(digest, texts={"en": ("It is 2x faster", "")})
    first = client.get("/en/feed.atom")
    correct(statement, {"en": Words("It is 20% faster", "")}, REASONS, AT, None)

    again = client.get("/en/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert again.status_code == 200
    assert "It is 20% faster" in again.text


def test_a_day_that_was_read_already_is_read_anew_once_it_is_corrected(digest):
    statement = make_statement(digest, texts={"en": ("It is 2x faster", "")})
    assert content.cached_content([digest], "en").stories[0].headline == "It is 2x faster"

    correct(statement, {"en": Words("It is 20% faster", "")}, REASONS, AT, None)
    digest.refresh_from_db()

    assert content.cached_content([digest], "en").stories[0].headline == "It is 20% faster"
