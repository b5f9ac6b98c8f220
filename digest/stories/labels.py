"""The one word beside a story: from facts where facts decide; else the model chooses among CHOICES."""

import re

from digest import references
from digest.models import Activity, Statement
from digest.stories import keywords, relations
from digest.stories.story import Story

Label, Kind, Action = Statement.Label, Activity.Kind, Activity.Action
CHOICES = (Label.NEW, Label.FIXED, Label.CHANGED, Label.STRICTER)  # what the model may call a merged change
QUESTION = re.compile(r"^\s*\[(?:question|usage|help|q)\]|^\s*(?:question|usage)\s*:|\?\s*$", re.IGNORECASE)
QUESTION_LABELS = {"question", "usage", "help wanted: question", "type: question"}
REMOVING = re.compile(
    r"^\s*(?:\[[^\]]*\]\s*)*(?:remov(?:e|es|ed|ing)|delet(?:e|es|ed|ing)|drop(?:s|ped|ping)?)\b", re.IGNORECASE
)


ALERTS = (Label.ADVISORY, Label.PRIVATE)  # told first and by code alone: no model words or weighs them


def is_settled(label: str) -> bool:
    """Whether facts decided the label, so that the model has no say."""
    return label not in (Label.MERGED, *CHOICES, "")


def from_facts(story: Story) -> str:
    """A Statement.Label code; empty for a merged change, where the model may choose among CHOICES."""
    main = story.main
    if main.kind == Kind.ADVISORY:
        return Label.ADVISORY
    if main.kind == Kind.RELEASE:
        return Label.RELEASED
    if relations.is_from_private_fork(main):
        return Label.PRIVATE
    if story.is_change:
        return _of_change(story)
    if all(activity.late for activity in story.activities):
        return Label.LATE
    if main.action == Action.CLOSED:
        return Label.CLOSED
    if main.action == Action.MERGED:
        return Label.MERGED
    if main.kind == Kind.PULL_REQUEST:
        return Label.PROPOSED
    return Label.ASKED if _is_question(story) else Label.OPEN


def without_model(story: Story) -> str:
    """The label of a story that no model was asked about."""
    return story.label or Label.MERGED


def _of_change(story):
    if relations.is_revert(story.main):
        return Label.REVERTED
    if relations.is_reland(story.main):
        return Label.UPDATE
    if all(activity.late for activity in story.activities):
        return Label.LATE
    if _only_removes(story):
        return Label.REMOVED
    return of_title(story.main.title)


def of_title(title: str) -> str:
    """What the author of a merged change calls it outright, or nothing: a new error is no fix, and a fix by way of a
    new option offers something."""
    title = references.bare_title(title)
    if keywords.RESTRICTING.search(title):
        return Label.STRICTER
    return Label.NEW if keywords.FIX.search(title) and keywords.OFFERING.search(title) else ""


def _only_removes(story):
    """The title says so and no line was added; "remove a copy" in a change that adds lines is an improvement."""
    counted = [activity for activity in story.activities if activity.deletions is not None]
    return bool(REMOVING.match(story.main.title)) and any(one.deletions and not one.additions for one in counted)


def _is_question(story):
    return bool(QUESTION.search(story.main.title)) or bool(story.github_labels & QUESTION_LABELS)
