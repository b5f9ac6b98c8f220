"""Asks the gate as the service does: tidied words, and the evidence that a prompt would have carried."""

from benchmarks.gate.corpus import Row, Takeaway
from benchmarks.gate.mutations import Texts
from digest.writing import drafts
from digest.writing.day_sentences import Cited, check_takeaway
from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate import Evidence, Problem, State, Words
from digest.writing.tokens import normalise
from digest.writing.typography import tidy

STATES = {
    "issue": State.REPORT,
    "proposal": State.PROPOSAL,
    "draft": State.PROPOSAL,
    "merged": State.MERGED,
    "commit": State.MERGED,
    "release": State.RELEASE,
}


def problems(row: Row, texts: Texts) -> list[Problem]:
    """Why the gate refuses or doubts these texts about this row; an empty list where it lets them pass."""
    return drafts.check(words_of(texts), evidence(row))


def words_of(texts: Texts) -> dict[str, Words]:
    """These texts in their last form."""
    return {language: drafts.tidy_words(headline, detail, language) for language, (headline, detail) in texts.items()}


def evidence(row: Row) -> Evidence:
    facts = row.facts
    return Evidence(
        (facts["title"], facts.get("body", ""), *facts.get("labels", []), *facts.get("paths", [])),
        has_release=facts["kind"] == "release",
        state=STATES[facts["kind"]],
        diff=DiffEvidence(lines_of(facts, "added"), lines_of(facts, "removed")),
        repositories=(facts["repository"],),
    )


def lines_of(facts: dict, side: str) -> tuple[str, ...]:
    return tuple(normalise(line) for line in facts.get(side, ()))


def takeaway_problems(takeaway: Takeaway) -> list[str]:
    """Why the gate refuses this takeaway: the words of the statements that it cites are all its evidence."""
    told = [part for row in takeaway.cites for language in takeaway.texts for part in row.texts[language]]
    states = {STATES[row.facts["kind"]] for row in takeaway.cites}
    evidence = Evidence(
        tuple(told),
        has_release=State.RELEASE in states,
        state=states.pop() if len(states) == 1 else State.UNKNOWN,
        repositories=tuple(dict.fromkeys(row.repository for row in takeaway.cites)),
        joins_stories=True,
    )
    words = {language: Words(detail=tidy(text, language)) for language, text in takeaway.texts.items()}
    cited = [
        Cited(str(number), row.repository, "\n".join(part for texts in row.texts.values() for part in texts))
        for number, row in enumerate(takeaway.cites)
    ]
    return [*drafts.check(words, evidence), *check_takeaway(words, cited, [])]
