"""One statement for every story of a digest: its sources, label, rank and topics, before any sentence is written."""

from collections import defaultdict

from django.db import transaction

from digest.models import Repository, Statement, StatementText
from digest.stories import follow_ups, grouping, labels, ranking, topic_rules

Role, Label, Outcome = Statement.Role, Statement.Label, Statement.Outcome
FROM_FACTS = ("main", "relations", "fold", "score", "score_reasons", "follows", "label", "importance")
FROM_MODEL = {
    "outcome": Outcome.TITLE,
    "reason": "",
    "refused": {},
    "quote": {},
    "prompt_evidence": {},
    "completion": None,
}
MOST_KEYS = 3  # importance 5 is "Key", and more than three keys are none


def prepare(digest):
    """Form the stories of every repository of the digest and make one statement for each, told by its title.

    May run again: a statement whose sources did not change keeps what the model wrote. A published digest is closed.
    """
    if digest.is_closed:
        return
    formed = _formed(digest)
    with transaction.atomic():
        known = _known(digest)
        pairs = [(_refreshed(known, digest, story, tie), story) for story, tie in _with_ties(digest, formed)]
        _limit_keys([statement for statement, _story in pairs])
        fresh = [pair for pair in pairs if _has_new_sources(*pair)]
        _store(pairs, fresh)
        _drop(digest, known.values(), bool(fresh))


def _formed(digest):
    """{Repository: [Story]} of the whole day, tied across repositories."""
    by_repository = defaultdict(list)
    for activity in (
        digest.activities.select_related("repository")
        .prefetch_related("interface_changes")
        .order_by("repository_id", "id")
    ):
        by_repository[activity.repository].append(activity)
    tracked = list(Repository.objects.active().values_list("full_name", flat=True))
    return grouping.tied({repository: grouping.form(told, tracked) for repository, told in by_repository.items()})


def _with_ties(digest, formed):
    """(story, what an earlier digest told of it and how they are tied, or None) of every repository."""
    for repository, told in formed.items():
        earlier = follow_ups.earlier(digest, repository, told)
        yield from ((story, earlier.get(story.key)) for story in told)


def _known(digest):
    """The statements that an earlier run made, by repository and key."""
    rows = digest.statements.filter(role=Role.STORY).prefetch_related("evidence")
    return {(statement.repository_id, statement.key): statement for statement in rows}


def _refreshed(known, digest, story, tie):
    """The statement of this story, taken out of `known` or new, with all that facts decide. Not yet saved."""
    repository = story.main.repository
    statement = known.pop((repository.pk, story.key), None)
    statement = statement or Statement(digest=digest, repository=repository, key=story.key)
    statement.main = story.main
    statement.relations = list(story.relations)
    statement.fold = story.fold
    statement.score, statement.score_reasons = ranking.score(story)
    statement.follows, word = tie or (None, "")
    if not statement.by_model or _has_new_sources(statement, story):
        statement.label = Label.UPDATE if word == "fixes" else labels.without_model(story)
        statement.importance = ranking.importance(story)
    return statement


def _limit_keys(statements):
    """Only the best may be keys; what the model wrote up keeps what it has."""
    keys = sorted((one for one in statements if one.importance == 5), key=lambda one: (not one.by_model, -one.score))
    for statement in keys[MOST_KEYS:]:
        statement.importance = 4


def _has_new_sources(statement, story):
    known = {activity.pk for activity in statement.evidence.all()} if statement.pk else set()
    return known != {activity.pk for activity in story.activities}


def _store(pairs, fresh):
    """Save all of it in a few statements: a day can have hundreds of stories."""
    for statement, _story in fresh:
        for name, value in FROM_MODEL.items():
            setattr(statement, name, value)
    StatementText.objects.filter(statement__in=[one.pk for one, _story in fresh if one.pk]).delete()
    Statement.objects.bulk_update([one for one, _story in pairs if one.pk], [*FROM_FACTS, *FROM_MODEL], batch_size=200)
    Statement.objects.bulk_create([one for one, _story in pairs if not one.pk])
    _link(Statement.evidence.through, fresh, lambda story: {"activity_id": [one.pk for one in story.activities]})
    offered = topic_rules.with_rules()
    by_title = [(statement, story) for statement, story in pairs if not statement.by_model]
    ids = {topic.slug: topic.pk for topic in offered}
    _link(
        Statement.topics.through,
        by_title,
        lambda story: {"topic_id": [ids[slug] for slug in topic_rules.match(story.activities, offered)]},
    )


def _link(through, pairs, targets):
    """Set a many-to-many relation anew for these statements; `targets(story)` is {column: ids}."""
    through.objects.filter(statement__in=[statement.pk for statement, _story in pairs]).delete()
    through.objects.bulk_create(
        through(statement_id=statement.pk, **{column: one})
        for statement, story in pairs
        for column, ids in targets(story).items()
        for one in ids
    )


def _drop(digest, untold, is_changed):
    """Statements without a story go; sentences about the day rest on its stories, so they go when those change."""
    Statement.objects.filter(pk__in=[statement.pk for statement in untold]).delete()
    if untold or is_changed:
        digest.statements.exclude(role=Role.STORY).delete()
