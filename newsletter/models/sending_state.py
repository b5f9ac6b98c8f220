"""Whether mails go out, why not, how they fare, and when the next may leave: one row that all workers share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SendingStateManager(models.Manager["SendingState"]):
    def row(self) -> "SendingState":
        """The one row, made when it is first needed."""
        return self.get_or_create(pk=1)[0]

    def locked(self) -> "SendingState":
        """The one row, for the rest of the transaction nobody else's."""
        self.get_or_create(pk=1)
        return self.select_for_update().get(pk=1)

    def stopped(self) -> "models.QuerySet[SendingState]":
        """The one row if sending is stopped, else none."""
        return self.filter(stopped_at__isnull=False)


class SendingState(models.Model):
    """Stopped by the circuit breaker or by hand, reset by the operator; `attempted` and `failed` count since then."""

    class Reason(models.TextChoices):
        NONE = "", "-"
        FAILURES = "failures", _("too many mails failed")
        POLICY = "policy", _("our sender address is refused by policy")
        PROVIDER = "provider", _("the mail provider does not let us send")
        OPERATOR = "operator", _("stopped by the operator")

    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason, default=Reason.NONE, blank=True)
    reply = models.CharField(_("reply"), max_length=500, blank=True, help_text=_("What the server or provider said."))
    counts_digest_date = models.DateField(_("counted digest"), null=True, blank=True)
    attempted = models.PositiveIntegerField(_("mails tried"), default=0)
    failed = models.PositiveIntegerField(_("mails failed"), default=0)
    next_send_at = models.DateTimeField(
        _("next free moment"), null=True, blank=True, help_text=_("Under a rate limit, when the next mail may leave.")
    )

    objects = SendingStateManager()

    class Meta:
        db_table = "newsletter_sending"
        verbose_name = _("sending")
        verbose_name_plural = _("sending")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="sending_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(stopped_at__isnull=True) ^ ~models.Q(reason=""), name="sending_stopped_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display() if self.stopped_at else _("mails go out"))
