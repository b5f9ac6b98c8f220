"""One statement for every story of a digest: its sources, label, rank and topics, before any sentence is written."""

from collections import defaultdict
from typing import NamedTuple

from django.db import transaction

from digest.models import Digest, Repository, Statement, StatementText
from digest.stories import follow_ups, grouping, labels, ranking, topic_rules
from digest.stories.story import Story

Role, Label, Outcome = Statement.Role, Statement.Label, Statement.Outcome
FROM_FACTS = ("main", "relations", "fold", "score", "score_reasons", "follows", "label", "importance")
FROM_MODEL: dict[str, object] = {
    "outcome": Outcome.TITLE,
    "reason": "",
    "refused": {},
    "quote": {},
    "prompt_evidence": {},
    "completion": None,
    # An editor's words rest on the sources that they were written for; where a story is placed stays.
    "edited_by": None,
    "edited_at": None,
    "original": {},
}
MAX_KEYS = 3  # importance 5 is "Key", and more than three keys are none


def prepare(digest: Digest) -> None:
    """Form the stories of every repository of the digest and make one statement for each, told by its title.

    May run again: a statement whose sources did not change keeps what the model wrote. A published digest is closed.
    """
    if digest.is_closed:
        return
    offered = topic_rules.with_rules()
    told = [_read(story, tie, offered) for story, tie in _with_ties(digest, _formed(digest))]
    with transaction.atomic():
        known = _known(digest)
        pairs = [(_refreshed(known, digest, facts), facts) for facts in told]
        _limit_keys([statement for statement, _facts in pairs])
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


class _Facts(NamedTuple):
    """All that the texts of a story decide, worked out before the transaction: reading takes long."""

    story: Story
    score: float
    score_reasons: list
    label: str
    importance: int
    follows: Statement | None
    topic_ids: list[int]


def _read(story, tie, offered):
    follows, word = tie or (None, "")
    label = Label.UPDATE if word == "fixes" else labels.without_model(story)
    met = topic_rules.match(story.activities, offered)
    topic_ids = [topic.pk for topic in offered if topic.slug in met]
    points, reasons = ranking.score(story)
    return _Facts(story, points, reasons, label, ranking.importance(story), follows, topic_ids)


def _refreshed(known, digest, facts):
    """The statement of this story, taken out of `known` or new, with all that facts decide. Not yet saved."""
    story, repository = facts.story, facts.story.main.repository
    statement = known.pop((repository.pk, story.key), None)
    statement = statement or Statement(digest=digest, repository=repository, key=story.key)
    statement.main = story.main
    statement.relations = list(story.relations)
    statement.fold = story.fold
    statement.score, statement.score_reasons = facts.score, facts.score_reasons
    statement.follows = facts.follows
    if not statement.by_model or _has_new_sources(statement, facts):
        statement.label, statement.importance = facts.label, facts.importance
    return statement


def _limit_keys(statements):
    """Only the best may be keys; what the model wrote up keeps what it has."""
    keys = sorted((one for one in statements if one.importance == 5), key=lambda one: (not one.by_model, -one.score))
    for statement in keys[MAX_KEYS:]:
        statement.importance = 4


def _has_new_sources(statement, facts):
    known = {activity.pk for activity in statement.evidence.all()} if statement.pk else set()
    return known != {activity.pk for activity in facts.story.activities}


def _store(pairs, fresh):
    """Save all of it in a few statements: a day can have hundreds of stories."""
    for statement, _facts in fresh:
        for name, value in FROM_MODEL.items():
            setattr(statement, name, value)
    StatementText.objects.filter(statement__in=[one.pk for one, _facts in fresh if one.pk]).delete()
    Statement.objects.bulk_update([one for one, _facts in pairs if one.pk], [*FROM_FACTS, *FROM_MODEL], batch_size=200)
    Statement.objects.bulk_create([one for one, _facts in pairs if not one.pk])
    _link(
        Statement.evidence.through,
        fresh,
        lambda facts: {"activity_id": [one.pk for one in facts.story.activities]},
    )
    by_title = [(statement, facts) for statement, facts in pairs if not statement.by_model]
    _link(Statement.topics.through, by_title, lambda facts: {"topic_id": facts.topic_ids})


def _link(through, pairs, targets):
    """Set a many-to-many relation anew for these statements; `targets(facts)` is {column: ids}."""
    through.objects.filter(statement__in=[statement.pk for statement, _facts in pairs]).delete()
    through.objects.bulk_create(
        through(statement_id=statement.pk, **{column: one})
        for statement, facts in pairs
        for column, ids in targets(facts).items()
        for one in ids
    )


def _drop(digest, untold, is_changed):
    """Statements without a story go; sentences about the day rest on its stories, so they go when those change."""
    Statement.objects.filter(pk__in=[statement.pk for statement in untold]).delete()
    if untold or is_changed:
        digest.statements.exclude(role=Role.STORY).delete()
