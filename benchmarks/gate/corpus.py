"""True statements in both languages, each with the facts that it was written from; read from `statements/*.json`."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "statements"
TAKEAWAYS = FOLDER / "takeaways.json"
TUNED, HELD_OUT = "tuned", "held_out"
PARTS = (TUNED, HELD_OUT)  # a file whose name begins with one belongs to it, every other to the first
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Row:
    """One statement: `texts` is {language: (headline, detail)}; `still_true` names edits that leave it true."""

    facts: dict
    texts: dict[str, tuple[str, str]]
    still_true: frozenset[str]
    part: str = TUNED

    @property
    def repository(self) -> str:
        return self.facts["repository"]

    @property
    def evidence(self) -> str:
        """All that the statement may be made of, as one text."""
        listed = ("paths", "labels", "added", "removed")
        parts = [
            self.facts["title"],
            self.facts.get("body", ""),
            *(line for key in listed for line in self.facts.get(key, [])),
        ]
        return "\n".join(parts)


@dataclass(frozen=True)
class Takeaway:
    """A sentence in each language that joins what stories of several rows tell; it may be made of their words alone."""

    cites: tuple[Row, ...]
    texts: dict[str, str]

    @property
    def part(self) -> str:
        """The last of the parts that it cites: one story that nobody tuned to makes the sentence such a one."""
        return max((row.part for row in self.cites), key=PARTS.index)


def load() -> list[Row]:
    """Every statement of every file, part by part."""
    paths = sorted(set(FOLDER.glob("*.json")) - {TAKEAWAYS}, key=lambda path: (PARTS.index(_part_of(path)), path.name))
    return [_row(facts, _part_of(path)) for path in paths for facts in json.loads(path.read_text("utf-8"))]


def _part_of(path: Path) -> str:
    return next((part for part in PARTS if path.stem.startswith(part)), TUNED)


def load_takeaways(rows: list[Row]) -> list[Takeaway]:
    """Those that cite nothing but these rows; a row is cited by its English headline."""
    known = {row.texts["en"][0]: row for row in rows}
    return [
        Takeaway(tuple(known[headline] for headline in told["cites"]), {name: told[name] for name in LANGUAGES})
        for told in json.loads(TAKEAWAYS.read_text("utf-8"))
        if known.keys() >= set(told["cites"])
    ]


def _row(facts: dict, part: str) -> Row:
    texts = {language: tuple(facts[language]) for language in LANGUAGES}
    return Row(facts, texts, frozenset(facts.get("still_true", ())), part)
