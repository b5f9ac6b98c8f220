"""The archive and the view in browser: who sees what, in which language, and how it is cached."""

import datetime as dt

import pytest
from django.test import Client

from newsletter.editions.links import edition_url
from newsletter.models import Delivery
from subscribers.models import Selection
from tests.factories import make_activity, make_coverage, make_digest, make_repository, make_statement, make_subscriber
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db
NEXT_DAY = dt.date(2026, 2, 20)
PAGE = "/en/2026/02/19/"


def page(client, address):
    return client.get(address).content.decode()


def make_delivery(digest, **selection):
    reader = make_subscriber(language="en")
    chosen = Selection.objects.of("en", **selection)
    return Delivery.objects.create(
        digest=digest,
        subscriber=reader,
        selection=chosen,
        covers_from=digest.date,
        local_date=digest.date,
        due_at=digest.ends_at,
    )


def test_the_archive_lists_published_days_with_their_best_stories(client):
    make_a_day()
    make_digest(NEXT_DAY)

    listed = page(client, "/en/archive/")

    assert 'href="/en/2026/02/19/"' in listed
    assert 'Skip-Softmax covers <code class="short">MLA</code>' in listed
    assert "flashinfer #2547" in listed
    assert "/en/2026/02/20/" not in listed


def test_the_archive_takes_as_many_queries_for_one_day_as_for_thirty(client, django_assert_max_num_queries):
    for number in range(30):
        digest = make_digest(
            dt.date(2026, 1, 1) + dt.timedelta(days=number),
            status="published",
            published_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        )
        make_statement(digest, make_activity(digest=digest))

    with django_assert_max_num_queries(13):
        client.get("/en/archive/")


def test_an_archive_without_days_offers_a_way_out(client):
    assert "No digest has been published yet" in page(client, "/en/archive/")


def test_a_day_tells_its_stories_with_sources_files_and_states(client):
    make_a_day()

    shown = page(client, PAGE)

    assert 'Skip-Softmax covers <code class="short">MLA</code>' in shown
    assert 'href="https://github.com/flashinfer-ai/flashinfer/pull/2547"' in shown
    assert "flashinfer/<wbr>mla.py" in shown
    assert "Nothing happened: commits, pull requests, issues and releases were read to the end." in shown
    assert "Not yet fetched." in shown


def test_a_title_is_a_quotation_marked_as_english_and_never_markup(client):
    make_a_day()

    shown = page(client, "/zh/2026/02/19/")

    assert '/issues/2595/">[BUG] &lt;b&gt;NaN&lt;/b&gt;' in shown
    assert '<h3 class="title" lang="en">' in shown
    assert '<html lang="zh-Hans">' in shown


def test_a_page_speaks_the_language_of_its_address(client):
    make_a_day()

    assert "On Hopper; off by default." in page(client, PAGE)
    assert "用于 Hopper，默认关闭。" in page(client, "/zh/2026/02/19/")


def test_a_day_can_be_narrowed_to_a_topic(client):
    make_a_day()

    shown = page(client, PAGE + "?topic=moe")

    assert "fp8_kernel" in shown
    assert "Skip-Softmax covers" not in shown
    assert "You see a part of this day." in shown


def test_a_topic_or_a_day_that_does_not_exist_is_not_found(client):
    make_a_day()

    assert client.get(PAGE + "?topic=cooking").status_code == 404
    assert client.get("/en/2026/02/18/").status_code == 404
    assert client.get("/en/2026/02/31/").status_code == 404


def test_only_who_may_see_digests_sees_a_day_before_it_is_published(client, admin_client, django_user_model):
    make_a_day(status="held", published_at=None)
    staff = Client()
    staff.force_login(django_user_model.objects.create_user("of the post office", is_staff=True))

    for suffix in ("/", ".md", ".json"):
        assert client.get(f"/en/2026/02/19{suffix}").status_code == 404
        assert staff.get(f"/en/2026/02/19{suffix}").status_code == 404
    answer = admin_client.get(PAGE)
    assert "Not published yet" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_markdown_and_json_stand_beside_the_page(client):
    make_a_day()

    markdown = client.get("/en/2026/02/19.md")
    data = client.get("/en/2026/02/19.json?topic=moe")

    assert markdown.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert markdown.content.decode().startswith("# AI Infra Daily")
    assert data.json()["repositories"][0]["stories"] == {"found": 4, "told": 1}


