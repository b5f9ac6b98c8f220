"""Who changed what can be looked up and searched, and never be changed itself."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from newsletter.admin.history import log_action
from tests.factories import make_repository, make_topic

pytestmark = pytest.mark.django_db

LOG = "admin:admin_logentry_changelist"


@pytest.fixture
def entry(rf, admin_user):
    """The administrator switched a repository off."""
    request = rf.get("/")
    request.user = admin_user
    log_action(request, [make_repository("example/engine")], "switch off")
    return LogEntry.objects.get()


def test_the_log_names_who_changed_which_row_and_how(admin_client, entry):
    page = admin_client.get(reverse(LOG)).text

    assert "example/engine" in page
    assert entry.user.username in page
    assert "switch off" in page.lower()


@pytest.mark.parametrize(("query", "count"), [("engine", 1), ("admin", 1), ("nobody", 0)])
def test_the_log_is_searched_by_row_and_by_person(admin_client, entry, query, count):
    found = admin_client.get(reverse(LOG), {"q": query}).context["cl"].result_count

    assert found == count


def test_nobody_writes_in_the_log_or_takes_from_it(admin_client, entry):
    page = reverse("admin:admin_logentry_change", args=[entry.pk])

    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"object_repr": "another"}).status_code == 403
    assert admin_client.post(reverse("admin:admin_logentry_delete", args=[entry.pk])).status_code == 403
    assert admin_client.get(reverse("admin:admin_logentry_add")).status_code == 403
    assert LogEntry.objects.get().object_repr == "example/engine"


def test_a_search_of_the_log_finds_other_kinds_of_rows_too(admin_client, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    log_action(request, [make_topic()], "reword")

    assert admin_client.get(reverse(LOG), {"q": "admin"}).context["cl"].result_count == 1
