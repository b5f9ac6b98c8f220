"""An operator at the admin, in a real browser: a reader's repositories, a rule's matches, a preview."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from subscribers.bulk import importing
from subscribers.models import Subscriber, SubscriberImport, Suppression
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


def test_an_operator_finds_a_reader_and_changes_their_repositories(desk):
    ours, other = make_repository("flashinfer-ai/flashinfer"), make_repository("vllm-project/vllm")
    reader = make_subscriber("ada@example.org", repositories=[other.pk])

    desk.get_by_role("link", name="Subscribers", exact=True).click()
    desk.get_by_role("searchbox").fill("ada@")
    desk.get_by_role("button", name="Search").click()
    desk.get_by_role("link", name="ada@example.org").click()
    expect(desk.get_by_label("vllm-project/vllm")).to_be_checked()
    desk.get_by_label("vllm-project/vllm").uncheck()
    desk.get_by_label("flashinfer-ai/flashinfer").check()
    desk.get_by_role("button", name="Save", exact=True).click()

    expect(desk.get_by_text("was changed successfully")).to_be_visible()
    assert Subscriber.objects.get(pk=reader.pk).selection.repositories == [ours.pk]
    assert desk.complaints == []


def test_an_operator_gives_a_topic_a_rule_and_sees_what_it_matches(desk):
    make_topic("attention")
    make_activity(digest=make_digest(), title="Skip-Softmax for decode")

    desk.get_by_role("link", name="Topics", exact=True).click()
    desk.get_by_role("link", name="Attention").click()
    desk.locator("[name=rules-0-kind]").select_option("word")
    desk.locator("[name=rules-0-pattern]").fill("skip-softmax")
    desk.get_by_role("button", name="Save and continue editing").click()
    desk.get_by_text("1 activity of Feb. 19, 2026").click()

    expect(desk.get_by_role("link", name="Skip-Softmax for decode")).to_be_visible()


def test_rules_are_tried_in_a_new_tab_before_they_are_saved(desk):
    topic = make_topic("attention")
    make_activity(digest=make_digest(), title="Skip-Softmax for decode")

    desk.goto(page_of(topic))
    desk.locator("[name=rules-0-kind]").select_option("word")
    desk.locator("[name=rules-0-pattern]").fill("skip-softmax")
    with desk.expect_popup() as opened:
        desk.get_by_role("button", name="Show what these rules would match").click()

    expect(opened.value.get_by_role("link", name="Skip-Softmax for decode")).to_be_visible()
    expect(desk.locator("[name=rules-0-pattern]")).to_have_value("skip-softmax")
    assert not topic.rules.exists()
    assert desk.complaints == []


def test_a_table_of_readers_is_checked_read_and_imported(desk):
    make_subscriber("known@reader.test")
    Suppression.objects.suppress("never@reader.test", "complaint")
    rows = ["ada@reader.test,fair,2025-03-01", "known@reader.test,,", "never@reader.test,,", "broken,,"]
    table = "\n".join(["email,source,consented_at", *rows]).encode()

    desk.get_by_role("link", name="Imports of readers", exact=True).click()
    desk.get_by_role("link", name="Add import of readers").click()
    desk.get_by_label("CSV file").set_input_files({"name": "old.csv", "mimeType": "text/csv", "buffer": table})
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("old.csv is being checked.")).to_be_visible()
    run = SubscriberImport.objects.get()
    importing.work(run.pk)  # a worker's part
    desk.reload()
    expect(desk.get_by_role("row", name="refused: suppressed")).to_contain_text("4")
    expect(desk.get_by_role("row", name="refused: email: not one address")).to_contain_text("5")
    assert not Subscriber.objects.filter(email="ada@reader.test").exists()
    desk.get_by_role("button", name="Import the lines that can be").click()
    importing.work(run.pk)
    desk.reload()

    expect(desk.get_by_role("row", name="with source and date")).to_contain_text("1")
    assert Subscriber.objects.get(email="ada@reader.test").status == "active"
    assert desk.complaints == []


def test_an_edition_is_previewed_for_a_reader_and_for_ticked_choices(desk):
    digest, repository = make_digest(), make_repository()
    make_coverage(digest, repository)
    make_statement(
        digest, texts={"en": ("Softmax is faster.", "By a third."), "zh-hans": ("Softmax 更快。", "快三成。")}
    )
    make_subscriber("lin@example.org", language="zh-hans")

    desk.goto(page_of(digest))
    desk.get_by_role("link", name="Preview an edition").click()
    mail = desk.frame_locator("iframe")
    expect(mail.get_by_text("Softmax is faster.").first).to_be_visible()

    desk.get_by_label("Reader’s address").fill("lin@example.org")
    desk.get_by_role("button", name="Preview").click()
    expect(mail.get_by_text("Softmax 更快。").first).to_be_visible()
    expect(desk.locator("pre")).to_contain_text("Softmax 更快。")

    desk.get_by_label("Reader’s address").fill("")
    desk.get_by_label("Issues").check()
    desk.get_by_role("button", name="Preview").click()
    expect(desk.get_by_text("Nothing of this day matches these choices")).to_be_visible()
    assert desk.complaints == []


def test_no_page_of_the_admin_breaks_the_strict_policy(desk):
    digest = make_digest()
    make_coverage(digest)
    statement = make_statement(digest, refused={"en": {"headline": "No"}})
    topic, reader = make_topic("attention", words=["softmax"]), make_subscriber()
    delivery = make_delivery(digest, reader)
    shown = [digest, statement, statement.main, statement.repository, topic, reader, delivery]

    for url in [
        "/admin/",
        *map(list_of, shown),
        *map(page_of, shown),
        *(f"{list_of(row)}add/" for row in (topic, digest)),
    ]:
        assert desk.goto(url).ok, url

    assert desk.complaints == []


def list_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
