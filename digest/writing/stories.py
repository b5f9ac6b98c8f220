"""Has Claude write up what moved, keeps the sentences that their evidence proves, and tells the rest by its title."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Prefetch

from digest.models import Activity, Completion, Digest, Repository, Statement, Topic
from digest.stories import labels
from digest.stories.statements import MAX_KEYS
from digest.writing import batches, client, diffs, drafts, prompts, second_reader
from digest.writing.completions import CompletionClient, reason_of
from digest.writing.drafted_story import DraftedStory
from digest.writing.summary import write_summary

# An answer for more stories takes minutes to come, and one that is cut off is paid for and lost.
STORIES_A_CALL = 40
MAX_CALLS = 3  # for one repository-day

Role, Outcome = Statement.Role, Statement.Outcome


def write_digest(digest: Digest) -> bool:
    """Write what is not yet written of this digest; False while a batch of the second reader runs.

    Statements must have been prepared.

    May run again: what was asked is not asked again. Without a key, with the budget spent or with Claude away,
    stories stay told by their titles. A published digest is closed.
    """
    completion_client = CompletionClient(digest)
    if digest.is_closed or completion_client.unavailable_reason:
        return True
    topics = list(Topic.objects.assignable())
    repositories = Repository.objects.filter(statements__digest=digest).distinct()
    asked = [(repository, to_ask(digest, repository)) for repository in repositories]
    # The best of every repository first: one busy repository must not spend the budget of the others.
    for turn in range(MAX_CALLS):
        for repository, calls in asked:
            if turn < len(calls):
                ask_in_parts(completion_client, repository, calls[turn], topics)
    if completion_client.is_waiting:
        batches.submit(completion_client)
        return False
    limit_keys(digest)
    write_summary(completion_client)
    return True


def to_ask(digest: Digest, repository: Repository) -> list[list[DraftedStory]]:
    """The stories of this repository that were not asked for yet, best first, in lists of what one call takes.

    What does not fit into the calls of a day is told by its title, and says so.
    """
    ranked = _ranked(digest, repository)
    # Cut before the asked ones are left out: else a second run would ask for those that the first one cut.
    kept, cut = ranked[: MAX_CALLS * STORIES_A_CALL], ranked[MAX_CALLS * STORIES_A_CALL :]
    fresh = [
        DraftedStory(one, f"s{place}")
        for place, one in enumerate(kept, 1)
        if not (one.completion_id or one.is_cut or one.edited_at)
    ]
    calls, left = _in_calls(fresh)
    note_why([*cut, *(told.statement for told in left)], Statement.TOO_FULL)
    return calls


def to_ask_again(digest: Digest, repository: Repository) -> list[list[DraftedStory]]:
    """The same stories, asked for or not, but for those that an editor has decided about."""
    kept = _ranked(digest, repository)[: MAX_CALLS * STORIES_A_CALL]
    again = [DraftedStory(one, f"s{place}") for place, one in enumerate(kept, 1) if not one.edited_at]
    return _in_calls(again)[0]


def _ranked(digest: Digest, repository: Repository) -> list[Statement]:
    """What a model may be asked about, best first, with all that a prompt carries."""
    stories = Statement.objects.filter(digest=digest, repository=repository, role=Role.STORY, fold="")
    stories = stories.exclude(label__in=labels.ALERTS)
    stories = stories.order_by("-score", "key").select_related("main__repository")
    activities = Prefetch("evidence", Activity.objects.select_related("patch"))
    return list(stories.prefetch_related(activities, "topics"))


def _in_calls(asked: list[DraftedStory]) -> tuple[list[list[DraftedStory]], list[DraftedStory]]:
    """(lists of what one call takes, what fits into none)."""
    calls: list[list[DraftedStory]] = []
    while asked and len(calls) < MAX_CALLS:
        size = len(prompts.fitting([told.row for told in asked[:STORIES_A_CALL]]))
        calls.append(with_room(asked[:size]))
        asked = asked[size:]
    return calls, asked


def with_room(asked: list[DraftedStory]) -> list[DraftedStory]:
    """These stories, best first, those without a diff whose diffs are too much for one call."""
    room = diffs.CALL_ROOM
    for told in asked:
        diff = told.evidence.get("diff", [])
        room -= diffs.size(diff)
        if diff and room < 0:
            del told.evidence["diff"]
    return asked


def ask_in_parts(
    completion_client: CompletionClient,
    repository: Repository,
    asked: list["DraftedStory"],
    topics: list[Topic],
    halvings: int = 3,
) -> None:
    """Ask for these stories; where one call cannot do, ask for each half by itself, down to an eighth."""
    if ask(completion_client, repository, asked, topics) or not halvings or len(asked) == 1:
        return
    middle = (len(asked) + 1) // 2
    for half in (asked[:middle], asked[middle:]):
        ask_in_parts(completion_client, repository, half, topics, halvings - 1)


def ask(
    completion_client: CompletionClient, repository: Repository, asked: list[DraftedStory], topics: list[Topic]
) -> bool:
    """Ask for these stories and adopt what passes. False where a smaller question might have an answer."""
    offered = [{"slug": topic.slug, "name": topic.name("en")} for topic in topics]
    question = prompts.about_stories(repository, [told.row for told in asked], offered)
    question = replace(question, model=completion_client.model)
    completion = completion_client.ask(question, Completion.Purpose.REPOSITORY, repository)
    if completion.answer is None:
        note_why([told.statement for told in asked], completion.error)
        return reason_of(completion) not in client.OF_SIZE
    take_drafts(asked, completion)
    if not read_twice(second_reader.read, completion_client, repository, asked):
        return True  # a later run, when the batch has ended, finds the same answer and goes on from here
    refused = [told for told in asked if told.problems or told.repeats]
    with transaction.atomic():
        for told in asked:
            if told not in refused:
                adopt(told, completion, Outcome.PASSED if told.draft else Outcome.TITLE, topics)
    if refused:
        repair(completion_client, repository, refused, (completion, topics, offered))
    return True


def take_drafts(
    asked: list[DraftedStory],
    completion: Completion,
    take: Callable[[DraftedStory, dict[str, Any]], None] = DraftedStory.take,
) -> None:
    answered = completion.answer["stories"] if completion.answer else []
    by_id = {draft["id"]: draft for draft in reversed(answered)}
    for told in asked:
        if told.id in by_id:
            take(told, by_id[told.id])


def read_twice(
    read: Callable[..., Any], completion_client: CompletionClient, repository: Repository, asked: list[DraftedStory]
) -> bool:
    """Have the second reader `read` what the gate did not refuse, and settle what it doubts. False while a batch runs.

    What is doubted is read first: where the budget ends, it is refused, and the rest stays.
    """
    passed = [told for told in asked if told.draft and not told.problems]
    sentences = [told.sentence for told in sorted(passed, key=lambda told: not told.doubts)]
    found = read(completion_client, repository, sentences)
    for told in passed if found is not None else ():
        told.settle(found[told.id])
    return found is not None


def repair(
    completion_client: CompletionClient,
    repository: Repository,
    refused: list[DraftedStory],
    context: tuple[Completion, list[Topic], list[dict[str, Any]]],
) -> None:
    """One more call for the refused drafts, naming what is wrong; what fails again is told by its title.

    A draft that only repeats its label is told as it was where the repair is no better.
    """
    first, topics, offered = context
    rows = [told.row | {"draft": told.draft, "problems": drafts.for_repair(told.wrong)} for told in refused]
    passed = {told.id: copy(told) for told in refused if not told.problems}
    for told in refused:
        note_refused(told)
    question = replace(prompts.repair_of_stories(repository, rows, offered), model=completion_client.model)
    completion = completion_client.ask(question, Completion.Purpose.REPAIR, repository)
    is_answered = completion.answer is not None
    if is_answered:
        take_drafts(refused, completion, DraftedStory.mend)
        read_twice(second_reader.read_repaired, completion_client, repository, refused)
    with transaction.atomic():
        for told in refused:
            if told.id in passed and told.wrong:
                adopt(passed[told.id], first, Outcome.PASSED, topics)
                continue
            if told.problems and is_answered:
                note_refused(told)
            adopt(
                told, completion if is_answered else first, Outcome.TITLE if told.problems else Outcome.REPAIRED, topics
            )


def note_refused(told: DraftedStory) -> None:
    """Keep the refused words and the reasons for the operator."""
    told.statement.refused, told.statement.reason = drafts.as_stored(told.words), "\n".join(told.wrong)


def adopt(told: DraftedStory, completion: Completion | None, outcome: str, topics: list[Topic]) -> None:
    """Store what became of the statement: its texts, label, importance and topics where its words passed."""
    statement = told.statement
    statement.completion, statement.outcome, statement.prompt_evidence = completion, outcome, told.evidence
    statement.second_reading = told.found.verdict
    if outcome == Outcome.PASSED or not told.draft:
        statement.reason, statement.refused = "" if told.draft else "the model left it out", {}
    if statement.by_model:
        if not labels.is_settled(statement.label):
            statement.label = told.label
        statement.importance = told.importance
        statement.topics.add(*(topic for topic in topics if topic.slug in told.draft["topics"]))
        drafts.store_texts(statement, told.words)
        statement.quote, statement.source_words = told.quote, list(told.found.words)
    statement.save()


def note_why(statements: Iterable[Statement], reason: str) -> None:
    """Say why no model told these stories."""
    Statement.objects.filter(pk__in=[statement.pk for statement in statements]).update(reason=reason)


def limit_keys(digest: Digest) -> None:
    """The model may raise a story, but a digest has only so many keys: the best by their facts."""
    keys = (
        digest.statements.filter(role=Role.STORY, importance=5).order_by("-score", "key").values_list("pk", flat=True)
    )
    Statement.objects.filter(pk__in=list(keys[MAX_KEYS:])).update(importance=4)
