"""`python -m benchmarks.publish`: publishing to ten times as many readers, and finding those whose hour has come.

Each repetition is the next day of one installation on PostgreSQL: the mails of the days before are sent, and still in
the ledger. What is judged are ratios between the two numbers of readers, in one run.
"""

import argparse
import datetime as dt
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
        few, many = (measure(count, number, options) for number, count in enumerate(sizes(options)))
        plan = explained()
    publish_results("publish", told(options, few, many, plan))
    is_missed = max(ratio(few, many, what) for what in ("publish", "due")) > GOAL
    return int(options.check and is_missed)


def sizes(options):
    return options.readers // 10, options.readers


def measure(count, number, options):
    """So many readers, day after day; {what: [seconds of each repetition]}, and the process's peak in MB."""
    first = 1 if number == 0 else sizes(options)[0] + 1
    execute(MAKE_READERS, [SELECTIONS, ZONES, len(ZONES), first, count])
    runs = []
    for repetition in range(options.repeat):
        execute("VACUUM ANALYZE")
        runs.append(run(FIRST_DAY + dt.timedelta(days=number * options.repeat + repetition), count))
        print(count, runs[-1], file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {what: [one[what] for one in runs] for what in runs[0]} | {"peak": peak, "readers": count}


def run(date, count):
    """One day: publish, find who is due in the middle of it, and call all sent. Seconds of each."""
    digest = import_string("tests.factories.make_digest")(date, status="ready")
    seconds = {"publish": timed(import_string("newsletter.publish.publish"), [digest], digest.ends_at)}
    rows = import_string("newsletter.models.Delivery").objects
    assert rows.filter(digest=digest, status="queued").count() == count
    execute("ANALYZE newsletter_delivery")
    noon = digest.ends_at + dt.timedelta(hours=12)
    seconds["due"] = statistics.median(timed(list, group_of_due(noon)) for _ in range(ROUNDS))
    rows.filter(digest=digest).update(status="sent", sent_at=noon)
    return seconds


def group_of_due(at):
    """What a sending process asks for, again and again: the next 32 whose hour has come."""
    rows = import_string("newsletter.models.Delivery").objects.queued(at)
    return rows.open().select_related("subscriber")[: import_string("newsletter.claims.GROUP")]


def explained():
    """How PostgreSQL finds them while a day's mails are all due."""
    rows = import_string("newsletter.models.Delivery").objects
    digest = import_string("digest.models.Digest").objects.latest("date")
    rows.filter(digest=digest).update(status="queued", sent_at=None)
    execute("VACUUM ANALYZE newsletter_delivery")
    return group_of_due(digest.ends_at + dt.timedelta(hours=12)).explain(analyze=True, timing=False)


def timed(call, *arguments):
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


def execute(sql, parameters=()):
    with import_string("django.db.connection").cursor() as cursor:
        cursor.execute(sql, parameters)


def ratio(few, many, what):
    return statistics.median(many[what]) / statistics.median(few[what])


def told(options, few, many, plan):
    lines = [
        "## Publish\n",
        f"`python -m benchmarks.publish --readers {options.readers} --repeat {options.repeat}`\n",
        f"{machine()}\n",
        f"Readers in {len(ZONES)} time zones and 48 half hours. Each repetition is a day more in the ledger; the mails "
        "of the days before are sent. Due: the next 32 whose hour has come, at noon of a day of which all are queued, "
        f"the median of {ROUNDS} reads.\n",
        f"**Ten times as many readers: publishing takes {ratio(few, many, 'publish'):.1f} times as long, finding who "
        f"is due {ratio(few, many, 'due'):.1f} times** (goal: at most {GOAL}).\n",
        "| readers | publish, s | readers/s | 32 due found, ms | peak MB of the process |",
        "| --- | --- | --- | --- | --- |",
    ]
    for one in (few, many):
        publishing = ", ".join(f"{seconds:.2f}" for seconds in one["publish"])
        due = ", ".join(f"{seconds * 1000:.2f}" for seconds in one["due"])
        rate = one["readers"] / statistics.median(one["publish"])
        lines.append(f"| {one['readers']} | {publishing} | {rate:.0f} | {due} | {one['peak']:.0f} |")
    return "\n".join([*lines, f"\nWho is due, among {many['readers']} queued:\n", "```", plan, "```"])


if __name__ == "__main__":
    sys.exit(main())
