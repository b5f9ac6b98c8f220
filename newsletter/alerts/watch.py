"""The watch: every minute all conditions are looked at; what is new opens an alert, what is gone ends one."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator

from django.db import DatabaseError, IntegrityError, transaction

from newsletter.alerts import days, machine, mails, notify
from newsletter.alerts.problem import Problem
from newsletter.models import Alert, Heartbeat

logger = logging.getLogger(__name__)

Condition = Callable[[dt.datetime], Iterator[Problem]]
CONDITIONS: list[Condition] = [
    mails.stopped_sending,
    mails.waiting_mails,
    mails.bounces,
    mails.unread_bounces,
    mails.complaints,
    days.late_days,
    days.held_days,
    days.days_of_titles,
    days.refused_token,
    days.unreadable_repositories,
    machine.full_disk,
    machine.full_database,
    machine.silent_queues,
]
REOPENED_WITHIN = dt.timedelta(minutes=30)  # what comes and goes is one alert, and one mail
SETTLED_AFTER = dt.timedelta(minutes=3)  # before an end is told, it must last
TELL_FOR = dt.timedelta(days=1)  # what could not be told by then stands in the admin only


def watch(at: dt.datetime) -> None:
    """Look at everything once, tell the operators what is new and what is over, and ping the monitor outside."""
    Heartbeat.objects.beat(machine.BEAT, at)
    update(list(problems(at)), at)
    tell(at)
    notify.ping([str(alert) for alert in Alert.objects.open()])


def problems(at: dt.datetime) -> Iterator[Problem]:
    """Everything that is wrong at this moment. A condition that fails is logged, and hides no other."""
    for condition in CONDITIONS:
        try:
            yield from condition(at)
        except (DatabaseError, OSError):
            logger.exception("%s could not be looked at", condition.__name__)


def update(found: list[Problem], at: dt.datetime) -> None:
    """Open, keep and end alerts so that the open ones are these."""
    wanted = {(problem.kind, problem.subject): problem for problem in found}
    for alert in Alert.objects.open():
        problem = wanted.pop((alert.kind, alert.subject), None)
        if problem is None:
            Alert.objects.open().filter(pk=alert.pk).update(ended_at=at)
        elif problem.reason != alert.reason:
            Alert.objects.filter(pk=alert.pk).update(reason=problem.reason)
    for problem in wanted.values():
        open_alert(problem, at)


def open_alert(problem: Problem, at: dt.datetime) -> None:
    """A row for this problem, unless it has one; the one that ended a moment ago goes on."""
    same = Alert.objects.filter(kind=problem.kind, subject=problem.subject)
    if same.open().exists():
        return
    recent = same.filter(ended_at__gt=at - REOPENED_WITHIN).first()
    try:
        with transaction.atomic():
            if recent:
                same.filter(pk=recent.pk).update(ended_at=None, end_told_at=None, reason=problem.reason)
            else:
                Alert.objects.create(kind=problem.kind, subject=problem.subject, reason=problem.reason, since=at)
    except IntegrityError:
        logger.info("Another process has opened this alert")


def tell(at: dt.datetime) -> None:
    """Tell what was not told yet: each alert once, and once that it is over. What fails is tried at the next watch."""
    young = Alert.objects.filter(since__gt=at - TELL_FOR)
    for alert in young.open().filter(told_at=None):
        if notify.tell(alert, is_over=False):
            Alert.objects.filter(pk=alert.pk).update(told_at=at)
    over = Alert.objects.filter(end_told_at=None, ended_at__gt=at - TELL_FOR).exclude(told_at=None)
    for alert in over.filter(ended_at__lt=at - SETTLED_AFTER):
        if notify.tell(alert, is_over=True):
            Alert.objects.filter(pk=alert.pk).update(end_told_at=at)
