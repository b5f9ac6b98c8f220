"""Buttons that show something and save nothing, for who has no JavaScript."""

import pytest

from subscribers import signed_links
from subscribers.models import MailRequest
from tests.factories import make_digest, make_repository, make_statement, make_subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def vllm():
    repository = make_repository("vllm-project/vllm")
    make_statement(make_digest(status="published"), repository=repository)
    return repository


def test_the_preview_is_made_anew_without_an_address_and_without_an_error(client, filled_in, vllm):
    chosen = {"repository_scope": "these", "repositories": [vllm.pk], "email": "", "preview": "1"}
    answer = client.post("/", filled_in | chosen)

    assert answer.status_code == 200
    assert "vllm, English, 07:30" in " ".join(answer.text.split())
    assert 'id="errors"' not in answer.text
    assert not MailRequest.objects.exists()


def test_a_readers_unsaved_choice_is_previewed_and_not_saved(client, filled_in, vllm):
    reader = make_subscriber()
    answer = client.post(
        signed_links.preferences_url(reader),
        filled_in | {"repositories": [vllm.pk], "repository_scope": "these", "preview": "1"},
    )
    reader.refresh_from_db()

    assert answer.status_code == 200
    assert "vllm, English, 07:30" in " ".join(answer.text.split())
    assert reader.selection.repositories == []


def test_all_time_zones_come_with_the_same_form_or_as_options_alone(client, filled_in):
    form = client.post("/", filled_in | {"email": "", "zones": "all", "time_zone": "Africa/Abidjan"})
    options = client.get("/time-zones/", {"time_zone": "Africa/Abidjan"})

    chosen = '<option value="Africa/Abidjan" selected>'
    assert form.status_code == options.status_code == 200
    assert chosen in form.text
    assert options.text.count(" selected") == 1
    assert chosen in options.text
