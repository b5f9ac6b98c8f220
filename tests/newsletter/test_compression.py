"""Pages travel compressed, but for those that hold a reader's link, a form's token or the operator's rows."""

import gzip

import pytest
from django.urls import reverse

from subscribers import signed_links
from tests.factories import make_digest, make_repository, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
ASKED = {"headers": {"accept-encoding": "gzip"}}


@pytest.fixture
def day():
    digest = make_digest(status="published", published_at="2026-02-20T01:00Z")
    make_statement(digest)
    return digest


def test_a_page_of_the_archive_is_compressed_for_who_takes_gzip(client, day):
    address = reverse("newsletter:digest", args=["en", day.date])
    compressed, plain = client.get(address, **ASKED), client.get(address)

    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]


def test_a_page_that_was_not_changed_is_still_known_by_its_etag(client, day):
    address = reverse("newsletter:digest", args=["en", day.date])
    etag = client.get(address, **ASKED)["ETag"]

    assert client.get(address, headers={"accept-encoding": "gzip", "if-none-match": etag}).status_code == 304


def test_pages_with_a_secret_go_out_as_they_are(client):
    make_repository()
    reader = make_subscriber()
    pages = [
        "/",
        "/fresh-link/",
        signed_links.preferences_url(reader),
        signed_links.unsubscribe_url(reader),
        "/admin/login/",
    ]
    answers = [client.get(page, **ASKED) for page in pages]

    assert {answer.status_code for answer in answers} == {200}
    assert [answer.get("Content-Encoding") for answer in answers] == [None] * len(pages)
