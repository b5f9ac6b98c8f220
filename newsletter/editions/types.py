"""One repository's part of an edition: its lines, with their references, and what was fetched of it."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference as readers see it (#2547, 11537c7, v0.6.4) and where it leads on GitHub."""

    text: str
    url: str
    kind: str  # "number", "sha" or "tag"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a story relates to another: `word` is a code (fixes, same_as, reverts, relands, reverted_by,
    released_in, see_also)."""

    word: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What an earlier digest told of the same matter."""

    date: date
    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One story as it is told in one language: the unit of mail, page and JSON."""

    id: int  # of the statement
    repository_id: int
    label: str  # a Statement.Label code
    importance: int
    headline: str  # empty only where a statement is all detail
    detail: str
    by_title: bool  # headline is a quotation of GitHub's title, in its own language
    fold: str  # a Statement.Fold code; empty: told by itself
    kinds: frozenset[str]  # selections' kinds that it belongs to
    topics: tuple[str, ...]  # slugs, best first
    refs: tuple[Ref, ...]  # own reference first, then commits
    relations: tuple[Relation, ...]
    files: tuple[str, ...]  # whole paths, largest change first, tests and lock files last
    files_total: int | None  # None: not read
    additions: int | None
    deletions: int | None
    evidence: tuple[str, ...]  # URLs
    activity_ids: frozenset[int]
    day: date | None = None  # the day of the digest that tells it
    late_date: date | None = None
    is_cut: bool = False  # told by its title since its repository had too many stories to write up
    follow_up: FollowUp | None = None
    authors: tuple[str, ...] = ()  # GitHub logins, the main activity's first
    occurred_at: datetime | None = None  # of the main activity; None where it is not known

    @property
    def is_key(self):
        return self.importance == 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary or the takeaways; `refs` read `vllm #34914` since they stand outside their section."""

    text: str
    refs: tuple[Ref, ...]
    statement_ids: frozenset[int]  # the story statements that it cites
    topics: tuple[str, ...] = ()
    by_model: bool = True
    importance: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What was fetched of one kind: `status` is a Coverage.Status code, `found` is before any filter."""

    status: str
    found: int
    reason: str = ""
    tried_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A repository as a reader sees it."""

    id: int
    full_name: str
    url: str
    line: str = ""

    @property
    def owner(self):
        return self.full_name.split("/")[0]

    @property
    def name(self):
        return self.full_name.split("/")[1]


@dataclass(frozen=True, slots=True)
class Section:
    """One repository of an edition. found = len(lines) + len(tail) + folded + outside, in stories."""

    source: Source
    counts: dict[str, Count]  # by Coverage.Kind
    lines: tuple[Line, ...] = ()  # told in full, ranked
    tail: tuple[Line, ...] = ()  # cut by the reading budget, named by short title, ranked
    folded: tuple[tuple[str, int], ...] = ()  # (Fold code, how many stories)
    outside: int = 0  # stories outside the chosen topics or kinds
    found: int = 0  # stories of the day in this repository, before any filter
    written_by: str = "facts"  # "model", "facts" or "mixed"
    folded_lines: tuple[Line, ...] = ()  # the same stories one by one, for the page
    moved: dict[str, int] = field(default_factory=dict)  # activities of the day by "kind action": "issue opened"
    key: tuple = field(
        init=False, compare=False, repr=False
    )  # equal in one day: the same stories told, named and folded

    def __post_init__(self):
        ids = [tuple([line.id for line in lines]) for lines in (self.lines, self.tail, self.folded_lines)]
        object.__setattr__(self, "key", (self.source.id, *ids))

    @property
    def told(self):
        return len(self.lines)

    @property
    def is_failed(self):
        return any(count.status == "failed" for count in self.counts.values())
