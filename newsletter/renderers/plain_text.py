"""An edition as plain text, without markup: what `show_digest --format text` prints."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from newsletter.editions.types import Edition, EditionStory, Reference, Section, Sentence
from newsletter.renderers import corrections, counts, coverage, dates, interface_changes, labels
from newsletter.renderers.inline_code import without_backticks
from newsletter.renderers.text_layout import wrap


def render_plain(edition: Edition) -> str:
    """The document, in the edition's language, which must be active. Ends with a newline."""
    blocks = [_head(edition), wrap(coverage.writer_note(edition.written_by))]
    blocks += _upgrade(edition)
    blocks += _sentences(_("Summary"), edition.summary)
    for section in edition.sections:
        blocks += _section(section)
    blocks += _sentences(_("Conclusion"), edition.takeaways)
    blocks += _others(edition)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(edition: Edition) -> str:
    return "\n".join(
        [
            f"{dates.edition_title(edition)} {dates.weekday(edition.date)}",
            dates.window(edition),
            wrap(counts.edition_line(edition)),
        ]
    )


def _upgrade(edition: Edition) -> Iterator[str]:
    """What can break callers, before all stories."""
    found = interface_changes.upgrade_stories(edition)
    if found:
        yield _heading(_("Check before you upgrade"))
        yield wrap(interface_changes.breaking_counts(edition))
    for one in found:
        head = f"{one.section.repository.name} {one.story.references[0].text}"
        yield "\n".join([head, *(wrap(line.text, "  ") for line in one.lines), *_urls(one.story.references[:1])])


def _heading(text: str) -> str:
    return f"== {text} =="


def _sentences(heading: str, sentences: tuple[Sentence, ...]) -> Iterator[str]:
    if sentences:
        yield _heading(heading)
    for sentence in sentences:
        yield "\n".join([wrap(without_backticks(sentence.text)), *_urls(sentence.references)])


def _urls(references: Iterable[Reference]) -> list[str]:
    return [f"  {reference.url}" for reference in references]


def _section(section: Section) -> Iterator[str]:
    yield _heading(section.repository.owner_and_name)
    yield _read(section)
    for story in (*section.stories, *section.more_stories):
        yield _story(story)
    for fold, count in section.folded:
        urls = _urls(story.references[0] for story in section.folded_stories if story.fold == fold)
        yield "\n".join([counts.fold_count(fold, count), *urls])


def _story(story: EditionStory) -> str:
    label = " ".join(filter(None, [pgettext("label", "Key") if story.is_key else "", labels.label_word(story.label)]))
    headline, detail = (story.headline, story.detail) if story.headline else (story.detail, "")
    if not story.by_title:
        headline, detail = without_backticks(headline), without_backticks(detail)
    parts = [wrap(f"[{label}] {headline}" if label else headline), wrap(detail, "  "), *_meta(story)]
    return "\n".join(part for part in parts if part)


def _meta(story: EditionStory) -> Iterator[str]:
    if story.follow_up:
        yield wrap(f"{dates.follow_up_intro(story)}{story.follow_up.headline}", "  ")
    if story.is_edited:
        yield wrap(labels.edited_note(story), "  ")
    if story.late_date:
        yield wrap(dates.late_note(story), "  ")
    for sentence in corrections.correction_lines(story):
        yield wrap(without_backticks(sentence), "  ")
    for line in interface_changes.change_lines(story):
        yield wrap(line.text, "  ")
    for word, references in labels.relation_groups(story):
        yield wrap(f"{word} {counts.listing(reference.text for reference in references)}", "  ")
    yield from _urls(story.references)


def _read(section: Section) -> str:
    """What was read of a repository, and why not all of it."""
    return "\n".join(wrap(text) for text in _notes(section) if text)


def _notes(section: Section) -> list[str]:
    return [coverage.counts_line(section), *coverage.coverage_notes(section), *interface_changes.gap_notes(section)]


def _others(edition: Edition) -> Iterator[str]:
    """The repositories without a section, in words that tell nothing happened from not fetched."""
    for section in (*edition.quiet, *edition.failed, *edition.pending):
        note = wrap(coverage.quiet_note()) if section in edition.quiet else _read(section)
        yield f"{_heading(section.repository.owner_and_name)}\n{note}"
