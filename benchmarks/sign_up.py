"""`python -m benchmarks.sign_up`: how heavy the sign-up page of the sample day is, and how long it and a preview take.

A throw-away installation on SQLite, asked through Django's test client: what a reader waits for besides the network.
"""

import statistics
import sys
import time

from django.core.management import call_command

from benchmarks.results_page import replace_part
from benchmarks.throwaway import installation

MAX_KB, MAX_MS = 25, 60
REPEAT = 50
CHOICE = {"kinds": ["merged", "issues"], "language": "en", "time_zone": "UTC", "minute": "480"}


def main():
    with installation(ALLOWED_HOSTS="*", SECURE_SSL_REDIRECT="false"):
        call_command("load_sample", verbosity=0)
        page, preview = (
            measure(lambda client: client.get("/")),
            measure(lambda client: client.post("/preview/", CHOICE)),
        )
    replace_part("sign-up", told(page, preview))
    print(told(page, preview))
    return int(page[0] >= MAX_KB * 1024 or page[1] >= MAX_MS)


def measure(ask):
    """(bytes of HTML, median milliseconds) of an answer, once it has been given a first time."""
    from django.test import Client

    client, times = Client(), []
    answer = ask(client)
    if answer.status_code != 200:
        raise SystemExit(f"the page answered {answer.status_code}")
    for _time in range(REPEAT):
        began = time.perf_counter()
        ask(client)
        times.append((time.perf_counter() - began) * 1000)
    return len(answer.content), statistics.median(times)


def told(page, preview):
    rows = [("sign-up page", *page), ("preview of a changed choice", *preview)]
    table = [f"| {name} | {size / 1024:.1f} | {median:.0f} |" for name, size, median in rows]
    intro = f"The sample day on SQLite, uncompressed; the median of {REPEAT}. Goal: below {MAX_KB} KB and {MAX_MS} ms."
    return "\n".join(["## Signing up", "", intro, "", "| | KB of HTML | ms |", "|---|--:|--:|", *table])


if __name__ == "__main__":
    sys.exit(main())
