"""`build_digest`: collect and write one day, now."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from digest import build
from digest.management.arguments import a_day
from digest.models import Coverage, Digest, Repository
from digest.models.digest import GITHUB_BEGAN, digest_date

USAGE = 2


class Command(BaseCommand):
    help = (
        "Collect a day from GitHub and write it up; repeated, it adds only what is new. A published day stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=a_day, help="the day, as 2026-02-19 (default: yesterday)")
        parser.add_argument(
            "--repository",
            nargs="+",
            metavar="owner/name",
            help="only these; the others stay pending and the digest is not ready",
        )

    def handle(self, *args: Any, date: dt.date, repository: list[str], **options: Any) -> None:
        today = digest_date(timezone.now())
        date = date or today - dt.timedelta(days=1)
        if date > today:
            raise CommandError(f"{date} has not begun", returncode=USAGE)
        if date < GITHUB_BEGAN:
            raise CommandError(f"GitHub did not exist on {date}", returncode=USAGE)
        rows = tracked(repository) if repository else None
        if Digest.objects.filter(date=date, status=Digest.Status.PUBLISHED).exists():
            return self.stderr.write(f"Digest of {date}: published; it stays as it is.")
        self.stderr.write(f"Building {date}: {len(rows or Repository.objects.active())} repositories …")
        try:
            digest = build.build(date, rows)
        except build.NotBuilt as error:
            raise CommandError(str(error)) from error
        for line in gaps(digest):
            self.stderr.write(line)
        self.stderr.write(f"Digest of {date}: {digest.get_status_display()}, {told(digest)}.")


def tracked(names: Iterable[str]) -> list[Repository]:
    """The active repositories of these names, any case. Raises CommandError for one that is not tracked."""
    rows = {row.full_name.lower(): row for row in Repository.objects.active()}
    unknown = [name for name in names if name.lower() not in rows]
    if unknown:
        raise CommandError(f"Not tracked: {', '.join(unknown)}", returncode=USAGE)
    return list({name.lower(): rows[name.lower()] for name in names}.values())


def gaps(digest: Digest) -> Iterator[str]:
    """One line for each repository and kind of which not everything could be fetched."""
    missed = digest.coverages.filter(status__in=(Coverage.Status.PARTIAL, Coverage.Status.FAILED))
    for row in missed.select_related("repository"):
        yield f"{row.repository} {row.get_kind_display()}: {row.get_status_display()} ({row.reason})"


def told(digest: Digest) -> str:
    """`59 stories, 41 of them in sentences by Claude`: the others are told by their titles."""
    stories = digest.statements.filter(role="story")
    return f"{len(stories)} stories, {sum(story.by_model for story in stories)} of them in sentences by Claude"
