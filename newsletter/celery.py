"""Celery's application and its clock: a few ticks that look at the rows and do what is missing."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsletter.settings")

app = Celery("newsletter", task_cls="newsletter.task_queue:LenientTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["subscribers.bulk"])

MINUTE = 60


QUEUES = ("collect", "write", "asked", "send")


def tick(task: str, every: float | crontab, **more: Any) -> dict[str, Any]:
    """A tick that nobody took in time is dropped: the next one looks at the same rows."""
    return {"task": task, "schedule": every, "options": {"expires": 5 * MINUTE} | more}


def heartbeat(queue: str) -> dict[str, Any]:
    """The tick that shows whether this queue is served; dropped late, for it may stand behind a day's writing."""
    return tick("newsletter.tasks.heartbeat", MINUTE, queue=queue, expires=MINUTE) | {"args": [queue]}


app.conf.beat_schedule = {
    "collect": tick("digest.tasks.collect_next", MINUTE),
    "write": tick("digest.tasks.write_next", MINUTE),
    "decide": tick("digest.tasks.decide_overdue", MINUTE),
    "publish": tick("newsletter.tasks.publish_ready", MINUTE),
    "send": tick("newsletter.tasks.send_due", MINUTE),
    "sweep": tick("newsletter.tasks.sweep", 5 * MINUTE),
    "watch": tick("newsletter.tasks.watch", MINUTE),
    "read bounces": tick("newsletter.tasks.read_bounces", 5 * MINUTE),
    **{f"heartbeat of {queue}": heartbeat(queue) for queue in QUEUES},
    "count mails": tick("newsletter.tasks.count_mails", crontab(minute=20)),
    "delete old deliveries": tick("newsletter.tasks.delete_old", crontab(hour=3, minute=50)),
    "sweep requested mails": tick("subscribers.tasks.sweep", 5 * MINUTE),
    "imports": tick("subscribers.bulk.tasks.go_on", MINUTE),
    "purge": tick("subscribers.tasks.purge", crontab(hour=3, minute=40)),
}


@setup_logging.connect
def keep_logging(**_kwargs: Any) -> None:
    """Celery adds no handlers of its own: what it says is lines as ours, at the levels of the settings."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
