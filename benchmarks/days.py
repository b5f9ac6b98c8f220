"""Builds the days that are evaluated with the service's own verbs, mails them to two readers, and reads the mails."""

import datetime as dt
import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from benchmarks import finished_mail, report
from benchmarks.raw_facts import GitHubFacts, SampleFacts
from benchmarks.verdict import Findings, Judge
from digest import build, sample
from digest.collect import collect_digest
from digest.models import Completion, Repository, Statement
from newsletter.deliveries.publish import publish
from newsletter.editions import content
from newsletter.editions.links import digest_url
from newsletter.editions.selection import select
from newsletter.mail.compose import compose, compose_delivery
from newsletter.mail.recipient import Recipient
from newsletter.models import Delivery
from subscribers.models import Selection, Subscriber

FOLDER = Path(settings.BASE_DIR) / "var" / "evaluation"
DAY_ROW = "the day"
Outcome, Role = Statement.Outcome, Statement.Role


@dataclass
class Row:
    """The figures of one repository (or of the day's own sentences) on one day."""

    name: str
    found: int = 0
    told: int = 0
    outcomes: dict = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    requests: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0


def evaluate(asked, recorded, answers):
    """Build, read and report; returns the exit code. `asked` has FROM, TO and REPOSITORIES; empty is the sample day."""
    facts, digests = build_days(asked, recorded) if asked["FROM"] else build_sample(recorded)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for written in FOLDER.glob("20*.*"):
        written.unlink()  # of an earlier run, which had other days or other answers
    every = []
    for digest, requests in digests:
        rows = read_day(digest, facts, requests, answers)
        report.show_day(digest.date, rows, answers)
        report.write_editions(FOLDER, digest, answers)
        every += rows
    return 1 if report.show_end(every, FOLDER) else 0


# --- Building ---------------------------------------------------------------------------------------------------------


def build_sample(recorded):
    """The shipped day, written and published; (facts, [(digest, requests by repository)])."""
    digest = sample.load_day()
    make_readers(digest.starts_at)
    write(digest, recorded)
    return SampleFacts(), [(digest, {})]


def build_days(asked, recorded):
    """Every day from FROM to TO, oldest first, as the service would have made them."""
    names = asked["REPOSITORIES"].replace(",", " ").split()
    record = json.loads(sample.FILE.read_text(encoding="utf-8"))
    sample.load_topics(record)
    if not names:
        sample.load_repositories(record)
    for name in names:
        Repository.objects.create(full_name=name)
    first, last = (dt.date.fromisoformat(asked[name] or asked["FROM"]) for name in ("FROM", "TO"))
    make_readers(build.day_window(first)[0])
    digests = [build_day(first + dt.timedelta(days=number), recorded) for number in range((last - first).days + 1)]
    tracked = [repository.full_name for repository in Repository.objects.active()]
    return GitHubFacts(settings.GITHUB_API_URL, settings.GITHUB_TOKEN, tracked), digests


def build_day(date, recorded):
    """Collect repository by repository, so that their requests can be told apart; then write the day."""
    digest, requests = build.digest_of(date), {}
    for step in (collect_digest, build.read_changes):
        for repository in Repository.objects.active():
            with counted_requests() as count:
                step(digest, [repository])
            repository.refresh_from_db()
            requests[repository.full_name] = requests.get(repository.full_name, 0) + count.requests
    write(digest, recorded)
    return digest, requests


def write(digest, recorded):
    if recorded:
        recorded.date = digest.date.isoformat()
    build.write(digest)
    publish([digest], digest.ends_at)


class RequestCounter(logging.Handler):
    """Counts what urllib3 logs for every request to GitHub; the door itself stays as it is."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        address = urlsplit(settings.GITHUB_API_URL)
        # Records are made whole, without their secrets, before any handler sees them: the text is all there is.
        self.requests, self.beginning = 0, f'{address.scheme}://{address.hostname}:{address.port or 443} "'

    def emit(self, record):
        self.requests += record.getMessage().startswith(self.beginning)


@contextmanager
def counted_requests():
    logger, counter = logging.getLogger("urllib3.connectionpool"), RequestCounter()
    level, disabled = logger.level, logging.root.manager.disable
    logger.addHandler(counter)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logging.disable(logging.NOTSET)
    try:
        yield counter
    finally:
        logger.removeHandler(counter)
        logger.setLevel(level)
        logger.propagate = True
        logging.disable(disabled)


def make_readers(at):
    """One reader of everything for each language; nothing is sent, their mails are only composed."""
    for language in settings.DIGEST_LANGUAGES:
        selection = Selection.objects.of(language)
        Subscriber.objects.create(
            email=f"{language}@example.org",
            status="active",
            selection=selection,
            confirmed_at=at - dt.timedelta(days=1),
        )


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_day(digest, facts, requests, answers):
    """A Row for each repository and one for the day, from the finished mails in every language.

    Two kinds of mails: the one that goes to a reader of everything, and for each repository one without a reading
    budget, so that no sentence escapes that only the page shows.
    """
    judge = Judge(facts, digest.date, settings.SITE_URL)
    rows = {name: Row(name, len(judge.happened[name])) for name in facts.repositories}
    rows[DAY_ROW] = Row(DAY_ROW)
    Delivery.objects.filter(digest=digest).update(covers_from=digest.date)
    for delivery in Delivery.objects.filter(digest=digest).select_related("subscriber", "selection"):
        message = compose_delivery(delivery)
        if message is not None:
            report.write_mail(FOLDER, delivery, message, answers)
            mail = finished_mail.read(message.message().as_bytes())
            judge_mail(judge, mail, rows)
            count_told(judge, mail, rows)
        for message in whole_mails(digest, delivery):
            judge_mail(judge, finished_mail.read(message.message().as_bytes()), rows)
    for name, row in rows.items():
        add_calls(row, digest, None if name == DAY_ROW else name)
        row.requests = requests.get(name, 0)
    return list(rows.values())


def whole_mails(digest, delivery):
    """For each repository with news, a mail about it alone that leaves nothing to the page."""
    everything = content.load_content([digest], delivery.selection.language)
    for source in everything.repositories:
        edition = select(everything, Selection(language=delivery.selection.language, repositories=[source.id]))
        if not edition.is_empty:
            yield compose(edition, Recipient.of(delivery.subscriber, digest_url(digest.date, edition.language)))


def judge_mail(judge, mail, rows):
    for name, findings in judge.sections(mail).items():
        rows[name].findings += findings
    rows[DAY_ROW].findings += judge.rest(mail)


def count_told(judge, mail, rows):
    """How many of a repository's activities the mail to a reader of everything tells; as many in each language."""
    for name in judge.happened:
        rows[name].told = judge.told(mail, name)


def add_calls(row, digest, name):
    """What became of the statements, and what their calls cost."""
    statements = Statement.objects.filter(digest=digest)
    calls = Completion.objects.filter(digest=digest)
    if name:
        statements = statements.filter(repository__full_name=name, role=Role.STORY, fold="")
        calls = calls.filter(repository__full_name=name)
    else:
        statements, calls = statements.exclude(role=Role.STORY), calls.filter(repository=None)
    row.outcomes = {outcome: sum(one.outcome == outcome for one in statements) for outcome in Outcome.values}
    for call in calls:
        row.calls += call.attempts
        row.tokens_in += call.usage.get("input_tokens", 0)
        row.tokens_out += call.usage.get("output_tokens", 0)
        row.cost += float(call.cost_usd)
