"""A security advisory's own facts in words: severity, CVE, and which versions are affected and fixed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from newsletter.editions.types import AdvisoryFact, AffectedPackage, EditionStory

SEVERITIES = {
    "low": pgettext_lazy("severity", "low"),
    "medium": pgettext_lazy("severity", "medium"),
    "high": pgettext_lazy("severity", "high"),
    "critical": pgettext_lazy("severity", "critical"),
}


def advisory_lines(story: EditionStory) -> Iterator[str]:
    """One line for the whole, one for each package; none for a story without an advisory."""
    if story.advisory:
        yield from filter(None, [_head(story.advisory), *map(_package, story.advisory.packages)])


def _head(advisory: AdvisoryFact) -> str:
    severity = SEVERITIES.get(advisory.severity)
    parts = [_("severity %(severity)s") % {"severity": severity} if severity else "", advisory.cve]
    return " · ".join(part for part in parts if part)


def _package(package: AffectedPackage) -> str:
    """Where no fixed version is named, that is said: silence would read as fixed."""
    values = {"name": package.name, "affected": package.affected or "?", "fixed": package.fixed}
    if package.fixed:
        return _("%(name)s: affected %(affected)s, fixed in %(fixed)s") % values
    return _("%(name)s: affected %(affected)s, no fixed version named") % values
