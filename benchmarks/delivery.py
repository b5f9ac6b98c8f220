"""`python -m benchmarks.delivery`: a day's mails from PostgreSQL to an SMTP sink and back into the ledger, against
`smtp-source` with the same bytes into the same sink.

Every reader's edition differs. Each repetition measures the reference before and after; the goal is a ratio.
"""

import argparse
import os
import shutil
import statistics
import sys

from benchmarks import reference
from benchmarks.arrivals import POSTFIX, SINKS
from benchmarks.stage import deliver, machine, publish_results, stage

GOALS = {True: 0.9, False: 0.5}  # into Postfix's sink against its source; into our own
SESSIONS = 16
AT_LEAST = 10_000  # mails of the reference, so that it lasts a second
STEADY, TRIES = 1.2, 3  # a run whose references differ by more is repeated


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--sink", choices=SINKS, default="auto")
    parser.add_argument("--reference", choices=reference.REFERENCES, default="auto")
    parser.add_argument("--connections", type=int, help="of each process; without it, as the settings say")
    parser.add_argument("--check", action="store_true", help="exit 1 where the goal is missed")
    options = parser.parse_args()
    if missing := missing_tools(options):
        print(f"{missing} is not installed: nothing is measured", file=sys.stderr)
        return 0
    options.reference = reference.resolved(options.reference)
    with stage(options.sink) as (sink, ledger):
        options.sink = sink.name
        seconds = ledger.make(options.recipients)
        content = ledger.typical_mail()
        runs = [steady_run(sink, ledger, content, options) for _ in range(options.repeat)]
    name = "delivery-smtp-sink" if sink.name == POSTFIX else "delivery"
    publish_results(name, told(options, runs, len(content), seconds))
    return int(options.check and median(runs) < GOALS[options.sink == POSTFIX])


def missing_tools(options):
    """The first of Postfix's programs that was asked for by name and is not there, or None."""
    wanted = [name for name in (options.sink, options.reference) if name in (POSTFIX, reference.POSTFIX)]
    return next((name for name in wanted if not shutil.which(name)), None)


def steady_run(sink, ledger, content, options):
    """One repetition; the steadiest of a few where the machine was not left alone."""
    tries = []
    while len(tries) < TRIES and not (tries and tries[-1]["unsteady"] <= STEADY):
        tries.append(run(sink, ledger, content, options))
        print(tries[-1], file=sys.stderr)
    return min(tries, key=lambda run: run["unsteady"])


def run(sink, ledger, content, options):
    """{rate, anchors, ratio, unsteady: the anchors' quotient, cpu: µs a mail, sink: µs a mail, peak: MB, load}."""
    anchors = [anchor(sink, ledger, content, options)]
    result = subject(sink, ledger, len(content), options)
    anchors.append(anchor(sink, ledger, content, options))
    quotients = {"ratio": result["rate"] / statistics.mean(anchors), "unsteady": max(anchors) / min(anchors)}
    return result | quotients | {"anchors": anchors, "load": os.getloadavg()[0]}


def anchor(sink, ledger, content, options):
    """Mails a second of the reference, while PostgreSQL has nothing left to do."""
    ledger.calm()
    count, before = max(options.recipients, AT_LEAST), sink.count()
    rate = reference.rate(options.reference, sink.port, SESSIONS, count, content)
    assert sink.count() == before + count
    return rate


def subject(sink, ledger, size, options):
    """Send to all readers, and make sure that each got one mail of about this size."""
    connections = {"MAIL_CONNECTIONS": str(options.connections)} if options.connections else {}
    before, cpu = sink.count(), sink.cpu_seconds()
    seconds, costs = deliver(sink, ledger, options.recipients, options.processes, **connections)
    cpu = sink.cpu_seconds() - cpu
    if sink.name != POSTFIX:
        check_each(sink.mails()[before:], size)
    return {
        "rate": options.recipients / seconds,
        "cpu": sum(cost["cpu"] for cost in costs) / options.recipients * 1e6,
        "sink": cpu / options.recipients * 1e6,
        "peak": max(cost["peak_kb"] for cost in costs) / 1024,
    }


def check_each(mails, size):
    recipients = {recipient for _at, _size, recipient in mails}
    assert len(recipients) == len(mails), f"{len(mails)} mails for {len(recipients)} readers"
    mean = statistics.mean(size for _at, size, _recipient in mails)
    assert 0.97 < mean / size < 1.03, f"mails of {mean:.0f} bytes against {size} bytes of the reference"


def median(runs):
    return statistics.median(run["ratio"] for run in runs)


def told(options, runs, size, seconds):
    unsteady = sum(run["unsteady"] > STEADY for run in runs)
    command = f"--recipients {options.recipients} --processes {options.processes} --repeat {options.repeat}"
    command += f" --sink {options.sink.split()[0]} --reference {options.reference}"
    command += f" --connections {options.connections}" if options.connections else ""
    lines = [
        f"## Delivery into {'smtp-sink' if options.sink == POSTFIX else 'our own sink'}\n",
        f"`python -m benchmarks.delivery {command}`\n",
        f"{machine()}\n",
        f"{options.recipients} readers, each with an edition of their own; PostgreSQL in and out, the ledger included. "
        f"Reference: {reference.told(options.reference)}, {SESSIONS} sessions, the {size / 1000:.0f} KB of a mail of "
        "middling size, same sink, before and after each run. " + COUNTED[options.sink == POSTFIX] + "\n",
        f"**Median ratio {median(runs):.2f}** (goal: at least {GOALS[options.sink == POSTFIX]}). "
        f"Publishing took {seconds:.1f} s.\n",
        "| mails/s | reference/s before, after | ratio | senders' CPU, µs a mail | the sink's | peak MB | load |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for run in runs:
        before, after = run["anchors"]
        lines.append(
            f"| {run['rate']:.0f} | {before:.0f}, {after:.0f} | {run['ratio']:.2f} | {run['cpu']:.0f} | "
            f"{run['sink']:.0f} | {run['peak']:.0f} | {run['load']:.1f} |"
        )
    if unsteady:
        lines.append(
            f"\nIn {unsteady} of {len(runs)} runs the machine was not steady: the reference before and after "
            f"differs by more than {STEADY - 1:.0%}, at the best of {TRIES} tries."
        )
    return "\n".join(lines)


COUNTED = (
    "Of each run it was counted at the sink and in the ledger that every reader got exactly one mail.",
    "smtp-sink tells no recipients: its count and the ledger's rows with a 250 were compared.",
)

if __name__ == "__main__":
    sys.exit(main())
