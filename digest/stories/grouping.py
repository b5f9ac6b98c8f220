"""Activities that are told together, since they are one matter: a pull request, its commits, its issue, its revert."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from digest import references
from digest.models import Activity, Repository, Statement
from digest.stories import folding, labels, relations, releases, series
from digest.stories.story import Story, UnionFind, is_change

Kind, Action = Activity.Kind, Activity.Action
FULL_SHA = 40


def form(activities: list[Activity], tracked: Collection[str] = ()) -> list[Story]:
    """The stories of one repository's day, each activity in exactly one of them, in no particular order.

    `tracked`: full names of the repositories that a relation may lead to besides the own one.
    """
    activities = list(activities)
    told = [activity for activity in activities if _is_told_release(activity)]
    builds = releases.of_every_commit(told)
    notes = [(release, relations.shipped(release)) for release in told]
    matters = _matters(activities, [(release, shipped) for release, shipped in notes if release not in builds])
    stories = [_story(group, tracked, builds) for group in _by_root(matters, activities)]
    return [_shipped(_series(group, tracked), notes) for group in series.groups(stories)]


def _matters(activities, notes):
    """The UnionFind of what one matter ties together; `notes` has (release, numbers that it ships)."""
    matters = UnionFind()
    _join_references(matters, activities)
    _join_duplicates(matters, [activity for activity in activities if activity.kind == Kind.ISSUE])
    _join_titles(matters, activities)
    _join_picks(matters, activities)
    _join_advisories(matters, activities)
    _join_releases(matters, notes, [activity for activity in activities if is_change(activity)])
    return matters


def _join_references(matters, activities):
    """A pull request and its commits, what a change closes, and what a revert undoes."""
    by_number = defaultdict(list)
    for activity in activities:
        if activity.number:
            by_number[activity.number].append(activity)
    for activity in activities:
        for other in (*_same_change(activity, by_number), *_closed(activity, by_number), *_undone(activity)):
            matters.join(_key(activity), other)


def _is_told_release(activity):
    return activity.kind == Kind.RELEASE and not folding.of_release(activity)


def _shipped(story, notes):
    """The same with a link to each release of the day whose notes name it."""
    numbers = {number for activity in story.activities for number in relations.own_numbers(activity)}
    rows = [
        relations.released_in(release)
        for release, shipped in notes
        if numbers & shipped and release not in story.activities
    ]
    return replace(story, relations=(*story.relations, *rows)) if rows and story.is_change else story


def tied(formed: dict[Repository, list[Story]]) -> dict[Repository, list[Story]]:
    """The same {Repository: [Story]} with both ends of every tie between repositories knowing of it.

    A report in one repository that names a fix in another makes that fix point back, and both weigh more.
    """
    told = {
        (repository.full_name.lower(), number): (repository, index)
        for repository, told_there in formed.items()
        for index, story in enumerate(told_there)
        for number in relations.own_numbers(story.main)
    }
    formed = {repository: list(told_there) for repository, told_there in formed.items()}
    ties = {
        frozenset(((repository, index), told[reference]))
        for repository, told_there in formed.items()
        for index, story in enumerate(told_there)
        for reference in relations.abroad(story)
        if reference in told
    }
    for one, other in ties:
        _tie(formed, one, other)
    return formed


def _tie(formed, one, other):
    """Let both stories, each given as (repository, place), count the other and point to it."""
    for (repository, index), (there, place) in ((one, other), (other, one)):
        story, far = formed[repository][index], formed[there][place]
        row = relations.see_also(far.main)
        known = {relation["url"] for relation in story.relations}
        added = () if relations.leads_to(far.main, known) else (row,)
        formed[repository][index] = replace(story, relations=(*story.relations, *added), echoes=story.echoes + 1)


def _by_root(matters, activities) -> Iterable[list[Activity]]:
    groups = defaultdict(list)
    for activity in activities:
        groups[matters.root(_key(activity))].append(activity)
    return groups.values()


def _key(activity):
    """Issues and pull requests share GitHub's numbers; commits go by SHA, releases by tag."""
    return activity.number if activity.number and activity.kind != Kind.RELEASE else (activity.kind, activity.key)


def _same_change(activity, by_number):
    """The pull request that a commit came with, and the commit that a pull request became."""
    if activity.kind == Kind.COMMIT:
        named = references.own_number(activity.title.split("\n")[0])
        if activity.pull_request:
            yield activity.pull_request
        elif any(other.kind == Kind.PULL_REQUEST for other in by_number.get(named, ())):
            yield named
    elif activity.kind == Kind.PULL_REQUEST and activity.merge_sha:
        yield (Kind.COMMIT, activity.merge_sha)


def _closed(activity, by_number):
    """Issues of the same day that a change closes, or that a new pull request sets out to close."""
    if activity.kind not in (Kind.COMMIT, Kind.PULL_REQUEST):
        return
    for number in relations.closes(activity):
        if any(other.kind == Kind.ISSUE for other in by_number.get(number, ())):
            yield number


