"""The brakes: sending stops by itself where going on would do harm, the operator is told, and only they go on."""

import logging
from email.utils import parseaddr
from time import monotonic

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from newsletter.models import Delivery, Sending
from subscribers.mail.safety import is_reserved_address

logger = logging.getLogger(__name__)

FIRST, FAILED_OF_FIRST = 100, 20
SHARE = 0.05  # of more mails than the first hundred
SECONDS = 1.0  # after which a worker adds its counts to everybody's, if nothing failed before

Status, Reason = Delivery.Status, Sending.Reason
BAD = (Status.FAILED, Status.UNCERTAIN)


def stop(reason, reply):
    """Stop all sending, unless it is stopped already, and tell the operator. Returns the reason."""
    Sending.objects.row()
    fields = {"stopped_at": timezone.now(), "reason": reason, "reply": reply[:500]}
    if Sending.objects.filter(stopped_at=None).update(**fields):
        logger.error("Sending is stopped: %s: %s", reason, reply)
        _tell_operator(Sending.objects.row())
    return reason


def go_on():
    """Send again, and count afresh. Returns whether it was stopped."""
    return bool(Sending.objects.stopped().update(stopped_at=None, reason=Reason.NONE, reply="", tried=0, failed=0))


def too_many(tried, failed):
    """20 of the first 100 mails, or more than 5 % of more."""
    return failed >= FAILED_OF_FIRST if tried <= FIRST else failed > SHARE * tried


class Brakes:
    """What one worker sees of how mails fare; it adds that to everybody's at each failure, and every second."""

    def __init__(self):
        self.tried, self.failed, self.date, self.added_at = 0, 0, None, monotonic()

    def note(self, delivery, outcome):
        """Count this outcome. Returns the reason where it stops all sending, else nothing."""
        if outcome.stops:
            return stop(outcome.stops, outcome.reply)
        if outcome.status == Status.SENT or outcome.status in BAD:
            self.date = max(self.date or delivery.digest.date, delivery.digest.date)
            self.tried += 1
            self.failed += outcome.status in BAD
            if outcome.status in BAD or monotonic() - self.added_at > SECONDS:
                return self.add(outcome.reply)
        return None

    def add(self, reply=""):
        """Add our counts to everybody's; the first mail of a newer digest starts them afresh. Returns as `note`."""
        if not self.tried:
            return None
        with transaction.atomic():
            row = Sending.objects.locked()
            if row.counted is None or self.date > row.counted:
                row.counted, row.tried, row.failed = self.date, 0, 0
            row.tried, row.failed = row.tried + self.tried, row.failed + self.failed
            row.save(update_fields=["counted", "tried", "failed"])
        self.tried, self.failed, self.added_at = 0, 0, monotonic()
        return stop(Reason.FAILURES, reply) if too_many(row.tried, row.failed) else None


def operators():
    """Whom to tell: ADMINS, else the sender's own address; nobody where that is the sample's."""
    addresses = [address for _name, address in settings.ADMINS] or [parseaddr(settings.DEFAULT_FROM_EMAIL)[1]]
    return [address for address in addresses if not is_reserved_address(address)]


def _tell_operator(row):
    if not operators():
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(newsletter)s: sending is stopped") % {"newsletter": settings.NEWSLETTER_NAME}
        text = _(
            "Sending stopped by itself: %(reason)s.\n\nThe last reply was:\n%(reply)s\n\n"
            "%(failed)d of %(tried)d mails failed. What is due waits. When the cause is gone, go on here:\n%(url)s\n"
        ) % {
            "reason": row.get_reason_display(),
            "reply": row.reply,
            "failed": row.failed,
            "tried": row.tried,
            "url": settings.SITE_URL + reverse("admin:index"),
        }
    try:
        EmailMessage(subject, text, to=operators()).send()
    except Exception:  # the way out may be what is broken; the admin's desk says it all the same
        logger.exception("The operator could not be told by mail")
