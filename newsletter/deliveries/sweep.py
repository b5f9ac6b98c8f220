"""Sweeping: what a killed worker left behind, what is too old to send, and the used messages of the embedded broker."""

import datetime as dt
import logging
import sqlite3
from contextlib import closing

from django.conf import settings

from newsletter.models import Delivery

logger = logging.getLogger(__name__)

# Above what a claimed group may take, so that no living worker is still at it.
LOST_AFTER = dt.timedelta(minutes=15)
FORGET_AFTER = dt.timedelta(days=7)
EMBEDDED = "sqla+sqlite:///"

Status, SkipReason = Delivery.Status, Delivery.SkipReason


def sweep(at):
    """Settle what nobody works on any more. Repeated, it changes nothing."""
    lost = Delivery.objects.filter(status=Status.SENDING, claimed_at__lt=at - LOST_AFTER)
    count = lost.update(status=Status.UNCERTAIN, reply="the worker vanished while it was sending")
    if count:
        logger.warning("%d mails are uncertain: a worker vanished while it was sending", count)
    old = Delivery.objects.open().filter(due_at__lt=at - FORGET_AFTER)
    old.update(status=Status.SKIPPED, skip_reason=SkipReason.TOO_OLD)
    purge_broker()


def purge_broker():
    """Delete the messages that the embedded broker has handed out: it keeps them for ever."""
    path = settings.CELERY_BROKER_URL.removeprefix(EMBEDDED)
    if path == settings.CELERY_BROKER_URL:
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", timeout=5, uri=True)) as connection, connection:
            connection.execute("DELETE FROM kombu_message WHERE visible = 0")
    except sqlite3.OperationalError:  # not yet made, or busy: the next sweep will do
        logger.debug("The broker's messages were not purged", exc_info=True)
