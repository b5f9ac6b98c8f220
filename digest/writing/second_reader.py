"""A second reader compares sentences that the gate did not refuse with their sources once more.

It is a cheap call with a prompt of its own, at most eight sentences each. It has to copy the words of the source that
carry a claim; code looks for them, and what is not there counts as a no. What the gate passed it can only refuse; what
the gate doubts is told only if it says yes. Away, over its budget or unreadable, it changes nothing: what passed the
code stays, what the code doubts is refused, and code finds the words of the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from pydantic import BaseModel

from digest import languages
from digest.models import Completion, Repository, Statement
from digest.writing import batches, client, gate, tokens
from digest.writing.completions import CompletionClient, spent
from digest.writing.pricing import cost_usd
from digest.writing.retrieval import excerpt, most_alike, terms

SENTENCES_A_CALL = 8
SOURCE_ROOM, DIFF_ROOM = 900, 300  # characters of the evidence of one sentence, twice as many for one that is doubted
TERMS_OF_DOUBTED = 2  # in the words that carry a doubted sentence: a bare name carries nothing
TOKENS_TO_THINK, TOKENS_A_SENTENCE = 1200, 200
Reading = Statement.SecondReading


class Claim(BaseModel):
    who: str
    what: str
    to: str
    words: str
    verdict: Literal["yes", "no", "unclear"]


class Read(BaseModel):
    id: str
    claims: list[Claim]


class Readings(BaseModel):
    sentences: list[Read]


@dataclass(frozen=True)
class Found:
    """What the second reader made of a sentence; `why` is empty unless it refuses."""

    verdict: str = Reading.NONE
    words: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Sentence:
    """What was told of a story, the evidence that its prompt carried, and what the gate doubts about it."""

    id: str
    words: dict[str, gate.Words]
    evidence: gate.Evidence
    doubts: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        return "\n".join(words.whole for words in self.words.values())

    @property
    def row(self) -> dict[str, Any]:
        texts = {languages.get(language).field: words.whole for language, words in self.words.items()}
        rooms = 2 if self.doubts else 1
        source = excerpt(self.told, list(self.evidence.texts), SOURCE_ROOM * rooms)
        row: dict[str, Any] = {"id": self.id, **texts, "state": self.evidence.state.value, "source": source}
        diff = self.evidence.diff
        changed = [*(f"+ {line}" for line in diff.added), *(f"- {line}" for line in diff.removed)]
        if changed:
            row["changed"] = excerpt(self.told, changed, DIFF_ROOM * rooms)
        return row | ({"doubts": list(self.doubts)} if self.doubts else {})

    @property
    def found_by_code(self) -> Found:
        """What stands in for the second reader's words where it was away."""
        return Found(words=tuple(most_alike(self.told, self.evidence.texts)))


def read(
    completion_client: CompletionClient, repository: Repository, sentences: list[Sentence]
) -> dict[str, Found] | None:
    """What is found about each sentence, by its id; None while a batch that answers it has not ended."""
    batch = settings.SECOND_READER == "batch" and not completion_client.model  # an editor waits for no batch
    return _read(completion_client, repository, sentences, _by_batch if batch else _directly)


def read_repaired(
    completion_client: CompletionClient, repository: Repository | None, sentences: list[Sentence]
) -> dict[str, Found]:
    """The same for the few that were repaired, or are about the whole day: at once, a day waits for one batch only."""
    return _read(completion_client, repository, sentences, _directly) or {}


def _read(completion_client, repository, sentences, ask) -> dict[str, Found] | None:
    found = {sentence.id: sentence.found_by_code for sentence in sentences}
    if settings.SECOND_READER == "off":
        return found
    groups = [sentences[at : at + SENTENCES_A_CALL] for at in range(0, len(sentences), SENTENCES_A_CALL)]
    # All of them are asked before any answer is read: a batch takes them together.
    completions = [ask(completion_client, question(group), repository) for group in groups]
    is_batch = ask is _by_batch
    if is_batch and any(batches.is_waiting(completion_client, one) for one in completions if one):
        completion_client.is_waiting = True
        return None
    for group, completion in zip(groups, completions, strict=True):
        if completion and completion.answer is not None:
            found |= judged(group, completion.answer)
    return found


def _directly(completion_client, prompt, repository):
    return completion_client.ask(prompt, Completion.Purpose.SECOND_READING, repository) if may_ask(prompt) else None


