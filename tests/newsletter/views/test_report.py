"""The form with which a reader reports a mistake in one story."""

import datetime as dt

import pytest
from django.urls import reverse

from newsletter import statement_reports
from newsletter.models import StatementReport
from tests.factories import make_digest, make_sentence, make_statement
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
