"""The sentences about the whole day: a summary and takeaways, made from nothing but the statements that were kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from digest import languages
from digest.models import Completion, Digest, Statement
from digest.writing import day_sentences, drafts, gate, prompts, repairs, second_reader
from digest.writing.client import Prompt
from digest.writing.completions import CompletionClient

MAX_STATEMENTS = 40  # that the call for the day sees, best first
MIN_FOR_SUMMARY, MIN_FOR_TAKEAWAYS = 2, 4
Role, Outcome = Statement.Role, Statement.Outcome
TOLD = (Outcome.PASSED, Outcome.REPAIRED, Outcome.HAND, Outcome.EDITED)
MAX_SENTENCES = {Role.SUMMARY: 3, Role.TAKEAWAY: 3}
STATES: dict[str, gate.State] = {
    Statement.Label.OPEN: gate.State.REPORT,
    Statement.Label.ASKED: gate.State.REPORT,
    Statement.Label.PROPOSED: gate.State.PROPOSAL,
    Statement.Label.CLOSED: gate.State.UNKNOWN,
    Statement.Label.LATE: gate.State.UNKNOWN,
    Statement.Label.RELEASED: gate.State.RELEASE,
}  # every other label is a merged change's
Read = Callable[[list[second_reader.Sentence]], dict[str, second_reader.Found]]
CITED: dict[str, tuple[int, int]] = {Role.SUMMARY: (1, 1), Role.TAKEAWAY: (2, 3)}


@dataclass
class Sentence:
    """A drafted sentence, what it cites, and what is wrong with it."""

    role: str
    ids: list
    draft: dict
    outcome: str = Outcome.PASSED
    words: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    first_problems: list = field(default_factory=list)
    read_as: dict = field(default_factory=dict)  # the words in which it was read a second time
    found: second_reader.Found = field(default_factory=second_reader.Found)

    @property
    def row(self) -> dict[str, Any]:
        cited = {"id": self.ids[0]} if self.role == Role.SUMMARY else {"ids": self.ids}
        return {"role": self.role, **cited, **self.draft, "problems": self.problems}

    @property
    def is_doubted(self) -> bool:
        """Whether the gate refuses nothing of it, and doubts something."""
        return bool(self.problems) and all(isinstance(one, gate.Problem) and one.is_doubt for one in self.problems)


def write_summary(completion_client: CompletionClient) -> None:
    """One call for summary and takeaways from the day's kept statements; those of an earlier run are replaced."""
    kept = kept_statements(completion_client.digest)
    if len(kept) < MIN_FOR_SUMMARY:
        unedited(completion_client.digest).delete()
        return
    rows = [described(statement, id) for id, statement in kept.items()]
    takeaways = len(kept) >= MIN_FOR_TAKEAWAYS
    completion = completion_client.ask(prompts.about_day(rows, takeaways), Completion.Purpose.DIGEST)
    if completion.answer is None:
        return
    sentences = drafted(completion.answer, takeaways)
    check_all(sentences, kept, partial(second_reader.read_repaired, completion_client, None))
    refused = [sentence for sentence in sentences if sentence.problems]
    if refused:
        repair(completion_client, sentences, kept, prompts.repair_of_day(rows, takeaways, [one.row for one in refused]))
    store(completion_client.digest, sentences, kept, completion)


def kept_statements(digest: Digest) -> dict[str, Statement]:
    """{id: Statement} of what the model told and the gate let through, best first."""
    kept = digest.statements.shown().filter(role=Role.STORY, fold="", outcome__in=TOLD)
    ranked = kept.order_by("-importance", "-score", "repository_id", "key").select_related("repository")
    ranked = ranked.prefetch_related("texts", "evidence", "topics")[:MAX_STATEMENTS]
    return {f"s{number}": statement for number, statement in enumerate(ranked, 1)}


def described(statement: Statement, id: str) -> dict[str, Any]:
    texts = {
        languages.get(text.language).field: {"headline": text.headline, "detail": text.detail}
        for text in statement.texts.all()
    }
    facts = {"label": statement.label, "importance": statement.importance}
    return {
        "id": id,
        "repository": statement.repository and statement.repository.full_name,
        **facts,
        **dict(sorted(texts.items())),
    }


