"""The page on which an editor has a repository written anew: models with their costs, and one task."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from digest import tasks
from digest.models import Completion, Digest
from digest.writing.pricing import PRICES
from tests.factories import make_digest, make_repository, make_statement

pytestmark = pytest.mark.django_db

OTHER = "claude-opus-5-5"


@pytest.fixture(autouse=True)
def key(settings):
    settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_MODEL = "key", "claude-haiku-5-5"
    settings.ANTHROPIC_DAILY_BUDGET_USD = 1.0


@pytest.fixture
def rung(monkeypatch):
    """The tasks that were rung for, instead of a queue."""
    bells = []
    monkeypatch.setattr(tasks.rewrite_repository, "delay_on_commit", lambda *given: bells.append(given))
    return bells


@pytest.fixture
def story():
    return make_statement(make_digest(status="held"), texts={"en": ("Fixed", "")})


def url_of(story):
    return reverse("admin:digest_digest_rewrite", args=[story.digest_id, story.repository_id])


def test_every_model_stands_with_what_it_would_cost_and_has_cost(client, as_role, story):
    as_role("editor")
    usage = {"input_tokens": 10_000, "output_tokens": 2_000}
    fields = {"digest": story.digest, "repository": story.repository, "purpose": "repository", "usage": usage}
    Completion.objects.create(**fields, model="claude-haiku-5-5", input_hash="1", cost_usd="0.002")

    page = client.get(url_of(story)).text

    assert [name for name in PRICES if f'value="{name}"' not in page] == []
    assert "0.0020" in page  # what it has cost
    assert "0.0800" in page  # what opus would cost
    assert "0.9980 are left" in page


@pytest.mark.parametrize("role", ["operator", "editor"])
def test_a_task_writes_and_the_history_says_who_asked(client, as_role, story, rung, role):
    user = as_role(role)

    answer = client.post(url_of(story), {"model": OTHER}, follow=True)

    assert rung == [("2026-02-19", story.repository_id, OTHER, user.pk)]
    assert f"Being written by {OTHER}: flashinfer-ai/flashinfer." in answer.text
    assert OTHER in LogEntry.objects.get().get_change_message()


def test_a_viewer_does_not_get_the_page(client, as_role, story, rung):
    as_role("viewer")

    assert client.get(url_of(story)).status_code == 403
    assert client.post(url_of(story), {"model": OTHER}).status_code == 403
    assert rung == []


@pytest.mark.parametrize("status", ["collecting", "writing", "rejected", "published"])
def test_a_day_that_is_not_open_is_refused(client, as_role, story, rung, status):
    as_role("operator")
    Digest.objects.update(status=status, published_at=timezone.now())

    answer = client.post(url_of(story), {"model": OTHER}, follow=True)

    assert "This day is" in answer.text
    assert (rung, LogEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize("model", ["", "gpt-9"])
def test_only_a_model_with_a_price_is_taken(client, as_role, story, rung, model):
    as_role("operator")

    answer = client.post(url_of(story), {"model": model})

    assert answer.status_code == 200
    assert "errorlist" in answer.text
    assert rung == []


def test_without_a_key_it_says_so(client, as_role, story, rung, settings):
    as_role("operator")
    settings.ANTHROPIC_API_KEY = ""

    answer = client.post(url_of(story), {"model": OTHER}, follow=True)

    assert "There is no ANTHROPIC_API_KEY." in answer.text
    assert rung == []


def test_a_repository_that_is_not_there_has_no_page(client, as_role, story):
    as_role("operator")
    nowhere = make_repository("a/b").pk + 1

    assert client.get(reverse("admin:digest_digest_rewrite", args=[story.digest_id, nowhere])).status_code == 404


def test_the_digest_s_page_leads_there_while_it_is_open(client, as_role, story):
    as_role("editor")
    page = reverse("admin:digest_digest_change", args=[story.digest_id])
    is_open = url_of(story) in client.get(page).text

    Digest.objects.update(status="published", published_at=timezone.now())

    assert (is_open, url_of(story) in client.get(page).text) == (True, False)
