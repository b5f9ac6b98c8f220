"""The values of an edition: sections, stories, references and sentences, as mail, page and JSON show them."""

import datetime as dt
from dataclasses import dataclass, field

from digest.defang import defang_code
from newsletter.editions.week import Week


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as readers see it (#2547, 11537c7, v0.6.4) and where it leads on GitHub."""

    text: str
    url: str
    kind: str  # "number", "sha" or "tag"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a story relates to another: `word` is a code (fixes, same_as, reverts, relands, reverted_by,
    released_in, in_branch, part, see_also)."""

    word: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What an earlier digest told of the same matter."""

    date: dt.date
    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """That a story or sentence was corrected after its day was published, and what it said until then."""

    made_at: dt.datetime
    reason: str  # one line for readers
    headline: str  # until then
    detail: str  # until then


@dataclass(frozen=True, slots=True)
class InterfaceFact:
    """One interface change of a story, as code found it: source text before and after, and where it stands."""

    kind: str  # a digest.interface.types.ChangeKind code
    symbol: str
    parameter: str
    before: str
    after: str
    path: str
    line: int  # 0: none can be named
    url: str  # on GitHub
    is_breaking: bool


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """One line of a diff, letter for letter: `sign` is "+", "-" or " ", `number` its place after or before."""

    sign: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class CodeQuote:
    """Lines of one file's diff that say best what a story changed, and where GitHub shows them."""

    path: str
    lines: tuple[QuotedLine, ...]
    url: str


@dataclass(frozen=True, slots=True)
class AffectedPackage:
    """Versions as GitHub writes them (`>= 0.5, < 0.9`); empty where the advisory names none."""

    name: str
    affected: str
    fixed: str


@dataclass(frozen=True, slots=True)
class AdvisoryFact:
    """What a security advisory says of itself."""

    severity: str  # GitHub's word: low, medium, high, critical; or empty
    cve: str  # empty where none was assigned
    packages: tuple[AffectedPackage, ...]


@dataclass(frozen=True, slots=True)
class EditionStory:
    """One story as it is told in one language: the unit of mail, page and JSON."""

    id: int  # of the statement
    repository_id: int
    day: dt.date  # of the digest that tells it
    path: str  # of its own page
    label: str  # a Statement.Label code
    importance: int
    headline: str  # empty only where a statement is all detail
    detail: str
    by_title: bool  # headline is a quotation of GitHub's title, in its own language
    fold: str  # a Statement.Fold code; empty: told by itself
    kinds: frozenset[str]  # selections' kinds that it belongs to
    topics: tuple[str, ...]  # slugs, best first
    references: tuple[Reference, ...]  # own reference first, then commits
    relations: tuple[Relation, ...]
    files: tuple[str, ...]  # whole paths, largest change first, tests and lock files last
    files_total: int | None  # None: not read
    additions: int | None
    deletions: int | None
    evidence: tuple[str, ...]  # URLs
    activity_ids: frozenset[int]
    late_date: dt.date | None = None
    is_cut: bool = False  # told by its title since its repository had too many stories to write up
    follow_up: FollowUp | None = None
    authors: tuple[str, ...] = ()  # GitHub logins, the main activity's first
    occurred_at: dt.datetime | None = None  # of the main activity; None where it is not known
    interface: tuple[InterfaceFact, ...] = ()  # what its changes moved for callers, in the order of the files
    quote: CodeQuote | None = None
    advisory: AdvisoryFact | None = None
    by_hand: bool = False  # a person wrote its sentences, for the sample day
    corrections: tuple[CorrectionNote, ...] = ()  # oldest first
    is_edited: bool = False  # an editor wrote its sentences
    is_pinned: bool = False  # an editor put it on top of the day
    sources: int = field(init=False, compare=False, repr=False)  # the references that a line of it links

    def __post_init__(self) -> None:
        others = [reference for reference in self.references[1:] if reference.kind != "sha"]
        related = [relation for relation in self.relations if relation.word != "see_also"]
        object.__setattr__(self, "sources", 1 + len(others) + len(related))

    @property
    def writer(self) -> str:
        """Whose words it is told in: "model", "editor", "hand" or "facts"."""
        if self.by_title:
            return "facts"
        return "hand" if self.by_hand else "editor" if self.is_edited else "model"

    @property
    def is_key(self) -> bool:
        return self.importance == 5

    @property
    def can_break(self) -> bool:
        """A release, an advisory, or a change that code found to break callers."""
        return "releases" in self.kinds or bool(self.advisory) or any(fact.is_breaking for fact in self.interface)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary or the takeaways; `references` read `vllm #34914`: they stand outside their section."""

    text: str
    references: tuple[Reference, ...]
    statement_ids: frozenset[int]  # the story statements that it cites
    topics: tuple[str, ...] = ()
    by_model: bool = True
    by_hand: bool = False
    is_edited: bool = False
    importance: int | None = None
    id: int | None = None  # of its own statement; None: the headline of a story, in the place of a sentence
    corrections: tuple[CorrectionNote, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True)
class CoverageCount:
    """What was fetched of one kind: `status` is a Coverage.Status code, `found` is before any filter."""

    status: str
    found: int
    reason: str = ""
    tried_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class RepositoryInfo:
    """A repository as a reader sees it."""

    id: int
    full_name: str
    url: str
    line: str = ""  # what it is, in the edition's language

    @property
    def owner(self) -> str:
        return self.full_name.split("/")[0]

    @property
    def name(self) -> str:
        """For readers; of `socket.io` no mail program makes a link."""
        return defang_code(self.full_name.split("/")[1])

    @property
    def owner_and_name(self) -> str:
        """The full name for readers; `full_name` itself is for programs."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True)
