"""The operator sees for each digest and each model how many sentences passed, were repaired, or became titles."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from digest.models import Completion
from digest.pass_rates import rates, recent_rates
from tests.factories import DAY, make_digest, make_statement

pytestmark = pytest.mark.django_db


def fill(digest, model, **counts):
    """So many statements of each outcome by this model; without one where `model` is empty."""
    completion = None
    if model:
        fields = {"purpose": "repository", "model": model, "input_hash": f"{digest} {model}"}
        completion = Completion.objects.create(digest=digest, **fields)
    for outcome, count in counts.items():
        for _number in range(count):
            make_statement(digest, outcome=outcome, completion=completion)


def test_each_model_of_a_digest_has_its_rates_and_the_unanswered_come_last():
    digest = make_digest()
    fill(digest, "claude-sonnet-5-5", passed=3)
    fill(digest, "claude-haiku-5-5", passed=6, repaired=1, title=1)
    fill(digest, "", title=2)
    make_statement(digest, fold="ci")

    assert [
        (rate.model, rate.total, [rate.counts[name] for name in ("passed", "repaired", "title")], rate.cells[0])
        for rate in rates(digest.statements)
    ] == [
        ("claude-haiku-5-5", 8, [6, 1, 1], (6, 75)),
        ("claude-sonnet-5-5", 3, [3, 0, 0], (3, 100)),
        ("", 2, [0, 0, 2], (0, 0)),
    ]


def test_models_are_compared_over_the_four_weeks_up_to_a_day():
    for days, count in ((0, 1), (27, 2), (28, 4), (-1, 8)):
        fill(make_digest(DAY - dt.timedelta(days=days)), "claude-haiku-5-5", passed=count)

    (rate,) = recent_rates(DAY)

    assert rate.total == 3


def test_the_page_of_a_digest_shows_them(admin_client):
    digest = make_digest()
    fill(digest, "claude-haiku-5-5", passed=3, repaired=1)

    text = admin_client.get(reverse("admin:digest_digest_change", args=[digest.pk])).text

    block = re.search(r'<section class="module" id="rates">(.*?)</section>', text, re.DOTALL)[1]
    assert block.count("claude-haiku-5-5") == 2
    assert "75 %" in block
    assert "25 %" in block


def test_a_digest_without_statements_shows_no_rates(admin_client):
    text = admin_client.get(reverse("admin:digest_digest_change", args=[make_digest().pk])).text

    assert 'id="rates"' not in text
