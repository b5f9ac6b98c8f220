"""What a page shows of an edition: stories in full, the others as rows, and what came of them later."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from digest.models import Digest, Statement, StatementText
from newsletter.editions.links import digest_url
from newsletter.editions.stories import own_ref, story_anchor
from newsletter.editions.types import Line, Ref, Section

ROW_IMPORTANCE = 2  # so little, or less, is a row and not a story


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A repository on a page. Stories, rows and nightlies together are all that the edition takes of it."""

    section: Section
    stories: tuple[Line, ...]
    rows: tuple[Line, ...]
    nightlies: tuple[Line, ...]  # one counted row

    @property
    def others(self):
        return len(self.rows) + len(self.nightlies)


@dataclass(frozen=True, slots=True)
class Later:
    """What a later digest told of a story."""

    date: date
    headline: str
    by_title: bool
    ref: Ref
    url: str


def shown_sections(edition):
    """In the edition's order. The best story of a repository is told in full, however small."""
    return [_shown(section) for section in edition.sections]


def _shown(section):
    told = section.lines[:1] + tuple(line for line in section.lines[1:] if line.importance > ROW_IMPORTANCE)
    rest = [line for line in (*section.lines, *section.tail, *section.folded_lines) if line not in told]
    nightlies = tuple(line for line in rest if line.fold == Statement.Fold.NIGHTLY)
    return ShownSection(section, told, tuple(line for line in rest if line not in nightlies), nightlies)


def later_by_line(edition):
    """Statement id to what published digests told of it later, oldest first. One query for the whole page."""
    ids = [line.id for section in edition.sections for line in (*section.lines, *section.tail, *section.folded_lines)]
    later = defaultdict(list)
    for statement in _followers(ids, edition.language):
        later[statement.follows_id].append(_later(statement, edition.language))
    return dict(later)


def _followers(ids, language):
    texts = Prefetch("texts", StatementText.objects.filter(language=language))
    return (
        Statement.objects.filter(follows__in=ids, main__isnull=False, digest__status=Digest.Status.PUBLISHED)
        .select_related("digest", "main")
        .defer("main__body")
        .prefetch_related(texts)
        .order_by("digest__date", "pk")
    )


def _later(statement, language):
    text = next(iter(statement.texts.all()), None) if statement.by_model else None
    return Later(
        date=statement.digest.date,
        headline=(text.headline or text.detail) if text else statement.main.title,
        by_title=text is None,
        ref=own_ref(statement.main),
        url=digest_url(statement.digest.date, language, story_anchor(statement.pk)),
    )
