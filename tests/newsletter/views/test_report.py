"""The form with which a reader reports a mistake in one story."""

import datetime as dt

import pytest
from django.urls import reverse

from newsletter import statement_reports
from newsletter.editions.links import edition_url
from newsletter.models import StatementReport
from tests.factories import (
    make_activity,
    make_delivery,
    make_digest,
    make_repository,
    make_sentence,
    make_statement,
    make_subscriber,
)
from tests.newsletter.a_day import make_a_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    return make_a_day().statements.get(importance=5)


def address(statement, language="en"):
    return reverse("newsletter:report", args=[language, statement.pk])


def test_looking_shows_the_story_and_stores_nothing(client, statement):
    page = client.get(address(statement))

    assert page.status_code == 200
    assert b"Skip-Softmax covers" in page.content
    assert b"noindex" in page.content
    assert not StatementReport.objects.exists()


def test_the_form_speaks_the_language_of_its_address(client, statement):
    page = client.get(address(statement, "zh-hans")).content.decode()

    assert "Skip-Softmax 扩展到" in page
    assert "指出错误" in page


def test_sending_stores_the_words_and_says_thank_you(client, statement):
    page = client.post(address(statement), {"text": "It is off on Ada."}, follow=True)

    assert b"Thank you" in page.content
    assert list(statement.reports.values_list("text", "language")) == [("It is off on Ada.", "en")]


@pytest.mark.parametrize("text", ["", "no", " " * 20, "x" * 1001])
def test_words_that_say_nothing_or_too_much_are_asked_for_again(client, statement, text):
    page = client.post(address(statement), {"text": text})

    assert page.status_code == 422
    assert b'class="error"' in page.content
    assert not StatementReport.objects.exists()


def test_who_falls_into_the_trap_is_thanked_and_not_heard(client, statement):
    page = client.post(address(statement), {"text": "Buy this now", "website": "https://spam.example"}, follow=True)

    assert b"Thank you" in page.content
    assert not StatementReport.objects.exists()


def test_too_many_reports_are_refused_and_keep_their_words(client, statement, monkeypatch):
    monkeypatch.setattr(statement_reports, "MAX_PER_NETWORK", ((0, statement_reports.DAY),))

    page = client.post(address(statement), {"text": "It is off on Ada."})

    assert page.status_code == 429
    assert b"It is off on Ada." in page.content


def test_a_draft_a_sentence_of_the_day_and_nothing_at_all_are_not_found(client, statement):
    sentence = make_sentence(statement.digest, [statement])
    draft = make_statement(make_digest(dt.date(2026, 2, 21)))

    for pk in (sentence.pk, draft.pk, 10**9):
        assert client.get(reverse("newsletter:report", args=["en", pk])).status_code == 404


def test_markup_in_a_report_is_text_in_the_admin(client, admin_client, statement):
    client.post(address(statement), {"text": "<b>wrong</b> & more"})

    for page in (
        reverse("admin:newsletter_statementreport_changelist"),
        reverse("admin:digest_statement_change", args=[statement.pk]),
    ):
        assert b"&lt;b&gt;wrong&lt;/b&gt; &amp; more" in admin_client.get(page).content


def test_the_operator_marks_a_report_as_looked_at(client, admin_client, statement):
    client.post(address(statement), {"text": "It is off on Ada."})
    report = StatementReport.objects.get()

    admin_client.post(
        reverse("admin:newsletter_statementreport_changelist"),
        {"action": "mark_looked_at", "_selected_action": [report.pk]},
    )

    report.refresh_from_db()
    assert report.looked_at


def test_each_story_of_a_page_has_its_form(client, statement):
    page = client.get(f"/en/{statement.digest.date:%Y/%m/%d}/").content.decode()

    assert f'href="{address(statement)}"' in page


# From the mail: the story is chosen on the form


def day_address(statement, language="en"):
    return f"/{language}/{statement.digest.date:%Y/%m/%d}/report/"


def test_of_a_day_any_story_can_be_chosen_by_repository(client, statement):
    page = client.get(day_address(statement)).content.decode()

    assert '<optgroup label="flashinfer-ai/flashinfer">' in page
    assert f'<option value="{statement.pk}">#2547 Skip-Softmax covers MLA</option>' in page
    assert not StatementReport.objects.exists()


def test_what_is_sent_there_is_stored_beside_the_chosen_story(client, statement):
    sent = {"story": statement.pk, "text": "It is off on Ada."}
    page = client.post(day_address(statement), sent, follow=True).content.decode()

    assert "Thank you" in page
    assert f'href="/en/{statement.digest.date:%Y/%m/%d}/"' in page
    assert list(statement.reports.values_list("text", "language")) == [("It is off on Ada.", "en")]


@pytest.mark.parametrize("story", ["", "0", "x", str(10**9)])
def test_without_a_story_of_that_day_the_form_comes_again_with_its_words(client, statement, story):
    page = client.post(day_address(statement), {"story": story, "text": "It is off on Ada."})

    assert page.status_code == 422
    assert b"It is off on Ada." in page.content
    assert not StatementReport.objects.exists()


def test_a_story_of_another_day_cannot_be_named(client, statement):
    other = make_statement(make_digest(dt.date(2026, 2, 21), status="published"))

    assert client.post(day_address(statement), {"story": other.pk, "text": "It is off."}).status_code == 422
    assert not StatementReport.objects.exists()


def test_a_day_that_is_not_published_takes_no_reports(client):
    draft = make_statement(make_digest(dt.date(2026, 2, 21)))

    assert client.get(day_address(draft)).status_code == 404


def test_the_link_in_the_foot_of_a_mail_offers_the_stories_of_that_edition_in_its_language(client, statement):
    other = make_statement(statement.digest, make_activity(make_repository("NVIDIA/cutlass"), digest=statement.digest))
    reader = make_subscriber(language="zh-hans", repositories=[statement.repository_id])
    delivery = make_delivery(statement.digest, reader)
    page = client.get(edition_url(delivery) + "report/")

    assert f'<option value="{statement.pk}">' in page.text
    assert f'value="{other.pk}"' not in page.text
    assert "哪一条动态？" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_what_comes_from_a_mail_is_stored_without_its_reader(client, statement):
    delivery = make_delivery(statement.digest)
    sent = {"story": statement.pk, "text": "It is off on Ada."}
    page = client.post(edition_url(delivery) + "report/", sent, follow=True)

    assert f'href="{edition_url(delivery).removeprefix("http://127.0.0.1:8000")}"' in page.text
    assert [name.name for name in StatementReport._meta.fields if name.is_relation] == ["statement"]
    assert list(statement.reports.values_list("text", flat=True)) == ["It is off on Ada."]


def test_a_broken_link_of_a_mail_leads_to_the_archive(client, statement):
    assert client.get("/edition/broken/report/").status_code == 404
