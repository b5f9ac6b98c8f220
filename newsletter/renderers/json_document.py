"""An edition as plain data: the JSON that other programs read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from digest.defang import refang
from digest.kinds import BY_COVERAGE, COVERED, IN_QUERY
from digest.models import Activity, Coverage, Digest, Statement
from digest.text import HAN_CHARACTER
from newsletter.editions.types import (
    CodeQuote,
    CorrectionNote,
    CoverageCount,
    Edition,
    EditionStory,
    InterfaceFact,
    Section,
    Sentence,
)
from newsletter.renderers.inline_code import without_backticks


def edition_data(edition: Edition, activities: Iterable[Activity]) -> dict[str, Any]:
    """The documented shape, ready for json.dumps. `activities` are those of `edition_activities`."""
    by_repository = defaultdict(list)
    for activity in activities:
        by_repository[activity.repository_id].append(activity)
    stories = {story.id: story for section in edition.sections for story in section.all_stories}
    return {
        "date": edition.date.isoformat(),
        "language": edition.language,
        "starts_at": edition.starts_at.isoformat(),
        "ends_at": edition.ends_at.isoformat(),
        "state": edition.state,
        "written_by": edition.written_by,
        "check_before_upgrade": [
            {"repository": section.repository.full_name, **_change(fact)}
            for section in edition.sections
            for story in section.all_stories
            for fact in story.interface
            if fact.is_breaking
        ],
        "summary": [_sentence(sentence, stories) for sentence in edition.summary],
        "takeaways": [_sentence(sentence, stories) for sentence in edition.takeaways],
        "repositories": [
            _repository(section, by_repository[section.repository.id]) for section in edition.every_section
        ],
    }


def edition_activities(edition: Edition, digests: Sequence[Digest]) -> list[Activity]:
    """The rows behind an edition: all of its repositories, or those of the stories that its filters let through.

    Without those of stories that an editor hid.
    """
    sections = edition.every_section
    rows = Activity.objects.filter(digest__in=digests, repository__in=[section.repository.id for section in sections])
    rows = rows.exclude(pk__in=_hidden(digests)).defer("body").order_by("repository_id", "kind", "occurred_at", "pk")
    if not edition.is_filtered:
        return list(rows)
    selected = {pk for section in sections for story in section.all_stories for pk in story.activity_ids}
    return [row for row in rows if row.pk in selected]


def _hidden(digests: Sequence[Digest]) -> QuerySet[Activity]:
    hidden = Statement.objects.filter(
        digest__in=digests, role=Statement.Role.STORY, placement=Statement.Placement.HIDDEN
    )
    return Activity.objects.filter(statements__in=hidden)


def _repository(section: Section, activities: list[Activity]) -> dict[str, Any]:
    stories = section.all_stories
    topics: dict[int, list[str]] = defaultdict(list)
    for story in stories:
        for pk in story.activity_ids:
            topics[pk] += [slug for slug in story.topics if slug not in topics[pk]]
    return {
        "full_name": section.repository.full_name,
        "url": section.repository.url,
        "written_by": section.written_by,
        "coverage": {
            kind: _coverage(section.counts.get(kind), kind, activities)
            for kind in COVERED
            if kind in IN_QUERY or kind in section.counts
        },
        "interfaces_not_compared": dict(section.interface_gaps),
        "diffs_not_read": dict(section.patch_gaps),
        "stories": {"found": section.stories_found, "told": len(stories)},
        "statements": [_statement(story) for story in stories],
        "activities": [_activity(activity, topics[activity.pk]) for activity in activities],
    }


def _coverage(count: CoverageCount | None, kind: str, activities: list[Activity]) -> dict[str, Any]:
    return {
        "status": count.status if count else Coverage.Status.PENDING.value,
        "found": count.found if count else 0,
        "shown": sum(activity.kind == BY_COVERAGE[kind].activity for activity in activities),
        "reason": (count.reason or None) if count else None,
    }


def _statement(story: EditionStory) -> dict[str, Any]:
    return {
        "text": plain_text(story),
        "headline": refang(story.headline) or None,
        "detail": refang(story.detail) or None,
        "label": story.label or None,
        "written_by": "title" if story.by_title else story.writer,
        "evidence": list(story.evidence),
        "topics": list(story.topics),
        "importance": story.importance,
        "advisory": asdict(story.advisory) if story.advisory else None,
        "interface_changes": [_change(fact) for fact in story.interface],
        "code": _code(story.quote),
        "corrections": _corrections(story.corrections),
    }


def _corrections(notes: Iterable[CorrectionNote]) -> list[dict[str, Any]]:
    """What was said before, and since when it is not: the text itself is what is right."""
    return [
        {
            "corrected_at": note.made_at.isoformat(),
            "reason": refang(note.reason),
            "headline": refang(note.headline) or None,
            "detail": refang(note.detail) or None,
        }
        for note in notes
    ]


def _code(quote: CodeQuote | None) -> dict[str, Any] | None:
    """Lines of the diff, letter for letter; `line` counts after the change, for "-" before it."""
    if quote is None:
        return None
    lines = [{"sign": line.sign, "line": line.number, "text": line.text} for line in quote.lines]
    return {"path": quote.path, "url": quote.url, "lines": lines}


def _change(fact: InterfaceFact) -> dict[str, Any]:
    texts = ("symbol", "parameter", "before", "after", "path")
    return {
        "kind": fact.kind,
        **{name: refang(getattr(fact, name)) or None for name in texts},
        "line": fact.line or None,
        "url": fact.url,
        "is_breaking": fact.is_breaking,
    }


def plain_text(story: EditionStory) -> str:
    """Headline and detail as running text; a title stays as GitHub has it."""
    return refang(_running(story))


def _running(story: EditionStory) -> str:
    if story.by_title or not (story.headline and story.detail):
        return story.headline or without_backticks(story.detail)
    is_chinese = HAN_CHARACTER.search(story.headline)
    return without_backticks(story.headline + ("。" if is_chinese else ". ") + story.detail)


def _sentence(sentence: Sentence, stories: dict[int, EditionStory]) -> dict[str, Any]:
    """A sentence's evidence is that of the stories that it cites."""
    cited = [stories[pk] for pk in sorted(sentence.statement_ids) if pk in stories]
    urls = [url for story in cited for url in story.evidence] or [reference.url for reference in sentence.references]
    return {
        "text": refang(without_backticks(sentence.text) if sentence.by_model else sentence.text),
        "headline": None,
        "detail": None,
        "label": None,
        "written_by": _writer(sentence),
        "evidence": list(dict.fromkeys(urls)),
        "topics": list(sentence.topics),
        "importance": sentence.importance,
        "corrections": _corrections(sentence.corrections),
    }


def _writer(sentence: Sentence) -> str:
    if not sentence.by_model:
        return "title"
    return "hand" if sentence.by_hand else "editor" if sentence.is_edited else "model"


def _activity(activity: Activity, topics: list[str]) -> dict[str, Any]:
    return {
        "kind": activity.kind,
        "action": activity.action,
        "key": activity.key,
        "number": activity.number,
        "title": activity.title,
        "url": activity.url,
        "author": activity.author or None,
        "occurred_at": activity.occurred_at.isoformat() if activity.occurred_at else None,
        "late": activity.late,
        "topics": topics,
        "files": [row["path"] for row in activity.files],
    }
