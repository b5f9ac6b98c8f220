"""What is told: one statement per story, and the sentences about the whole day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from digest.models.activity import Activity
from digest.models.completion import Completion
from digest.models.digest import Digest
from digest.models.repository import Repository, Topic


class StatementQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """All but what an editor hid: nowhere may readers meet it."""
        return self.exclude(placement=Statement.Placement.HIDDEN)

    def told_by_itself(self) -> Self:
        """Stories that readers may meet and that are not folded into a count; what is pinned never is."""
        unfolded = models.Q(fold=Statement.Fold.NONE) | models.Q(placement=Statement.Placement.PINNED)
        return self.shown().filter(unfolded, role=Statement.Role.STORY)


class Statement(models.Model):
    """What is told of one story, with its sources; or a sentence of the summary or the takeaways.

    Every story of a digest has exactly one statement of role `story`. One without texts is told by its title.
    """

    class Role(models.TextChoices):
        STORY = "story", _("story")
        SUMMARY = "summary", _("summary")
        TAKEAWAY = "takeaway", _("takeaway")

    class Label(models.TextChoices):
        ADVISORY = "advisory", _("Advisory")
        PRIVATE = "private", _("From a private fork")
        RELEASED = "released", _("Released")
        NEW = "new", _("New")
        FIXED = "fixed", _("Fixed")
        CHANGED = "changed", _("Changed")
        STRICTER = "stricter", _("Stricter")
        REMOVED = "removed", _("Removed")
        REVERTED = "reverted", _("Reverted")
        MERGED = "merged", _("Merged")
        PROPOSED = "proposed", _("Proposed")
        OPEN = "open", _("Open")
        ASKED = "asked", _("Asked")
        CLOSED = "closed", _("Closed")
        UPDATE = "update", _("Update")
        LATE = "late", _("Late")

    class Outcome(models.TextChoices):
        PASSED = "passed", _("passed")
        REPAIRED = "repaired", _("passed after repair")
        HAND = "hand", _("written by hand")
        EDITED = "edited", _("edited")
        TITLE = "title", _("told by its title")
        REJECTED = "rejected", _("rejected")

    class Fold(models.TextChoices):
        NONE = "", _("told by itself")
        NIGHTLY = "nightly", _("prereleases and nightlies")
        BOT = "bot", _("bots")
        CI = "ci", _("tests and CI")
        DOCS = "docs", _("documentation")
        CHORE = "chore", _("chores")
        BRANCH = "branch", _("merged into other branches")
        DRAFT = "draft", _("drafts")
        DROPPED = "dropped", _("issues closed as not planned")

    class SecondReading(models.TextChoices):
        """What the second reader said: whether the words of the source carry the sentence."""

        NONE = "", _("not read twice")
        YES = "yes", _("carried by its source")
        UNCLEAR = "unclear", _("unclear")
        NO = "no", _("not carried by its source")

    class Placement(models.TextChoices):
        """Where an editor wants a story; a sentence about the day is only ever hidden."""

        RANKED = "", _("by its rank")
        PINNED = "pinned", _("pinned to the top")
        HIDDEN = "hidden", _("hidden from readers")

    TOO_FULL = "not asked for: the day is too full"  # the reason of a story that was cut before the calls

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="statements", verbose_name=_("digest"))
    repository = models.ForeignKey(
        Repository, models.CASCADE, null=True, blank=True, related_name="statements", verbose_name=_("repository")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.STORY)
    key = models.CharField(
        _("key"),
        max_length=255,
        help_text=_("The main activity's kind and key for a story; else the place in the list."),
    )
    label = models.CharField(_("label"), max_length=16, choices=Label, blank=True)
    importance = models.PositiveSmallIntegerField(_("importance"), default=3)
    score = models.FloatField(_("score"), default=0, help_text=_("From facts; higher comes first."))
    score_reasons = models.JSONField(_("reasons of the score"), default=list, blank=True)
    fold = models.CharField(_("folded into"), max_length=8, choices=Fold, default=Fold.NONE, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="statements", verbose_name=_("topics"))
    evidence = models.ManyToManyField(Activity, related_name="statements", verbose_name=_("evidence"))
    main = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("main activity")
    )
    relations = models.JSONField(
        _("relations"), default=list, blank=True, help_text=_("Rows of word, text and url: fixes, same_as, reverts …")
    )
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by", verbose_name=_("follows")
    )
    cites = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="cited_by", verbose_name=_("cites")
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.TITLE)
    reason = models.TextField(
        _("reason"), blank=True, help_text=_("Why it was repaired, told by its title, or rejected.")
    )
    refused = models.JSONField(_("refused texts"), default=dict, blank=True)
    quote = models.JSONField(
        _("quoted lines"),
        default=dict,
        blank=True,
        help_text=_("Lines of the diff, copied by code: path, place, and rows of sign, number, text."),
    )
    second_reading = models.CharField(
        _("second reading"), max_length=8, choices=SecondReading, default=SecondReading.NONE, blank=True
    )
    source_words = models.JSONField(
        _("words of the source"),
        default=list,
        blank=True,
        help_text=_("Passages of the evidence that carry the sentence, found in it by code."),
    )
    prompt_evidence = models.JSONField(_("evidence as the model saw it"), default=dict, blank=True)
    completion = models.ForeignKey(
        Completion, models.SET_NULL, null=True, blank=True, related_name="statements", verbose_name=_("completion")
    )
    placement = models.CharField(
        _("placement"), max_length=8, choices=Placement, default=Placement.RANKED, db_default="", blank=True
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("edited by"),
    )
    edited_at = models.DateTimeField(
        _("edited at"), null=True, blank=True, help_text=_("When an editor last decided in which words it is told.")
    )
    original = models.JSONField(
        _("before it was edited"),
        default=dict,
        db_default={},
        blank=True,
        help_text=_("Its outcome, reason and texts."),
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["digest", "role", "-importance", "-score", "id"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "repository", "role", "key"],
                condition=models.Q(repository__isnull=False),
                name="statement_once",
            ),
            models.UniqueConstraint(
                fields=["digest", "role", "key"],
                condition=models.Q(repository__isnull=True),
                name="statement_once_of_day",
            ),
            models.CheckConstraint(condition=models.Q(importance__range=(1, 5)), name="statement_importance"),
        ]

    def __str__(self):
        return f"{self.role} {self.key}"

    @property
    def why(self) -> list[str]:
        """The reasons of the score in the active language, each as "+10 a crash or failure"."""
        parts = (reason.partition(" ") for reason in self.score_reasons)
        return [f"{points} {gettext(phrase)}" for points, _space, phrase in parts]

    @property
    def is_cut(self) -> bool:
        """Whether it is told by its title because its repository had too many stories that day."""
        return not self.by_model and self.reason == self.TOO_FULL

    @property
    def by_model(self) -> bool:
        """Whether it is told in sentences, and not by its title: the model's, which passed the gate, or a person's."""
        return self.outcome in (self.Outcome.PASSED, self.Outcome.REPAIRED, self.Outcome.HAND, self.Outcome.EDITED)

    @property
    def by_hand(self) -> bool:
        """Whether a person wrote its sentences, for the sample day."""
        return self.outcome == self.Outcome.HAND

    @property
    def is_edited(self) -> bool:
        """Whether an editor wrote its sentences."""
        return self.outcome == self.Outcome.EDITED

    @property
    def stored_texts(self) -> dict[str, dict[str, str]]:
        """{language: {headline, detail}}, as `original` and `refused` keep them."""
        return {text.language: {"headline": text.headline, "detail": text.detail} for text in self.texts.all()}


class StatementText(models.Model):
    """The words of a statement in one language: a headline and an optional detail (a summary has only a detail)."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="texts", verbose_name=_("statement"))
    language = models.CharField(_("language"), max_length=16)
    headline = models.TextField(_("headline"), blank=True)
    detail = models.TextField(_("detail"), blank=True)

    class Meta:
        verbose_name = _("statement text")
        verbose_name_plural = _("statement texts")
        constraints = [models.UniqueConstraint(fields=["statement", "language"], name="statement_text_once")]

    def __str__(self):
        return self.headline or self.detail
