"""Reports of mistakes: stored, and no more of them than somebody could read."""

import datetime as dt

import pytest

from newsletter import statement_reports
from newsletter.models import StatementReport
from newsletter.statement_reports import report
from tests.factories import make_digest, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    return make_statement(make_digest())


def age(**fields):
    """All reports become older by so much."""
    for row in StatementReport.objects.all():
        StatementReport.objects.filter(pk=row.pk).update(created_at=row.created_at - dt.timedelta(**fields))


def test_a_report_is_kept_with_its_words_and_without_what_nobody_sees(statement):
    stored = report(statement, "It is not \u202eFP8", "en", "203.0.113.0/24")

    assert (stored.text, stored.language) == ("It is not FP8", "en")
    assert list(statement.reports.all()) == [stored]


def test_one_network_may_report_five_an_hour(statement):
    five = [report(statement, "wrong", "en", "203.0.113.0/24") for _number in range(5)]

    assert all(five)
    assert report(statement, "wrong", "en", "203.0.113.0/24") is None
    assert report(statement, "wrong", "en", "198.51.100.0/24")


def test_an_hour_later_it_may_again(statement):
    for _number in range(5):
        report(statement, "wrong", "en", "203.0.113.0/24")
    age(hours=1, minutes=1)

    assert report(statement, "wrong", "en", "203.0.113.0/24")


def test_networks_without_number_are_stopped_by_the_cap_of_all(statement, monkeypatch):
    monkeypatch.setattr(statement_reports, "MAX_IN_ALL", ((2, statement_reports.DAY),))
    for number in range(2):
        report(statement, "wrong", "en", f"203.0.{number}.0/24")

    assert report(statement, "wrong", "en", "198.51.100.0/24") is None


def test_after_a_day_nobody_knows_from_where_a_report_came(statement):
    first = report(statement, "wrong", "en", "203.0.113.0/24")
    age(days=1, minutes=1)
    report(statement, "wrong again", "en", "203.0.113.0/24")

    first.refresh_from_db()
    assert first.network == ""
