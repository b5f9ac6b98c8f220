"""Languages in addresses: old addresses lead to new ones, and each page to itself in the other language."""

import pytest

from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


def test_an_old_address_that_names_its_language_moves_for_good_and_keeps_its_query(client):
    answer = client.get("/2026/02/19/?lang=zh-hans&topic=moe&topic=hopper")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "/zh/2026/02/19/?topic=moe&topic=hopper"


@pytest.mark.parametrize("path", ["/archive/", "/2026/02/19/", "/2026/02/19.md", "/2026/02/19.json"])
def test_an_address_without_a_language_leads_to_that_of_the_visitor_this_time(client, path):
    for language, slug in (("zh-CN", "zh"), ("en", "en"), ("fr", "en")):
        answer = client.get(path, headers={"Accept-Language": language})

        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{slug}{path}")
        assert "Accept-Language" in answer.headers["Vary"]


def test_a_language_that_is_no_longer_written_leads_to_one_that_is(client, settings):
    settings.DIGEST_LANGUAGES = ["en"]

    assert client.get("/archive/?lang=zh-hans").headers["Location"] == "/en/archive/"
    assert client.get("/zh/archive/").status_code == 404


@pytest.mark.parametrize("slug", ["de", "zh-hans", "EN", "e", "english"])
def test_an_address_in_no_language_of_ours_is_not_found(client, slug):
    make_a_day()

    assert client.get(f"/{slug}/2026/02/19/").status_code == 404


def test_a_further_language_is_one_more_name_in_the_settings(client, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("pt-br", "Brazilian Portuguese")]
    settings.DIGEST_LANGUAGES = ["en", "pt-br"]
    make_a_day()

    answer = client.get("/pt-br/2026/02/19/")

    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == "pt-br"


def test_the_page_in_the_other_language_keeps_what_it_is_narrowed_to(client):
    make_a_day()

    shown = client.get("/en/2026/02/19/?topic=moe").text

    assert 'name="next" value="/zh/2026/02/19/?topic=moe"' in shown


def test_changing_the_language_of_a_page_ends_on_the_same_page(client):
    make_a_day()
    asked = {"language": "zh-hans", "next": "/zh/2026/02/19/?topic=moe"}

    answer = client.post("/language/", asked, headers={"Accept-Language": "en"})

    assert answer.headers["Location"] == "/zh/2026/02/19/?topic=moe"
    assert client.get("/archive/").headers["Location"] == "/zh/archive/"
