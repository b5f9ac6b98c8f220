"""`python -m benchmarks.latency`: mails to a server that is 20 ms away, by PIPELINING and by CHUNKING, against
`smtp-source` over the same path.

The path is a relay that lets everything pass 10 ms later in each direction. Both have 16 connections in all.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import reference
from benchmarks.arrivals import relay, running_sink
from benchmarks.delivery import check_each
from benchmarks.stage import deliver, machine, publish_results, stage

GOALS = {"PIPELINING": 3, "CHUNKING": 6}
SESSIONS, PROCESSES = 16, 2
EXTENSIONS = {"PIPELINING": [], "CHUNKING": ["CHUNKING"]}  # what the sink offers beside its usual ones


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=8_000)
    parser.add_argument("--of-reference", type=int, default=1_600, help="mails that the reference sends each time")
    parser.add_argument("--milliseconds", type=float, default=10, help="in each direction")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    kind = reference.resolved("auto")
    with stage() as (_sink, ledger), ExitStack() as stack:
        ledger.make(options.recipients)
        content = ledger.typical_mail()
        paths = {name: stack.enter_context(path(name, options.milliseconds)) for name in GOALS}
        runs = [
            {name: run(paths[name], ledger, content, kind, options) for name in GOALS} for _ in range(options.repeat)
        ]
    publish_results("latency", told(options, kind, runs, len(content)))
    return int(options.check and any(median(runs, name) < goal for name, goal in GOALS.items()))


@contextmanager
def path(name, milliseconds):
    """(a Sink that offers this, the port of a relay to it)."""
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        running_sink("own", Path(folder), *EXTENSIONS[name]) as sink,
        relay(sink.port, Path(folder), milliseconds) as port,
    ):
        yield sink, port


def run(path, ledger, content, kind, options):
    """{rate, reference: mails a second, ratio}."""
    sink, port = path
    anchor = reference.rate(kind, port, SESSIONS, options.of_reference, content)
    connections = {"MAIL_CONNECTIONS": str(SESSIONS // PROCESSES), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    before = sink.count()
    seconds, _costs = deliver(sink, ledger, options.recipients, PROCESSES, **connections)
    check_each(sink.mails()[before:], len(content))
    rate = options.recipients / seconds
    found = {"rate": rate, "reference": anchor, "ratio": rate / anchor}
    print(found, file=sys.stderr)
    return found


def median(runs, name):
    return statistics.median(run[name]["ratio"] for run in runs)


def told(options, kind, runs, size):
    command = f"--recipients {options.recipients} --milliseconds {options.milliseconds:g} --repeat {options.repeat}"
    lines = [
        "## A server that is far away\n",
        f"`python -m benchmarks.latency {command}`\n",
        f"{machine()}\n",
        f"{options.recipients} readers, each with an edition of their own; PostgreSQL in and out, the ledger included; "
        f"{PROCESSES} senders with {SESSIONS // PROCESSES} connections each, into our own sink through a relay that "
        f"lets everything pass {options.milliseconds:g} ms later in each direction. Reference: "
        f"{reference.told(kind)}, {SESSIONS} sessions, the {size / 1000:.0f} KB of a mail of middling size, through "
        "the same relay, before each run. Each run was counted at the sink and in the ledger: exactly one mail for "
        "each reader.\n",
        *(f"With {name}: **median ratio {median(runs, name):.1f}** (goal: at least {GOALS[name]})." for name in GOALS),
        "",
        "| the server offers | mails/s | reference/s | ratio |",
        "| --- | --- | --- | --- |",
    ]
    for name in GOALS:
        for found in (run[name] for run in runs):
            lines.append(f"| {name} | {found['rate']:.0f} | {found['reference']:.0f} | {found['ratio']:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
