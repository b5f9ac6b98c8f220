"""`up`: the whole service on one machine, with one command."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsletter.embedded import first_run
from newsletter.embedded.preflight import alone, refuse_taken_port
from newsletter.embedded.processes import children, preload
from newsletter.embedded.supervisor import Supervisor
from subscribers.mail.safety import is_local_backend

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Start web, workers and beat, keep them running, and end them together (Ctrl-C)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=HOST, help=f"the address to listen on (default: {HOST})")

    def handle(self, *args: Any, host: str, **options: Any) -> None:
        port = settings.PORT
        refuse_taken_port(host, port)
        with alone():
            password = first_run.prepare()
            self.stderr.write(where_to_look(f"http://{host}:{port}", password))
            preload()
            Supervisor(children(host, port)).run()


def where_to_look(address: str, password: str | None) -> str:
    """The addresses to open, and the operator's password the only time that it is known."""
    secret = f"user {first_run.OPERATOR}, password {password} (shown this once)" if password else "your password"
    places = {
        "Sign-up": f"{address}/",
        "Archive": f"{address}/archive/",
        "Mailbox": f"{address}/mailbox/" if is_local_backend() else f"none: mail goes out by {settings.EMAIL_BACKEND}",
        "Admin": f"{address}/admin/  {secret}",
    }
    lines = "\n".join(f"  {name:<8} {place}" for name, place in places.items())
    return f"\n{settings.NEWSLETTER_NAME} is starting; Ctrl-C ends it.\n{lines}\n"
