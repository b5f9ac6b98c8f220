"""What the second reader makes of sentences that the gate did not refuse, true ones and false ones, doubted or not."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.gate.corpus import Row
from benchmarks.gate.fates import DOUBTED, PASSED, REFUSED, fate
from benchmarks.gate.judge import evidence, problems, words_of
from benchmarks.gate.mutations import Texts, edits_of
from digest.models import Statement
from digest.writing import client, second_reader

OF_A_GROUP = 40
Reading = Statement.SecondReading
GROUPS = [(kind, made) for kind in ("true", "false") for made in (PASSED, DOUBTED)]


@dataclass(frozen=True)
class Told:
    """A statement as it was written, or a false edit of it, and what the gate doubts about it."""

    row: Row
    texts: Texts
    group: tuple[str, str]
    doubts: tuple[str, ...]

    @property
    def place(self) -> str:
        """By it a sample is taken, the same in each run, and true ones are mixed with false ones."""
        return hashlib.sha256(str(self.texts).encode()).hexdigest()

    def as_sentence(self, id: str) -> second_reader.Sentence:
        return second_reader.Sentence(id, words_of(self.texts), evidence(self.row), self.doubts)


def table(rows: list[Row]) -> str:
    """A Markdown table of what the second reader says of a sample of each group; asks Claude."""
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    taken, size = sample(rows), second_reader.SENTENCES_A_CALL
    for told in (taken[at : at + size] for at in range(0, len(taken), size)):
        for one, verdict in zip(told, read(told), strict=True):
            counts[one.group][verdict] += 1
    heads = ["yes", "unclear", "no", "not read"]
    lines = ["| statements | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    verdicts = (Reading.YES, Reading.UNCLEAR, Reading.NO, Reading.NONE)
    for group in GROUPS:
        cells = [str(counts[group][verdict]) for verdict in verdicts]
        lines.append(f"| {group[0]}, {group[1]} by the gate | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def sample(rows: Iterable[Row]) -> list[Told]:
    """At most OF_A_GROUP of each group, mixed."""
    groups: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for told in _unrefused(rows):
        groups[told.group].append(told)
    taken = [one for group in groups.values() for one in sorted(group, key=lambda told: told.place)[:OF_A_GROUP]]
    return sorted(taken, key=lambda told: told.place)


def _unrefused(rows: Iterable[Row]) -> Iterator[Told]:
    for row in rows:
        for kind, texts in [("true", row.texts), *(("false", edit.texts) for edit in edits_of(row))]:
            found = problems(row, texts)
            if fate(found) != REFUSED:
                yield Told(row, texts, (kind, fate(found)), tuple(found))


def read(told: Iterable[Told]) -> list[str]:
    """The verdict on each of these, at most SENTENCES_A_CALL; "" of all of them where Claude has no answer."""
    sentences = [one.as_sentence(f"s{number}") for number, one in enumerate(told, 1)]
    try:
        answer = client.ask(second_reader.question(sentences))
    except client.ClaudeError:
        return [Reading.NONE] * len(sentences)
    found = second_reader.judged(sentences, answer.data)
    return [found[one.id].verdict if one.id in found else Reading.NONE for one in sentences]
