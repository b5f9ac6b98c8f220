"""One stored statement becomes an EditionStory, in one language: everything that a reader sees of a story."""

import datetime as dt
import re
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings

from digest.defang import defang, defang_code
from digest.kinds import INTERFACE, choice_of
from digest.mixed_scripts import show_mixed_scripts
from digest.models import Activity, InterfaceChange, Repository, Statement, StatementText
from digest.stories import relations
from digest.text import one_line
from newsletter.editions.links import digest_url, story_anchor, story_path
from newsletter.editions.types import (
    AdvisoryFact,
    AffectedPackage,
    CodeQuote,
    CorrectionNote,
    EditionStory,
    FollowUp,
    InterfaceFact,
    QuotedLine,
    Reference,
    Relation,
    RepositoryInfo,
)

SHORT_SHA = 7
MAX_TITLE = 300  # characters; a commit's first line can have thousands
# Tests and lock files say least about a change, so they come last.
MINOR_FILE = re.compile(r"(^|/)(tests?|testing)/|(^|/)test_[^/]*$|_test\.[a-z]+$|\.lock$|(^|/)package-lock\.json$")


def build_story(statement: Statement, language: str) -> EditionStory:
    """The story of this statement. Needs its texts in this language, evidence and topics prefetched: asks nothing."""
    evidence = _evidence(statement)
    main, repository = evidence[0], repository_of(statement)
    headline, detail = _words(statement, main)
    carriers = _carriers(evidence)
    files = _files(carriers)
    is_pinned = statement.placement == Statement.Placement.PINNED
    return EditionStory(
        id=statement.pk,
        repository_id=repository.pk,
        day=statement.digest.date,
        path=story_path(repository.full_name, main.kind, main.key, language),
        label=statement.label,
        importance=statement.importance,
        headline=headline,
        detail=detail,
        by_title=not _text(statement),
        by_hand=statement.by_hand,
        is_edited=statement.is_edited,
        is_pinned=is_pinned,
        fold="" if is_pinned else statement.fold,
        kinds=_kinds(evidence),
        topics=tuple(topic.slug for topic in statement.topics.all()),
        references=_references(main, evidence, statement, repository),
        relations=tuple(make_relation(row) for row in statement.relations),
        files=files.paths,
        files_total=files.total,
        additions=_sum(carriers, "additions"),
        deletions=_sum(carriers, "deletions"),
        evidence=tuple(dict.fromkeys(activity.url for activity in evidence)),
        activity_ids=frozenset(activity.pk for activity in evidence),
        late_date=_late_date(main),
        is_cut=statement.is_cut,
        follow_up=_follow_up(statement.follows, language),
        authors=tuple(dict.fromkeys(activity.author for activity in evidence if activity.author)),
        occurred_at=main.occurred_at,
        interface=_interface(evidence, repository),
        advisory=_advisory(evidence),
        quote=_quote(statement, repository),
        corrections=correction_notes(statement, language),
    )


def correction_notes(statement: Statement, language: str) -> tuple[CorrectionNote, ...]:
    """What was corrected of its words in this language. Needs its corrections prefetched: asks nothing."""
    return tuple(
        CorrectionNote(
            correction.made_at,
            model_words(correction.reason(language)),
            *(model_words(correction.before[language][name]) for name in ("headline", "detail")),
        )
        for correction in statement.corrections.all()
        if language in correction.before
    )


def _kinds(evidence: list[Activity]) -> frozenset[str]:
    """What readers choose: by the sort of activity, and by what moved in an interface."""
    moved = any(activity.interface_changes.all() for activity in evidence)
    kinds = {choice_of(activity.kind, activity.action) for activity in evidence}
    return frozenset(kinds | ({INTERFACE} if moved else set()))


def _interface(evidence: list[Activity], repository: Repository) -> tuple[InterfaceFact, ...]:
    return tuple(
        _interface_fact(change, activity, repository)
        for activity in evidence
        for change in activity.interface_changes.all()
    )


