"""An editor's morning, in a real browser: mend a sentence against the gate, approve, try the mail, publish."""

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from digest.models import Digest, Statement
from newsletter.celery import app
from tests.factories import (
    make_activity,
    make_coverage,
    make_digest,
    make_repository,
    make_statement,
    make_subscriber,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOLD = {"en": ("`kernel_1` no longer crashes", ""), "zh-hans": ("`kernel_1` 不再崩溃", "")}


@pytest.fixture
def held():
    """A held day with two stories, and a reader who waits for it; tasks are done where they are asked for."""
    app.conf.task_always_eager = True
    digest, repository = make_digest(status="held"), make_repository()
    make_coverage(digest, repository)
    for title in ("Fix crash of kernel_1", "Fix hang of kernel_2"):
        make_statement(digest, make_activity(repository, digest=digest, title=title), TOLD, importance=4)
    make_subscriber("ada@example.org", confirmed_at=digest.starts_at)
    yield digest
    app.conf.task_always_eager = False


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_an_editor_s_words_are_told_against_the_gate_after_a_second_yes(desk, held):
    story = held.statements.get(main__title__contains="kernel_1")
    desk.goto(page_of(story))
    desk.get_by_role("link", name="Edit the words").click()
    desk.get_by_label("Headline (English)").fill("`kernel_1` is 40% faster.")
    desk.get_by_label("Headline (简体中文)").fill("`kernel_1` 提速40%")
    desk.get_by_role("button", name="Tell it so").click()

    expect(desk.get_by_role("alert")).to_contain_text("The gate would not let these words pass")
    expect(desk.get_by_label("Headline (简体中文)")).to_have_value("`kernel_1` 提速 40%")
    assert not Statement.objects.get(pk=story.pk).is_edited

    desk.get_by_label("All the same").check()
    desk.get_by_role("button", name="Tell it so").click()
    expect(desk.get_by_text("marked as edited")).to_be_visible()
    expect(desk.get_by_text("`kernel_1` is 40% faster")).to_be_visible()
    assert desk.complaints == []


def test_a_story_is_pinned_and_another_hidden_and_the_preview_agrees(desk, held):
    first, second = held.statements.order_by("pk")
    for story, verb in ((second, "Pin to the top"), (first, "Hide: not told")):
        desk.goto(page_of(story))
        desk.get_by_role("button", name=verb).click()
        expect(desk.get_by_text("1 statement was changed.")).to_be_visible()

    desk.goto(page_of(held))
    expect(desk.get_by_text("pinned to the top")).to_be_visible()
    expect(desk.get_by_text("hidden from readers")).to_be_visible()
    desk.get_by_role("link", name="Preview an edition").click()
    mailed = desk.frame_locator("iframe")
    expect(mailed.locator(f"#s{second.pk}")).to_be_visible()
    expect(mailed.locator(f"#s{first.pk}")).to_have_count(0)


def test_a_day_is_approved_tried_and_published_and_then_it_is_closed(desk, held):
    desk.goto(page_of(held))
    desk.get_by_role("link", name="Preview an edition").click()
    desk.get_by_role("button", name="Mail it to me").click()
    expect(desk.get_by_text("A test is on its way to olga@example.org.")).to_be_visible()
    assert [message.subject[:6] for message in mail.outbox] == ["[Test]"]

    desk.goto(page_of(held))
    desk.get_by_role("button", name="Approve what is held").click()
    desk.get_by_role("button", name="Publish: owe every reader their mail").click()
    expect(desk.get_by_text("1 reader will get it.")).to_be_visible()
    assert Digest.objects.get().status == "ready"
    desk.get_by_label("Yes, although it is older than a week.").check()
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.get_by_text("Publishing 2026-02-19 was started.")).to_be_visible()
    assert Digest.objects.get().status == "published"

    desk.goto(page_of(held.statements.first()))
    expect(desk.get_by_text("what is published is closed")).to_be_visible()
    expect(desk.get_by_role("link", name="Edit the words")).to_have_count(0)
    assert desk.complaints == []


def test_a_day_is_rejected_and_taken_back(desk, held):
    desk.goto(page_of(held))
    desk.get_by_role("button", name="Reject: never publish").click()
    expect(desk.get_by_text("Rejected: 2026-02-19.")).to_be_visible()

    desk.get_by_role("button", name="Take the rejection back").click()
    expect(desk.get_by_text("Held again: 2026-02-19.")).to_be_visible()
    assert Digest.objects.get().status == "held"
