"""Interface changes in words: code found them, so templates tell them, in every language, without a model."""

from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from digest.coverage_reasons import reason_text
from newsletter.editions.types import Edition, EditionStory, InterfaceFact, Section
from newsletter.renderers.advisories import advisory_lines

VALUE_SHOWN = 60  # characters of a default in one line
NAME_SHOWN = 100  # characters of a name or a path; nobody gave a longer one in earnest
PARAMETERS_SHOWN = 4  # names of moved parameters in one line
MAIL_LINES = 3  # under one story of a mail
MAIL_UPGRADE_LINES = 6  # in the block of a mail

# What breaks callers is counted under one of these; the first that has something stands first.
COUNTS = (
    ("changed_default", ngettext_lazy("%(count)d changed default", "%(count)d changed defaults", "count")),
    ("removed_module", ngettext_lazy("%(count)d removed module", "%(count)d removed modules", "count")),
    ("removed_class", ngettext_lazy("%(count)d removed class", "%(count)d removed classes", "count")),
    ("removed_function", ngettext_lazy("%(count)d removed function", "%(count)d removed functions", "count")),
    ("removed_attribute", ngettext_lazy("%(count)d removed name", "%(count)d removed names", "count")),
    ("removed_parameter", ngettext_lazy("%(count)d removed parameter", "%(count)d removed parameters", "count")),
    (
        "added_required_parameter",
        ngettext_lazy("%(count)d new required parameter", "%(count)d new required parameters", "count"),
    ),
    (
        "moved_parameter",
        ngettext_lazy("%(count)d function with moved parameters", "%(count)d functions with moved parameters", "count"),
    ),
    ("moved_symbol", ngettext_lazy("%(count)d moved name", "%(count)d moved names", "count")),
    ("removed_flag", ngettext_lazy("%(count)d removed flag", "%(count)d removed flags", "count")),
    ("changed_flag_default", ngettext_lazy("%(count)d flag changed", "%(count)d flags changed", "count")),
    (
        "removed_variable",
        ngettext_lazy("%(count)d environment variable gone", "%(count)d environment variables gone", "count"),
    ),
    (
        "changed_dependency",
        ngettext_lazy("%(count)d raised requirement", "%(count)d raised requirements", "count"),
    ),
    ("other", ngettext_lazy("%(count)d other change", "%(count)d other changes", "count")),
)
COUNTED_AS = {
    "changed_flag_choices": "changed_flag_default",
    "required_parameter": "added_required_parameter",
    "changed_python": "changed_dependency",
}
RANK = [kind for kind, _words in COUNTS]


class ChangeLine(NamedTuple):
    """One line, set in monospace, and where its name stands on GitHub."""

    text: str
    url: str
    is_breaking: bool


class UpgradeStory(NamedTuple):
    """What a story can break, for the block above all stories."""

    section: Section
    story: EditionStory
    lines: list[ChangeLine]


def change_lines(story: EditionStory) -> list[ChangeLine]:
    """An advisory's versions, then what the story moved, what can break callers first.

    Several parameters of one function share a line.
    """
    ordered = sorted(story.interface, key=_order)
    groups = (list(group) for _key, group in groupby(ordered, key=_group))
    moved = [ChangeLine(_words(group), group[0].url, group[0].is_breaking) for group in groups]
    return [*(ChangeLine(text, story.references[0].url, False) for text in advisory_lines(story)), *moved]


def upgrade_stories(edition: Edition) -> list[UpgradeStory]:
    """The stories of this edition that can break callers, also those that it only names; best first."""
    found = []
    for section in edition.sections:
        for story in section.all_stories:
            lines = [line for line in change_lines(story) if line.is_breaking]
            if lines:
                found.append(UpgradeStory(section, story, lines))
    return found


def breaking_counts(edition: Edition) -> str:
    """`2 changed defaults · 1 removed function`; empty where nothing can break callers.

    A function of which several parameters moved counts once.
    """
    stories = (story for section in edition.sections for story in section.all_stories)
    numbers: dict[str, int] = {}
    for story in stories:
        breaking = sorted((fact for fact in story.interface if fact.is_breaking), key=_order)
        for key, _group_of in groupby(breaking, key=_group):
            counted = counted_as(key[1])
            numbers[counted] = numbers.get(counted, 0) + 1
    words = dict(COUNTS)
    return " · ".join(words[kind] % {"count": numbers[kind]} for kind in RANK if kind in numbers)


def counted_as(kind: str) -> str:
    kind = COUNTED_AS.get(kind, kind)
    return kind if kind in RANK else "other"


def _order(fact: InterfaceFact) -> tuple:
    return not fact.is_breaking, RANK.index(counted_as(fact.kind)), fact.kind, fact.path, fact.symbol


def _group(fact: InterfaceFact) -> tuple:
    """Facts with the same key share a line: the moved and the new parameters of one function."""
    parameter = "" if fact.kind in ("moved_parameter", "added_parameter") else fact.parameter
    return fact.is_breaking, fact.kind, fact.path, fact.symbol, parameter


