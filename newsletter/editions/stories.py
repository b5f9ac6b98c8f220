"""One stored statement becomes an EditionStory, in one language: everything that a reader sees of a story."""

import datetime as dt
from hashlib import sha256
from urllib.parse import quote

from digest.kinds import INTERFACE, choice_of
from digest.models import Activity, InterfaceChange, Repository, Statement, StatementText
from digest.models.digest import digest_date
from newsletter.editions.changed_files import changed_files
from newsletter.editions.links import digest_url, story_anchor, story_path
from newsletter.editions.references import make_relation, own_reference, story_references
from newsletter.editions.shown_text import harmless_code, model_words, quoted, shown_path
from newsletter.editions.types import (
    AdvisoryFact,
    AffectedPackage,
    CodeQuote,
    CorrectionNote,
    EditionStory,
    FollowUp,
    InterfaceFact,
    QuotedLine,
)


def build_story(statement: Statement, language: str) -> EditionStory:
    """The story of this statement. Needs its texts in this language, evidence and topics prefetched: asks nothing."""
    evidence = _evidence(statement)
    main, repository = evidence[0], repository_of(statement)
    headline, detail = _words(statement, main)
    files = changed_files(evidence)
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
        references=story_references(main, evidence, statement, repository),
        relations=tuple(make_relation(row) for row in statement.relations),
        files=files.paths,
        files_total=files.total,
        additions=files.additions,
        deletions=files.deletions,
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
        symbol=harmless_code(change.symbol),
        parameter=harmless_code(change.parameter),
        before=harmless_code(change.before),
        after=harmless_code(change.after),
        path=harmless_code(change.path),
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
        AffectedPackage(*(harmless_code(row[name]) for name in ("name", "affected", "fixed")))
        for row in advisory["packages"]
    )
    return AdvisoryFact(advisory["severity"], harmless_code(advisory["cve"]), packages)


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


def _late_date(main: Activity) -> dt.date | None:
    if not main.late or main.occurred_at is None:
        return None
    return digest_date(main.occurred_at)


def _follow_up(earlier: Statement | None, language: str) -> FollowUp | None:
    """What was told of the same matter before, and where to read it."""
    if earlier is None or earlier.main is None:
        return None
    headline, detail = _words(earlier, earlier.main)
    url = digest_url(earlier.digest.date, language, story_anchor(earlier.pk))
    return FollowUp(earlier.digest.date, headline or detail, url)


def summary_text(statement: Statement) -> str:
    """The one sentence of a summary or takeaway, or an empty string where it has no words in the language loaded."""
    text = _text(statement)
    return model_words(text.detail or text.headline) if text else ""
