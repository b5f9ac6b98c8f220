"""Asks the gate as the service does: tidied words, and the evidence that a prompt would have carried."""

from benchmarks.gate.corpus import Row, Takeaway
from benchmarks.gate.mutations import Texts
from digest.writing import drafts
from digest.writing.gate import Evidence, Words
from digest.writing.typography import tidy, tidy_headline


def problems(row: Row, texts: Texts) -> list[str]:
    """Why the gate refuses these texts about this row; an empty list where it lets them pass."""
    words = {
        language: Words(tidy_headline(headline, language), tidy(detail, language))
        for language, (headline, detail) in texts.items()
    }
    return drafts.check(words, evidence(row))


def evidence(row: Row) -> Evidence:
    facts = row.facts
    listed = (line for key in ("paths", "labels", "added", "removed") for line in facts.get(key, []))
    return Evidence((facts["repository"], facts["title"], facts.get("body", ""), *listed), facts["kind"] == "release")


def takeaway_problems(takeaway: Takeaway) -> list[str]:
    """Why the gate refuses this takeaway: the words of the statements that it cites are all its evidence."""
    names = [row.repository for row in takeaway.cites]
    told = [part for row in takeaway.cites for language in takeaway.texts for part in row.texts[language]]
    released = any(row.facts["kind"] == "release" for row in takeaway.cites)
    words = {language: Words(detail=tidy(text, language)) for language, text in takeaway.texts.items()}
    return drafts.check(words, Evidence((*names, *told), released))
