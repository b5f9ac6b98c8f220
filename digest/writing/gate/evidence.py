"""What the gate holds against each other: the words of a draft, and the evidence that the prompt carried."""

import re
from dataclasses import dataclass, field
from enum import Enum

from digest.writing import tokens
from digest.writing.diff_evidence import DiffEvidence
from digest.writing.quantities import Figure, figures_told
from digest.writing.tokens import W, stands_in

PART = re.compile(r"[A-Z]{1,30}(?![a-z])\d{0,9}[a-z]?|[A-Z]?[a-z]{1,30}\d{0,9}|\d{1,9}[A-Za-z]{1,30}")


class State(Enum):
    """What became of the matter: an open report, an open proposal, a change on the default branch, a release."""

    UNKNOWN = ""
    REPORT = "report"
    PROPOSAL = "proposal"
    MERGED = "merged"
    RELEASE = "release"

    @property
    def is_open(self) -> bool:
        return self in (State.REPORT, State.PROPOSAL)


@dataclass(frozen=True)
class Words:
    """What is told in one language: a headline, a detail, or both."""

    headline: str = ""
    detail: str = ""

    @property
    def whole(self) -> str:
        return f"{self.headline}\n{self.detail}".strip()


@dataclass(frozen=True)
class Evidence:
    """Exactly what the prompt carried for the cited activities, ready to be looked up in.

    `texts` are the author's words, and `said` is them casefolded; names may also come from the lines of the diff.
    """

    texts: tuple[str, ...]
    has_release: bool = False
    diff: DiffEvidence = field(default_factory=DiffEvidence)
    state: State = State.UNKNOWN
    repositories: tuple[str, ...] = ()
    plain: str = field(init=False)
    folded: str = field(init=False)
    said: str = field(init=False)
    figures: tuple[Figure, ...] = field(init=False)
    parts: frozenset[str] = field(init=False)

    def __post_init__(self):
        texts = [tokens.normalise(text) for text in (*self.repositories, *self.texts)]
        plain = "\n".join((*texts, *self.diff.texts))
        figures = {one for text in self.texts for one in figures_told(tokens.normalise_lines(text))}
        changed = {one for line in (*self.diff.added, *self.diff.removed) for one in figures_told(line)}
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "folded", plain.casefold())
        object.__setattr__(self, "said", "\n".join(texts).casefold())
        object.__setattr__(self, "figures", tuple(figures | changed))
        object.__setattr__(self, "parts", frozenset(parts_of(plain)))

    def has(self, token: str) -> bool:
        """Whether this stands in the evidence as a whole token, or as a whole part of a name or a path in it."""
        return stands_in(token, self.folded) or tokens.canonical(token) in self.parts

    def has_figure(self, figure: Figure) -> bool:
        return any(figure.is_told_by(known) for known in self.figures)


def parts_of(text: str) -> set[str]:
    """The casefolded words that names are joined from: fmha_v2 has fmha, BaseDSL has dsl; and each with its number."""
    found = set()
    for name in re.findall(rf"[{W}]*[A-Za-z][{W}]*", text):
        for piece in name.split("_"):
            found.add(piece.casefold())
            found.update(part.casefold() for part in PART.findall(piece))
    return found
