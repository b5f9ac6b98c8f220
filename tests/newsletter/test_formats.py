"""Moments in the admin name their time zone, and a sentence may end after one."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.admin.utils import display_for_value
from django.template import Context, Template
from django.utils import formats, timezone, translation

from newsletter.models import SendingState
from tests.factories import make_delivery, make_digest

MOMENT = dt.datetime(2026, 2, 19, 23, 11, tzinfo=dt.UTC)
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_is_written_with_its_zone_wherever_it_stands(language):
    with translation.override(language):
        assert Template("{{ moment }}").render(Context({"moment": MOMENT})) == "2026-02-19 23:11 UTC"
        assert display_for_value(MOMENT, "–") == "2026-02-19 23:11 UTC"


def test_the_zone_is_the_one_of_whoever_looks():
    with timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        assert Template("{{ moment }}").render(Context({"moment": MOMENT})) == "2026-02-20 07:11 CST"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["DATETIME_FORMAT", "SHORT_DATETIME_FORMAT", "TIME_FORMAT"])
def test_no_moment_ends_with_a_full_stop(language, name):
    with translation.override(language):
        for hour in range(24):
            assert not formats.date_format(MOMENT.replace(hour=hour), name).endswith(".")


@pytest.mark.django_db
def test_the_first_page_names_the_zone_and_ends_its_sentence_once(admin_client):
    SendingState.objects.create(pk=1, stopped_at=MOMENT, reason="failures")

    text = admin_client.get("/admin/").text

    assert "2026-02-19 23:11 UTC." in text
    assert "p.m." not in text


@pytest.mark.django_db
def test_lists_and_pages_of_mails_name_the_zone(admin_client):
    delivery = make_delivery(make_digest(), due_at=MOMENT)

    for page in ("", f"{delivery.pk}/change/"):
        assert "2026-02-19 23:11 UTC" in admin_client.get(f"/admin/newsletter/delivery/{page}").text
