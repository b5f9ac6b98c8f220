"""`python -m benchmarks.publish_crash`: publishers are killed at random (kill -9), between chunks and in them, and then
one finishes; counted in the ledger: who is owed no mail, and who two. Nothing may be due before the day is closed.
"""

import argparse
import datetime as dt
import random
import subprocess
import sys
import time

from django.db.models import Count

from benchmarks.stage import machine, publish_results, stage

DAY = dt.date(2026, 1, 9)
PUBLISHER = """
import django
django.setup()
from benchmarks import crowd
print("ready", flush=True)
crowd.publish_again({date!r})
"""
LONGEST = 1.5  # seconds that a publisher has before it is killed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--readers", type=int, default=400_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with stage(rows="benchmarks.crowd") as (_sink, crowd):
        crowd.make_selections()
        crowd.make_readers(1, options.readers)
        crowd.make_history(DAY, 1)
        crowd.make_ready(DAY)
        crowd.tidy()
        made = [kill_one(crowd, chance) for _ in range(options.kills)]
        assert any(0 < number < options.readers for number in made), f"no kill came while deliveries were made: {made}"
        started_at = time.monotonic()
        crowd.publish_again(DAY.isoformat())
        seconds, found = time.monotonic() - started_at, verdict(crowd, options.readers)
    publish_results("publish-crash", told(options, made, seconds, found))
    return int(options.check and any(found.values()))


def kill_one(crowd, chance):
    """Let a process publish for a random while and kill it. Returns how many deliveries there are by now."""
    command = [sys.executable, "-c", PUBLISHER.format(date=DAY.isoformat())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n", "a publisher did not start"
    time.sleep(chance.uniform(0, LONGEST))
    process.kill()
    process.wait()
    assert not crowd.group_of_due(DAY), "a mail is due of a day that is not closed"
    return crowd.deliveries_of(DAY).count()


def verdict(crowd, readers):
    """{"lost": readers who are owed nothing, "twice": who are owed more than one}."""
    counts = crowd.deliveries_of(DAY).values("subscriber").annotate(number=Count("pk"))
    return {"lost": readers - counts.count(), "twice": counts.filter(number__gt=1).count()}


def told(options, made, seconds, found):
    return "\n".join(
        [
            "## Publishers killed at random\n",
            f"`python -m benchmarks.publish_crash --readers {options.readers} --kills {options.kills} "
            f"--seed {options.seed}`\n",
            f"{machine()}\n",
            f"{options.kills} kills -9 of a publisher, each up to {LONGEST} s after it began; deliveries made by then: "
            f"{', '.join(map(str, made))}. Nothing was due after any of them. The next one took {seconds:.1f} s: "
            f"**lost {found['lost']}, twice {found['twice']}** (allowed: 0).",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
