"""An editor's own words for a statement: what the gate thinks of them, who wrote them, and what stood there before."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from digest.desk.open_digest import Refused, open_digest
from digest.models import Statement
from digest.writing import drafts, gate

Outcome, Role = Statement.Outcome, Statement.Role
BY_TITLE = "an editor had it told by its title"
CITES_TITLE = "the story that it cites is told by its title"


@dataclass(frozen=True)
class Edit:
    """Words in their last form, as they are checked and stored; `problems`: what the gate finds wrong with them."""

    words: dict[str, gate.Words]
    problems: list[str]
    source_words: list[str]  # the passages of the evidence that are most alike

    @property
    def fingerprint(self) -> str:
        """Of the words and their problems: who overrules the gate has seen both."""
        return _hash([drafts.as_stored(self.words), self.problems])


def version(statement: Statement) -> str:
    """A hash of how it is told now: two editors must not overwrite each other unseen."""
    return _hash([statement.outcome, statement.stored_texts])


def read(statement: Statement, words: dict[str, gate.Words]) -> Edit:
    """What the gate thinks of these words, held against the same evidence as the model's."""
    if statement.role != Role.STORY:
        return _read_sentence(statement, words)
    from digest.writing.drafted_story import DraftedStory, repeats_of  # not above: pydantic is only for who writes

    story = DraftedStory(statement, "s1")
    story.evidence, story.words = statement.prompt_evidence or story.evidence, words
    problems = drafts.check(words, story.gate_evidence, statement.importance)
    return Edit(
        words,
        [str(problem) for problem in (*problems, *repeats_of(statement.label, words))],
        list(story.sentence.found_by_code.words),
    )


def _read_sentence(statement, words):
    from digest.writing.summary import evidence_of  # not above: pydantic is only for who writes

    cited = statement.cites.select_related("repository").prefetch_related("texts")
    return Edit(words, [str(problem) for problem in drafts.check(words, evidence_of(cited))], [])


def store(statement: Statement, edit: Edit, editor: int | None, seen: str) -> None:
    """Tell it in these words, signed by this editor. `seen` is the version they began from. Raises Refused.

    What the gate found is kept as the reason: whoever stores words with problems has overruled it.
    """
    with open_digest(statement.digest_id):
        row = _locked(statement)
        if version(row) != seen:
            raise Refused(_("Somebody else changed it meanwhile: look at what it says now."))
        _keep_original(row)
        drafts.store_texts(row, edit.words)
        row.outcome, row.reason = Outcome.EDITED, "\n".join(edit.problems)
        row.source_words, row.second_reading = edit.source_words, Statement.SecondReading.NONE
        _sign(row, editor)


def tell_by_title(statement: Statement, editor: int | None) -> int:
    """Tell this story by its title, and drop the sentences about the day that rest on its words. Raises Refused.

    Returns how many sentences were dropped.
    """
    if statement.role != Role.STORY or not statement.by_model:
        raise Refused(_("It is told by its title already, or has none."))
    with open_digest(statement.digest_id):
        row = _locked(statement)
        _keep_original(row)
        _retell(row, editor, Outcome.TITLE, BY_TITLE)
        resting = resting_on(row)
        for sentence in resting:
            _keep_original(sentence)
            sentence.refused = sentence.stored_texts
            _retell(sentence, editor, Outcome.REJECTED, CITES_TITLE)
    return len(resting)


def resting_on(story: Statement) -> list[Statement]:
    """The sentences about the day that are told and cite this story."""
    return list(story.cited_by.exclude(outcome=Outcome.REJECTED).prefetch_related("texts"))


def restore(statement: Statement) -> None:
    """Tell it as it was told before it was edited. Raises Refused."""
    with open_digest(statement.digest_id):
        row = _locked(statement)
        if not row.original:
            raise Refused(_("It was not edited."))
        texts = {language: gate.Words(**words) for language, words in row.original["texts"].items()}
        drafts.store_texts(row, texts)
        row.outcome, row.reason = row.original["outcome"], row.original["reason"]
        row.source_words, row.second_reading = row.original["source_words"], row.original["second_reading"]
        row.edited_by, row.edited_at, row.original = None, None, {}
        row.save()


def _retell(row, editor, outcome, reason):
    row.texts.all().delete()
    row.outcome, row.reason = outcome, reason
    _sign(row, editor)


def _sign(row, editor):
    row.edited_by_id, row.edited_at = editor, timezone.now()
    row.save()


def _locked(statement):
    """The statement as it is now; the digest's lock is held."""
    row = Statement.objects.filter(pk=statement.pk).prefetch_related("texts").first()
    if row is None:
        raise Refused(_("It is gone: the day was built anew meanwhile."))
    return row


def _keep_original(row):
    """How it was told before any editor came; the first one counts."""
    if not row.original:
        row.original = {
            "outcome": row.outcome,
            "reason": row.reason,
            "second_reading": row.second_reading,
            "source_words": row.source_words,
            "texts": row.stored_texts,
        }


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]
