"""`python -m benchmarks.ratelimit`: several processes share one rate limit; counted at the sink: how much of it they
use, and the fullest second."""

import argparse
import os
import sys
from itertools import pairwise

from django.utils import timezone

from benchmarks.delivery import deliveries, make
from benchmarks.stage import Senders, machine, publish_results, stage

GOAL = 0.97


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rates", type=int, nargs="+", default=[14, 100, 300])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    with stage() as sink:
        make(max(options.rates) * options.seconds)
        rows = [(rate, *run(sink, rate, options)) for rate in options.rates]
    publish_results("ratelimit", told(options, rows))
    return int(any(share < GOAL or fullest > rate for rate, share, fullest, _late in rows))


def run(sink, rate, options):
    """(share of the limit used, mails in the fullest second, longest pause in seconds), start and end left out."""
    os.environ["MAIL_RATE_PER_SECOND"] = str(rate)
    count, before = rate * options.seconds, len(sink.mails())
    due = list(deliveries().values_list("pk", flat=True)[:count])
    deliveries().update(status="sent")
    deliveries().filter(pk__in=due).update(status="queued", claim="", attempts=0, due_at=timezone.now())
    senders = Senders(options.processes)
    senders.go()
    senders.costs()
    times = [at for at, _size, _recipient in sink.mails()[before:]]
    assert len(times) == count, f"{len(times)} of {count} mails arrived"
    steady = [at for at in times if times[0] + 2 <= at <= times[-1] - 1]
    share = (len(steady) - 1) / (steady[-1] - steady[0]) / rate
    return share, fullest_second(times), max(later - earlier for earlier, later in pairwise(steady))


def fullest_second(times):
    """The most mails in any window of one second."""
    first, most = 0, 0
    for last, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def told(options, rows):
    lines = [
        "## Rate limit\n",
        f"`python -m benchmarks.ratelimit --rates {' '.join(map(str, options.rates))} --processes {options.processes} "
        f"--seconds {options.seconds}`\n",
        f"{machine()}\n",
        f"Counted at the sink, {options.processes} processes; the first two seconds and the last are left out of the "
        "share, not of the fullest second.\n",
        "| limit, mails a second | used | mails in the fullest second | longest pause, ms |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {rate} | {share:.1%} | {fullest} | {pause * 1000:.0f} |" for rate, share, fullest, pause in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
