"""Real rows for tests, with only what a test does not care about filled in."""

import datetime as dt
import itertools

from digest.models import Activity, Coverage, Digest, Repository, Statement, StatementText, Topic, TopicRule
from digest.models.digest import day_window
from newsletter.models import Delivery
from subscribers.models import Selection, Subscriber

DAY = dt.date(2026, 2, 19)
numbers = itertools.count(1)


def make_repository(full_name="flashinfer-ai/flashinfer", **fields):
    repository, _created = Repository.objects.get_or_create(full_name=full_name, defaults=fields)
    return repository


def make_topic(slug="attention", words=(), paths=(), labels=()):
    topic, _created = Topic.objects.get_or_create(slug=slug, defaults={"names": {"en": slug.title(), "zh-hans": slug}})
    for kind, patterns in (("word", words), ("path", paths), ("label", labels)):
        for pattern in patterns:
            TopicRule.objects.get_or_create(topic=topic, kind=kind, pattern=pattern)
    return topic


def make_digest(date=DAY, **fields):
    starts_at, ends_at = day_window(date)
    if fields.get("status") == "published":
        fields.setdefault("published_at", ends_at + dt.timedelta(hours=1))
    return Digest.objects.create(date=date, **{"starts_at": starts_at, "ends_at": ends_at} | fields)


def make_activity(repository=None, kind="pull_request", action="merged", **fields):
    repository = repository or make_repository()
    number = fields.pop("number", None) or next(numbers)
    is_commit, is_release = kind == "commit", kind == "release"
    key = f"{number:040x}" if is_commit else f"v0.{number}" if is_release else str(number)
    defaults = {
        "key": key,
        "number": None if is_commit or is_release else number,
        "title": f"{kind} {number}",
        "url": f"{repository.url}/{'commit' if is_commit else 'pull'}/{key}",
        "occurred_at": dt.datetime(2026, 2, 19, 12, tzinfo=dt.UTC),
    }
    return Activity.objects.create(repository=repository, kind=kind, action=action, **defaults | fields)


def make_coverage(digest, repository=None, **statuses):
    """A row per kind: fetched, unless a status is given by its name (commits="failed")."""
    repository = repository or make_repository()
    rows = [
        Coverage(
            digest=digest,
            repository=repository,
            kind=kind,
            status=statuses.get(kind, "ok"),
            reason="unavailable" if kind in statuses else "",
        )
        for kind in Coverage.Kind.values
    ]
    unique, updated = ["digest", "repository", "kind"], ["status", "reason"]
    Coverage.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=updated)


def make_statement(digest, main=None, texts=None, topics=(), **fields):
    """A story told by the model in `texts` ({language: (headline, detail)}), or by the title of its main activity."""
    repository = fields.pop("repository", None) or (main.repository if main else make_repository())
    main = main or make_activity(repository, digest=digest)
    evidence = fields.pop("evidence", [main])
    fields = {"key": f"{main.kind}:{main.key}", "label": "fixed", "outcome": "passed" if texts else "title"} | fields
    statement = Statement.objects.create(digest=digest, repository=repository, main=main, **fields)
    statement.evidence.set(evidence)
    statement.topics.set(make_topic(slug) for slug in topics)
    write_texts(statement, texts or {})
    return statement


def make_sentence(digest, cites, role="summary", texts=None, **fields):
    """A sentence of the summary or of the takeaways about these stories."""
    number = Statement.objects.filter(digest=digest, role=role).count() + 1
    fields = {"key": str(number), "outcome": "passed"} | fields
    sentence = Statement.objects.create(digest=digest, role=role, **fields)
    sentence.cites.set(cites)
    sentence.evidence.set(activity for story in cites for activity in story.evidence.all())
    write_texts(sentence, texts or {"en": ("", f"Sentence {number}."), "zh-hans": ("", f"第 {number} 句。")})
    return sentence


def write_texts(statement, texts):
    for language, (headline, detail) in texts.items():
        StatementText.objects.create(statement=statement, language=language, headline=headline, detail=detail)


def make_subscriber(email=None, status="active", language="en", **fields):
    chosen = {name: fields.pop(name, ()) for name in ("repositories", "topics", "kinds")}
    chosen["threshold"] = fields.pop("threshold", "everything")
    selection = Selection.objects.of(language, muted=fields.pop("muted", ()), **chosen)
    email = email or f"reader{next(numbers)}@example.org"
    if status == "active":
        fields.setdefault("confirmed_at", dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    return Subscriber.objects.create(email=email, status=status, selection=selection, **fields)


def make_delivery(digest, subscriber=None, **fields):
    subscriber = subscriber or make_subscriber()
    fixed = {
        "selection": subscriber.selection,
        "covers_from": digest.date,
        "local_date": digest.date + dt.timedelta(days=1),
        "due_at": digest.ends_at,
    }
    return Delivery.objects.create(digest=digest, subscriber=subscriber, **fixed | fields)
