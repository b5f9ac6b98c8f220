"""The order of the stories of a section: as ranked; titles alone are grouped, for they are skimmed by label."""

from digest.models import Statement
from newsletter.editions.types import EditionStory, Section

Label = Statement.Label
GROUPS = (Label.NEW, Label.FIXED, Label.CHANGED)  # then all others, and what is open
OPEN = (Label.PROPOSED, Label.OPEN, Label.ASKED)


def mail_order(section: Section) -> tuple[EditionStory, ...]:
    """The told stories of a section in their order; what is pinned or key stays ahead of all groups."""
    if not all(story.by_title for story in section.stories):
        return section.stories
    return tuple(sorted(section.stories, key=_group))


def _group(story):
    if story.is_pinned or story.is_key:
        return -2 if story.is_pinned else -1
    if story.label in OPEN:
        return len(GROUPS) + 1 + OPEN.index(story.label)
    return GROUPS.index(story.label) if story.label in GROUPS else len(GROUPS)
