"""Readers as a file: by operators alone, on record, and with nothing in it that a spreadsheet would run."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from subscribers.models import Consent, Subscriber, Suppression
from tests.factories import make_repository, make_subscriber

pytestmark = pytest.mark.django_db

LIST = "/admin/subscribers/subscriber/"


def export(client, *readers):
    data = {"action": "export_readers", "_selected_action": [reader.pk for reader in readers]}
    return client.post(LIST, data)


def rows(answer):
    return [line.split(",") for line in answer.getvalue().decode().splitlines()]


def test_a_reader_is_a_row_with_the_proof_of_their_consent(admin_client):
    reader = make_subscriber("ada@reader.test", repositories=[make_repository("a/b").pk], minute=450)
    moment = dt.datetime(2025, 3, 1, 8, tzinfo=dt.UTC)
    Consent.objects.create(subscriber=reader, requested_at=moment, confirmed_at=moment, wording="I ask", language="en")

    headings, row = rows(export(admin_client, reader))

    assert dict(zip(headings, row, strict=True)) == {
        "email": "ada@reader.test",
        "language": "en",
        "repositories": "a/b",
        "topics": "all",
        "hour": "07:30",
        "zone": "UTC",
        "frequency": "daily",
        "source": "sign-up form",
        "consented_at": "2025-03-01T08:00:00+00:00",
        "status": "active",
    }


def test_an_address_that_is_a_formula_is_text(admin_client):
    reader = make_subscriber("=cmd@reader.test")

    assert rows(export(admin_client, reader))[1][0] == "'=cmd@reader.test"


def test_only_those_selected_are_in_the_file_and_the_log_says_how_many(admin_client, admin_user):
    make_subscriber("other@reader.test")
    chosen = make_subscriber("ada@reader.test")

    answer = export(admin_client, chosen)

    assert [row[0] for row in rows(answer)] == ["email", "ada@reader.test"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_change_message()) == (admin_user, "Exported 1 reader.")
    assert "ada" not in entry.object_repr


def test_the_file_is_kept_by_nobody_on_the_way(admin_client):
    answer = export(admin_client, make_subscriber())

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_has_left_or_is_suppressed_is_marked_so_that_no_import_brings_them_back(admin_client):
    left = make_subscriber("left@reader.test", status="unsubscribed")
    Suppression.objects.suppress(make_subscriber("sup@reader.test").email, "complaint")

    found = {row[0]: row[-1] for row in rows(export(admin_client, left, *Subscriber.objects.all()))}

    assert found == {"email": "status", "left@reader.test": "unsubscribed", "sup@reader.test": "suppressed"}


def test_many_readers_are_read_in_parts_with_the_same_number_of_queries(
    admin_client, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("subscribers.bulk.export.PART", 4)
    readers = [make_subscriber() for _reader in range(10)]
    for reader in readers:
        Consent.objects.create(subscriber=reader, requested_at=timezone.now(), wording="I ask", language="en")

    with django_assert_max_num_queries(15):
        found = rows(export(admin_client, *readers))

    assert len(found) == 11