def _undone(activity):
    """What a revert takes out and what a re-landing brings back, also where that is of an earlier day."""
    if not is_change(activity):
        return
    repository = activity.repository.full_name.lower()
    for reference in (*relations.taken_out(activity), *relations.named_reverts(activity)):
        if reference.repository == repository:
            yield reference.number
    shas = references.REVERTED_COMMIT.findall(relations.text_of(activity))
    yield from ((Kind.COMMIT, sha) for sha in shas if len(sha) == FULL_SHA)


def _join_duplicates(matters, issues):
    """One report filed twice: same author and titles equal without references, or a body that says so."""
    first_of: dict[tuple[str, str], Activity] = {}
    numbers = {issue.number for issue in issues}
    for issue in sorted(issues, key=lambda issue: issue.number):
        title = re.sub(r"\W+", " ", references.ANY.sub("", issue.title)).strip().casefold()
        if issue.author and title:
            matters.join(_key(first_of.setdefault((issue.author, title), issue)), issue.number)
        for reference in relations.duplicates(issue):
            if reference.number in numbers:
                matters.join(reference.number, issue.number)


def _join_titles(matters, activities):
    """What only titles tell: a revert that quotes what it undoes."""
    changes = [activity for activity in activities if is_change(activity)]
    by_title = {references.bare_title(change.title): change for change in changes}
    for change in changes:
        quoted = re.search(r"[\"“](.+)[\"”]", change.title) if relations.is_revert(change) else None
        if quoted and references.bare_title(quoted[1]) in by_title:
            matters.join(_key(by_title[references.bare_title(quoted[1])]), _key(change))


def _join_picks(matters, activities):
    """A change and what brings it into another branch, where both are of the day."""
    changes = [activity for activity in activities if is_change(activity)]
    by_title = {references.bare_title(change.title).casefold(): change for change in changes}
    by_reference = {number: change for change in changes for number in relations.own_numbers(change)}
    by_reference |= {change.key: change for change in changes if change.kind == Kind.COMMIT}
    for pick in (activity for activity in activities if activity.branch):
        named = [by_reference[one] for one in references.picked(relations.text_of(pick)) if one in by_reference]
        same = by_title.get(references.picked_title(pick.title).casefold())
        for change in named or ([same] if same else ()):
            matters.join(_key(change), _key(pick))


def _join_advisories(matters, activities):
    """An advisory and the commits of the day that it names, or that name it."""
    advisories = [activity for activity in activities if activity.kind == Kind.ADVISORY]
    for commit in (activity for activity in activities if activity.kind == Kind.COMMIT and advisories):
        for advisory in advisories:
            if relations.names_commit(advisory, commit) or advisory.key.lower() in commit.body.lower():
                matters.join(_key(advisory), _key(commit))


def _join_releases(matters, notes, changes):
    """A release is told with the change that set its version, and with the change that is all its notes name."""
    for release, shipped in notes:
        for change in changes:
            is_all = shipped and relations.own_numbers(change) == shipped
            if is_all or relations.prepares(change, release):
                matters.join(_key(release), _key(change))


def _story(group, tracked, builds=()):
    main = max(group, key=_main_rank)
    rest = sorted((one for one in group if one is not main), key=_main_rank, reverse=True)
    story = Story(main, (main, *rest))
    fold = Statement.Fold.NIGHTLY if main in builds else folding.of(story)
    story = replace(story, relations=tuple(relations.of(story, tracked)), fold=fold)
    return replace(story, label=labels.from_facts(story))


def _series(stories, tracked):
    """One story of the parts of a series, which leads to each of them; a single story stays as it is."""
    if len(stories) == 1:
        return stories[0]
    story = _story([activity for part in stories for activity in part.activities], tracked)
    others = [part.main for part in stories if part.main is not story.main]
    return replace(story, relations=(*story.relations, *series.parts(others)), fold=stories[0].fold)


def _main_rank(activity):
    """What tells a matter best: its advisory or release, else its last change, else the first issue, else the rest."""
    time = activity.occurred_at.timestamp() if activity.occurred_at else 0
    if activity.kind == Kind.ADVISORY:
        return (6, 0, time)
    if activity.kind == Kind.RELEASE:
        return (5, 0, time)
    if is_change(activity):
        # Its pull request speaks for a commit; a revert or re-landing is later than what it undoes.
        number = activity.number or activity.pull_request or references.own_number(activity.title) or 0
        is_undo = relations.is_revert(activity) or relations.is_reland(activity)
        return (4, is_undo, number, activity.kind == Kind.PULL_REQUEST, time)
    if activity.kind == Kind.ISSUE:
        return (3, -activity.number, activity.action == Action.CLOSED)
    return (2, activity.number or 0, activity.action == Action.CLOSED)
