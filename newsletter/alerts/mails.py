"""What is wrong with the mails: stopped, late, bouncing, or complained of."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from newsletter.alerts.problem import Kind, Problem
from newsletter.models import Delivery, DeliveryEvent, Heartbeat, SendingState

WAITED = dt.timedelta(hours=1)
UNREAD = dt.timedelta(hours=1)
ONE_DAY = dt.timedelta(days=1)
# From here on mailbox providers look at a sender; the numbers are those of Amazon SES and of Gmail.
MAX_BOUNCED, MIN_BOUNCED = 0.05, 20
MAX_COMPLAINED, MIN_COMPLAINED = 0.003, 3


def stopped_sending(_at: dt.datetime) -> Iterator[Problem]:
    """Sending has stopped, by the circuit breaker or by hand."""
    for state in SendingState.objects.stopped():
        counts = _("%(failed)d of %(tried)d mails failed.") % {"failed": state.failed, "tried": state.attempted}
        yield Problem(
            Kind.SENDING_STOPPED, reason=f"{state.get_reason_display()}. {counts} {state.reply}"[:500].strip()
        )


def waiting_mails(at: dt.datetime) -> Iterator[Problem]:
    """The oldest mail whose hour has come waits for more than an hour, though sending is not stopped."""
    if SendingState.objects.stopped().exists():
        return
    oldest = Delivery.objects.queued(at - WAITED).values_list("due_at", flat=True).first()
    if oldest:
        yield Problem(Kind.SENDING_LATE, reason=f"{oldest:%Y-%m-%d %H:%M} UTC")


def bounces(at: dt.datetime) -> Iterator[Problem]:
    """More than 5 % of a day's mails bounced, and at least 20."""
    yield from _spike(at, "bounced", Kind.BOUNCES, MAX_BOUNCED, MIN_BOUNCED)


def complaints(at: dt.datetime) -> Iterator[Problem]:
    """More than 0.3 % of a day's mails were called spam, and at least 3."""
    yield from _spike(at, "complained", Kind.COMPLAINTS, MAX_COMPLAINED, MIN_COMPLAINED)


def unread_bounces(at: dt.datetime) -> Iterator[Problem]:
    """The bounce mailbox could not be read at the last try, and was not for an hour or never."""
    read, failed = (Heartbeat.objects.last_seen(name) for name in (Heartbeat.BOUNCES_READ, Heartbeat.BOUNCES_FAILED))
    if settings.MAIL_BOUNCE_MAILBOX and failed and (not read or (failed > read and at - read > UNREAD)):
        yield Problem(Kind.BOUNCE_MAILBOX, reason=f"{read:%Y-%m-%d %H:%M} UTC" if read else "")


def _spike(at, event, kind, share, least):
    count = DeliveryEvent.objects.filter(kind=event, received_at__gt=at - ONE_DAY).count()
    if count < least:
        return
    mailed = Delivery.objects.filter(digest__ends_at__gt=at - 2 * ONE_DAY).exclude(sent_at=None).count()
    if count > share * mailed:
        yield Problem(kind, reason=f"{count} / {mailed}")
