"""What comes first: a score from facts alone, with its reasons, the same at every run."""

import math
import re

from django.utils.translation import gettext_noop as _

from digest import references
from digest.models import Activity, Statement
from digest.stories import folding, keywords, relations
from digest.stories.story import Story

Kind, Action, Label = Activity.Kind, Activity.Action, Statement.Label
KEY_SCORE, GOOD_SCORE, PLAIN_SCORE, SMALL_SCORE = 55, 42, 28, 12  # the least score of importance 5, 4, 3 and 2
SMALL_CHANGE = 30  # lines; the size of a fix says nothing, that of anything else a little
FIRST_LINES = 600  # characters of a body in which its author says what it is about
ASIDE_PATHS = ("benchmark", "example", "tools/", "scripts/", "profiler", "debug")


def score(story: Story) -> tuple[int, list[str]]:
    """(points, reasons): higher comes first; each reason reads "+10 a crash or failure"; they add up to it.

    Statement.why tells the reasons in the reader's language.
    """
    reasons = [(points, reason) for points, reason in _reasons(story) if points]
    return round(sum(points for points, _reason in reasons), 1), [f"{points:+g} {reason}" for points, reason in reasons]


def importance(story: Story) -> int:
    """1 to 5 from the score: 5 is key, 2 and 1 go to the tail. What is only counted is 1."""
    return importance_of(score(story)[0], story.fold)


def importance_of(points: float, fold: str) -> int:
    """The same of a story that was stored."""
    return 1 if fold else 1 + sum(points >= floor for floor in (SMALL_SCORE, PLAIN_SCORE, GOOD_SCORE, KEY_SCORE))


def _reasons(story):
    if story.fold:
        yield 5, _("only counted")
        return
    yield _base(story)
    if story.main.kind == Kind.ADVISORY:
        return
    yield from _weights_of_words(story)
    if story.main.kind != Kind.RELEASE:
        yield from _weights_of_change(story) if story.is_change else ()
        yield from _weights_of_harm(story)
    if story.echoes:
        yield 6, _("tied to news of another repository")


def _base(story):
    """What kind of news it is."""
    main = story.main
    if main.kind == Kind.ADVISORY:
        return 200, _("a security advisory")
    if relations.is_from_private_fork(main):
        return 150, _("merged from a private fork")
    if main.kind == Kind.RELEASE:
        return 72, _("a release")
    if story.is_change:
        return _base_of_change(main)
    if main.action == Action.CLOSED:
        return 18, _("closed")
    if main.kind == Kind.PULL_REQUEST:
        return 20, _("a proposal")
    if story.label == Label.ASKED:
        return 24, _("a question")
    is_request = keywords.REQUEST.search(main.title) or "feature request" in story.github_labels
    return (24, _("a request")) if is_request else (32, _("a report"))


def _base_of_change(main):
    title = references.bare_title(main.title)
    if relations.is_revert(main):
        return 46, _("a revert")
    if relations.is_reland(main):
        return 48, _("back after a revert")
    if keywords.FIX.search(title):
        return 34, _("a fix")
    if _is_feature(title):
        return 44, _("a new capability")
    return (36, _("performance")) if keywords.PERFORMANCE.search(title) else (28, _("an improvement"))


def _is_feature(title):
    return bool(keywords.FEATURE.search(title)) and not keywords.IMPROVEMENT.search(title)


def _weights_of_words(story):
    said = f"{story.main.title} {' '.join(story.github_labels)}"
    if keywords.SECURITY.search(said) or folding.names_flaw(story):
        yield 40, _("security")
    if keywords.BREAKING.search(said) or keywords.CONVENTIONAL_BREAKING.search(story.main.title):
        yield 30, _("a breaking change or a deprecation")


def _weights_of_change(story):
    yield from _weights_of_interface(story)
    if any(_is_measured(part) for part in _paragraphs(story.main)):
        yield 26, _("performance with figures")
    if any(relation["word"] == "fixes" for relation in story.relations):
        yield 4, _("closes an issue")
    if not keywords.FIX.search(story.main.title):
        yield from _weights_of_new_code(story)


def _is_measured(paragraph):
    """Whether it says what users gain; the minutes that a build or a test run takes are the project's own."""
    said = keywords.PERFORMANCE.search(paragraph) and keywords.FIGURE.search(paragraph)
    return bool(said) and not keywords.OWN_WORK.search(paragraph)


def _weights_of_interface(story):
    if any(change.is_breaking for change in story.interface_changes):
        yield 9, _("an interface change that can break callers")
    elif story.interface_changes:
        yield 4, _("an addition to an interface")


def _weights_of_new_code(story):
    """For changes that fix nothing: how much they bring, and whether it stands beside the product."""
    if keywords.NEW_MODEL.search(story.main.title):
        yield 3, _("a model")
    if story.lines > SMALL_CHANGE:
        yield min(12, round(4 * math.log10(story.lines / SMALL_CHANGE))), _("a large change")
    elif story.lines and _is_feature(references.bare_title(story.main.title)):
        yield -6, _("a few lines")
    if _is_aside(story) or keywords.ASIDE.search(story.main.title):
        yield -16, _("benchmarks, examples or tools")


def _is_aside(story):
    """Whether all the code that it touches is that of benchmarks, examples or tools."""
    paths = [row["path"].lower() for row in story.files if not folding.is_beside(row["path"])]
    return bool(paths) and all(any(aside in path for aside in ASIDE_PATHS) for path in paths)


def _paragraphs(activity):
    return [activity.title, *re.split(r"\n\s*\n", references.prose(activity.body))]


def _weights_of_harm(story):
    """For fixes and reports: what happens to the one who hits it, and how urgent the maintainers call it."""
    main = story.main
    is_fix = story.is_change and keywords.FIX.search(main.title)
    if is_fix or main.kind == Kind.ISSUE:
        said = "\n".join(activity.title for activity in story.activities)
        if is_fix:
            said = f"{said}\n{references.prose(main.body)[:FIRST_LINES]}"
        if keywords.WRONG.search(said):
            yield 16, _("wrong results")
        elif keywords.CRASH.search(keywords.CONDITION.sub(" ", said)):
            yield 10, _("a crash or failure")
    if keywords.URGENT_LABELS.search(" ".join(story.github_labels)):
        yield 8, _("marked urgent")
