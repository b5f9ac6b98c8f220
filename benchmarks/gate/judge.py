"""Asks the gate as the service does: tidied words, and the evidence that a prompt would have carried."""

from benchmarks.gate.corpus import Row
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
