"""The last mails of a reader, to open in the browser from the preference centre."""

import datetime as dt

import pytest

from subscribers import signed_links
from tests.factories import DAY, make_delivery, make_digest, make_subscriber

pytestmark = pytest.mark.django_db


def mailed(reader, back, **fields):
    digest = make_digest(DAY - dt.timedelta(days=back), status="published")
    return make_delivery(digest, reader, **{"status": "sent", "sent_at": digest.ends_at} | fields)


def test_the_last_fourteen_that_went_out_are_named_newest_first_and_open(client):
    reader = make_subscriber()
    for back in range(16):
        mailed(reader, back)
    page = client.get(signed_links.preferences_url(reader)).text
    links = [line.split('"')[3] for line in page.split("<li>") if 'class="box" href="' in line]

    assert len(links) == 14
    assert page.index("19 February 2026") < page.index("18 February 2026")
    assert client.get(links[0]).status_code == 200


def test_what_was_not_sent_or_went_to_somebody_else_is_not_named(client):
    reader = make_subscriber()
    mailed(reader, 0, status="queued", sent_at=None)
    mailed(make_subscriber(), 1)

    assert "Your last mails" not in client.get(signed_links.preferences_url(reader)).text