class Section:
    """One repository of an edition: the stories told, those named or counted only, and what was fetched of it.

    stories_found = len(stories) + len(more_stories) + len(folded_stories) + outside_selection.
    """

    repository: RepositoryInfo
    counts: dict[str, CoverageCount]  # by Coverage.Kind
    stories: tuple[EditionStory, ...] = ()  # told in full, ranked
    more_stories: tuple[EditionStory, ...] = ()  # cut by the reading budget, named by short title, ranked
    folded: tuple[tuple[str, int], ...] = ()  # (Fold code, how many stories)
    outside_selection: int = 0  # stories outside the chosen topics or kinds, below the threshold, or muted
    stories_found: int = 0  # stories of the day in this repository, before any filter
    written_by: str = "facts"  # "model", "facts", "mixed"; "edited" or "hand" where a person wrote sentences
    folded_stories: tuple[EditionStory, ...] = ()  # the stories that `folded` counts, one by one, for the page
    activity_counts: dict[str, int] = field(default_factory=dict)  # of the day by "kind action": "issue opened"
    interface_gaps: tuple[tuple[str, int], ...] = ()  # (code of the reason, how many files were not compared)
    patch_gaps: tuple[tuple[str, int], ...] = ()  # (code of the reason, how many diffs were not read)
    week: Week | None = None  # of the seven days that end with this one; None where too few are known
    key: tuple = field(
        init=False, compare=False, repr=False
    )  # equal in one day: the same stories told, named and folded

    def __post_init__(self) -> None:
        groups = (self.stories, self.more_stories, self.folded_stories)
        object.__setattr__(self, "key", (self.repository.id, *[tuple([one.id for one in group]) for group in groups]))

    @property
    def all_stories(self) -> tuple[EditionStory, ...]:
        """Those told, then those named only, then the folded ones."""
        return (*self.stories, *self.more_stories, *self.folded_stories)

    @property
    def stories_shown(self) -> int:
        return len(self.stories)

    @property
    def is_failed(self) -> bool:
        return any(count.status == "failed" for count in self.counts.values())


@dataclass(frozen=True, slots=True)
class Edition:
    """What one selection shows of one digest (or of several days owed)."""

    language: str
    date: dt.date
    covers_from: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    state: str  # a Digest.Status code
    written_by: str  # "model", "facts", "mixed"; "edited" or "hand" where a person wrote sentences
    sections: tuple[Section, ...]  # with activity, ranked by their best story; those with none chosen come last
    quiet: tuple[Section, ...]  # read to the end, nothing happened
    failed: tuple[Section, ...]  # nothing to tell, and something could not be fetched or was cut
    summary: tuple[Sentence, ...]
    takeaways: tuple[Sentence, ...]
    stories_found: int  # in the chosen repositories
    stories_shown: int
    minutes: int  # to read it
    kinds: tuple[str, ...]  # chosen; empty: all
    topics: tuple[str, ...]  # chosen slugs; empty: all
    repositories_total: int  # tracked and part of this digest
    repositories_chosen: int
    pending: tuple[Section, ...] = field(default=())  # not yet fetched
    threshold: str = "everything"  # a subscribers Threshold code
    muted_topics: tuple[str, ...] = ()  # slugs of which nothing is told
    topic_names: dict[str, str] = field(default_factory=dict)  # slug to name, in the edition's language

    @property
    def is_empty(self) -> bool:
        return not self.stories_shown

    @property
    def is_filtered(self) -> bool:
        """Whether stories of a chosen repository may be left out."""
        return bool(self.topics or self.kinds or self.muted_topics or self.threshold != "everything")

    @property
    def is_by_topic_only(self) -> bool:
        """Whether nothing but the chosen topics (and kinds) leaves out stories."""
        return bool(self.topics) and not self.muted_topics and self.threshold == "everything"

    @property
    def every_section(self) -> tuple[Section, ...]:
        """Of every chosen repository: those with activity, then the quiet, the failed and the pending ones."""
        return (*self.sections, *self.quiet, *self.failed, *self.pending)
