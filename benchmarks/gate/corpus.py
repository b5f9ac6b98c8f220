"""True statements in both languages, each with the facts that it was written from; read from `statements/*.json`."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "statements"
TAKEAWAYS = FOLDER / "takeaways.json"
HELD_OUT = "held_out"  # files that begin so hold days that nobody tuned the gate to
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Row:
    """One statement: `texts` is {language: (headline, detail)}; `still_true` names edits that leave it true."""

    facts: dict
    texts: dict[str, tuple[str, str]]
    still_true: frozenset[str]
    is_held_out: bool

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
    def is_held_out(self) -> bool:
        return any(row.is_held_out for row in self.cites)


def load() -> list[Row]:
    """Every statement of every file, held-out ones last."""
    paths = sorted(
        set(FOLDER.glob("*.json")) - {TAKEAWAYS}, key=lambda path: (path.stem.startswith(HELD_OUT), path.name)
    )
    return [
        _row(facts, path.stem.startswith(HELD_OUT)) for path in paths for facts in json.loads(path.read_text("utf-8"))
    ]


def load_takeaways(rows: list[Row]) -> list[Takeaway]:
    """Those that cite nothing but these rows; a row is cited by its English headline."""
    known = {row.texts["en"][0]: row for row in rows}
    return [
        Takeaway(tuple(known[headline] for headline in told["cites"]), {name: told[name] for name in LANGUAGES})
        for told in json.loads(TAKEAWAYS.read_text("utf-8"))
        if known.keys() >= set(told["cites"])
    ]


def _row(facts: dict, is_held_out: bool) -> Row:
    texts = {language: tuple(facts[language]) for language in LANGUAGES}
    return Row(facts, texts, frozenset(facts.get("still_true", ())), is_held_out)
