"""`python -m benchmarks.delivery`: a day's mails from PostgreSQL to an SMTP sink and back into the ledger, against
`smtp-source` with the same bytes into the same sink.

Every reader's edition differs. Each repetition measures the reference before and after; the goal is a ratio.
"""

import argparse
import os
import statistics
import sys
import time

from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from benchmarks import reference
from benchmarks.stage import Senders, machine, publish_results, stage
from tests.servers.waiting import until

GOAL = 0.4
SESSIONS = 16


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where the goal is missed")
    options = parser.parse_args()
    with stage() as sink:
        day = make(options.recipients)
        runs = [run(sink, options) for _ in range(options.repeat)]
    publish_results("delivery", told(options, day, runs))
    return int(options.check and statistics.median(run["ratio"] for run in runs) < GOAL)


def make(recipients):
    """The readers and what they are owed; {seconds of publish, bytes of one mail}."""
    readers = import_string("benchmarks.readers.make_readers")
    digest = import_string("benchmarks.readers.make_day")(timezone.now().date().replace(year=2026))
    models = import_string("digest.models.Repository").objects
    readers(recipients, models.values_list("pk", flat=True))
    started_at = time.perf_counter()
    import_string("newsletter.publish.publish")([digest], timezone.now())
    seconds = time.perf_counter() - started_at
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum would have done by the reader's hour
    rows = deliveries()
    assert rows.count() == recipients, f"{rows.count()} deliveries for {recipients} readers"
    prepare = import_string("newsletter.prepare.prepare")
    mail = next(mail for _row, mail in prepare(rows.select_related("subscriber", "selection", "digest")[:1]))
    return {"publish": seconds, "content": mail.content}


def deliveries():
    return import_string("newsletter.models.Delivery").objects.all()


def run(sink, options):
    """One repetition: {rate, ratio, reference, cpu: µs a mail, peak: MB, sink: µs a mail}."""
    now = timezone.now()
    deliveries().update(status="queued", claim="", attempts=0, reply="", sent_at=None, due_at=now)
    content, arrived = mean_mail(), len(sink.mails())
    anchors = [reference.rate(sink.port, SESSIONS, options.recipients, content, sink.folder)]
    until(lambda: len(sink.mails()) == arrived + options.recipients)
    senders, sink_cpu = Senders(options.processes), sink.cpu_seconds()
    started_at = time.perf_counter()
    senders.go()
    costs = senders.costs()
    seconds = time.perf_counter() - started_at
    sink_cpu = sink.cpu_seconds() - sink_cpu
    until(lambda: len(sink.mails()) >= arrived + 2 * options.recipients)
    mails = sink.mails()[arrived + options.recipients :]
    assert len({recipient for _at, _size, recipient in mails}) == len(mails) == options.recipients
    assert deliveries().filter(status="sent", reply="250 OK").count() == options.recipients
    anchors.append(reference.rate(sink.port, SESSIONS, options.recipients, content, sink.folder))
    rate, anchor = options.recipients / seconds, statistics.mean(anchors)
    result = {
        "rate": rate,
        "ratio": rate / anchor,
        "anchors": anchors,
        "cpu": sum(cost["cpu"] for cost in costs) / options.recipients * 1e6,
        "peak": max(cost["peak_kb"] for cost in costs) / 1024,
        "sink": sink_cpu / options.recipients * 1e6,
        "size": statistics.mean(size for _at, size, _recipient in mails) / 1000,
        "load": os.getloadavg()[0],
    }
    print({name: value for name, value in result.items() if name != "content"}, file=sys.stderr)
    return result


def mean_mail():
    """One whole mail, which the reference sends again and again."""
    rows = deliveries().select_related("subscriber", "selection", "digest")[:1]
    return next(mail for _row, mail in import_string("newsletter.prepare.prepare")(rows)).content


def told(options, day, runs):
    ratio = statistics.median(run["ratio"] for run in runs)
    lines = [
        "## Delivery\n",
        f"`python -m benchmarks.delivery --recipients {options.recipients} --processes {options.processes} "
        f"--repeat {options.repeat}`\n",
        f"{machine()}\n",
        f"{options.recipients} readers, each with an edition of their own, {runs[0]['size']:.0f} KB a mail; PostgreSQL "
        f"in and out, the ledger included. Reference: {reference.name()}, {SESSIONS} sessions, one mail's bytes, same "
        "sink, before and after each run.\n",
        f"**Median ratio {ratio:.2f}** (goal: at least {GOAL}). Publishing took {day['publish']:.1f} s.\n",
        "| mails/s | reference/s before, after | ratio | senders' CPU, µs a mail | the sink's | peak MB | load |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for run in runs:
        before, after = run["anchors"]
        lines.append(
            f"| {run['rate']:.0f} | {before:.0f}, {after:.0f} | {run['ratio']:.2f} | {run['cpu']:.0f} | "
            f"{run['sink']:.0f} | {run['peak']:.0f} | {run['load']:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
