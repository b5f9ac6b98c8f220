"""Several days owed in one mail: what went on from one day to the next is one story, told once and with its end."""

from collections import defaultdict
from dataclasses import replace

from digest.models import Activity, Repository, Statement
from digest.stories import grouping, labels, relations
from newsletter.editions.stories import make_relation

Label = Statement.Label


def told_once(statements, lines):
    """The lines of these story statements of several days, in their order, without those that a later one ends.

    The activities of all the days form stories as those of one day do, so a change and its revert, a report and its
    fix, a proposal and its merge become one line: that of the statement which tells what is true at the end.
    """
    line_of = {line.id: line for line in lines}
    teller = {activity.pk: statement for statement in statements for activity in statement.evidence.all()}
    for story in _formed(teller):
        # A statement goes with its main activity: which the rest of its evidence joins can differ over several days.
        joined = {teller[one.pk] for one in story.activities if teller[one.pk].main_id in (None, one.pk)}
        last = teller[story.main.pk]
        is_shipped = any(row["word"] == relations.RELEASED_IN for row in story.relations)
        if last in joined and (len(joined) > 1 or is_shipped):
            others = sorted(joined - {last}, key=lambda statement: (statement.digest.date, statement.pk))
            line_of[last.pk] = _ended(line_of[last.pk], story, last, [line_of.pop(other.pk) for other in others])
    return [line_of[line.id] for line in lines if line.id in line_of]


def _formed(teller):
    """The stories that these activities make together, of every repository; with bodies, which lines do without."""
    by_repository = defaultdict(list)
    for _pk, activity in sorted(Activity.objects.in_bulk(list(teller)).items()):
        by_repository[activity.repository_id].append(activity)
    repositories = Repository.objects.in_bulk(by_repository)
    names = [repository.full_name for repository in repositories.values()]
    for pk, activities in by_repository.items():
        for activity in activities:
            activity.repository = repositories[pk]
        yield from grouping.form(activities, names)


def _ended(line, story, statement, others):
    """The line that ends a story, with the links, kinds and topics of the earlier ones; it follows none of them."""
    lines = [line, *others]
    known = {relation.ref.url for relation in line.relations}
    relations = (*line.relations, *(make_relation(row) for row in story.relations if row["url"] not in known))
    refs = {ref.text: ref for one in lines for ref in one.refs}
    related = {relation.ref.text for relation in relations} - {line.refs[0].text}
    own = [ref for ref in refs.values() if ref.text not in related]
    is_followed = statement.follows_id in {other.id for other in others}
    return replace(
        line,
        label=_label(line, story, is_followed),
        refs=tuple(sorted(own, key=lambda ref: ref.kind == "sha")),
        relations=relations,
        kinds=frozenset().union(*(one.kinds for one in lines)),
        topics=tuple(dict.fromkeys(slug for one in lines for slug in one.topics)),
        evidence=tuple(dict.fromkeys(url for one in lines for url in one.evidence)),
        activity_ids=frozenset().union(*(one.activity_ids for one in lines)),
        follow_up=None if is_followed else line.follow_up,
    )


def _label(line, story, is_followed):
    """What closes a report is an update only for those who heard of the report."""
    unheard = is_followed and line.label == Label.UPDATE
    return str(story.label or (labels.without_model(story) if unheard else line.label))
