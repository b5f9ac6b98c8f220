"""What the form of mutes makes of what a reader sends."""

import datetime as dt

import pytest
from django.http import QueryDict

from subscribers.mute_form import MuteForm
from subscribers.mutes import REPOSITORY, TOPIC, Mute
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 2, 24)


def form_of(what, span):
    return MuteForm(TODAY, QueryDict(f"what={what}&span={span}"))


@pytest.mark.parametrize(("span", "until"), [("week", dt.date(2026, 3, 3)), ("good", None)])
def test_a_repository_is_muted_for_a_week_or_for_good(span, until):
    pk = make_repository().pk
    form = form_of(f"repository:{pk}", span)

    assert form.is_valid()
    assert form.applied([]) == [Mute(REPOSITORY, pk, until)]


def test_a_topic_is_heard_again():
    make_topic("moe")
    form = form_of("topic:moe", "end")

    assert form.is_valid()
    assert form.applied([Mute(TOPIC, "moe"), Mute(TOPIC, "docs")]) == [Mute(TOPIC, "docs")]


@pytest.mark.parametrize(("what", "span"), [("repository:999", "week"), ("topic:none", "good"), ("", "week")])
def test_what_is_not_on_offer_is_refused(what, span):
    assert not form_of(what, span).is_valid()


def test_a_length_that_nobody_offers_is_refused():
    assert not form_of(f"repository:{make_repository().pk}", "year").is_valid()


def test_the_repository_of_the_link_is_proposed():
    pk = make_repository("a/b").pk

    assert MuteForm(TODAY, repository="a/b").initial["what"] == f"repository:{pk}"
    assert MuteForm(TODAY, repository="no/such").initial["what"] is None
