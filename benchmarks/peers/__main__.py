"""`python -m benchmarks.peers`: the same readers' mails through what a Django user would pick today, and through us.

Each in a fresh process and an empty database of the same PostgreSQL, into the same sink; the time is that of queueing
and sending. Peers get their mails rendered, which spares them most of the work; we select, compose and write a ledger.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.stage import Senders, machine, publish_results, stage

GOAL = 5
PROCESS = Path(__file__).with_name("process.py")
# Peer: (package, most processes that may share its queue).
PEERS = {
    "post_office": ("django-post-office", 2),
    "newsletter": ("django-newsletter", 1),
    "mailer": ("django-mailer", 2),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    peers = {name: row for name, row in PEERS.items() if is_installed(row[0])}
    if not peers:
        return 0
    with stage() as (sink, ledger):
        ledger.make(options.recipients)
        mails = write_mails(ledger, sink.log.parent / "mails.json")
        runs = [repetition(sink, ledger, mails, peers) for _ in range(options.repeat)]
    publish_results("peers", told(options, peers, runs))
    return int(options.check and any(ratio(runs, name) < GOAL for name in peers))


def is_installed(package):
    try:
        return bool(version(package))
    except PackageNotFoundError:
        print(f"{package} is not installed and left out: pip install -r benchmarks/requirements.txt", file=sys.stderr)
        return False


def write_mails(ledger, path):
    """Every reader's own mail, taken apart, as lines of JSON. Returns the path."""
    with path.open("w", encoding="utf-8") as file:
        for row in ledger.taken_apart():
            file.write(json.dumps(row) + "\n")
    return path


def repetition(sink, ledger, mails, peers):
    """{name: {queue, send: seconds, rate, peak: MB, size: KB a mail}}, ours as "1" and "2", by processes."""
    result = {str(count): counted(sink, ledger, lambda n=count: ours(ledger, n)) for count in (1, 2)}
    for name, (_package, processes) in peers.items():
        result[name] = counted(sink, ledger, lambda n=name, p=processes: theirs(sink, ledger, mails, n, p))
    print(result, file=sys.stderr)
    return result


def counted(sink, ledger, work):
    """What it cost; each reader must have got one mail."""
    before, expected = sink.count(), ledger.deliveries().count()
    cost = work()
    arrived = sink.mails()[before:]
    recipients = {recipient for _at, _size, recipient in arrived}
    assert len(arrived) == len(recipients) == expected, f"{len(arrived)} mails to {len(recipients)} of {expected}"
    size = statistics.mean(size for _at, size, _recipient in arrived) / 1000
    rate = expected / (cost["queue"] + cost["send"])
    return cost | {"rate": rate, "size": size, "peak": cost["peak_kb"] / 1024}


def ours(ledger, processes):
    senders = Senders(processes)
    queue = ledger.owe_again()
    ledger.requeue()
    ledger.calm()
    send, costs = senders.run()
    return {"queue": queue, "send": send, "peak_kb": max(cost["peak_kb"] for cost in costs)}


def theirs(sink, ledger, mails, name, processes):
    with ledger.empty_database("peer") as url:
        environment = os.environ | {"DATABASE_URL": url, "SINK_PORT": str(sink.port)}
        command = [sys.executable, str(PROCESS), name, str(mails), str(processes)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": mails.parent}
        with subprocess.Popen(command, env=environment, **pipes) as process:
            until_ready(process, name)
            ledger.calm()
            out = process.communicate("go\n")[0]
    assert process.returncode == 0, f"{name} broke"
    return json.loads(out.splitlines()[-1])


def until_ready(process, name):
    """Peers may have words of their own before."""
    for line in process.stdout:
        if line == "ready\n":
            return
    raise AssertionError(f"{name} did not start")


def ratio(runs, name):
    processes = str(PEERS[name][1])
    return statistics.median(run[processes]["rate"] / run[name]["rate"] for run in runs)


def told(options, peers, runs):
    lines = [
        "## Peers\n",
        f"`python -m benchmarks.peers --recipients {options.recipients} --repeat {options.repeat}`\n",
        f"{machine()}; " + ", ".join(f"{package} {version(package)}" for package, _processes in peers.values()) + "\n",
        f"The mails of {options.recipients} readers, PostgreSQL, into our own sink, counted there; the median of "
        f"{len(runs)}. Peers get every reader's mail finished, with the reader's own link and header to unsubscribe "
        "(generous: rendering is left out); django-newsletter cannot choose for each, and sends the first mail to all. "
        "We publish, select, compose and send, from a process that has composed nothing yet. Each is compared with us "
        "in as many processes as can share its queue, at most two; threads as it has them. "
        f"Goal: at least {GOAL} times as fast as each.\n",
        "| | processes | queue, s | send, s | mails/s | we are faster | KB a mail | peak MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows = [("this", count, str(count), "") for count in (1, 2)]
    rows += [(package, count, name, f"**{ratio(runs, name):.1f} ×**") for name, (package, count) in peers.items()]
    return "\n".join([*lines, *(line(runs, *row) for row in rows)])


def line(runs, title, processes, name, faster):
    middle = {key: statistics.median(run[name][key] for run in runs) for key in runs[0][name]}
    return (
        f"| {title} | {processes} | {middle['queue']:.2f} | {middle['send']:.2f} | {middle['rate']:.0f} | {faster} | "
        f"{middle['size']:.0f} | {middle['peak']:.0f} |"
    )


if __name__ == "__main__":
    sys.exit(main())