def drafted(answer: dict[str, Any], takeaways: bool) -> list[Sentence]:
    """The sentences of an answer, each role cut to what a digest has room for."""
    summary = [Sentence(Role.SUMMARY, [row["id"]], words_of(row)) for row in answer["summary"]]
    joined = [Sentence(Role.TAKEAWAY, row["ids"], words_of(row)) for row in answer["takeaways"] if takeaways]
    return summary[: MAX_SENTENCES[Role.SUMMARY]] + joined[: MAX_SENTENCES[Role.TAKEAWAY]]


def words_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("id", "ids")}


def check_all(sentences: list[Sentence], kept: dict[str, Statement], read: Read | None = None) -> None:
    """Tidy and check every sentence; none may cite what is not there, nor tell a story that another one told.

    What is only doubted a second reader may `read`; where there is none a doubt refuses.
    """
    told: set[tuple] = set()
    for sentence in sentences:
        sentence.words = drafts.tidied(sentence.draft)
        sentence.problems = cited_wrongly(sentence, kept, told)
        told.add((sentence.role, *sorted(sentence.ids)))
        if not sentence.problems:
            sentence.problems = drafts.check(sentence.words, evidence_of(kept[id] for id in sentence.ids))
    if read:
        settle(sentences, kept, read)
    for sentence in sentences:
        if not sentence.problems:
            sentence.problems = list(said_in_vain(sentence, kept, sentences))


def settle(sentences: list[Sentence], kept: dict[str, Statement], read: Read) -> None:
    """Have what is only doubted read a second time, the same words once; a yes ends its doubts."""
    doubted = [one for one in sentences if one.is_doubted]
    fresh = {f"d{number}": one for number, one in enumerate(doubted, 1) if one.words != one.read_as}
    asked = [
        second_reader.Sentence(id, one.words, evidence_of(kept[cited] for cited in one.ids), tuple(one.problems))
        for id, one in fresh.items()
    ]
    found = read(asked) if asked else {}
    for id, one in fresh.items():
        one.read_as, one.found = one.words, found[id]
    for one in doubted:
        if one.found.verdict == Statement.SecondReading.YES:
            one.problems = []
        elif one.found.why:
            one.problems = [*one.problems, gate.Problem(one.found.why, gate.Remedy.CORRECT)]


def cited_wrongly(sentence: Sentence, kept: dict[str, Statement], told: set[tuple[str, ...]]) -> list[str]:
    """Rule 1 for sentences about the day."""
    least, most = CITED[sentence.role]
    unknown = [id for id in sentence.ids if id not in kept]
    if unknown:
        return [f"there is no statement {', '.join(unknown)}"]
    if not least <= len(set(sentence.ids)) <= most:
        return [f"it cites {len(set(sentence.ids))} statements instead of {least} to {most}"]
    if (sentence.role, *sorted(sentence.ids)) in told:
        return ["another sentence tells the same"]
    return []


def said_in_vain(sentence: Sentence, kept: dict[str, Statement], sentences: list[Sentence]) -> Iterable[str]:
    """Why a true sentence about the day is none: it repeats what stands above or below, praises, or joins apart."""
    cited = {id: kept[id] for id in sentence.ids}
    if sentence.role == Role.SUMMARY:
        texts = list(cited[sentence.ids[0]].texts.all())
        detail = "".join(text.detail for text in texts)
        return day_sentences.check_summary(sentence.words, [text.headline for text in texts], detail)
    told = [day_sentences.Cited(id, str(one.repository or ""), told_of(one)) for id, one in cited.items()]
    return day_sentences.check_takeaway(sentence.words, told, summary_of(sentences))


def told_of(statement: Statement) -> str:
    """All words of a statement, in every language."""
    return "\n".join(f"{text.headline}\n{text.detail}" for text in statement.texts.all())


def summary_of(sentences: list[Sentence]) -> list[str]:
    """The summary's sentences that stand above the takeaways."""
    told = (one for one in sentences if one.role == Role.SUMMARY and not one.problems)
    return [words.whole for one in told for words in one.words.values()]


