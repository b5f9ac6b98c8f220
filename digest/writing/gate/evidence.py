"""What the gate holds against each other: the words of a draft, and the evidence that the prompt carried."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from digest.text import HAN_CHARACTER
from digest.writing import tokens
from digest.writing.diff_evidence import DiffEvidence
from digest.writing.gate.counts import counts_of
from digest.writing.gate.modals import Verbs, verbs_in
from digest.writing.gate.neighbours import Shape, homes_of, places_of, shapes_in, without_words
from digest.writing.gate.passages import Passage, parts_of, passages
from digest.writing.gate.relations import Relation, relations
from digest.writing.gate.states import State
from digest.writing.number_words import Figure, known_numbers
from digest.writing.quantities import figures_told, supports
from digest.writing.tables import spelled_out
from digest.writing.tokens import stands_in

NAME_REACH = 7  # words on each side that are near a name of the evidence
# A line of some length that ends no sentence, before one that begins no bullet, heading or row.
WRAPPED = re.compile(r"(?<=[^\n|]{45}[A-Za-z0-9,)`\]])\n {0,4}(?=[a-z(`\[0-9])(?!\d{1,3}[.)] )")


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
    joins_stories: bool = False  # of several, whose names stand beside each other in the sentence alone
    plain: str = field(init=False)
    folded: str = field(init=False)
    said: str = field(init=False)
    figures: tuple[Figure, ...] = field(init=False)
    parts: frozenset[str] = field(init=False)

    def __post_init__(self):
        texts = [tokens.normalise(text) for text in (*self.repositories, *self.texts)]
        plain = "\n".join((*texts, *self.diff.texts))
        figures = {one for text in self.texts for one in figures_told(unwrapped(tokens.normalise_lines(text)))}
        changed = {one for line in (*self.diff.added, *self.diff.removed) for one in figures_told(line)}
        object.__setattr__(self, "plain", plain)
        object.__setattr__(self, "folded", plain.casefold())
        object.__setattr__(self, "said", "\n".join(texts).casefold())
        object.__setattr__(self, "figures", tuple(figures | changed))
        object.__setattr__(self, "parts", frozenset(parts_of(plain)))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences, lines and cells of the author's words, and of the diff as what was added and removed."""
        told = [passage for text in self.texts for passage in passages(unwrapped(spelled_out(text)))]
        sides = (("add", self.diff.added), ("remove", self.diff.removed))
        changed = [
            replace(passage, is_of_diff=True)
            for side, lines in sides
            for line in lines
            for passage in passages(f"{side} {line}".replace(": ", " , "))  # code ends no sentence by a colon
        ]
        return (*told, *changed)

    @cached_property
    def relations(self) -> frozenset[Relation]:
        """What took the place of what, in the author's words."""
        return frozenset(one for line in self.lines for one in relations(line))

    @cached_property
    def numbers(self) -> frozenset[Figure]:
        """What the number words of the author mean."""
        return frozenset(known_numbers(self.folded))

    @cached_property
    def counts(self) -> frozenset[int]:
        """How many things stand in the lists, tables and files of the evidence."""
        return frozenset(counts_of(self.texts))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The normalised lines of the author's words, those that only the width of a page broke in one."""
        return tuple(
            line for text in self.texts for line in unwrapped(tokens.normalise_lines(text)).split("\n") if line
        )

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """{name: how it is written} of the names in the author's words and in the diff."""
        return shapes_in("\n".join((*self.lines, *self.diff.added, *self.diff.removed)))

    @cached_property
    def marked_shapes(self) -> dict[str, Shape]:
        """As `shapes`, without what is a word of the language elsewhere: Move, Default."""
        return without_words(self.shapes, "\n".join(self.lines))

    @cached_property
    def places(self) -> dict[str, list[frozenset[str]]]:
        """{name: the words near each place where it stands}."""
        return places_of(self.shapes, self.sentences, NAME_REACH)

    @cached_property
    def homes(self) -> dict[str, frozenset[int]]:
        """{name: the numbers of the author's sentences that have it, 0 for the title}; of the diff alone none."""
        return homes_of(self.shapes, [one for one in self.sentences if not one.is_of_diff])

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        """As `passages`, but of lines that only the width of a page broke one."""
        told = [passage for line in self.lines for passage in passages(line)]
        return (*told, *(one for one in self.passages if one.is_of_diff))

    @cached_property
    def verbs(self) -> Verbs:
        """Which verbs the author says are done, or can be, and which are not."""
        return verbs_in(passage.text for passage in self.sentences)

    @property
    def language(self) -> str:
        """ "zh" where its author wrote Chinese, else "en"."""
        return "zh" if len(HAN_CHARACTER.findall(self.said)) * 5 > len(self.said) else "en"

    def has(self, token: str) -> bool:
        """Whether this stands in the evidence as a whole token, or as a whole part of a name or a path in it."""
        return stands_in(token, self.folded) or tokens.canonical(token) in self.parts

    def has_figure(self, figure: Figure) -> bool:
        return any(supports(known, figure) for known in self.figures)


def unwrapped(text: str) -> str:
    """The text with a line joined to the one before where that one was broken for its width alone."""
    return WRAPPED.sub(" ", text)
