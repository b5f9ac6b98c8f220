"""`python -m benchmarks.ratelimit`: several processes share one rate limit; counted at the sink: how much of it they
use, and how often a second held more.

A mail counts at the moment at which its MAIL reached the sink's kernel, so that a sink that reads or answers late
neither hides nor fakes a burst; a second is any window of that length.
"""

import argparse
import sys
from itertools import pairwise

from benchmarks.stage import Senders, machine, publish_results, stage

GOAL = 0.97


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rates", type=int, nargs="+", default=[14, 100, 300])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=12)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    with stage() as (sink, ledger):
        ledger.make(max(options.rates) * options.seconds)
        rows = [run(sink, ledger, rate, options) for rate in options.rates]
    publish_results("ratelimit", told(options, rows))
    return int(options.check and any(row["share"] < GOAL or row["exceeded"] for row in rows))


def run(sink, ledger, rate, options):
    """{rate, share of the limit used, fullest: mails in the fullest second, exceeded: times, pause: the longest, s}."""
    count, before = rate * options.seconds, sink.count()
    ledger.requeue(count)
    ledger.calm()
    Senders(options.processes, MAIL_RATE_PER_SECOND=str(rate)).run()
    times = sorted(at for at, _size, _recipient in sink.mails()[before:])
    assert len(times) == count, f"{len(times)} of {count} mails arrived"
    steady = [at for at in times if times[0] + 2 <= at <= times[-1] - 1]
    windows = seconds_full(times)
    return {
        "rate": rate,
        "share": (len(steady) - 1) / (steady[-1] - steady[0]) / rate,
        "fullest": max(windows),
        "exceeded": sum(mails > rate for mails in windows),
        "pause": max(later - earlier for earlier, later in pairwise(steady)),
    }


def seconds_full(times):
    """How many mails came within the second that ends with each of these moments, in order."""
    first, counts = 0, []
    for last, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        counts.append(last - first + 1)
    return counts


def told(options, rows):
    lines = [
        "## Rate limit\n",
        f"`python -m benchmarks.ratelimit --rates {' '.join(map(str, options.rates))} --processes {options.processes} "
        f"--seconds {options.seconds}`\n",
        f"{machine()}\n",
        f"Counted at the sink, {options.processes} processes, each mail when its MAIL reached the kernel; the "
        "first two seconds and the last are left out of the share and the pause, not of the windows of one second, of "
        f"which one ends with each mail. Goals: at least {GOAL:.0%} used, never exceeded.\n",
        "| limit, mails a second | used | times exceeded | mails in the fullest second | longest pause, ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['rate']} | {row['share']:.1%} | {row['exceeded']} | {row['fullest']} | {row['pause'] * 1000:.0f} |"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
