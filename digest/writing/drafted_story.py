"""A story on its way through the model: what the prompt carries of it, its draft, and what is wrong with that."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import override

from digest.models import Statement
from digest.stories import labels
from digest.writing import diffs, drafts, excerpts, gate, repairs, second_reader


class DraftedStory:
    """A statement with its row in the prompt, its draft, and what is wrong with that."""

    def __init__(self, statement, id):
        others = [activity for activity in statement.evidence.all() if activity.pk != statement.main_id]
        self.statement, self.id = statement, id
        self.draft: dict[str, Any] = {}
        self.words: dict[str, Any] = {}
        self.problems: list[gate.Problem] = []
        self.doubts: list[gate.Problem] = []  # they refuse it, unless the second reader finds its words in the source
        self.repeats: list[gate.Problem] = []  # of the label's word: a reason to ask again, and none to lose a sentence
        self.found = second_reader.Found()
        self.label_of_title = labels.of_title(statement.main.title)
        self.patch = diffs.patch_of(statement.evidence.all())
        self.evidence = {
            "repository": statement.main.repository.full_name,
            **excerpts.evidence(statement.main, sorted(others, key=lambda one: one.pk)),
        }
        if self.patch and self.patch.files:
            self.evidence["diff"] = diffs.rows(self.patch.files)

    @property
    def row(self) -> dict[str, Any]:
        label = self.statement.label if labels.is_settled(self.statement.label) else ""
        carried = {name: value for name, value in self.evidence.items() if name != "repository"}
        return {"id": self.id, "label": label, **carried}

    def take(self, draft: dict[str, Any]) -> None:
        """Put the draft's typography right and check it."""
        self.draft, self.words = draft, drafts.tidied(draft)
        found = drafts.check(self.words, self.gate_evidence, self.importance)
        self.problems = [one for one in found if not one.is_doubt]
        self.doubts = [one for one in found if one.is_doubt]
        self.repeats = repeats_of(self.label, self.words)

    def mend(self, draft: dict[str, Any]) -> None:
        """Take the repair of a refused draft; where it says something else, that is a problem of its own."""
        before, problems = self.words, self.wrong
        self.take(repairs.restored(self.draft, draft, problems))
        if self.words == before:  # nobody is asked once more about the same words
            self.problems, self.doubts = [one for one in problems if one not in self.repeats], []
        self.problems += repairs.departures(before, self.words, problems, self.statement.main.title)

    def settle(self, found: second_reader.Found) -> None:
        """Take the second reader's word: a no is a problem, and so is each doubt unless he says yes."""
        self.found = found
        if found.why:
            self.problems.append(gate.Problem(found.why, gate.Remedy.CORRECT))
        if found.verdict != Statement.SecondReading.YES:
            self.problems += self.doubts
        self.doubts = []

    @property
    def wrong(self) -> list[gate.Problem]:
        """All that a repair should put right."""
        return [*self.problems, *self.doubts, *self.repeats]

    @property
    def label(self) -> str:
        """The label that stands beside its words."""
        settled = self.statement.label if labels.is_settled(self.statement.label) else ""
        return settled or self.label_of_title or self.draft["label"]

    @cached_property
    def gate_evidence(self) -> gate.Evidence:
        """Read once for both readers and the repair; the prompt's row must be final by then."""
        return evidence_of(self.evidence)

    @property
    def importance(self) -> int:
        """The draft's, as far as the facts allow it."""
        return min(self.draft["importance"], highest_importance(self.statement))

    @property
    def sentence(self) -> second_reader.Sentence:
        """What the second reader sees of it."""
        return second_reader.Sentence(self.id, self.words, self.gate_evidence, tuple(self.doubts))

    @property
    def quote(self) -> dict[str, Any]:
        """The lines of its diff that the draft points at; what the prompt did not carry cannot be pointed at."""
        return diffs.quote(self.patch if "diff" in self.evidence else None, self.draft.get("code", ()))


def evidence_of(stored: dict[str, Any]) -> gate.Evidence:
    """The gate's view of what a prompt carried for a story."""
    kinds = [stored["kind"], *(one["kind"] for one in stored["also"])]
    return gate.Evidence(
        tuple(excerpts.texts(stored)),
        has_release=any(kind.startswith("release") for kind in kinds),
        state=state_of(kinds),
        diff=diffs.evidence(stored.get("diff", [])),
        repositories=(stored["repository"],),
    )


STATES = {
    "release published": gate.State.RELEASE,
    "pull request merged": gate.State.MERGED,
    "commit pushed": gate.State.MERGED,
    "pull request opened": gate.State.PROPOSAL,
    "issue opened": gate.State.REPORT,
}


def state_of(kinds: Iterable[str]) -> gate.State:
    """How far the matter of these kinds of activity has come: the furthest of them; of what was closed nobody knows."""
    known = [STATES.get(kind, gate.State.UNKNOWN) for kind in kinds]
    if any(kind.endswith("closed") for kind in kinds) and gate.State.MERGED not in known:
        return gate.State.UNKNOWN
    return next((state for state in STATES.values() if state in known), gate.State.UNKNOWN)


def repeats_of(label: str, words: dict[str, gate.Words]) -> list[gate.Problem]:
    """A problem of form for each headline that says the word of its label once more: "Fixed · Fixes …", 修复 · 已修复….

    The word is not cut away: what is left, "a crash on SM90", would be news of the contrary wherever it stands alone.
    """
    found: list[gate.Problem] = []
    if label == Statement.Label.RELEASED:  # of a version there may be no more to say than that it is out
        return found
    for language, told in words.items():
        with override(language):
            word = str(Statement.Label(label).label)
        if _said_again(word).search(told.headline):
            reason = f"the headline says the word of its label again: {word}"
            found.append(gate.Problem(reason, gate.Remedy.REWRITE, language))
    return found


def _said_again(word: str) -> re.Pattern[str]:
    """The word at the beginning of a headline, or said as done anywhere in it; Fixed is also fix, fixes and fixing."""
    if not word.isascii():
        return re.compile(rf"^(?:已|将|现)?{re.escape(word)}|已{re.escape(word)}")
    stem = re.escape(word.lower().removesuffix("d").removesuffix("e"))
    return re.compile(rf"^{stem}(?:e|es|ed|s|d|ing)?\b|\b(?:is|are|now|been) {stem}e?d\b", re.IGNORECASE)


def highest_importance(statement: Statement) -> int:
    """How far the model may raise it: one above its facts, a proposal to 4. It may lower anything to a chore."""
    raised = min(5, statement.importance + 1)
    return max(4, raised) if statement.label == Statement.Label.PROPOSED else raised
