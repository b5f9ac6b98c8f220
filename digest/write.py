"""Has Claude write up what moved, keeps the sentences that their evidence proves, and tells the rest by its title."""

from django.db import transaction

from digest import claude, drafts, excerpt, gate, labels, prompt
from digest.completions import Desk, reason_of
from digest.models import Completion, Repository, Statement, Topic
from digest.statements import MOST_KEYS
from digest.summary import write_summary

MOST_STORIES = 60  # of one repository-day; the rest is told by title

Role, Outcome = Statement.Role, Statement.Outcome


def write_digest(digest):
    """Write what is not yet written of this digest; statements must have been prepared.

    May run again: what was asked is not asked again. Without a key, with the budget spent or with Claude away,
    stories stay told by their titles. A published digest is closed.
    """
    desk = Desk(digest)
    if digest.is_closed or desk.closed:
        return
    topics = list(Topic.objects.active())
    for repository in Repository.objects.filter(statements__digest=digest).distinct():
        write_repository(desk, repository, topics)
    limit_keys(digest)
    write_summary(desk)


def write_repository(desk, repository, topics):
    """Ask for the stories of this repository that were not asked for yet, in one call; in two where one cannot do."""
    stories = Statement.objects.filter(digest=desk.digest, repository=repository, role=Role.STORY, fold="")
    ranked = list(
        stories.order_by("-score", "key").select_related("main__repository").prefetch_related("evidence", "topics")
    )
    # Ranked and cut before the asked ones are left out: else a second run would ask for the next sixty.
    rows = {
        f"s{number}": Told(statement, f"s{number}")
        for number, statement in enumerate(ranked[:MOST_STORIES], 1)
        if statement.completion_id is None
    }
    fit = {row["id"] for row in prompt.fitting([told.row for told in rows.values()])}
    asked = [told for told in rows.values() if told.id in fit]
    note_why([told for told in rows.values() if told.id not in fit], "not asked for: the day is too full")
    if asked and not ask(desk, repository, asked, topics) and len(asked) > 1:
        middle = (len(asked) + 1) // 2
        for half in (asked[:middle], asked[middle:]):
            ask(desk, repository, half, topics)


class Told:
    """A statement on its way through the model: its row in the prompt, its draft, and what is wrong with that."""

    def __init__(self, statement, id):
        others = [activity for activity in statement.evidence.all() if activity.pk != statement.main_id]
        self.statement, self.id, self.draft, self.words, self.problems = statement, id, None, {}, []
        self.evidence = {
            "repository": statement.main.repository.full_name,
            **excerpt.evidence(statement.main, sorted(others, key=lambda one: one.pk)),
        }

    @property
    def row(self):
        label = self.statement.label if labels.is_settled(self.statement.label) else ""
        carried = {name: value for name, value in self.evidence.items() if name != "repository"}
        return {"id": self.id, "label": label, **carried}

    def take(self, draft):
        """Put the draft's typography right and check it."""
        self.draft, self.words = draft, drafts.tidied(draft)
        self.problems = drafts.check(self.words, evidence_of(self.evidence))


def evidence_of(stored):
    """The gate's view of what a prompt carried for a story."""
    kinds = [stored["kind"], *(one["kind"] for one in stored["also"])]
    has_release = any(kind.startswith("release") for kind in kinds)
    return gate.Evidence((stored["repository"], *excerpt.texts(stored)), has_release)


def ask(desk, repository, asked, topics):
    """Ask for these stories and adopt what passes. False where a smaller question might have an answer."""
    offered = [{"slug": topic.slug, "name": topic.name("en")} for topic in topics]
    question = prompt.about_stories(repository, [told.row for told in asked], offered)
    completion = desk.ask(question, Completion.Purpose.REPOSITORY, repository)
    if completion.answer is None:
        note_why(asked, completion.error)
        return reason_of(completion) not in claude.OF_SIZE
    take_drafts(asked, completion)
    refused = [told for told in asked if told.problems]
    with transaction.atomic():
        for told in asked:
            if told not in refused:
                adopt(told, completion, Outcome.PASSED if told.draft else Outcome.TITLE, topics)
    if refused:
        repair(desk, repository, refused, (completion, topics, offered))
    return True


def take_drafts(asked, completion):
    by_id = {draft["id"]: draft for draft in reversed(completion.answer["stories"])}
    for told in asked:
        if told.id in by_id:
            told.take(by_id[told.id])


def repair(desk, repository, refused, context):
    """One more call for the refused drafts, naming what is wrong; what fails again is told by its title."""
    first, topics, offered = context
    rows = [told.row | {"draft": told.draft, "problems": told.problems} for told in refused]
    for told in refused:
        told.statement.refused, told.statement.reason = drafts.as_stored(told.words), "\n".join(told.problems)
    question = prompt.repair_of_stories(repository, rows, offered)
    completion = desk.ask(question, Completion.Purpose.REPAIR, repository)
    if completion.answer is not None:
        take_drafts(refused, completion)
    with transaction.atomic():
        for told in refused:
            if told.problems and completion.answer is not None:
                told.statement.refused, told.statement.reason = drafts.as_stored(told.words), "\n".join(told.problems)
            outcome = Outcome.TITLE if told.problems else Outcome.REPAIRED
            adopt(told, completion if completion.answer is not None else first, outcome, topics)


def adopt(told, completion, outcome, topics):
    """Store what became of the statement: its texts, label, importance and topics where its words passed."""
    statement = told.statement
    statement.completion, statement.outcome, statement.prompt_evidence = completion, outcome, told.evidence
    if outcome == Outcome.PASSED or not told.draft:
        statement.reason = "" if told.draft else "the model left it out"
    if statement.by_model:
        if not labels.is_settled(statement.label):
            statement.label = told.draft["label"]
        least, most = max(1, statement.importance - 1), min(5, statement.importance + 1)
        statement.importance = max(least, min(told.draft["importance"], most))
        statement.topics.add(*(topic for topic in topics if topic.slug in told.draft["topics"]))
        drafts.store_texts(statement, told.words)
    statement.save()


def note_why(untold, reason):
    """Say why no model told these stories."""
    Statement.objects.filter(pk__in=[told.statement.pk for told in untold]).update(reason=reason)


def limit_keys(digest):
    """The model may raise a story, but a digest has only so many keys: the best by their facts."""
    keys = (
        digest.statements.filter(role=Role.STORY, importance=5).order_by("-score", "key").values_list("pk", flat=True)
    )
    Statement.objects.filter(pk__in=list(keys[MOST_KEYS:])).update(importance=4)
