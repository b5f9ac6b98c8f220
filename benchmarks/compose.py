"""`python -m benchmarks.compose`: joining a reader's mail from fragments, against rendering it with Django and MJML.

Every reader's edition differs and is of full size, about 54 KB: 8 of 17 repositories, 3 stories each, in one of two
languages.
No database is asked while the clock runs; both ways end in the bytes of a message. Peak memory is that of a process
of its own, which composes for so many readers.
"""

import argparse
import statistics
import subprocess
import sys
from importlib import import_module

from benchmarks.stage import machine, publish_results
from benchmarks.throwaway import installation

GOAL, MEMORY_GOAL = 40, 1.1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--editions", type=int, default=20_000, help="of which each repetition joins a part")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--readers", type=int, nargs=2, default=(10_000, 100_000), help="for memory; 0 0: not measured")
    parser.add_argument("--only", type=int, help="compose for so many readers and tell the peak memory in KB")
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    options = parser.parse_args()
    with installation(SITE_URL="https://news.example.net", MAIL_STORIES="0", MAIL_MINUTES="0"):
        # Models can be imported only once Django knows the throw-away database.
        editions = import_module("benchmarks.editions")
        if options.only:
            print(editions.peak(options.only))
            return 0
        runs = editions.runs(options.editions, options.repeat)
    peaks = [peak_in_a_process(readers) for readers in options.readers if readers]
    publish_results("compose", told(options, runs, peaks))
    missed = statistics.median(run["ratio"] for run in runs) < GOAL or (peaks and peaks[1] > MEMORY_GOAL * peaks[0])
    return int(options.check and missed)


def peak_in_a_process(readers):
    """KB."""
    command = [sys.executable, "-m", "benchmarks.compose", "--only", str(readers)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def told(options, runs, peaks):
    rows = [f"| {r['joined']:.0f} | {r['whole']:.0f} | {r['ratio']:.0f} | {r['size'] / 1000:.0f} |" for r in runs]
    lines = [
        "## Composing",
        f"`python -m benchmarks.compose --editions {options.editions} --repeat {options.repeat}`",
        machine(),
        "Editions that all differ, from a loaded day to the bytes of a message, selecting included; one process.",
        f"**Median ratio {statistics.median(r['ratio'] for r in runs):.0f}** (goal: at least {GOAL}).",
        "\n".join(["| joined, µs | Django and MJML, µs | ratio | KB a mail |", "| --- | --- | --- | --- |", *rows]),
    ]
    if peaks:
        few, many = options.readers
        lines.append(
            f"Peak memory for {few} readers {peaks[0] / 1024:.0f} MB, for {many} readers {peaks[1] / 1024:.0f} MB: "
            f"**{peaks[1] / peaks[0]:.2f}** (goal: at most {MEMORY_GOAL})."
        )
    return "\n\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
