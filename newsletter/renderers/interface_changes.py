"""Interface changes in words: code found them, so templates tell them, in every language, without a model."""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from digest.coverage_reasons import reason_text
from newsletter.editions.types import Edition, EditionStory, InterfaceFact, Section

VALUE_SHOWN = 60  # characters of a default in one line
PARAMETERS_SHOWN = 4  # names of moved parameters in one line
MAIL_LINES = 3  # under one story of a mail
MAIL_UPGRADE_LINES = 5  # in the block of a mail

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
    """What the story moved, what can break callers first; several parameters of one function share a line."""
    ordered = sorted(story.interface, key=_order)
    groups = (list(group) for _key, group in groupby(ordered, key=_group))
    return [ChangeLine(_words(group), group[0].url, group[0].is_breaking) for group in groups]


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
        "symbol": fact.symbol,
        "before": _listed([one.before for one in group]),
        "after": _listed([one.after for one in group]),
        "path": fact.path,
    }


def _name(fact: InterfaceFact, parameters: list[str]) -> str:
    """mm_bf16(backend), A.f(), class names as they are; a constructor is called by the name of its class."""
    symbol = fact.symbol.removesuffix(".__init__")
    if parameters and not fact.kind.endswith("_dependency"):
        shown = parameters[:PARAMETERS_SHOWN] + (["…"] if len(parameters) > PARAMETERS_SHOWN else [])
        return f"{symbol}({', '.join(shown)})"
    if parameters:
        return f"{symbol} [{parameters[0]}]"
    return f"{symbol}()" if fact.kind.endswith("_function") else symbol


def _listed(values: list[str]) -> str:
    shown = values[:PARAMETERS_SHOWN] + (["…"] if len(values) > PARAMETERS_SHOWN else [])
    return ", ".join(value if len(value) <= VALUE_SHOWN else value[: VALUE_SHOWN - 1] + "…" for value in shown)


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
    """What of this repository's changes was not compared, a sentence for each reason."""
    return [
        _("Interfaces not compared (%(count)d): %(reason)s") % {"count": number, "reason": reason_text(reason)}
        for reason, number in section.interface_gaps
    ]


def shown_lines(lines: Iterable[ChangeLine], limit: int) -> tuple[list[ChangeLine], int]:
    """(the first lines, how many are left out)."""
    lines = list(lines)
    return lines[:limit], max(0, len(lines) - limit)
