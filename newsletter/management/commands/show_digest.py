"""Show the digest of one day as Markdown, plain text, HTML or JSON."""

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from digest import languages
from digest.management.arguments import a_day
from digest.models import Coverage, Digest
from newsletter.editions import content
from newsletter.editions.filters import TooManyNames, UnknownName, selection_from_names
from newsletter.editions.types import Edition
from newsletter.renderers.json_document import edition_activities, edition_data
from newsletter.renderers.markdown import render_markdown
from newsletter.renderers.plain_text import render_plain
from newsletter.views.day_filter import DayFilter
from newsletter.views.digest import digest_context
from subscribers.context_processors import newsletter
from subscribers.models.selection import Threshold

USAGE = 2


class Command(BaseCommand):
    help = "Show the digest of one day. Only the document goes to stdout; what was not fetched is said on stderr."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("date", type=a_day, help="the day, as 2026-02-19")
        parser.add_argument("--language", choices=settings.DIGEST_LANGUAGES, default=settings.DIGEST_LANGUAGES[0])
        parser.add_argument("--format", choices=["markdown", "text", "html", "json"], default="markdown")
        parser.add_argument("--repository", action="extend", nargs="+", default=[], metavar="owner/name")
        parser.add_argument("--topic", action="extend", nargs="+", default=[], metavar="slug")
        parser.add_argument("--threshold", choices=Threshold.values, default=Threshold.EVERYTHING.value)

    def handle(self, *args: Any, date: dt.date, language: str, **options: Any) -> None:
        digest = Digest.objects.filter(date=date).first()
        if digest is None:
            raise CommandError(f"There is no digest of {date}.")
        try:
            selection = selection_from_names(language, options["repository"], options["topic"], options["threshold"])
        except UnknownName as error:
            raise CommandError(f"No such repository or topic: {error}", returncode=USAGE) from error
        except TooManyNames as error:
            raise CommandError(str(error), returncode=USAGE) from error
        with translation.override(language):
            everything = content.load_content([digest], language)
            narrowed = DayFilter(selection)
            self.warn(narrowed.edition(everything))
            self.stdout.write(document(options["format"], digest, everything, narrowed), ending="")

    def warn(self, edition: Edition) -> None:
        """A part that is missing is no failure, but never passes in silence."""
        if edition.state != Digest.Status.PUBLISHED:
            self.stderr.write(f"This digest is not published: {edition.state}.")
        for section in (*edition.sections, *edition.failed, *edition.pending):
            for kind, count in section.counts.items():
                if count.status != Coverage.Status.OK:
                    self.stderr.write(f"{section.repository.full_name} {kind}: {count.status} {count.reason}".rstrip())


def document(name: str, digest: Digest, everything: content.DigestContent, narrowed: DayFilter) -> str:
    """The document in this format, ending with a newline."""
    edition = narrowed.edition(everything)
    if name == "json":
        data = edition_data(edition, edition_activities(edition, [digest]))
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if name == "html":
        language = edition.language
        here = {"language_tag": languages.get(language).tag, "LANGUAGE_CODE": language, "other_languages": []}
        context = newsletter(HttpRequest()) | here | digest_context(digest, everything, narrowed)
        return render_to_string("archive/standalone.html", context)
    return {"markdown": render_markdown, "text": render_plain}[name](edition)
