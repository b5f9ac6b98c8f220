"""`python -m benchmarks.crash`: sending processes are killed at random (kill -9) and others go on; then, counted at the
sink and in the ledger: who got two mails, who got none without a row that says why, and how many are uncertain.

With `--milliseconds` the server is so far away in each direction and offers CHUNKING: many mails are in flight then.
"""

import argparse
import datetime as dt
import random
import sys
import time
from collections import Counter
from contextlib import nullcontext

from django.utils import timezone
from django.utils.module_loading import import_string

from benchmarks.latency import SESSIONS, path
from benchmarks.stage import Senders, machine, publish_results, stage
from tests.servers.waiting import until

AT_MOST = 64  # uncertain after each kill
LONGEST = 0.3  # seconds that a process sends before it is killed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=12_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--milliseconds", type=float, default=0)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    far = path("CHUNKING", options.milliseconds) if options.milliseconds else nullcontext()
    with stage() as (near, ledger), far as found:
        sink, port = found or (near, near.port)
        environment = {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        if options.milliseconds:
            environment["MAIL_CONNECTIONS"] = str(SESSIONS // 2)
        ledger.make(options.recipients)
        ledger.requeue()
        left = [kill_one(sink, ledger, chance, environment) for _ in range(options.kills)]
        assert ledger.deliveries().filter(status="queued").exists(), "nothing was left to send at the last kill"
        Senders(2, **environment).run()
        settle()
        found = verdict(sink.mails(), ledger.deliveries())
    publish_results("crash-far" if options.milliseconds else "crash", told(options, left, found))
    return int(options.check and (found["lost"] > 0 or found["twice"] > 0 or max(left) > AT_MOST))


def kill_one(sink, ledger, chance, environment):
    """Let a process send for a random while and kill it. Returns how many mails it leaves of which nobody knows."""
    sending = ledger.deliveries().filter(status="sending")
    before, arrived = sending.count(), sink.count()
    senders = Senders(1, **environment)
    senders.go()
    until(lambda: sink.count() > arrived, pause=0.01)
    time.sleep(chance.uniform(0, LONGEST))
    for process in senders.processes:
        process.kill()
        process.wait()
    return sending.count() - before


def settle():
    """What the clock does later: a worker that vanished is given up."""
    import_string("newsletter.deliveries.sweep.sweep")(timezone.now() + dt.timedelta(minutes=16))


def verdict(mails, deliveries):
    """Counts at the sink against rows of the ledger.

    Lost is who has neither a mail nor a row that admits it: a row that says sent without a mail, or one still open.
    """
    arrived = Counter(recipient for _at, _size, recipient in mails)
    rows = dict(deliveries.values_list("subscriber__email", "status"))
    return {
        "statuses": dict(Counter(rows.values())),
        "twice": sum(count > 1 for count in arrived.values()),
        "lost": sum(status == "sent" and not arrived[email] for email, status in rows.items())
        + sum(status not in ("sent", "uncertain") for status in rows.values()),
        "uncertain that arrived": sum(status == "uncertain" and arrived[email] > 0 for email, status in rows.items()),
    }


def told(options, left, found):
    return "\n".join(
        [
            f"## Killed at random{', far away' if options.milliseconds else ''}\n",
            f"`python -m benchmarks.crash --recipients {options.recipients} --kills {options.kills} "
            f"--seed {options.seed}{f' --milliseconds {options.milliseconds:g}' if options.milliseconds else ''}`\n",
            f"{machine()}\n",
            f"{options.kills} kills -9 of a sending process, each up to {LONGEST} s after its first mail, then two "
            f"that finish: lost {found['lost']}, sent twice {found['twice']}; uncertain after a kill at most "
            f"**{max(left)}** (allowed: {AT_MOST}), each time: {', '.join(map(str, left))}. Of all "
            f"{found['statuses'].get('uncertain', 0)} uncertain, {found['uncertain that arrived']} had arrived; "
            f"{found['statuses'].get('sent', 0)} were sent.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
