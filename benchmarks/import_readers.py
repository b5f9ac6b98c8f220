"""`python -m benchmarks.import_readers`: how long a table of 10,000 readers takes, and the longest of its tasks.

A throw-away installation on SQLite; nobody else writes. Then all of them are exported again.
"""

import sys
import time

from benchmarks.results_page import replace_part
from benchmarks.throwaway import installation

ROWS = 10_000
MAX_SECONDS_OF_A_TASK = 10  # a confirmation that somebody waits for may stand behind one
HEADINGS = "email,language,repositories,topics,hour,zone,frequency,source,consented_at\n"
ROW = "reader{number}@readers.test,{language},,,{hour}:30,Europe/Berlin,daily,old list,2025-03-01\n"


def main():
    with installation():
        checking, importing, exporting = measure(table(ROWS))
    replace_part("imports", told(checking, importing, exporting))
    print(told(checking, importing, exporting))
    return int(max(*checking, *importing) >= MAX_SECONDS_OF_A_TASK)


def table(count):
    """A file as another newsletter would give it."""
    rows = (ROW.format(number=n, language=("en", "zh-hans")[n % 2], hour=n % 24) for n in range(count))
    return HEADINGS + "".join(rows)


def measure(text):
    """(seconds of each task that checks, of each that imports, of the export)."""
    from subscribers.bulk import importing
    from subscribers.bulk.export import csv_parts
    from subscribers.models import Subscriber, SubscriberImport

    run = SubscriberImport.objects.create(file_name="readers.csv", content=text, row_count=text.count("\n") - 1)
    checking = tasks_of(run)
    importing.confirm(run)
    imported = tasks_of(run)
    if Subscriber.objects.count() != run.row_count:
        raise SystemExit(f"{Subscriber.objects.count()} readers of {run.row_count} rows")
    began = time.perf_counter()
    exported = sum(part.count("\n") for part in csv_parts(Subscriber.objects.all()))
    if exported != run.row_count + 1:
        raise SystemExit(f"{exported} lines exported")
    return checking, imported, [time.perf_counter() - began]


def tasks_of(run):
    """Seconds of each task until the import waits or ends."""
    from subscribers.bulk import importing

    times, has_more = [], True
    while has_more:
        began = time.perf_counter()
        has_more = importing.work(run.pk)
        times.append(time.perf_counter() - began)
    return times


def told(checking, importing, exporting):
    rows = [("checking", checking), ("importing, all with proof of consent", importing), ("exporting", exporting)]
    lines = [f"| {name} | {len(times)} | {sum(times):.1f} | {max(times):.1f} |" for name, times in rows]
    intro = f"{ROWS:,} rows on SQLite. Goal: no task above {MAX_SECONDS_OF_A_TASK} s; the export is one download."
    table = ["| | tasks | s in all | s, the longest |", "|---|--:|--:|--:|", *lines]
    return "\n".join(["## Importing readers", "", intro, "", *table])


if __name__ == "__main__":
    sys.exit(main())
