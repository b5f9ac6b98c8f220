"""One action at one moment in one repository, as GitHub told it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from digest.models.digest import Digest
from digest.models.repository import Repository


class Activity(models.Model):
    """A commit pushed, a pull request opened or merged, an issue opened or closed, a release or an advisory published.

    Opening and closing are two activities. What GitHub did not tell is empty or null, never a guess:
    `files_total` is null where the files were not read, `occurred_at` where the time is unknown.
    """

    class Kind(models.TextChoices):
        COMMIT = "commit", _("commit")
        PULL_REQUEST = "pull_request", _("pull request")
        ISSUE = "issue", _("issue")
        RELEASE = "release", _("release")
        ADVISORY = "advisory", _("security advisory")

    class Action(models.TextChoices):
        PUSHED = "pushed", _("pushed")
        OPENED = "opened", _("opened")
        MERGED = "merged", _("merged")
        CLOSED = "closed", _("closed")
        PUBLISHED = "published", _("published")

    repository = models.ForeignKey(Repository, models.CASCADE, related_name="activities", verbose_name=_("repository"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    action = models.CharField(_("action"), max_length=16, choices=Action)
    key = models.CharField(_("key"), max_length=255, help_text=_("SHA, number, tag or GHSA."))
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    title = models.TextField(_("title"))
    body = models.TextField(_("body"), blank=True)
    url = models.URLField(_("URL"), max_length=2000)  # a tag of 255 letters may be four times as long in a URL
    author = models.CharField(
        _("author"), max_length=100, blank=True, help_text=_("GitHub login; empty where GitHub names none.")
    )
    is_bot = models.BooleanField(_("by a bot"), default=False)
    is_prerelease = models.BooleanField(_("prerelease"), default=False)
    occurred_at = models.DateTimeField(_("occurred at"), null=True, blank=True)
    labels = models.JSONField(_("labels"), default=list, blank=True)
    files = models.JSONField(_("files"), default=list, blank=True, help_text=_("Rows of path, additions, deletions."))
    files_total = models.PositiveIntegerField(_("files in all"), null=True, blank=True)
    additions = models.PositiveIntegerField(_("lines added"), null=True, blank=True)
    deletions = models.PositiveIntegerField(_("lines deleted"), null=True, blank=True)
    pull_request = models.PositiveIntegerField(_("came with pull request"), null=True, blank=True)
    merge_sha = models.CharField(_("merge commit"), max_length=40, blank=True)
    closes = models.JSONField(
        _("closes issues"), default=list, blank=True, help_text=_("Numbers that GitHub links as closed by it.")
    )
    advisory = models.JSONField(
        _("advisory"),
        default=dict,
        blank=True,
        help_text=_("Severity, CVE, and packages: rows of name, affected and fixed versions."),
    )
    branch = models.CharField(
        _("branch"),
        max_length=255,
        blank=True,
        help_text=_("Where a pull request goes; empty for the default branch, or where GitHub did not tell."),
    )
    head = models.CharField(
        _("from branch"),
        max_length=255,
        blank=True,
        help_text=_("Where a pull request comes from; empty where GitHub did not tell."),
    )
    is_draft = models.BooleanField(_("draft"), default=False)
    close_reason = models.CharField(_("closed as"), max_length=16, blank=True)
    digest = models.ForeignKey(
        Digest, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("told in")
    )
    late = models.BooleanField(
        _("late"), default=False, help_text=_("It happened before the digest that tells it began.")
    )
    collected_at = models.DateTimeField(_("collected at"), auto_now_add=True)

    class Meta:
        ordering = ["repository", "kind", "occurred_at", "id"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(fields=["repository", "kind", "action", "key"], name="activity_natural_key"),
        ]
        indexes = [models.Index(fields=["digest", "repository"], name="activity_told_in")]

    def __str__(self):
        return f"{self.kind} {self.action} {self.key[:12]}"