def _by_batch(completion_client, prompt, repository):
    return (
        batches.ask(completion_client, prompt, Completion.Purpose.SECOND_READING, repository)
        if may_ask(prompt)
        else None
    )


def may_ask(prompt: client.Prompt) -> bool:
    """Whether it is answered already, or its cost at most fits into what is left of both budgets.

    The day's own questions come first, so a spent budget ends the second reading and not the writing.
    """
    if Completion.objects.filter(input_hash=client.fingerprint(prompt), attempts__gt=0).exists():
        return True
    now, highest = timezone.now(), cost_usd(settings.ANTHROPIC_MODEL, client.highest_usage(prompt))
    own = spent(now, Completion.Purpose.SECOND_READING) + highest
    budgets = [Decimal(str(sum)) for sum in (settings.SECOND_READER_BUDGET_USD, settings.ANTHROPIC_DAILY_BUDGET_USD)]
    return own <= budgets[0] and spent(now) + highest <= budgets[1]


def question(sentences: Sequence["Sentence"]) -> client.Prompt:
    """The prompt for these sentences, at most SENTENCES_A_CALL of one repository."""
    data = {"sentences": [sentence.row for sentence in sentences]}
    system = render_to_string("prompts/second_reader.txt").strip()
    room = TOKENS_TO_THINK + TOKENS_A_SENTENCE * len(sentences)
    return client.Prompt(system, client.as_json(data), Readings, room)


def judged(sentences: Sequence["Sentence"], answer: dict) -> dict[str, Found]:
    """What an answer finds, checked; a sentence that it leaves out, or has no claim of, is not read."""
    by_id = {row["id"]: row["claims"] for row in reversed(answer["sentences"])}
    return {sentence.id: judge(sentence, by_id[sentence.id]) for sentence in sentences if by_id.get(sentence.id)}


def judge(sentence: Sentence, claims: list[dict]) -> Found:
    """One sentence's verdict from its claims: a single no refuses it, and a single doubt is a doubt."""
    verdicts = [checked(sentence, claim) for claim in claims]
    judged_claims = list(zip(verdicts, claims, strict=True))
    quoted = dict.fromkeys(claim["words"].strip() for verdict, claim in judged_claims if verdict == Reading.YES)
    words = tuple(quoted) or sentence.found_by_code.words
    if Reading.NO in verdicts:
        refused = (claim for verdict, claim in judged_claims if verdict == Reading.NO)
        return Found(Reading.NO, words, "; ".join(_reason(sentence, claim) for claim in refused))
    return Found(Reading.UNCLEAR if Reading.UNCLEAR in verdicts else Reading.YES, words)


def checked(sentence: Sentence, claim: dict) -> str:
    """The verdict that counts: words that are not in the source are a no, words about something else decide nothing."""
    if claim["words"].strip() and not stands_in_source(claim["words"], sentence.evidence):
        return Reading.NO
    if claim["verdict"] != Reading.YES:
        return claim["verdict"]
    if not claim["words"].strip():
        return Reading.NO
    # Of a doubted sentence the reader's own words prove nothing: they may be those of a source that asks for a yes.
    said = "" if sentence.doubts else " ".join((claim["who"], claim["what"], claim["to"]))
    carrying = terms(claim["words"])
    is_enough = len(carrying) >= (TERMS_OF_DOUBTED if sentence.doubts else 1)
    return Reading.YES if is_enough and carrying & terms(f"{sentence.told} {said}") else Reading.UNCLEAR


def stands_in_source(words: str, evidence: gate.Evidence) -> bool:
    """Whether these words stand in what the author said or changed, however lines are broken and code is marked."""
    said = "\n".join((*evidence.texts, *evidence.diff.added, *evidence.diff.removed))
    wanted, source = (_flat(text) for text in (words, said))
    return bool(wanted) and tokens.stands_verbatim(wanted, source)


def _flat(text):
    return " ".join(tokens.normalise(text.replace("`", "")).casefold().split()).lstrip("+- ")


def _reason(sentence, claim):
    said = " ".join(filter(None, (claim["who"], claim["what"], claim["to"])))[:200]
    not_there = claim["words"].strip() and not stands_in_source(claim["words"], sentence.evidence)
    return f"{'the source does not have the words for' if not_there else 'the source does not say'}: {said}"
