"""The embedded broker: a SQLite file that carries Celery's messages on a machine without Redis."""

import logging
import sqlite3
from contextlib import closing

from django.conf import settings

logger = logging.getLogger(__name__)

URL_PREFIX = "sqla+sqlite:///"


def purge_broker() -> None:
    """Delete the messages that the embedded broker has handed out: it keeps them for ever."""
    path = settings.CELERY_BROKER_URL.removeprefix(URL_PREFIX)
    if path == settings.CELERY_BROKER_URL:
        return
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=rw", timeout=5, uri=True)) as connection, connection:
            connection.execute("DELETE FROM kombu_message WHERE visible = 0")
    except sqlite3.OperationalError:  # not yet made, or busy: the next sweep will do
        logger.debug("The broker's messages were not purged", exc_info=True)
