"""Which topics a story is about, by the rules that the operator edits."""

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from digest import references
from digest.models import Activity, Topic, TopicRule


def with_rules() -> list[Topic]:
    """The topics on offer, each with its rules at hand."""
    return list(Topic.objects.active().prefetch_related("rules"))


def match(activities: Collection[Activity], topics: Iterable[Topic]) -> set[str]:
    """The slugs of the topics that these activities meet: the union over all of them.

    A word is found whole in title or body, any case, bordered by anything but [A-Za-z0-9_]: `\\b` finds no border in
    支持SM121的. A path is fnmatch's pattern over the whole path, a label is equal, any case; a release counts
    as labelled "release", for GitHub has no labels there. An interface change is fnmatch's pattern over its kind.
    """
    facts = _facts(activities)
    return {topic.slug for topic in topics if _meets(topic.rules.all(), *facts)}


def matched_by(rule: TopicRule, activities: Iterable[Activity]) -> list[Activity]:
    """Those of the activities that this rule alone recognises, saved or not."""
    return [one for one in activities if which_match([rule], one)]


def which_match(rules: Iterable[TopicRule], activity: Activity) -> list[TopicRule]:
    """Those of the rules that recognise this activity, each alone, saved or not."""
    facts = _facts([activity])
    return [rule for rule in rules if _meets([rule], *facts)]


def _facts(activities):
    """(text, paths, labels in lower case, kinds of interface changes) of these activities together."""
    text = "\n".join(f"{one.title}\n{references.prose(one.body)}" for one in activities)
    paths = {row["path"] for one in activities for row in one.files}
    labels = {label.casefold() for one in activities for label in one.labels}
    labels |= {"release" for one in activities if one.kind == Activity.Kind.RELEASE}
    changes = {change.kind for one in activities if one.pk for change in one.interface_changes.all()}
    return text, paths, labels, changes


def _meets(rules, text, paths, labels, changes):
    patterns: dict[str, list[str]] = {kind: [] for kind in TopicRule.Kind}
    for rule in rules:
        patterns[rule.kind].append(rule.pattern)
    return (
        any(label.casefold() in labels for label in patterns[TopicRule.Kind.LABEL])
        or any(fnmatchcase(path, pattern) for pattern in patterns[TopicRule.Kind.PATH] for path in paths)
        or any(fnmatchcase(change, pattern) for pattern in patterns[TopicRule.Kind.CHANGE] for change in changes)
        or has_word(patterns[TopicRule.Kind.WORD], text)
    )


def has_word(words: list[str], text: str) -> bool:
    """Whether one of the words stands whole in the text, any case."""
    if not words:
        return False
    alternatives = "|".join(re.escape(word) for word in words)
    return bool(re.search(rf"(?<![A-Za-z0-9_])(?:{alternatives})(?![A-Za-z0-9_])", text, re.IGNORECASE))
