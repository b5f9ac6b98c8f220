"""One statement for every story of a digest: its sources, label, rank and topics, before any sentence is written."""

from django.db import transaction

from digest import labels, rank, stories, topics
from digest.models import Statement

Role = Statement.Role


def prepare(digest):
    """Form the stories of every repository of the digest and make one statement for each, told by its title.

    May run again: a statement whose sources did not change keeps what the model wrote. A published digest is closed.
    """
    if digest.is_closed:
        return
    activities = digest.activities.select_related("repository").order_by("repository_id", "id")
    by_repository = {}
    for activity in activities:
        by_repository.setdefault(activity.repository, []).append(activity)
    tracked = [repository.full_name for repository in by_repository]
    offered = topics.with_rules()
    with transaction.atomic():
        changed = _drop_untold(digest, by_repository)
        for repository, told in by_repository.items():
            for story in stories.form(told, tracked):
                changed |= _state(digest, repository, story, offered)
        if changed:  # sentences about the day rest on its stories
            digest.statements.exclude(role=Role.STORY).delete()


def _drop_untold(digest, by_repository):
    """Statements of repositories that have nothing to tell any more."""
    gone = digest.statements.filter(role=Role.STORY).exclude(repository__in=list(by_repository))
    deleted, _by_model = gone.delete()
    return bool(deleted)


def _state(digest, repository, story, offered):
    """Make or update the statement of one story; True if its sources changed."""
    points, reasons = rank.score(story)
    facts = {
        "main": story.main,
        "relations": list(story.relations),
        "fold": story.fold,
        "score": points,
        "score_reasons": reasons,
    }
    statement, is_new = Statement.objects.update_or_create(
        digest=digest, repository=repository, role=Role.STORY, key=story.key, defaults=facts
    )
    wanted = {activity.pk for activity in story.activities}
    if not is_new and set(statement.evidence.values_list("pk", flat=True)) == wanted:
        return False
    statement.label = labels.without_model(story)
    statement.importance = rank.importance(story)
    statement.save()
    statement.evidence.set(story.activities)
    statement.topics.set([topic for topic in offered if topic.slug in topics.match(story.activities, [topic])])
    return True
