"""Which topics a story is about, by the rules that the operator edits."""

import re
from fnmatch import fnmatchcase

from digest import references
from digest.models import Topic, TopicRule


def with_rules():
    """The topics on offer, each with its rules at hand."""
    return list(Topic.objects.active().prefetch_related("rules"))


def match(activities, topics):
    """The slugs of the topics that these activities meet: the union over all of them.

    A word is found whole in title or body, any case, bordered by anything but [A-Za-z0-9_]: `\\b` finds no border in
    支持SM121的. A path is fnmatch's pattern over the whole path, a label is equal, any case.
    """
    text = "\n".join(f"{one.title}\n{references.prose(one.body)}" for one in activities)
    paths = {row["path"] for one in activities for row in one.files}
    labels = {label.casefold() for one in activities for label in one.labels}
    return {topic.slug for topic in topics if _meets(topic, text, paths, labels)}


def _meets(topic, text, paths, labels):
    patterns = {kind: [] for kind in TopicRule.Kind}
    for rule in topic.rules.all():
        patterns[rule.kind].append(rule.pattern)
    return (
        any(label.casefold() in labels for label in patterns[TopicRule.Kind.LABEL])
        or any(fnmatchcase(path, pattern) for pattern in patterns[TopicRule.Kind.PATH] for path in paths)
        or has_word(patterns[TopicRule.Kind.WORD], text)
    )


def has_word(words, text):
    """Whether one of the words stands whole in the text, any case."""
    if not words:
        return False
    alternatives = "|".join(re.escape(word) for word in words)
    return bool(re.search(rf"(?<![A-Za-z0-9_])(?:{alternatives})(?![A-Za-z0-9_])", text, re.IGNORECASE))
