"""Several days owed in one mail: what went on from one day to the next is one story, told once and with its end."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from digest.models import Activity, Repository, Statement
from digest.stories import grouping, labels, relations
from digest.stories.story import Story
from newsletter.editions.references import make_relation
from newsletter.editions.types import EditionStory, Reference, Relation

Label = Statement.Label


def merge_days(statements: list[Statement], stories: list[EditionStory]) -> list[EditionStory]:
    """The stories of these statements of several days, in their order, without those that a later one ends.

    The activities of all the days are grouped as those of one day are, so a change and its revert, a report and its
    fix, a proposal and its merge become one story: that of the statement which tells what is true at the end.
    """
    by_id = {story.id: story for story in stories}
    statement_of = _by_activity(statements)
    for group in _grouped(set(statement_of)):
        last = statement_of[group.main.pk]
        members = _members(group, statement_of)
        if last in members and (len(members) > 1 or _is_shipped(group)):
            earlier = [by_id.pop(statement.pk) for statement in members if statement != last]
            by_id[last.pk] = _merged(by_id[last.pk], earlier, group, last)
    return [by_id[story.id] for story in stories if story.id in by_id]


def _by_activity(statements: list[Statement]) -> dict[int, Statement]:
    return {activity.pk: statement for statement in statements for activity in statement.evidence.all()}


def _grouped(ids: set[int]) -> Iterator[Story]:
    """What these activities make together, of every repository; with bodies, which editions do without."""
    by_repository = defaultdict(list)
    for _pk, activity in sorted(Activity.objects.in_bulk(ids).items()):
        by_repository[activity.repository_id].append(activity)
    repositories = Repository.objects.in_bulk(by_repository)
    names = [repository.full_name for repository in repositories.values()]
    for pk, activities in by_repository.items():
        for activity in activities:
            activity.repository = repositories[pk]
        yield from grouping.form(activities, names)


def _members(group: Story, statement_of: dict[int, Statement]) -> list[Statement]:
    """The statements of this group, oldest day first.

    A statement goes with its main activity: which the rest of its evidence joins can differ over several days.
    """
    pairs = ((activity.pk, statement_of[activity.pk]) for activity in group.activities)
    members = {statement for pk, statement in pairs if statement.main_id in (None, pk)}
    return sorted(members, key=lambda statement: (statement.digest.date, statement.pk))


def _is_shipped(group: Story) -> bool:
    return any(row["word"] == relations.RELEASED_IN for row in group.relations)


def _merged(story: EditionStory, earlier: list[EditionStory], group: Story, statement: Statement) -> EditionStory:
    """The story with the links, kinds and topics of the earlier ones that it ends; it follows none of them."""
    members, all_relations = [story, *earlier], _relations(story, group)
    is_followed = statement.follows_id in {other.id for other in earlier}
    return replace(
        story,
        label=_label(story, group, is_followed),
        references=_references(members, all_relations),
        relations=all_relations,
        kinds=frozenset().union(*(one.kinds for one in members)),
        topics=tuple(dict.fromkeys(slug for one in members for slug in one.topics)),
        evidence=tuple(dict.fromkeys(url for one in members for url in one.evidence)),
        activity_ids=frozenset().union(*(one.activity_ids for one in members)),
        follow_up=None if is_followed else story.follow_up,
        interface=tuple(dict.fromkeys(fact for one in members for fact in one.interface)),
    )


def _relations(story: EditionStory, group: Story) -> tuple[Relation, ...]:
    known = {relation.reference.url for relation in story.relations}
    return (*story.relations, *(make_relation(row) for row in group.relations if row["url"] not in known))


def _references(members: list[EditionStory], all_relations: tuple[Relation, ...]) -> tuple[Reference, ...]:
    """Each once, without those that a relation names, commits last; the first story's own stays in any case."""
    references = {reference.text: reference for one in members for reference in one.references}
    related = {relation.reference.text for relation in all_relations} - {members[0].references[0].text}
    own = [reference for reference in references.values() if reference.text not in related]
    return tuple(sorted(own, key=lambda reference: reference.kind == "sha"))


def _label(story: EditionStory, group: Story, is_followed: bool) -> str:
    """What closes a report is an update only for those who heard of the report."""
    unheard = is_followed and story.label == Label.UPDATE
    return str(group.label or (labels.without_model(group) if unheard else story.label))
