"""From a reader's report to the correction at the top of another reader's next mail, in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from digest.models import Digest
from newsletter.deliveries.publish import publish
from newsletter.models import StatementReport
from newsletter.sending import sender
from tests.factories import make_coverage, make_digest, make_statement, make_subscriber

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YESTERDAY, TODAY = dt.date(2026, 2, 19), dt.date(2026, 2, 20)


def tell(date, headline):
    """A ready digest that tells one story."""
    digest = make_digest(date, status="ready")
    make_coverage(digest)
    return make_statement(digest, texts={"en": (headline, "On Hopper."), "zh-hans": (headline, "")})


def send(date):
    """Publish the day and send its mails: the reader's minute is the first of the day."""
    digest = Digest.objects.get(date=date)
    publish([digest], digest.ends_at)
    sender.send_due(digest.ends_at)


def test_a_report_becomes_a_correction_on_the_page_and_in_the_next_mail(desk, mailoutbox):
    make_subscriber("ada@reader.test", minute=0)
    statement = tell(YESTERDAY, "It is 2x faster")
    send(YESTERDAY)
    desk.goto(f"/en/{YESTERDAY:%Y/%m/%d}/")
    desk.get_by_role("link", name="Report a mistake").click()
    desk.get_by_label("What is wrong?").fill("The benchmark says 20 percent.")
    desk.get_by_role("button").last.click()
    expect(desk.locator("main")).not_to_contain_text("Say in a few words")
    assert StatementReport.objects.get().statement == statement

    desk.goto("/admin/newsletter/statementreport/")
    desk.get_by_role("link", name="Correct this statement").click()
    expect(desk.get_by_text("The benchmark says 20 percent.")).to_be_visible()
    desk.locator('[name="en headline"]').fill("It is 20% faster")
    desk.locator('[name="en reason"]').fill("The benchmark says 20%.")
    desk.locator('[name="zh-hans reason"]').fill("基准测试写的是 20%。")
    desk.get_by_role("button", name="Correct this statement").click()
    desk.get_by_label("All the same").check()  # the title of this story says nothing of any percentage
    desk.get_by_role("button", name="Correct this statement").click()
    expect(desk.get_by_text("Corrected. Who was mailed the error reads it in their next mail.")).to_be_visible()

    desk.goto(f"/en/{YESTERDAY:%Y/%m/%d}/")
    desk.reload()  # a browser keeps the page for five minutes
    expect(desk.get_by_role("heading", name="It is 20% faster")).to_be_visible()
    expect(desk.locator("del")).to_have_text("It is 2x faster. On Hopper.")
    tell(TODAY, "News")
    send(TODAY)
    first, second = (mail.body for mail in mailoutbox)
    assert "It is 2x faster" in first
    assert second.index("Right is: It is 20% faster") < second.index("News")
    assert desk.complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_board_charts_and_lists_fit_their_windows(desk, width):
    statement = tell(YESTERDAY, "It is 2x faster")
    make_subscriber("ada.with.a.rather.long.address@reader.test", minute=0)
    send(YESTERDAY)
    desk.set_viewport_size({"width": width, "height": 900})

    for url in (
        "/admin/",
        "/admin/newsletter/delivery/month/",
        f"/admin/digest/statement/{statement.pk}/correct/",
    ):
        desk.goto(url)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, url
    assert desk.complaints == []


def test_no_list_is_cut_at_1280_pixels(desk):
    statement = tell(YESTERDAY, "It is 2x faster")
    make_subscriber("ada.with.a.rather.long.address@some-provider.test", minute=0)
    send(YESTERDAY)
    name = {"symbol": "flashinfer.decode.single_decode_with_kv_cache", "parameter": "paged_kv_indices_buffer"}
    place = {"path": "flashinfer/python/flashinfer/decode/some/very/long/path/file_name.py", "line": 120}
    statement.main.interface_changes.create(kind="changed_default", before="None", after="1.0", **name, **place)
    desk.set_viewport_size({"width": 1280, "height": 900})

    for url in ("/admin/newsletter/delivery/", "/admin/digest/interfacechange/"):
        desk.goto(url)
        assert desk.locator(".results").evaluate("table => table.scrollWidth <= table.clientWidth"), url
    assert desk.complaints == []
