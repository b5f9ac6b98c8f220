"""True statements in both languages, each with the facts that it was written from; read from `statements/*.json`."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "statements"
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


def load() -> list[Row]:
    """Every statement of every file, held-out ones last."""
    paths = sorted(FOLDER.glob("*.json"), key=lambda path: (path.stem.startswith(HELD_OUT), path.name))
    return [
        _row(facts, path.stem.startswith(HELD_OUT)) for path in paths for facts in json.loads(path.read_text("utf-8"))
    ]


def _row(facts: dict, is_held_out: bool) -> Row:
    texts = {language: tuple(facts[language]) for language in LANGUAGES}
    return Row(facts, texts, frozenset(facts.get("still_true", ())), is_held_out)
