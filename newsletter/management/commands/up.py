"""`up`: the whole service on one machine, with one command."""

import fcntl
import socket
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsletter.embedded import first_run
from newsletter.embedded.supervisor import Child, Supervisor
from subscribers.local_site import has_mailbox

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Start web, workers and beat, keep them running, and end them together (Ctrl-C)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default=HOST, help=f"the address to listen on (default: {HOST})")

    def handle(self, *args, host, **options):
        port = settings.PORT
        refuse_taken_port(host, port)
        with alone():
            password = first_run.prepare()
            self.stderr.write(where_to_look(f"http://{host}:{port}", password))
            Supervisor(children(host, port)).run()


@contextmanager
def alone():
    """One service in this folder at a time: the start lets go of days that are being built, and migrates.

    Raises CommandError where another one runs; the system lifts the lock of one that was killed.
    """
    settings.VAR_DIR.mkdir(exist_ok=True)
    with (settings.VAR_DIR / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("It runs here already: end the other one first") from error
        yield


def refuse_taken_port(host, port):
    """Raises CommandError where somebody listens already, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}): try PORT={port + 1}") from error


def children(host, port):
    """The four processes; each may also be started by hand, on machines of its own.

    The sender is one process, so that a killed one leaves at most 64 mails uncertain; it looks at what is asked for
    and at what is due by turns, so that nobody waits for a confirmation behind a whole morning's post.
    """
    # One that is asked to end while it starts would wait for ever for its worker, and hold the port.
    web = "granian --interface wsgi --no-ws --blocking-threads 4 --log-level warning --workers-kill-timeout 10"
    worker = "celery -A newsletter -q worker -c 1 -l WARNING --without-mingle"
    commands = {
        "web": f"{web} --host {host} --port {port} newsletter.wsgi:application",
        "worker": f"{worker} -Q collect,write -n worker@%h",
        "sender": f"{worker} -Q asked,send -n sender@%h",
        "beat": "celery -A newsletter -q beat -l WARNING",
    }
    return [Child(name, [sys.executable, "-m", *command.split()]) for name, command in commands.items()]


def where_to_look(address, password):
    """The addresses to open, and the operator's password the only time that it is known."""
    secret = f"user {first_run.OPERATOR}, password {password} (shown this once)" if password else "your password"
    places = {
        "Sign-up": f"{address}/",
        "Archive": f"{address}/archive/",
        "Mailbox": f"{address}/mailbox/" if has_mailbox() else f"none: mail goes out by {settings.EMAIL_BACKEND}",
        "Admin": f"{address}/admin/  {secret}",
    }
    lines = "\n".join(f"  {name:<8} {place}" for name, place in places.items())
    return f"\n{settings.NEWSLETTER_NAME} is starting; Ctrl-C ends it.\n{lines}\n"
