"""Reads the bounce mailbox: what proves itself is stored as a provider's event, and every mail is filed."""

import datetime as dt
import hashlib
import logging
from itertools import islice

from anymail.signals import AnymailTrackingEvent, RejectReason
from django.conf import settings
from django.db import InterfaceError, OperationalError

from newsletter.bounces.mailbox import OTHER, READ, BounceMailbox, open_mailbox
from newsletter.bounces.report import Report, read_report
from newsletter.deliveries.tracking import store
from newsletter.deliveries.tracking_event import checked
from newsletter.mail.return_path import deliveries_in
from newsletter.models import Heartbeat

logger = logging.getLogger(__name__)

SOURCE = "mailbox"  # where the events come from, in place of a provider's name
AT_ONCE = 200  # mails of one task


def read_bounces(at: dt.datetime) -> bool:
    """Read what waits in MAIL_BOUNCE_MAILBOX, at most 200 mails. Returns whether there may be more.

    Broken off anywhere nothing is lost: a mail is filed once it is stored, and stored twice it is one event.
    """
    if not settings.MAIL_BOUNCE_MAILBOX:
        return False
    try:
        with open_mailbox(settings.MAIL_BOUNCE_MAILBOX) as box:
            count = _read_all(box, at)
    except OSError as error:
        logger.warning("The bounce mailbox cannot be read: %s", error)
        Heartbeat.objects.beat(Heartbeat.BOUNCES_FAILED, at)
        return False
    Heartbeat.objects.beat(Heartbeat.BOUNCES_READ, at)
    return count == AT_ONCE


def _read_all(box: BounceMailbox, at: dt.datetime) -> int:
    count = 0
    for key, content in islice(box.waiting(), AT_ONCE):
        box.file(key, READ if _take(content, at) else OTHER)
        count += 1
    return count


def _take(content: bytes, at: dt.datetime) -> bool:
    """Whether the mail was a report on a mail of ours; one that breaks something holds up none behind it."""
    try:
        report = read_report(content)
        proved = deliveries_in(report.addressed_to) if report else set()
        if not report or len(proved) != 1:
            return False
        store(checked(_event(report, proved.pop(), content, at)), SOURCE)
    except (OperationalError, InterfaceError):  # the database's fault: it is read again
        raise
    except Exception:  # a stranger's bytes, read by three parsers
        logger.exception("A mail in the bounce mailbox cannot be read")
        return False
    return True


def _event(report: Report, public_id: str, content: bytes, at: dt.datetime) -> AnymailTrackingEvent:
    """Whom the report names is dropped: the proved delivery has one reader."""
    return AnymailTrackingEvent(
        event_type=report.kind,
        event_id=hashlib.sha256(content).hexdigest(),
        message_id=None,
        recipient=None,
        timestamp=at,
        metadata={"delivery": public_id},
        reject_reason=RejectReason.INVALID if report.is_gone else RejectReason.OTHER,
        description=report.words,
        mta_response=None,
    )
