"""The processes of the service on one machine: web, worker, sender and beat, forked from one that has loaded the code.

On Linux they share the memory of all that was imported before, which is more than they need for themselves.
"""

import gc
import runpy
import sys
from importlib import import_module

from django.db import connections
from django.urls import get_resolver

from newsletter.celery import app
from newsletter.embedded.supervisor import Child

# What the four programs import when they start; loaded once, before they are forked.
PRELOADED = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.worker.consumer",
    "granian.cli",
    "granian.server",
    "kombu.transport.sqlalchemy",
    "newsletter.wsgi",
)


def commands(host: str, port: int) -> dict[str, list[str]]:
    """By name, the module and the arguments of each process; each may also be started by hand, with `python -m`.

    The sender is one process, so that a killed one leaves at most 64 mails uncertain; it looks at what is asked for
    and at what is due by turns, so that nobody waits for a confirmation behind a whole morning's post.
    """
    # One that is asked to end while it starts would wait for ever for its worker, and hold the port.
    bounds = "--blocking-threads 4 --backlog 256 --backpressure 64 --http1-header-read-timeout 10000"
    web = f"granian --interface wsgi --no-ws {bounds} --log-level warning --workers-kill-timeout 10"
    worker = "celery -A newsletter -q worker -c 1 -l WARNING --without-mingle"
    lines = {
        "web": f"{web} --host {host} --port {port} newsletter.wsgi:application",
        "worker": f"{worker} -Q collect,write -n worker@%h",
        "sender": f"{worker} -Q asked,send -n sender@%h",
        "beat": "celery -A newsletter -q beat -l WARNING",
    }
    return {name: line.split() for name, line in lines.items()}


def children(host: str, port: int) -> list[Child]:
    """The four processes, for the supervisor."""
    return [Child(name, run_module, command) for name, command in commands(host, port).items()]


def run_module(module: str, *arguments: str) -> None:
    """What `python -m module arguments` does, in this process."""
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def preload() -> None:
    """Load what the children need, and leave nothing open that two processes must not share."""
    for name in PRELOADED:
        import_module(name)
    app.loader.import_default_modules()
    get_resolver().url_patterns  # noqa: B018  # imports all views
    connections.close_all()
    gc.collect()
    gc.freeze()  # the collector would write into each object, and with that copy its page into each child
