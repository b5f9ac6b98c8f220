"""The list of corrections: what was said, what is right, and how many readers were told."""

import datetime as dt

import pytest
from django.urls import reverse

from digest.corrections import correct
from digest.writing.gate import Words
from newsletter.models import CorrectionDelivery
from tests.factories import make_digest, make_statement, make_subscriber

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def correction(admin_user):
    statement = make_statement(make_digest(status="published"), texts={"en": ("It is <2x> faster", "")})
    words = {"en": Words("It is 20% faster", "")}
    return correct(statement, words, {"en": "The benchmark says 20%."}, AT, admin_user)


def test_the_list_shows_both_sentences_and_why(admin_client, correction):
    page = admin_client.get(reverse("admin:digest_correction_changelist")).text

    assert "<del>It is &lt;2x&gt; faster</del>" in page
    assert "<ins>It is 20% faster</ins>" in page
    assert "The benchmark says 20%." in page


def test_a_corrections_page_says_how_many_readers_were_told(admin_client, correction):
    for _number in range(3):
        CorrectionDelivery.objects.create(correction=correction, subscriber=make_subscriber(), language="en")

    page = admin_client.get(reverse("admin:digest_correction_change", args=[correction.pk]))

    assert '<div class="readonly">3</div>' in page.text


def test_nobody_edits_or_deletes_a_correction(admin_client, correction):
    url = reverse("admin:digest_correction_change", args=[correction.pk])

    assert admin_client.post(url, {"made_at_0": "2026-02-21"}).status_code == 403
    assert admin_client.post(reverse("admin:digest_correction_delete", args=[correction.pk])).status_code == 403
