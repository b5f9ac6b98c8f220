"""`python -m benchmarks.crash`: sending processes are killed at random (kill -9) and others go on; then, counted at the
sink and in the ledger: who got two mails, who got none without a row that says why, and how many are uncertain."""

import argparse
import datetime as dt
import random
import sys
import time
from collections import Counter

from django.utils import timezone
from django.utils.module_loading import import_string

from benchmarks.delivery import deliveries, make
from benchmarks.stage import Senders, machine, publish_results, stage

AT_MOST = 64  # uncertain after each kill


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=4000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with stage() as sink:
        make(options.recipients)
        deliveries().update(due_at=timezone.now())
        left = [kill_one(chance) for _ in range(options.kills)]
        senders = Senders(2)
        senders.go()
        senders.costs()
        settle()
        time.sleep(0.2)
        found = verdict(sink)
    text = told(options, left, found)
    publish_results("crash", text)
    return int(found["lost"] > 0 or found["twice"] > 0 or max(left) > AT_MOST)


def kill_one(chance):
    """Let a process send for a random while and kill it. Returns how many mails it leaves of which nobody knows."""
    before = deliveries().filter(status="sending").count()
    senders = Senders(1)
    senders.go()
    time.sleep(chance.uniform(0.05, 1.5))
    for process in senders.processes:
        process.kill()
        process.wait()
    return deliveries().filter(status="sending").count() - before


def settle():
    """What the clock does later: a worker that vanished is given up."""
    import_string("newsletter.sweep.sweep")(timezone.now() + dt.timedelta(minutes=16))


def verdict(sink):
    """Counts at the sink against rows of the ledger."""
    arrived = Counter(recipient for _at, _size, recipient in sink.mails())
    rows = dict(deliveries().values_list("subscriber__email", "status"))
    return {
        "statuses": dict(Counter(rows.values())),
        "arrived": len(arrived),
        "twice": sum(count > 1 for count in arrived.values()),
        "lost": sum(status == "sent" and not arrived[email] for email, status in rows.items())
        + sum(status not in ("sent", "uncertain") for status in rows.values()),
        "uncertain that arrived": sum(status == "uncertain" and arrived[email] > 0 for email, status in rows.items()),
    }


def told(options, left, found):
    return "\n".join(
        [
            "## Killed at random\n",
            f"`python -m benchmarks.crash --recipients {options.recipients} --kills {options.kills} "
            f"--seed {options.seed}`\n",
            f"{machine()}\n",
            f"{options.kills} kills -9 of a sending process, then two that finish: lost {found['lost']}, sent twice "
            f"{found['twice']}; uncertain after a kill at most **{max(left)}** (allowed: {AT_MOST}), each time: "
            f"{', '.join(map(str, left))}. Of all {found['statuses'].get('uncertain', 0)} uncertain, "
            f"{found['uncertain that arrived']} had arrived; {found['statuses'].get('sent', 0)} were sent.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
