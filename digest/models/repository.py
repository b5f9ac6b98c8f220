"""What is followed: repositories, in groups, and the topics that readers choose among."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# GitHub's rules: a login has at most 39 letters, digits and hyphens; a repository's name 100 of these, _ and dots.
FULL_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}"


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in this language, else the first there is, else an empty string."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


class RepositoryGroup(models.Model):
    """A heading under which the sign-up form lists repositories."""

    slug = models.SlugField(_("slug"), unique=True)
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("repository group")
        verbose_name_plural = _("repository groups")

    def __str__(self):
        return self.name(get_language())

    def name(self, language: str) -> str:
        return in_language(self.names, language) or self.slug


class RepositoryQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Repository(models.Model):
    """A tracked GitHub project, found again by GitHub's database id when it is renamed."""

    class Trouble(models.TextChoices):
        NONE = "", _("none")
        ARCHIVED = "archived", _("archived")
        EMPTY = "empty", _("empty")
        BLOCKED = "blocked", _("blocked by GitHub")
        VANISHED = "vanished", _("vanished or made private")

    full_name = models.CharField(_("full name"), max_length=140, validators=[RegexValidator(rf"^{FULL_NAME}\Z")])
    github_id = models.BigIntegerField(_("GitHub id"), null=True, blank=True, unique=True)
    is_active = models.BooleanField(
        _("tracked"), default=True, help_text=_("Switched off, it is neither collected nor offered.")
    )
    group = models.ForeignKey(RepositoryGroup, models.SET_NULL, null=True, blank=True, verbose_name=_("group"))
    lines = models.JSONField(
        _("lines"), default=dict, blank=True, help_text=_("Language code to one-line description.")
    )
    trouble = models.CharField(_("trouble"), max_length=16, choices=Trouble, default=Trouble.NONE, blank=True)
    created_at = models.DateTimeField(_("tracked since"), auto_now_add=True)

    objects = RepositoryQuerySet.as_manager()

    class Meta:
        ordering = [Lower("full_name")]
        verbose_name = _("repository")
        verbose_name_plural = _("repositories")
        constraints = [models.UniqueConstraint(Lower("full_name"), name="repository_full_name")]

    def __str__(self):
        return self.full_name

    @property
    def owner(self) -> str:
        return self.full_name.split("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.split("/")[1]

    @property
    def url(self) -> str:
        return f"https://github.com/{self.full_name}"

    def line(self, language: str) -> str:
        return in_language(self.lines, language)


class TopicQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def assignable(self) -> Self:
        """Those that a model may give to a story; what kind of change it is, code says."""
        return self.active().exclude(rules__kind=TopicRule.Kind.CHANGE)


class Topic(models.Model):
    """A subject that a reader can choose; its rules say which activities it is about."""

    slug = models.SlugField(_("slug"), unique=True)
    names = models.JSONField(_("names"), default=dict, help_text=_("Language code to name."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self):
        return self.name(get_language())

    def name(self, language: str) -> str:
        return in_language(self.names, language) or self.slug


class TopicRule(models.Model):
    """How a topic recognises its activities."""

    class Kind(models.TextChoices):
        WORD = "word", _("word: a whole word in title or body, any case")
        PATH = "path", _("path: a pattern such as */attention/*")
        LABEL = "label", _("label: GitHub's label, any case")
        CHANGE = "change", _("interface change: a kind of them such as changed_default, or * for all")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="rules", verbose_name=_("topic"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    pattern = models.CharField(_("pattern"), max_length=200)

    class Meta:
        ordering = ["kind", "pattern"]
        verbose_name = _("topic rule")
        verbose_name_plural = _("topic rules")
        constraints = [models.UniqueConstraint(fields=["topic", "kind", "pattern"], name="topic_rule")]

    def __str__(self):
        return f"{self.kind}: {self.pattern}"