def _interface_fact(change: InterfaceChange, activity: Activity, repository: Repository) -> InterfaceFact:
    """What is gone has no line in the file as it is now: the commit shows it."""
    sha = activity.merge_sha or activity.key
    url = f"{repository.url}/commit/{sha}"
    if change.line and not change.kind.startswith(("removed_", "moved_symbol")):
        url = f"{repository.url}/blob/{sha}/{quote(change.path)}#L{change.line}"
    return InterfaceFact(
        kind=change.kind,
        symbol=_harmless_code(change.symbol),
        parameter=_harmless_code(change.parameter),
        before=_harmless_code(change.before),
        after=_harmless_code(change.after),
        path=_harmless_code(change.path),
        line=change.line,
        url=url,
        is_breaking=change.is_breaking,
    )


def _advisory(evidence: list[Activity]) -> AdvisoryFact | None:
    """What the story's advisory says of itself, unable to be a link."""
    advisory = next((activity.advisory for activity in evidence if activity.advisory), None)
    if advisory is None:
        return None
    packages = tuple(
        AffectedPackage(*(_harmless_code(row[name]) for name in ("name", "affected", "fixed")))
        for row in advisory["packages"]
    )
    return AdvisoryFact(advisory["severity"], _harmless_code(advisory["cve"]), packages)


def _harmless_code(text: str) -> str:
    """Source text in one line, unable to turn the text round or to be a link."""
    return defang_code(show_mixed_scripts(one_line(text)))


def _quote(statement: Statement, repository: Repository) -> CodeQuote | None:
    """The lines as they were copied, and the place of the first changed one in GitHub's own view of the diff."""
    if not (statement.quote and statement.by_model):
        return None
    path = statement.quote["path"]
    lines = tuple(QuotedLine(row["sign"], row["number"], row["text"]) for row in statement.quote["lines"])
    changed = next(line for line in lines if line.sign != " ")
    anchor = f"diff-{sha256(path.encode()).hexdigest()}{'L' if changed.sign == '-' else 'R'}{changed.number}"
    return CodeQuote(shown_path(path), lines, f"{repository.url}/{statement.quote['place']}#{anchor}")


def repository_of(statement: Statement) -> Repository:
    """Every story has one; only sentences about the whole day have none. Raises ValueError for those."""
    if statement.repository is None:
        raise ValueError(f"statement {statement.pk} is no story")
    return statement.repository


def _evidence(statement: Statement) -> list[Activity]:
    """The activities of the story, the main one first, then as they happened."""
    return sorted(statement.evidence.all(), key=lambda activity: (activity.pk != statement.main_id, activity.pk))


def _text(statement: Statement) -> StatementText | None:
    """The model's words in the language loaded, or None where the title has to do."""
    texts = statement.texts.all() if statement.by_model else ()
    return next((text for text in texts if text.headline or text.detail), None)


def _words(statement: Statement, main: Activity) -> tuple[str, str]:
    """(headline, detail)."""
    text = _text(statement)
    if text:
        return model_words(text.headline), model_words(text.detail)
    return quoted(main.title) or own_reference(main).text, ""


def quoted(title: str) -> str:
    """GitHub's title in one line, without controls and characters that turn text round; never a link by itself."""
    shown = one_line(title)
    return _harmless(shown if len(shown) <= MAX_TITLE else shown[:MAX_TITLE].rstrip() + "…")


def shown_tag(tag: str) -> str:
    """A release's tag in one line, unable to turn the text round or to be a link."""
    return _harmless(one_line(tag))


def shown_path(path: str) -> str:
    """A path in one line, unable to turn the text round; whole for pages and programs, mails defang it."""
    return show_mixed_scripts(one_line(path))


def model_words(text: str) -> str:
    """What nobody sees is dropped first: dropped later, it would join again what was broken."""
    return defang(one_line(text))


def _harmless(line: str) -> str:
    return defang(show_mixed_scripts(line))


def own_reference(activity: Activity) -> Reference:
    """How readers call this activity: #2547, 11537c7 or v0.6.4."""
    if activity.kind == Activity.Kind.COMMIT:
        return Reference(activity.key[:SHORT_SHA], activity.url, "sha")
    if activity.kind == Activity.Kind.ADVISORY:
        return Reference(activity.key, activity.url, "advisory")
    if activity.kind == Activity.Kind.RELEASE:
        return Reference(shown_tag(activity.key), activity.url, "tag")
    return Reference(f"#{activity.number}", activity.url, "number")


