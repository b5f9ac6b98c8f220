"""On which days a choice would have brought a mail: the same days as the editions themselves say."""

import datetime as dt

import pytest

from digest.models import InterfaceChange
from newsletter.editions.content import load_content
from newsletter.editions.mail_days import mail_days
from newsletter.editions.selection import mail_budget, select
from subscribers.models import Selection
from tests.factories import DAY, make_activity, make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db
CHOICES = [
    {},
    {"topics": ["attention"]},
    {"kinds": ["issues"]},
    {"kinds": ["releases", "opened"]},
    {"topics": ["attention"], "kinds": ["merged"]},
    {"threshold": "notable"},
    {"threshold": "key"},
    {"threshold": "breaking"},
    {"muted": [["topic", "attention", ""]]},
    {"muted": [["topic", "attention", DAY.isoformat()], ["repository", 1, ""]]},
]


@pytest.fixture
def days():
    """Ten published days, newest first: of two repositories by turns, some with a topic, some with an issue only."""
    digests = []
    for back in range(10):
        digest = make_digest(DAY - dt.timedelta(days=back), status="published")
        repository = make_repository(["flashinfer-ai/flashinfer", "vllm-project/vllm"][back % 2])
        kind, action = ("issue", "opened") if back % 3 == 0 else ("pull_request", "merged")
        main = make_activity(repository, kind, action, digest=digest)
        fold = "docs" if back == 4 else ""
        importance = 1 + back % 5
        make_statement(digest, main, topics=["attention"] if back % 4 < 2 else (), fold=fold, importance=importance)
        if back % 5 == 1:
            fields = {"kind": "parameter_removed", "symbol": "run", "path": "a.py", "is_breaking": back == 1}
            InterfaceChange.objects.create(activity=main, **fields)
        digests.append(digest)
    return digests


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("repository", [None, "vllm-project/vllm"])
def test_a_day_brings_a_mail_where_its_edition_is_not_empty(days, choice, repository):
    repositories = [make_repository(repository).pk] if repository else []
    selection = Selection(language="en", repositories=repositories, **choice)
    editions = [select(load_content([digest], "en"), selection, mail_budget()) for digest in days]

    assert mail_days(selection).bringing == tuple(edition.date for edition in editions if not edition.is_empty)


def test_mails_a_week_are_said_from_a_week_of_days_on(days):
    everything = mail_days(Selection(language="en"))

    assert (everything.days, everything.mails_a_week) == (10, 6)  # nine of ten days


def test_of_fewer_than_seven_days_nothing_is_said():
    make_statement(make_digest(status="published"))

    assert mail_days(Selection(language="en")).mails_a_week is None


def test_drafts_and_days_older_than_four_weeks_do_not_count(days):
    make_statement(make_digest(DAY + dt.timedelta(days=1), status="ready"))
    for back in range(10, 40):
        make_digest(DAY - dt.timedelta(days=back), status="published")

    assert mail_days(Selection(language="en")).days == 28
    assert mail_days(Selection(language="en")).bringing[0] == DAY


def test_asked_again_it_takes_one_query(days, django_assert_num_queries):
    mail_days(Selection(language="en"))

    with django_assert_num_queries(1):
        mail_days(Selection(language="en", topics=["attention"]))