def _words(group: list[InterfaceFact]) -> str:
    fact = group[0]
    form = _form(fact.kind)
    return form % {
        "name": _name(fact, [one.parameter for one in group if one.parameter]),
        "before": _listed([one.before for one in group]),
        "after": _listed([one.after for one in group]),
        "path": _cut(fact.path, NAME_SHOWN),
    }


def _name(fact: InterfaceFact, parameters: list[str]) -> str:
    """mm_bf16(backend), A.f(), class names as they are; a constructor is called by the name of its class."""
    symbol = _cut(fact.symbol.removesuffix(".__init__"), NAME_SHOWN)
    parameters = [_cut(name, VALUE_SHOWN) for name in parameters]
    if parameters and not fact.kind.endswith("_dependency"):
        shown = parameters[:PARAMETERS_SHOWN] + (["…"] if len(parameters) > PARAMETERS_SHOWN else [])
        return f"{symbol}({', '.join(shown)})"
    if parameters:
        return f"{symbol} [{parameters[0]}]"
    return f"{symbol}()" if fact.kind.endswith("_function") else symbol


def _listed(values: list[str]) -> str:
    shown = values[:PARAMETERS_SHOWN] + (["…"] if len(values) > PARAMETERS_SHOWN else [])
    return ", ".join(_cut(value, VALUE_SHOWN) for value in shown)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _form(kind: str) -> str:
    """The line of one kind, in the active language, with its places still open."""
    forms = {
        "removed_module": _("removed module %(name)s"),
        "removed_class": _("removed class %(name)s"),
        "removed_function": _("removed %(name)s"),
        "removed_attribute": _("removed %(name)s"),
        "moved_symbol": _("moved %(name)s: %(before)s → %(after)s"),
        "changed_object_kind": _("kind of %(name)s: %(before)s → %(after)s"),
        "removed_base": _("bases of %(name)s: %(before)s → %(after)s"),
        "removed_parameter": _("removed parameter %(name)s"),
        "added_required_parameter": _("new required parameter %(name)s"),
        "required_parameter": _("now required: %(name)s, default was %(before)s"),
        "changed_parameter_kind": _("kind of %(name)s: %(before)s → %(after)s"),
        "moved_parameter": _("position of %(name)s: %(before)s → %(after)s"),
        "changed_default": _("default of %(name)s: %(before)s → %(after)s"),
        "changed_value": _("value of %(name)s: %(before)s → %(after)s"),
        "added_class": _("new class %(name)s"),
        "added_function": _("new %(name)s"),
        "added_parameter": _("new parameter %(name)s, default %(after)s"),
        "removed_flag": _("removed flag %(name)s"),
        "changed_flag_default": _("default of %(name)s: %(before)s → %(after)s"),
        "changed_flag_choices": _("choices of %(name)s: %(before)s → %(after)s"),
        "added_flag": _("new flag %(name)s"),
        "removed_variable": _("%(path)s no longer reads %(name)s"),
        "added_variable": _("%(path)s reads %(name)s"),
        "changed_python": _("supported Python: %(before)s → %(after)s"),
        "removed_dependency": _("no longer required: %(name)s %(before)s"),
        "changed_dependency": _("required %(name)s: %(before)s → %(after)s"),
        "added_dependency": _("newly required: %(name)s %(after)s"),
        "changed_version": _("version: %(before)s → %(after)s"),
    }
    return forms[kind]


def gap_notes(section: Section) -> list[str]:
    """What of this repository's changes was not compared or not read, a sentence for each reason."""
    compared = [
        _("Interfaces not compared (%(count)d): %(reason)s") % {"count": number, "reason": reason_text(reason)}
        for reason, number in section.interface_gaps
    ]
    read = [
        _("Diffs not read (%(count)d): %(reason)s") % {"count": number, "reason": reason_text(reason)}
        for reason, number in section.patch_gaps
    ]
    return [*compared, *read]


class ShownLines(NamedTuple):
    """The lines to show, and the words for those left out: "and 3 more", or empty."""

    lines: list[ChangeLine]
    more: str


def story_lines(story: EditionStory) -> ShownLines:
    """What a mail shows under a story."""
    return _shown(change_lines(story), MAIL_LINES)


def _shown(lines: list[ChangeLine], limit: int) -> ShownLines:
    left = len(lines) - limit
    more = (
        ngettext("and %(count)d more change", "and %(count)d more changes", left) % {"count": left} if left > 0 else ""
    )
    return ShownLines(lines[:limit], more)


def upgrade_block(edition: Edition) -> dict[str, Any]:
    """What a mail shows above its stories: the counts, some lines of the first stories, the words for the others."""
    found, room, stories = upgrade_stories(edition), MAIL_UPGRADE_LINES, []
    for one in found:
        lines = one.lines[: min(room, MAIL_LINES)]
        if lines:
            stories.append(one._replace(lines=lines))
            room -= len(lines)
    total, told = sum(len(one.lines) for one in found), sum(len(one.lines) for one in stories)
    more = ngettext("and %(count)d more change", "and %(count)d more changes", total - told) % {"count": total - told}
    return {"counts": breaking_counts(edition), "stories": stories, "more": more if total > told else ""}
