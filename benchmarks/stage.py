"""What the benchmarks of sending share: a PostgreSQL and a sink, sending processes, and a page of results."""

import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.arrivals import running_sink
from tests.servers.postgresql import postgresql

RESULTS = Path(__file__).parent / "results.md"


@contextmanager
def stage(sink="own", rows="benchmarks.ledger"):
    """(a running Sink, the module that makes the rows); Django has an empty PostgreSQL, and mails go to the sink."""
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        postgresql() as url,
        running_sink(sink, Path(folder)) as arrivals,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "newsletter.settings",
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "EMAIL_BACKEND": "",
            "EMAIL_URL": f"smtp://127.0.0.1:{arrivals.port}",
            "SECRET_KEY": "for this benchmark",
            "SITE_URL": "https://news.example.net",
            "MAIL_STORIES": "0",
            "MAIL_MINUTES": "0",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        yield arrivals, import_module(rows)


class Senders:
    """Sending processes, up and waiting; `environment` is theirs alone."""

    def __init__(self, count, **environment):
        command = [sys.executable, "-m", "benchmarks.sender"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.processes = [subprocess.Popen(command, env=os.environ | environment, **pipes) for _ in range(count)]
        for process in self.processes:
            assert process.stdout.readline() == "ready\n", "a sending process did not start"

    def run(self):
        """Until nothing is due. Returns (seconds, what each cost: {cpu: seconds, peak_kb})."""
        started_at = time.monotonic()
        self.go()
        costs = self.costs()
        assert len(costs) == len(self.processes), "a sending process broke"
        return max(cost["ended_at"] for cost in costs) - started_at, costs

    def go(self):
        for process in self.processes:
            process.stdin.write("go\n")
            process.stdin.flush()

    def costs(self):
        """Waits for all. A killed one is left out."""
        return [json.loads(out) for out in (process.communicate()[0] for process in self.processes) if out.strip()]


def deliver(sink, ledger, recipients, processes, **environment):
    """All mails of the ledger, by so many senders: exactly one for each reader. Returns (seconds, costs)."""
    ledger.requeue()
    ledger.calm()
    senders, before = Senders(processes, **environment), sink.count()
    seconds, costs = senders.run()
    assert sink.count() == before + recipients == before + ledger.sent()
    return seconds, costs


def machine():
    """One line: what this was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "psycopg", "mjml-python"))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return (
        f"{dt.date.today()}, commit {commit}: {os.cpu_count()} cores ({model}), {platform.system()}, load {load}; "
        f"Python {platform.python_version()}, {packages}"
    )


def publish_results(name, text):
    """Print them, and put them into our part of the page; other parts stay."""
    print(text)
    page = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, found, rest = page.partition(begin)
    after = rest.partition(end)[2] if found else ""
    RESULTS.write_text(f"{before.rstrip()}\n\n{begin}{text}\n{end}{after}", encoding="utf-8")
