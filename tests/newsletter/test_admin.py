"""The operator's pages for deliveries: their list, publishing, sending again, and the preview of an edition."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsletter import tasks
from newsletter.models import Delivery, DeliveryEvent
from subscribers.models import Selection
from tests.factories import (
    DAY,
    make_coverage,
    make_delivery,
    make_digest,
    make_repository,
    make_statement,
    make_subscriber,
)

pytestmark = pytest.mark.django_db

DELIVERIES = "/admin/newsletter/delivery/"
EVENTS = "/admin/newsletter/deliveryevent/"
DIGESTS = "/admin/digest/digest/"
PREVIEW = "/admin/newsletter/delivery/preview/"


def page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(client, url, name, *chosen, **more):
    return client.post(url, {"action": name, "_selected_action": [row.pk for row in chosen], **more}, follow=True).text


@pytest.fixture
def rung(monkeypatch):
    """The tasks that were rung for, as (name, arguments), instead of a queue."""
    bells = []
    for name in ("publish_days", "send_due"):
        monkeypatch.setattr(
            getattr(tasks, name), "delay", lambda *given, name=name, **_named: bells.append((name, *given))
        )
    return bells


def make_published(**fields):
    digest = make_digest(**fields)
    digest.status, digest.published_at = "published", digest.ends_at
    digest.save()
    return digest


def test_the_list_of_deliveries_says_why_a_reader_got_no_mail(admin_client):
    digest = make_published()
    make_delivery(digest, status="skipped", skip_reason="nothing_selected")
    failed = make_delivery(digest, make_subscriber("bob@example.org"), status="failed", reply="550 no such user")
    DeliveryEvent.objects.create(
        esp="Postmark", event_id="1", kind="bounced", delivery=failed, description="mailbox unknown"
    )

    text = admin_client.get(DELIVERIES).text
    assert "nothing of the day was selected" in text
    assert "550 no such user" in text
    assert "mailbox unknown" in admin_client.get(page(failed)).text
    assert "550 no such user" in admin_client.get(page(failed.subscriber)).text
    assert "bob@example.org" not in admin_client.get(DELIVERIES, {"status__exact": "skipped"}).text


def test_only_what_failed_or_is_uncertain_is_sent_again(admin_client, rung, django_capture_on_commit_callbacks):
    digest = make_published()
    mails = {
        status: make_delivery(digest, status=status, attempts=3, retry_at=digest.ends_at)
        for status in ("failed", "uncertain", "sent", "sending", "delivered", "bounced")
    }

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, DELIVERIES, "send_again", *mails.values())

    now = dict(Delivery.objects.values_list("pk", "status"))
    assert {status: now[row.pk] for status, row in mails.items()} == {
        "failed": "queued",
        "uncertain": "queued",
        "sent": "sent",
        "sending": "sending",
        "delivered": "delivered",
        "bounced": "bounced",
    }
    again = Delivery.objects.get(pk=mails["failed"].pk)
    assert (again.attempts, again.retry_at) == (0, None)
    assert "2 mails are being sent again." in told
    assert rung == [("send_due",)]
    assert LogEntry.objects.count() == 2


def test_nothing_is_rung_for_when_nothing_can_be_sent_again(admin_client, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, DELIVERIES, "send_again", make_delivery(make_published(), status="sent"))

    assert "Only failed and uncertain mails can be sent again; none of these is." in told
    assert rung == []


def test_a_whole_digest_is_sent_again_where_it_failed_but_never_where_it_may_have_arrived(
    admin_client, rung, django_capture_on_commit_callbacks
):
    digest = make_published()
    failed, uncertain = make_delivery(digest, status="failed"), make_delivery(digest, status="uncertain")

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, DIGESTS, "send_again", digest)

    assert dict(Delivery.objects.values_list("pk", "status")) == {failed.pk: "queued", uncertain.pk: "uncertain"}
    assert "1 mail is being sent again." in told
    assert rung == [("send_due",)]


def test_a_ready_digest_is_published_by_a_task(admin_client, rung, django_capture_on_commit_callbacks):
    digest = make_digest(status="ready")
    make_subscriber()

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, DIGESTS, "publish", digest, confirmed="yes", old="on")
    assert "Publishing 2026-02-19 was started." in told
    assert rung == [("publish_days", ["2026-02-19"])]

    tasks.publish_days.run(["2026-02-19"])
    digest.refresh_from_db()
    assert digest.status == "published"
    assert digest.deliveries.count() == 1


def test_what_is_not_ready_is_not_published(admin_client, rung, django_capture_on_commit_callbacks):
    held = make_digest(status="held")

    with django_capture_on_commit_callbacks(execute=True):
        told = act(admin_client, DIGESTS, "publish", held)
    tasks.publish_days.run(["2026-02-19"])

    held.refresh_from_db()
    assert "Only a digest that is ready can be published." in told
    assert held.status == "held"
    assert not Delivery.objects.exists()


def test_the_page_of_a_digest_offers_only_the_verbs_that_make_sense(admin_client):
    held, published = make_digest(status="held"), make_published(date=DAY.replace(day=18))

    of_held, of_published = admin_client.get(page(held)).text, admin_client.get(page(published)).text

    assert 'value="approve"' in of_held
    assert 'value="publish"' not in of_held
    assert 'value="build"' not in of_published


def test_the_post_of_a_digest_is_counted_on_its_page(admin_client):
    digest = make_published()
    make_delivery(digest, status="sent")
    make_delivery(digest, status="sent")

    sent = f"{DELIVERIES}?digest__id__exact={digest.pk}&status__exact=sent"
    assert f'{html.escape(sent)}">2 sent</a>' in admin_client.get(page(digest)).text
    assert len(admin_client.get(sent).context["cl"].result_list) == 2


def test_deliveries_and_events_are_read_and_never_changed(admin_client):
    delivery = make_delivery(make_published())
    event = DeliveryEvent.objects.create(esp="Postmark", event_id="1", kind="delivered", delivery=delivery)

    for row in (delivery, event):
        assert admin_client.post(page(row), {"status": "sent", "kind": "opened"}).status_code == 403
        assert admin_client.post(page(row).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_reader_with_mails_in_the_ledger_can_still_be_erased(admin_client):
    delivery = make_delivery(make_published(), status="sent")

    admin_client.post(page(delivery.subscriber).replace("change", "delete"), {"post": "yes"})

    assert not Delivery.objects.exists()


@pytest.fixture
def told():
    """A digest of one story, in both languages."""
    digest, repository = make_digest(), make_repository()
    make_coverage(digest, repository)
    texts = {"en": ("Softmax is faster.", "By a third."), "zh-hans": ("Softmax 更快。", "快三成。")}
    make_statement(digest, texts=texts, repository=repository)
    return digest


def test_a_preview_shows_subject_text_and_mail_and_sends_nothing(admin_client, told):
    response = admin_client.get(PREVIEW)
    framed = admin_client.get(f"{PREVIEW}mail/")

    assert "Softmax is faster." in response.text
    assert f'src="{PREVIEW}mail/?"' in response.text
    assert "Softmax is faster." in framed.text
    assert "script-src" not in framed.headers["Content-Security-Policy"]
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_a_preview_takes_a_readers_choices_and_their_language_or_another(admin_client, told):
    make_subscriber("lin@example.org", language="zh-hans")
    make_subscriber("bob@example.org", kinds=["issues"])

    assert "Softmax 更快。" in admin_client.get(PREVIEW, {"reader": "LIN@example.org"}).text
    assert "Softmax is faster." in admin_client.get(PREVIEW, {"reader": "lin@example.org", "language": "en"}).text
    assert "no mail would go out" in admin_client.get(PREVIEW, {"reader": "bob@example.org"}).text
    assert "No reader has this address." in admin_client.get(PREVIEW, {"reader": "nobody@example.org"}).text


def test_a_preview_of_ticked_choices_stores_no_selection(admin_client, told):
    assert "no mail would go out" in admin_client.get(PREVIEW, {"kinds": "releases"}).text
    assert admin_client.get(f"{PREVIEW}mail/", {"kinds": "releases"}).status_code == 404
    assert not Selection.objects.exists()


def test_a_preview_without_any_digest_says_what_is_missing(admin_client):
    assert admin_client.get(PREVIEW).status_code == 200


def test_a_preview_is_for_staff_who_may_see_deliveries(client, told, django_user_model):
    assert client.get(PREVIEW).headers["Location"].startswith("/admin/login/")
    client.force_login(django_user_model.objects.create_user("nosy", is_staff=True))
    assert client.get(PREVIEW).status_code == 403
    assert client.get(f"{PREVIEW}mail/").status_code == 403


@pytest.mark.parametrize("url", [DELIVERIES, EVENTS])
def test_a_list_asks_as_many_queries_for_many_rows_as_for_few(admin_client, url):
    digest = make_published()

    def fill():
        delivery = make_delivery(digest, status="sent")
        DeliveryEvent.objects.create(esp="Postmark", event_id=delivery.public_id, kind="delivered", delivery=delivery)

    fill()
    with CaptureQueriesContext(connection) as few:
        admin_client.get(url)
    for _time in range(5):
        fill()
    with CaptureQueriesContext(connection) as many:
        assert admin_client.get(url).status_code == 200

    assert len(many) == len(few) < 20


def test_the_desk_links_to_what_waits_for_the_operator(admin_client):
    digest = make_published()
    make_delivery(digest, status="uncertain", reply="broke off after DATA")
    make_delivery(digest, make_subscriber("fine@example.org"), status="sent")
    make_digest(DAY.replace(day=20), trouble="no repository could be fetched")
    make_repository("gone/away", trouble="vanished")
    make_repository("fine/here")

    desk = admin_client.get("/admin/")
    links = {str(row.what): re.search('href="([^"]+)"', row.link)[1] for row in desk.context["attention"]}
    listed = {what: admin_client.get(html.unescape(url)).text for what, url in links.items()}

    assert set(links) == {"digests", "repositories", "deliveries"}
    assert "broke off after DATA" in listed["deliveries"]
    assert "fine@example.org" not in listed["deliveries"]
    assert "no repository could be fetched" in listed["digests"]
    assert "gone/away" in listed["repositories"]
    assert "fine/here" not in listed["repositories"]


def test_a_quiet_desk_says_so(admin_client):
    make_published()

    assert "Nothing waits for you." in admin_client.get("/admin/").text
