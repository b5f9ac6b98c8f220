"""`python -m benchmarks.starttls`: a day's mails over TLS, as STARTTLS begins it, against the same without.

Same rows, same sink (on its side TLS costs as well), one after the other.
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from benchmarks.arrivals import running_sink
from benchmarks.stage import deliver, machine, publish_results, stage

GOAL = 0.5
PROCESSES = 2


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--check", action="store_true", help="exit 1 where the goal is missed")
    options = parser.parse_args()
    with stage() as (plain, ledger), tls_sink() as (tls, certificate):
        ledger.make(options.recipients)
        environments = (
            (plain, {"EMAIL_URL": f"smtp://127.0.0.1:{plain.port}"}),
            (tls, {"EMAIL_URL": f"smtp+tls://127.0.0.1:{tls.port}", "SSL_CERT_FILE": str(certificate)}),
        )
        runs = [[rate(sink, ledger, options, **found) for sink, found in environments] for _ in range(options.repeat)]
    publish_results("starttls", told(options, runs))
    return int(options.check and median(runs) < GOAL)


@contextmanager
def tls_sink():
    """(a Sink that offers STARTTLS, the path of its certificate)."""
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        running_sink("own", Path(folder), "STARTTLS") as sink,
    ):
        yield sink, Path(folder) / "certificate"


def rate(sink, ledger, options, **environment):
    """Mails a second, each reader's counted once."""
    before = sink.count()
    seconds, _costs = deliver(sink, ledger, options.recipients, PROCESSES, **environment)
    recipients = {recipient for _at, _size, recipient in sink.mails()[before:]}
    assert len(recipients) == options.recipients
    print(options.recipients / seconds, file=sys.stderr)
    return options.recipients / seconds


def median(runs):
    return statistics.median(tls / plain for plain, tls in runs)


def told(options, runs):
    lines = [
        "## STARTTLS\n",
        f"`python -m benchmarks.starttls --recipients {options.recipients} --repeat {options.repeat}`\n",
        f"{machine()}\n",
        f"{options.recipients} readers, each with an edition of their own; PostgreSQL in and out, the ledger included, "
        f"{PROCESSES} senders into our own sink, which pays for TLS as well.\n",
        f"**Median ratio {median(runs):.2f}** (goal: at least {GOAL}).\n",
        "| plain, mails/s | STARTTLS, mails/s | ratio |",
        "| --- | --- | --- |",
        *(f"| {plain:.0f} | {tls:.0f} | {tls / plain:.2f} |" for plain, tls in runs),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
