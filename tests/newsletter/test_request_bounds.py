"""What a stranger may ask for has an end on every page."""

import pytest
from django.conf import settings as ours
from django.http import QueryDict
from django.utils import timezone

from newsletter.admin.preview import PreviewForm
from newsletter.editions.filters import MAX_NAMES
from newsletter.middleware import MAX_ADDRESS
from subscribers import preferences
from subscribers.forms import PreferencesForm
from subscribers.models.selection import Kind
from tests.factories import make_digest, make_repository, make_topic

pytestmark = pytest.mark.django_db

PAGES = ["/", "/en/archive/", "/fresh-link/", "/u/token", "/healthz", "/en/2026/02/19.json", "/admin/login/"]


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
    assert client.get("/en/archive/", {"page": number}).status_code == 200


@pytest.mark.parametrize("form", ["/", ".md", ".json"])
@pytest.mark.parametrize(("field", "name"), [("repository", "a/b"), ("topic", "attention")])
def test_a_day_is_filtered_by_so_many_names_and_no_more(client, form, field, name):
    make_digest(status="published", published_at=timezone.now())
    make_repository("a/b")
    make_topic("attention")

    assert client.get(f"/en/2026/02/19{form}", {field: [name] * MAX_NAMES}).status_code == 200
    assert client.get(f"/en/2026/02/19{form}", {field: [name] * (MAX_NAMES + 1)}).status_code == 400


@pytest.mark.parametrize("field", ["repositories", "topics", "kinds"])
def test_a_form_takes_no_more_ticks_than_it_has_boxes(field):
    values = {"repositories": make_repository().pk, "topics": make_topic().slug, "kinds": Kind.values[0]}
    data = QueryDict(mutable=True)
    data.setlist(field, [values[field]] * (len(Kind) + 1))

    reader = PreferencesForm(preferences.defaults_for("en"), "en", data)
    preview = PreviewForm({field: data.getlist(field)})

    for form in (reader, preview):
        assert form.errors.as_data()[field][0].code == "too_many"
