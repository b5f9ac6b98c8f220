"""The list of readers' reports, and the way from a report to the statement that it is about."""

import pytest
from django.utils import timezone

from newsletter.models import StatementReport
from tests.factories import make_activity, make_digest, make_statement

pytestmark = pytest.mark.django_db

LIST = "/admin/newsletter/statementreport/"


def make_report(texts=None, **fields):
    digest = make_digest(status="published")
    statement = make_statement(digest, make_activity(digest=digest, title="Fix a race"), texts=texts)
    fields = {"text": "It is slower.", "language": "zh-hans", "created_at": timezone.now()} | fields
    return StatementReport.objects.create(statement=statement, **fields)


@pytest.mark.parametrize(("texts", "told"), [({"en": ("It is faster", "")}, "It is faster"), (None, "Fix a race")])
def test_a_report_names_its_statement_by_its_words_or_its_title(admin_client, texts, told):
    report = make_report(texts)
    page = admin_client.get(LIST).content.decode()

    assert f'<a href="/admin/digest/statement/{report.statement_id}/change/">{told}</a>' in page
    assert str(report.statement) not in page


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "简体中文"), ("en", "English"), ("", "–")])
def test_a_report_names_the_language_in_which_it_was_read(admin_client, language, name):
    make_report(language=language)
    page = admin_client.get(LIST).content.decode()

    assert f'<td class="field-language_here">{name}</td>' in page


def test_the_list_asks_as_often_for_two_reports_as_for_one(admin_client, django_assert_max_num_queries):
    first = make_report({"en": ("It is faster", "")})
    with django_assert_max_num_queries(30) as one:
        admin_client.get(LIST)
    StatementReport.objects.create(statement=first.statement, text="It is wrong.", created_at=timezone.now())
    with django_assert_max_num_queries(len(one)):
        admin_client.get(LIST)


def test_the_page_that_corrects_a_statement_leads_back_by_its_words(admin_client):
    report = make_report({"en": ("It is faster", "")})
    page = admin_client.get(f"/admin/digest/statement/{report.statement_id}/correct/").content.decode()

    assert f'<a href="/admin/digest/statement/{report.statement_id}/change/">It is faster</a>' in page
