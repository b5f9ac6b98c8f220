"""One sending process of a benchmark: says `ready`, waits for a line, and does what the worker's task does until
nothing is due; then prints what it cost as JSON."""

import json
import resource
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from newsletter.send import send_due  # noqa: E402


def main():
    print("ready", flush=True)
    sys.stdin.readline()
    while send_due(timezone.now()):
        pass
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"cpu": own.ru_utime + own.ru_stime, "peak_kb": own.ru_maxrss}), flush=True)


if __name__ == "__main__":
    main()
