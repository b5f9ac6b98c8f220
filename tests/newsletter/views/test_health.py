"""Alive, ready, and figures: what monitors ask for."""

import pytest
from django.utils import timezone

from newsletter.models import Alert, Heartbeat, SendingState
from newsletter.views import health
from tests.factories import make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(monkeypatch):
    monkeypatch.setitem(health.CHECKS, "broker", lambda _at: True)
    Heartbeat.objects.beat("beat", timezone.now())


def test_alive_means_that_the_process_answers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_means_that_all_is_well(client, well):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["newest_digest"] is None
    assert "no-store" in answer["Cache-Control"]


def test_the_age_of_the_newest_digest_is_told_in_hours(client, well):
    digest = make_digest(status="published", published_at=timezone.now())

    newest = client.get("/readyz").json()["newest_digest"]

    assert newest["date"] == str(digest.date)
    assert newest["age_hours"] == pytest.approx((timezone.now() - digest.ends_at).total_seconds() / 3600, abs=0.1)


@pytest.mark.parametrize("name", ["beat", "sending", "broker"])
def test_what_is_not_well_is_named(client, well, monkeypatch, name):
    if name == "beat":
        Heartbeat.objects.all().delete()
    elif name == "sending":
        SendingState.objects.create(pk=1, stopped_at=timezone.now(), reason="operator")
    else:
        monkeypatch.setitem(health.CHECKS, "broker", _refuse)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert {key for key, value in answer.json().items() if value is False} == {name}


def _refuse(_at):
    raise OSError("refused")


def test_a_database_that_is_away_is_named_and_no_error(client, well, monkeypatch):
    from django.db import OperationalError

    def away(*_args):
        raise OperationalError("away")

    monkeypatch.setitem(health.CHECKS, "database", away)

    assert client.get("/readyz").json()["database"] is False


def test_figures_are_counted_in_the_rows(client):
    digest = make_digest(status="published", published_at=timezone.now())
    make_delivery(digest, make_subscriber(), status="sent")
    Alert.objects.create(kind="disk", since=timezone.now())

    text = client.get("/metrics").content.decode()

    assert 'newsletter_deliveries{status="sent"} 1.0' in text
    assert 'newsletter_subscribers{status="active"} 1.0' in text
    assert 'newsletter_alerts_open{kind="disk"} 1.0' in text
    assert "@" not in text


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("s3cret", {}, 404),
        ("s3cret", {"Authorization": "Bearer wrong"}, 404),
        ("s3cret", {"Authorization": "Bearer s3cret"}, 200),
    ],
)
def test_figures_are_for_the_machine_or_for_who_has_the_token(client, settings, token, headers, status):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers=headers).status_code == status


def test_figures_are_not_for_another_machine(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
