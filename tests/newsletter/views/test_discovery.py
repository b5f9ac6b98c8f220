"""How search engines and link previews see the site."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest

from tests.factories import make_digest, make_topic
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
URL = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://letters.example.com"


def head(client, path):
    return client.get(path).text.partition("</head>")[0]


def test_robots_are_kept_from_searches_and_led_to_the_sitemap(client):
    text = client.get("/robots.txt").text

    assert "Disallow: /en/search/\n" in text
    assert "Disallow: /zh/search/\n" in text
    assert "Sitemap: https://letters.example.com/sitemap.xml" in text


def test_the_sitemap_has_every_published_page_in_every_language(client):
    make_a_day()
    make_digest(dt.date(2026, 2, 20))
    make_topic("moe")

    root = ET.fromstring(client.get("/sitemap.xml").content)
    found = {url.find(f"{URL}loc").text.removeprefix("https://letters.example.com") for url in root}

    assert {"/en/2026/02/19/", "/zh/2026/02/19/", "/zh/t/moe/", "/en/r/flashinfer-ai/flashinfer/"} <= found
    assert "/en/2026/02/20/" not in found


@pytest.mark.parametrize("rest", ["2026/02/19/", "archive/", "t/moe/", "r/flashinfer-ai/flashinfer/"])
def test_a_page_names_itself_and_the_other_languages(client, rest):
    make_a_day()

    shown = head(client, f"/en/{rest}")

    assert f'<link rel="canonical" href="https://letters.example.com/en/{rest}">' in shown
    assert f'hreflang="zh-Hans" href="https://letters.example.com/zh/{rest}">' in shown
    assert f'property="og:url" content="https://letters.example.com/en/{rest}">' in shown


def test_a_narrowed_page_names_the_whole_one(client):
    make_a_day()

    assert 'rel="canonical" href="https://letters.example.com/en/2026/02/19/">' in head(
        client, "/en/2026/02/19/?topic=moe"
    )


def test_a_day_is_described_by_its_summary_and_a_story_by_its_words(client):
    make_a_day()

    assert 'name="description" content="MLA is covered.">' in head(client, "/en/2026/02/19/")
    story = head(client, "/en/r/flashinfer-ai/flashinfer/pull/2547/")
    assert 'name="description" content="Skip-Softmax covers MLA. On Hopper; off by default.">' in story


def test_the_icon_is_found_at_its_old_address(client):
    assert client.get("/favicon.ico").headers["Location"].endswith("icon.svg")
