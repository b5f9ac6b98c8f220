"""What a stranger who knows an address, and nothing else, can do to its reader: have one mail sent to them."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from subscribers import privacy, signed_links, tasks, unsubscribe
from subscribers.models import Consent, MailRequest, Selection, Subscriber, Suppression
from tests.factories import make_repository, make_subscriber, make_topic
from tests.subscribers.conftest import link_in

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC)
LEFT = NOW - dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def other(filled_in):
    """The form of somebody who wants everything otherwise."""
    make_topic("attention")
    chosen = {"topic_scope": "these", "topics": ["attention"], "language": "zh-hans", "minute": "1170"}
    return filled_in | chosen | {"kinds": ["releases"], "time_zone": "Asia/Shanghai"}


def state_of(reader):
    reader = Subscriber.objects.select_related("selection").get(pk=reader.pk)
    return (reader.status, reader.selection_id, reader.time_zone, reader.minute, reader.unsubscribed_at)


def make_reader(status):
    left_at = LEFT if status == "unsubscribed" else None
    return make_subscriber("ada@example.org", status=status, unsubscribed_at=left_at, topics=["moe"])


@pytest.mark.parametrize("status", ["active", "pending", "unsubscribed"])
def test_a_second_sign_up_changes_neither_choices_nor_state(client, other, post_office, status):
    reader = make_reader(status)
    before = state_of(reader)

    client.post("/", other)
    post_office()

    assert state_of(reader) == before


@pytest.mark.parametrize("status", ["pending", "unsubscribed"])
def test_what_was_asked_for_counts_once_the_owner_confirms(client, other, post_office, status):
    reader = make_reader(status)
    client.post("/", other)
    [message] = post_office()
    url = link_in(message, "/confirm/")

    assert "19:30" in message.body
    assert "19:30" in client.get(url).text
    client.post(url)

    reader = Subscriber.objects.get(pk=reader.pk)
    assert (reader.status, reader.language, reader.hour) == ("active", "zh-hans", "19:30")
    assert (reader.selection.topics, reader.selection.kinds) == (["attention"], ["releases"])
    assert (reader.time_zone, reader.unsubscribed_at) == ("Asia/Shanghai", None)
    assert Consent.objects.get().asked is None


def test_who_left_after_asking_is_not_brought_back(client, other, post_office):
    reader = make_subscriber("ada@example.org", status="pending")
    client.post("/", other)
    url = link_in(post_office()[0], "/confirm/")
    unsubscribe.unsubscribe(reader)

    assert {client.get(url).status_code, client.post(url).status_code} == {410}
    assert Subscriber.objects.get().status == "unsubscribed"


def test_over_the_cap_nothing_is_written(client, other, filled_in, clock):
    for number in range(20):
        client.post("/", filled_in | {"email": f"r{number}@example.org"})
    tables = (Selection, Subscriber, Consent, MailRequest)
    before = [table.objects.count() for table in tables]

    for number in range(40):
        client.post("/", other | {"email": f"s{number}@example.org", "minute": str(30 * number)})

    assert [table.objects.count() for table in tables] == before == [0, 0, 0, 20]


def test_plus_tags_are_one_inbox_for_the_caps(client, filled_in, post_office):
    for number in range(25):
        client.post("/", filled_in | {"email": f"vic.tim+{number}@example.org"}, REMOTE_ADDR=f"198.51.{number}.1")

    assert [message.to for message in post_office()] == [["vic.tim+0@example.org"]]


ADDRESSES = {
    "active": "active@example.org",
    "pending": "pending@example.org",
    "left": "gone@example.org",
    "suppressed": "never@example.org",
    "unknown": "nobody@example.org",
}


@pytest.mark.parametrize("page", ["sign-up", "fresh link", "another address"])
def test_the_page_does_the_same_work_for_every_address(client, filled_in, page):
    make_subscriber("active@example.org")
    make_subscriber("pending@example.org", status="pending")
    make_subscriber("gone@example.org", status="unsubscribed")
    Suppression.objects.suppress("never@example.org", "complaint")
    asking = make_subscriber("ada@example.org")
    path = {"sign-up": "/", "fresh link": "/fresh-link/"}.get(page) or (
        signed_links.preferences_url(asking).removeprefix("http://127.0.0.1:8000") + "address/"
    )

    work = {}
    for name, address in ADDRESSES.items():
        with CaptureQueriesContext(connection) as queries:
            client.post(path, filled_in | {"email": address})
        work[name] = [re.sub(r"\d+", "", query["sql"]).split()[:4] for query in queries if "SAVE" not in query["sql"]]
        MailRequest.objects.all().delete()

    assert [name for name, statements in work.items() if statements != work["unknown"]] == []


def test_an_address_waits_for_the_worker_and_is_then_forgotten(client, filled_in, post_office):
    client.post("/", filled_in)
    assert MailRequest.objects.get().email == "ada@example.org"
    post_office()

    request = MailRequest.objects.get()
    assert (request.email, request.sign_up) == ("", None)


def test_an_address_that_no_worker_came_for_is_forgotten_too(client, filled_in, clock):
    client.post("/", filled_in)
    clock.shift(dt.timedelta(hours=3))
    tasks.sweep()

    assert MailRequest.objects.get().email == ""


def test_choices_that_nobody_has_are_swept(client, other, post_office):
    make_repository()
    reader = make_subscriber(topics=["moe"])
    Selection.objects.of("en", topics=["orphan"])
    client.post("/", other)
    post_office()
    assert Selection.objects.count() == 3

    privacy.purge(timezone.now())
    assert Selection.objects.filter(topics=["orphan"]).count() == 0
    privacy.purge(timezone.now() + dt.timedelta(days=8))

    assert list(Selection.objects.all()) == [reader.selection]
