"""Thirty days of figures: each from its rows, drawn without a script or a style, and as a table."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse

from digest.models import Completion
from newsletter.admin.month import DAYS, month_charts
from newsletter.deliveries.mail_counts import keep_counts
from tests.factories import make_delivery, make_digest, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 2, 19)
ONE_DAY = dt.timedelta(days=1)
THESE = [DAY - ONE_DAY, DAY]
URL = reverse("admin:newsletter_delivery_month")


def figures(title):
    """{name: numbers} of the chart of this title over two days."""
    (chart,) = (chart for chart in month_charts(THESE) if chart.title == title)
    return {str(series.name): list(series.values) for series in chart.series}


def test_readers_are_counted_on_the_day_they_came_and_left():
    at = dt.datetime(2026, 2, 19, 8, tzinfo=dt.UTC)
    make_subscriber(confirmed_at=at)
    make_subscriber(confirmed_at=at - ONE_DAY, unsubscribed_at=at, status="unsubscribed")
    make_subscriber(confirmed_at=at - 9 * ONE_DAY)

    assert figures("Readers who came and left") == {"confirmed": [1, 1], "unsubscribed": [0, 1]}


def test_mails_are_counted_by_what_became_of_them():
    digest = make_digest(DAY, status="published")
    for status in ("sent", "delivered", "complained", "queued", "bounced", "failed"):
        make_delivery(digest, status=status)
    make_delivery(digest, status="skipped", skip_reason="paused")
    keep_counts(NOON)

    assert figures("Mails by fate") == {
        "sent": [None, 3],
        "waiting": [None, 1],
        "skipped": [None, 1],
        "failed, uncertain or bounced": [None, 2],
    }
    assert figures("Bounces") == {"bounced": [None, 1]}
    assert figures("Complaints") == {"complained": [None, 1]}


def test_cost_and_the_share_of_sentences_that_passed():
    digest = make_digest(DAY, status="published")
    fields = {"digest": digest, "purpose": "stories", "model": "m", "input_hash": "h", "cost_usd": "0.0125"}
    completion = Completion.objects.create(**fields)
    for outcome in ("passed", "repaired", "rejected", "title"):
        make_statement(digest, outcome=outcome, completion=completion)
    make_statement(digest)  # nobody asked a model for it

    assert figures("Cost in USD") == {"Claude": [None, 0.0125]}
    assert figures("Share of sentences that passed the gate") == {"passed": [None, 50]}


def test_the_questions_do_not_grow_with_the_days(django_assert_num_queries):
    for number in range(5):
        make_delivery(make_digest(DAY - number * ONE_DAY, status="published"))
    keep_counts(NOON)

    with django_assert_num_queries(7):
        month_charts([DAY - number * ONE_DAY for number in range(DAYS)])


@time_machine.travel(NOON, tick=False)
def test_the_page_draws_without_a_style_or_a_script_and_says_what_is_not_known(admin_client):
    make_delivery(make_digest(DAY, status="published"), status="sent")

    page = admin_client.get(URL).text

    drawn = page[page.index('id="content-main"') :]
    assert "<rect class=" in drawn
    assert not re.search(r"\sstyle=|\son[a-z]+=", drawn)
    assert "Opens and clicks are not tracked" in drawn
    assert '<th scope="row">2026-02-19</th><td>1</td>' in drawn


def test_a_fresh_installation_has_nothing_to_draw(admin_client):
    assert "Nothing was counted in these days." in admin_client.get(URL).text


@pytest.mark.parametrize(("role", "status"), [("operator", 200), ("editor", 200), ("viewer", 200), (None, 403)])
def test_every_role_may_look_at_it_for_it_names_nobody(client, django_user_model, role, status):
    user = django_user_model.objects.create_user("kim", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    client.force_login(user)

    assert client.get(URL).status_code == status
