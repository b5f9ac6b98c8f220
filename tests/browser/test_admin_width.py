"""Every list of the admin fits a window of 1280 px, with rows as long as they come."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse

from digest.models import Completion, GlossaryTerm
from newsletter.models import Alert
from subscribers.models import RepositoryRequest, Suppression
from tests.factories import (
    make_activity,
    make_coverage,
    make_delivery,
    make_digest,
    make_repository,
    make_statement,
    make_subscriber,
    make_topic,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT = dt.datetime(2026, 2, 19, 23, 11, tzinfo=dt.UTC)
LONG = "Fix the illegal memory access of the persistent FP8 grouped GEMM on SM100 when the last tile is empty"
TOO_WIDE = """() => [...document.querySelectorAll(".results")].some(box => box.scrollWidth > box.clientWidth)
    || document.documentElement.scrollWidth > innerWidth"""


@pytest.fixture
def rows():
    """Of each kind one, with long names, reasons and replies."""
    repository = make_repository("deepseek-ai/a-repository-with-a-long-name", trouble="It was moved to another owner")
    digest = make_digest(status="ready", trouble="GitHub answered 502 to the third request of the day")
    activity = make_activity(repository, digest=digest, title=LONG)
    make_coverage(digest, repository, issues="failed")
    make_topic("a-topic-with-a-long-slug", words=["persistent"])
    make_statement(digest, activity, texts={"en": (LONG, LONG), "zh-hans": (LONG, LONG)})
    reader = make_subscriber("a.reader.with.a.long.name@a-university-with-a-long-name.test")
    delivery = make_delivery(digest, reader, status="failed", reply=f"550 5.1.1 {LONG}", sent_at=AT)
    delivery.events.create(esp="mailbox", event_id="1", kind="bounced", description=LONG, occurred_at=AT)
    Suppression.objects.suppress(reader.email, "hard_bounce", LONG)
    Alert.objects.create(
        kind="repository", subject=repository.full_name, reason=LONG, since=AT, ended_at=AT, told_at=AT
    )
    Completion.objects.create(digest=digest, purpose="repository", model="claude-haiku-5-5", input_hash="h", error=LONG)
    GlossaryTerm.objects.create(term="speculative decoding with a draft model")
    RepositoryRequest.objects.create(full_name="an-owner-with-a-long-name/a-repository-with-a-long-name")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_list_fits(page, admin_user, client, rows, live_server, language):
    client.force_login(admin_user)
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page.set_viewport_size({"width": 1280, "height": 900})

    wide = []
    for model in admin.site._registry:
        page.goto(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert page.locator("#changelist").count()
        wide += [model.__name__] if page.evaluate(TOO_WIDE) else []

    assert wide == []
