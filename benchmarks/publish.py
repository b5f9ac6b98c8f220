"""`python -m benchmarks.publish`: publishing to ten times as many readers, and finding those whose hour has come.

Each repetition publishes a day to a tenth of the readers and then to all, on PostgreSQL, where all of them were sent
the days before. What is judged are ratios of the two.
"""

import argparse
import datetime as dt
import os
import resource
import statistics
import sys
import time

from benchmarks.arrivals import cpu_seconds, family_cpu_seconds
from benchmarks.stage import machine, publish_results, stage

GOAL = 12  # times as long for ten times as many readers
MOST_SECONDS, MILLION = 20, 1_000_000  # for so many readers
ROUNDS = 200
INDEX = "delivery_due"  # by which the due are to be found
FIRST_DAY = dt.date(2026, 1, 5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=1_000_000, help="and a tenth of them, for the ratio")
    parser.add_argument("--days", type=int, default=3, help="of which the ledger holds everybody's mails before")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    with stage(rows="benchmarks.crowd") as (_sink, crowd):
        crowd.set_checkpoints()
        crowd.make_selections()
        runs = [repetition(crowd, options, number) for number in range(options.repeat)]
        plan = crowd.group_of_due(day(options, 2 * options.repeat - 1)).explain(analyze=True, timing=False)
    publish_results("publish", told(options, runs, plan))
    missed = max(ratio(runs, what) for what in ("publish", "due")) > GOAL or f"using {INDEX} " not in plan
    slow = options.readers >= MILLION and seconds_of_all(runs) > MOST_SECONDS
    return int(options.check and (missed or slow))


def day(options, number):
    """The day that this run publishes; the days before it are its own, too."""
    return FIRST_DAY + number * dt.timedelta(days=options.days + 1)


def repetition(crowd, options, number):
    """A tenth, then all: two runs."""
    few = options.readers // 10
    crowd.forget_readers()
    crowd.make_readers(1, few)
    first = run(crowd, day(options, 2 * number), options.days, few)
    crowd.make_readers(few + 1, options.readers)
    return first, run(crowd, day(options, 2 * number + 1), options.days, options.readers)


def run(crowd, date, days, count):
    """Publish one day to so many, and find who is due in the middle of it: seconds of each, and peak MB so far.

    CPU is that of this process and of all of PostgreSQL's: it says the same on a busy machine.
    """
    crowd.make_history(date, days)
    crowd.tidy()
    server = crowd.server_process()
    before = cpu_of_all(server)
    seconds = {"publish": timed(crowd.publish_day, date)}
    seconds["cpu"] = cpu_of_all(server) - before
    crowd.check(date, count)
    crowd.tidy()
    groups = [crowd.group_of_due(date) for _ in range(ROUNDS)]
    seconds["due"] = statistics.median(timed(list, group) for group in groups)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = seconds | {"readers": count, "peak": peak, "load": os.getloadavg()[0]}
    print(result, file=sys.stderr)
    return result


def cpu_of_all(server):
    return cpu_seconds(os.getpid()) + family_cpu_seconds(server)


def timed(call, *arguments):
    began = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - began


def seconds_of_all(runs):
    return statistics.median(many["publish"] for _few, many in runs)


def ratio(runs, what):
    return statistics.median(many[what] / few[what] for few, many in runs)


def told(options, runs, plan):
    lines = [
        "## Publish\n",
        f"`python -m benchmarks.publish --readers {options.readers} --days {options.days} --repeat {options.repeat}`\n",
        f"{machine()}\n",
        f"Readers in 12 time zones and 48 half hours, who all were sent the {options.days} days before; "
        "PostgreSQL with the `max_wal_size` and `checkpoint_timeout` that docs/scaling.md advises. Due: the next "
        f"32 whose hour has come, at noon of a day of which all are queued, the median of {ROUNDS} reads.\n",
        f"**{options.readers} readers: {seconds_of_all(runs):.1f} s** (median; goal for a million: {MOST_SECONDS}). "
        f"**Ten times as many readers: publishing takes {ratio(runs, 'publish'):.1f} times as long, finding who is due "
        f"{ratio(runs, 'due'):.1f} times** (medians; goal: at most {GOAL}). CPU of ours and of PostgreSQL's processes: "
        f"{ratio(runs, 'cpu'):.1f} times.\n",
        "| readers | publish, s | readers/s | CPU, µs a reader | 32 due found, ms | peak MB so far | load |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one['readers']} | {one['publish']:.2f} | {one['readers'] / one['publish']:.0f} | "
        f"{one['cpu'] / one['readers'] * 1e6:.1f} | "
        f"{one['due'] * 1000:.2f} | {one['peak']:.0f} | {one['load']:.1f} |"
        for pair in runs
        for one in pair
    ]
    return "\n".join([*lines, f"\nWho is due, among {options.readers} queued:\n", "```", plan, "```"])


if __name__ == "__main__":
    sys.exit(main())
