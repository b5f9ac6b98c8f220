"""What a subscriber chose, as an immutable row shared by all who chose the same."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from subscribers.mutes import Mute, as_rows


class Kind(models.TextChoices):
    """What a reader can choose to hear of."""

    MERGED = "merged", _("Merged changes")
    ISSUES = "issues", _("Issues")
    RELEASES = "releases", _("Releases")
    OPENED = "opened", _("New pull requests")
    INTERFACE = "interface", _("Interface changes")


class Threshold(models.TextChoices):
    """How much a story must matter to be told at all."""

    EVERYTHING = "everything", _("Everything")
    NOTABLE = "notable", _("Notable stories")
    KEY = "key", _("Only key stories")
    BREAKING = "breaking", _("Releases and what can break me")


class SelectionManager(models.Manager["Selection"]):
    def of(
        self,
        language: str,
        repositories: Iterable[int] = (),
        topics: Iterable[str] = (),
        kinds: Iterable[str] = (),
        threshold: str = Threshold.EVERYTHING,
        muted: Iterable[Mute] = (),
    ) -> "Selection":
        """The one row for this choice: ids of repositories, slugs of topics, kinds. Empty means all, later ones too."""
        fields = {
            "language": language,
            "repositories": sorted(set(repositories)),
            "topics": sorted(set(topics)),
            "kinds": sorted(set(kinds)),
            "threshold": str(threshold),
            "muted": as_rows(muted),
        }
        selection, _created = self.get_or_create(key=selection_key(fields), defaults=fields)
        return selection


def selection_key(fields: dict[str, Any]) -> str:
    """The hash under which equal choices are one row. What came later counts only where it is chosen, so that rows of
    before it keep their keys."""
    unchosen = {"threshold": Threshold.EVERYTHING, "muted": []}
    counted = {name: value for name, value in fields.items() if name not in unchosen or value != unchosen[name]}
    return hashlib.sha256(json.dumps(counted, sort_keys=True).encode()).hexdigest()


class Selection(models.Model):
    """Language, repositories (ids), topics (slugs), kinds, threshold, mutes. Stored empty means all, also later ones.

    Never changed. An unsaved Selection is a value like any other: previews and commands make them freely.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=16)
    repositories = models.JSONField(_("repositories"), default=list, blank=True)
    topics = models.JSONField(_("topics"), default=list, blank=True)
    kinds = models.JSONField(_("kinds"), default=list, blank=True)
    # The database knows these defaults too: the release before this one does not write them.
    threshold = models.CharField(
        _("threshold"), max_length=16, choices=Threshold, default=Threshold.EVERYTHING, db_default="everything"
    )
    muted = models.JSONField(
        _("muted"), default=list, blank=True, db_default=[], help_text=_("Rows of subscribers.mutes.Mute.")
    )

    objects = SelectionManager()

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")

    def __str__(self):
        return f"{self.language} {self.key[:8]}"
