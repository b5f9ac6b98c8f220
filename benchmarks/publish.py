"""`python -m benchmarks.publish`: publishing to ten times as many readers, and finding those whose hour has come.

Each repetition publishes a day to a tenth of the readers and then to all, with an empty ledger on PostgreSQL. What is
judged are ratios of the two.
"""

import argparse
import datetime as dt
import os
import resource
import statistics
import sys
import time

from django.utils.module_loading import import_string

from benchmarks.stage import machine, publish_results, stage

GOAL = 12  # times as long for ten times as many readers
ROUNDS = 200
FIRST_DAY = dt.date(2026, 3, 1)
ZONES = ["UTC", "Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Europe/London", "Europe/Berlin", "America/New_York"]
ZONES += ["America/Chicago", "America/Los_Angeles", "Australia/Sydney", "Asia/Kathmandu", "Pacific/Auckland"]
SELECTIONS = 50_000

# Readers in 12 zones and all 48 half hours, as plain SQL: making them is not what is measured.
MAKE_SELECTIONS = """
    INSERT INTO subscribers_selection (key, language, repositories, topics, kinds)
    SELECT 'benchmark-' || number, 'en', '[]', '[]', '[]' FROM generate_series(1, %s) AS number
"""
MAKE_READERS = """
    INSERT INTO subscribers_subscriber (email, public_id, link_version, status, selection_id, time_zone, minute,
        suppressed, new_email, created_at, confirmed_at)
    SELECT 'reader' || number || '@reader.test', 'r' || number, 1, 'active', selections[1 + number %% %s],
        (%s::text[])[1 + number %% %s], 30 * (number / 12 %% 48), FALSE, '', '2026-01-01', '2026-01-01'
    FROM generate_series(%s, %s) AS number, (SELECT array_agg(id) AS selections FROM subscribers_selection) AS chosen
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=1_000_000, help="and a tenth of them, for the ratio")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    with stage():
        execute(MAKE_SELECTIONS, [SELECTIONS])
        runs = [repetition(options.readers, number) for number in range(options.repeat)]
        plan = explained()
    publish_results("publish", told(options, runs, plan))
    return int(options.check and max(ratio(runs, what) for what in ("publish", "due")) > GOAL)


def repetition(readers, number):
    """A tenth, then all: two runs."""
    few = readers // 10
    execute("TRUNCATE subscribers_subscriber CASCADE")
    execute(MAKE_READERS, [SELECTIONS, ZONES, len(ZONES), 1, few])
    first = run(FIRST_DAY + dt.timedelta(days=2 * number), few)
    execute(MAKE_READERS, [SELECTIONS, ZONES, len(ZONES), few + 1, readers])
    return first, run(FIRST_DAY + dt.timedelta(days=2 * number + 1), readers)


def run(date, count):
    """Publish one day to so many, and find who is due in the middle of it: seconds of each, and peak MB so far."""
    execute("TRUNCATE newsletter_delivery CASCADE")
    execute("VACUUM ANALYZE")
    digest = import_string("tests.factories.make_digest")(date, status="ready")
    seconds = {"publish": timed(import_string("newsletter.publish.publish"), [digest], digest.ends_at)}
    assert import_string("newsletter.models.Delivery").objects.filter(status="queued").count() == count
    execute("VACUUM ANALYZE newsletter_delivery")
    noon = digest.ends_at + dt.timedelta(hours=12)
    seconds["due"] = statistics.median(timed(list, group_of_due(noon)) for _ in range(ROUNDS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = seconds | {"readers": count, "peak": peak, "load": os.getloadavg()[0]}
    print(result, file=sys.stderr)
    return result


def group_of_due(at):
    """What a sending process asks for, again and again: the next 32 whose hour has come."""
    rows = import_string("newsletter.models.Delivery").objects.queued(at)
    return rows.open().select_related("subscriber")[: import_string("newsletter.claims.GROUP")]


def explained():
    """How PostgreSQL finds them while a day's mails are all queued."""
    digest = import_string("digest.models.Digest").objects.latest("date")
    return group_of_due(digest.ends_at + dt.timedelta(hours=12)).explain(analyze=True, timing=False)


def timed(call, *arguments):
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


def execute(sql, parameters=()):
    with import_string("django.db.connection").cursor() as cursor:
        cursor.execute(sql, parameters)


def ratio(runs, what):
    return statistics.median(many[what] / few[what] for few, many in runs)


def told(options, runs, plan):
    lines = [
        "## Publish\n",
        f"`python -m benchmarks.publish --readers {options.readers} --repeat {options.repeat}`\n",
        f"{machine()}\n",
        f"Readers in {len(ZONES)} time zones and 48 half hours. Due: the next 32 whose hour has come, at noon of a day "
        f"of which all are queued, the median of {ROUNDS} reads.\n",
        f"**Ten times as many readers: publishing takes {ratio(runs, 'publish'):.1f} times as long, finding who is due "
        f"{ratio(runs, 'due'):.1f} times** (medians; goal: at most {GOAL}).\n",
        "| readers | publish, s | readers/s | 32 due found, ms | peak MB of the process so far | load |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one['readers']} | {one['publish']:.2f} | {one['readers'] / one['publish']:.0f} | "
        f"{one['due'] * 1000:.2f} | {one['peak']:.0f} | {one['load']:.1f} |"
        for pair in runs
        for one in pair
    ]
    return "\n".join([*lines, f"\nWho is due, among {options.readers} queued:\n", "```", plan, "```"])


if __name__ == "__main__":
    sys.exit(main())
