"""Why is this first? Where a story stands in its day and what put it there, in words for the operator."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from digest.models import Statement
from digest.stories import ranking

KEY = 5


def why(statement: Statement) -> str:
    """`54 points: +34 a fix, +16 wrong results, +4 closes an issue`; empty for what has no score."""
    if not statement.score_reasons:
        return ""
    reasons = pgettext("between the items of a list", ", ").join(statement.why)
    return _("%(points)s points: %(reasons)s") % {"points": f"{statement.score:g}", "reasons": reasons}


def moved(statement: Statement) -> str:
    """Why its importance is not what its points alone would make it; empty where it is."""
    by_facts = ranking.importance_of(statement.score, statement.fold)
    if statement.role != Statement.Role.STORY or statement.importance == by_facts:
        return ""
    if statement.importance > by_facts:
        return _("%(importance)d by its points; the model raised it.") % {"importance": by_facts}
    if by_facts == KEY and not statement.by_model:
        return _("5 by its points, but a day has three keys, and others have more.")
    if by_facts == KEY:
        return _("5 by its points; the model lowered it, or three others are the keys of the day.")
    return _("%(importance)d by its points; the model lowered it.") % {"importance": by_facts}


def place(statement: Statement) -> str:
    """`3rd of 57` as a sentence: by importance, then by points; empty for what is only counted or no story."""
    if statement.role != Statement.Role.STORY or statement.fold:
        return ""
    stories = statement.digest.statements.filter(role=Statement.Role.STORY, fold="")
    before = Q(importance__gt=statement.importance) | Q(importance=statement.importance, score__gt=statement.score)
    numbers = {"place": stories.filter(before).count() + 1, "stories": stories.count()}
    return _("Place %(place)d of the day’s %(stories)d stories, by importance and then by points.") % numbers
