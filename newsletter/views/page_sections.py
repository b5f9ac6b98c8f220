"""What a page shows of an edition: stories in full, the others as rows, and what came of them later."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from digest.models import Activity, Digest, Statement, StatementText
from newsletter.editions.links import digest_url, story_anchor
from newsletter.editions.references import own_reference
from newsletter.editions.shown_text import quoted
from newsletter.editions.types import Edition, EditionStory, Reference, Section

COUNTED = (Statement.Fold.DROPPED, Statement.Fold.NIGHTLY)  # a row for all of them, without their titles
MAX_ROW_IMPORTANCE = 2  # so little, or less, is a row and not a story


@dataclass(frozen=True, slots=True)
class PageSection:
    """A repository on a page. Stories, rows and what is counted together are all that the edition takes of it."""

    section: Section
    stories: tuple[EditionStory, ...]
    rows: tuple[EditionStory, ...]
    counted: tuple[tuple[str, tuple[EditionStory, ...]], ...]  # one row for each Fold code that is only counted

    @property
    def others(self) -> int:
        return len(self.rows) + sum(len(stories) for _fold, stories in self.counted)


@dataclass(frozen=True, slots=True)
class LaterStory:
    """What a later digest told of a story."""

    date: date
    headline: str
    by_title: bool
    reference: Reference
    url: str


def page_sections(edition: Edition) -> list[PageSection]:
    """In the edition's order. The best story of a repository is told in full, however small."""
    return [_page_section(section) for section in edition.sections]


def _page_section(section: Section) -> PageSection:
    first, others = section.stories[:1], section.stories[1:]
    full = first + tuple(story for story in others if story.is_pinned or story.importance > MAX_ROW_IMPORTANCE)
    rest = [story for story in section.all_stories if story not in full]
    counted = ((fold, tuple(story for story in rest if story.fold == fold)) for fold in COUNTED)
    rows = tuple(story for story in rest if story.fold not in COUNTED)
    return PageSection(section, full, rows, tuple((fold, stories) for fold, stories in counted if stories))


def follow_ups_by_story(edition: Edition) -> dict[int, list[LaterStory]]:
    """Statement id to what published digests told of it later, oldest first. One query for the whole page."""
    ids = [story.id for section in edition.sections for story in section.all_stories]
    follow_ups = defaultdict(list)
    for statement in _followers(ids, edition.language):
        if statement.follows_id and statement.main:
            follow_ups[statement.follows_id].append(_later_story(statement, statement.main, edition.language))
    return dict(follow_ups)


def _followers(ids: list[int], language: str) -> QuerySet[Statement]:
    texts = Prefetch("texts", StatementText.objects.filter(language=language))
    return (
        Statement.objects.shown()
        .filter(follows__in=ids, digest__status=Digest.Status.PUBLISHED)
        .select_related("digest", "main")
        .defer("main__body")
        .prefetch_related(texts)
        .order_by("digest__date", "pk")
    )


def _later_story(statement: Statement, main: Activity, language: str) -> LaterStory:
    text = next(iter(statement.texts.all()), None) if statement.by_model else None
    return LaterStory(
        date=statement.digest.date,
        headline=(text.headline or text.detail) if text else quoted(main.title),
        by_title=text is None,
        reference=own_reference(main),
        url=digest_url(statement.digest.date, language, story_anchor(statement.pk)),
    )
