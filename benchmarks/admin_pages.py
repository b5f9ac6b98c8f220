"""`python -m benchmarks.admin_pages`: every list, search and page of the admin over a year's worth of rows.

50,000 readers and 84 digests that each of them was sent, 4.2 million deliveries, on PostgreSQL with its default
shared_buffers (128 MB). Each page is asked for through Django's test client; the median of three is judged.
"""

import argparse
import datetime as dt
import statistics
import sys
import time

from benchmarks.stage import machine, publish_results, stage

GOAL_MS = 500
REPEAT = 3
FIRST_DAY = dt.date(2026, 1, 5)
# One mail in so many has another fate than "sent".
FATES = """
    UPDATE newsletter_delivery SET status = fate, reply = '550 5.1.1 no such mailbox'
    FROM (VALUES ('failed', 20011), ('uncertain', 90001), ('bounced', 5003), ('complained', 70001))
        AS rare (fate, one_in)
    WHERE id %% one_in = 0
"""
SKIPPED = """
    UPDATE newsletter_delivery SET status = 'skipped', skip_reason = reason
    FROM (VALUES ('nothing_selected', 17), ('paused', 211), ('too_old', 500009)) AS rare (reason, one_in)
    WHERE id %% one_in = 1 AND status = 'sent'
"""
IDS = "UPDATE newsletter_delivery SET esp_message_id = 'esp-' || id WHERE id %% 50 = 2 AND status = 'sent'"
EVENTS = """
    INSERT INTO newsletter_deliveryevent (delivery_id, kind, reject_reason, description, esp, esp_message_id, event_id,
        occurred_at, received_at)
    SELECT id, 'bounced', '', reply, 'Postmark', '', 'event-' || id, due_at, due_at
    FROM newsletter_delivery WHERE status = 'bounced'
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=50_000)
    parser.add_argument("--days", type=int, default=84)
    parser.add_argument("--check", action="store_true", help="exit 1 where a page takes longer than the goal")
    options = parser.parse_args()
    with stage(rows="benchmarks.crowd") as (_sink, crowd):
        make_rows(crowd, options)
        pages = addresses()
        timings = {name: measure(address) for name, address in pages.items()}
    publish_results("admin-pages", told(options, timings))
    return int(options.check and max(timings.values()) > GOAL_MS)


def make_rows(crowd, options):
    crowd.make_selections()
    crowd.make_readers(1, options.readers)
    crowd.make_history(FIRST_DAY + dt.timedelta(days=options.days), options.days)
    for statement in (FATES, SKIPPED, IDS, EVENTS):
        crowd.execute(statement)
    crowd.tidy()
    count_month(FIRST_DAY + dt.timedelta(days=options.days))


def count_month(date):
    """What an hourly task does, and what the page of the charts would take without it."""
    from newsletter.deliveries.mail_counts import keep_counts

    began = time.perf_counter()
    days = keep_counts(dt.datetime.combine(date, dt.time(), dt.UTC))
    print(f"{(time.perf_counter() - began) * 1000:8.0f} ms  to count the mails of {days} days anew", file=sys.stderr)


def addresses():
    """By what is looked at, the address of the page."""
    from django.urls import reverse

    from digest.models import Digest
    from newsletter.models import Delivery
    from subscribers.models import Subscriber

    middle = Delivery.objects.filter(status="sent", pk__gt=Delivery.objects.order_by("pk").first().pk + 1000).first()
    with_id = Delivery.objects.filter(pk__gt=middle.pk).exclude(esp_message_id="").first()
    deliveries, readers = (reverse(f"admin:{name}_changelist") for name in _lists("delivery", "subscriber"))
    digest = Digest.objects.order_by("date")[Digest.objects.count() // 2]
    reader = Subscriber.objects.order_by("pk")[Subscriber.objects.count() // 2]
    statuses = {f"deliveries {status}": f"{deliveries}?status__exact={status}" for status in Delivery.Status.values}
    reasons = {
        f"deliveries skipped: {reason}": f"{deliveries}?skip_reason__exact={reason}"
        for reason in ("nothing_selected", "paused", "too_old", "sample")
    }
    searches = {"address": reader.email, "public id": middle.public_id, "provider's id": with_id.esp_message_id}
    searches |= {"nothing": "nobody@nowhere.test", "a word": "mailbox"}
    return {
        "first page": reverse("admin:index"),
        "thirty days as charts": reverse("admin:newsletter_delivery_month"),
        "deliveries": deliveries,
        "deliveries, page 50": f"{deliveries}?p=50",
        **statuses,
        **reasons,
        "deliveries of a digest": f"{deliveries}?digest__id__exact={digest.pk}&status__exact=sent",
        **{f"deliveries, search for {what}": f"{deliveries}?q={term}" for what, term in searches.items()},
        "a delivery": reverse("admin:newsletter_delivery_change", args=[middle.pk]),
        "events": reverse("admin:newsletter_deliveryevent_changelist"),
        "events, search for address": reverse("admin:newsletter_deliveryevent_changelist") + f"?q={reader.email}",
        "readers": readers,
        "readers, search for address": f"{readers}?q={reader.email}",
        "readers, search for a part": f"{readers}?q=reader499",
        "a reader": reverse("admin:subscribers_subscriber_change", args=[reader.pk]),
        "digests": reverse("admin:digest_digest_changelist"),
        "a digest": reverse("admin:digest_digest_change", args=[digest.pk]),
        "suppressions": reverse("admin:subscribers_suppression_changelist"),
    }


def _lists(*names):
    from django.apps import apps

    labels = {model._meta.model_name: model._meta.app_label for model in apps.get_models()}
    return [f"{labels[name]}_{name}" for name in names]


def measure(address):
    """Milliseconds, the median of three."""
    client = _operator()
    times = []
    for _ in range(REPEAT):
        began = time.perf_counter()
        response = client.get(address, secure=True)
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, f"{address}: {response.status_code}"
    print(f"{statistics.median(times):8.0f} ms  {address}", file=sys.stderr)
    return statistics.median(times)


def _operator():
    from django.contrib.auth.models import User
    from django.test import Client

    user, _made = User.objects.get_or_create(username="operator", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def told(options, timings):
    slow = sum(value > GOAL_MS for value in timings.values())
    rows = f"{options.readers:,} readers, {options.days} digests, {options.readers * options.days:,} deliveries"
    lines = [
        "## Pages of the admin\n",
        f"`python -m benchmarks.admin_pages --readers {options.readers} --days {options.days}`\n",
        f"{machine()}\n",
        f"{rows}, PostgreSQL with 128 MB shared_buffers; the median of {REPEAT}, in ms.\n",
        f"**{len(timings) - slow} of {len(timings)} within {GOAL_MS} ms; the slowest {max(timings.values()):.0f}.**\n",
        "| page | ms |",
        "| --- | --- |",
    ]
    return "\n".join([*lines, *(f"| {name} | {value:.0f} |" for name, value in timings.items())])


if __name__ == "__main__":
    sys.exit(main())