def evidence_of(statements: Iterable[Statement]) -> gate.Evidence:
    """What the prompt of the day carried for these statements."""
    statements = list(statements)
    texts = [text for one in statements for told in one.texts.all() for text in (told.headline, told.detail)]
    labels = {one.label for one in statements}
    states = {STATES.get(label, gate.State.MERGED) for label in labels}
    return gate.Evidence(
        tuple(texts),
        has_release=Statement.Label.RELEASED in labels,
        state=states.pop() if len(states) == 1 else gate.State.UNKNOWN,
        repositories=tuple(dict.fromkeys(one.repository.full_name for one in statements if one.repository)),
        joins_stories=len(statements) > 1,
    )


def repair(
    completion_client: CompletionClient, sentences: list[Sentence], kept: dict[str, Statement], question: Prompt
) -> None:
    """One more call for the refused sentences; a new draft takes the place of the one that cites the same."""
    completion = completion_client.ask(question, Completion.Purpose.REPAIR)
    answer = completion.answer or {"summary": [], "takeaways": []}
    again = {(one.role, *sorted(one.ids)): one.draft for one in drafted(answer, takeaways=True)}
    refused = [sentence for sentence in sentences if sentence.problems]
    before = [sentence.words for sentence in refused]
    for sentence in refused:
        sentence.first_problems, sentence.outcome = sentence.problems, Outcome.REPAIRED
        repaired = again.get((sentence.role, *sorted(sentence.ids)), sentence.draft)
        sentence.draft = repairs.restored(sentence.draft, repaired, sentence.first_problems)
    check_all(sentences, kept, partial(second_reader.read_repaired, completion_client, None))
    for sentence, words in zip(refused, before, strict=True):
        sentence.problems = sentence.problems or repairs.departures(words, sentence.words, sentence.first_problems)


def store(digest: Digest, sentences: list[Sentence], kept: dict[str, Statement], completion: Completion | None) -> None:
    """Replace the day's sentences; rejected ones are kept without texts, with their reason.

    What an editor has decided about stays, and is not told a second time.
    """
    with transaction.atomic():
        unedited(digest).delete()
        edited = digest.statements.exclude(role=Role.STORY).prefetch_related("cites")
        taken = {int(one.key) for one in edited if one.key.isdecimal()}
        told = {(one.role, frozenset(one.cites.all())) for one in edited}
        fresh = [one for one in sentences if (one.role, frozenset(cited_by(one, kept))) not in told]
        places = (number for number in count(1) if number not in taken)
        for number, sentence in zip(places, sorted(fresh, key=lambda one: bool(one.problems)), strict=False):
            store_one(Statement(digest=digest, key=str(number), completion=completion), sentence, kept)


def unedited(digest: Digest) -> QuerySet[Statement]:
    """The sentences about the day about which no editor has decided."""
    placed = Statement.Placement.RANKED
    return digest.statements.exclude(role=Role.STORY).filter(edited_at=None, placement=placed)


def cited_by(sentence: Sentence, kept: dict[str, Statement]) -> list[Statement]:
    """The statements that a sentence cites, each once; what is not there is left out."""
    return [kept[id] for id in dict.fromkeys(sentence.ids) if id in kept]


def store_one(statement: Statement, sentence: Sentence, kept: dict[str, Statement]) -> None:
    cited = cited_by(sentence, kept)
    statement.role, statement.importance = sentence.role, max((one.importance for one in cited), default=1)
    statement.outcome = Outcome.REJECTED if sentence.problems else sentence.outcome
    statement.reason = "\n".join(sentence.problems or sentence.first_problems)
    statement.refused = drafts.as_stored(sentence.words) if sentence.problems else {}
    statement.save()
    statement.cites.set(cited)
    statement.evidence.set({activity for one in cited for activity in one.evidence.all()})
    statement.topics.set({topic for one in cited for topic in one.topics.all()})
    if not sentence.problems:
        drafts.store_texts(statement, sentence.words)