def _references(
    main: Activity, evidence: list[Activity], statement: Statement, repository: Repository
) -> tuple[Reference, ...]:
    """Own reference first, then the others by number and tag, then commits; relations name theirs themselves."""
    references = [own_reference(activity) for activity in evidence]
    known = {reference.text for reference in references}
    by_name = _known_by_name(main, repository)
    references += [reference for reference in by_name if reference.text not in known]
    related = {make_relation(row).reference.text for row in statement.relations} - {references[0].text}
    unique = {reference.text: reference for reference in references if reference.text not in related}
    return tuple(sorted(unique.values(), key=lambda reference: reference.kind == "sha"))


def _known_by_name(main: Activity, repository: Repository) -> list[Reference]:
    """The pull request of a commit and the commit of a pull request, where GitHub named them but did not list them."""
    if main.kind == Activity.Kind.COMMIT and main.pull_request:
        return [Reference(f"#{main.pull_request}", f"{repository.url}/pull/{main.pull_request}", "number")]
    if main.kind == Activity.Kind.PULL_REQUEST and main.merge_sha:
        return [Reference(main.merge_sha[:SHORT_SHA], f"{repository.url}/commit/{main.merge_sha}", "sha")]
    return []


def make_relation(row: dict[str, str]) -> Relation:
    """What a stored row of word, text and url says."""
    if row["word"] in (relations.RELEASED_IN, relations.IN_BRANCH):
        return Relation(row["word"], Reference(shown_tag(row["text"]), row["url"], "tag"))
    kind = "number" if "#" in row["text"] else "sha"
    return Relation(row["word"], Reference(row["text"], row["url"], kind))


def _carriers(evidence: list[Activity]) -> list[Activity]:
    """The activities whose files tell of the change: the commits, else the merged pull request."""
    commits = [activity for activity in evidence if activity.kind == Activity.Kind.COMMIT]
    if any(commit.files_total is not None for commit in commits):
        return commits
    merged = [activity for activity in evidence if activity.action == Activity.Action.MERGED]
    return [activity for activity in merged if not activity.branch] or merged or commits


class _ChangedFiles(NamedTuple):
    paths: tuple[str, ...]  # the largest change first, tests and lock files last
    total: int | None  # how many there are in all; None: not read


def _files(carriers: list[Activity]) -> _ChangedFiles:
    changes: dict[str, int] = {}
    for row in (row for activity in carriers for row in activity.files):
        size = (row.get("additions") or 0) + (row.get("deletions") or 0)
        changes[row["path"]] = changes.get(row["path"], 0) + size
    totals = [activity.files_total for activity in carriers if activity.files_total is not None]
    paths = sorted(changes, key=lambda path: (bool(MINOR_FILE.search(path)), -changes[path], path))
    return _ChangedFiles(tuple(map(shown_path, paths)), max(len(paths), *totals) if totals else None)


def _sum(carriers: list[Activity], name: str) -> int | None:
    """Lines added or deleted in all; None unless every activity tells."""
    values = [getattr(activity, name) for activity in carriers]
    return sum(values) if values and None not in values else None


def _late_date(main: Activity) -> dt.date | None:
    if not main.late or main.occurred_at is None:
        return None
    return main.occurred_at.astimezone(ZoneInfo(settings.DIGEST_TIME_ZONE)).date()


def _follow_up(earlier: Statement | None, language: str) -> FollowUp | None:
    """What was told of the same matter before, and where to read it."""
    if earlier is None or earlier.main is None:
        return None
    headline, detail = _words(earlier, earlier.main)
    url = digest_url(earlier.digest.date, language, story_anchor(earlier.pk))
    return FollowUp(earlier.digest.date, headline or detail, url)


def qualified_reference(repository: RepositoryInfo, reference: Reference) -> Reference:
    """The reference as it reads outside the section of its repository: vllm #34914."""
    return Reference(f"{repository.name} {reference.text}", reference.url, reference.kind)


def summary_text(statement: Statement) -> str:
    """The one sentence of a summary or takeaway, or an empty string where it has no words in the language loaded."""
    text = _text(statement)
    return model_words(text.detail or text.headline) if text else ""
