"""What is wrong with the days: late, held, told by titles only, or with repositories that cannot be read."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from digest.coverage_reasons import NOT_ASKED, reason_text
from digest.desk.approval import decided_at
from digest.missing_days import missing_days
from digest.models import Completion, Coverage, Digest, Repository, Statement
from digest.models.digest import digest_date
from newsletter.alerts.problem import Kind, Problem

LATE_AFTER = dt.timedelta(hours=6)  # after a day's end; it is usually written within one
LOOK_BACK_DAYS = 3  # what is older is no news to an operator
FAILED_DAYS = 2  # in a row, before a repository is worth an alert
OUTCOMES_OF_MODEL = (Statement.Outcome.PASSED, Statement.Outcome.REPAIRED)


def late_days(at: dt.datetime) -> Iterator[Problem]:
    """A missing day whose end is hours ago, with the reason that its digest gives."""
    dates = missing_days(digest_date(at))
    digests = {digest.date: digest for digest in Digest.objects.filter(date__in=dates)}
    for date in dates:
        digest = digests.get(date)
        if digest is None or digest.ends_at + LATE_AFTER < at:
            yield Problem(Kind.DAY_LATE, str(date), digest.trouble if digest else "")


def held_days(at: dt.datetime) -> Iterator[Problem]:
    """A digest that nobody has approved, with what the clock will do; or has done, where it did not go out."""
    for digest in Digest.objects.filter(status=Digest.Status.HELD):
        yield Problem(Kind.DAY_HELD, str(digest.date), clock_words(digest))
    oldest = digest_date(at) - dt.timedelta(days=LOOK_BACK_DAYS)
    undecided = Digest.objects.filter(status=Digest.Status.REJECTED, date__gte=oldest).exclude(held_at=None)
    for digest in undecided:
        yield Problem(Kind.DAY_HELD, str(digest.date), _("nobody decided in time, and it does not go out"))


def clock_words(digest: Digest) -> str:
    """What happens to a held day where nobody decides; empty where it waits without end."""
    due_at = decided_at(digest)
    if due_at is None:
        return ""
    time = {"time": f"{due_at.astimezone(dt.UTC):%Y-%m-%d %H:%M}"}
    if settings.DIGEST_APPROVAL_TIMEOUT == "publish":
        return _("unless it is rejected, it goes out at %(time)s UTC") % time
    return _("unless it is approved by %(time)s UTC, it does not go out") % time


def days_of_titles(at: dt.datetime) -> Iterator[Problem]:
    """A finished day without one sentence of the model although a key is set, with what its last call said."""
    if not settings.ANTHROPIC_API_KEY:
        return
    done = (Digest.Status.HELD, Digest.Status.READY, Digest.Status.PUBLISHED)
    oldest = digest_date(at) - dt.timedelta(days=LOOK_BACK_DAYS)
    for digest in Digest.objects.filter(status__in=done, date__gte=oldest):
        told = Statement.objects.filter(digest=digest, role=Statement.Role.STORY)
        if told.exists() and not told.filter(outcome__in=OUTCOMES_OF_MODEL).exists():
            failed = Completion.objects.filter(digest=digest).exclude(error="").order_by("-created_at").first()
            yield Problem(Kind.TITLES_ONLY, str(digest.date), failed.error if failed else "")


def refused_token(at: dt.datetime) -> Iterator[Problem]:
    """GitHub refused the token on the newest day that was collected."""
    newest = Coverage.objects.exclude(tried_at=None).order_by("-digest__date").values("digest")[:1]
    if Coverage.objects.filter(digest__in=newest, reason="bad_token").exists():
        yield Problem(Kind.GITHUB_TOKEN, reason=str(reason_text("bad_token")))


def unreadable_repositories(_at: dt.datetime) -> Iterator[Problem]:
    """Tracked repositories that are archived, blocked or gone, or of which nothing could be read two days running."""
    for repository in Repository.objects.active():
        if repository.trouble not in ("", Repository.Trouble.EMPTY):
            yield Problem(Kind.REPOSITORY, repository.full_name, str(repository.get_trouble_display()))
    for name, reason in _failed_twice():
        yield Problem(Kind.REPOSITORY, name, reason)


def _failed_twice() -> Iterator[tuple[str, str]]:
    """(full name, reason) of those of which no kind was read on the two newest days that were collected."""
    newest = Digest.objects.exclude(status=Digest.Status.COLLECTING).order_by("-date").values_list("pk", flat=True)
    tried = Coverage.objects.filter(digest__in=list(newest[:FAILED_DAYS]), repository__is_active=True)
    tried = tried.filter(repository__trouble="").exclude(Q(reason__in=NOT_ASKED))
    failed: Counter[str] = Counter()
    seen: dict[str, set[int]] = {}
    reasons: dict[str, str] = {}
    for name, digest, status, reason in tried.values_list("repository__full_name", "digest", "status", "reason"):
        seen.setdefault(name, set()).add(digest)
        failed[name] += status != Coverage.Status.FAILED
        reasons[name] = reason
    for name, days in seen.items():
        if len(days) == FAILED_DAYS and not failed[name]:
            yield name, str(reason_text(reasons[name]))
