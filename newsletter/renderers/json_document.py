"""An edition as plain data: the JSON that other programs read."""

from collections import defaultdict

from digest.models import Activity, Coverage
from newsletter.editions.stories import NO_LINK


def edition_data(edition, activities):
    """The documented shape, ready for json.dumps. `activities` are those of `edition_activities`."""
    by_repository = defaultdict(list)
    for activity in activities:
        by_repository[activity.repository_id].append(activity)
    lines = {line.id: line for section in edition.sections for line in _lines(section)}
    sections = (*edition.sections, *edition.quiet, *edition.failed, *edition.pending)
    return {
        "date": edition.date.isoformat(),
        "language": edition.language,
        "starts_at": edition.starts_at.isoformat(),
        "ends_at": edition.ends_at.isoformat(),
        "state": edition.state,
        "written_by": edition.written_by,
        "summary": [_sentence(sentence, lines) for sentence in edition.summary],
        "takeaways": [_sentence(sentence, lines) for sentence in edition.takeaways],
        "repositories": [_repository(section, by_repository[section.source.id]) for section in sections],
    }


def edition_activities(edition, digests):
    """The rows behind an edition: all of its repositories, or those of the stories that its filters let through."""
    sections = (*edition.sections, *edition.quiet, *edition.failed, *edition.pending)
    rows = Activity.objects.filter(digest__in=digests, repository__in=[section.source.id for section in sections])
    rows = rows.defer("body").order_by("repository_id", "kind", "occurred_at", "pk")
    if not (edition.topics or edition.kinds):
        return list(rows)
    told = {pk for section in sections for line in _lines(section) for pk in line.activity_ids}
    return [row for row in rows if row.pk in told]


def _lines(section):
    return (*section.lines, *section.tail, *section.folded_lines)


def _repository(section, activities):
    lines = _lines(section)
    topics = defaultdict(list)
    for line in lines:
        for pk in line.activity_ids:
            topics[pk] += [slug for slug in line.topics if slug not in topics[pk]]
    return {
        "full_name": section.source.full_name,
        "url": section.source.url,
        "written_by": section.written_by,
        "coverage": {kind: _coverage(section.counts.get(kind), kind, activities) for kind in Coverage.Kind.values},
        "stories": {"found": section.found, "told": len(lines)},
        "statements": [_statement(line) for line in lines],
        "activities": [_activity(activity, topics[activity.pk]) for activity in activities],
    }


def _coverage(count, kind, activities):
    """`kind` is a Coverage.Kind: the plural of the activities' own."""
    return {
        "status": count.status if count else Coverage.Status.PENDING.value,
        "found": count.found if count else 0,
        "shown": sum(f"{activity.kind}s" == kind for activity in activities),
        "reason": (count.reason or None) if count else None,
    }


def _statement(line):
    return {
        "text": plain_text(line),
        "headline": line.headline.replace(NO_LINK, "") or None,
        "detail": line.detail or None,
        "label": line.label or None,
        "written_by": "title" if line.by_title else "model",
        "evidence": list(line.evidence),
        "topics": list(line.topics),
        "importance": line.importance,
    }


def plain_text(line):
    """Headline and detail as running text; a title stays as GitHub has it."""
    if line.by_title or not (line.headline and line.detail):
        return line.headline.replace(NO_LINK, "") or line.detail.replace("`", "")
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in line.headline)
    return (line.headline + ("。" if is_chinese else ". ") + line.detail).replace("`", "")


def _sentence(sentence, lines):
    """A sentence's evidence is that of the stories that it cites."""
    cited = [lines[pk] for pk in sorted(sentence.statement_ids) if pk in lines]
    urls = [url for line in cited for url in line.evidence] or [ref.url for ref in sentence.refs]
    return {
        "text": sentence.text.replace("`", "") if sentence.by_model else sentence.text,
        "headline": None,
        "detail": None,
        "label": None,
        "written_by": "model" if sentence.by_model else "title",
        "evidence": list(dict.fromkeys(urls)),
        "topics": list(sentence.topics),
        "importance": sentence.importance,
    }


def _activity(activity, topics):
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
