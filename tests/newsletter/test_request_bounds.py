"""What a stranger may ask for has an end on every page."""

import pytest
from django.conf import settings as ours

from newsletter.request_bounds import MAX_ADDRESS

pytestmark = pytest.mark.django_db

PAGES = ["/", "/archive/", "/fresh-link/", "/u/token", "/healthz", "/2026/02/19.json", "/admin/login/"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_a_large_body(client, page):
    answer = client.generic("POST", page, b"x" * (ours.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "multipart/form-data")

    assert answer.status_code == 400


@pytest.mark.parametrize("page", PAGES)
def test_no_page_takes_a_long_address_or_one_that_no_database_takes(client, page):
    assert client.get(page, {"repository": "x" * MAX_ADDRESS}).status_code == 414
    assert client.get(page + "?topic=%00").status_code == 400
    assert client.get("/u/%00").status_code == 400


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "1e9", "nothing"])
def test_a_page_number_leads_to_a_page_that_is_there(client, number):
    assert client.get("/archive/", {"page": number}).status_code == 200
