"""The doorbells of a digest: each calls one verb, with ids and dates made rows."""

import datetime as dt

import pytest
from celery import current_app

from digest import tasks
from digest.desk import rewrite
from digest.models import Digest
from tests.factories import make_digest, make_repository

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2026, 2, 20, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(("timeout", "status"), [("publish", "ready"), ("reject", "rejected")])
def test_the_clock_decides_about_a_day_that_was_held_for_too_long(settings, timeout, status):
    settings.DIGEST_APPROVAL_MINUTES, settings.DIGEST_APPROVAL_TIMEOUT = 60, timeout
    make_digest(status="held", held_at=LONG_AGO)

    tasks.decide_overdue()

    assert Digest.objects.get().status == status


def test_a_repository_is_rewritten_on_behalf_of_who_asked(monkeypatch):
    digest, repository, calls = make_digest(status="held"), make_repository(), []
    monkeypatch.setattr(rewrite, "rewrite_for", lambda *given: calls.append(given))

    tasks.rewrite_repository("2026-02-19", repository.pk, "claude-opus-5-5", 7)

    assert calls == [(7, digest, repository, "claude-opus-5-5")]


def test_the_clock_s_decision_does_not_stand_behind_a_day_s_writing():
    route = current_app.amqp.router.route({}, "digest.tasks.decide_overdue")

    assert route["queue"].name == "send"
