"""`track owner/name…`: track repositories, each checked with GitHub."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from digest.github.client import GitHub
from digest.tracking import TrackingError, parse_repository, track


class Command(BaseCommand):
    help = "Track GitHub repositories, given as owner/name or by their address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("repositories", nargs="+", metavar="owner/name")

    def handle(self, *args: Any, repositories: list[str], **options: Any) -> None:
        try:
            names = [parse_repository(text) for text in repositories]
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        with GitHub() as client:
            tracked = [name for name in names if self._track(name, client)]
        if not tracked:
            raise CommandError(_("No repository could be tracked."))

    def _track(self, name, client):
        try:
            repository = track(name, client)
        except TrackingError as error:
            self.stderr.write(str(error))
            return False
        self.stderr.write(_("%(repository)s is tracked.") % {"repository": repository.full_name})
        return True
