"""`python -m benchmarks.peak_memory`: the most memory that each process has from publishing to the last row of the
ledger, for few readers and for a hundred times as many: mails of full size, PostgreSQL, our own sink.
"""

import argparse
import json
import subprocess
import sys

from benchmarks.stage import Senders, machine, publish_results, stage

GOAL = 1.1  # times as much
PUBLISHER = """
import django
django.setup()
from django.utils import timezone
from benchmarks.memory import peak_kb
from digest.models import Digest
from newsletter.deliveries.publish import publish
publish([Digest.objects.get()], timezone.now())
print(peak_kb())
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, nargs=2, default=(10_000, 1_000_000))
    parser.add_argument("--senders", type=int, default=2)
    parser.add_argument("--only", type=int, help="publish and send to so many and print the peaks as JSON")
    parser.add_argument("--check", action="store_true", help="exit 1 where the goal is missed")
    options = parser.parse_args()
    if options.only:
        print(json.dumps(peaks(options.only, options.senders)))
        return 0
    few, many = (in_a_process(readers, options) for readers in options.readers)
    publish_results("peak-memory", told(options, few, many))
    return int(options.check and max(many[name] / few[name] for name in few) > GOAL)


def in_a_process(readers, options):
    """{process: KB} of one run with a database of its own."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.peak_memory",
        "--only",
        str(readers),
        "--senders",
        str(options.senders),
    ]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def peaks(readers, senders):
    """Publish to so many and send until nothing is due: exactly one mail for each."""
    with stage() as (sink, ledger):
        ledger.make_readers_of_a_day(readers)
        publisher = subprocess.run([sys.executable, "-c", PUBLISHER], check=True, stdout=subprocess.PIPE, text=True)
        ledger.make_all_due()
        _seconds, costs = Senders(senders).run()
        assert sink.count() == readers == ledger.sent()
    found = {f"sender {number}": cost["peak_kb"] for number, cost in enumerate(costs, 1)}
    return {"publisher": int(publisher.stdout.split()[-1])} | found


def told(options, few, many):
    rows = [
        f"| {name} | {few[name] / 1024:.0f} | {many[name] / 1024:.0f} | **{many[name] / few[name]:.2f}** |"
        for name in few
    ]
    return "\n".join(
        [
            "## Memory of a large day\n",
            f"`python -m benchmarks.peak_memory --readers {' '.join(map(str, options.readers))} "
            f"--senders {options.senders}`\n",
            f"{machine()}\n",
            "The most that each process had, in MB, from publishing to the last row of the ledger; every reader got "
            f"one mail, counted at the sink and in the ledger. Goal: at most {GOAL} times as much.\n",
            "| process | {} readers | {} readers | ratio |".format(*options.readers),
            "| --- | --- | --- | --- |",
            *rows,
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
