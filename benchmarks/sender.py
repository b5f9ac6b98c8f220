"""One sending process of a benchmark: says `ready`, waits for a line, and does what the worker's task does until
nothing is due; then prints what it cost as JSON."""

import json
import logging
import sys
import time

import django

django.setup()
logging.disable(logging.INFO)  # warnings are not expected, and are seen

from django.core.checks import run_checks  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.memory import peak_kb  # noqa: E402
from newsletter.sending.sender import send_due  # noqa: E402


def main():
    run_checks()  # as Celery's worker does before it takes its first task: the pages' modules are loaded then
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    while send_due(timezone.now()):
        pass
    cost = {"ended_at": time.monotonic(), "cpu": time.process_time() - before}
    cost["peak_kb"] = peak_kb()
    print(json.dumps(cost), flush=True)


if __name__ == "__main__":
    main()