def test_a_published_page_that_has_not_changed_is_not_sent_again(client):
    make_a_day()

    first = client.get(PAGE)
    again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})

    assert "max-age=300" in first.headers["Cache-Control"]
    assert again.status_code == 304


def test_what_came_later_stands_under_the_story_with_a_link_to_its_day(client):
    digest = make_a_day()
    later = make_digest(NEXT_DAY, status="published", published_at=dt.datetime(2026, 2, 21, tzinfo=dt.UTC))
    told = digest.statements.get(main__number=2547)
    revert = make_statement(
        later, make_activity(number=2600, digest=later), texts={"en": ("It is out again", "")}, follows=told
    )

    shown = page(client, PAGE)

    assert "Follow-up" in shown
    assert f'/en/2026/02/20/#s{revert.pk}">It is out again</a>' in shown
    assert f"/en/2026/02/19/#s{told.pk}" in page(client, "/en/2026/02/20/")


def test_what_an_unpublished_day_tells_later_is_not_shown(client):
    digest = make_a_day()
    later = make_digest(NEXT_DAY)
    told = digest.statements.get(main__number=2547)
    make_statement(later, make_activity(number=2600, digest=later), texts={"en": ("Secret", "")}, follows=told)

    assert "Secret" not in page(client, PAGE)


def test_the_page_of_a_day_does_not_ask_more_for_more_stories(client, django_assert_max_num_queries):
    digest = make_a_day()
    for _number in range(40):
        make_statement(digest, make_activity(digest=digest), texts={"en": ("More", "")}, importance=4)

    with django_assert_max_num_queries(20):  # each of the 40 would ask once more
        client.get(PAGE)


def test_view_in_browser_shows_what_that_reader_chose_and_no_more(client):
    digest = make_a_day()
    delivery = make_delivery(digest, topics=["moe"])

    answer = client.get(edition_url(delivery))

    assert answer.status_code == 200
    assert "fp8_kernel" in answer.content.decode()
    assert "Skip-Softmax covers" not in answer.content.decode()
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_view_in_browser_leads_nobody_to_the_choices_of_the_reader(client):
    delivery = make_delivery(make_a_day())

    shown = page(client, edition_url(delivery))

    assert delivery.subscriber.email not in shown
    assert "/preferences/" not in shown
    assert "/u/" not in shown


def test_view_in_browser_covers_all_days_that_were_owed(client):
    earlier = make_a_day()
    later = make_digest(NEXT_DAY, status="published", published_at=dt.datetime(2026, 2, 21, tzinfo=dt.UTC))
    make_coverage(later, make_repository())
    make_statement(later, make_activity(digest=later), texts={"en": ("The day after", "")}, importance=4)
    delivery = make_delivery(later)
    Delivery.objects.filter(pk=delivery.pk).update(covers_from=dt.date(2026, 2, 19))
    merged = {"status": "skipped", "skip_reason": "merged"}
    Delivery.objects.create(
        digest=earlier,
        subscriber=delivery.subscriber,
        selection=delivery.selection,
        covers_from=earlier.date,
        local_date=earlier.date,
        due_at=earlier.ends_at,
        **merged,
    )

    shown = page(client, edition_url(delivery))

    assert "The day after" in shown
    assert "Skip-Softmax covers" in shown


def test_a_broken_or_forgotten_link_gets_a_helpful_page(client):
    delivery = make_delivery(make_a_day())
    address = edition_url(delivery)
    delivery.delete()

    for broken in (address, address.rstrip("/")[:-1] + "x/", "/edition/nothing/"):
        answer = client.get(broken)
        assert answer.status_code == 404
        assert "This edition is not here" in answer.content.decode()
